# SPDX-License-Identifier: GPL-3.0-or-later
"""A command on a capture, run several times, and what it took."""

import os
import re
import statistics
import subprocess
import tempfile
import threading
import time


class Row:
    """CHECK takes what the command writes and the capture's truth, and gives complaints."""

    def __init__(self, name, command, capture, check=None, rounds=None, ours=True):
        self.name, self.command, self.capture = name, command, capture
        self.check, self.rounds, self.ours = check, rounds, ours
        self.seconds, self.cpu, self.anon, self.complaints = [], [], [], []

    @property
    def best(self):
        return min(self.seconds)

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def each(self):
        """Seconds a packet or message, in the fastest run."""
        return self.best / self.capture.count

    @property
    def peak(self):
        """Anonymous memory in bytes."""
        return max(self.anon)

    def run(self):
        # Memory is watched in the first run alone: the watching takes a little of the second core.
        first = not self.seconds
        with tempfile.TemporaryFile() as output:
            start = time.perf_counter()
            process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL)
            watcher = Watcher(process.pid) if first else None
            _, status, usage = os.wait4(process.pid, 0)
            self.seconds.append(time.perf_counter() - start)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.cpu.append(usage.ru_utime + usage.ru_stime)
            if watcher:
                self.anon.append(watcher.end())
            if process.returncode != 0:
                self.complaints.append("%s: exit status %d" % (self.name, process.returncode))
            elif self.check and first:
                output.seek(0)
                text = output.read().decode(errors="replace")
                self.complaints += ["%s: %s" % (self.name, fault) for fault in self.check(text, self.capture.truth)]


class Watcher:
    """The most anonymous memory that a process has in its life, in bytes; a mapped file is not in it."""

    def __init__(self, pid):
        self.pid, self.peak = pid, 0
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self):
        start = time.perf_counter()
        try:
            with open("/proc/%d/status" % self.pid) as status:
                while True:
                    status.seek(0)
                    found = re.search(r"RssAnon:\s+(\d+) kB", status.read())
                    if not found:
                        return  # It has ended and only waits to be reaped.
                    self.peak = max(self.peak, int(found.group(1)) * 1024)
                    # A process that ends at once has to be looked at more often.
                    time.sleep(0.003 if time.perf_counter() - start > 0.03 else 0.0003)
        except (OSError, ValueError):
            return

    def end(self):
        self.thread.join()
        return self.peak


def measure(rows, rounds):
    """In turns, so that what else the machine does hits all of them alike."""
    for number in range(rounds):
        for row in rows:
            if number < (row.rounds or rounds):
                row.run()
