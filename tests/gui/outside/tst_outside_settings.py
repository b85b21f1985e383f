"""What an administrator laid down, and the screen that is locked: from files and a message bus to the window."""

import os
import subprocess
import unittest

from driver import keyboard
from driver.program import fresh_home, scratch
from driver.tree import Role, State
from driver.waiting import PATIENCE, until
from driver.window import Window

WORKS = "works@practice.example"
TYPED = "Kz4-Lantern-Brook9"


def administrators_folder(text):
    """For XDG_CONFIG_DIRS."""
    folder = scratch("etc-xdg")
    os.mkdir(os.path.join(folder, "Keyturn"))
    with open(os.path.join(folder, "Keyturn", "Keyturn.ini"), "w", encoding="utf-8") as file:
        file.write(text)
    return folder


def lock_screen():
    """What GNOME says when it does."""
    subprocess.run(["gdbus", "emit", "--session", "--object-path", "/org/gnome/ScreenSaver", "--signal",
                    "org.gnome.ScreenSaver.ActiveChanged", "true"], check=True, timeout=PATIENCE)


class SettingsFromOutside(unittest.TestCase):
    def setUp(self):
        fresh_home()

    def open_practice(self, text=""):
        window = self.enterContext(Window(
            "--practice", environment={"XDG_CONFIG_DIRS": administrators_folder(text)}))
        window.wait_until_loaded()
        return window

    def test_a_locked_setting_is_shown_and_a_wrong_one_is_named(self):
        window = self.open_practice("[network]\nproxyPort=many\n"
                                    "[locked]\n; a comment\nlock/afterMinutes=10\nnetwork/proxy=none\n")
        keyboard.press("ctrl+comma")
        dialog = window.wait_for_dialog("Settings")
        box = dialog.wait_for(Role.SPIN_BUTTON, "Lock after so many minutes without input")
        self.assertFalse(box.has(State.ENABLED))
        self.assertEqual(box.description, "Set by your administrator")
        self.assertEqual(dialog.labels().count("Set by your administrator"), 2)
        self.assertTrue(dialog.wait_for(Role.SPIN_BUTTON, "Wait for an answer (seconds)").has(State.ENABLED))
        keyboard.press("Escape")
        window.wait_for_no_dialog()
        errors = window.program.err().decode()
        self.assertIn("network/proxyPort", errors)
        self.assertIn("Keyturn.ini", errors)
        self.assertNotIn("many", errors)

    def test_the_screen_locks_and_the_password_is_gone(self):
        window = self.open_practice()
        window.pick(WORKS)
        window.type_password(TYPED)

        # The program listens from some time after its start.
        def cleared():
            lock_screen()
            return window.missing()
        self.assertEqual(until(cleared, "the password stays"), "Type a new password, or generate one.")
        self.assertTrue(any(label.startswith("Locked together with the screen.") for label in window.frame.labels()),
                        window.frame.dump())
        # What is typed in the next half second is not taken.
        def typed():
            window.new_password().focus()
            keyboard.press("ctrl+a")
            keyboard.type_text(TYPED)
            return window.missing() == "Repeat the password."
        until(typed, window.missing)
        window.type_password(TYPED)
        window.update()
        window.close_dialog(window.wait_for_dialog("Password changed"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
