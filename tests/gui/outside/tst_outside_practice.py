"""The practice account's server, a process of its own: what it is told, and that it never outlives the window."""

import os
import signal
import unittest

from driver import keyboard, process
from driver.program import KEYTURN
from driver.waiting import until
from driver.window import Window


class PracticeServerOfTheWindow(unittest.TestCase):
    def open_practice(self, **options):
        window = self.enterContext(Window("--practice", **options))
        window.wait_until_loaded()
        (server,) = process.children(window.program.pid)
        return window, server

    def test_is_told_nothing_that_others_may_not_see(self):
        window, server = self.open_practice()
        name = os.path.join(os.path.dirname(KEYTURN), "keyturn-practice-server")
        self.assertEqual(process.words(server, "cmdline"),
                         [os.fsencode(name), b"--port", b"0", b"--users", b"500", b"--end-with-input"])
        # All that it has there, it has from whoever started the window.
        mine = process.words(window.program.pid, "environ")
        self.assertLessEqual(set(process.words(server, "environ")), set(mine))
        self.assertEqual(process.core_limits(server), ["0", "0"])

    def test_its_memory_is_closed_to_the_users_other_programs(self):
        prefix = process.ordinary_user()
        if prefix is None:
            self.skipTest("root can not drop its power over processes here")
        _, server = self.open_practice(
            prefix=prefix, environment={"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"})
        self.assertEqual(process.openable(server, prefix), set())

    def test_ends_with_the_window(self):
        window, server = self.open_practice()
        keyboard.press("ctrl+q")
        self.assertEqual(window.program.wait(), 0)
        self.assertFalse(process.is_alive(server))

    def test_ends_with_a_window_that_is_killed(self):
        window, server = self.open_practice()
        os.kill(window.program.pid, signal.SIGKILL)
        self.assertEqual(window.program.wait(), -signal.SIGKILL)
        until(lambda: not process.is_alive(server), "the practice server lives on")


if __name__ == "__main__":
    unittest.main(verbosity=2)
