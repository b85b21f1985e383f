"""The window and its dialogs, in the words that a person meets them in."""

import sys

from driver import keyboard
from driver.program import Program
from driver.tree import Role, State, application
from driver.waiting import until

PARTS_OF_LISTS = {Role.TABLE_CELL, Role.LIST_ITEM}


class Window:
    """The program with its window open, and the keyboard on it."""

    def __init__(self, *arguments, **options):
        self.program = Program(*arguments, **options)
        try:
            self.app = until(self._find_application, self._not_there)
            self.frame = until(self._find_frame, lambda: f"no window whose name ends in Keyturn:\n{self.app.dump()}")
            self.take_keyboard()
        except BaseException:
            self.program.end()
            raise

    def _find_application(self):
        if not self.program.is_running():
            raise AssertionError(f"the program ended; it wrote: {self.program.log().decode(errors='replace')}")
        return application(self.program.pid)

    def _not_there(self):
        return f"the program has not come to the accessibility bus; it wrote: {self.program.log()!r}"

    def _find_frame(self):
        frames = [child for child in self.app.children() if child.role == Role.FRAME]
        if len(frames) == 1 and frames[0].name.endswith("Keyturn") and frames[0].is_shown():
            return frames[0]
        return None

    def take_keyboard(self):
        keyboard.give_focus(self.program.pid, lambda: self.frame.name)
        until(lambda: self.frame.has(State.ACTIVE), "the window is not active")

    # --- its parts, by role and name

    def account(self):
        return self.frame.wait_for(Role.COMBO_BOX, "Account")

    def find_user(self):
        return self.frame.wait_for(Role.TEXT, "Find a user")

    def users(self):
        return self.frame.wait_for(Role.TABLE, "Users")

    def new_password(self):
        """The field; its role tells whether it is hidden."""
        return until(lambda: self.frame.find(Role.PASSWORD_TEXT, "New password")
                     or self.frame.find(Role.TEXT, "New password"), lambda: self.frame.dump())

    def repeat_password(self):
        return self.frame.wait_for(Role.PASSWORD_TEXT, "Repeat password")

    def show_password(self):
        return self.frame.wait_for(Role.CHECK_BOX, "Show password")

    def button(self, name):
        return self.frame.wait_for(Role.PUSH_BUTTON, name)

    def dialog(self):
        """The one dialog that is open; None when there is none."""
        found = self._dialogs()
        return found[0] if len(found) == 1 else None

    def _dialogs(self):
        return [child for child in self.app.children()
                if child.role in (Role.DIALOG, Role.ALERT) and child.is_shown()]

    def wait_for_dialog(self, name):
        return until(lambda: self._named_dialog(name), lambda: f"no dialog {name!r} in\n{self.app.dump()}")

    def _named_dialog(self, name):
        dialog = self.dialog()
        return dialog if dialog and dialog.name == name else None

    def wait_for_no_dialog(self):
        until(lambda: not self._dialogs(), lambda: f"the dialog stays:\n{self.app.dump()}")
        self.take_keyboard()

    def focused(self):
        """Role and name of what has the keyboard."""
        for window in self.app.children():
            if not window.has(State.ACTIVE):
                continue
            # Qt calls the current row's cell focused wherever the keyboard is, and a box that hands the focus on
            # to one of its buttons as well as that button.
            focused = [node for node in window.walk() if node.is_focused() and node.role not in PARTS_OF_LISTS]
            if focused:
                return focused[-1].role, focused[-1].name
        return None

    def wait_for_focus(self, role, name):
        until(lambda: self.focused() == (role, name),
              lambda: f"the focus is on {self.focused()}, not on {role} {name!r}:\n{self.app.dump()}")

    # --- what is done with them

    def wait_until_loaded(self):
        until(lambda: any(label.startswith("Users: ") for label in self.frame.labels()),
              lambda: f"the users do not load:\n{self.frame.dump()}")

    def pick_found(self, email):
        """Picks the only user that the list still shows, as Enter in the search field does."""
        until(lambda: self.users().rows() == 1 and self.users().row_names(0)[1] == email,
              lambda: f"not {email} alone in the list:\n{self.users().dump()}")
        self.find_user().focus()
        keyboard.press("Return")
        until(lambda: self.selected_person().endswith(f"<{email}>") or email in self.selected_person(),
              lambda: f"{email} was not picked:\n{self.frame.dump()}")

    def pick(self, email):
        """Finds by what assistive technology types."""
        self.find_user().set_text(email)
        self.pick_found(email)

    def selected_person(self):
        return next((label for label in self.frame.labels() if label.startswith("Selected: ")), "")

    def type_password(self, password):
        """Into both fields, with the keyboard: a hidden password says nothing to assistive technology."""
        self.new_password().focus()
        keyboard.press("ctrl+a")
        keyboard.type_text(password)
        self.repeat_password().focus()
        keyboard.press("ctrl+a")
        keyboard.type_text(password)
        until(lambda: not self.missing(), self.missing)

    def missing(self):
        """What still keeps "Update password" from being pressed, as it tells by itself."""
        button = self.button("Update password")
        return None if button.has(State.ENABLED) else button.description

    def update(self):
        """Presses "Update password" and says yes."""
        self.button("Update password").press()
        question = self.wait_for_dialog("Update password?")
        words = "\n".join(question.labels())
        question.wait_for(Role.PUSH_BUTTON, "Update password").press()
        return words

    def sign_in_with_a_token(self, dialog):
        """In the dialog that adds an account, which starts with an app's credentials."""
        box = dialog.wait_for(Role.COMBO_BOX, "Sign in")
        box.focus()
        keyboard.press("Down", "Down")  # past the browser
        return dialog.wait_for(Role.PASSWORD_TEXT, "Access token")

    def close_dialog(self, dialog):
        dialog.wait_for(Role.PUSH_BUTTON, "Close").press()
        self.wait_for_no_dialog()

    def lose_password(self, dialog):
        """Closes an outcome whose password nobody has seen, and says yes to the question that this brings."""
        dialog.wait_for(Role.PUSH_BUTTON, "Close").press()
        self.keep_question().wait_for(Role.PUSH_BUTTON, "Close anyway").press()
        self.wait_for_no_dialog()

    def leave_open_outcomes(self):
        """Takes each off the list; their passwords are forgotten with that."""
        self.button("Open outcomes…").press()
        self.wait_for_dialog("Open outcomes")
        left = until(self._buttons_to_leave, "there is none to leave")
        for count in range(len(left), 0, -1):
            # Once: Qt clicks a while after it was told to, and begins to wait anew each time.
            until(self._buttons_to_leave, "they are gone")[0].press()
            until(lambda most=count - 1: len(self._buttons_to_leave()) <= most,
                  lambda: f"it stays in the list:\n{self.app.dump()}")
        self.wait_for_no_dialog()

    def _buttons_to_leave(self):
        dialog = self._named_dialog("Open outcomes")
        return [node for node in dialog.walk() if node.role == Role.PUSH_BUTTON and node.is_shown()
                and node.name == "Leave it unknown"] if dialog else []

    def keep_question(self):
        return until(lambda: next((child for child in self.app.children() if child.is_shown()
                                   and child.name == "Close without handing the password over?"), None),
                     lambda: f"no question in\n{self.app.dump()}")

    def status_line(self):
        bar = [node for node in self.frame.walk() if node.role == Role.STATUS_BAR]
        return " ".join(label for node in bar for label in node.labels())

    def reset(self, email, outcome):
        """Picks, generates, updates, and waits for the dialog that is called `outcome`."""
        self.pick(email)
        self.button("Generate").press()
        self.update()
        return self.wait_for_dialog(outcome)

    def end(self):
        self.program.end()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is not None:
            print(f"--- the tree when it failed\n{self.app.dump()}\n--- what keyturn wrote\n"
                  f"{self.program.log().decode(errors='replace')}", file=sys.stderr)
        self.end()
