# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables about a whole capture: registrations, chats and the others, as the command line has them."""

import screen
from program import SAMPLE, SOURCE, Program, cli, variant
from tap import scenario
from tree import Timeout, wait

PEOPLE = SOURCE / "tests" / "captures" / "people.pcapng"
# What the sidebar calls them, as far as PEOPLE has something of them.
REPORTS = {
    "registrations": "Registrations",
    "subscriptions": "Subscriptions",
    "authentication": "Authentication",
    "hosts": "Hosts",
    "chats": "Chats",
    "dialogs": "Dialogs",
}


def show(program, name, title):
    """Shows a report; the rows of its table."""
    program.action("show-view", variant("s", name))
    return program.frame().wait(name=title, role="tree grid")


def sidebar(program):
    """Looks at what stands in the sidebar: name to count."""
    views = program.frame().wait(name="Views", role="list")
    return lambda: {node.name: node.description for node in views.all(role="list item")}


def chip(program):
    """Looks at how many rows there are, as the filter bar says it."""
    label = wait("the number of rows", lambda: next(
        (node for node in program.frame().all(role="label") if node.name.endswith((" rows", " row"))), None))
    return lambda: label.now().name


@scenario
def report_rows():
    """Each report has the rows that the command line has, and the sidebar says how many."""
    with Program(PEOPLE) as program:
        program.wait_loaded()
        counts = sidebar(program)
        for name, title in REPORTS.items():
            expected = len(cli(name, PEOPLE))
            assert expected, name
            wait(f"{expected} beside {title}", lambda t=title, n=expected: counts().get(t) == str(n))
            grid = show(program, name, title)
            wait(f"{expected} rows of {title}", lambda g=grid, n=expected: len(g.cells()) == n)
        assert any("SUBSCRIBE" in cells for cells in grid.cells()), grid.cells()


@scenario
def report_that_is_empty():
    """A report that the capture has nothing of has no row in the sidebar, and says what would stand there."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        counts = sidebar(program)
        wait("all are counted", lambda: "Dialogs" in counts() and "Media" in " ".join(counts()))
        assert "Chats" not in counts(), counts()
        program.action("show-view", variant("s", "chats"))
        program.frame().wait(role="label", name="No chats")
        program.action("show-view", variant("s", "calls"))
        program.frame().wait(name="Calls", role="tree grid")


@scenario
def report_filter():
    """The filter language is asked of the rows, and any other text is looked for in them."""
    with Program(PEOPLE) as program:
        program.wait_loaded()
        grid = show(program, "registrations", "Registrations")
        total = len(cli("registrations", PEOPLE))
        said = chip(program)
        wait("all rows", lambda: said() == f"{total} rows")
        entry = program.frame().find(name="Filter rows", role="search box")
        expression = "registration.state == expired"
        wanted = len(cli("registrations", PEOPLE, "--filter", expression))
        assert 0 < wanted < total
        program.action("search", variant("s", expression))
        wait("those of the expression", lambda: said() == f"{wanted} of {total} rows")
        assert all("expired" in cells[2] for cells in grid.cells())
        program.action("search", variant("s", "registration.nothing == 1"))
        wait("the fault is told", lambda: "registration.nothing" in entry.now().description)
        assert said() == f"{wanted} of {total} rows", said()
        program.action("search", variant("s", "bob@"))
        wait("the one of bob", lambda: [cells[0] for cells in grid.cells()] == ["bob@example.com"])
        program.action("search", variant("s", "no such text"))
        program.frame().wait(role="label", name="Nothing matches")
        program.frame().wait(role="label", name="Show all")
        program.action("report", variant("s", "clear-filter"))
        wait("all rows again", lambda: said() == f"{total} rows")


@scenario
def report_row():
    """The chosen row brings the ladder of its calls, its message, and what happened over time."""
    with Program(PEOPLE) as program:
        program.wait_loaded()
        program.focus()
        screen.key("alt+7")
        program.frame().wait(name="Registrations", role="tree grid")
        program.frame().wait(role="label", holds="Steps of the registration")
        program.frame().wait(role="label", name="12 messages")
        wait("the answer that registered", lambda: any("reg-alice@example.com" in text and "expires=20" in text
                                                        for text in program.frame().words()))
        screen.key("Down")
        wait("the message of the next row", lambda: any("reg-bob@example.com" in text
                                                         for text in program.frame().words()))
        steps = next(r for r in cli("registrations", PEOPLE) if r["aor"] == "sip:bob@example.com")["steps"]
        wait("its steps", lambda: len(program.frame().all(role="label", holds="frame\u00a0")) >= len(steps))
        screen.key("alt+Return")
        wait("no details", lambda: not program.frame().find(role="label", holds="Steps of the registration"))
        screen.key("alt+Return")
        program.frame().wait(role="label", holds="Steps of the registration")
        screen.key("Return")
        wait("Enter goes on to the ladder",
             lambda: program.frame().find(name="Ladder", role="list").has_keyboard())


@scenario
def report_sort():
    """A column's title sorts by it, and once more the other way."""
    with Program(PEOPLE) as program:
        program.wait_loaded()
        program.focus()
        grid = show(program, "registrations", "Registrations")
        names = wait("rows", lambda: [cells[0] for cells in grid.cells()])
        title = grid.wait(name="State", role="label")
        states = lambda: [cells[2] for cells in grid.cells()]  # noqa: E731
        for backwards in (False, True):
            sorted_so = lambda b=backwards: states() == sorted(states(), reverse=b) and len(states()) == len(names)  # noqa: E731
            program.click(title)
            try:
                wait("by state", sorted_so, 5)
            except Timeout:  # a click right after another may be lost
                program.click(title)
                wait("by state", sorted_so)


@scenario
def report_chat():
    """The conversation of a message stands beside it, to be read, and leads back to the rows."""
    with Program(PEOPLE) as program:
        program.wait_loaded()
        show(program, "chats", "Chats")
        talk = program.frame().wait(name="Conversation", role="list")
        said = [row["text"] for row in cli("chats", PEOPLE) if row["chat"] == 1 and row["kind"] == "text"]
        for text in said:
            wait(text, lambda t=text: t.splitlines()[0] in " ".join(talk.words()))
        assert "alice ↔ bob · 5 messages" in program.frame().words()
        program.focus()
        screen.key("ctrl+1", "End")
        wait("the other conversation", lambda: "carol ↔ bob · 1 message" in program.frame().words())
        wait("what became of it", lambda: any("486" in text for text in talk.now().words()))


@scenario
def report_calls():
    """The calls of a row are shown in the list of calls, by a filter."""
    with Program(PEOPLE) as program:
        program.wait_loaded()
        program.focus()
        show(program, "registrations", "Registrations")
        program.frame().wait(role="label", name="12 messages")
        screen.key("ctrl+shift+Return")
        wait("the other dialogs", lambda: program.state("show-view") == "other")
        wait("one of them", lambda: any(text.startswith("1 of ") and text.endswith(" dialogs")
                                        for text in program.frame().words()))
        screen.key("ctrl+Page_Down")
        wait("the view below", lambda: program.state("show-view") == "streams")
        for name in ("other", "calls", "malformed"):
            screen.key("ctrl+Page_Up")
            wait("the view above", lambda n=name: program.state("show-view") == n)


@scenario
def report_button():
    """The button beside the filter hides and shows what else is known."""
    with Program(PEOPLE) as program:
        program.wait_loaded()
        program.focus()
        show(program, "hosts", "Hosts")
        program.frame().wait(role="label", name="Frames in which its roles show first")
        program.click(program.frame().find(name="Details", role="button"))
        wait("there is no more", lambda: not program.frame().find(role="label", name="Frames in which its roles show first"))
