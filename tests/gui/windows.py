# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows: several of them, their size, and that nothing sticks out of one."""

import subprocess

import screen
from program import LINESMAN, SAMPLE, SANITIZED, Program, scratch, variant
from tap import scenario
from tree import ACTIVE, DEADLINE_S, Timeout, wait

# Rows beyond what scrolls into view, and what scrolls sideways on purpose, lie outside by design.
SCROLLED = ("list", "tree grid", "text box")


@scenario
def several_windows():
    """Windows have captures of their own, and close one by one."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        program.app_action("new-window")
        wait("two windows", lambda: len(program.windows()) == 2)
        first, second = program.windows()
        program.action("open-path", variant("s", "/nowhere/away.pcap"), window=second)
        wait("two titles", lambda: {f.name for f in program.frames()}
             == {SAMPLE.name, "away.pcap"})
        assert program.enabled("export", first) and not program.enabled("export", second)
        program.action("close", window=second)
        wait("one window", lambda: len(program.windows()) == 1)
        program.action("select-all", window=first)
        program.must_be_up()


@scenario
def second_start():
    """A second start with another file opens another window of the same program."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        other = SAMPLE.parents[2] / "tests" / "captures" / "tcp.pcapng"
        subprocess.run([LINESMAN, "--new-window", other], timeout=DEADLINE_S, check=True,
                       env=program.variables(), stderr=subprocess.DEVNULL)
        wait("two windows", lambda: len(program.windows()) == 2)
        wait("both titles", lambda: {f.name for f in program.frames()} == {SAMPLE.name, other.name})


@scenario
def settings_kept():
    """The window comes back in its size, with its style and without the sidebar it was left without."""
    home = scratch("kept")
    with Program(SAMPLE, home=home, settings={"window-width": 1100, "window-height": 700}) as program:
        program.wait_loaded()
        program.focus()
        width, height = 1100, 700
        wait("the size that was set", lambda: program.size() == (width, height))
        screen.tool("windowsize", "--sync", program.x_windows()[0], 1200, 740)
        wait("another size", lambda: program.size() != (width, height))
        width, height = program.size()
        program.app_action("style", variant("s", "dark"))
        screen.key("F9")
        wait("no sidebar", lambda: not program.state("sidebar"))
    with Program(SAMPLE, home=home) as program:
        program.wait_loaded()
        wait("the size", lambda: program.size() == (width, height))
        assert program.describe("/org/linesman/Linesman")["style"][2][0] == "dark"
        assert not program.state("sidebar")


@scenario
def nothing_leaks():
    """In a build with the sanitizer, nothing of ours is left in memory when windows have gone."""
    if not SANITIZED:
        return
    with Program(SAMPLE, leaks=True) as program:
        program.wait_loaded()
        program.frame().walk()
        program.app_action("new-window")
        wait("two windows", lambda: len(program.windows()) == 2)
        program.action("close", window=program.windows()[0])


def outside(program):
    """Shown nodes that lie partly outside the window, but for what scrolls."""
    frame = program.frame()
    _, _, width, height = frame.place
    found, skip = [], None
    nodes = frame.walk()
    scrollers = {node.parent for node, _ in nodes if node.role == "scroll bar"}
    for node, depth in nodes:
        if skip is not None and depth > skip:
            continue
        skip = depth if node.role in SCROLLED or node.at in scrollers else None
        x, y, w, h = node.place or (0, 0, 0, 0)
        if x + w <= 0 or x >= width:  # A sidebar that is folded away, and not clipped.
            skip = depth
        # The header bar's edges lie a pixel outside.
        elif x < -1 or y < -1 or x + w > width + 1 or y + h > height + 1:
            found.append(f"{node!r} at {node.place} in {width}x{height}")
    return found


def wait_inside(program, what):
    found = []
    try:
        wait(f"{what} is inside", lambda: not found.clear() and not found.extend(outside(program)) and not found)
    except Timeout as error:
        raise Timeout(f"{error}: {'; '.join(found)}") from None


@scenario
def nothing_clipped():
    """At 900x600 and at 1280x800 every widget of every view lies inside the window."""
    for width, height in ((900, 600), (1280, 800)):
        settings = {"window-width": width, "window-height": height}
        with Program(SAMPLE, settings=settings) as program:
            program.wait_loaded()
            program.focus()
            wait("its size", lambda: program.size() == (width, height))
            for view in ("streams", "other", "calls"):
                program.action("show-view", variant("s", view))
                wait(view, lambda v=view: program.state("show-view") == v)
                wait_inside(program, f"everything of {view}")
            screen.key("ctrl+3")
            wait("the message", lambda: program.state("message"))
            wait_inside(program, "the message")
            assert program.frame().has(ACTIVE)


@scenario
def narrowed_by_hand():
    """A wide window can be made narrower than all that stands side by side in it."""
    with Program(SAMPLE, settings={"window-width": 1280, "window-height": 800}) as program:
        program.wait_loaded()
        program.focus()
        wait("the message beside the ladder", lambda: program.state("message"))
        # As far as it allows first, as a window manager does it; then there is room for less.
        screen.tool("windowsize", "--sync", program.x_windows()[0], 980, 800)
        wait("the message makes room", lambda: not program.state("message"))
        screen.tool("windowsize", program.x_windows()[0], 800, 800)
        wait("it is as small as asked for", lambda: program.size() == (800, 800))
        wait_inside(program, "everything")
