#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sound over a real line: GStreamer sends speech by UDP in a network namespace, a relay loses 0, 1, 5 and 20 % of its
packets and delays the others, tcpdump captures what comes behind it, and what linesman-cli hears of that is laid beside
what was said.

usage: line.py LINESMAN-CLI
"""

import array
import heapq
import json
import math
import os
import pathlib
import random
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import wave

sys.dont_write_bytecode = True
sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent)]
from tap import Tests, differs  # noqa: E402

SECONDS = 2
RATE = 8000
LOSSES = (0, 1, 5, 20)
SEED = 9
# name, payload type, a=rtpmap and a=fmtp, pipeline, correlation at least: without loss, the whole with 20 % of it
CODECS = (
    ("PCMU", 0, "", "mulawenc ! rtppcmupay min-ptime=20000000 max-ptime=20000000", 0.99, 0.75),
    ("AMR", 97, "a=rtpmap:97 AMR/8000\r\na=fmtp:97 octet-align=1\r\n", "amrnbenc band-mode=7 ! rtpamrpay", 0.9, 0.35),
    ("Opus", 98, "a=rtpmap:98 opus/48000/2\r\n", "audioresample ! audio/x-raw,rate=48000 ! opusenc ! rtpopuspay",
     0.9, 0.5),
)


def speech():
    """A voice that glides, in syllables, as the unit tests have it."""
    samples, phase = array.array("h"), 0.0
    for i in range(SECONDS * RATE):
        t = i / RATE
        pitch = 130 + 30 * math.sin(2 * math.pi * 0.7 * t)
        phase += 2 * math.pi * pitch / RATE
        total = 0.0
        for k in range(1, int(3400 / pitch)):
            weight = 0.02 + sum(math.exp(-(((k * pitch - f - 150 * math.sin(3 * t)) / 150) ** 2)) / (n + 1)
                                for n, f in enumerate((500, 1500, 2500)))
            total += weight * math.sin(k * phase + k * k)
        samples.append(int(3500 * (0.55 - 0.45 * math.cos(8 * math.pi * t)) * total))
    return samples


def port_of(codec, loss):
    return 20000 + 100 * codec + 2 * loss


class Relay:
    """Takes packets of each codec, and sends them on once a loss, less what is lost."""

    def __init__(self):
        self.inputs = [self.bound(30000 + 2 * codec) for codec in range(len(CODECS))]
        self.sinks = [self.bound(port_of(codec, loss)) for codec in range(len(CODECS)) for loss in LOSSES]
        self.out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.chance = {}  # a line's own, so that it is the same however packets of others come between
        self.waiting, self.lost, self.sent = [], {}, {}

    @staticmethod
    def bound(port):
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind(("127.0.0.1", port))
        made.setblocking(False)
        return made

    def take(self, codec, packet):
        for loss in LOSSES:
            key = codec, loss
            first = key not in self.sent
            chance = self.chance.setdefault(key, random.Random(SEED + port_of(codec, loss)))
            drop, delay = chance.random() * 100 < loss, chance.random() * 0.015
            if chance.random() < 0.04:
                delay += 0.05
            self.sent[key] = self.sent.get(key, 0) + 1
            if drop and not first:
                self.lost[key] = self.lost.get(key, 0) + 1
                continue
            heapq.heappush(self.waiting, (time.monotonic() + delay, port_of(codec, loss), packet))

    def run(self, until):
        """Until @until says that nothing more comes, and all has gone."""
        quiet = None
        while quiet is None or time.monotonic() < quiet or self.waiting:
            ready, _, _ = select.select(self.inputs, [], [], 0.001)
            for one in ready:
                self.take(self.inputs.index(one), one.recv(65536))
            while self.waiting and self.waiting[0][0] <= time.monotonic():
                _, port, packet = heapq.heappop(self.waiting)
                self.out.sendto(packet, ("127.0.0.1", port))
            if quiet is None and until():
                quiet = time.monotonic() + 0.2


def announce():
    """An INVITE that names every port and codec."""
    sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    for codec, (_, number, lines, *_) in enumerate(CODECS):
        for loss in LOSSES:
            sdp += f"m=audio {port_of(codec, loss)} RTP/AVP {number}\r\n{lines}"
    text = ("INVITE sip:b@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5062;branch=z9hG4bKline\r\n"
            "From: <sip:a@127.0.0.1>;tag=a\r\nTo: <sip:b@127.0.0.1>\r\nCall-ID: line\r\nCSeq: 1 INVITE\r\n"
            "Max-Forwards: 70\r\nContact: <sip:a@127.0.0.1:5062>\r\nContent-Type: application/sdp\r\n"
            f"Content-Length: {len(sdp)}\r\n\r\n{sdp}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as to, Relay.bound(5060):
        to.bind(("127.0.0.1", 5062))
        to.sendto(text.encode(), ("127.0.0.1", 5060))


def sender(codec, wav):
    _, number, _, pipeline, *_ = CODECS[codec]
    return subprocess.Popen(
        ["gst-launch-1.0", "-q", "filesrc", f"location={wav}", "!", "wavparse", "!", "audioconvert", "!",
         *pipeline.split(), f"pt={number}", f"ssrc={codec + 1}", "seqnum-offset=65500", "timestamp-offset=5000", "!",
         "udpsink", "host=127.0.0.1", f"port={30000 + 2 * codec}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def transmit(folder):
    """In the namespace: the capture, and what was lost, into @folder."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    samples = speech()
    with wave.open(str(folder / "said.wav"), "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        out.writeframes(samples.tobytes())
    capture = subprocess.Popen(["tcpdump", "-q", "-U", "--immediate-mode", "-i", "lo", "-s", "0", "-w", str(folder / "line.pcap"),
                                "udp and (port 5060 or portrange 20000-20999)"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for line in capture.stderr:
        if "listening on" in line:
            break
    relay = Relay()
    announce()
    senders = [sender(codec, folder / "said.wav") for codec in range(len(CODECS))]
    deadline = time.monotonic() + SECONDS + 10
    relay.run(lambda: all(one.poll() is not None for one in senders) or time.monotonic() > deadline)
    for one in senders:
        if one.poll() is None:
            one.kill()
        one.wait()
    time.sleep(0.3)  # tcpdump takes what it has in turns
    capture.terminate()
    capture.wait()
    truth = {f"{port_of(*key)}": [sent, relay.lost.get(key, 0)] for key, sent in relay.sent.items()}
    (folder / "truth.json").write_text(json.dumps(truth))


def why_not():
    """Why a namespace cannot be had, or "" with the words that make one."""
    for tool in ("unshare", "ip", "tcpdump", "gst-launch-1.0"):
        if not shutil.which(tool):
            return f"{tool} is not installed", []
    flags = ["--net"] if os.geteuid() == 0 else ["--user", "--map-root-user", "--net"]
    words = ["unshare", *flags]
    tried = subprocess.run([*words, "ip", "link", "set", "lo", "up"], capture_output=True, text=True, check=False)
    return ("" if tried.returncode == 0 else f"no network namespace is to be had: {tried.stderr.strip()}"), words


def read(path):
    """Samples at 8 kHz, each the mean of those that it stands for."""
    with wave.open(str(path)) as sound:
        rate = sound.getframerate()
        samples = array.array("h", sound.readframes(sound.getnframes()))
    step = rate // RATE
    return samples if step == 1 else [sum(samples[i : i + step]) / step for i in range(0, len(samples) - step, step)]


def compare(said, heard, lag):
    """Correlation, and how much louder it is."""
    n = min(len(said), len(heard) - lag)
    xy = sum(map(lambda a, b: a * b, said[:n], heard[lag : lag + n]))
    xx = sum(a * a for a in said[:n]) or 1
    yy = sum(b * b for b in heard[lag : lag + n]) or 1
    return xy / math.sqrt(xx * yy), 10 * math.log10(yy / xx)


def skip(tests, what, reason):
    tests.n += 1
    print(f"ok {tests.n} {what} # SKIP {reason}")


def check(tests, folder, said):
    capture = str(folder / "line.pcap")
    truth = json.loads((folder / "truth.json").read_text())
    rows = [json.loads(line) for line in tests.run("streams", "--json", capture).out.splitlines()]
    by_port = {row["dst"].rsplit(":", 1)[1]: row["stream"] for row in rows}
    for codec, (name, _, _, _, least, least_lossy) in enumerate(CODECS):
        lag = None
        for loss in LOSSES:
            what, port = f"{name}, {loss} % lost", str(port_of(codec, loss))
            if port not in truth:
                skip(tests, what, "GStreamer has no encoder for it here")
                continue
            sent, lost = truth[port]
            out = folder / "out.wav"
            words = ("--stream", str(by_port[port]), capture)
            row = json.loads(tests.run("sound", "--json", *words).out)
            if row["package"] or (row["error"] and "not installed" in row["error"]):
                skip(tests, what, row["error"])
                continue
            tests.run("sound", "-o", str(out), *words)
            heard = read(out)
            if lag is None:
                lag = max(range(480), key=lambda at: compare(said[:4000], heard, at)[0])
            likeness, louder = compare(said, heard, lag)
            marked = row["marks"].get("lost", {"packets": 0})["packets"]
            made_up = row["marks"].get("concealed", {"packets": 0})["packets"]
            print(f"# {what}: {lost} of {sent} lost, {made_up} concealed, correlation {likeness:.4f}, "
                  f"level {louder:+.2f} dB")
            faults = []
            # What was lost at the very end nobody knows of.
            if not lost - 2 <= marked <= lost or (lost > 2 and made_up == 0):
                faults.append(f"{marked} packets are said to be lost and {made_up} concealed, of {lost}")
            if abs(row["duration_ms"] - 20 * sent) > 60:
                faults.append(f"it lasts {row['duration_ms']} ms, not {20 * sent}")
            if likeness < (least if loss == 0 else least_lossy):
                faults.append(f"correlation {likeness:.4f}")
            if abs(louder) > (1 if loss == 0 else 6):
                faults.append(f"level {louder:+.2f} dB")
            tests.check(what, "; ".join(faults))


def main():
    if sys.argv[1] == "--inside":
        transmit(pathlib.Path(sys.argv[2]))
        return 0
    reason, words = why_not()
    if reason:
        print(f"1..0 # SKIP did not run: {reason}")
        return 0
    tests = Tests(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="linesman-line-") as name:
        folder = pathlib.Path(name)
        # tcpdump gives up root for a user of its own, who is to write there.
        folder.chmod(0o777)
        made = subprocess.run([*words, sys.executable, __file__, "--inside", name], capture_output=True, text=True,
                              timeout=50, check=False)
        tests.check("speech is sent over the line", made.stderr if made.returncode else "")
        if made.returncode == 0:
            check(tests, folder, read(folder / "said.wav"))
    return tests.finish()


sys.exit(main())
