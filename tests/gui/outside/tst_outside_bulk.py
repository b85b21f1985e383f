"""Bulk work from its menu to its report, with the keyboard and assistive technology alone."""

import unittest

from driver import keyboard
from driver.program import scratch
from driver.tree import Role, State
from driver.waiting import until
from driver.window import Window

PEOPLE = ["anna.williams@practice.example", "ahmed.vu@practice.example", "lars.smith@practice.example"]


class BulkWork(unittest.TestCase):
    def setUp(self):
        self.window = self.enterContext(Window("--practice", cwd=scratch("cwd")))
        self.window.wait_until_loaded()

    def shown(self, title):
        return until(lambda: next((child for child in self.window.app.children()
                                   if child.name.startswith(title) and child.is_shown()), None),
                     lambda: f"no window {title!r} in\n{self.window.app.dump()}")

    def label(self, window, beginning):
        return until(lambda: next((label for label in window.labels() if label.startswith(beginning)), None),
                     lambda: f"nothing begins with {beginning!r} in\n{window.dump()}")

    def focus(self, window):
        keyboard.give_focus(self.window.program.pid, lambda: window.name)
        until(lambda: window.has(State.ACTIVE), "the window is not active")

    def test_three_people_by_keyboard(self):
        keyboard.press("ctrl+b")
        bulk = self.shown("Reset many passwords")
        self.focus(bulk)
        # From the first button to the list, which Tab leaves again.
        self.window.wait_for_focus(Role.PUSH_BUTTON, "Choose a file…")
        keyboard.press("Tab")
        people = bulk.wait_for(Role.TEXT, "List of e-mail addresses or IDs")
        until(people.is_focused, "Tab does not come to the list")
        for person in PEOPLE + ["nobody@practice.example"]:
            keyboard.type_text(person)
            keyboard.press("Return")
        keyboard.press("Tab")
        self.window.wait_for_focus(Role.PUSH_BUTTON, "Use this list")
        keyboard.press("space")

        self.label(bulk, "The passwords of 3 people will be changed. Zoom tells them by e-mail, and Zoom may sign them out of their devices. 1 row is excluded.")
        table = bulk.wait_for(Role.TABLE, "Rows")
        self.assertEqual(table.rows(), 4)
        self.assertEqual(table.row_names(0)[4], "Ready")
        self.assertEqual(table.row_names(3)[4], "Nobody of this name")
        # The space bar leaves the current row out, and takes it in again.
        table.focus()
        keyboard.press("ctrl+Home", "space")
        self.label(bulk, "The passwords of 2 people will be changed. Zoom tells them by e-mail, and Zoom may sign them out of their devices. 2 rows are excluded.")
        keyboard.press("space")
        self.label(bulk, "The passwords of 3 people will be changed.")
        # Each thing that can be pressed says what it is.
        for node in bulk.walk():
            if node.role in (Role.PUSH_BUTTON, Role.CHECK_BOX, Role.COMBO_BOX, Role.SPIN_BUTTON) and node.is_shown():
                self.assertTrue(node.name, bulk.dump())

        bulk.wait_for(Role.PUSH_BUTTON, "Reset 3 passwords…").focus()
        keyboard.press("space")
        question = self.shown("Reset passwords?")
        self.focus(question)
        question.wait_for(Role.PUSH_BUTTON, "Reset 3 passwords").focus()
        keyboard.press("space")
        self.label(bulk, "Finished")
        self.label(bulk, "3 changed")
        outcomes = bulk.wait_for(Role.TABLE, "Outcomes")
        self.assertEqual([outcomes.row_names(row)[5] for row in range(4)],
                         ["Changed", "Changed", "Changed", "Excluded"])
        # Escape asks before the passwords are lost, and Escape again stays.
        self.focus(bulk)
        keyboard.press("Escape")
        away = self.shown("Put the run away?")
        self.focus(away)
        keyboard.press("Escape")
        until(lambda: not away.is_shown(), "the question stays")
        self.focus(bulk)
        keyboard.press("Escape")
        self.shown("Put the run away?").wait_for(Role.PUSH_BUTTON, "Put away").press()
        self.window.wait_for_no_dialog()


if __name__ == "__main__":
    unittest.main(verbosity=2)
