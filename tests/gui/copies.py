# SPDX-License-Identifier: GPL-3.0-or-later
"""What was captured twice counts once and is said, and clocks are lined up, where the preferences say so."""

from program import SOURCE, Program
from tap import scenario
from tree import wait

CAPTURES = SOURCE / "tests" / "captures"
ANY = CAPTURES / "any.pcapng"
NEAR, FAR = CAPTURES / "clock-near.pcapng", CAPTURES / "clock-far.pcapng"
SAID = "62 packets captured again"


@scenario
def copies_said():
    """How many packets came twice is said below the name; the preferences can let them count."""
    with Program(ANY) as program:
        program.wait_loaded()
        program.frame().wait(role="label", holds=SAID)
        program.app_action("preferences")
        window = wait("the preferences",
                      lambda: next((w for w in program.frames() if w.name == "Preferences"), None))
        window.wait(name="Count packets that were captured twice twice")
        window.wait(name="Line up the clocks of files")
        program.must_be_up()
    with Program(ANY, settings={"keep-copies": "true"}) as program:
        program.wait_loaded()
        program.frame().wait(role="label", holds="1 call")
        assert not program.frame().find(role="label", holds="captured again"), "copies are said to be left out"


@scenario
def clocks_lined_up():
    """Two files of one call by different clocks become one call, whose packets came twice."""
    with Program(NEAR, FAR, settings={"align-clocks": "true"}) as program:
        program.frame().wait(role="label", holds="clock moved by +2.749996 s")
        program.frame().wait(role="label", holds=SAID)
