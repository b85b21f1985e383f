"""A managed install from end to end: a server of its own, an account added by a script into a real keychain,
and the window that resets a password there. The server is asked for the proof."""

import json
import unittest

from driver import keyboard
from driver.program import PracticeServer, add_account, fresh_home, keyring_entries, manage
from driver.tree import Role, State
from driver.waiting import until
from driver.window import Window

WORKS = "works@practice.example"
TYPED = "Kz4-Lantern-Brook9"


class AnAccountInTheKeychain(unittest.TestCase):
    def setUp(self):
        fresh_home()
        self.server = PracticeServer("--users", "120")
        self.addCleanup(self.server.end)

    def add(self, name, token):
        code, out, err = add_account(name, self.server.base_url, token)
        self.assertEqual((code, err), (0, b""))
        self.assertEqual(out.decode().strip(), f'Account "{name}" added.')

    def test_the_window_opens_it_and_resets_a_password(self):
        self.add("Head office", self.server.token)
        with Window() as window:
            self.assertEqual(window.frame.name, "Head office – Keyturn")
            window.wait_until_loaded()
            self.assertEqual(window.users().rows(), 120)
            self.assertIn("Users: 120", window.frame.labels())
            window.pick(WORKS)
            window.type_password(TYPED)
            window.update()
            window.close_dialog(window.wait_for_dialog("Password changed"))
        self.assertTrue(self.server.has_password(WORKS, TYPED))

    def test_an_app_signs_in_and_its_token_outlives_the_window(self):
        server = PracticeServer("--users", "120", "--with-app")
        self.addCleanup(server.end)
        words = server.words
        secret = words["Client secret"]
        app = {"accountId": words["Account ID"], "clientId": words["Client ID"], "clientSecret": secret}
        code, out, err = add_account("Data centre", server.base_url, tokenUrl=words["Token URL"], plan="business",
                                     oauth=app)
        self.assertEqual((code, err), (0, b""), out)
        for _ in range(2):  # the second start goes on with the first one's token
            with Window() as window:
                window.wait_until_loaded()
                self.assertEqual(window.users().rows(), 120)
        listed = manage("--list-accounts")
        self.assertEqual(listed.returncode, 0)
        self.assertEqual([json.loads(line)["plan"] for line in listed.stdout.splitlines()], ["business"])
        self.assertNotIn(secret.encode(), listed.stdout)
        held = {entry.rpartition("/")[2] for entry in keyring_entries() if "data-centre" in entry}
        self.assertEqual(held, {"client-secret", "oauth-token"})
        removed = manage("--remove-account", "Data centre")
        self.assertEqual((removed.returncode, removed.stderr), (0, b""))
        self.assertEqual([entry for entry in keyring_entries() if "data-centre" in entry], [])
        self.assertEqual(manage("--list-accounts").stdout, b"")

    def test_an_answer_that_is_lost_is_open_until_it_is_checked(self):
        self.add("Head office", self.server.token)
        with Window() as window:
            window.wait_until_loaded()
            window.pick("dropped@practice.example")
            window.type_password(TYPED)
            window.update()
            outcome = window.wait_for_dialog("Outcome unknown")
            self.assertTrue(self.server.has_password("dropped@practice.example", TYPED))
            outcome.wait_for(Role.PUSH_BUTTON, "Check by sending the same password again").press()
            window.close_dialog(window.wait_for_dialog("Password changed"))

    def test_what_was_on_its_way_when_the_program_was_killed_is_open(self):
        self.add("Head office", self.server.token)
        with Window() as window:
            window.wait_until_loaded()
            window.pick("slow@practice.example")
            window.type_password(TYPED)
            window.update()
            until(lambda: any("waiting for Zoom's answer" in label for label in window.frame.labels()),
                  lambda: window.frame.dump())
            until(lambda: self.server.has_password("slow@practice.example", TYPED), "it has not arrived")
            window.program.process.kill()
            self.assertEqual(window.program.wait(), -9)
        with Window() as window:
            window.wait_until_loaded()
            until(lambda: any("It is not known what became of this" in label for label in window.frame.labels()),
                  lambda: window.frame.dump())
            window.button("Open outcomes…").press()
            dialog = window.wait_for_dialog("Open outcomes")
            self.assertIn("Type the same one for this person once more", "\n".join(dialog.labels()))
            dialog.wait_for(Role.PUSH_BUTTON, "Reset once more…").press()
            window.wait_for_no_dialog()
            until(lambda: "slow@practice.example" in window.selected_person(), lambda: window.frame.dump())
            window.type_password(TYPED)
            window.update()
            window.close_dialog(window.wait_for_dialog("Refused — this password is set already"))
            until(lambda: not any("It is not known" in label for label in window.frame.labels()),
                  lambda: window.frame.dump())
        checked = manage("--verify-history")
        self.assertEqual((checked.returncode, checked.stderr), (0, b""), checked.stdout)

    def test_a_token_that_is_refused_can_be_replaced_in_the_window(self):
        self.add("Head office", "a-token-that-nobody-knows")
        with Window() as window:
            until(lambda: any("The users could not be loaded." in label for label in window.frame.labels()),
                  lambda: window.frame.dump())
            failure = next(label for label in window.frame.labels() if "could not be loaded" in label)
            self.assertIn("Zoom no longer accepts the access token of this account.", failure)
            window.button("Edit account…").press()
            dialog = window.wait_for_dialog("Edit account")
            self.assertEqual(dialog.wait_for(Role.TEXT, "Server address").text(), self.server.base_url)
            dialog.wait_for(Role.PASSWORD_TEXT, "Access token").set_text(self.server.token)
            dialog.wait_for(Role.PUSH_BUTTON, "Save").press()
            window.wait_for_no_dialog()
            window.wait_until_loaded()
            self.assertEqual(window.users().rows(), 120)

    def test_one_added_in_the_window_is_there_the_next_time(self):
        with Window() as window:
            until(lambda: window.frame.find(Role.PUSH_BUTTON, "Add an account…"), lambda: window.frame.dump())
            window.button("Add an account…").press()
            dialog = window.wait_for_dialog("Add an account")
            token = window.sign_in_with_a_token(dialog)
            for name, text in (("Name", "Branch office"), ("Server address", self.server.base_url)):
                dialog.wait_for(Role.TEXT, name).set_text(text)
            token.set_text(self.server.token)
            dialog.wait_for(Role.PUSH_BUTTON, "Save").press()
            window.wait_for_no_dialog()
            window.wait_until_loaded()
        with Window() as window:
            self.assertEqual(window.frame.name, "Branch office – Keyturn")
            window.wait_until_loaded()

    def test_a_server_that_is_gone_is_named_and_nothing_is_sent(self):
        self.add("Head office", self.server.token)
        with Window() as window:
            window.wait_until_loaded()
            window.pick(WORKS)
            window.button("Generate").press()
            until(lambda: window.button("Update password").has(State.ENABLED), window.missing)
            self.server.end()
            window.update()
            outcome = window.wait_for_dialog("Not sent — nothing was changed")
            words = "\n".join(outcome.labels())
            self.assertIn("The server does not accept connections.", words)
            self.assertIn("The password never left this computer, so nothing was changed.", words)
            self.assertRegex(window.status_line(), "^Not sent — nothing was changed for ")
            keyboard.press("Escape")
            window.wait_for_no_dialog()


if __name__ == "__main__":
    unittest.main(verbosity=2)
