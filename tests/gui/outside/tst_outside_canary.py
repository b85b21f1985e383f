"""Uses passwords and tokens that nothing else in the world spells, in every way the window offers, and then looks
for them in everything that the program wrote."""

import os
import signal
import subprocess
import unittest

from driver import keyboard, process
from driver.hunt import Hunter, SharedFolders, random_core
from driver.program import BusMonitor, PracticeServer, Program, accessibility_bus, add_account, fresh_home, scratch
from driver.tree import Role
from driver.recorder import Recorder
from driver.waiting import PATIENCE, until
from driver.window import Window

# All that Qt and Keyturn can be made to say.
TALKATIVE = {"QT_LOGGING_RULES": "*=true", "QT_MESSAGE_PATTERN": "%{category} %{message}"}
# Where the sanitizers are built in: they would write a report of their own instead of letting it crash, and the
# leak detector cannot look into a process that lets nobody look into it.
NO_SANITIZER_IN_BETWEEN = {
    "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":handle_segv=0:handle_abort=0:disable_coredump=0"
    ":detect_leaks=0"}


def clipboard(which):
    """What any program gets when it pastes; None when there is nothing."""
    done = subprocess.run(["xclip", "-selection", which, "-out"], capture_output=True, timeout=PATIENCE, check=False)
    return done.stdout if done.returncode == 0 else None


# The keyring's own files are in this one; each test has a home of its own.
KEYRING_HOME = os.environ["HOME"]


class CanaryHunt(unittest.TestCase):
    def setUp(self):
        self.searched_folders = [KEYRING_HOME, os.environ["XDG_RUNTIME_DIR"], os.environ["TMPDIR"]]
        fresh_home()  # within TMPDIR
        self.shared = SharedFolders()
        self.hunter = Hunter()
        self.found = []
        self.password = self.canary("the password", 'Kz4%&"')
        self.server = PracticeServer("--users", "60")
        self.addCleanup(self.server.end)
        self.hunter.add("the server's token", self.server.token)

    def canary(self, name, before=""):
        core = random_core()
        self.hunter.add(name, core)
        return before + core

    def look_at(self, data, where):
        self.found += self.hunter.in_bytes(data, where)

    def look_everywhere(self):
        for folder in self.searched_folders + self.shared.new():
            self.found += self.hunter.in_tree(folder)
        for which in ("clipboard", "primary", "secondary"):
            self.look_at(clipboard(which) or b"", f"the {which} selection")

    def assert_nothing_found(self):
        self.assertGreater(self.hunter.searched, 20)
        self.assertEqual(self.found, [])

    def add_head_office(self):
        code, out, err = add_account("Head office", self.server.base_url, self.server.token, TALKATIVE)
        self.assertEqual(code, 0, err)
        self.look_at(out + err, "what --add-account printed")

    def begin(self, window, email):
        window.pick(email)
        window.type_password(self.password)
        self.look_at(window.update().encode(), "the question")

    def close(self, window, outcome):
        """With the details unfolded, and copied to the clipboard."""
        outcome.wait_for(Role.CHECK_BOX, "Details").press()
        details = until(lambda: outcome.find(Role.TEXT, "Text of the details"), lambda: outcome.dump()).text()
        self.look_at(details.encode(), "the details")
        outcome.wait_for(Role.PUSH_BUTTON, "Copy details").press()
        until(lambda: clipboard("clipboard") == details.encode(), "the details are not on the clipboard")
        window.close_dialog(outcome)

    # --- the runs

    def test_every_outcome_leaves_nothing_behind(self):
        session = BusMonitor(os.environ["DBUS_SESSION_BUS_ADDRESS"])
        accessibility = BusMonitor(accessibility_bus())
        self.add_head_office()
        with Window(environment=TALKATIVE, cwd=scratch("cwd")) as window:
            window.wait_until_loaded()
            self.begin(window, "works@practice.example")
            changed = window.wait_for_dialog("Password changed")
            self.close(window, changed)
            self.assertTrue(self.server.has_password("works@practice.example", self.password))

            self.begin(window, "reused@practice.example")
            self.close(window, window.wait_for_dialog("Refused — nothing was changed"))
            # After a refusal the password stays in the field, for another try.
            window.new_password().focus()
            keyboard.press("ctrl+a", "ctrl+c", "ctrl+x", "ctrl+z")

            self.begin(window, "html@practice.example")
            self.close(window, window.wait_for_dialog("Outcome unknown"))

            self.begin(window, "slow@practice.example")
            self.cancel_on_the_way(window)
            self.add_accounts_in_the_window(window)
            window.leave_open_outcomes()
            self.found += self.hunter.in_process(window.program.pid)
            # It made its token itself, and was sent the passwords.
            self.found += self.hunter.in_process(self.server.program.pid)
            keyboard.press("ctrl+q")
            self.assertEqual(window.program.wait(), 0)
            log = window.program.log()
        self.look_at(log, "the log")
        for monitor, name in ((session, "the session bus"), (accessibility, "the accessibility bus")):
            monitor.end()
            self.look_at(monitor.so_far(), name)
        self.look_everywhere()
        self.check_that_it_could_be_found(log, session, accessibility)
        self.assert_nothing_found()

    def test_generated_passwords_leave_nothing_behind(self):
        """Not one is revealed: what was sent is known from the wire alone."""
        recorder = Recorder(self.server.base_url)
        self.addCleanup(recorder.end)
        session = BusMonitor(os.environ["DBUS_SESSION_BUS_ADDRESS"])
        accessibility = BusMonitor(accessibility_bus())
        code, out, err = add_account("Head office", recorder.base_url, self.server.token, TALKATIVE)
        self.assertEqual(code, 0, err)
        self.look_at(out + err, "what --add-account printed")
        with Window(environment=TALKATIVE, cwd=scratch("cwd")) as window:
            window.wait_until_loaded()
            changed = window.reset("works@practice.example", "Password changed")
            sent = recorder.passwords()[-1]
            self.assertTrue(self.server.has_password("works@practice.example", sent))
            changed.wait_for(Role.PUSH_BUTTON, "Sign this person out").press()
            until(lambda: any("Zoom has accepted the sign-out" in label for label in changed.labels()),
                  changed.dump)
            changed.wait_for(Role.PUSH_BUTTON, "Copy password").press()
            until(lambda: clipboard("clipboard") == sent.encode(), "the password is not on the clipboard")
            changed.wait_for(Role.PUSH_BUTTON, "I have handed it over").press()
            until(lambda: clipboard("clipboard") != sent.encode(), "the password stays on the clipboard")
            self.close(window, changed)

            # In the field again after a refusal, for another try, and then in the middle of everything.
            self.close(window, window.reset("reused@practice.example", "Refused — nothing was changed"))
            unknown = window.reset("dropped@practice.example", "Outcome unknown")
            unknown.wait_for(Role.PUSH_BUTTON, "Check by sending the same password again").press()
            window.lose_password(window.wait_for_dialog("Password changed"))
            self.found += self.hunter.in_process(window.program.pid)
            keyboard.press("ctrl+q")
            self.assertEqual(window.program.wait(), 0)
            log = window.program.log()
        passwords = recorder.passwords()
        self.assertEqual(len(passwords), 4)
        self.assertEqual(len(set(passwords)), 3)  # the last one was sent again
        for number, password in enumerate(passwords):
            self.hunter.add(f"generated password {number}", password)
        self.look_at(log, "the log")
        for monitor, name in ((session, "the session bus"), (accessibility, "the accessibility bus")):
            monitor.end()
            self.look_at(monitor.so_far(), name)
        self.look_everywhere()
        # The controls: it is found where it is, and these are the logs and the bus that they are taken for.
        self.assertTrue(self.hunter.in_bytes(recorder.sent(), "the wire"))
        self.assertIn(b"keyturn.reset ", log)
        self.assertIn(b"reused@practice.example", accessibility.so_far())
        self.assert_nothing_found()

    def cancel_on_the_way(self, window):
        until(lambda: any("waiting for Zoom's answer" in label for label in window.frame.labels()),
              lambda: window.frame.dump())
        window.button("Cancel").press()
        self.close(window, window.wait_for_dialog("Outcome unknown"))

    def add_accounts_in_the_window(self, window):
        """One that is cancelled with its token typed, and one that is saved, whose token the server refuses."""
        for name, button in (("Cancelled", "Cancel"), ("Branch office", "Save")):
            window.button("Add…").press()
            dialog = window.wait_for_dialog("Add an account")
            dialog.wait_for(Role.TEXT, "Name").set_text(name)
            dialog.wait_for(Role.TEXT, "Server address").set_text(self.server.base_url)
            window.sign_in_with_a_token(dialog).focus()
            keyboard.type_text(self.canary(f"the token of {name}", "eyJ0eXAi."))
            dialog.wait_for(Role.PUSH_BUTTON, button).press()
            window.wait_for_no_dialog()
        until(lambda: any("The users could not be loaded." in label for label in window.frame.labels()),
              lambda: window.frame.dump())

    def check_that_it_could_be_found(self, log, session, accessibility):
        """The controls: what was searched is what it is taken for."""
        for category in (b"keyturn.reset ", b"keyturn.net ", b"qt."):
            self.assertIn(category, log)
        self.assertIn(b"org.freedesktop.Secret.", session.so_far())
        self.assertIn(b"reused@practice.example", accessibility.so_far())
        settings = os.path.join(os.environ["XDG_CONFIG_HOME"], "Keyturn", "Keyturn.ini")
        self.assertIn(settings, self.files())
        with open(settings, "rb") as file:
            self.assertIn(b"Branch office", file.read())
        self.assertTrue([path for path in self.files() if path.endswith(".keyring")], self.files())
        # The server alone may print its token.
        self.assertTrue(self.hunter.in_bytes(self.server.program.out(), "the server"))

    def files(self):
        return [os.path.join(folder, name) for root in self.searched_folders
                for folder, _, names in os.walk(root) for name in names]

    def test_a_copied_password_leaves_the_clipboard_with_the_program(self):
        self.add_head_office()
        with Window(environment=TALKATIVE, cwd=scratch("cwd")) as window:
            window.wait_until_loaded()
            self.begin(window, "works@practice.example")
            outcome = window.wait_for_dialog("Password changed")
            outcome.wait_for(Role.PUSH_BUTTON, "Copy password").press()
            until(lambda: clipboard("clipboard") == self.password.encode(), "the password is not on the clipboard")
            # Selecting it with the keyboard or the mouse must not copy it to where a middle click pastes from.
            outcome.wait_for(Role.CHECK_BOX, "Reveal password").press()
            field = until(lambda: outcome.find(Role.TEXT, "The new password"), lambda: outcome.dump())
            field.focus()
            keyboard.press("ctrl+a", "shift+Left")
            for which in ("primary", "secondary"):
                self.look_at(clipboard(which) or b"", f"the {which} selection while it was shown")
            window.close_dialog(outcome)
            keyboard.press("ctrl+q")
            self.assertEqual(window.program.wait(), 0)
            log = window.program.log()
        self.look_at(log, "the log")
        self.look_everywhere()
        self.assert_nothing_found()

    def test_a_crash_leaves_no_core(self):
        if not process.cores_work_here():
            print("(no control: this machine dumps no core into the current folder)", end=" ", flush=True)
        recorder = Recorder(self.server.base_url)
        self.addCleanup(recorder.end)
        code, out, err = add_account("Head office", recorder.base_url, self.server.token, TALKATIVE)
        self.assertEqual(code, 0, err)
        self.look_at(out + err, "what --add-account printed")
        logs = []
        for number in (signal.SIGSEGV, signal.SIGABRT):
            for generated in (False, True):
                with self.subTest(signal=number.name, generated=generated):
                    logs.append(self.crash(recorder, number, generated))
        for number, password in enumerate(recorder.passwords()):
            self.hunter.add(f"password {number} on the wire", password)
        self.assertEqual(len(set(recorder.passwords())), 4)
        for log in logs:
            self.look_at(log, "the log before a crash")
        self.look_everywhere()
        self.assert_nothing_found()

    def crash(self, recorder, number, generated):
        """With a password on its way. Gives the log."""
        # The server has taken the last one by now, and would answer at once.
        self.password = self.canary(f"the password before {number.name}", 'Kz4%&"')
        cwd = scratch("cwd")
        already = len(recorder.passwords())
        with Window(environment={**TALKATIVE, **NO_SANITIZER_IN_BETWEEN}, cwd=cwd,
                    before=process.allow_cores) as window:
            window.wait_until_loaded()
            if generated:
                window.pick("slow@practice.example")
                window.button("Generate").press()
                window.update()
            else:
                self.begin(window, "slow@practice.example")
            until(lambda: window.frame.find(Role.PUSH_BUTTON, "Cancel"), "nothing is on its way")
            # It is written down first, and leaves then.
            until(lambda: len(recorder.passwords()) > already, "no password left")
            self.assertEqual(process.core_limits(window.program.pid), ["0", "0"])
            self.found += self.hunter.in_process(window.program.pid)
            os.kill(window.program.pid, number)
            status = window.program.wait_status()
            self.assertTrue(os.WIFSIGNALED(status))
            self.assertEqual(os.WTERMSIG(status), number)
            self.assertFalse(os.WCOREDUMP(status))
            self.assertEqual(os.listdir(cwd), [])
            return window.program.log()

    def test_the_memory_is_closed_to_the_users_other_programs(self):
        prefix = process.ordinary_user()
        if prefix is None:
            self.skipTest("root cannot drop its power over processes here")
        control = subprocess.Popen([*prefix, "sleep", "600"])
        self.addCleanup(control.wait)
        self.addCleanup(control.terminate)
        until(lambda: self.command(control.pid) == "sleep", "sleep does not start")
        shown = process.openable(control.pid, prefix)
        # Without "mem" where the kernel keeps that for debuggers.
        self.assertLessEqual({"maps", "environ"}, shown)
        self.add_head_office()
        with Window(prefix=prefix, environment=NO_SANITIZER_IN_BETWEEN) as window:
            window.wait_until_loaded()
            self.assertEqual(process.openable(window.program.pid, prefix), set())
        server = Program("--practice-server", prefix=prefix, environment=NO_SANITIZER_IN_BETWEEN)
        self.addCleanup(server.end)
        until(lambda: b"Access token" in server.out(), "the server does not start")
        self.assertEqual(process.openable(server.pid, prefix), set())

    def command(self, pid):
        with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
            return file.read().strip()


if __name__ == "__main__":
    unittest.main(verbosity=2)
