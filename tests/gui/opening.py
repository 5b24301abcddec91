# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening: a capture, several, nothing, and what is no capture."""

from program import SAMPLE, Program, cli, scratch, variant
from tap import scenario
from tree import wait


def n_calls(*paths):
    return cli("stats", *paths)[0]["calls"]


def count(program):
    """The chip beside the filter: how many calls there are."""
    return wait("the number of calls",
                lambda: next((node.name for node in program.frame().all(role="label")
                              if node.name.endswith((" call", " calls"))
                              and "·" not in node.name), None))


def error(program, *words):
    """Waits for an error page that holds all the words, and still offers a way on."""
    frame = program.frame()
    frame.wait(holds="Cannot open")
    text = " ".join(frame.words())
    for word in words:
        assert word in text, f"no {word!r} in: {text}"
    frame.wait(role="button", holds="Open another")
    program.must_be_up()


@scenario
def open_argument():
    """A capture given as argument is shown with the number of calls that the command line counts."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        calls = n_calls(SAMPLE)
        assert calls > 1
        wait("the count", lambda: count(program) == f"{calls} calls")
        program.frame().wait(role="label", holds=f"{calls} calls ·")
        assert program.frame().name == SAMPLE.name
        rows = program.frame().wait(name="Calls", role="tree grid").cells()
        assert len(rows) == calls, rows
        for row, call in zip(rows, cli("calls", SAMPLE), strict=True):
            # A cell has the display name where there is one; it is the user's in another spelling.
            callee = call["to"].split(":")[-1].split("@")[0]
            assert callee in row[2].lower(), (row, call)
            assert row[1] and str(call["messages"]) in row, (row, call)
            assert call["state"] in row, (row, call)


@scenario
def open_action():
    """A capture is opened into an empty window by its action, and read again."""
    with Program() as program:
        program.action("open-path", variant("s", str(SAMPLE)))
        program.frame().wait(role="label", holds="8 calls ·")
        program.action("reload")
        program.wait_loaded()
        program.frame().wait(role="label", holds="8 calls ·")
        assert len(program.windows()) == 1


@scenario
def open_several():
    """Several files become one: as arguments and by the action, as many calls as the command line says."""
    other = SAMPLE.parents[2] / "tests" / "captures" / "tcp.pcapng"
    calls = n_calls(SAMPLE, other)
    text = "1 call" if calls == 1 else f"{calls} calls"
    with Program(SAMPLE, other) as program:
        program.wait_loaded()
        wait("the count", lambda: count(program) == text)
        assert len(program.windows()) == 1
        assert "1 more" in program.frame().name, program.frame().name
        program.action("open-paths", variant("as", [str(other), str(SAMPLE)]))
        program.wait_loaded()
        wait("the count", lambda: count(program) == text)


@scenario
def empty_window():
    """An empty window says what to do, and offers only what can be done."""
    with Program() as program:
        program.frame().wait(role="label", holds="Open a capture")
        program.frame().wait(role="button", holds="Open")
        for name in ("reload", "cancel", "find", "export", "select-all"):
            assert not program.enabled(name), f"{name} is enabled without a capture"


@scenario
def open_missing():
    """A file that is not there: cause and next step, and the program stays."""
    with Program(scratch("none") / "away.pcapng") as program:
        error(program, "away.pcapng", "no such file", "check")
        program.action("open-path", variant("s", str(SAMPLE)))
        program.frame().wait(role="label", holds="8 calls ·")


@scenario
def open_text():
    """A text file: the error says what it is and what can be read."""
    path = scratch("text") / "notes.txt"
    path.write_text("These are notes and no packets.\n" * 20, encoding="utf-8")
    with Program(path) as program:
        error(program, "text file", "pcapng")


@scenario
def open_nothing():
    """An empty file and a folder: an error each, and the program stays."""
    folder = scratch("empty")
    path = folder / "empty.pcap"
    path.touch()
    with Program(path) as program:
        error(program, "empty")
        program.action("open-path", variant("s", str(folder)))
        error(program, "folder")


@scenario
def open_damaged():
    """A damaged capture: what can be read is shown, and where the damage is."""
    path = scratch("damaged") / "cut.pcapng"
    path.write_bytes(SAMPLE.read_bytes()[:400_001])
    with Program(path) as program:
        program.wait_loaded()
        bar = program.frame().wait(holds="What could be read is shown")
        assert "cut.pcapng" in bar.text and "byte" in bar.text, bar.text
        calls = n_calls(path)
        assert 0 < calls < n_calls(SAMPLE)
        wait("the count", lambda: count(program) == f"{calls} calls")


@scenario
def open_from_start_page():
    """What was opened and captured last stands on the page of an empty window, and opens from there."""
    home = scratch("again")
    with Program(SAMPLE, home=home) as program:
        program.wait_loaded()
    last = "'[capture]\\ninterfaces=lm1;lm2;\\n'"
    with Program(home=home, settings={"capture-last": last}) as program:
        program.frame().wait(role="list", name="Recent captures").wait(holds="lm1 and lm2")
        program.click(program.frame().wait(role="list item", holds=SAMPLE.name))
        wait("the count", lambda: count(program) == f"{n_calls(SAMPLE)} calls")
