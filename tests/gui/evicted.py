# SPDX-License-Identifier: GPL-3.0-or-later
"""A capture of more than its memory holds. Packets come from a program that makes them, in the place of linesman-capture."""

import os
import re
import time

import screen
from gi.repository import GLib
from program import BUILD, Program, cli, scratch, variant
from tap import scenario
from tree import wait

# Never ends by itself, and has no end that the machine's speed would move.
FLOOD = {"KIND": "invite", "PACED": "1", "RATE": "1000", "CALLS": "100000000"}


def number_before(text, node):
    """In what the node shows."""
    return int(re.sub(r"\D", "", re.search(r"([\d,]+) " + text, node.name)[1]))


def numbers(frame):
    """What the title says: the calls that are listed, and those that are not."""
    title = frame.wait(holds=" only on disk · ")
    return number_before("calls? · ", title), number_before("only on disk", title)


def flooded(home):
    """The program while more comes than its memory holds."""
    os.environ.update(LINESMAN_CAPTURE=str(BUILD / "tests" / "flood"), **{f"FLOOD_{name}": value for name, value in FLOOD.items()})
    last = GLib.Variant("s", f"[capture]\nbudget-bytes={64 << 20}\n").print_(False)
    return Program("-i", "flood", home=home, settings={"capture-last": last, "close-capture": "'stop'"})


def wait_evicted(frame):
    """Until the oldest half of the calls goes."""
    views, before, n = frame.wait(name="Calls", role="list item"), 0, 0
    while n >= before:
        before, n = n, int(re.sub(r"\D", "", views.now().description) or 0)
        time.sleep(0.05)


@scenario
def keyboard_of_evicted():
    """Where the row that has the keyboard is evicted, another of the list has it, and keys go on from there."""
    with flooded(scratch("keyboard")) as program:
        frame = program.frame()
        program.focus()
        frame.wait(holds="Call-ID: flood-")

        def shown():
            node = frame.find(holds="Call-ID: flood-")
            return node and re.search(r"Call-ID: (\S+)", node.text)[1]
        program.action("focus", variant("s", "list"))
        screen.key("Home")
        wait("it follows no more", lambda: program.state("follow-newest") is False)
        # GTK itself has another row have it in some of them; it is some seconds until the next go. A call that
        # is evicted before its message is there shows none: then the next one does.
        for _ in range(3):
            wait_evicted(frame)
            time.sleep(0.5)
            before = shown()
            wait("another call is shown", lambda before=before: screen.key("Down") or shown() not in (None, before), timeout=5)


@scenario
def calls_evicted():
    """Calls that memory has no room for go, are counted, and are said to be on disk where they are still shown."""
    home = scratch("evicted")
    with flooded(home) as program:
        frame = program.frame()
        program.click(frame.wait(role="row", holds="Call from Flood"))
        frame.wait(holds="Call-ID: flood-")
        program.click(frame.wait(role="label", holds=" packets · "))
        wait("many are gone", lambda: number_before("calls? (is|are) no longer in memory", frame.wait(holds="no longer in memory")) > 1500)
        program.action("stop-capture")
        wait("it has stopped", lambda: not program.enabled("stop-capture") and program.enabled("save-capture"))
        n = len(cli("calls", next((home / "state" / "linesman" / "captures").glob("*/*.pcapng"))))
        wait(f"the last rows have come: in all there are {n}", lambda: sum(numbers(frame)) == n)
