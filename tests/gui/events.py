# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps of other protocols in the ladder: shown, hidden, selected and found."""

import screen
from ladder import enter_ladder, first_line, focused, items, message, selected
from program import SOURCE, Program, cli
from tap import scenario
from tree import wait

CAPTURE = SOURCE / "tests" / "captures" / "ws.pcapng"


@scenario
def events_are_rows():
    """Every event of the call is a row between its messages, named with its protocol and how it went."""
    with Program(CAPTURE) as program:
        program.wait_loaded()
        call = cli("calls", CAPTURE)[0]
        events = cli("events", CAPTURE)
        assert call["events"] == len(events) > 0, (call, events)
        program.frame().wait(role="label", holds=f"{call['messages']} messages, {len(events)} events")
        wait("all rows", lambda: len(items(program)) == call["messages"] + len(events))
        shown = [name for name in items(program) if name.startswith("HTTP ")]
        assert len(shown) == len(events), shown
        for name, event in zip(shown, events, strict=True):
            assert name.startswith(f"HTTP {event['label']} from "), (name, event)
            assert (", good" in name) == (event["outcome"] == "good"), (name, event)


@scenario
def events_are_switched():
    """Ctrl+U and the menu take them out of the ladder and put them back."""
    with Program(CAPTURE) as program:
        program.wait_loaded()
        program.focus()
        n = cli("calls", CAPTURE)[0]["messages"]
        wait("events", lambda: len(items(program)) > n)
        screen.key("ctrl+u")
        wait("messages alone", lambda: len(items(program)) == n)
        program.frame().wait(role="label", name=f"{n} messages")
        program.click(program.frame().wait(name="Show"))
        program.click(program.frame().wait(name="Events of other protocols"))
        wait("events again", lambda: len(items(program)) > n)


@scenario
def event_is_looked_at():
    """The keyboard goes through events as through messages; the message pane tells of each, with its bytes."""
    with Program(CAPTURE) as program:
        enter_ladder(program, 1, 13)
        screen.key("Home")
        wait("the first event has the focus",
             lambda: (row := focused(program)) and row.name.startswith("HTTP GET / "))
        wait("the pane tells of it", lambda: first_line(program).startswith("HTTP GET / "))
        assert "Upgrade: websocket" in message(program), message(program)
        screen.key("Down")
        wait("the next one", lambda: first_line(program).startswith("HTTP 101 "))
        assert "Outcome: good" in message(program), message(program)
        screen.key("Down", "Down", "Down")
        wait("a message behind them", lambda: first_line(program).startswith("INVITE sip:"))
        program.frame().wait(role="label", name="eth / ip / tcp / ws")


@scenario
def event_is_found():
    """The search looks into the words of events and into their bytes."""
    with Program(CAPTURE) as program:
        enter_ladder(program, 1, 13)
        screen.key("Home", "ctrl+f")
        entry = program.frame().wait(name="Find in the messages", role="search box")
        wait("it has the keyboard", lambda: entry.now().focused)
        screen.type_text("http 101")
        program.frame().wait(role="label", name="1 of 2")
        assert selected(program).startswith("HTTP 101 Switching Protocols"), selected(program)
        screen.key("ctrl+a")
        screen.type_text("sec-websocket-accept")
        program.frame().wait(role="label", name="1 of 2")
