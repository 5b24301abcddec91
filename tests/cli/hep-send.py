#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""SIP that is sent by HEP: each message arrives byte for byte, between the same ends and at the same time, over UDP,
TCP and TLS, at another Linesman and at sngrep; what is not sent is counted, and nothing goes in circles.

usage: hep-send.py LINESMAN-CLI TESTS-FOLDER [LINESMAN-CAPTURE]
"""

import collections
import json
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zlib

from hep import free_port, packets
from tap import ENVIRONMENT, Tests, differs

AGENT = 4242
KEY = b"a secret of the house"
CAPTURES = ("legs", "ipv6-fragment", "torture", "malformed", "tcp", "ws", "wss", "sip-tls12", "offers", "hep")


def hep_messages(path):
    """The messages of HEP in a file that a listener wrote, taken apart: chunks by type."""
    return [chunks(packet[28:]) for _, packet in packets(path)]


def chunks(message):
    assert message[:4] == b"HEP3" and struct.unpack_from("!H", message, 4)[0] == len(message)
    found, at = {}, 6
    while at < len(message):
        vendor, kind, size = struct.unpack_from("!HHH", message, at)
        assert vendor == 0 and kind not in found
        found[kind] = message[at + 6:at + size]
        at += size
    return found


def make_certificate(files):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", files[1], "-out", files[0], "-days",
                    "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)


class Program:
    """linesman-cli with its output in files."""

    def __init__(self, tests, folder, name, *words):
        self.out_path, self.err_path = pathlib.Path(folder) / f"{name}.out", pathlib.Path(folder) / f"{name}.err"
        with open(self.out_path, "wb") as out, open(self.err_path, "wb") as err:
            self.process = subprocess.Popen([tests.cli, *words], stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                            env=ENVIRONMENT)

    def end(self, how=signal.SIGINT):
        self.process.send_signal(how)
        return self.wait()

    def wait(self):
        self.status = self.process.wait(40)
        self.errors = self.err_path.read_text(encoding="utf-8").splitlines()
        assert self.status >= 0 and not any("Sanitizer" in e or "runtime error" in e for e in self.errors), self.errors
        return self


class Listen(Program):
    """One that listens, from when it does."""

    def __init__(self, tests, folder, name, place, *words):
        self.path = pathlib.Path(folder) / f"{name}.pcapng"
        self.path.unlink(missing_ok=True)
        super().__init__(tests, folder, name, "capture", "--json", "--all", "-w", str(self.path), "--listen", place,
                         *words)
        for _ in range(500):
            if self.path.exists() and self.path.stat().st_size > 0:
                break
            time.sleep(0.01)

    def wait_for(self, n):
        for _ in range(500):
            if len(hep_messages(self.path)) >= n:
                break
            time.sleep(0.01)


def send(tests, *words):
    """The row of the only place, and the exit status."""
    result = tests.run("hep", "--json", *words)
    rows = [json.loads(line) for line in result.out.decode().splitlines()]
    return result, rows[0] if rows else {}


def rows_of(tests, path, *keys):
    """What a message is, but for what sending changes: its frame, its way, nanoseconds, what WebSocket was."""
    columns = "time_ns,transport,src,dst,bytes,method,status,errors,sip.message"
    out = tests.run("messages", "--json", "--columns", columns, *keys, str(path)).out.decode()
    found = []
    for line in out.splitlines():
        row = json.loads(line)
        row["time_ns"] = row["time_ns"] // 1000 * 1000
        row["transport"] = {"WS": "TCP", "WSS": "TLS"}.get(row["transport"], row["transport"])
        found.append(row)
    return found


def keys_of(captures, name):
    path = captures / f"{name}.keys"
    return ["--rsa-key" if name == "sip-tls12-rsa" else "--keylog", str(path)] if path.exists() else []


def check_captures(tests, folder, captures, certificate):
    key_file = pathlib.Path(folder) / "key"
    key_file.write_bytes(KEY + b"\n")
    for carrier in ("udp", "tcp", "tls"):
        problems = []
        for name in CAPTURES:
            port = free_port(socket.SOCK_DGRAM if carrier == "udp" else socket.SOCK_STREAM)
            path, keys = captures / f"{name}.pcapng", keys_of(captures, name)
            wanted = rows_of(tests, path, *keys)
            there = Listen(tests, folder, "there", f"{carrier}:127.0.0.1:{port}", "--hep-key-file", str(key_file),
                           "--tls-certificate", certificate[0], "--tls-key", certificate[1])
            result, row = send(tests, str(path), *keys, "--hep-send", f"{carrier}:localhost:{port}", "--hep-id",
                               str(AGENT), "--hep-key-file", str(key_file), "--tls-authorities", certificate[0])
            there.wait_for(len(wanted))
            there.end()
            found, everything = rows_of(tests, there.path), hep_messages(there.path)
            messages = [m for m in everything if m[11] == b"\1"]  # the rest are reports
            raw = path.read_bytes()
            problems += ["" if len(wanted) > 2 else f"{name} holds nothing", differs(f"{name} status", result.status, 0),
                         differs(f"{name} sent", row.get("sent"), len(everything)),
                         differs(f"{name} arrived", len(messages), len(wanted)),
                         differs(f"{name} refused", [e for e in there.errors if "refused" in e], [])]
            problems += [f"{name}: {a} became {b}" for a, b in zip(wanted, found) if a != b][:1]
            problems += [differs(f"{name} bytes", len(m[15]), w["bytes"]) for m, w in zip(messages, wanted)]
            if name == "legs":  # one packet a message
                problems += [f"{m[15]!r} is not in the capture" for m in messages if m[15] not in raw]
            if name != "hep":  # which says who captured it
                problems += [differs(f"{name} number", m[12], struct.pack("!I", AGENT)) for m in messages]
            problems += [f"{name}: the key is in the file" for m in messages if m[14] != bytes(len(KEY))]
        tests.check(f"by {carrier} each message arrives as it was", *[p for p in problems if p][:8])


def check_words(tests, folder, captures, certificate):
    path, port = str(captures / "legs.pcapng"), free_port()

    def fails(*words):
        result = tests.run(*words)
        return result.status, (result.errors or [""])[-1]
    cases = (("no place", fails("hep", path), 2, "no place"),
             ("no host", fails("hep", path, "--hep-send", "tcp:9060"), 2, "names no host"),
             ("no words", fails("hep", path, "--hep-send", "host"), 2, "no place for HEP"),
             ("no key", fails("hep", path, "--hep-send", "udp:localhost:9", "--hep-key-file", f"{folder}/none"), 3, "none"),
             ("no authority", fails("hep", path, "--hep-send", "tls:localhost:9", "--tls-authorities", f"{folder}/none"),
              3, "authorities"),
             ("nobody there", fails("hep", path, "--hep-send", f"tcp:127.0.0.1:{port}"), 3, "refused"),
             ("nobody there", fails("hep", path, "--hep-send", f"udp:127.0.0.1:{port}"), 3, "refused"),
             ("no such host", fails("hep", path, "--hep-send", "tcp:nobody.invalid:9060"), 3, "cannot be reached"),
             ("itself", fails("capture", "--listen", f"udp:{port}", "--hep-send", f"udp:127.0.0.1:{port}"), 2, "come back"),
             ("itself by name", fails("capture", "--listen", f"tcp:[::]:{port}", "--hep-send", f"tls:localhost:{port}"), 2,
              "come back"),
             ("duplicates", fails("capture", "--listen", f"udp:{port}", "--hep-send", "udp:127.0.0.1:9",
                                  "--keep-duplicates"), 2, "circles"),
             ("number alone", fails("capture", "--listen", f"udp:{port}", "--hep-id", "7"), 2, "need --hep-send"))
    tests.check("what is wrong is said", *(differs(name, status, wanted) for name, (status, _), wanted, _ in cases),
                *("" if words in line else f"{name}: {line!r}" for name, (_, line), _, words in cases))
    there = Listen(tests, folder, "there", f"tls:127.0.0.1:{port}", "--tls-certificate", certificate[0], "--tls-key",
                   certificate[1])
    unknown = fails("hep", path, "--hep-send", f"tls:localhost:{port}")
    other = fails("hep", path, "--hep-send", f"tls:127.0.0.1:{port}", "--tls-authorities", certificate[0])
    there.end()
    asks = Listen(tests, folder, "asks", f"tls:127.0.0.1:{port}", "--tls-certificate", certificate[0], "--tls-key",
                  certificate[1], "--tls-authorities", certificate[0])
    words = (path, "--hep-send", f"tls:localhost:{port}", "--tls-authorities", certificate[0])
    refused, _ = send(tests, *words)
    taken, row = send(tests, *words, "--tls-certificate", certificate[0], "--tls-key", certificate[1])
    asks.wait_for(row.get("sent", 0))
    asks.end()
    tests.check("TLS shows a certificate of its own where it is asked for one", differs("with", taken.status, 0),
                differs("arrived", len(hep_messages(asks.path)), row.get("sent")),
                "" if refused.status in (1, 3) else f"without: {refused.status}")
    tests.check("TLS goes to nobody but who is named", differs("unknown", unknown[0], 3), differs("other", other[0], 3),
                "" if "self-signed" in unknown[1] else unknown[1], "" if "mismatch" in other[1] else other[1],
                differs("arrived", len(hep_messages(there.path)), 0))


def check_key(tests, folder, captures):
    """By TCP a receiver that refuses can say so by closing alone."""
    path, port = captures / "legs.pcapng", free_port()
    right, wrong = pathlib.Path(folder) / "key", pathlib.Path(folder) / "wrong"
    right.write_bytes(KEY + b"\n")
    wrong.write_bytes(KEY + b"x\n")
    there = Listen(tests, folder, "there", f"tcp:127.0.0.1:{port}", "--hep-key-file", str(right))
    results = [send(tests, str(path), *words, "--hep-send", f"tcp:127.0.0.1:{port}", *key)
               for words in ([], ["--call", "1"]) for key in ([], ["--hep-key-file", str(wrong)])]
    good, _ = send(tests, str(path), "--call", "1", "--hep-send", f"tcp:127.0.0.1:{port}", "--hep-key-file", str(right))
    there.end()
    tests.check("a refused key is not a success", *[differs("status", result.status, 1) for result, _ in results],
                *["" if row.get("error") else f"{row}" for _, row in results], differs("right", good.status, 0))


def check_late_refusal(tests, folder, captures):
    """One that refuses takes its time for it: at the end that is waited for, and while it runs it is said."""
    path, port = captures / "legs.pcapng", free_port()
    key = pathlib.Path(folder) / "key"
    results = []
    for pause in (0.1, None):
        with socket.create_server(("127.0.0.1", 0)) as server:

            def serve():
                one, _ = server.accept()
                with one:
                    one.recv(65536)
                    if pause:
                        time.sleep(pause)
                    else:  # reads on to the end, as one does that takes it
                        while one.recv(65536):
                            pass

            thread = threading.Thread(target=serve)
            thread.start()
            results.append(send(tests, str(path), "--filter", "sip.method == BYE", "--hep-send",
                                f"tcp:127.0.0.1:{server.getsockname()[1]}"))
            thread.join()
    (refused, row), (taken, other) = results
    tests.check("a refusal after 100 ms is no success", differs("sent", (row["sent"] > 0, other["sent"]), (True, row["sent"])),
                differs("status", (refused.status, taken.status), (1, 0)), "" if row["error"] else f"{row}")
    there = Listen(tests, folder, "there", f"tcp:127.0.0.1:{port}", "--hep-key-file", str(key))
    here = free_port(socket.SOCK_DGRAM)
    relay = Listen(tests, folder, "relay", f"udp:127.0.0.1:{here}", "--hep-send", f"tcp:127.0.0.1:{port}")
    send(tests, str(path), "--hep-id", "3", "--hep-send", f"udp:127.0.0.1:{here}")
    said = []
    for _ in range(50):
        said = [line for line in relay.err_path.read_text(encoding="utf-8").splitlines() if "is the key right?" in line]
        if said:
            break
        time.sleep(0.1)
    relay.end()
    there.end()
    said_then = [line for line in relay.errors if "is the key right?" in line]
    tests.check("a refusal is said while it runs, once", differs("then", len(said), 1), differs("in all", len(said_then), 1))


def reports_of(path):
    """Of a listener's file: call, ends, time in microseconds, type and JSON of each report."""
    found = []
    for m in hep_messages(path):
        if m[11] == b"\1":
            continue
        ends = [f"{socket.inet_ntoa(m[a])}:{struct.unpack('!H', m[b])[0]}" for a, b in ((3, 7), (4, 8))]
        us = struct.unpack("!I", m[9])[0] * 10**6 + struct.unpack("!I", m[10])[0]
        text = (m[15] if 15 in m else zlib.decompress(m[16])).decode()
        found.append((m.get(0x11, b"").decode(), *ends, us, m[11][0], json.loads(text) if text[0] == "{" else text))
    return found


def check_reports(tests, folder, captures):
    """The reports of RTCP, with the Call-ID of their media; and what others reported by HEP."""
    path = captures.parent.parent / "data" / "samples" / "calls.pcapng"
    ids = {row["call"]: row["call_id"] for row in map(json.loads, tests.run("calls", "--json", "--all", str(path)).out.splitlines())}
    wanted = [row for row in map(json.loads, tests.run("rtcp", "--json", str(path)).out.splitlines())
              if {"SR", "RR"} & set(row["types"])]
    port = free_port()
    there = Listen(tests, folder, "there", f"tcp:127.0.0.1:{port}")
    send(tests, str(path), "--hep-send", f"tcp:127.0.0.1:{port}")
    there.end()
    found = reports_of(there.path)
    problems = [differs("reports", len(found), len(wanted)), "" if len(wanted) > 3 else "there are none"]
    for (call, src, dst, us, kind, report), row in zip(found, wanted):
        sender, blocks = report.get("sender_information", {}), report["report_blocks"] or [{}]
        problems += [differs("ends", (src, dst, us), (row["src"], row["dst"], row["time_ns"] // 1000)),
                     differs("type", kind, 5), differs("call", call, ids.get(row["call"], "")),
                     differs("SSRC", f"0x{report['ssrc']:08X}", row["ssrc"]),
                     differs("packets", sender.get("packets"), row["sender_packets"]),
                     differs("lost", blocks[0].get("packets_lost"), row["lost"]),
                     differs("jitter", blocks[0].get("ia_jitter"), row["jitter"]),
                     differs("sequence", blocks[0].get("highest_seq_no"), row["highest_sequence"])]
    events = [json.loads(line) for line in tests.run("events", "--json", str(there.path)).out.splitlines()]
    shown = [e for e in events if e["label"] == "RTCP report"]
    problems += [differs("shown", len(shown), len([w for w in wanted if w["call"]])) if shown else "none is shown",
                 *[f"no call: {e}" for e in shown if e["call"] is None][:1]]
    tests.check("reports of RTCP arrive with their call", *[p for p in problems if p][:6])

    path, here = captures / "reports.pcapng", free_port()
    end = Listen(tests, folder, "end", f"tcp:127.0.0.1:{port}")
    relay = Listen(tests, folder, "relay", f"tcp:127.0.0.1:{here}", "--hep-send", f"tcp:127.0.0.1:{port}", "--hep-id", "9")
    send(tests, str(path), "--hep-send", f"tcp:127.0.0.1:{here}")
    time.sleep(0.5)
    relay.end()
    end.end()
    keys = ("protocol", "src", "dst", "call", "label", "detail", "call_id", "time_ns")
    before, after = [[{k: e[k] for k in keys} for e in map(json.loads, tests.run("events", "--json", str(p)).out.splitlines())]
                     for p in (path, end.path)]
    tests.check("reports of others are sent on as they are", differs("reports", len(after), len(before)),
                *[f"{b} became {a}" for a, b in zip(after, before) if a != b][:2], "" if len(before) > 5 else "there are none",
                differs("relayed", reports_of(end.path), reports_of(relay.path)))


class Server(threading.Thread):
    """Takes connections one after the other, and of the first so many bytes at the most, before it resets it."""

    def __init__(self, most, graceful):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        if not graceful:  # so that little is in its hands when it goes
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.port, self.most, self.graceful = self.listener.getsockname()[1], most, graceful
        self.parts = []
        self.start()

    def run(self):
        for most in (self.most, None):
            one, _ = self.listener.accept()
            data = b""
            while most is None or len(data) < most:
                more = one.recv(4096 if most is None else min(4096, most - len(data)))
                if not more:
                    break
                data += more
            if most is not None and self.graceful:
                one.shutdown(socket.SHUT_WR)
                while more := one.recv(65536):
                    data += more
            elif most is not None:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            one.close()
            self.parts.append(data)

    def messages(self):
        """Those that are whole, of each connection."""
        found = []
        for data in self.parts:
            whole = []
            while len(data) >= 6 and len(data) >= struct.unpack_from("!H", data, 4)[0]:
                size = struct.unpack_from("!H", data, 4)[0]
                whole.append(chunks(data[:size]))
                data = data[size:]
            found.append(whole)
        return found


def check_breaks(tests, folder, captures):
    path = captures / "legs.pcapng"
    wanted = rows_of(tests, path)
    server = Server(50000, graceful=True)
    result, row = send(tests, str(path), "--hep-send", f"tcp:127.0.0.1:{server.port}", "--hep-pace", "2000")
    server.join(10)
    first, second = server.messages()
    payloads = collections.Counter(m[15] for m in first + second)
    tests.check("a connection that the other end closes loses nothing", differs("status", result.status, 0),
                differs("arrived", sum(payloads.values()), len(wanted) + row.get("repeated", 0)),
                *[f"{p!r} is missing" for p in collections.Counter(w["sip"].encode() for w in wanted) - payloads][:1],
                "" if len(first) > 20 and len(second) > 20 else f"{len(first)} and {len(second)}",
                differs("breaks", row.get("breaks"), 1), differs("sent", row.get("sent"), len(wanted)))


    # What the dead one's system had taken counts as sent, and nobody can know whether it was read.
    server = Server(50000, graceful=False)
    result, row = send(tests, str(path), "--hep-send", f"tcp:127.0.0.1:{server.port}", "--hep-pace", "2000")
    server.join(10)
    first, second = server.messages()
    lost = collections.Counter(w["sip"].encode() for w in wanted) - collections.Counter(m[15] for m in first + second)
    tests.check("a connection that is reset is made anew", differs("status", result.status, 0),
                "" if len(first) > 20 and len(second) > 20 else f"{len(first)} and {len(second)}",
                "" if sum(len(p) * n for p, n in lost.items()) < 8192 else f"{sum(lost.values())} are lost",
                differs("breaks", row.get("breaks"), 1), differs("sent", row.get("sent"), len(wanted)))


def check_absent(tests, folder, captures, certificate):
    """A receiver that comes late, goes and comes again, while messages go on to be relayed."""
    for carrier in ("udp", "tcp", "tls"):
        kind = socket.SOCK_DGRAM if carrier == "udp" else socket.SOCK_STREAM
        here, there, brings = free_port(kind), free_port(kind), "udp" if carrier == "udp" else "tcp"
        relay = Listen(tests, folder, "relay", f"{brings}:127.0.0.1:{here}", "--hep-id", "77", "--hep-send",
                       f"{carrier}:localhost:{there}", "--hep-send-tls-authorities", certificate[0])
        paths = [captures / f"{name}.pcapng" for name in ("legs", "offers", "torture")]
        arrived, wanted = 0, []
        for path in paths:  # the first without anybody there, then with a new one each time
            rows = rows_of(tests, path)
            wanted += rows
            send(tests, str(path), "--hep-id", "5", "--hep-send", f"{brings}:127.0.0.1:{here}")
            relay.wait_for(len(wanted))
            if path == paths[0]:
                time.sleep(0.3)
                continue
            end = Listen(tests, folder, "end", f"{carrier}:127.0.0.1:{there}", "--tls-certificate", certificate[0],
                         "--tls-key", certificate[1])
            end.wait_for(len(wanted) - arrived)
            arrived += len(hep_messages(end.path))
            agents = collections.Counter(m[12] for m in hep_messages(end.path))
            time.sleep(0.1)
            end.end()
        relay.end()
        said = [e for e in relay.errors if f"to {carrier}:localhost:{there}" in e]
        tests.check(f"who was away gets by {carrier} what waited", differs("arrived", arrived, len(wanted)),
                    "" if any("cannot be" in e for e in said) else f"{relay.errors}",
                    "" if any(f" {len(wanted)} messages sent" in e for e in said) else f"{said}",
                    "" if any(" 0 dropped" in e and " 0 not sent" in e for e in said) else f"{said}",
                    differs("numbers", set(agents), {struct.pack("!I", 5)}))


def big_capture(path, n, size):
    """@n messages of @size bytes, each in a packet of its own, as classic pcap of raw IP."""
    with open(path, "wb") as out:
        out.write(struct.pack("=IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 101))
        for i in range(n):
            sip = (f"MESSAGE sip:{i}@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{i}\r\n"
                   f"From: <sip:a@example.org>;tag=1\r\nTo: <sip:b@example.org>\r\nCall-ID: {i}@big\r\n"
                   f"CSeq: 1 MESSAGE\r\nContent-Type: text/plain\r\nContent-Length: ").encode()
            body = b"x" * (size - len(sip) - 12)
            sip += f"{len(body):08}".encode() + b"\r\n\r\n" + body
            packet = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28 + len(sip), 0, 0, 64, 17, 0, bytes([192, 0, 2, 1]),
                                 bytes([192, 0, 2, 2])) + struct.pack("!HHHH", 5060, 5060, 8 + len(sip), 0) + sip
            out.write(struct.pack("=IIII", 1577836800 + i, 0, len(packet), len(packet)) + packet)


def check_full(tests, folder):
    """A place that takes nothing: a live capture goes on, and each message is counted once."""
    path = pathlib.Path(folder) / "big.pcap"
    n = 1200
    big_capture(path, n, 40000)
    here = free_port()
    with socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        relay = Listen(tests, folder, "relay", f"tcp:127.0.0.1:{here}", "--hep-send",
                       f"tcp:127.0.0.1:{deaf.getsockname()[1]}")
        began = time.monotonic()
        _, row = send(tests, str(path), "--hep-id", "5", "--hep-send", f"tcp:127.0.0.1:{here}")
        relay.wait_for(n)
        took = time.monotonic() - began
        relay.end()
    line = next((e for e in relay.errors if "messages sent" in e), "")
    sent, dropped, large, left = [int(re.search(rf"(\d+) {words}", line)[1]) for words in
                                  ("messages sent", "dropped", "too large", "not sent")]
    tests.check("what finds no room is dropped and counted", differs("relayed", row.get("sent"), n),
                differs("written", len(hep_messages(relay.path)), n), differs("sum", sent + dropped + large + left, n),
                "" if dropped > 500 and left > 300 else line, "" if took < 20 else f"it took {took} s")
    big_capture(path, 3, 65450)
    small = free_port(socket.SOCK_DGRAM)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", small))
        result, row = send(tests, str(path), "--hep-send", f"udp:127.0.0.1:{small}")
    tests.check("what is too large for a datagram is counted", differs("too large", row.get("too_large"), 3),
                differs("status", result.status, 3))


def check_circles(tests, folder, captures):
    """Two that send to each other, and one that hears its own number."""
    path = captures / "legs.pcapng"
    wanted = rows_of(tests, path)
    a, b = free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_DGRAM)
    one = Listen(tests, folder, "one", f"udp:127.0.0.1:{a}", "--hep-id", "1", "--hep-send", f"udp:127.0.0.1:{b}")
    two = Listen(tests, folder, "two", f"udp:127.0.0.1:{b}", "--hep-id", "2", "--hep-send", f"udp:127.0.0.1:{a}")
    send(tests, str(path), "--hep-id", "1", "--hep-send", f"udp:127.0.0.1:{a}")
    one.wait_for(len(wanted))
    send(tests, str(path), "--hep-id", "3", "--hep-send", f"udp:127.0.0.1:{b}")
    time.sleep(1)
    counts = [len(hep_messages(p.path)) for p in (one, two)]
    two.end()
    one.end()
    own = [e for e in one.errors if "our own number" in e]
    tests.check("nothing goes in circles", "" if max(counts) <= 3 * len(wanted) else f"{counts} of {len(wanted)}",
                "" if any(f"{len(wanted)} messages that came by HEP with our own number" in e for e in own) else f"{one.errors}")


def check_own_options(tests, folder, captures, certificate):
    """Who listens and sends on: what is the listener's goes nowhere, and what is sent has a key and TLS of its own."""
    path = captures / "legs.pcapng"
    wanted = len(rows_of(tests, path))
    keys = [pathlib.Path(folder) / name for name in ("own", "theirs")]
    for key in keys:
        key.write_bytes(key.name.encode() * 5 + b"\n")
    listening = ["--hep-key-file", str(keys[0]), "--tls-certificate", certificate[0], "--tls-key", certificate[1]]
    found = []
    for words in ([], ["--hep-send-key-file", str(keys[1])]):
        here = free_port(socket.SOCK_DGRAM)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there:
            there.bind(("127.0.0.1", 0))
            there.settimeout(10)
            relay = Listen(tests, folder, "relay", f"udp:127.0.0.1:{here}", *listening, "--hep-send",
                           f"udp:127.0.0.1:{there.getsockname()[1]}", *words)
            send(tests, str(path), "--hep-id", "3", "--hep-send", f"udp:127.0.0.1:{here}", "--hep-key-file", str(keys[0]))
            found.append(chunks(there.recv(65535)).get(14))
            relay.end()
    tests.check("the listener's key is not sent on", differs("key", found, [None, b"theirs" * 5]))
    other = (f"{folder}/other.pem", f"{folder}/other.key")
    make_certificate(other)
    here, end = free_port(), free_port()
    there = Listen(tests, folder, "there", f"tls:127.0.0.1:{end}", "--hep-key-file", str(keys[1]), "--tls-certificate",
                   other[0], "--tls-key", other[1], "--tls-authorities", other[0])
    relay = Listen(tests, folder, "relay", f"tls:127.0.0.1:{here}", *listening, "--hep-send", f"tls:localhost:{end}",
                   "--hep-send-key-file", str(keys[1]), "--hep-send-tls-authorities", other[0],
                   "--hep-send-tls-certificate", other[0], "--hep-send-tls-key", other[1])
    send(tests, str(path), "--hep-id", "3", "--hep-send", f"tls:localhost:{here}", "--hep-key-file", str(keys[0]),
         "--tls-authorities", certificate[0])
    there.wait_for(wanted)
    relay.end()
    there.end()
    bare = tests.run("capture", "--listen", "udp:127.0.0.1:9", "--hep-send-key-file", str(keys[1]))
    tests.check("two keys and two certificates", differs("arrived", len(hep_messages(there.path)), wanted),
                differs("status", (relay.status, there.status), (0, 0)),
                differs("nothing to send to", (bare.status, "need --hep-send" in bare.errors[-1]), (2, True)))


def check_sngrep(tests, folder, captures):
    if not shutil.which("sngrep"):
        print("# sngrep is not installed: it is not sent to")
        return
    path = captures / "legs.pcapng"
    wanted = rows_of(tests, path)
    port, got = free_port(socket.SOCK_DGRAM), pathlib.Path(folder) / "sngrep.pcap"
    process = subprocess.Popen(["sngrep", "-N", "-q", "-L", f"udp:127.0.0.1:{port}", "-O", str(got)],
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env=dict(ENVIRONMENT, HOME=folder, TERM="xterm"))
    try:
        for _ in range(500):
            if f":{port:04X} " in pathlib.Path("/proc/net/udp").read_text(encoding="ascii"):
                break
            time.sleep(0.01)
        send(tests, str(path), "--hep-send", f"udp:127.0.0.1:{port}", "--hep-pace", "250")
        time.sleep(1)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    fields = ("time_ns", "src", "dst", "bytes", "sip")
    found = [[row[f] for f in fields] for row in rows_of(tests, got)]
    tests.check("sngrep gets all of it", differs("messages", len(found), len(wanted)),
                *[f"{a} became {b}" for a, b in zip([[row[f] for f in fields] for row in wanted], found) if a != b][:1])


INTERFACE = """
import socket, time
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
    end.bind(("127.0.0.1", 5060))
    for i in range(200):
        out.sendto((f"OPTIONS sip:{i}@example.org SIP/2.0\\r\\nCall-ID: {i}@lo\\r\\nCSeq: 1 OPTIONS\\r\\n"
                    f"From: <sip:a@example.org>;tag=1\\r\\nTo: <sip:b@example.org>\\r\\nVia: SIP/2.0/UDP 192.0.2.1;"
                    f"branch=z9hG4bK{i}\\r\\nContent-Length: 0\\r\\n\\r\\n").encode(), ("127.0.0.1", 5060))
        time.sleep(0.002)
"""


def check_interface(tests, folder):
    """In a namespace of its own: what is captured is sent over the interface that is captured on, and once."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for carrier in ("udp", "tcp"):
        port = free_port(socket.SOCK_DGRAM if carrier == "udp" else socket.SOCK_STREAM)
        there = Listen(tests, folder, "there", f"{carrier}:127.0.0.1:{port}")
        here = Program(tests, folder, "here", "capture", "-i", "lo", "--json", "--all", "--hep-send",
                       f"{carrier}:127.0.0.1:{port}")
        time.sleep(1)
        subprocess.run([sys.executable, "-c", INTERFACE], check=True)
        there.wait_for(200)
        time.sleep(1)
        here.end()
        there.end()
        messages = hep_messages(there.path)
        numbers = {m[15].split(b"@")[0] for m in messages}
        tests.check(f"off an interface each message is sent by {carrier}, and once", differs("messages", len(messages), 200),
                    differs("different ones", len(numbers), 200), differs("calls", len(rows_of(tests, there.path)), 200),
                    "" if any("200 messages that came by HEP with our own number" in e for e in here.errors) else f"{here.errors}")


def run_inside(tests):
    """Where a namespace can be made, and packets captured in it."""
    if len(sys.argv) < 4:
        print("# it is not captured on an interface: linesman-capture was not built")
        return None
    for flags in ([], ["--user", "--map-root-user"]):
        words = ["unshare", *flags, "--net"]
        if shutil.which("unshare") and subprocess.run([*words, "ip", "link", "set", "lo", "up"], capture_output=True,
                                                      check=False).returncode == 0:
            return subprocess.run([*words, sys.executable, sys.argv[0], sys.argv[1], "--interface", str(tests.n)],
                                  check=False)
    print("# it is not captured on an interface: neither root nor a user namespace may make one here")
    return None


def main():
    if sys.argv[2] == "--interface":
        inside = Tests(sys.argv[1])
        inside.n = int(sys.argv[3])
        with tempfile.TemporaryDirectory() as folder:
            check_interface(inside, folder)
        return 1 if inside.failed else 0
    tests, captures = Tests(sys.argv[1]), pathlib.Path(sys.argv[2]) / "captures"
    with tempfile.TemporaryDirectory() as folder:
        certificate = (f"{folder}/certificate.pem", f"{folder}/certificate.key")
        make_certificate(certificate)
        check_captures(tests, folder, captures, certificate)
        check_words(tests, folder, captures, certificate)
        check_key(tests, folder, captures)
        check_late_refusal(tests, folder, captures)
        check_reports(tests, folder, captures)
        check_breaks(tests, folder, captures)
        check_absent(tests, folder, captures, certificate)
        check_full(tests, folder)
        check_circles(tests, folder, captures)
        check_own_options(tests, folder, captures, certificate)
        check_sngrep(tests, folder, captures)
        if (inside := run_inside(tests)) is not None:
            tests.n += 2
            tests.failed += inside.returncode != 0
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
