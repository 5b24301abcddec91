# SPDX-License-Identifier: GPL-3.0-or-later
"""The next start after the program was killed, while it hangs, without a session bus, and two at once: a capture that goes on is taken
up at once, and by one."""

import os
import signal
import subprocess
import time

import screen
import tree
from captures import Helper, leave_capture, process_began
from program import LINESMAN, SANITIZED, Program, scratch
from tap import scenario
from tree import wait

KILLS = 8 if SANITIZED else 24
TAKEN_UP_S = 2 * (8 if SANITIZED else 1)
AT_ONCE = 4
UNREACHABLE = "unix:path=/nonexistent/bus"


class Again(Helper):
    """Goes on when its caller has gone, as one whose capture is to be kept does, and counts its callers."""

    taken_up = 0

    def run(self):
        while not self.stopped:
            control, _ = self.listening.accept()
            self.taken_up += 1
            try:
                self.serve(control)
            except OSError:
                control.close()  # the caller was killed while it was told


class Started:
    """The program as a process alone, which is killed rather than told to quit."""

    def __init__(self, home, *arguments, **variables):
        self.program = Program(home=home)
        for folder in self.program.folders().values():
            folder.mkdir(parents=True, exist_ok=True)
        self.log = home / "stderr"
        self.began = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([LINESMAN, *arguments], env=dict(self.program.variables(), **variables), stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)

    def must_run(self):
        assert self.process.poll() is None, f"it ended with {self.process.returncode}: {self.log.read_text(encoding='utf-8')[-500:]}"
        return True

    def kill(self):
        self.process.kill()
        self.process.wait()

    def wait_taken_up(self, helper, n):
        """Until the helper has heard from N callers; how long that took from the start on."""
        while helper.taken_up < n:
            self.must_run()
            assert time.monotonic() - self.began < tree.DEADLINE_S, "the capture is not taken up"
            time.sleep(0.002)
        return time.monotonic() - self.began


def leave_running(home):
    return Again(leave_capture(home, "20251122-101200", pid=os.getpid(), pid_began=process_began()))


@scenario
def killed_and_started():
    """Killed, and started again at once or while it still hung: the capture is taken up within 2 s each time."""
    home = scratch("home")
    helper, times = leave_running(home), []
    program = Started(home)
    times.append(program.wait_taken_up(helper, 1))
    for i in range(KILLS):
        before = program
        if i % 2:
            # It has its name and does not answer when the next one comes; and dies then.
            before.process.send_signal(signal.SIGSTOP)
            program = Started(home)
            time.sleep(0.1 * (i % 4))
        before.kill()
        if i % 2 == 0:
            program = Started(home)
        times.append(program.wait_taken_up(helper, i + 2))
    program.kill()
    assert max(times) < TAKEN_UP_S, f"taken up after {sorted(times, reverse=True)[:5]} s"


@scenario
def beside_one_that_hangs():
    """Where the one that runs does not answer, the next one shows a window and says so; the first after its end takes its capture up."""
    home = scratch("home")
    helper, hanging = leave_running(home), Started(home)
    try:
        hanging.wait_taken_up(helper, 1)
        hanging.process.send_signal(signal.SIGSTOP)
        with Program(home=home) as program:
            program.frame().wait(role="label", holds=f"Another Linesman (process {hanging.process.pid}) does not answer")
            assert helper.taken_up == 1, "what the other one watches was taken up"
            program.focus()
            screen.key("ctrl+q")
            program.process.wait(tree.DEADLINE_S)
    finally:
        hanging.kill()
    after = Started(home)
    after.wait_taken_up(helper, 2)
    after.kill()


@scenario
def started_at_once():
    """Several processes that start at once: one of them takes the capture up and says so, and none complains."""
    home = scratch("home")
    helper = leave_running(home)
    # Whoever reads standard input is a process of its own.
    programs = [Started(home, "-") for _ in range(AT_ONCE)]
    try:
        nodes = [wait("it is on the accessibility bus", lambda p=p: p.must_run() and tree.application(p.process.pid)) for p in programs]

        def said():
            return [word for node in nodes for frame in tree.windows(node) for word in frame.words() if "capture" in word and "eth0" in word or "watches" in word]
        wait("one of them says so", said)
        wait("all have a window", lambda: all(tree.windows(node) for node in nodes))
        time.sleep(0.3)
        assert len(said()) == 1 and "Took up the capture" in said()[0], said()
        assert helper.taken_up == 1
    finally:
        for program in programs:
            program.kill()


@scenario
def without_a_bus():
    """Where there is no session bus a window is shown too, and the capture taken up within 2 s."""
    home = scratch("home")
    helper = leave_running(home)
    program = Started(home, DBUS_SESSION_BUS_ADDRESS=UNREACHABLE)
    try:
        took = program.wait_taken_up(helper, 1)
        wait("a window", lambda: program.must_run() and screen.windows_of(program.process.pid))
    finally:
        program.kill()
    assert took < TAKEN_UP_S, f"taken up after {took:.2f} s"
