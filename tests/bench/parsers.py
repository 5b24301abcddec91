# SPDX-License-Identifier: GPL-3.0-or-later
"""lm_sip_message_parse() alone, beside the parsers of others over the same messages."""

import json
import subprocess

from captures import Spec

PARSERS = {"bench-parse": "lm_sip_message_parse()", "bench-parse-sofia": "sofia-sip", "bench-parse-osip": "osip",
           "bench-parse-re": "libre"}
TURNS = 2  # each takes the best of five rounds itself


def specs(sizes):
    return [Spec("sip", sizes.parse, 2000)]


def run(bench):
    capture = bench.captures.get(specs(bench.sizes)[0])
    there = [name for name in PARSERS if bench.programs.get(name)]
    best = {}
    for _ in range(TURNS):
        for name in there:
            text = subprocess.run([bench.programs[name], capture.path], check=True, stdout=subprocess.PIPE).stdout
            said = json.loads(text)
            if name not in best or said["messages_per_s"] > best[name]["messages_per_s"]:
                best[name] = said
    print("\nParsers alone, {:,} messages".format(capture.count))
    ours = best[there[0]]
    for name, said in best.items():
        print("%-26s %13s messages/s   Linesman is %.2f times as fast" % (
            PARSERS[name], "{:,.0f}".format(said["messages_per_s"]), ours["messages_per_s"] / said["messages_per_s"]))
        # All read the same fields, whose lengths are added up.
        for key, expected in (("messages", capture.count), ("fields", ours.get("fields"))):
            if said.get(key) != expected:
                bench.complain("%s: %s is %s, not %s" % (PARSERS[name], key, said.get(key), expected), name == there[0])
        bench.results.append({"part": "parse", "name": PARSERS[name], **said})
    if "bench-parse-sofia" in best:
        bench.goals.least("parsing alone at least 6 times sofia-sip",
                          ours["messages_per_s"] / best["bench-parse-sofia"]["messages_per_s"], 6)
