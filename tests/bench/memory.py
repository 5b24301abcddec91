# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory besides the mapped file: what a SIP message and an RTP packet cost."""

import checks
import media
import signalling
from rows import Row, measure


def specs(sizes):
    return [signalling.specs(sizes)[0], media.specs(sizes)[0]]


def run(bench):
    rows = [Row("linesman-cli stats", [bench.programs["linesman-cli"], "stats", "--json", capture.path], capture,
                checks.stats) for capture in map(bench.captures.get, specs(bench.sizes))]
    measure(rows, 1)
    sip, rtp = rows
    truth = rtp.capture.truth
    message = max(sip.peak - bench.idle, 0) / sip.capture.truth["sip_messages"]
    packet = max(rtp.peak - bench.idle - message * truth["sip_messages"], 0) / truth["rtp_packets"]
    print("\nMemory besides the file: {:.1f} MiB with {:,} messages, {:.1f} MiB with {:,} packets, {:.1f} MiB with "
          "almost none".format(sip.peak / 2**20, sip.capture.count, rtp.peak / 2**20, rtp.capture.count,
                               bench.idle / 2**20))
    bench.goals.most("at most 400 bytes of memory for a SIP message", message, 400, "%.1f")
    bench.goals.most("at most 8 bytes of memory for an RTP packet", packet, 8, "%.2f")
    bench.finish("memory", rows)
