#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live capture in a network namespace of its own, on two interfaces that are joined: what was sent is what is
written and every drop that was counted; what was shown is what the file shows; and what happens when things break.

usage: capture.py LINESMAN-CLI LINESMAN-CAPTURE [--heavy]
"""

import json
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

from tap import ENVIRONMENT, Tests, differs

SAMPLE = pathlib.Path(__file__).resolve().parents[2] / "data" / "samples" / "calls.pcapng"
FIGURES = re.compile(r": (\d+) packets in .* (\d+) written, (\d+) calls; dropped: (\d+) by the kernel, (\d+) by the "
                     r"interface, (\d+) by the buffer, (\d+) by the disk")
# Of src/capture/helper.h.
START = struct.Struct("=I1024sIIIII4B4xQQQ16x1024s")
NOTE = struct.Struct("=6IQ7Q256s")
LINK, READY, FIGURE, FILE, FAILED, ENDED, FILTER, NEXT, STOP = 1, 2, 3, 4, 5, 6, 64, 65, 66


def enter_namespace():
    """Runs this script again in namespaces where it may do what it likes, or says why it cannot."""
    for flags in ([], ["--user", "--map-root-user"]):
        words = ["unshare", *flags, "--net", "--mount"]
        if shutil.which("unshare") and subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0:
            os.execvpe("unshare", [*words, sys.executable, *sys.argv], dict(os.environ, LM_INSIDE="1", LM_ROOT="0" if flags else "1"))
    print("1..0 # SKIP did not run: neither root nor a user namespace may make network interfaces here")
    sys.exit(0)


def link(*words):
    return subprocess.run(["ip", "link", *words], capture_output=True, check=False, text=True)


def make_links():
    """Nobody but the test sends on them: without IPv6 the kernel has nothing to say."""
    for name in ("default", "all"):
        pathlib.Path(f"/proc/sys/net/ipv6/conf/{name}/disable_ipv6").write_text("1", encoding="ascii")
    made = link("add", "lm0", "type", "veth", "peer", "name", "lm1")
    for name in ("lm0", "lm1", "lo"):
        link("set", name, "up")
    return made.stderr


def sample_frames(path=SAMPLE):
    """The frames of a capture in this machine's byte order; none where any interface is not Ethernet."""
    data, at, frames = path.read_bytes(), 0, []
    while at + 12 <= len(data):
        kind, size = struct.unpack_from("=II", data, at)
        if size < 12 or (kind == 1 and struct.unpack_from("=H", data, at + 8) != (1,)):
            return []
        if kind == 6:
            length, = struct.unpack_from("=I", data, at + 20)
            frames.append(data[at + 28:at + 28 + length])
        at += size
    return frames


class Sender:
    def __init__(self):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.socket.bind(("lm0", 0))
        self.sent = 0

    def send(self, frames, rate):
        """At RATE a second, in bursts of a hundredth of a second."""
        burst, began, send = max(1, rate // 100), time.monotonic(), self.socket.send
        for i in range(0, len(frames), burst):
            for frame in frames[i:i + burst]:
                send(frame)
            self.sent += len(frames[i:i + burst])
            time.sleep(max(0, began + (i + burst) / rate - time.monotonic()))


def numbered(n, size=200):
    """Datagrams with a number where RTP has its own."""
    head = bytes.fromhex("0200000000020200000000010800") + struct.pack(
        "!BBHHHBBH4s4s", 0x45, 0, size - 14, 0, 0, 64, 17, 0, bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]))
    head += struct.pack("!HHHH", 30000, 40000, size - 34, 0)
    return [head + struct.pack("!I", i) + bytes(size - 46) for i in range(n)]


class Live:
    """linesman-cli capture, from its first packet on."""

    def __init__(self, tests, folder, *words, interface="lm1", output=None, before=(), **more):
        self.err_path = pathlib.Path(folder) / "err"
        self.out_path = pathlib.Path(folder) / "out"
        with open(self.err_path, "wb") as err, open(self.out_path, "wb") as out:
            self.process = subprocess.Popen([*before, tests.cli, "capture", "-i", interface, *words], stdin=subprocess.DEVNULL,
                                            stdout=output or out, stderr=err, env=ENVIRONMENT, **more)
        self.helper = self.wait_for_helper()

    def wait_for_helper(self):
        """It gave up its privileges, and its second thread is there: it captures."""
        for _ in range(500):
            if self.process.poll() is not None:
                return None
            for pid in children(self.process.pid):
                status = status_of(pid)
                if status.get("NoNewPrivs") == "1" and status.get("Threads") == "2":
                    time.sleep(0.05)
                    return pid
            time.sleep(0.01)
        return None

    def wait_for_words(self, words, seconds=10):
        """On standard error; their absence is seen by who counts them at the end."""
        for _ in range(seconds * 100):
            if words in self.err_path.read_text():
                return
            time.sleep(0.01)

    def end(self, number=signal.SIGINT):
        if number:
            self.process.send_signal(number)
        self.status = self.process.wait(20)
        self.errors = self.err_path.read_text().splitlines()
        found = [FIGURES.search(line) for line in self.errors if FIGURES.search(line)]
        names = ("received", "written", "calls", "kernel", "interface", "buffer", "disk")
        self.figures = dict(zip(names, map(int, found[-1].groups()))) if found else {}
        return self

    def problems(self, sent, status=0):
        """What is not as it must be when so many packets were sent."""
        f = self.figures or {"received": -1, "written": -1, "kernel": 0, "buffer": 0, "disk": 0}
        return (differs("exit status", self.status, status),
                differs("received", f["received"], sent),
                differs("written and dropped", f["written"] + f["kernel"] + f["buffer"] + f["disk"], sent),
                "" if self.figures else f"no figures in {self.errors}")


def children(pid):
    try:
        return [int(n) for n in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def status_of(pid):
    try:
        lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    return {line.split(":")[0]: line.split(":", 1)[1].strip() for line in lines}


def packets_in(tests, *paths):
    done = tests.run("info", "--json", *paths)
    return sum(json.loads(line)["packets"] for line in done.out.splitlines()), done


def last_rows(text):
    """Of every call the last row that was printed."""
    return {row["call"]: row for row in map(json.loads, text.splitlines())}


def check_sample(tests, folder, sender):
    frames, path = sample_frames(), f"{folder}/a.pcapng"
    live = Live(tests, folder, "-w", path, "--json", "--statistics", "0.2s")
    sender.send(frames, 6000)
    live.end()
    n, info = packets_in(tests, path)
    shown = last_rows(live.out_path.read_text())
    later = last_rows(tests.run("calls", "--json", path).out.decode())
    tests.check("sent is shown, and the file shows the same later", *live.problems(len(frames)),
                differs("packets in the file", n, len(frames)), differs("info", info.status, 0),
                differs("mode", os.stat(path).st_mode & 0o777, 0o600),
                "" if shown and shown == later else f"live {shown!r:.300}, later {later!r:.300}",
                "" if len(live.errors) > 2 else "no figures while it ran")


def check_rate(tests, folder, sender, rate, seconds):
    frames = numbered(500) * int(rate * seconds // 500)
    live = Live(tests, folder, "-w", f"{folder}/rate.pcapng")
    began = time.monotonic()
    sender.send(frames, rate)
    took = time.monotonic() - began
    time.sleep(0.1)
    live.end()
    n, _ = packets_in(tests, f"{folder}/rate.pcapng")
    print(f"# {len(frames) / took:.0f} a second were sent: {live.figures}")
    tests.check(f"{rate} packets a second: sent is written and dropped", *live.problems(len(frames)),
                differs("packets in the file", n, live.figures.get("written")))


def check_kernel_drops(tests, folder, sender):
    """A helper that sleeps lets the kernel's buffer run over; every packet that did not fit is counted."""
    frames, path = numbered(20000, 1000), f"{folder}/drops.pcapng"
    live = Live(tests, folder, "-w", path, "--kernel-buffer", "1")
    os.kill(live.helper, signal.SIGSTOP)
    sender.send(frames, 50000)
    os.kill(live.helper, signal.SIGCONT)
    time.sleep(0.2)
    live.end()
    dropped = [json.loads(line)["dropped"] for line in tests.run("info", "--json", path).out.splitlines()]
    tests.check("what the kernel drops is counted", *live.problems(len(frames)),
                differs("drops in the file", dropped, [live.figures.get("kernel")]),
                "" if live.figures.get("kernel", 0) > 10000 else "the kernel dropped nothing")


def helper_note(kind, instructions=b""):
    return NOTE.pack(kind, 0, 0, 0, 0, len(instructions) // 8, *[0] * 8, b"") + instructions


class Helper:
    """linesman-capture by itself, on what it says to whoever starts it."""

    def __init__(self, program, output, ring_mib=64, limit_bytes=0):
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.settimeout(10)
        self.process = subprocess.Popen([program], stdin=theirs, stdout=output)
        theirs.close()
        self.control.send(START.pack(1, b"lm1", 262144, 16, ring_mib, 0, 0, 1, 0, 0, 0, limit_bytes, 0, 0, b""))
        self.notes = [self.next()]
        self.control.send(helper_note(FILTER))
        self.notes.append(self.next())

    def next(self):
        data = self.control.recv(4096)
        return NOTE.unpack(data) if len(data) == NOTE.size else (0,) * 15

    def rest(self):
        """Its last figures: received, written, and dropped by system, ring, file and interface."""
        figures = None
        while (note := self.next())[0] not in (ENDED, 0):
            figures = note[7:14] if note[0] == FIGURE else figures
            self.notes.append(note)
        return figures


def check_ring_drops(tests, folder, sender, program):
    """A file that takes nothing fills the ring; what it takes later is whole."""
    reading, writing = os.pipe()
    helper = Helper(program, writing, ring_mib=1)
    os.close(writing)
    frames = numbered(10000, 1000)
    sender.send(frames, 50000)
    time.sleep(0.2)
    helper.control.send(helper_note(STOP))
    path = pathlib.Path(folder) / "ring.pcapng"
    with os.fdopen(reading, "rb") as stream:
        path.write_bytes(stream.read())
    received, written, system, ring, unwritten, _, _ = helper.rest()
    n, info = packets_in(tests, str(path))
    dropped = json.loads(info.out)["dropped"]
    tests.check("what the ring drops is counted", differs("received", received, len(frames)),
                differs("sum", written + system + ring + unwritten, len(frames)), differs("in the file", n, written),
                differs("drops in the file", dropped, system + ring), "" if ring > 1000 else f"the ring dropped {ring}",
                differs("exit status", helper.process.wait(5), 0))


def check_helper_protocol(tests, folder, program):
    """It believes nobody: neither what it is asked nor what program it is given."""
    def result(*messages):
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        control.settimeout(5)
        with open(f"{folder}/never", "wb") as output:
            process = subprocess.Popen([program], stdin=theirs, stdout=output, stderr=subprocess.DEVNULL)
        theirs.close()
        for message in messages:
            try:
                control.send(message)
            except OSError:
                break
        control.shutdown(socket.SHUT_WR)
        return process.wait(15)
    good = START.pack(1, b"lm1", 262144, 16, 64, 0, 0, 1, 0, 0, 0, 0, 0, 0, b"")
    many = START.pack(33, b"lm1", 262144, 16, 64, 0, 0, 1, 0, 0, 0, 0, 0, 0, b"")
    large = START.pack(1, b"lm1", 262144, 16, 1 << 30, 0, 0, 1, 0, 0, 0, 0, 0, 0, b"")
    # A jump behind the end, and a program without a return.
    wild = struct.pack("=HBBI", 0x05, 0, 0, 1000) + struct.pack("=HBBI", 0x06, 0, 0, 0)
    tests.check("the helper refuses what makes no sense", differs("nothing", result(), 2),
                differs("too short", result(good[:-1]), 2), differs("33 interfaces", result(many), 2),
                differs("a ring of a PiB", result(large), 2), differs("a wild filter", result(good, helper_note(FILTER, wild)), 1),
                differs("a short filter", result(good, helper_note(FILTER)[:-8]), 1),
                differs("no such interface", result(good.replace(b"lm1", b"no1")), 1),
                differs("size of the file", os.path.getsize(f"{folder}/never"), 0))


def check_confined(tests, folder, program):
    live = Live(tests, folder)
    threads = [status_of(f"{live.helper}/task/{task}") for task in os.listdir(f"/proc/{live.helper}/task")]
    names = [os.readlink(f"/proc/{live.helper}/fd/{fd}") for fd in os.listdir(f"/proc/{live.helper}/fd")]
    files = [name for name in names if name.startswith("/") and not name.startswith(("/dev/null", "/sys/class/net/",
             "/sys/devices/")) and "(deleted)" not in name]
    live.end()
    wanted = {"CapInh": "0" * 16, "CapPrm": "0" * 16, "CapEff": "0" * 16, "CapBnd": "0" * 16, "CapAmb": "0" * 16,
              "NoNewPrivs": "1", "Seccomp": "2"}
    if b"__asan_init" in pathlib.Path(program).read_bytes():
        # A sanitizer calls what it likes, and has files of its own.
        wanted.pop("Seccomp")
        files = []
    tests.check("the helper is confined, both threads", differs("threads", len(threads), 2),
                *(differs(key, [t.get(key) for t in threads], [value] * 2) for key, value in wanted.items()),
                differs("open files", files, []))


def check_privilege(tests, folder, sender, program):
    """Without it the way to it is said; with cap_net_raw on the helper alone everybody may capture."""
    def run(*words, **more):
        return subprocess.run(["setpriv", *words, tests.cli, "capture", "-i", "lm1", "--stop-after", "200packets", "-w",
                               f"{folder}/open/p.pcapng"], capture_output=True, check=False, timeout=20, **more)
    if not shutil.which("setpriv"):
        print(f"ok {tests.n + 1} privilege # SKIP did not run: no setpriv")
        tests.n += 1
        return
    os.mkdir(f"{folder}/open")
    before = pathlib.Path(f"{folder}/open/p.pcapng")
    before.write_text("of another day", encoding="ascii")
    without = run("--bounding-set", "-all", "--inh-caps", "-all", "--reuid", "0")
    problems = [differs("status without", without.returncode, 3),
                differs("what was there", {p.name: p.read_text() for p in before.parent.iterdir()}, {before.name: "of another day"}),
                "" if f"setcap cap_net_raw+ep {program}”".encode() in without.stderr else f"not said: {without.stderr}"]
    before.unlink()
    copy = f"{folder}/open/linesman-capture"
    shutil.copy(program, copy)
    if os.environ.get("LM_ROOT") == "1" and shutil.which("setcap"):
        os.chmod(folder, 0o755)
        os.chmod(f"{folder}/open", 0o777)
        subprocess.run(["setcap", "cap_net_raw+ep", copy], check=True)
        words = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", tests.cli, "capture", "-i", "lm1",
                 "--stop-after", "200packets", "-w", f"{folder}/open/p.pcapng"]
        process = subprocess.Popen(words, env=dict(ENVIRONMENT, LINESMAN_CAPTURE=copy), stderr=subprocess.PIPE)
        for _ in range(300):
            if os.path.exists(f"{folder}/open/p.pcapng") and os.path.getsize(f"{folder}/open/p.pcapng"):
                break
            time.sleep(0.01)
        sender.send(numbered(400), 2000)
        err = process.communicate(timeout=20)[1]
        problems += [differs("status with the file capability", process.returncode, 0),
                     "" if packets_in(tests, f"{folder}/open/p.pcapng")[0] >= 200 else f"too few: {err}"]
    tests.check("the privilege is asked for, and is one alone", *problems)


def check_shed_privilege(tests, folder, sender):
    """As a service is started: the program that looks into packets keeps nothing of what it was given for the other."""
    if os.environ.get("LM_ROOT") != "1" or not shutil.which("setpriv"):
        print(f"ok {tests.n + 1} privilege shed # SKIP did not run: no setpriv, or not root")
        tests.n += 1
        return
    os.chmod(folder, 0o777)
    words = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--no-new-privs", "--inh-caps", "-all,+net_raw",
             "--ambient-caps", "-all,+net_raw", "--bounding-set", "-all,+net_raw"]
    live = Live(tests, folder, "-w", f"{folder}/shed.pcapng", before=words)
    sender.send(numbered(200), 5000)
    main = status_of(live.process.pid)
    live.end()
    tests.check("of the privilege of a service the helper alone makes use", *live.problems(200),
                differs("what is left", {name: int(main[name], 16) for name in ("CapPrm", "CapEff", "CapInh", "CapAmb")},
                        {"CapPrm": 0, "CapEff": 0, "CapInh": 0, "CapAmb": 0}))


def check_killed_helper(tests, folder, sender):
    path, rate = f"{folder}/killed.pcapng", 4000
    live = Live(tests, folder, "-w", path)
    sender.send(numbered(3 * rate // 4), rate)
    os.kill(live.helper, signal.SIGKILL)
    live.end(None)
    n, info = packets_in(tests, path)
    lost = 3 * rate // 4 - n
    print(f"# {lost} packets lost, {lost * 1000 / rate:.0f} ms")
    tests.check("a killed helper loses at most 100 ms", differs("exit status", live.status, 1),
                "" if lost <= rate // 10 else f"{lost} lost", differs("info", info.status, 0),
                "" if any("signal 9" in line for line in live.errors) else f"not said: {live.errors}")


def check_ended_helper(tests, folder, sender):
    path = f"{folder}/ended.pcapng"
    live = Live(tests, folder, "-w", path)
    sender.send(numbered(500), 5000)
    os.kill(live.helper, signal.SIGTERM)
    live.end(None)
    tests.check("a helper that somebody else ends is told of, and has written all", differs("exit status", live.status, 1),
                differs("in the file", packets_in(tests, path)[0], 500),
                "" if any("a signal to linesman-capture" in line for line in live.errors) else f"not said: {live.errors}")


def check_deleted_interface(tests, folder):
    path = f"{folder}/deleted.pcapng"
    for pause in (0.1, 0, 0):
        live = Live(tests, folder, "-w", path)
        Sender().send(numbered(500), 50000)
        time.sleep(pause)
        link("del", "lm1")
        live.end(None)
        n, _ = packets_in(tests, path)
        make_links()
        tests.check(f"a deleted interface is said, and nothing is lost ({pause} s)", *live.problems(500, 1), differs("in the file", n, 500),
                    "" if any("lm1" in line and "nothing more" in line for line in live.errors) else f"not said: {live.errors}")


def check_down_and_up(tests, folder, sender):
    """An interface that comes back delivers again; and a helper that slept has lost nothing that fits the kernel."""
    path = f"{folder}/down.pcapng"
    live = Live(tests, folder, "-w", path)
    sender.send(numbered(200), 5000)
    time.sleep(0.1)
    link("set", "lm1", "down")
    live.wait_for_words("lm1 is switched off")
    link("set", "lm1", "up")
    live.wait_for_words("lm1 is on again")
    sender.send(numbered(200), 5000)
    os.kill(live.helper, signal.SIGSTOP)
    sender.send(numbered(200), 5000)
    os.kill(live.helper, signal.SIGCONT)
    time.sleep(0.1)
    live.end()
    said = sum("lm1 is" in line for line in live.errors)
    tests.check("an interface that was down, and a helper that slept, go on", *live.problems(600),
                differs("times that it is said", said, 2),
                differs("in the file", packets_in(tests, path)[0], 600))


def check_silent_helper(tests, folder, sender):
    """One that is stopped is said to be, and that it goes on; so is one whose packets are passed on. The kernel keeps them
    for it meanwhile, also where they are so few that its buffer is far from full."""
    for words in (["-w", f"{folder}/silent.pcapng"], ["-w", "-"]):
        live = Live(tests, folder, *words)
        os.kill(live.helper, signal.SIGSTOP)
        sender.send(numbered(1600), 500)
        live.wait_for_words("has said nothing")
        os.kill(live.helper, signal.SIGCONT)
        live.wait_for_words("goes on, after")
        live.end()
        said = ["has said nothing" in line for line in live.errors], ["goes on, after" in line for line in live.errors]
        tests.check(f"a helper that says nothing is told of ({words[-1][-6:]})", *live.problems(1600), differs("dropped", live.figures.get("kernel", 0), 0),
                    differs("times that both are said", [sum(one) for one in said], [1, 1]))


def check_stuck_helper(tests, folder, sender):
    """One that does not hear that it is to stop is ended by a second signal, and what was written is kept."""
    path = f"{folder}/stuck.pcapng"
    live = Live(tests, folder, "-w", path)
    sender.send(numbered(200), 5000)
    time.sleep(0.3)
    os.kill(live.helper, signal.SIGSTOP)
    live.process.send_signal(signal.SIGINT)
    live.wait_for_words("has said nothing")
    waited = live.process.poll()
    live.end()
    n, info = packets_in(tests, path)
    tests.check("a helper that does not hear is ended by a second signal", differs("status before it", waited, None),
                differs("status", live.status, 1), differs("in the file", (n, info.status), (200, 0)),
                "" if any("signal 9" in line for line in live.errors) else f"not said: {live.errors}")


def check_sleeping_caller(tests, folder, sender):
    """Who slept itself says nothing of the helper, which took all meanwhile."""
    live = Live(tests, folder, "-w", f"{folder}/slept.pcapng")
    live.process.send_signal(signal.SIGSTOP)
    sender.send(numbered(200), 5000)
    time.sleep(4.2)
    live.process.send_signal(signal.SIGCONT)
    time.sleep(1.5)
    live.end()
    tests.check("a caller that slept does not say that the helper did", *live.problems(200),
                differs("lines on standard error", len(live.errors), 1))


def check_removed_file(tests, folder, sender):
    """That what is captured will be lost is said while something can be done about it; a new name loses nothing."""
    path = pathlib.Path(folder) / "removed.pcapng"
    live = Live(tests, folder, "-w", str(path))
    sender.send(numbered(200), 5000)
    path.rename(path.with_suffix(".old"))
    time.sleep(1.5)
    early = live.err_path.read_text()
    path.with_suffix(".old").unlink()
    live.wait_for_words("was removed while")
    live.end()
    tests.check("a file that somebody removes while it is written is told of", *live.problems(200, 1),
                differs("said before", early, ""),
                differs("times that it is said", sum(f"{path} was removed" in line for line in live.errors), 1))
    live = Live(tests, folder, "-w", str(path))
    sender.send(numbered(200), 5000)
    path.unlink()
    live.end()
    tests.check("that the file is gone is said at the end too", *live.problems(200, 1),
                differs("times that it is said", sum(f"{path} was removed" in line for line in live.errors), 1))


def check_full_disk(tests, folder, sender):
    small = pathlib.Path(folder) / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(small)], check=True)
    live = Live(tests, folder, "-w", f"{small}/full.pcapng")
    frames = numbered(4000, 1000)
    sender.send(frames, 10000)
    live.end(None)
    n, info = packets_in(tests, f"{small}/full.pcapng")
    f = live.figures
    tests.check("a full disk stops the capture, and keeps what was written", differs("exit status", live.status, 1),
                differs("in the file", n, f.get("written")), "" if n > 900 else f"{n} packets are few",
                differs("sum", f["received"], f["written"] + f["kernel"] + f["buffer"] + f["disk"]),
                differs("info", (info.status, info.err), (0, b"")),
                "" if any("No space left" in line for line in live.errors) else f"not said: {live.errors}")
    (small / "full.pcapng").unlink()
    for size in ("300k", "500k", "700k", "900k"):
        subprocess.run(["mount", "-o", f"remount,size={size}", str(small)], check=True)
        live = Live(tests, folder, "-w", f"{small}/one.pcapng", "--file-size", "60kB")
        sender.send(frames[:1000], 10000)
        live.end(None)
        files = sorted(small.iterdir())
        n, info = packets_in(tests, *map(str, files))
        tests.check(f"several files on a disk of {size} are whole", differs("in the files", n, live.figures.get("written")),
                    differs("info", (info.status, info.err), (0, b"")))
        for path in files:
            path.unlink()
    subprocess.run(["mount", "-o", "remount,size=1m", str(small)], check=True)
    # Not even the beginning fits.
    (small / "full.pcapng").write_bytes(b"of another day")
    (small / "other").write_bytes(bytes(1 << 19))
    with open(small / "rest", "wb") as rest:
        while True:
            try:
                os.write(rest.fileno(), bytes(4096))
            except OSError:
                break
    live = Live(tests, folder, "-w", f"{small}/full.pcapng").end(None)
    tests.check("a disk that is full already is named as the cause", differs("exit status", live.status, 3),
                differs("what was there", (small / "full.pcapng").read_bytes(), b"of another day"),
                differs("files", sorted(path.name for path in small.iterdir()), ["full.pcapng", "other", "rest"]),
                "" if [("No space left" in line) for line in live.errors] == [True] else f"said: {live.errors}")
    subprocess.run(["umount", str(small)], check=True)


def check_read_only(tests, folder):
    """Where nothing can be written, that is the reason, and not that a folder is missing which could not be made."""
    place = pathlib.Path(folder) / "fixed"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro,size=1m", "none", str(place)], check=True)
    kept = subprocess.run([tests.cli, "capture", "-i", "lm1", "--keep-on"], capture_output=True, check=False, timeout=20,
                          env=dict(ENVIRONMENT, XDG_STATE_HOME=str(place)))
    named = tests.run("capture", "-i", "lm1", "-w", f"{place}/a.pcapng")
    tests.check("a folder that is read-only is named as such", differs("exit statuses", (kept.returncode, named.status), (3, 3)),
                *("" if b"Read-only" in err else f"not said: {err}" for err in (kept.stderr, named.err)))
    subprocess.run(["umount", str(place)], check=True)


def check_files(tests, folder, sender):
    frames, names = sample_frames(), pathlib.Path(folder) / "many"
    names.mkdir()
    live = Live(tests, folder, "-w", f"{names}/r.pcapng", "--json", "--file-size", "150kB")
    sender.send(frames, 4000)
    live.end()
    files = sorted(str(p) for p in names.iterdir())
    n, info = packets_in(tests, *files)
    shown, later = last_rows(live.out_path.read_text()), last_rows(tests.run("calls", "--json", *files).out.decode())
    tests.check("several files hold together what was sent", *live.problems(len(frames)),
                differs("packets in the files", n, len(frames)), differs("info", (info.status, info.err), (0, b"")),
                "" if len(files) >= 3 else f"only {files}",
                "" if shown and shown == later else f"live {shown!r:.300}, later {later!r:.300}",
                *("" if re.search(r"r_\d{5}_\d{14}\.pcapng$", name) else name for name in files))
    kept = pathlib.Path(folder) / "kept"
    kept.mkdir()
    live = Live(tests, folder, "-w", f"{kept}/r.pcapng", "--file-size", "100kB", "--files", "2")
    sender.send(frames, 4000)
    live.end()
    files = sorted(p.name for p in kept.iterdir())
    tests.check("the newest files are kept", *live.problems(len(frames)), differs("number", len(files), 2),
                "" if files and files[-1] > "r_00004" else f"{files}")


def check_many_files(tests, folder, sender):
    """More than a program may hold open, unless it asks: most start with a limit of 1,024, which files of an hour reach in 42 days."""
    path = pathlib.Path(folder) / "numerous"
    path.mkdir()
    live = Live(tests, folder, "-w", f"{path}/a.pcapng", "--file-size", "4kB",
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (24, 4096)))
    for _ in range(60):
        sender.send(numbered(50), 1000)
    live.end()
    files = list(path.iterdir())
    tests.check(f"{len(files)} files, where 24 may be open at first", *live.problems(3000), "" if len(files) > 24 else "too few files",
                differs("in the files", packets_in(tests, *map(str, files))[0], 3000))


def check_signals(tests, folder, sender):
    problems = []
    for number in (signal.SIGTERM, signal.SIGHUP):
        live = Live(tests, folder)
        sender.send(numbered(200), 10000)
        time.sleep(0.05)
        problems += live.end(number).problems(200)
    live = Live(tests, folder, before=["nohup"])
    live.process.send_signal(signal.SIGHUP)
    sender.send(numbered(200), 1000)
    problems += [differs("under nohup", live.process.poll(), None), *live.end().problems(200)]
    live = Live(tests, folder, "--stop-after", "100packets")
    sender.send(numbered(400), 2000)
    live.end(None)
    problems.append(differs("status after 100 packets", live.status, 0))
    live = Live(tests, folder, "--stop-after", "0.4s")
    began = time.monotonic()
    live.end(None)
    problems.append("" if live.status == 0 and time.monotonic() - began < 3 else "did not stop after its time")
    path = f"{folder}/limited.pcapng"
    live = Live(tests, folder, "--stop-after", "1MB", "-w", path)
    sender.send(numbered(30000), 100000)
    live.end(None)
    n, _ = packets_in(tests, path)
    # A packet more, and the statistics.
    size = os.path.getsize(path)
    problems += [differs("status at a size", live.status, 0), "" if 1000000 <= size < 1001000 else f"{size} bytes are no MB",
                 differs("written", n, live.figures.get("written"))]
    tests.check("ends cleanly on signals and limits", *problems)


def check_closed_output(tests, folder, sender):
    """What is printed where nobody listens does not get into the file, which would have its number."""
    frames, path = sample_frames(), f"{folder}/closed.pcapng"
    live = Live(tests, folder, "-w", path, "--json", before=["sh", "-c", 'exec "$@" <&- >&-', "sh"])
    sender.send(frames, 6000)
    live.end()
    n, info = packets_in(tests, path)
    tests.check("standard output may be closed", *live.problems(len(frames)), differs("in the file", n, len(frames)),
                differs("info", (info.status, info.err), (0, b"")))


def check_device(tests, folder):
    """What cannot be read again is not looked into, and who asks for rows of it is told so."""
    os.mkfifo(f"{folder}/pipe")
    done = [tests.run("capture", "-i", "lm1", "-w", path, *words)
            for path in ("/dev/null", f"{folder}/pipe") for words in (("--json",), ("--alert", "failed"))]
    tests.check("rows are refused of what goes to a pipe or a device", differs("exit statuses", [one.status for one in done], [2] * 4),
                *("" if b"not looked into" in one.err else f"not said: {one.err}" for one in done))


def check_hardware_time(tests, folder, sender):
    """An interface of the kernel's own has no times of a card: that is said, and not where nobody asked."""
    said = []
    for words in ([], ["--hardware-time"]):
        live = Live(tests, folder, *words)
        sender.send(numbered(10), 1000)
        time.sleep(0.1)
        live.end()
        said.append(sum("lm1: it has no times of its own" in line for line in live.errors))
    tests.check("without times of the card that is said", *live.problems(10), differs("said", said, [0, 1]))


def check_only(tests, folder, sender):
    frames, sizes = sample_frames(), {}
    for only in ("sip", "headers"):
        path = f"{folder}/{only}.pcapng"
        live = Live(tests, folder, "-w", path, "--only", only)
        sender.send(frames, 20000)
        live.end()
        sizes[only] = os.path.getsize(path)
        calls = tests.run("stats", "--json", path).out
        sizes[only + " sip"] = json.loads(calls)["sip_messages"]
        sizes[only + " rtp"] = json.loads(calls)["rtp_packets"]
    whole = json.loads(tests.run("stats", "--json", str(SAMPLE)).out)
    filtered = Live(tests, folder, "-f", "udp and port 5060", "-w", f"{folder}/f.pcapng")
    sender.send(frames, 20000)
    filtered.end()
    wrong = tests.run("capture", "-i", "lm1", "-f", "udp prot 5060")
    tests.check("filters take what they say", differs("rtp", sizes["headers rtp"], whole["rtp_packets"]),
                differs("rtp of sip", sizes["sip rtp"], 0), "" if sizes["sip sip"] > 50 else f"{sizes}",
                differs("sip", sizes["headers sip"], sizes["sip sip"]),
                "" if 0 < filtered.figures["written"] < len(frames) else f"{filtered.figures}",
                differs("status of a wrong filter", wrong.status, 2),
                "" if b"byte 4" in wrong.err else f"the place is not named: {wrong.err}")


def check_only_hidden(tests, folder):
    """SIP in fragments, behind tags and in tunnels goes by no port that a filter sees, and is taken all the same."""
    captures = pathlib.Path(__file__).resolve().parents[1] / "captures"
    for name in ("lm0", "lm1"):
        link("set", name, "mtu", "9000")
    for name in ("tunnels", "udp-tunnels", "qinq", "vxlan", "ipv4-fragment", "ipv6-fragment"):
        for only in ("sip", "headers"):
            live = Live(tests, folder, "-w", f"{folder}/hidden.pcapng", "--only", only)
            Sender().send(sample_frames(captures / f"{name}.pcapng"), 5000)
            time.sleep(0.1)
            live.end()
            # One call came by HEP to a port that is not HEP's.
            found, whole = [sorted((row["call_id"], row["messages"], row["state"]) for row in
                                   map(json.loads, tests.run("calls", "--all", "--json", str(path)).out.splitlines())
                                   if row["call_id"] != "1-8589@10.40.0.20")
                            for path in (f"{folder}/hidden.pcapng", captures / f"{name}.pcapng")]
            tests.check(f"--only {only} takes what hides SIP: {name}", "" if whole else "there is nothing",
                        differs("calls", found, whole))


def check_alerts(tests, folder, sender):
    """A rule fires once a call; its command gets the bytes that are printed for the call, and nothing of them elsewhere."""
    frames, out = sample_frames(), pathlib.Path(folder) / "alerts"
    out.mkdir()
    script = pathlib.Path(folder) / "alert command"
    script.write_text(f"#!/bin/sh\ncat > '{out}'/$$.json\necho \"$# $1\" > '{out}'/$$.words\n", encoding="ascii")
    script.chmod(0o700)
    live = Live(tests, folder, "-w", f"{folder}/alerts.pcapng", "--json", "--alert", "call.state == completed",
                "--alert-run", f"'{script}' \"a word\"", "--alert", "call.duration > 1000 h", "--alert-run", "false",
                before=["sh", "-c", "trap '' CHLD; exec \"$@\"", "sh"])
    sender.send(frames, 6000)
    live.end()
    rows = [json.loads(line) for line in live.out_path.read_text().splitlines()]
    told = [row for row in rows if "alert" in row]
    completed = {row["call_id"] for row in rows if row.get("state") == "completed"}
    given = [p.read_bytes() for p in sorted(out.glob("*.json"))]
    plain = set(live.out_path.read_bytes().splitlines(keepends=True))
    tests.check("an alert fires once a call, and its command gets the call as JSON", *live.problems(len(frames)),
                differs("told", sorted(row["row"]["call_id"] for row in told), sorted(completed)),
                differs("rules", {row["alert"] for row in told}, {"call.state == completed"}),
                differs("given", sorted(json.loads(text)["call_id"] for text in given), sorted(completed)),
                "" if completed and set(given) <= plain else f"not what is printed: {given[:1]}",
                differs("words", {p.read_text() for p in out.glob("*.words")}, {"1 a word\n"}),
                "" if any(f"{len(completed)} alerts; of {len(completed)} commands {len(completed)} were done" in line
                          for line in live.errors) else f"{live.errors}")
    live = Live(tests, folder, "--alert", "call", "--alert-run", "sleep 100", "--alert", "call", "--alert-run", "/no/such")
    began = time.monotonic()
    sender.send(frames, 6000)
    live.end()
    wrong = [tests.run("capture", "-i", "lm1", *words) for words in (
        ("--alert", "call.stat == completed"), ("--alert-run", "true"), ("--alert", "call", "--alert-run", "true 'x"))]
    tests.check("commands that hang or are not there are ended and said", *live.problems(len(frames)),
                "" if time.monotonic() - began < 12 else "it waited for them",
                "" if any("took too long" in line for line in live.errors) else f"not said: {live.errors}",
                "" if any("/no/such: No such file" in line for line in live.errors) else f"not said: {live.errors}",
                differs("status", [w.status for w in wrong], [2, 2, 2]),
                "" if b"byte 0" in wrong[0].err and b"quote" in wrong[2].err else f"{[w.err for w in wrong]}")


def check_keep_on(tests, folder, sender):
    path = f"{folder}/on.pcapng"
    live = Live(tests, folder, "-w", path, "--keep-on")
    sender.send(numbered(500), 5000)
    live.process.kill()
    live.process.wait()
    sender.send(numbered(500), 5000)
    time.sleep(0.1)
    os.kill(live.helper, signal.SIGTERM)
    for _ in range(200):
        if status_of(live.helper).get("State", "Z")[0] == "Z":
            break
        time.sleep(0.01)
    n, info = packets_in(tests, path)
    other = Live(tests, folder, "-w", f"{folder}/off.pcapng")
    other.process.kill()
    other.process.wait()
    gone = False
    for _ in range(200):
        gone = gone or status_of(other.helper).get("State", "Z")[0] == "Z"
        time.sleep(0 if gone else 0.01)
    unseen = Live(tests, folder, "-w", f"{folder}/unseen.pcapng", "--keep-on")
    unseen.process.kill()
    unseen.process.wait()
    time.sleep(0.3)
    ran = status_of(unseen.helper).get("State", "Z")[0]
    os.unlink(f"{folder}/unseen.pcapng")
    ended = False
    for _ in range(200):
        ended = ended or status_of(unseen.helper).get("State", "Z")[0] == "Z"
        time.sleep(0 if ended else 0.01)
    tests.check("a capture outlives its caller if it is to", differs("packets", n, 1000), differs("info", info.status, 0),
                "" if gone else "without --keep-on it went on", "" if ran != "Z" else "it ended with its caller",
                "" if ended else "it goes on in a file that nobody can find")


def main():
    if os.environ.get("LM_INSIDE") != "1":
        enter_namespace()
    tests = Tests(sys.argv[1])
    program = os.path.abspath(sys.argv[2])
    wrong = make_links()
    if wrong:
        print(f"1..0 # SKIP did not run: no interfaces can be made ({wrong.strip()})")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        ENVIRONMENT["XDG_STATE_HOME"] = f"{folder}/state"
        listed = tests.run("interfaces", "--json").out.decode()
        tests.check("interfaces are listed", "" if '"lm1"' in listed and '"any"' in listed else listed,
                    differs("one that is not there", tests.run("capture", "-i", "nope").status, 2))
        check_sample(tests, folder, Sender())
        check_rate(tests, folder, Sender(), 1000, 0.5)
        check_rate(tests, folder, Sender(), 50000, 1)
        if "--heavy" in sys.argv:
            check_rate(tests, folder, Sender(), 50000, 20)
            check_rate(tests, folder, Sender(), 200000, 10)
        check_kernel_drops(tests, folder, Sender())
        check_ring_drops(tests, folder, Sender(), program)
        check_helper_protocol(tests, folder, program)
        check_confined(tests, folder, program)
        check_privilege(tests, folder, Sender(), program)
        check_shed_privilege(tests, folder, Sender())
        check_killed_helper(tests, folder, Sender())
        check_ended_helper(tests, folder, Sender())
        check_deleted_interface(tests, folder)
        check_down_and_up(tests, folder, Sender())
        check_silent_helper(tests, folder, Sender())
        check_stuck_helper(tests, folder, Sender())
        check_sleeping_caller(tests, folder, Sender())
        check_removed_file(tests, folder, Sender())
        check_full_disk(tests, folder, Sender())
        check_read_only(tests, folder)
        check_files(tests, folder, Sender())
        check_many_files(tests, folder, Sender())
        check_signals(tests, folder, Sender())
        check_closed_output(tests, folder, Sender())
        check_device(tests, folder)
        check_hardware_time(tests, folder, Sender())
        check_only(tests, folder, Sender())
        check_only_hidden(tests, folder)
        check_alerts(tests, folder, Sender())
        check_keep_on(tests, folder, Sender())
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
