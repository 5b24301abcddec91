# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of calls: filter, views of the sidebar, order, selection."""

import screen
from opening import count
from program import SAMPLE, Program, cli, variant
from tap import scenario
from tree import SELECTED, wait


def table(program):
    return program.frame().wait(name="Calls", role="tree grid")


def rows(program):
    """The rows of the list without its heading: a list of cell texts each."""
    return table(program).cells()


@scenario
def filter_narrows():
    """The filter narrows the list as one types, and the chip says how many of how many are left."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        total = len(cli("calls", SAMPLE))
        wait("all rows", lambda: len(rows(program)) == total)
        program.focus()
        screen.key("ctrl+f")
        wait("the filter has the focus",
             lambda: program.frame().find(name="Filter calls", role="search box").has_keyboard())
        screen.type_text("carol")
        wait("fewer rows", lambda: 0 < len(rows(program)) < total)
        left = len(rows(program))
        wait("n of m", lambda: count(program) == f"{left} of {total} calls")
        assert all("carol" in " ".join(row).lower() for row in rows(program)), rows(program)
        program.action("search", variant("s", "no such text anywhere"))
        program.frame().wait(role="label", holds="Nothing matches")
        wait("none", lambda: count(program) == f"0 of {total} calls")
        # What is not in the list is not shown below it either, and comes back with it.
        wait("no ladder", lambda: not program.frame().find(role="label", holds=" messages, "))
        wait("no message", lambda: not program.frame().find(role="label", holds="Frame "))
        program.action("search", variant("s", ""))
        wait("all rows again", lambda: len(rows(program)) == total)
        program.frame().wait(role="label", holds=" messages, ")
        program.frame().wait(role="label", holds="Frame ")


@scenario
def sort_by_column():
    """A click on a heading sorts by that column, a second one the other way round."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        program.focus()
        wait("rows", lambda: len(rows(program)) > 3)
        starts = [row[0] for row in rows(program)]
        assert starts == sorted(starts)

        def column(number):
            return [row[number].lower() for row in rows(program)]

        def heading(name):
            program.click(table(program).wait(role="label", name=name))

        heading("From")
        wait("sorted by From", lambda: column(1) == sorted(column(1)) and column(0) != starts)
        heading("Start")
        wait("sorted by Start", lambda: column(0) == starts)
        heading("Start")
        wait("the other way round", lambda: column(0) == starts[::-1])
        program.action("sort", variant("s", "from"))
        wait("sorted by the action", lambda: column(1) == sorted(column(1)) and column(0) != starts)
        program.action("sort", variant("s", "-start"))
        wait("the other way round", lambda: column(0) == starts[::-1])


@scenario
def views_of_sidebar():
    """Each view of the sidebar shows as many rows as the sidebar says."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        sidebar = program.frame().wait(name="Views", role="list")
        wait("a count", lambda: "8" in sidebar.words())
        for view, title in (("calls", "Calls"), ("other", "Other dialogs"), ("failed", "Failed"),
                            ("problems", "Problems")):
            entry = sidebar.wait(name=title, role="list item")
            shown = int(entry.description)
            program.action("show-view", variant("s", view))
            wait(f"{view} has {shown} rows", lambda n=shown: len(rows(program)) == n)
            assert program.state("show-view") == view
            wait("the sidebar follows",
                 lambda t=title: sidebar.find(name=t, role="list item").has(SELECTED))


@scenario
def select_call():
    """The action selects a call in the list, and its ladder and message follow."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        call = cli("calls", SAMPLE)[3]
        program.action("select-call", variant("u", call["call"]))
        program.frame().wait(role="label", holds=f"{call['messages']} messages")
        # The first row is the heading.
        wait("the row is selected", lambda: [row.has(SELECTED) for row in
             table(program).all(role="row")][1:5] == [False, False, False, True])
        wait("the message is the call's", lambda: call["call_id"] in
             program.frame().find(name="Text of the message", role="text box").text)
        program.action("select-call", variant("u", 4_000_000))
        program.must_be_up()
