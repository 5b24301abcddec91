#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live capture under load, in a network namespace of its own: 1,000 calls at a time with media, replayed at several
rates onto an interface, first beside linesman-cli, then beside dumpcap, tcpdump and sngrep, one at a time. What was
sent is what is shown and every drop that was counted; a call that is answered shows within a second.

usage: live-load.py LINESMAN-CLI LINESMAN-CAPTURE [--heavy] [RATE...]

Without --heavy it is one second of 1,000 packets a second. Figures are lines that begin with "#".
"""

import json
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

import capture
from capture import FIGURES, status_of
from tap import ENVIRONMENT, Tests, differs

SLOTS, TICK_MS, CALL_TICKS = 1000, 20, 250  # calls at a time; a packet each so often; ticks of a call
SECONDS = 10
SDP = "v=0\r\no=- 1 1 IN IP4 {0}\r\ns=-\r\nc=IN IP4 {0}\r\nt=0 0\r\nm=audio {1} RTP/AVP 0\r\n"
A, B = "192.0.2.1", "192.0.2.2"


def datagram(src, dst, sport, dport, payload):
    addresses = [bytes(map(int, a.split("."))) for a in (src, dst)]
    return (bytes.fromhex("020000000002020000000001" "0800") + struct.pack(
        "!BBHHHBBH4s4s", 0x45, 0, 28 + len(payload), 0, 0, 64, 17, 0, *addresses)
        + struct.pack("!HHHH", sport, dport, 8 + len(payload), 0) + payload)


def sip(first, slot, number, cseq, to_tag, body=""):
    return (f"{first}\r\nVia: SIP/2.0/UDP {A}:5060;branch=z9hG4bK{cseq.replace(' ', '')}.{slot}.{number}\r\n"
            f"From: <sip:a{slot}@example.com>;tag=a\r\nTo: <sip:b@example.com>{to_tag}\r\n"
            f"Call-ID: {number}.{slot}@load\r\nCSeq: {cseq}\r\nMax-Forwards: 70\r\nContact: <sip:x@{A}>\r\n"
            + ("Content-Type: application/sdp\r\n" if body else "")
            + f"Content-Length: {len(body)}\r\n\r\n{body}").encode()


def begin(slot, number):
    port = 10000 + 2 * slot
    return [datagram(A, B, 5060, 5060, sip("INVITE sip:b@example.com SIP/2.0", slot, number, "1 INVITE", "", SDP.format(A, port))),
            datagram(B, A, 5060, 5060, sip("SIP/2.0 200 OK", slot, number, "1 INVITE", ";tag=b", SDP.format(B, port + 20000))),
            datagram(A, B, 5060, 5060, sip("ACK sip:b@example.com SIP/2.0", slot, number, "1 ACK", ";tag=b"))]


def end(slot, number):
    return [datagram(A, B, 5060, 5060, sip("BYE sip:b@example.com SIP/2.0", slot, number, "2 BYE", ";tag=b")),
            datagram(B, A, 5060, 5060, sip("SIP/2.0 200 OK", slot, number, "2 BYE", ";tag=b"))]


def make_traffic(path):
    """A pcap of SECONDS at 50,000 packets a second: calls follow each other in each of the slots."""
    heads = [datagram(A, B, 10000 + 2 * s, 30000 + 2 * s, bytes(172))[:42] for s in range(SLOTS)]
    record, voice = struct.Struct("=IIII").pack, bytes(160)
    n = 0
    with open(path, "wb") as out:
        out.write(struct.pack("=IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
        for tick in range(SECONDS * 1000 // TICK_MS):
            frames = []
            for slot in range(SLOTS):
                at = tick + slot * CALL_TICKS // SLOTS
                number, turn = divmod(at, CALL_TICKS)
                if turn == 0 or tick == 0:
                    frames += (end(slot, number - 1) if tick else []) + begin(slot, number)
                rtp = struct.pack("!BBHII", 0x80, 0, at & 0xffff, at * 160 & 0xffffffff, number << 16 | slot)
                frames.append(heads[slot] + rtp + voice)
            seconds, millis = divmod(tick * TICK_MS, 1000)
            for i, frame in enumerate(frames):
                out.write(record(seconds, millis * 1000 + i, len(frame), len(frame)) + frame)
            n += len(frames)
    return n


def received_by_interface():
    said = subprocess.run(["ip", "-s", "-j", "link", "show", "lm1"], check=True, capture_output=True).stdout
    return json.loads(said)[0]["stats64"]["rx"]["packets"]


def replay(path, rate, n):
    """Returns how many arrived on the interface, and in how long."""
    before, began = received_by_interface(), time.monotonic()
    loops = str(max(1, n // N_PACKETS))
    words = ["tcpreplay", "-q", "-K", "-i", "lm0", f"--pps={rate}", "--loop", loops, "--limit", str(n), path]
    subprocess.run(words, check=True, capture_output=True)
    took = time.monotonic() - began
    time.sleep(0.3)
    return received_by_interface() - before, took


class Run:
    """A program that captures, with what it took of the machine."""

    def __init__(self, words, ready, read=None, **more):
        self.rows, self.peaks = [], {}
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if read else subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, env=ENVIRONMENT, **more)
        self.errors = []
        self.threads = [threading.Thread(target=self.drain, args=(self.process.stderr, self.errors.append))]
        if read:
            self.threads.append(threading.Thread(target=self.drain, args=(self.process.stdout, read)))
        for thread in self.threads:
            thread.start()
        for _ in range(500):
            if ready(self):
                break
            time.sleep(0.02)
        time.sleep(0.5)

    @staticmethod
    def drain(stream, take):
        for line in stream:
            take(line)

    def family(self):
        return [self.process.pid, *capture.children(self.process.pid)]

    def stop(self):
        rss = sum(int(status_of(pid).get("VmHWM", "0 kB").split()[0]) for pid in self.family())
        self.process.send_signal(signal.SIGINT)
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        for thread in self.threads:
            thread.join()
        self.cpu, self.rss_mib = usage.ru_utime + usage.ru_stime, rss / 1024
        self.text = b"".join(self.errors).decode(errors="replace")


def helper_captures(run):
    return any(status_of(pid).get("Seccomp") == "2" or status_of(pid).get("NoNewPrivs") == "1"
               for pid in capture.children(run.process.pid))


def written(tests, path):
    return capture.packets_in(tests, path)[0] if os.path.exists(path) else 0


def tell(name, rate, n, took, shown, run):
    print(f"# {rate:>7} packets/s, {name:<12} sent {n} in {took:.1f} s; {shown}; {run.cpu:.1f} s of CPU, {run.rss_mib:.0f} MiB",
          flush=True)


def check_linesman(tests, folder, traffic, rate, n, strict):
    path, late, live_rows = f"{folder}/l.pcapng", [], {}

    def read(line):
        row = json.loads(line)
        if row["state"] == "in-call" and row["call"] not in live_rows and row["setup_ms"] is not None:
            late.append(time.time_ns() - row["start_ns"] - int(row["setup_ms"] * 1e6))
        live_rows[row["call"]] = line
    run = Run([tests.cli, "capture", "-i", "lm1", "-w", path, "--json"], helper_captures, read)
    sent, took = replay(traffic, rate, n)
    run.stop()
    f = dict(zip(("received", "written", "calls", "kernel", "interface", "buffer", "disk"),
                 map(int, FIGURES.search(run.text).groups())))
    stats = json.loads(tests.run("stats", "--json", path).out)
    later = {json.loads(line)["call"]: line for line in tests.run("calls", "--json", path).out.splitlines(keepends=True)}
    worst = max(late, default=0) / 1e9
    dropped = f["kernel"] + f["buffer"] + f["disk"]
    tell("linesman-cli", rate, sent, took, f"shown {stats['packets']}, dropped {f['kernel']} by the kernel, {f['buffer']} by "
         f"the buffer; {f['calls']} calls, {len(late)} answers shown {sorted(late)[len(late) // 2] / 1e6 if late else 0:.0f} ms "
         f"late, the latest {worst * 1000:.0f} ms", run)
    tests.check(f"{rate} packets a second: sent is shown and each drop", differs("status", run.process.returncode, 0),
                differs("received", f["received"], sent), differs("sum", f["written"] + dropped, sent),
                differs("shown", stats["packets"], f["written"]),
                "" if live_rows == later else f"{sum(live_rows.get(k) != v for k, v in later.items())} of {len(later)} rows are "
                "others in the file", differs("drops", dropped, 0) if strict else "",
                "" if not strict or worst <= 1 else f"an answer was shown {worst:.1f} s late")


def measure_others(tests, folder, traffic, rate, n):
    def has_started(word):
        return lambda run: any(word in line for line in run.errors)
    others = {
        "dumpcap": (["dumpcap", "-q", "-i", "lm1", "-w"], has_started(b"File:"), r"Packets (received/dropped.*)"),
        "tcpdump": (["tcpdump", "-n", "-i", "lm1", "-Z", "root", "-w"], has_started(b"listening"), r"(\d+ packets received by filter\s+\d+ packets dropped by kernel)"),
        "sngrep": (["sngrep", "-r", "-N", "-q", "-d", "lm1", "-O"], lambda run: True, None),
    }
    for name, (words, ready, pattern) in others.items():
        if not shutil.which(name):
            print(f"# {name} is not here")
            continue
        path = f"{folder}/{name}.pcap"
        run = Run([*words, path], ready)
        sent, took = replay(traffic, rate, n)
        run.stop()
        said = re.search(pattern, run.text) if pattern else None
        tell(name, rate, sent, took, f"written {written(tests, path)}; it says: "
             + (re.sub(r"\s+", " ", said.group(1)) if said else "nothing of drops"), run)
        pathlib.Path(path).unlink(missing_ok=True)


def main():
    global N_PACKETS
    if os.environ.get("LM_INSIDE") != "1":
        capture.enter_namespace()
    tests = Tests(sys.argv[1])
    heavy = "--heavy" in sys.argv
    rates = [int(word) for word in sys.argv[3:] if word.isdigit()] or ([1000, 50000, 200000] if heavy else [1000])
    wrong = capture.make_links() if shutil.which("tcpreplay") else "no tcpreplay"
    if wrong:
        print(f"1..0 # SKIP did not run: {wrong.strip()}")
        return 0
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as folder:
        traffic = f"{folder}/traffic.pcap"
        N_PACKETS = make_traffic(traffic)
        for rate in rates:
            n = min(rate * (SECONDS if heavy else 1), 2 * N_PACKETS)
            check_linesman(tests, folder, traffic, rate, n, strict=heavy and rate <= 50000)
            if heavy:
                measure_others(tests, folder, traffic, rate, n)
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
