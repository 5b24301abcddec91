# SPDX-License-Identifier: GPL-3.0-or-later
"""What is in bodies of messages, in the tree beside the ladder."""

import screen
from ladder import focused, message
from program import SOURCE, Program, variant
from tap import scenario
from tree import wait

CAPTURE = SOURCE / "tests" / "captures" / "bodies.pcapng"


def walk_to(program, key, **wanted):
    """The row that is wanted, from the selected one on; only rows in sight are there."""
    for _ in range(20):
        row = program.frame().find(role="list item", **wanted)
        if row:
            return row
        before = program.frame().keyboard()
        screen.key(key)
        wait("another row", lambda: program.frame().keyboard().name != before.name)
    return program.frame().wait(role="list item", **wanted)


@scenario
def parts_are_open():
    """The parts of a body stand open in the tree; one that is selected can be read whole below it."""
    with Program(CAPTURE) as program:
        program.wait_loaded()
        program.focus()
        program.action("select-call", variant("u", 1))
        screen.key("ctrl+1", "Return")
        wait("the message has the focus", lambda: focused(program))
        wait("its text", lambda: "recording" in message(program))
        program.click(program.frame().wait(role="tab", name="Tree"))
        program.click(program.frame().wait(role="list item", name="Part: application/sdp"))
        assert not program.frame().all(role="text box", name="Value of the selected field")
        program.click(walk_to(program, "Down", holds="Body: v=0"))
        value = program.frame().wait(role="text box", name="Value of the selected field")
        wait("all its lines", lambda: "\nm=audio 4000 RTP/AVP 0\n" in value.text)
        program.click(walk_to(program, "Up", name="Part: application/sdp"))
        wait("nothing more to read",
             lambda: not program.frame().all(role="text box", name="Value of the selected field"))
