"""Real key presses, through the X server."""

import subprocess

from driver.waiting import PATIENCE, until


def _xdotool(*arguments, given=None):
    return subprocess.run(["xdotool", *arguments], input=given, check=True, capture_output=True,
                          timeout=PATIENCE).stdout.decode()


def press(*keys):
    """Keys by their X names: Tab, shift+Tab, Return, Escape, ctrl+f."""
    _xdotool("key", "--clearmodifiers", "--delay", "20", *keys)


def type_text(text):
    # From standard input: a password has no business in an argument.
    _xdotool("type", "--clearmodifiers", "--delay", "12", "--file", "-", given=text.encode())


def windows_of(pid):
    """The ids of the program's windows that are on the screen, lowest first."""
    try:
        found = _xdotool("search", "--onlyvisible", "--pid", str(pid))
    except subprocess.CalledProcessError:
        return []
    return found.split()


def give_focus(pid, title):
    """Does what a window manager does, of which there is none here: gives the keyboard to that window. `title`
    is called for its name, anew each time: the name of the main window changes when its account opens."""
    def wanted():
        for window in windows_of(pid):
            if _xdotool("getwindowname", window).strip() == title():
                return window
        return None
    window = until(wanted, lambda: f"no window called {title()!r}")
    _xdotool("windowraise", window, "windowfocus", window)


def focused_title():
    try:
        return _xdotool("getwindowfocus", "getwindowname").strip()
    except subprocess.CalledProcessError:
        return ""
