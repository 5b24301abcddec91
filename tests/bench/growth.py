# SPDX-License-Identifier: GPL-3.0-or-later
"""Twice the input, and a hundred times the streams: what it takes may not grow faster."""

import checks
from captures import Spec
from rows import Row, measure
from table import print_table

CROWD = 50000


def specs(sizes):
    return ([Spec("rtp", size) for size in sizes.growth] + [Spec("rtp", sizes.crowd, CROWD)] +
            [Spec("sip", size, 2000) for size in sizes.sip_growth])


def run(bench):
    captures = [bench.captures.get(spec) for spec in specs(bench.sizes)]
    rows = [stats_row(bench, capture) for capture in captures]
    # Not judged here; it shows what the machine was worth meanwhile.
    usual = next(capture for capture in captures if capture.spec == Spec("rtp", bench.sizes.crowd))
    loop = Row("bare libpcap loop", [bench.programs["bench-loop"], usual.path], usual, checks.loop)
    *media, crowd = rows[:len(bench.sizes.growth) + 1]
    sip = rows[len(media) + 1:]
    measure([loop] + media + [crowd], bench.rounds)
    # These take so little time each that a busy moment of the machine would decide.
    measure(sip, 3 * bench.rounds)
    print_table("Twice the input: linesman-cli stats", [loop] + media + [crowd], loop, bench.idle)
    print_table("Twice the input: linesman-cli stats, SIP alone", sip, None, bench.idle)
    judge_growth(bench.goals, "packets", media)
    judge_growth(bench.goals, "messages", sip)
    judge_crowd(bench, usual, crowd.capture)
    # Loss too is looked at, where the streams are many; that is not timed.
    many = Row("linesman-cli streams", [bench.programs["linesman-cli"], "streams", "--json", crowd.capture.path],
               crowd.capture, checks.streams)
    measure([many], 1)
    bench.finish("growth", [loop] + rows + [many], loop)


def judge_crowd(bench, usual, crowd):
    """These two are held against each other, so they run side by side, and oftener than the rest."""
    few, many = stats_row(bench, usual), stats_row(bench, crowd)
    measure([few, many], 3 * bench.rounds)
    bench.goals.most("50,000 streams at the same time, at most 1.5 times the time a packet of 500",
                     many.each / few.each, 1.5)


def stats_row(bench, capture):
    name = "{:,} {}".format(capture.spec.packets, capture.unit)
    if capture.spec.streams == CROWD:
        name = "50,000 streams"
    return Row("linesman: " + name, [bench.programs["linesman-cli"], "stats", "--json", capture.path], capture,
               checks.stats)


def judge_growth(goals, unit, rows):
    for what, values in (("time", [row.best for row in rows]), ("memory", [row.peak for row in rows])):
        steps = [after / before for before, after in zip(values, values[1:])]
        goals.note("twice the %s from %s to %s, at most 2.1 times the %s" % (
            unit, "{:,}".format(rows[0].capture.spec.packets), "{:,}".format(rows[-1].capture.spec.packets), what),
            ", ".join("%.2f" % step for step in steps), max(steps) <= 2.1)
