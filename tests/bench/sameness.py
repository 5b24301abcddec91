# SPDX-License-Identifier: GPL-3.0-or-later
"""One thread and two give the same bytes, on captures so big that the threads meet in many ways."""

import hashlib
import subprocess

import media
import signalling

COMMANDS = ["stats", "calls", "streams", "messages"]
TURNS = 3  # of two threads; each may meet otherwise


def specs(sizes):
    return [media.specs(sizes)[0], signalling.specs(sizes)[1]]


def run(bench):
    wrong = 0
    for capture in map(bench.captures.get, specs(bench.sizes)):
        for command in COMMANDS:
            words = [bench.programs["linesman-cli"], command, "--json", capture.path, "--threads"]
            expected = digest([*words, "1"])
            for turn in range(TURNS):
                if digest([*words, "2"]) != expected:
                    wrong += 1
                    bench.complain("%s: two threads give another %s (turn %d)" % (capture.kind, command, turn + 1))
    print()
    bench.goals.note("the same bytes of JSON with one thread and with two", "%d runs differ" % wrong, not wrong)


def digest(command):
    """Of what the command writes and how it ends."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        total = hashlib.sha256()
        while block := process.stdout.read(1 << 20):
            total.update(block)
        return process.wait(), total.digest()
