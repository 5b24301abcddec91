#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A capture read twice at once is what it is read once: every packet in it was captured twice, and counts once.

usage: twice.py LINESMAN-CLI
"""

import json
import pathlib
import sys

from tap import Tests

CAPTURES = pathlib.Path(__file__).resolve().parent.parent / "captures"
# Without identification in its IPv4 headers, a packet that was sent twice cannot be told from a copy.
UNNUMBERED = {"rtp-arithmetic", "rtp-marks"}
# What says how often packets came, or counts frames through both files.
OF_COPIES = {"copies", "sip_copies", "rtp_copies", "frame", "event"}


def rows(tests, command, *paths):
    """In any order: events of one frame change places."""
    out = tests.run(command, "--json", *paths).out.decode().splitlines()
    ignored = OF_COPIES | ({"packets"} if command == "stats" else set())
    return sorted(json.dumps({key: value for key, value in json.loads(line).items() if key not in ignored})
                  for line in out)


def difference(once, twice):
    pairs = zip(once + ["nothing"], twice + ["nothing"])
    return "" if once == twice else next(f"once {a}, twice {b}" for a, b in pairs if a != b)


def main():
    tests = Tests(sys.argv[1])
    for path in sorted(CAPTURES.glob("*.pcapng")):
        if path.stem in UNNUMBERED:
            continue
        tests.check(path.name, *(difference(rows(tests, command, path), rows(tests, command, path, path))
                                 for command in ("stats", "messages", "streams", "events")))
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
