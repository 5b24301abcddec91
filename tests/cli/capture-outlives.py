#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A capture that outlives who began it: linesman-cli is killed at random moments, and taken up again by the next.
Every packet has a number, so that each one that is missing is seen.

usage: capture-outlives.py LINESMAN-CLI LINESMAN-CAPTURE [--heavy] [--window LINESMAN]

--heavy kills 200 times. --window kills the window too; it needs a display, and GSETTINGS_SCHEMA_DIR where it is not installed. Xvfb needs
-noreset: else it begins anew when its last window is killed, and lets none in meanwhile.
"""

import json
import os
import pathlib
import random
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

import capture
from capture import Live, NOTE, Sender, helper_note, link, make_links, numbered, sample_frames, status_of
from tap import ENVIRONMENT, Tests, differs

RATE = 4000
TAKEN_UP_S = 2
# Of src/capture/helper.h.
LAST, ALONE = 68, 5


class Flood(threading.Thread):
    """Numbered packets at RATE a second, until it is told to stop."""

    def __init__(self, rate=RATE):
        super().__init__(daemon=True)
        self.rate, self.sent, self.ends = rate, 0, False
        self.start()

    def run(self):
        sender, template = Sender(), bytearray(numbered(1)[0])
        began = time.monotonic()
        while not self.ends:
            while self.sent < (time.monotonic() - began) * self.rate:
                struct.pack_into("!I", template, 42, self.sent)
                sender.socket.send(template)
                self.sent += 1
            time.sleep(0.002)

    def end(self):
        self.ends = True
        self.join()
        time.sleep(0.2)
        return self.sent


def numbers_in(*paths):
    """The numbers of the packets of files, in the order in which they stand there."""
    found = []
    for path in paths:
        data, at = pathlib.Path(path).read_bytes(), 0
        while at + 12 <= len(data):
            kind, size = struct.unpack_from("=II", data, at)
            if kind == 6:
                found.append(struct.unpack_from("!I", data, at + 28 + 42)[0])
            at += size
    return found


def missing(paths, sent):
    """What is wrong with files that are to have each number once, in order."""
    found = numbers_in(*paths)
    if found == list(range(sent)):
        return ""
    lost = set(range(sent)) - set(found)
    return f"{len(lost)} of {sent} are missing, {len(found) - len(set(found))} are there twice: {sorted(lost)[:5]}"


class Taken(Live):
    """linesman-cli capture --resume; ready when it says so."""

    def __init__(self, tests, folder, *words, name="last", wait=True):
        self.err_path, self.out_path = pathlib.Path(folder) / "err", pathlib.Path(folder) / "out"
        began = time.monotonic()
        with open(self.err_path, "wb") as err, open(self.out_path, "wb") as out:
            self.process = subprocess.Popen([tests.cli, "capture", "--resume", name, *words], stdin=subprocess.DEVNULL,
                                            stdout=out, stderr=err, env=ENVIRONMENT)
        self.took = None
        while wait and self.process.poll() is None and self.took is None and time.monotonic() - began < 20:
            if b"took up the capture on lm1" in self.err_path.read_bytes():
                self.took = time.monotonic() - began
            time.sleep(0.005)

    def kill(self):
        self.process.kill()
        self.process.wait()


def captures(tests):
    return [json.loads(line) for line in tests.run("captures", "--json").out.splitlines()]


def files_of(row):
    return sorted(str(path) for path in pathlib.Path(row["path"]).parent.glob("*.pcapng"))


def check_killed(tests, folder, moments, *words):
    """Killed at random moments, also while it takes the capture up."""
    live = Live(tests, folder, "--keep-on", "--json", *words)
    flood, slow, times = Flood(), random.Random(), []
    time.sleep(0.1)
    live.process.kill()
    live.process.wait()
    for i in range(moments - 1):
        taken = Taken(tests, folder, wait=i % 2 == 0)
        times += [taken.took or 99] if i % 2 == 0 else []
        time.sleep(slow.uniform(0, 0.25))
        taken.kill()
    time.sleep(0.2)
    taken = Taken(tests, folder, "--json")
    times.append(taken.took or 99)
    sent = flood.end()
    taken.end()
    rows = captures(tests)
    print(f"# {moments} times killed, {sent} packets sent; taken up within {max(times):.2f} s")
    tests.check(f"killed {moments} times{' ' if words else ''}{' '.join(words)}: no packet is lost", *taken.problems(sent),
                differs("captures", len(rows), 1), differs("state", rows[0]["state"], "seen"),
                missing(files_of(rows[0]), sent),
                differs("empty files", [path for path in files_of(rows[0]) if not os.path.getsize(path)], []),
                "" if max(times) < TAKEN_UP_S else f"taken up after {max(times):.2f} s")
    tests.run("captures", "--discard", rows[0]["name"])


def spent(process):
    """What a process has done so far, so that a busy machine, or a slow disk, is not taken for a fault of the program."""
    ran, waited, _ = (int(n) / 1e9 for n in pathlib.Path(f"/proc/{process.pid}/schedstat").read_text(encoding="ascii").split())
    pages = pathlib.Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[9]
    return f"it ran for {ran:.2f} s, waited for a processor for {waited:.2f} s and for the disk {pages} times"


def check_killed_window(tests, folder, window, moments):
    """The same with the window: it has the capture when the capture is watched."""
    def start():
        with open(f"{folder}/window", "ab") as err:
            return subprocess.Popen([window], env=dict(ENVIRONMENT, GDK_BACKEND="x11", GTK_A11Y="none"), stdin=subprocess.DEVNULL,
                                    stdout=err, stderr=err)
    live = Live(tests, folder, "--keep-on", "--json")
    flood, slow, times, wrong = Flood(), random.Random(), [], []
    live.process.kill()
    live.process.wait()
    for i in range(moments):
        began = time.monotonic()
        process = start()
        while i % 4 and captures(tests)[0]["state"] != "watched" and process.poll() is None and time.monotonic() - began < 10:
            time.sleep(0.01)
        took = time.monotonic() - began
        times += [took] if i % 4 else []
        if process.poll() is not None:
            wrong.append(f"it ended with {process.returncode} after {took:.2f} s")
        elif i % 4 and took >= TAKEN_UP_S:
            wrong.append(f"taken up after {took:.2f} s: {spent(process)}")
        time.sleep(slow.uniform(0, 0.5 if i % 4 else 1))
        process.kill()
        process.wait()
    taken = Taken(tests, folder, "--json")
    sent = flood.end()
    taken.end()
    row, = captures(tests)
    times.sort()
    print(f"# window killed {moments} times, {sent} packets sent; taken up within {times[-1]:.2f} s, half within {times[len(times) // 2]:.2f} s")
    tests.check(f"window killed {moments} times: no packet is lost", *taken.problems(sent), missing(files_of(row), sent), *wrong,
                f"it wrote: {pathlib.Path(folder, 'window').read_text(encoding='utf-8')[:300]}" if wrong else "")
    tests.run("captures", "--discard", row["name"])


def check_same(tests, folder):
    """What was captured while nobody was there is shown as if somebody had been."""
    frames, live = sample_frames(), Live(tests, folder, "--keep-on", "--json")
    sender = Sender()
    sender.send(frames[:len(frames) // 3], 6000)
    live.process.kill()
    live.process.wait()
    sender.send(frames[len(frames) // 3:len(frames) // 2], 6000)
    taken = Taken(tests, folder, "--json")
    sender.send(frames[len(frames) // 2:], 6000)
    time.sleep(0.2)
    taken.end()
    row, = captures(tests)
    shown = capture.last_rows(taken.out_path.read_text())
    later = capture.last_rows(tests.run("calls", "--json", *files_of(row)).out.decode())
    discarded = tests.run("captures", "--discard", "last").status, tests.run("captures", "--discard", row["name"]).status
    tests.check("a capture that was taken up shows what its file shows", *taken.problems(len(frames)),
                "" if shown and shown == later else f"live {shown!r:.300}, later {later!r:.300}",
                differs("discarded", discarded, (2, 0)), differs("left", captures(tests), []),
                differs("folders", os.listdir(f"{folder}/state/linesman/captures"), []))


def check_ended(tests, folder):
    """One that ended while nobody was there, and one that is ended by hand."""
    sender, path = Sender(), f"{folder}/mine.pcapng"
    live = Live(tests, folder, "--keep-on", "-w", path)
    sender.send(numbered(400), 4000)
    watched = captures(tests)[0]["state"]
    refused = tests.run("capture", "--resume", captures(tests)[0]["name"])
    live.process.kill()
    live.process.wait()
    row, = captures(tests)
    early = tests.run("captures", "--discard", row["name"])
    stopped = tests.run("captures", "--stop", "last")
    after, = captures(tests)
    taken = Taken(tests, folder, "--hep-send", "udp:127.0.0.1:9", wait=False).end(None)
    seen, = captures(tests)
    tests.check("a capture that ended unseen is kept, and shown", differs("while it is watched", watched, "watched"),
                differs("status of taking that up", refused.status, 2), differs("alone", row["state"], "running"),
                differs("status of discarding that", early.status, 2), differs("stopped", (stopped.status, stopped.err), (0, b"")),
                differs("state", after["state"], "ended"), differs("why", (row["end"], after["end"]), ("", "signal")),
                differs("its file", after["path"], path),
                differs("helper", status_of(live.helper).get("State", "Z")[0], "Z"), missing([path], 400),
                differs("status", taken.status, 0), differs("then", seen["state"], "seen"),
                "" if any("what was sent before is sent again" in line for line in taken.errors) else f"{taken.errors}",
                differs("again", tests.run("captures", "--stop", "last").status, 2),
                differs("no such", tests.run("capture", "--resume", "nope").status, 2),
                differs("with -i", tests.run("capture", "--resume", "last", "-i", "lm1").status, 2))
    tests.run("captures", "--discard", seen["name"])
    tests.check("a file that lies elsewhere stays", "" if os.path.exists(path) else "it is gone", differs("left", captures(tests), []))


def check_alone(tests, folder, program):
    """While nobody is there it ends after what it may write alone, and its files were enough."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    start = capture.START.pack(1, b"lm1", 262144, 16, 64, 0, 0, 1, 0, 0, 1, 0, 0, 50000, b"")
    path = f"{folder}/alone.pcapng"
    with open(path, "wb") as output:
        process = subprocess.Popen([program], stdin=theirs, stdout=output)
    theirs.close()
    ours.send(start)
    ours.recv(4096)
    ours.send(helper_note(capture.FILTER))
    ours.recv(4096)
    with open(f"{folder}/last", "wb") as last:
        socket.send_fds(ours, [helper_note(LAST)], [last.fileno()])
    Sender().send(numbered(1000), 5000)
    # What a busy machine has not written yet would count as written alone.
    for _ in range(1000):
        if os.path.getsize(path) >= 1000 * 232:
            break
        time.sleep(0.01)
    goes_on = process.poll() is None
    ours.close()
    time.sleep(0.2)
    flood = Flood()
    status = process.wait(10)
    flood.end()
    size = os.path.getsize(path)
    said = NOTE.unpack(pathlib.Path(folder, "last").read_bytes())
    tests.check("alone it ends after what it may write", differs("last words", (said[0], said[4]), (capture.ENDED, ALONE)), differs("with somebody", goes_on, True), differs("status", status, 0),
                "" if 1000 * 232 + 50000 <= size < 1000 * 232 + 400000 else f"{size} bytes")


def connect(row):
    """As another program does that is not linesman-cli."""
    control = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    control.settimeout(3)
    control.connect(str(pathlib.Path(row["path"]).parent / "control"))
    return control


def answers(row):
    try:
        with connect(row) as control:
            data = control.recv(4096)
            return NOTE.unpack(data)[0] if len(data) == NOTE.size else 0
    except OSError as error:
        return type(error).__name__


def check_socket(tests, folder):
    """Nobody but its owner comes in; nonsense and those who hang up do not harm it."""
    live = Live(tests, folder, "--keep-on")
    row, sender = captures(tests)[0], Sender()
    parent = pathlib.Path(row["path"]).parent
    modes = [oct(os.stat(p).st_mode & 0o777) for p in (parent.parent, parent, parent / "control", parent / "state", row["path"])]
    with connect(row) as early:
        early.settimeout(0.5)
        try:
            while_watched = early.recv(4096)
        except TimeoutError:
            while_watched = "nothing"
    live.process.kill()
    live.process.wait()
    time.sleep(0.3)
    as_owner = answers(row)
    others = "PermissionError"
    if os.environ.get("LM_ROOT") == "1":
        child = os.fork()
        if child == 0:
            os.setgid(65534)
            os.setuid(65534)
            os._exit(0 if answers(row) == "PermissionError" else 1)
        others = "PermissionError" if os.waitpid(child, 0)[1] == 0 else "somebody else comes in"
        # Even where the folders were opened to everybody, it is told by who asks.
        for path in (pathlib.Path(folder), *parent.parents[:4], parent, parent / "control"):
            path.chmod(0o777)
        child = os.fork()
        if child == 0:
            os.setgid(65534)
            os.setuid(65534)
            os._exit(0 if answers(row) in (0, "ConnectionResetError") else 1)
        if os.waitpid(child, 0)[1]:
            others = "the helper talks to anybody"
        for path in (pathlib.Path(folder), *parent.parents[:4], parent, parent / "control"):
            path.chmod(0o700)
    for message in (b"", b"x", os.urandom(NOTE.size), helper_note(capture.FILTER), helper_note(67, os.urandom(64)),
                    os.urandom(20000), capture.START.pack(1, b"lm0", 1, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, b"")):
        with connect(row) as control:
            control.recv(4096)
            reading, writing = os.pipe()
            try:
                control.send(message)
                socket.send_fds(control, [os.urandom(100)], [reading, writing])
            except BrokenPipeError:
                pass  # to say nothing is to hang up
            os.close(reading)
            os.close(writing)
    time.sleep(0.3)
    descriptors = len(os.listdir(f"/proc/{live.helper}/fd"))
    with connect(row) as control:
        control.recv(4096)
    time.sleep(0.3)
    more = len(os.listdir(f"/proc/{live.helper}/fd")) - descriptors
    sender.send(numbered(300), 4000)
    taken = Taken(tests, folder)
    taken.end()
    tests.check("the way back is for its owner alone, and nonsense does no harm",
                differs("modes", modes, ["0o700", "0o700", "0o600", "0o600", "0o600"]),
                differs("while it is watched", while_watched, "nothing"), differs("to its owner", as_owner, capture.LINK),
                differs("to others", others, "PermissionError"), differs("descriptors that stay open", more, 0), *taken.problems(300))
    tests.run("captures", "--discard", row["name"])


def check_look_back(tests, folder):
    """SIP alone, then its media too: what passed before is written as well, and every packet is counted once."""
    frames, path = sample_frames(), f"{folder}/back.pcapng"
    whole = json.loads(tests.run("stats", "--json", str(capture.SAMPLE)).out)
    live = Live(tests, folder, "-w", path, "--only", "sip", "--look-back", "60s")
    sender = Sender()
    sender.send(frames[:len(frames) * 2 // 3], 6000)
    time.sleep(0.3)
    before = json.loads(tests.run("stats", "--json", path).out)["rtp_packets"]
    live.process.send_signal(signal.SIGUSR1)
    time.sleep(0.3)
    between = json.loads(tests.run("stats", "--json", path).out)["rtp_packets"]
    sender.send(frames[len(frames) * 2 // 3:], 6000)
    time.sleep(0.2)
    live.end()
    after = json.loads(tests.run("stats", "--json", path).out)
    info = tests.run("info", "--json", path)
    streams = [{row["ssrc"]: (row["packets"], row["lost"]) for row in map(json.loads, tests.run("streams", "--json", p).out.splitlines())}
               for p in (path, str(capture.SAMPLE))]
    shark = subprocess.run(["tshark", "-r", path], capture_output=True, check=False) if capture.shutil.which("tshark") else None
    f = live.figures
    unwanted = [int(line.split()[1]) for line in live.errors if "were not wanted" in line]
    tests.check("media of calls that began before are kept when they come to be wanted", differs("status", live.status, 0),
                differs("before", before, 0), "" if between > whole["rtp_packets"] // 3 else f"between {between}",
                differs("after", after["rtp_packets"], whole["rtp_packets"]), differs("SIP", after["sip_messages"], whole["sip_messages"]),
                differs("streams", streams[0], streams[1]), differs("info", (info.status, info.err), (0, b"")),
                differs("received", f.get("received"), len(frames)),
                differs("sum", f.get("written", 0) + sum(unwanted[-1:]), len(frames)), "" if unwanted else "nothing was left out",
                "" if shark is None or shark.returncode == 0 and not shark.stderr.count(b"cut short") else f"tshark: {shark.stderr}",
                "" if any("SIP and RTP are kept" in line for line in live.errors) else f"not said: {live.errors}")


def main():
    if os.environ.get("LM_INSIDE") != "1":
        capture.enter_namespace()
    tests = Tests(sys.argv[1])
    program = os.path.abspath(sys.argv[2])
    wrong = make_links()
    if wrong:
        print(f"1..0 # SKIP did not run: no interfaces can be made ({wrong.strip()})")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        ENVIRONMENT["XDG_STATE_HOME"] = f"{folder}/state"
        check_same(tests, folder)
        check_ended(tests, folder)
        check_alone(tests, folder, program)
        check_socket(tests, folder)
        check_look_back(tests, folder)
        check_killed(tests, folder, 200 if "--heavy" in sys.argv else 5)
        if "--window" in sys.argv:
            check_killed_window(tests, folder, sys.argv[sys.argv.index("--window") + 1], 200 if "--heavy" in sys.argv else 5)
        check_killed(tests, folder, 50 if "--heavy" in sys.argv else 4, "--file-size", "300kB")
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
