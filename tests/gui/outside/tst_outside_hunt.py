"""That the hunt for canaries finds what is there, and only that: else its silence would prove nothing."""

import os
import tempfile
import unittest

from driver.hunt import PIECE, Hunter, SharedFolders, random_core, spellings


class Hunting(unittest.TestCase):
    def setUp(self):
        self.core = random_core()
        self.hunter = Hunter()
        self.hunter.add("the canary", self.core)
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    def write(self, name, data):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def test_finds_every_spelling_in_the_middle_of_a_file(self):
        for spelling, needle in spellings(self.core[:PIECE]).items():
            with self.subTest(spelling=spelling):
                path = self.write("planted", os.urandom(4096) + needle + os.urandom(77))
                self.assertTrue(self.hunter.in_tree(self.folder), spelling)
                os.remove(path)

    def test_finds_what_encoders_really_write(self):
        import base64
        import json
        import urllib.parse

        secret = 'ü"& ' + self.core + "\n"
        for shift in range(3):
            text = "x" * shift + secret
            for written in (text.encode(), text.encode("utf-16-le"), json.dumps(text).encode(),
                            urllib.parse.quote(text).encode(), base64.b64encode(text.encode()),
                            base64.urlsafe_b64encode(text.encode()), base64.b64encode(text.encode("utf-16-le")),
                            text.encode().hex().encode(), repr(text).encode()):
                self.assertTrue(self.hunter.in_bytes(written, "here"), written)

    def test_finds_either_half(self):
        for half in (self.core[:PIECE], self.core[PIECE:]):
            self.assertTrue(self.hunter.in_bytes(b"..." + half.encode() + b"...", "here"))

    def test_finds_names_and_targets(self):
        os.symlink(f"/nowhere/{self.core}", os.path.join(self.folder, "link"))
        self.assertTrue(self.hunter.in_tree(self.folder))
        os.remove(os.path.join(self.folder, "link"))
        os.mkdir(os.path.join(self.folder, self.core))
        self.assertTrue(self.hunter.in_tree(self.folder))

    def test_finds_a_file_that_is_open_and_has_no_name(self):
        with tempfile.TemporaryFile() as file:
            file.write(self.core.encode())
            file.flush()
            self.assertTrue(self.hunter.in_process(os.getpid()))
        self.assertEqual(self.hunter.in_process(os.getpid()), [])

    def test_finds_what_is_new_in_shared_folders(self):
        shared = SharedFolders()
        with tempfile.NamedTemporaryFile(dir="/tmp") as file:
            self.assertIn(file.name, shared.new())

    def test_is_silent_where_nothing_is(self):
        self.write("noise", os.urandom(1 << 20))
        self.write("another", random_core().encode() * 1000)
        self.assertEqual(self.hunter.in_tree(self.folder), [])
        self.assertGreaterEqual(self.hunter.searched, 4)


if __name__ == "__main__":
    unittest.main(verbosity=2)
