# SPDX-License-Identifier: GPL-3.0-or-later
"""RTP-heavy captures: calls with their media, beside the bare loop and the peers."""

import json
import subprocess

import checks
from captures import Spec
from rows import Row, measure
from table import print_table

PEER_SHARE = 5  # peers read a capture that is so many times smaller


def specs(sizes):
    return [Spec("rtp", sizes.media), Spec("rtp", sizes.media // (PEER_SHARE * sizes.peers))]


def run(bench):
    whole, part = (bench.captures.get(spec) for spec in specs(bench.sizes))
    path, programs = whole.path, bench.programs
    loop = Row("bare libpcap loop", [programs["bench-loop"], path], whole, checks.loop)
    stats = Row("linesman-cli stats", [programs["linesman-cli"], "stats", "--json", path], whole, checks.stats)
    streams = Row("linesman-cli streams", [programs["linesman-cli"], "streams", "--json", path], whole, checks.streams)
    rows = [loop, stats,
            Row("linesman-cli, one thread", [programs["linesman-cli"], "stats", "--json", "--threads", "1", path],
                whole, checks.stats),
            streams,
            Row("linesman-cli calls", [programs["linesman-cli"], "calls", "--json", path], whole, checks.rows("calls"))]
    rows += peer_rows(programs, part)
    measure(rows, bench.rounds)
    print_table("RTP-heavy: calls with their media", rows, loop, bench.idle)
    bench.goals.most("RTP-heavy, whole analysis, at most 1.0 times the bare loop", stats.best / loop.best, 1.0)
    # The same with every stream's loss, jitter and MOS written out.
    bench.goals.most("RTP-heavy, every stream listed, at most 1.0 times the bare loop", streams.best / loop.best, 1.0)
    bench.finish("media", rows, loop)
    look_at_hour(bench)


def look_at_hour(bench):
    """What somebody waits for who opens a stream of an hour: its 180,000 packets one by one, and its score."""
    said = json.loads(subprocess.run([bench.programs["bench-packets"]], check=True, stdout=subprocess.PIPE).stdout)
    bench.results.append({"part": "media", "name": "an hour of audio, packet by packet", **said})
    bench.goals.most("an hour of audio, packet by packet and scored: at most 200 ms",
                     said["packets_ms"] + said["score_ms"], 200, "%.0f ms")


def peer_rows(programs, part):
    rows = []
    if programs.get("tshark"):
        rows.append(Row("tshark", [programs["tshark"], "-n", "-q", "-z", "rtp,streams", "-z", "sip,stat", "-r",
                                   part.path], part, checks.tshark, rounds=2, ours=False))
    if programs.get("sngrep"):
        rows.append(Row("sngrep", [programs["sngrep"], "-N", "-q", "-I", part.path], part, rounds=2, ours=False))
    return rows
