# SPDX-License-Identifier: GPL-3.0-or-later
"""The streams: the figures of the command line, with their graphs."""

import re

import screen
from program import SAMPLE, Program, cli, variant
from tap import scenario
from tree import wait


def rows(program):
    return program.frame().wait(name="RTP streams", role="tree grid").cells()


@scenario
def stream_rows():
    """A row for each stream that the command line has, with its figures."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        program.action("show-view", variant("s", "streams"))
        expected = cli("streams", SAMPLE)
        wait("all streams", lambda: len(rows(program)) == len(expected))
        shown = [" ".join(cells) for cells in rows(program)]
        for stream in expected:
            ends = f"{stream['src']} {stream['dst']} {stream['ssrc']} "
            row = next((line for line in shown if line.startswith(ends)), None)
            assert row, f"no row for {ends} in {shown}"
            for value in (stream["codec"], f" {stream['packets']} ", f" {stream['lost']} ("):
                assert value in row, f"no {value} in {row}"
            if stream.get("mos"):
                assert f"{stream['mos']:.2f}" in row, row


@scenario
def stream_graphs():
    """The graphs have names, say what they show, and a cursor that keys move."""
    with Program(SAMPLE, settings={"style": "'light'"}) as program:
        program.wait_loaded()
        program.action("show-view", variant("s", "streams"))
        graphs = program.frame().wait(name="Graphs over time")
        images = wait("graphs", lambda: graphs.all(role="image"))
        said = " ".join(f"{image.name} {image.description}" for image in images)
        assert "jitter up to" in said and "packets lost" in said, said
        program.focus()
        program.click(graphs)
        wait("the graphs have the focus", lambda: graphs.now().focused)
        screen.key("shift+Right")
        said = wait("what is at the cursor",
                    lambda: "delta" in (text := graphs.now().description) and text)
        for _ in range(12):
            screen.key("ctrl+shift+Right")
        wait("the cursor moved", lambda: graphs.now().description not in ("", said))
        screen.key("plus", "Right", "minus", "0")
        program.must_be_up()


def count(program):
    """What the chip says: "2 of 8 streams"."""
    return next((node.name for node in program.frame().all(role="label")
                 if re.fullmatch(r"(\d+ of )?\d+ streams?", node.name)), None)


@scenario
def stream_filter():
    """Words and expressions leave the streams that the command line finds, and a wrong one leaves the rows."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        program.action("show-view", variant("s", "streams"))
        total = len(cli("streams", SAMPLE))
        wait("all streams", lambda: count(program) == f"{total} streams")
        for expression in ("rtp.lost > 0", "sip.from.user == alice", "rtp.mos < 4"):
            wanted = len(cli("streams", SAMPLE, "--filter", expression))
            assert 0 < wanted < total, (expression, wanted)
            program.action("search", variant("s", expression))
            wait(f"{wanted} of {expression}", lambda n=wanted: count(program) == f"{n} of {total} streams")
            assert len(rows(program)) == wanted
        program.action("search", variant("s", "rtp.nothing == 1"))
        entry = program.frame().find(name="Filter streams", role="search box")
        wait("the fault is told", lambda: "rtp.nothing" in (entry.now().description or ""))
        assert len(rows(program)) == wanted
        ssrc = cli("streams", SAMPLE)[2]["ssrc"]
        program.action("search", variant("s", ssrc.lower()))
        wait("the one of the SSRC", lambda: [ssrc in " ".join(row) for row in rows(program)] == [True])
        program.action("search", variant("s", "no such stream"))
        program.frame().wait(role="label", holds="No stream matches")
        wait("none", lambda: count(program) == f"0 of {total} streams")
        program.focus()
        screen.key("ctrl+f")
        screen.key("ctrl+a")
        screen.type_text("rtp.pay")
        program.frame().wait(name="What can be typed here", role="list")
        screen.key("Escape", "Escape")
        wait("all streams again", lambda: len(rows(program)) == total)


@scenario
def stream_working():
    """The score opens into its working, and F8 goes through the packets with problems, table and cursor alike."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        program.action("show-view", variant("s", "streams"))
        worst = min((s for s in cli("streams", SAMPLE) if s.get("mos")), key=lambda s: s["mos"])
        program.action("search", variant("s", worst["ssrc"].lower()))
        wait("the one of the SSRC", lambda: len(rows(program)) == 1)
        card = program.frame().wait(holds=f"MOS-LQ: {worst['mos']:.1f}")
        program.focus()
        program.click(card)
        program.frame().wait(role="label", name="Bursts (RFC 3611)")
        program.click(program.frame().wait(role="tab", name="Packets"))
        program.frame().wait(role="label", holds=f" of {worst['packets']} packets")
        screen.key("F8")
        program.click(program.frame().wait(role="tab", name="Graphs"))
        graphs = program.frame().wait(name="Graphs over time")
        first = wait("the first problem", lambda: "2 lost" in (text := graphs.now().description) and text)
        screen.key("F8")
        wait("the next one", lambda: "1 lost" in (text := graphs.now().description) and text != first)
        screen.key("shift+F8")
        wait("back again", lambda: graphs.now().description == first)
