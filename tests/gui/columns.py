# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns of the list of calls: shown, hidden, and any header or field added."""

import screen
from calls import rows, table
from program import SAMPLE, Program, cli
from tap import scenario
from tree import wait

MENU = "Columns and order"
OFFERS = "What can be a column"


def titles(program):
    """The headings of the columns that are shown."""
    heading = table(program).all(role="row")[0]
    return [node.name for node, _ in heading.walk() if node.role == "label" and node.name]


def wanted(column):
    """What the command line prints in a column, a text a call."""
    texts = []
    for call in cli("calls", SAMPLE, "--columns", column):
        value = call[column]
        texts.append(", ".join(map(str, value)) if isinstance(value, list) else str(value))
    return texts


def choose(program, text):
    """Adds the column that is offered first for a text, with the keyboard alone."""
    program.focus()
    screen.key("ctrl+shift+h")
    entry = program.frame().wait(name="Header or field", role="search box")
    wait("the entry has the focus", entry.has_keyboard)
    screen.type_text(text)
    wait("it is offered first", lambda: text in program.frame().find(name=OFFERS, role="list").children()[0].name)
    screen.key("Return")


def title_menu(program, title, item):
    """Takes the first item of a heading's menu, which must be that one. GTK 4.8 gives it no keyboard."""
    heading = table(program).wait(role="label", name=title)
    program.click(heading, button=3)
    program.frame().wait(role="menu item", name=item)
    program.click(heading, below=23)


@scenario
def header_as_column():
    """Any header and any field becomes a column with the command line's values, is sorted by, kept, and removed."""
    agents, counts = wanted("sip.h.User-Agent"), wanted("call.messages")
    assert len(set(agents)) > 1, agents
    with Program(SAMPLE) as program:
        program.wait_loaded()
        wait("all rows", lambda: len(rows(program)) == len(agents))
        before = titles(program)
        choose(program, "User-Agent")
        wait("a column more", lambda: titles(program) == before + ["User-Agent"])
        wait("its values", lambda: [row[-1] for row in rows(program)] == agents)
        choose(program, "call.mess")
        wait("another one", lambda: titles(program)[-1] == "call.messages")
        wait("its numbers", lambda: [row[-1] for row in rows(program)] == counts)
        program.click(table(program).wait(role="label", name="User-Agent"))
        wait("sorted by the header",
             lambda: [row[-2] for row in rows(program)] == sorted(agents, key=str.lower))
        program.click(table(program).wait(role="label", name="call.messages"))
        wait("sorted by the number",
             lambda: [row[-1] for row in rows(program)] == sorted(counts, key=int))
        home = program.home
    with Program(SAMPLE, home=home) as program:
        program.wait_loaded()
        wait("the columns are there again", lambda: titles(program) == before + ["User-Agent", "call.messages"])
        wait("with their values", lambda: [row[-2] for row in rows(program)] == agents)
        program.focus()
        title_menu(program, "User-Agent", "Remove column")
        wait("it is gone", lambda: titles(program) == before + ["call.messages"])
        wait("the other stays", lambda: [row[-1] for row in rows(program)] == counts)


@scenario
def columns_hidden_and_shown():
    """A column is hidden from its heading, and shown again from the menu, also after a new start."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        before = titles(program)
        program.focus()
        title_menu(program, "Codec", "Hide column")
        wait("it is hidden", lambda: titles(program) == [title for title in before if title != "Codec"])
        home = program.home
    with Program(SAMPLE, home=home) as program:
        program.wait_loaded()
        assert titles(program) == [title for title in before if title != "Codec"], titles(program)
        program.focus()
        program.click(program.frame().wait(name=MENU))
        program.frame().wait(role="menu item", name="Usual columns")
        screen.key("Up", "Return")
        wait("all is as usual", lambda: titles(program) == before)
