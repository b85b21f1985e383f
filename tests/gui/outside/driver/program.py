"""Starting, feeding and ending the program under test. Only what was started here is ever ended."""

import json
import os
import signal
import subprocess
import tempfile
import threading
import urllib.error
import urllib.parse
import urllib.request

from driver.waiting import PATIENCE, until

KEYTURN = os.environ["KEYTURN"]


class Program:
    """One run of keyturn. Keeps all that it writes to its standard output and error, in memory."""

    def __init__(self, *arguments, prefix=(), environment=None, before=None, cwd=None):
        """`prefix`: a command that runs it. `before`: called in the new process just before it starts."""
        self.process = subprocess.Popen(
            [*prefix, KEYTURN, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})}, preexec_fn=before, cwd=cwd)
        self._out = _Drain(self.process.stdout)
        self._err = _Drain(self.process.stderr)

    @property
    def pid(self):
        return self.process.pid

    def out(self):
        return self._out.so_far()

    def err(self):
        return self._err.so_far()

    def log(self):
        return self.out() + self.err()

    def is_running(self):
        return self.process.poll() is None

    def wait(self):
        """The exit code; of a signal, its number below zero. With all output read."""
        code = self.process.wait(timeout=PATIENCE)
        self._out.finish()
        self._err.finish()
        return code

    def wait_status(self):
        """Like wait(), but the raw status of waitpid(2), which tells whether the core was dumped."""
        def ended():
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            return (status,) if pid else None
        (status,) = until(ended, "the program does not end")
        self.process.returncode = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        self._out.finish()
        self._err.finish()
        return status

    def end(self):
        if self.is_running():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.wait()


class _Drain:
    def __init__(self, stream):
        self._stream = stream
        self._pieces = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        for piece in iter(lambda: self._stream.read1(65536), b""):
            self._pieces.append(piece)

    def so_far(self):
        return b"".join(self._pieces)

    def finish(self):
        self._thread.join(timeout=PATIENCE)
        self._stream.close()


class BusMonitor:
    """Everything that passes over a message bus from now on."""

    def __init__(self, address):
        self._process = subprocess.Popen(["dbus-monitor", "--address", address, "--pcap"], stdin=subprocess.DEVNULL,
                                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self._drain = _Drain(self._process.stdout)
        until(self._drain.so_far, "dbus-monitor does not start")

    def so_far(self):
        return self._drain.so_far()

    def end(self):
        self._process.terminate()
        self._process.wait(timeout=PATIENCE)
        self._drain.finish()


def accessibility_bus():
    """Its address."""
    answer = subprocess.run(
        ["gdbus", "call", "--session", "--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus", "--method",
         "org.a11y.Bus.GetAddress"], capture_output=True, timeout=PATIENCE, check=True).stdout.decode()
    return answer.split("'")[1]


class PracticeServer:
    """`keyturn --practice-server`: the other side, run on its own."""

    def __init__(self, *arguments):
        self.program = Program("--practice-server", "--port", "0", *arguments)
        # The last line that there is tells that the others are whole.
        self.last = "Client secret" if "--with-app" in arguments else "Access token"
        self.words = until(self._words, lambda: f"the server does not say where it is, but: {self.program.log()!r}")
        self.base_url, self.token = self.words["Base URL"], self.words["Access token"]

    def _words(self):
        lines = self.program.out().decode().splitlines(keepends=True)
        words = {}
        for line in lines:
            name, _, value = line.partition(": ")
            if line.endswith("\n"):
                words.setdefault(name, value.rstrip("\n"))
        return words if self.last in words else None

    def call(self, verb, path, body=None):
        """Status and answer, as another client of the same server gets them."""
        request = urllib.request.Request(
            self.base_url + path, method=verb, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=PATIENCE) as reply:
                return reply.status, _json(reply.read())
        except urllib.error.HTTPError as error:
            return error.code, _json(error.read())

    def has_password(self, email, password):
        """Whether it is set: the same password once more is what Zoom refuses with these words."""
        status, answer = self.call("PUT", f"/users/{urllib.parse.quote(email, safe='')}/password",
                                   {"password": password})
        return status == 400 and answer.get("message") == "Your new password can not match the old password."

    def end(self):
        self.program.end()


def _json(raw):
    try:
        return json.loads(raw)
    except ValueError:
        return {}


def add_account(name, base_url, token=None, environment=None, **members):
    """`keyturn --add-account -`: exit code, output, errors."""
    given = json.dumps({"name": name, "baseUrl": base_url, **({"token": token} if token else {}), **members}).encode()
    done = subprocess.run([KEYTURN, "--add-account", "-"], input=given, capture_output=True, timeout=PATIENCE * 2,
                          check=False, env={**os.environ, **(environment or {})})
    return done.returncode, done.stdout, done.stderr


def manage(*arguments):
    """The other commands that deal with accounts."""
    return subprocess.run([KEYTURN, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE * 2,
                          check=False)


def keyring_entries():
    """The keys of all that Keyturn holds in the keyring, as another program sees them."""
    found = subprocess.run(["secret-tool", "search", "--all", "server", "Keyturn"], stdin=subprocess.DEVNULL,
                           capture_output=True, timeout=PATIENCE, check=False)
    lines = (found.stdout + found.stderr).decode().splitlines()
    return [line.partition(" = ")[2] for line in lines if line.startswith("attribute.user = ")]


def scratch(name):
    """A folder that goes away with this test's own home."""
    return tempfile.mkdtemp(prefix=f"{name}.")


def fresh_home():
    """A home in which nothing was ever written, for what is started from now on; the keyring stays. Goes away with
    the test's own home."""
    home = tempfile.mkdtemp(prefix="home.")
    os.environ["HOME"] = home
    for variable, folder in (("XDG_CONFIG_HOME", ".config"), ("XDG_DATA_HOME", ".local/share"),
                             ("XDG_CACHE_HOME", ".cache"), ("XDG_STATE_HOME", ".local/state")):
        os.environ[variable] = os.path.join(home, folder)
    return home
