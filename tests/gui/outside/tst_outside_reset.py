"""Resets passwords through the accessibility tree, as somebody does who does not see the window."""

import re
import unittest

from driver import keyboard
from driver.tree import INTERACTIVE, Role, State, TextListener
from driver.waiting import stays, until
from driver.window import PARTS_OF_LISTS, Window

WORKS = "works@practice.example"
TYPED = "Kz4-Lantern-Brook9"


def words_of(dialog):
    return "\n".join([dialog.name, dialog.description, *dialog.labels()])


class ResettingAPassword(unittest.TestCase):
    def test_changed(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            window.pick(WORKS)
            self.assertFalse(window.button("Update password").has(State.ENABLED))
            window.button("Generate").press()
            until(lambda: window.button("Update password").has(State.ENABLED), "a generated password is not enough")

            question = window.update()
            self.assertIn(f"<{WORKS}>", question)
            self.assertRegex(question, "Zoom will tell .* by e-mail")

            outcome = window.wait_for_dialog("Password changed")
            self.assertIn("Zoom has set the new password.", words_of(outcome))
            self.assertIn(f"<{WORKS}>", words_of(outcome))
            self.assertRegex(window.status_line(), f"^Password changed for .*<{WORKS}>$")
            window.lose_password(outcome)
            self.assertEqual(window.new_password().text(), "")

    def test_a_password_that_assistive_technology_types_counts(self):
        """On-screen keyboards and dictation set the text of a field: no key is pressed."""
        with Window("--practice") as window:
            window.wait_until_loaded()
            window.pick(WORKS)
            window.new_password().set_text(TYPED)
            until(lambda: window.missing() == "Repeat the password.", window.missing)
            window.repeat_password().set_text(TYPED)
            window.update()
            window.close_dialog(window.wait_for_dialog("Password changed"))

    def test_refused(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            outcome = window.reset("reused@practice.example", "Refused — nothing was changed")
            words = words_of(outcome)
            self.assertIn("The person has used this password before.", words)
            self.assertIn("Nothing was changed.", words)
            self.assertIn("Choose one that they have not used lately.", words)
            outcome.wait_for(Role.CHECK_BOX, "Details").press()
            details = until(lambda: outcome.find(Role.TEXT, "Text of the details"), outcome.dump).text()
            self.assertIn("HTTP status: 400", details)
            self.assertIn("Zoom code: 1129", details)
            self.assertIn("Tracking ID: ", details)
            self.assertRegex(window.status_line(), "^Refused — nothing was changed for .*<reused@practice.example>$")
            window.close_dialog(outcome)

    def test_unknown_is_neither_a_failure_nor_a_success(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            outcome = window.reset("dropped@practice.example", "Outcome unknown")
            words = words_of(outcome)
            self.assertIn("the new password may be set, or not", words)
            self.assertRegex(window.status_line(), "^Outcome unknown for .*<dropped@practice.example>$")
            for said in (words, window.status_line()):
                self.assertNotRegex(said, re.compile("fail|chang|success|refus|error", re.IGNORECASE))

            outcome.wait_for(Role.PUSH_BUTTON, "Check by sending the same password again").press()
            proven = window.wait_for_dialog("Password changed")
            self.assertIn("an earlier attempt had worked", words_of(proven))
            self.assertRegex(window.status_line(), "^Password changed for .*<dropped@practice.example>$")
            window.lose_password(proven)

    def test_signs_out(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            window.pick(WORKS)
            window.type_password(TYPED)
            window.update()
            outcome = window.wait_for_dialog("Password changed")
            outcome.wait_for(Role.PUSH_BUTTON, "Sign this person out").press()
            until(lambda: any("Zoom has accepted the sign-out" in label for label in outcome.labels()),
                  outcome.dump)
            self.assertRegex(window.status_line(), f"^Password changed, and the sign-out accepted: .*<{WORKS}>$")
            window.close_dialog(outcome)

    def test_a_refused_sign_out_is_not_a_refused_reset(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            window.pick("sign-out-refused@practice.example")
            window.type_password(TYPED)
            window.update()
            outcome = window.wait_for_dialog("Password changed")
            outcome.wait_for(Role.PUSH_BUTTON, "Sign this person out").press()
            until(lambda: any(label.startswith("The password was changed. The sign-out was refused: The access token "
                                               "lacks these scopes: user:delete:token:admin")
                              for label in outcome.labels()), outcome.dump)
            self.assertEqual(outcome.name, "Password changed")
            window.close_dialog(outcome)

    def test_unknown_stays_unknown_until_the_server_has_answered(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            outcome = window.reset("dropped-before@practice.example", "Outcome unknown")
            outcome.wait_for(Role.PUSH_BUTTON, "Check by sending the same password again").press()
            # The name of the new dialog is that of the old one; its words are not.
            again = until(lambda: self._still_unknown(window), lambda: window.app.dump())
            self.assertNotRegex(words_of(again), re.compile("fail|chang|success", re.IGNORECASE))
            window.close_dialog(again)  # without a question: its password is kept with its attempt
            window.leave_open_outcomes()

    def _still_unknown(self, window):
        dialog = window.dialog()
        return dialog if dialog and "has not settled it" in words_of(dialog) else None

    def test_saying_no_sends_nothing(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            window.pick(WORKS)
            window.button("Generate").press()
            window.button("Update password").press()
            question = window.wait_for_dialog("Update password?")
            question.wait_for(Role.PUSH_BUTTON, "Cancel").press()
            window.wait_for_no_dialog()
            stays(lambda: window.dialog() is None and window.status_line() == "", lambda: window.app.dump())


class FindingAUser(unittest.TestCase):
    def test_the_list_follows_what_is_typed(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            users = window.users()
            self.assertEqual(users.rows(), 500)
            self.assertEqual(users.description, "")
            window.find_user().set_text("daily-limit")
            until(lambda: users.rows() == 1, lambda: users.dump())
            self.assertEqual(users.row_names(0)[1], "daily-limit@practice.example")
            until(lambda: "1 of 500 users shown" in window.frame.labels(), lambda: window.frame.dump())
            window.find_user().set_text("")
            until(lambda: users.rows() == 500, lambda: users.dump())

    def test_somebody_who_is_not_in_the_list_is_looked_up(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            window.find_user().set_text("nobody@elsewhere.example")
            until(lambda: window.users().rows() == 0, "the list does not follow")
            window.find_user().focus()
            keyboard.press("Return")
            until(lambda: any("was not found" in label for label in window.frame.labels()),
                  lambda: window.frame.dump())
            window.find_user().set_text("me")
            window.find_user().focus()
            keyboard.press("Return")
            until(lambda: "you@practice.example" in window.selected_person(), lambda: window.frame.dump())


class HiddenPasswords(unittest.TestCase):
    def everything_on_show(self, window):
        """All that the tree says, in any window, shown or not."""
        said = []
        for node in window.app.walk():
            said += [node.name, node.description, node.text() or ""]
        return "\n".join(said)

    def test_a_typed_one_is_not_heard_nor_seen(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            window.pick(WORKS)
            listener = TextListener()
            window.find_user().focus()
            keyboard.press("ctrl+a")
            keyboard.type_text("works@practice")
            until(lambda: listener.inserted() == "works@practice", lambda: f"heard: {listener.everything()}")
            listener.forget()

            window.new_password().focus()
            keyboard.type_text(TYPED)
            until(lambda: "satisfied: 8 to 31 characters" in window.frame.labels(), lambda: window.frame.dump())
            window.repeat_password().focus()
            keyboard.type_text(TYPED)
            until(lambda: not window.missing(), lambda: window.frame.dump())
            keyboard.press("BackSpace", "ctrl+z", "ctrl+z")
            # One insertion is heard for each key: that they are masked is what matters, not that they are.
            until(lambda: len(listener.inserted()) >= 2 * len(TYPED), lambda: f"heard: {listener.everything()}")
            self.assertEqual(set(listener.inserted()) & set(TYPED), set(), listener.everything())
            self.assertNotIn(TYPED, self.everything_on_show(window))

    def test_one_that_assistive_technology_sets_is_not_heard_nor_seen(self):
        """By another program on the bus than the one that sets it."""
        with Window("--practice") as window:
            window.wait_until_loaded()
            window.pick(WORKS)
            listener = TextListener()
            window.new_password().set_text(TYPED)
            window.repeat_password().set_text(TYPED)
            until(lambda: not window.missing(), lambda: window.frame.dump())
            window.new_password().set_text(TYPED + TYPED)  # what is replaced is told, too
            until(lambda: "removed" in listener.everything() or "delete" in listener.everything(),
                  lambda: f"heard: {listener.everything()}")
            heard = "".join(text for kind, text in listener.heard if kind.startswith("object:text-changed"))
            self.assertEqual(set(heard) & set(TYPED), set(), listener.everything())
            self.assertNotIn(TYPED, self.everything_on_show(window))

    def test_a_generated_one_is_not_heard_nor_seen_until_it_is_shown(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            window.pick(WORKS)
            listener = TextListener()
            window.button("Generate").press()
            until(lambda: not window.missing(), "nothing was generated")
            heard = listener.everything()
            on_show = self.everything_on_show(window)

            listener.forget()
            window.show_password().press()
            password = until(lambda: window.new_password().role == Role.TEXT and window.new_password().text(),
                             "the password is not shown")
            self.assertRegex(password, "^[A-Za-z0-9!-~]{8,31}$")
            self.assertNotIn(password, heard)
            self.assertNotIn(password, on_show)
            # The control: this listener and this walk do find it once it is shown.
            until(lambda: password in listener.inserted(), lambda: f"heard: {listener.everything()}")
            self.assertIn(password, self.everything_on_show(window))

            listener.forget()
            window.show_password().press()
            until(lambda: window.new_password().role == Role.PASSWORD_TEXT, "the password stays on show")
            self.assertNotIn(password, listener.inserted())
            self.assertNotIn(password, self.everything_on_show(window))

    def test_what_becomes_of_it_after_the_reset(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            window.pick(WORKS)
            window.button("Generate").press()
            listener = TextListener()
            window.update()
            outcome = window.wait_for_dialog("Password changed")
            heard, on_show = listener.everything(), self.everything_on_show(window)
            outcome.wait_for(Role.CHECK_BOX, "Reveal password").press()
            field = until(lambda: outcome.find(Role.TEXT, "The new password"), outcome.dump)
            password = field.text()
            self.assertGreaterEqual(len(password), 8)
            self.assertNotIn(password, heard)
            self.assertNotIn(password, on_show)
            window.close_dialog(outcome)
            self.assertNotIn(password, self.everything_on_show(window))


    def test_it_is_read_out_to_a_screen_reader(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            window.pick(WORKS)
            window.new_password().set_text("aK7-brook-Lane")
            window.repeat_password().set_text("aK7-brook-Lane")
            window.update()
            outcome = window.wait_for_dialog("Password changed")
            self.assertNotIn("capital Kilo", self.everything_on_show(window))
            outcome.wait_for(Role.CHECK_BOX, "Read out").press()
            until(lambda: "capital Kilo" in self.everything_on_show(window), outcome.dump)
            said = [node.name for node in outcome.walk() if node.role in PARTS_OF_LISTS]
            self.assertEqual(said[:5], ["alfa", "capital Kilo", "seven", "hyphen", "bravo"])
            self.assertEqual(len(said), 14)
            outcome.wait_for(Role.PUSH_BUTTON, "I have handed it over").press()
            until(lambda: "capital Kilo" not in self.everything_on_show(window), outcome.dump)
            window.close_dialog(outcome)


class Names(unittest.TestCase):
    def nameless(self, node):
        return [found for found in node.walk() if found.role in INTERACTIVE and found.is_shown() and not found.name]

    def test_everything_that_can_be_used_has_one(self):
        with Window("--practice") as window:
            window.wait_until_loaded()
            window.pick(WORKS)  # with a text in the search field, which then can be cleared
            window.type_password(TYPED)
            self.assertEqual(self.nameless(window.app), [])
            window.button("Update password").press()
            question = window.wait_for_dialog("Update password?")
            self.assertEqual(self.nameless(question), [])
            question.wait_for(Role.PUSH_BUTTON, "Update password").press()
            outcome = window.wait_for_dialog("Password changed")
            outcome.wait_for(Role.CHECK_BOX, "Details").press()
            until(lambda: outcome.find(Role.TEXT, "Text of the details"), outcome.dump)
            self.assertEqual(self.nameless(outcome), [])
            window.close_dialog(outcome)
            window.button("Add…").press()
            dialog = window.wait_for_dialog("Add an account")
            self.assertEqual(self.nameless(dialog), [])

    def test_the_parts_are_called_as_they_are_labelled(self):
        with Window("--practice") as window:
            for role, name in ((Role.COMBO_BOX, "Account"), (Role.TEXT, "Find a user"), (Role.TABLE, "Users"),
                               (Role.PASSWORD_TEXT, "New password"), (Role.CHECK_BOX, "Show password"),
                               (Role.PUSH_BUTTON, "Generate"), (Role.PUSH_BUTTON, "Update password")):
                with self.subTest(name=name):
                    window.frame.wait_for(role, name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
