# SPDX-License-Identifier: GPL-3.0-or-later
"""The legs of a conversation in one ladder, what hosts are, the rows that a filter keeps, and offers."""

import screen
from ladder import enter_ladder, focused, items, ladder
from program import SAMPLE, SOURCE, Program, cli, variant
from tap import scenario
from tree import wait

LEGS = SOURCE / "tests" / "captures" / "legs.pcapng"
CALL = 2


def conversation():
    return next(row for row in cli("conversations", LEGS) if CALL in row["legs"])


def messages(calls):
    return sum(row["messages"] for row in cli("calls", LEGS) if row["call"] in calls)


def press(program, name):
    """Goes to a button with the keyboard, and presses it: where a popover stands is not told."""
    program.frame().wait(name=name)
    wait("something has the keyboard", lambda: program.frame().keyboard())
    for _ in range(16):
        before = program.frame().keyboard()
        if before.name == name:
            screen.key("space")
            return
        screen.key("Tab")
        wait("the keyboard goes on", lambda: program.frame().keyboard().at != before.at)
    raise AssertionError(f"the keyboard does not come to “{name}”")


@scenario
def legs_in_one_ladder():
    """Ctrl+L brings the other legs, told apart; what links them is said, can be undone by hand and put back."""
    whole = conversation()
    link = whole["links"][0]
    alone, together = messages([CALL]), messages(whole["legs"])
    assert len(whole["legs"]) == 2 and alone < together
    with Program(LEGS) as program:
        enter_ladder(program, CALL, alone)
        assert not any(", leg " in name for name in items(program)), items(program)
        screen.key("ctrl+l")
        program.frame().wait(role="label", holds=f"{together} messages")
        for leg in (1, 2):
            assert any(f", leg {leg}" in name for name in items(program)), items(program)
        said = program.frame().wait(holds="2 legs · ").name
        percent = int(said.split("·")[1].split("%")[0])
        assert 0 <= link["score"] * 100 - percent <= 1, (said, link["score"])
        screen.key("ctrl+shift+l")
        program.frame().wait(name="Legs of the conversation", role="list")
        program.frame().wait(role="label", holds=f"leg, from 1, {percent} %")
        press(program, "What speaks for leg 2")
        strongest = max(link["evidence"], key=lambda one: one["weight"])
        program.frame().wait(role="label", name=f"{strongest['weight']:+.1f}")
        press(program, "Hold leg 2 apart from leg 1")
        program.frame().wait(role="label", holds=f"{alone} messages")
        press(program, "Undo")
        program.frame().wait(role="label", holds=f"{together} messages")
        screen.key("Escape", "ctrl+shift+l")
        press(program, "Link leg 2 to leg 1 whatever is found")
        program.frame().wait(role="label", name="linked by hand to 1")


@scenario
def legs_are_remembered():
    """A window begins with the legs as the last one had them."""
    together = messages(conversation()["legs"])
    with Program(LEGS) as program:
        program.wait_loaded()
        program.focus()
        screen.key("ctrl+l")
        wait("it is kept", lambda: program.read_settings().get("ladder-legs") == "true")
        home = program.home
    with Program(LEGS, home=home) as program:
        enter_ladder(program, CALL, together)


@scenario
def hosts_have_roles():
    """The hosts above the ladder say what they are."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        program.action("select-call", variant("u", 2))
        program.frame().wait(role="label", holds="12 messages")
        hosts = program.frame().wait(holds="Hosts: ").name
        assert "kamailio (stateful proxy)" in hosts, hosts
        assert "carol (user agent)" in hosts, hosts


def fault(program):
    return program.frame().find(name="Filter the ladder's rows", role="search box").description or ""


@scenario
def rows_are_filtered():
    """Ctrl+Alt+F keeps the rows that an expression asks for, says how many, and Esc brings all back."""
    with Program(SAMPLE) as program:
        enter_ladder(program, 2, 12)
        whole = items(program)
        screen.key("ctrl+alt+f")
        entry = program.frame().wait(name="Filter the ladder's rows", role="search box")
        wait("it has the keyboard", lambda: entry.now().focused)
        screen.type_text("sip.status >= 180")
        program.frame().wait(role="label", name="5 of 12 rows")
        kept = wait("five rows", lambda: len(rows := items(program)) == 5 and rows)
        # Names and order stay; the times since the row before are others.
        assert [name.split(",")[0] for name in kept] == [
            name.split(",")[0] for name in whole if name[:3].isdigit() and int(name[:3]) >= 180]
        # A fault is told, and changes no row.
        screen.type_text(" &&")
        wait("the fault is told", lambda: fault(program))
        assert items(program) == kept
        screen.key("ctrl+a")
        screen.type_text("sip.status == 699")
        program.frame().wait(role="label", name="0 of 12 rows")
        program.frame().wait(name="Show all rows")
        screen.key("Escape", "Escape")
        wait("all rows again", lambda: items(program) == whole)
        assert ladder(program)
        wait("a row has the keyboard", lambda: focused(program))


OFFERS = SOURCE / "tests" / "captures" / "offers.pcapng"


@scenario
def offers_in_the_tree():
    """The tree of a message says what its description offers or answers, and what became of each media line."""
    with Program(OFFERS) as program:
        program.wait_loaded()
        program.focus()
        program.action("select-call", variant("u", 1))
        wait("a row", lambda: items(program))
        program.click(program.frame().wait(role="tab", name="Tree"))
        program.frame().wait(holds="Offer and answer: ")
        program.frame().wait(holds="Media line: audio ")
