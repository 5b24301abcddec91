# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command can be given without anything going wrong, whatever the window shows."""

import screen
from program import APP_PATH, SAMPLE, SOURCE, Program, scratch, variant
from tap import scenario
from tree import ACTIVE, wait

KEYS = SOURCE / "tests" / "captures" / "sip-tls12-chacha.keys"

# What the commands with a parameter are given; a command that is not here takes none.
PARAMETERS = {
    "capture-keep": [("s", "sip")],
    "open-path": [("s", str(SAMPLE))],
    "open-paths": [("as", [str(SAMPLE)])],
    "search": [("s", "alice"), ("s", "(["), ("s", "x" * 5000), ("s", "")],
    "sort": [("s", "from"), ("s", "-start"), ("s", "-"), ("s", "")],
    "select-call": [("u", 0), ("u", 3), ("u", 2**32 - 1)],
    "add-keys-path": [("s", str(KEYS))],
    "export": [("s", "svg"), ("s", "nonsense")],
    "export-path": [("s", ""), ("s", "nonsense")],
    "save-capture-path": [("s", "nonsense")],
    "show-view": [("s", name) for name in ("other", "streams", "problems", "failed",
                                           "poor-quality", "registrations", "hosts", "chats",
                                           "nonsense", "calls")],
    "report": [("s", name) for name in ("copy", "copy-cell", "filter-by", "details", "nonsense", "clear-filter")],
    "save-filter": [("s", value) for value in ("", "Some")],
    "show-filter": [("s", value) for value in ("nonsense", "Some")],
    "remove-filter": [("s", value) for value in ("nonsense", "Some")],
    "restore-filter": [("(sss)", value) for value in (("", "", ""), ("Some", "calls", "failed"))],
    "sound": [("s", name) for name in ("play", "nonsense", "mode::mix", "mode::9", "buffer::nonsense", "mode", "", "::")],
    "focus": [("s", name) for name in ("list", "ladder", "message", "sidebar", "nonsense")],
    "show-alert": [("u", 0), ("u", 2**32 - 1)],
    "style": [("s", name) for name in ("light", "dark", "follow", "nonsense")],
}
# These end what the others need; they have scenarios of their own.
LAST = ("close", "quit")
OPENING = ("open", "add-keys", "export", "preferences", "shortcuts", "about", "alerts", "capture", "capture-options")


def close_dialog(program, name, before):
    """Waits for what a command opens (a file chooser, the shortcuts, the about window) and closes it."""
    opened = wait(f"{name} opens something", lambda: set(program.x_windows()) - before)
    number = min(opened, key=int)  # what comes with it, such as a tooltip, comes after it
    screen.tool("windowfocus", "--sync", number)
    screen.key("Escape")
    wait(f"what {name} opened goes", lambda: number not in program.x_windows())


def give_all(program, path):
    for name, (_, signature, _) in sorted(program.describe(path).items()):
        if name in LAST:
            continue
        assert not signature or name in PARAMETERS, f"no parameter is known for {name}"
        if name in OPENING:
            wait(f"{name} can be given", lambda n=name: program.describe(path)[n][0])
        before = set(program.x_windows())
        for kind, value in PARAMETERS.get(name, [("", None)]):
            program.activate(path, name, variant(kind, value) if kind else None)
            program.must_be_up()
        if name in OPENING:
            close_dialog(program, name, before)
        if name == "add-keys-path":  # cancelled at once, there might be no calls, and nothing to export
            wait("the capture is read again with the keys", lambda: not program.describe(path)["cancel"][0])


@scenario
def every_action():
    """Every action of window and application, with a capture: no critical, nothing falls."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        program.focus()
        give_all(program, program.windows()[0])
        give_all(program, APP_PATH)
        for path in program.windows()[1:]:
            program.action("close", window=path)
        program.wait_loaded()
        program.frame()


@scenario
def every_action_empty():
    """Every action with nothing open, and with an error shown."""
    for arguments in ((), (scratch("none") / "away.pcap",)):
        with Program(*arguments) as program:
            path = program.windows()[0]
            for name, (_, signature, _) in sorted(program.describe(path).items()):
                if name in (*LAST, "open", "open-path", "open-paths", "add-keys", "preferences", "export"):
                    continue
                for kind, value in PARAMETERS.get(name, [("", None)]):
                    assert kind == signature, f"no parameter is known for {name}"
                    program.activate(path, name, variant(kind, value) if kind else None)
            program.must_be_up()
            program.frame().words()


@scenario
def dark_style():
    """The dark style is dark, the light one light, and both come without complaints."""
    with Program(SAMPLE, settings={"style": "'light'"}) as program:
        program.wait_loaded()
        program.focus()
        wait("a light window", lambda: screen.brightness(1000, 600) > 180)
        program.app_action("style", variant("s", "dark"))
        wait("a dark window", lambda: screen.brightness(1000, 600) < 90)
        program.action("show-view", variant("s", "streams"))
        program.frame().wait(name="Graphs over time")
        program.app_action("style", variant("s", "light"))
        wait("a light window again", lambda: screen.brightness(1000, 600) > 180)


@scenario
def keys_reach_views():
    """Keys go to list, ladder, message, sidebar and filter, and Escape back to the list."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        program.focus()

        def focus_is_in(name, role):
            node = program.frame().find(name=name, role=role)
            return node and node.has_keyboard()

        for key, name, role in (("ctrl+2", "Ladder", "list"),
                                ("ctrl+1", "Calls", "tree grid"),
                                ("ctrl+3", "Text of the message", None),
                                ("ctrl+0", "Views", None)):
            screen.key(key)
            wait(f"{key} goes to {name}", lambda n=name, r=role: focus_is_in(n, r))
        screen.key("F9")
        wait("no sidebar", lambda: not program.state("sidebar"))
        screen.key("F9")
        wait("the sidebar", lambda: program.state("sidebar"))
        screen.key("ctrl+m")
        wait("no message", lambda: not program.state("message"))
        assert program.frame().has(ACTIVE)
