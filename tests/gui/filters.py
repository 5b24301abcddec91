# SPDX-License-Identifier: GPL-3.0-or-later
"""Expressions of the filter language in the entry above the calls."""

import screen
from calls import rows
from opening import count
from program import SAMPLE, Program, cli, variant
from tap import scenario
from tree import wait


def matching(expression):
    """How many calls the command line finds."""
    return len(cli("calls", SAMPLE, "--filter", expression))


@scenario
def expression_filters():
    """An expression shows the calls that the command line finds with it, and a wrong one leaves the rows."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        total = len(cli("calls", SAMPLE))
        wait("all rows", lambda: len(rows(program)) == total)
        for expression in ("call.state == failed", 'sip.Method == "INVITE" && sip.to.user contains "o"',
                           "answered and not problems", "call.duration > 10 s"):
            wanted = matching(expression)
            assert 0 < wanted < total, (expression, wanted)
            program.action("search", variant("s", expression))
            wait(f"{wanted} rows of {expression}", lambda n=wanted: count(program) == f"{n} of {total} calls")
            assert len(rows(program)) == wanted
        # What cannot be asked changes nothing but how the entry looks.
        program.action("search", variant("s", "call.nothing == 1"))
        wait("the fault is told", lambda: "call.nothing" in fault(program))
        assert len(rows(program)) == wanted
        program.action("search", variant("s", ""))
        wait("all rows again", lambda: len(rows(program)) == total)


def fault(program):
    """What the entry says of its text."""
    return program.frame().find(name="Filter calls", role="search box").description or ""


@scenario
def expression_is_completed():
    """While an expression is typed, what can come next stands below, and is taken by Tab and the arrows."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        total = len(cli("calls", SAMPLE))
        program.focus()
        screen.key("ctrl+f")
        screen.type_text("call.sta")
        program.frame().wait(name="What can be typed here", role="list")
        # The name of a field on its way is not looked for as a word.
        wait("all rows", lambda: len(rows(program)) == total)
        screen.key("Tab")
        screen.type_text("== fai")
        screen.key("Down", "Return")
        wanted = matching("call.state == failed")
        wait("the expression is asked", lambda: count(program) == f"{wanted} of {total} calls")
        screen.key("Escape")


def saved(program):
    """The names of the saved filters in the sidebar."""
    found = program.frame().find(name="Saved filters", role="list")
    return [row.name for row in found.all(role="list item")] if found else []


@scenario
def filter_is_saved():
    """A filter gets a name, stands in the sidebar, also after a new start, brings its rows back, and goes."""
    total, failed = len(cli("calls", SAMPLE)), matching("call.state == failed")
    with Program(SAMPLE) as program:
        program.wait_loaded()
        assert saved(program) == []
        program.focus()
        screen.key("ctrl+f")
        screen.type_text("call.state == failed")
        wait("the expression is asked", lambda: count(program) == f"{failed} of {total} calls")
        screen.key("ctrl+s")
        entry = program.frame().wait(name="Name of the filter")
        wait("it has the keyboard", entry.has_keyboard)
        screen.type_text("Went wrong")
        screen.key("Return")
        wait("it is in the sidebar", lambda: saved(program) == ["Went wrong"])
        home = program.home
    with Program(SAMPLE, home=home) as program:
        program.wait_loaded()
        wait("it is there again", lambda: saved(program) == ["Went wrong"])
        # Rows of what is counted last come above it, and move it.
        wait("all is counted", lambda: program.frame().find(name="Digits", role="list item"))
        program.action("show-view", variant("s", "streams"))
        program.focus()
        program.click(program.frame().find(name="Saved filters", role="list").find(name="Went wrong", role="list item"))
        wait("its rows", lambda: count(program) == f"{failed} of {total} calls" and len(rows(program)) == failed)
        program.action("remove-filter", variant("s", "Went wrong"))
        wait("it is gone", lambda: saved(program) == [])
        program.action("restore-filter", variant("(sss)", ("Went wrong", "calls", "failed")))
        wait("it is back", lambda: saved(program) == ["Went wrong"])
        program.action("remove-filter", variant("s", "Went wrong"))
        program.action("remove-filter", variant("s", "Never was"))
