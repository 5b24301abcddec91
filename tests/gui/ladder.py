# SPDX-License-Identifier: GPL-3.0-or-later
"""The ladder: walked through by keys, with the message beside it."""

import screen
from program import SAMPLE, Program, cli, variant
from tap import scenario
from tree import SELECTED, wait


def ladder(program):
    return program.frame().wait(name="Ladder", role="list")


def items(program):
    return [node.name for node in ladder(program).children() if node.role == "list item"]


def focused(program):
    return next((node for node in ladder(program).children() if node.focused), None)


def message(program):
    return program.frame().wait(name="Text of the message", role="text box").text


def first_line(program):
    return message(program).split("\n")[0].strip()


@scenario
def walk_with_keys():
    """Enter in the list goes to the ladder; each key down names another row, and the message follows."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        program.focus()
        wait("the ladder", lambda: items(program))
        screen.key("ctrl+1", "Home", "Return")
        wait("a row of the ladder has the focus", lambda: focused(program))
        names, texts = [], []
        for _ in range(4):
            row = wait("another row has the focus",
                       lambda: (r := focused(program)) and r.name not in names and r)
            names.append(row.name)
            texts.append(wait("the message follows",
                              lambda: (line := first_line(program)) not in texts[-1:] and line))
            screen.key("Down")
        assert names[0].startswith("INVITE from "), names
        assert names[1].startswith("407"), names
        assert texts[0].startswith("INVITE sip:") and texts[1].startswith("SIP/2.0 407"), texts


@scenario
def rows_are_messages():
    """A row of the ladder for every message of the call, in their order, each named."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        call = cli("calls", SAMPLE)[2]
        program.action("select-call", variant("u", call["call"]))
        wait("six rows", lambda: len(items(program)) == call["messages"])
        shown = items(program)
        sent = [row for row in cli("messages", SAMPLE) if row["call_id"] == call["call_id"]]
        for name, row in zip(shown, sent, strict=True):
            start = row.get("method") or str(row.get("status"))
            assert name.startswith(start), f"{name!r} is not {start}"
            assert " from " in name and " to " in name, name


@scenario
def several_calls():
    """Several selected calls stand in one ladder."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        program.action("select-all")
        messages = sum(row["messages"] for row in cli("calls", SAMPLE))
        count = program.frame().wait(role="label", holds=f"{messages} messages, ").name
        assert count.endswith(", 8 streams"), count


@scenario
def options_of_ladder():
    """Media, folding and merging are switched by keys, and the rows change with them."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        program.focus()
        wait("media rows", lambda: any(name.startswith("RTP") for name in items(program)))
        n = len(items(program))
        screen.key("ctrl+d")
        wait("no media", lambda: items(program)
             and not any(name.startswith("RTP") for name in items(program)))
        assert len(items(program)) < n
        screen.key("ctrl+d")
        wait("media again", lambda: len(items(program)) == n)
        screen.key("ctrl+p")
        screen.key("ctrl+j")
        wait("rows", lambda: len(items(program)) >= n)


def enter_ladder(program, call, messages):
    """Selects a call of so many messages and puts the keyboard into its ladder."""
    program.wait_loaded()
    program.focus()
    program.action("select-call", variant("u", call))
    program.frame().wait(role="label", holds=f"{messages} messages")
    screen.key("ctrl+1", "Return")
    wait("a row of the ladder has the focus", lambda: focused(program))


@scenario
def stream_and_call():
    """A media bar leads to its stream, and the stream back to its call."""
    with Program(SAMPLE) as program:
        enter_ladder(program, 6, 16)
        names = items(program)
        place = next(i for i, name in enumerate(names) if name.startswith(("RTP", "← RTP")))
        screen.key("Home", *["Down"] * place)
        wait("the media bar has the focus", lambda: focused(program).name == names[place])
        screen.key("Return")
        wait("the streams", lambda: program.state("show-view") == "streams")
        program.action("select-call", variant("u", 2))
        wait("the calls", lambda: program.state("show-view") == "calls")
        program.frame().wait(role="label", holds="12 messages")


def selected(program):
    return next((node.name for node in ladder(program).children() if node.has(SELECTED)), None)


@scenario
def find_in_messages():
    """Ctrl+F in the ladder finds messages by their text, forwards and back, round the ends; Esc leaves."""
    with Program(SAMPLE) as program:
        enter_ladder(program, 2, 12)
        screen.key("Home", "ctrl+f")
        entry = program.frame().wait(name="Find in the messages", role="search box")
        wait("it has the keyboard", lambda: entry.now().focused)
        screen.type_text("sip/2.0 180")
        program.frame().wait(role="label", name="1 of 2")
        first = wait("a row is selected", lambda: selected(program))
        assert first.startswith("180 Ringing from "), first
        assert first_line(program).startswith("SIP/2.0 180"), first_line(program)
        screen.key("Return")
        program.frame().wait(role="label", name="2 of 2")
        second = selected(program)
        assert second.startswith("180 Ringing from ") and second != first, (first, second)
        screen.key("Return")
        program.frame().wait(role="label", name="1 of 2")
        assert selected(program) == first
        screen.key("shift+Return")
        program.frame().wait(role="label", name="2 of 2")
        screen.key("ctrl+g")
        program.frame().wait(role="label", name="1 of 2")
        screen.key("ctrl+a")
        screen.type_text("no such text")
        program.frame().wait(role="label", name="No message")
        assert selected(program) == first
        screen.key("Escape")
        wait("the ladder has the keyboard again", lambda: focused(program))
        assert focused(program).name == first
        screen.key("ctrl+f")
        wait("it has the keyboard", lambda: entry.now().focused)
        screen.key("ctrl+a")
        screen.type_text("m=audio")
        program.frame().wait(role="label", holds=" of ")
        assert "SDP" in selected(program), selected(program)
