"""Finds secrets in whatever a program left behind, in every spelling that a careless line of code gives them."""

import base64
import os
import secrets
import stat
import string

# A piece of a secret is as bad as the whole of it, and is found where the rest was escaped or cut off.
PIECE = 8
# Nothing that Keyturn or this test writes is larger.
LARGEST_FILE = 256 * 1024 * 1024


def random_core():
    """The part of a canary that is looked for: nothing else in the world spells it."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(2 * PIECE))


def spellings(piece):
    """What `piece` looks like as bytes: name to bytes."""
    utf8, utf16 = piece.encode(), piece.encode("utf-16-le")
    found = {
        "UTF-8": utf8, "UTF-16LE": utf16, "UTF-16BE": piece.encode("utf-16-be"),
        "UTF-32LE": piece.encode("utf-32-le"), "reversed": utf8[::-1],
        "percent": "".join(f"%{byte:02X}" for byte in utf8).encode(),
        "percent, lower case": "".join(f"%{byte:02x}" for byte in utf8).encode(),
        "decimal": ", ".join(str(byte) for byte in utf8).encode(),
        "C escapes": "".join(f"\\x{byte:02x}" for byte in utf8).encode(),
        "JSON escapes": "".join(f"\\u{ord(unit):04x}" for unit in piece).encode(),
    }
    for name, raw in (("UTF-8", utf8), ("UTF-16LE", utf16)):
        found[f"hex of {name}"] = raw.hex().encode()
        found[f"upper case hex of {name}"] = raw.hex().upper().encode()
        found[f"spaced hex of {name}"] = raw.hex(" ").encode()
        # What comes before it in the file decides which of three it is; groups that it shares with its neighbours
        # are left out.
        for shift in range(3):
            encoded = base64.b64encode(b"\0" * shift + raw)
            whole = encoded[4 if shift else 0:(shift + len(raw)) // 3 * 4]
            found[f"base64 of {name}, shifted by {shift}"] = whole
            found[f"URL base64 of {name}, shifted by {shift}"] = whole.replace(b"+", b"-").replace(b"/", b"_")
    return found


class Hunter:
    """Looks for secrets. `add` may be called again once more is known."""

    def __init__(self):
        self._needles = {}
        self.searched = 0

    def add(self, name, text):
        for start in range(0, len(text) - PIECE + 1, PIECE):
            piece = text[start:start + PIECE]
            for spelling, needle in spellings(piece).items():
                self._needles[needle] = f"{name}, as {spelling}"

    def in_bytes(self, data, where):
        """A line for each thing found."""
        self.searched += 1
        return sorted({f"{where}: {name}" for needle, name in self._needles.items() if needle in data})

    def in_file(self, path):
        try:
            kind = os.lstat(path)
            found = self.in_bytes(os.fsencode(path), f"the name of {path!r}")
            if stat.S_ISLNK(kind.st_mode):
                found += self.in_bytes(os.fsencode(os.readlink(path)), f"the target of {path}")
            elif stat.S_ISREG(kind.st_mode):
                if kind.st_size > LARGEST_FILE:
                    raise AssertionError(f"{path} is too large to search")
                with open(path, "rb") as file:
                    found += self.in_bytes(file.read(), path)
            return found
        except FileNotFoundError:
            return []  # somebody else's, gone in the meantime

    def in_tree(self, *roots):
        found = []
        for root in roots:
            found += self.in_file(root)
            for folder, folders, files in os.walk(root):
                for name in folders + files:
                    found += self.in_file(os.path.join(folder, name))
        return found

    def in_process(self, pid):
        """Its command line, its environment, and every file it holds open, with a name or without."""
        found = []
        for name in ("cmdline", "environ", "comm"):
            with open(f"/proc/{pid}/{name}", "rb") as file:
                found += self.in_bytes(file.read(), f"/proc/{pid}/{name}")
        for number in os.listdir(f"/proc/{pid}/fd"):
            path = f"/proc/{pid}/fd/{number}"
            try:
                kind = os.stat(path)
                if not stat.S_ISREG(kind.st_mode) or kind.st_size > LARGEST_FILE:
                    continue
                with open(path, "rb") as file:
                    found += self.in_bytes(file.read(), f"{path} -> {os.readlink(path)}")
            except OSError:
                continue  # closed in the meantime
        return found


class SharedFolders:
    """What appears in the folders that all programs write to, from now on."""

    FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")

    def __init__(self):
        self._before = set(self._entries())

    def _entries(self):
        for folder in self.FOLDERS:
            if os.path.isdir(folder):
                for name in os.listdir(folder):
                    yield os.path.join(folder, name)

    def new(self):
        return sorted(set(self._entries()) - self._before)
