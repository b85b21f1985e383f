"""A second start: the window that is there comes to the front, and nothing of a killed one is in the way."""

import os
import signal
import unittest

from driver.program import Program, fresh_home
from driver.tree import State
from driver.waiting import until
from driver.window import Window


class StartingAgain(unittest.TestCase):
    def setUp(self):
        fresh_home()

    def test_the_first_is_raised(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            for _ in range(2):
                again = Program("--practice")
                self.assertEqual(again.wait(), 0)
                self.assertEqual(again.log(), b"")
            self.assertTrue(window.program.is_running())
            until(lambda: window.frame.has(State.ACTIVE), "the window did not come to the front")

    def test_a_killed_one_is_no_hindrance(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            os.kill(window.program.pid, signal.SIGKILL)
            self.assertEqual(window.program.wait(), -signal.SIGKILL)
        with Window("--practice") as window:
            window.wait_until_loaded()
            self.assertEqual(window.program.log(), b"")

    def test_the_practice_account_has_a_window_of_its_own(self):
        with Window() as real:
            with Window("--practice") as practice:
                practice.wait_until_loaded()
                self.assertTrue(real.program.is_running())


if __name__ == "__main__":
    unittest.main(verbosity=2)
