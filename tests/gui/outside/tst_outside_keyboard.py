"""Resets a password with real key presses alone."""

import unittest

from driver.keyboard import press, type_text
from driver.tree import Role
from driver.waiting import until
from driver.window import Window

WORKS = "works@practice.example"
TYPED = "Kz4-Lantern-Brook9"

SEARCH = (Role.TEXT, "Find a user")
LIST = (Role.TABLE, "Users")
HIDDEN = (Role.PASSWORD_TEXT, "New password")
REPEAT = (Role.PASSWORD_TEXT, "Repeat password")
SHOW = (Role.CHECK_BOX, "Show password")
GENERATE = (Role.PUSH_BUTTON, "Generate")
RECIPE = (Role.PUSH_BUTTON, "How passwords are made…")
UPDATE = (Role.PUSH_BUTTON, "Update password")


class KeyboardOnly(unittest.TestCase):
    def setUp(self):
        self.window = self.enterContext(Window("--practice"))
        self.window.wait_until_loaded()
        self.window.wait_for_focus(*SEARCH)

    def tab_to(self, *wanted):
        press("Tab")
        self.window.wait_for_focus(*wanted)

    def test_typed_password(self):
        window = self.window
        type_text(WORKS)
        until(lambda: window.users().rows() == 1, "typing does not filter")
        press("Return")
        window.wait_for_focus(*HIDDEN)
        self.assertIn(f"<{WORKS}>", window.selected_person())
        type_text(TYPED)
        until(lambda: window.missing() == "Repeat the password.", window.missing)
        self.tab_to(*SHOW)
        self.tab_to(*REPEAT)
        type_text(TYPED)
        until(lambda: not window.missing(), window.missing)
        press("Return")
        question = window.wait_for_dialog("Update password?")
        window.wait_for_focus(*UPDATE)
        self.assertIn(f"<{WORKS}>", "\n".join(question.labels()))
        press("Return")
        window.wait_for_dialog("Password changed")
        window.wait_for_focus(Role.PUSH_BUTTON, "Close")
        self.assertRegex(window.status_line(), f"^Password changed for .*<{WORKS}>$")
        press("Return")
        window.wait_for_no_dialog()
        window.wait_for_focus(*SEARCH)

    def test_generated_password_for_somebody_found_with_the_arrows(self):
        window = self.window
        press("Down")
        window.wait_for_focus(*LIST)
        press("Down", "Down", "Return")
        window.wait_for_focus(*HIDDEN)
        third = window.users().row_names(2)
        self.assertIn(f"{third[0]} <{third[1]}>", window.selected_person())
        press("ctrl+g")
        until(lambda: not window.missing(), window.missing)
        press("Return")
        window.wait_for_dialog("Update password?")
        press("Escape")
        window.wait_for_no_dialog()
        self.assertEqual(window.status_line(), "")

        window.new_password().focus()
        press("Return")
        window.wait_for_dialog("Update password?")
        press("Return")
        # Nobody has seen a generated password yet: Enter copies it before it closes the dialog.
        window.wait_for_dialog("Password changed")
        window.wait_for_focus(Role.PUSH_BUTTON, "Copy password")
        press("Return")
        window.wait_for_focus(Role.PUSH_BUTTON, "Close")
        press("Escape")
        window.wait_for_no_dialog()
        self.assertIn(f"<{third[1]}>", window.status_line())

    def test_tab_order(self):
        window = self.window
        type_text(WORKS)
        press("Return")
        window.wait_for_focus(*HIDDEN)
        press("ctrl+g")
        until(lambda: not window.missing(), window.missing)
        for part in (SHOW, GENERATE, RECIPE, UPDATE):
            self.tab_to(*part)
        went = [UPDATE]
        while went[-1] != HIDDEN and len(went) < 16:
            before = window.focused()
            press("Tab")
            until(lambda before=before: window.focused() not in (None, before), "Tab goes nowhere")
            went.append(window.focused())
        # Once around, through everything that can be used, each once.
        self.assertEqual(went[-1], HIDDEN)
        self.assertEqual(len(set(went)), len(went), went)
        for part in (SEARCH, LIST, (Role.PUSH_BUTTON, "Add…")):
            self.assertIn(part, went)
        # The account and three filters.
        self.assertEqual([role for role, _ in went].count(Role.COMBO_BOX), 4, went)
        self.assertLess(went.index(SEARCH), went.index(LIST), went)
        press("shift+Tab")
        window.wait_for_focus(*went[-2])

    def test_search_keys(self):
        window = self.window
        type_text("works@")
        until(lambda: window.users().rows() == 1, "typing does not filter")
        press("Escape")
        until(lambda: window.users().rows() == 500, "Escape does not clear the search")
        press("Down")
        window.wait_for_focus(*LIST)
        press("Up")
        window.wait_for_focus(*SEARCH)
        window.new_password().focus()
        press("ctrl+f")
        window.wait_for_focus(*SEARCH)

    def test_account_dialog(self):
        window = self.window
        window.button("Add…").focus()
        press("Return")
        dialog = window.wait_for_dialog("Add an account")
        window.wait_for_focus(Role.TEXT, "Name")
        self.tab_to(Role.COMBO_BOX, "Sign in")
        self.tab_to(Role.COMBO_BOX, "Region")
        self.tab_to(Role.TEXT, "Server address")
        self.tab_to(Role.TEXT, "Account ID")
        self.tab_to(Role.TEXT, "Client ID")
        self.tab_to(Role.PASSWORD_TEXT, "Client secret")
        press("Return")
        until(lambda: "Give the account a name." in dialog.labels(), dialog.dump)
        self.assertIn("Paste the client secret.", dialog.labels())
        window.wait_for_focus(Role.TEXT, "Name")
        self.tab_to(Role.COMBO_BOX, "Sign in")
        press("Down", "Down")  # past the browser
        self.tab_to(Role.COMBO_BOX, "Region")
        self.tab_to(Role.TEXT, "Server address")
        self.tab_to(Role.PASSWORD_TEXT, "Access token")
        press("Return")
        until(lambda: "Paste the account's access token." in dialog.labels(), dialog.dump)
        press("Escape")
        window.wait_for_no_dialog()


if __name__ == "__main__":
    unittest.main(verbosity=2)
