# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader needs: every node that can have the focus has a name of its own."""

import re

import screen
from program import SAMPLE, Program, variant
from tap import scenario
from tree import FOCUSABLE, SELECTED, wait

# GTK gives a nameless widget the name of its type.
TYPE_NAME = re.compile(r"^(Gtk|Adw|Lmu|Gdk)[A-Z]\w*$")
# What GTK 4.8 and libadwaita 1.2 make themselves without a way to name it.
UNNAMEABLE = {
    ("list", "GtkColumnListView"),
    ("widget", "GtkPaned"),
    ("list", "GtkListBox"),  # of an AdwPreferencesGroup
}


def nameless(program, view):
    found = []
    for frame in program.frames():
        for node, _ in frame.walk():
            if not node.has(FOCUSABLE) or (node.role, node.name) in UNNAMEABLE:
                continue
            if not node.name.strip() or TYPE_NAME.match(node.name):
                found.append(f"{view}: {node!r} {node.description} {node.place}")
    return found


def must_be_none(found):
    assert not found, "\n".join(found[:30])


@scenario
def names_in_views():
    """No node without a name in any view."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        program.frame().wait(role="label", holds="30 messages")
        found = nameless(program, "calls")
        for view in ("other", "streams", "problems", "registrations", "hosts", "chats", "dialogs"):
            program.action("show-view", variant("s", view))
            wait(view, lambda v=view: program.state("show-view") == v)
            found += nameless(program, view)
        program.action("show-view", variant("s", "calls"))
        program.focus()
        for name in ("Tree", "Bytes", "Text"):
            program.click(program.frame().wait(role="tab", name=name))
            wait(name, lambda n=name: program.frame().find(role="tab", name=n).has(SELECTED))
            found += nameless(program, f"message, {name}")
        screen.key("ctrl+2", "ctrl+f")
        program.frame().wait(name="Close the search")
        found += nameless(program, "search in the ladder")
        must_be_none(found)


@scenario
def names_in_states():
    """No node without a name where there is nothing, an error, or an open menu."""
    with Program() as program:
        found = nameless(program, "empty")
        program.action("open-path", variant("s", "/nowhere/away.pcap"))
        program.frame().wait(holds="Cannot open")
        found += nameless(program, "error")
        program.action("open-path", variant("s", str(SAMPLE)))
        program.wait_loaded()
        program.focus()
        screen.key("F10")
        program.frame().wait(holds="Keyboard shortcuts")
        # The popover of a menu is GTK's own, and its items have the focus.
        found += [line for line in nameless(program, "menu") if ": group ''" not in line]
        # GTK 4.8 asks a surface that has gone where the pointer is, if a window ends under an open menu.
        screen.key("Escape")
        wait("the menu is closed", lambda: not program.frame().find(holds="Keyboard shortcuts"))
        must_be_none(found)


@scenario
def names_in_capture_dialog():
    """No node without a name where a capture is begun."""
    with Program() as program:
        before = set(program.x_windows())
        program.action("capture-options")
        shown = wait("the dialog", lambda: next((window for window in program.frames() if window.name == "Capture"), None))
        found = nameless(program, "interfaces")
        screen.tool("windowfocus", "--sync", min(wait("it is on the screen", lambda: set(program.x_windows()) - before), key=int))
        for tab, held in (("Another host", "Add a host"), ("HEP", "Listen at")):
            program.click(shown.wait(role="tab", name=tab))
            shown.wait(holds=held)
            found += nameless(program, tab)
        program.click(shown.wait(role="button", name="Further options"))
        shown.wait(holds="Stop after so long")
        found += nameless(program, "further options")
        must_be_none(found)
