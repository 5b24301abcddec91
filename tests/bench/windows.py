# SPDX-License-Identifier: GPL-3.0-or-later
"""The window itself, on an X server of its own: a big capture, a long list, a long ladder. Each is measured by a
program that drives it and prints what it saw as one JSON object."""

import json
import os
import shutil
import subprocess
import tempfile

from captures import Spec

LIMIT_S = 140
# Without -noreset the server begins anew when its last client goes, and refuses who comes meanwhile.
SCREEN = ["xvfb-run", "-a", "-s", "-screen 0 1280x800x24 -noreset"]


class Window:
    """The opening of a big capture."""

    title, program = "The window, while a capture of {gigabytes:.1f} GB opens", "bench-window"
    figures = ["start_ms", "first_rows_ms", "open_ms", "cancel_ms", "replace_ms", "opening_frame_p50_ms",
               "opening_frame_p99_ms", "opening_frame_max_ms", "opening_blocked_max_ms"]
    goals = [("start of the window to its first frame in at most 500 ms", "start_ms", 500),
             ("first rows in the window at most 300 ms after the click", "first_rows_ms", 300),
             ("layout and snapshot while a capture opens at most 16 ms (99th percentile)", "opening_frame_p99_ms", 16),
             ("cancelling in under 100 ms", "cancel_ms", 100)]
    counts = {"n_calls": lambda truth: truth["calls"]}

    @staticmethod
    def specs(sizes):
        return [Spec("rtp", sizes.window)]

    @classmethod
    def run(cls, bench):
        capture = bench.captures.get(cls.specs(bench.sizes)[0])
        reason = missing(bench, cls.program)
        if reason:
            bench.notes.append("%s was left out: %s." % (cls.__name__, reason))
            return
        said = measure(bench, cls.program, capture.path)
        if said is None:
            bench.complain("%s failed on the %s capture" % (cls.program, capture.kind))
            return
        words = dict(capture.truth, gigabytes=os.path.getsize(capture.path) / 1e9)
        print("\n" + cls.title.format(**words))
        for name in cls.figures:
            print("  %-28s %s" % (name, said.get(name)))
        cls.judge(bench, said, words)
        for name, expected in cls.counts.items():
            if said.get(name) != expected(capture.truth):
                bench.complain("%s: %s is %s, not %s" % (cls.program, name, said.get(name), expected(capture.truth)))
        bench.results.append({"part": cls.__name__.lower(), "name": cls.program, **said})

    @classmethod
    def judge(cls, bench, said, words):
        for what, name, limit in cls.goals:
            if said.get(name) is None:
                print("not measured: %s" % what.format(**words))
            else:
                bench.goals.most(what.format(**words), said[name], limit, "%.1f ms")


class List(Window):
    title = "A list of {calls:,} calls, from a capture of {gigabytes:.1f} GB"
    figures = ["n_calls", "first_rows_ms", "open_ms", "sort_max_ms", "sort_max", "filter_max_ms", "filter_max",
               "scroll_max_ms", "list_frame_p99_ms", "list_blocked_max_ms"]
    goals = [("a list of {calls:,} calls is sorted by any column in at most 300 ms", "sort_max_ms", 300),
             ("a list of {calls:,} calls is filtered in at most 300 ms", "filter_max_ms", 300),
             ("layout and snapshot meanwhile at most 16 ms (99th percentile)", "list_frame_p99_ms", 16),
             ("the main loop stands still at most 100 ms meanwhile", "list_blocked_max_ms", 100)]

    @staticmethod
    def specs(sizes):
        return [Spec("calls", 0, 400, sizes.calls)]


class Ladder(Window):
    title, program = "A ladder of {sip_messages:,} messages over {hosts} columns", "bench-ladder"
    figures = ["n_rows", "n_columns", "open_ms", "ladder_new_ms", "jump_to_end_ms", "search_ms", "search_next_ms",
               "scroll_frame_p50_ms", "scroll_frame_p99_ms", "scroll_frame_max_ms", "blocked_max_ms"]
    goals = [("a ladder of {sip_messages:,} messages over {hosts} columns opens in at most 500 ms", "open_ms", 500),
             ("it scrolls with at most 16 ms of layout and snapshot a frame (99th percentile)", "scroll_frame_p99_ms",
              16)]
    counts = {"n_rows": lambda truth: truth["sip_messages"], "n_columns": lambda truth: truth["hosts"]}

    @staticmethod
    def specs(sizes):
        return [Spec("ladder", sizes.ladder)]


def missing(bench, program):
    """Why it cannot be measured here, or None."""
    if not bench.programs.get(program):
        return "%s is not built, since GTK 4, libadwaita or GtkSourceView is missing" % program
    if not shutil.which("xvfb-run"):
        return "xvfb-run is not installed"
    return None


def environment(bench, home):
    """Where a window can open and nobody is disturbed."""
    kept = {key: value for key, value in os.environ.items()
            if key not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS")}
    return dict(kept, HOME=home, XDG_RUNTIME_DIR=home, GSETTINGS_BACKEND="memory", GDK_BACKEND="x11",
                GSK_RENDERER="cairo", LC_ALL="C.UTF-8",
                GSETTINGS_SCHEMA_DIR=os.path.join(bench.programs.folder, "data"))


def measure(bench, program, path):
    """What the program says; None where it failed."""
    bus = ["dbus-run-session", "--"] if shutil.which("dbus-run-session") else []
    with tempfile.TemporaryDirectory() as home:
        output = os.path.join(home, "figures.json")
        try:
            done = subprocess.run([*SCREEN, *bus, bench.programs[program], "-o", output, path], timeout=LIMIT_S,
                                  env=environment(bench, home), check=False, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        except subprocess.TimeoutExpired:
            print("%s took more than %d s" % (program, LIMIT_S))
            return None
        try:
            with open(output) as figures:
                return json.load(figures)
        except (OSError, ValueError):
            print("%s: exit status %d\n%s" % (program, done.returncode, done.stderr[-2000:]))
            return None
