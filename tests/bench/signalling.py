# SPDX-License-Identifier: GPL-3.0-or-later
"""SIP alone: messages a second, beside the bare loop and the peers."""

import checks
from captures import Spec
from media import peer_rows
from rows import Row, measure
from table import print_table

PEER_SHARE = 8


def specs(sizes):
    return [Spec("sip", sizes.sip, 2000), Spec("sip", sizes.sip // PEER_SHARE, 2000)]


def run(bench):
    whole, part = (bench.captures.get(spec) for spec in specs(bench.sizes))
    path, cli = whole.path, bench.programs["linesman-cli"]
    loop = Row("bare libpcap loop", [bench.programs["bench-loop"], path], whole, checks.loop)
    stats = Row("linesman-cli stats", [cli, "stats", "--json", path], whole, checks.stats)
    rows = [loop, stats,
            Row("linesman-cli, one thread", [cli, "stats", "--json", "--threads", "1", path], whole, checks.stats),
            Row("linesman-cli calls", [cli, "calls", "--json", path], whole, checks.rows("calls")),
            Row("linesman-cli messages", [cli, "messages", "--json", path], whole, checks.rows("sip_messages"),
                rounds=1)]
    rows += peer_rows(bench.programs, part)
    measure(rows, bench.rounds)
    print_table("SIP alone", rows, loop, bench.idle)
    rate = 1 / stats.each
    bench.goals.least("SIP alone, whole analysis, at least 2,000,000 messages a second", rate, 2e6, "%.0f")
    bench.goals.most("SIP alone, whole analysis, at most 4 times the bare loop", stats.best / loop.best, 4)
    bench.finish("sip", rows, loop)
