#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live capture of more than its memory holds: the program stays within its budget, every call was shown or is, and how
many were evicted is exact. Packets come from a program that makes them, in the place of linesman-capture.

usage: eviction.py LINESMAN-CLI FLOOD [--heavy]
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

from tap import ENVIRONMENT, Tests, differs

EVICTED = re.compile(r"evicted to stay within (\d+) MiB: (\d+) calls \((\d+) Call-IDs in all, (\d+) of them unfinished\), "
                     r"(\d+) streams, (\d+) messages; they are still in: (.*)")


CALL_ID = re.compile(rb'"call_id":"flood-(\d+)@')
STATE = re.compile(rb'"state":"([a-z-]+)"')


def memory_of(pid):
    """The whole of what is in memory, and the part of it that is nobody else's, in MiB."""
    values = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())
    return tuple(int(values.get(name, "0").split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))


class Flood:
    """linesman-cli capture of a flood, to its end."""

    def __init__(self, tests, program, *words, **flood):
        environment = dict(ENVIRONMENT, LINESMAN_CAPTURE=program, **{f"FLOOD_{k.upper()}": str(v) for k, v in flood.items()})
        self.most = self.most_own = self.n_rows = self.left = self.in_conversations = 0
        self.states = {}
        with tempfile.TemporaryFile() as err:
            process = subprocess.Popen([tests.cli, "capture", "-i", "flood", "--json", *words], stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=err, env=environment)
            watcher = threading.Thread(target=self.watch, args=[process])
            watcher.start()
            for line in process.stdout:
                self.take(line)
            self.status = process.wait()
            watcher.join()
            err.seek(0)
            self.errors = err.read().decode().splitlines()
        found = [EVICTED.search(line) for line in self.errors if EVICTED.search(line)]
        self.evicted = [int(n) for n in found[0].groups()[:-1]] if found else [0] * 6
        self.where = found[0].group(7) if found else ""

    def take(self, line):
        """A row at each change of its state, and one more at the end if it is there."""
        number, state = int(CALL_ID.search(line).group(1)), sys.intern(STATE.search(line).group(1).decode())
        self.left += self.states.get(number) == state
        self.in_conversations += b'"conversation":null' not in line
        self.states[number] = state

    def watch(self, process):
        while process.poll() is None:
            try:
                whole_mib, own = memory_of(process.pid)
            except (FileNotFoundError, ProcessLookupError):
                return
            self.most, self.most_own = max(self.most, whole_mib), max(self.most_own, own)
            time.sleep(0.02)


def check_flood(tests, program, kind, calls, rate, budget, folder, paced=0):
    path = pathlib.Path(folder) / f"{kind}.pcapng"
    flood = Flood(tests, program, "--all", "--memory", f"{budget}MiB", "-w", str(path), calls=calls, rate=rate, kind=kind,
                  paced=paced)
    _, gone_calls, gone, unfinished, _, messages = flood.evicted
    # Of a small budget libraries, buffers and the part of the file that was just read are a large part.
    most = budget * 1.1 if budget >= 512 else budget * 1.1 + 24
    tests.check(f"{kind}: within its budget", differs("status", flood.status, 0),
                differs("too much", flood.most > most or flood.most_own > budget * 1.1, False),
                differs("evicted", gone > 0, True), differs("every Call-ID was shown", len(flood.states), calls),
                differs("evicted and left", gone + flood.left, calls), differs("where", flood.where, str(path)))
    print(f"# {kind}: at most {flood.most:.1f} MiB of {budget} ({flood.most_own:.1f} its own), {gone} of {calls} evicted "
          f"({gone_calls} calls, {unfinished} unfinished, {messages} messages)")
    return flood, path


def whole(tests, path, command, *words):
    result = subprocess.run([tests.cli, command, *words, "--json", str(path)], capture_output=True, env=ENVIRONMENT, check=False)
    return [json.loads(line) for line in result.stdout.decode().splitlines()]


def check_rows(tests, flood, path):
    offline = {int(row["call_id"][6:].split("@")[0]): row["state"] for row in whole(tests, path, "calls", "--all")}
    wrong = sum(state != offline[number] for number, state in flood.states.items())
    tests.check("the last word of each that was finished is that of the file", differs("rows", len(offline), len(flood.states)),
                differs("others", wrong > flood.evicted[3], False))


def check_ring(tests, program, folder, name, left, deaf=0):
    """A file that is removed while it is read leaves no room taken on the disk, and one that nobody writes is not left."""
    path = pathlib.Path(folder) / f"{name}.pcapng"
    flood = Flood(tests, program, "--all", "--memory", "64MiB", "-w", str(path), "--file-size", "8MB", "--files", "2",
                  calls=40000, rate=13000, paced=1, kind="options", deaf=deaf)
    names = sorted(pathlib.Path(folder).glob(f"{name}_*"))
    said = [line for line in flood.errors[1:] if not EVICTED.search(line)]
    tests.check(f"files of a ring: {name}", differs("status", flood.status, 0), differs("said", said, []),
                differs("left", len(names), left), differs("shown", len(flood.states), 40000),
                differs("empty", [path.name for path in names if not path.stat().st_size], []))


def check_removed(tests, program, folder):
    """What somebody removed is not said to be there."""
    path = pathlib.Path(folder) / "spoilt.pcapng"
    remover = threading.Timer(1, path.unlink)
    remover.start()
    flood = Flood(tests, program, "--all", "--memory", "64MiB", "-w", str(path), calls=100000, rate=25000, paced=1, kind="invite")
    tests.check("a file that was removed", differs("status", flood.status, 1), differs("evicted", flood.evicted[2] > 0, True),
                differs("where", flood.where, f"{path} (but for what somebody removed or cut)"))


def check_conversations(tests, program):
    """The last rows say what belongs together, where it can be found out within the budget; else they do without."""
    for calls, found in ((20000, True), (70000, False)):
        flood = Flood(tests, program, "--all", "--memory", "64MiB", calls=calls, rate=10000, kind="invite")
        said = [line for line in flood.errors if "which calls belong together was not looked for" in line]
        tests.check(f"conversations of {calls} calls", differs("status", flood.status, 0), differs("evicted", flood.evicted[2], 0),
                    differs("found", flood.in_conversations, calls * found), differs("said", len(said), 1 - found),
                    differs("too much", flood.most > 64 * 1.1 + 24 or flood.most_own > 64 * 1.1, False))
        print(f"# {calls} calls: at most {flood.most:.1f} MiB ({flood.most_own:.1f} its own)")


def check_filters(tests, program):
    """What a filter asks for of several calls stays within the budget, and what was left out is said."""
    for query, kind in (("call.legs > 1", "invite"), ('dialog.state == "early"', "mixed"), ('host.role == "proxy"', "mixed")):
        flood = Flood(tests, program, "--filter", query, "--memory", "64MiB", calls=70000, rate=10000, kind=kind)
        said = [line for line in flood.errors if "--memory has no room for what it asks for" in line]
        tests.check(f"filter {query}", differs("status", flood.status, 0), differs("said", len(said) > 0, True),
                    differs("too much", flood.most_own > 64, False))
        print(f"# {query}: at most {flood.most:.1f} MiB ({flood.most_own:.1f} its own)")


def check_left_out(tests, program, path):
    """Calls that a filter left out until an eviction are shown as soon as they match. @path has the same calls."""
    query = "call.state == no-answer"
    flood = Flood(tests, program, "--filter", query, "--memory", "64MiB", calls=100000, rate=1000, kind="invite")
    _, _, gone, unfinished, _, _ = flood.evicted
    tests.check("a filter that calls come to match later", differs("status", flood.status, 0), differs("evicted", gone > 0, True),
                differs("shown", len(flood.states), len(whole(tests, path, "calls", "--filter", query))),
                differs("evicted and left", gone - unfinished + flood.left, len(flood.states)))


def main():
    tests = Tests(sys.argv[1])
    program = os.path.abspath(sys.argv[2])
    if b"__asan_init" in pathlib.Path(sys.argv[1]).read_bytes():
        print("1..0 # SKIP a sanitizer takes more memory than any budget, and gives none back")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        if "--heavy" in sys.argv:
            check_flood(tests, program, "invite", 6000000, 10000, 1024, folder, paced=1)
        else:
            check_removed(tests, program, folder)
            check_conversations(tests, program)
            check_filters(tests, program)
            check_left_out(tests, program, check_flood(tests, program, "invite", 100000, 1000, 64, folder)[1])
            check_rows(tests, *check_flood(tests, program, "mixed", 90000, 1000, 64, folder))
            check_ring(tests, program, folder, "in turn", 2)
            check_ring(tests, program, folder, "never taken", 1, deaf=1)
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
