"""The accessibility tree of one program."""

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from driver.waiting import until  # noqa: E402

Role = Atspi.Role
State = Atspi.StateType

# What a person works with. Each must have a name.
INTERACTIVE = {
    Role.CHECK_BOX, Role.COMBO_BOX, Role.ENTRY, Role.LINK, Role.LIST, Role.MENU, Role.MENU_ITEM,
    Role.PASSWORD_TEXT, Role.PROGRESS_BAR, Role.PUSH_BUTTON, Role.RADIO_BUTTON, Role.SLIDER, Role.SPIN_BUTTON,
    Role.TABLE, Role.TEXT, Role.TOGGLE_BUTTON, Role.TREE, Role.TREE_TABLE,
}

# A list of users has thousands of cells; those of a few rows stand for them.
MANY = 60


class Node:
    """One accessible. Asks the program anew each time: nothing here is remembered."""

    def __init__(self, accessible):
        self.accessible = accessible

    @property
    def name(self):
        return self.accessible.get_name() or ""

    @property
    def description(self):
        return self.accessible.get_description() or ""

    @property
    def role(self):
        return self.accessible.get_role()

    def has(self, *states):
        held = self.accessible.get_state_set()
        return all(held.contains(state) for state in states)

    def is_shown(self):
        return self.has(State.VISIBLE, State.SHOWING)

    def children(self):
        count = self.accessible.get_child_count()
        for index in range(min(count, MANY)):
            child = self.accessible.get_child_at_index(index)
            if child is not None:
                yield Node(child)

    def walk(self):
        yield self
        for child in self.children():
            yield from child.walk()

    def find_all(self, role=None, name=None, shown=True):
        found = []
        for node in self.walk():
            if role is not None and node.role != role:
                continue
            if name is not None and node.name != name:
                continue
            if not shown or node.is_shown():
                found.append(node)
        return found

    def find(self, role=None, name=None):
        """The one that is shown; None when there is none yet. Two of the same name would leave a person who
        cannot see the window guessing, so that fails."""
        found = self.find_all(role, name)
        if len(found) > 1:
            raise AssertionError(f"{len(found)} of role {role} are called {name!r}:\n{self.dump()}")
        return found[0] if found else None

    def wait_for(self, role=None, name=None):
        return until(lambda: self.find(role, name), lambda: f"no {role} {name!r} in\n{self.dump()}")

    def labels(self):
        """The texts of what only tells, from top to bottom."""
        return [node.name for node in self.find_all(Role.LABEL) if node.name]

    def text(self):
        if "Text" not in self.accessible.get_interfaces():
            return None
        return Atspi.Text.get_text(self.accessible, 0, -1)

    def set_text(self, text):
        """As a screen reader or a dictation program types."""
        if not Atspi.EditableText.set_text_contents(self.accessible, text):
            raise AssertionError(f"{self} takes no text")

    def actions(self):
        return [Atspi.Action.get_action_name(self.accessible, index)
                for index in range(Atspi.Action.get_n_actions(self.accessible))]

    def press(self):
        """As soon as it can be: what is disabled offers nothing to do."""
        def place():
            # From one look: they may have changed by the next.
            found = [index for index, name in enumerate(self.actions()) if name in ("Press", "Toggle")]
            return (found[0],) if found else None

        (index,) = until(place, lambda: f"{self} cannot be pressed")
        # Answers False when the window that it belonged to is gone by then.
        Atspi.Action.do_action(self.accessible, index)

    def focus(self):
        Atspi.Component.grab_focus(self.accessible)
        until(self.is_focused, f"{self} does not take the focus")

    def is_focused(self):
        return self.has(State.FOCUSED)

    def rows(self):
        return Atspi.Table.get_n_rows(self.accessible)

    def cell(self, row, column):
        return Node(Atspi.Table.get_accessible_at(self.accessible, row, column))

    def row_names(self, row):
        columns = Atspi.Table.get_n_columns(self.accessible)
        return [self.cell(row, column).name for column in range(columns)]

    def dump(self, depth=0):
        """The tree as text, for a failure's message."""
        try:
            states = self.accessible.get_state_set().get_states()
            marks = [state.value_nick for state in states
                     if state in (State.FOCUSED, State.ENABLED, State.SHOWING, State.CHECKED, State.EXPANDED)]
            line = f"{'  ' * depth}{self.role.value_nick} {self.name!r} {' '.join(marks)}"
            if self.description:
                line += f" -- {self.description!r}"
            return "\n".join([line] + [child.dump(depth + 1) for child in self.children()])
        except GLib.Error as error:
            return f"{'  ' * depth}gone: {error}"

    def __repr__(self):
        return f"{self.role.value_nick} {self.name!r}"


def application(pid):
    """The program's root in the tree; None until it has come to the accessibility bus."""
    desktop = Atspi.get_desktop(0)
    # libatspi's cache waits for events that Qt does not send, so that a field that is shown keeps its old role.
    desktop.set_cache_mask(Atspi.Cache.NONE)
    for index in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(index)
        if child is not None and child.get_process_id() == pid:
            child.set_cache_mask(Atspi.Cache.NONE)
            return Node(child)
    return None


class TextListener:
    """What any program on the accessibility bus hears of texts that change."""

    def __init__(self):
        self.heard = []
        self._listener = Atspi.EventListener.new(self._take)
        for event in ("object:text-changed", "object:property-change:accessible-name",
                      "object:property-change:accessible-value", "object:announcement"):
            self._listener.register(event)

    def _take(self, event):
        self.heard.append((event.type, str(event.any_data)))

    def inserted(self):
        return "".join(text for kind, text in self.heard if kind.startswith("object:text-changed:insert"))

    def everything(self):
        return "\n".join(f"{kind}: {text}" for kind, text in self.heard)

    def forget(self):
        self.heard.clear()
