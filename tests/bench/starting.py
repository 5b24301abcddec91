# SPDX-License-Identifier: GPL-3.0-or-later
"""How long linesman-cli takes to start and to end."""

import os
import statistics
import time

RUNS = 200


def specs(_sizes):
    return []


def run(bench):
    times = [start_ms(bench.programs["linesman-cli"]) for _ in range(RUNS)]
    median = statistics.median(times)
    print("\nlinesman-cli --version: %.2f ms, the median of %d runs; %.2f to %.2f" % (
        median, RUNS, min(times), max(times)))
    bench.goals.most("start of linesman-cli --version in at most 10 ms", median, 10)
    bench.results.append({"part": "start", "name": "linesman-cli --version", "median_ms": median, "min_ms": min(times)})


def start_ms(program):
    """Milliseconds from before the program is spawned to when it has been reaped."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    begin = time.perf_counter()
    pid = os.posix_spawn(program, [program, "--version"], os.environ, file_actions=quiet)
    _, status = os.waitpid(pid, 0)
    taken = (time.perf_counter() - begin) * 1000
    if status:
        raise RuntimeError("%s --version failed" % program)
    return taken
