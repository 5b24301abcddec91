#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A flood of new Call-IDs in the window: tests/gui/run BUILD tests/gui/flood.py [SECONDS [MIB [RATE]]]

10,000 a second for 60 s with 256 MiB where nothing else is said. The window stays within its budget and 10 %, and
answers within 100 ms whatever is asked of it meanwhile. By hand, on a machine that does nothing else. Packets come
from a program that makes them, in the place of linesman-capture, so that no privilege is needed.
"""

import json
import os
import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from gi.repository import GLib  # noqa: E402
from program import BUILD, SANITIZED, Program, scratch, variant  # noqa: E402
import tap  # noqa: E402
from tap import scenario  # noqa: E402
from tree import wait  # noqa: E402

SECONDS, MIB, RATE = [int(word) for word in sys.argv[1:]] + [60, 256, 10000][len(sys.argv) - 1:]
ANSWER_MS = 100
# What is asked once a second, in turn: each goes through all calls.
SEARCHES = ('call.state == "no-answer"', "user7", "", 'sip.from.user contains "99"')


def memory_mib(pid):
    """What is in memory, and the part of it that is nobody else's."""
    values = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines())
    return tuple(int(values[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))


def in_budget():
    """The settings of a user who once captured with that budget."""
    last = f"[capture]\nbudget-bytes={MIB << 20}\n"
    return {"capture-last": GLib.Variant("s", last).print_(False), "close-capture": "'stop'"}


def watch(program):
    """Asks until the time is over: the milliseconds of each answer, with the second it was asked for at, and the most memory."""
    window, answers, sizes, asked = program.windows()[0], [], [], 0
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        start = time.monotonic()
        program.describe(window)
        answers.append(((time.monotonic() - start) * 1000, round(SECONDS - (end - start), 1)))
        sizes.append(memory_mib(program.process.pid))
        if SECONDS - (end - start) > asked + 1:
            program.action("search", variant("s", SEARCHES[asked % len(SEARCHES)]), window)
            asked += 1
        time.sleep(0.02)
    return answers, [max(size) for size in zip(*sizes)]


@scenario
def flood():
    """The window answers, and stays within its budget."""
    os.environ.update(LINESMAN_CAPTURE=str(BUILD / "tests" / "flood"), FLOOD_KIND="invite", FLOOD_PACED="1",
                      FLOOD_RATE=str(RATE), FLOOD_CALLS=str(RATE * (SECONDS + 30)))
    assert not SANITIZED, "a sanitizer takes more memory than any budget"
    with Program("-i", "flood", home=scratch("flood"), settings=in_budget()) as program:
        wait("it captures", lambda: program.enabled("stop-capture"))
        answers, (most, own) = watch(program)
        program.action("stop-capture")
        wait("it has stopped", lambda: not program.enabled("stop-capture"))
        ranks = statistics.quantiles((took for took, _ in answers), n=100)
        worst, at = max(answers)
        print("# " + json.dumps({"answers": len(answers), "median ms": round(ranks[49], 1), "99 % ms": round(ranks[98], 1),
                                 "worst ms": round(worst, 1), "at s": at, "most MiB": round(most, 1), "its own": round(own, 1)}))
        assert most <= MIB * 1.1, f"{most:.1f} MiB of {MIB}"
        assert worst <= ANSWER_MS, f"{worst:.1f} ms, {at} s after the beginning"


sys.exit(1 if tap.run([]) else 0)
