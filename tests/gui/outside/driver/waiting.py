"""Waiting for something that another process does."""

import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import GLib  # noqa: E402

# Seconds. Generous, because the machine may be busy; nothing is measured.
PATIENCE = 20


class TookTooLong(AssertionError):
    pass


def pump():
    """Lets the accessibility events that have come in be handled."""
    context = GLib.MainContext.default()
    while context.iteration(False):
        pass


def until(condition, what, patience=PATIENCE):
    """Returns what `condition` answers as soon as that is true; fails with `what` (a text, or a function that
    makes one) when it never is. An accessible that is gone while it is looked at is no answer yet."""
    end = time.monotonic() + patience
    while True:
        pump()
        try:
            answer = condition()
        except GLib.Error:
            answer = None
        if answer:
            return answer
        if time.monotonic() > end:
            raise TookTooLong(f"waited {patience} s: {what() if callable(what) else what}")
        time.sleep(0.05)


def stays(condition, what, seconds=1.0):
    """Fails with `what` when `condition` stops being true within this time: for what must not happen."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pump()
        if not condition():
            raise AssertionError(what() if callable(what) else what)
        time.sleep(0.05)
