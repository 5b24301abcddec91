#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""HEP under hard conditions: all versions and sizes, messages cut at every byte, right and wrong keys mixed, certificates,
a full disk, files that follow each other, a listener that is killed, that sleeps, or that is stopped under load. What
was sent is what is written and what is counted.

usage: hep-hard.py LINESMAN-CLI [--heavy]
"""

import collections
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time

from hep import BEGAN, KEY, Listen, connect, free_port, hep, packets
from tap import Tests, differs

FIGURES = re.compile(r": (\d+) packets in .* (\d+) written, (\d+) calls; dropped: (\d+) by the kernel, (\d+) by the "
                     r"interface, (\d+) by the buffer, (\d+) by the disk")
LARGEST = 65507  # of a datagram over IPv4: RFC 791, 3.1; RFC 768
ENDS = {4: ("192.0.2.7", "192.0.2.8"), 6: ("2001:db8::7", "2001:db8::8")}
EC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def enter_namespace():
    """Runs this script again where it may mount; True if it does not get there."""
    if "LM_INSIDE" in os.environ:
        return False
    for flags in ([], ["--user", "--map-root-user"]):
        words = ["unshare", *flags, "--mount"]
        if shutil.which("unshare") and subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0:
            os.execvpe("unshare", [*words, sys.executable, *sys.argv], dict(os.environ, LM_INSIDE="1"))
    return True


def message(number, size=0):
    text = (f"OPTIONS sip:{number}@example.org SIP/2.0\r\nCall-ID: {number}@hep\r\nCSeq: 1 OPTIONS\r\n"
            f"From: <sip:a@example.org>;tag=1\r\nTo: <sip:b@example.org>\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{number}\r\n")
    return text.encode() + b"Content-Type: x/y\r\n\r\n" + bytes(max(0, size - len(text) - 21))


def ends(family):
    return tuple(socket.inet_pton(socket.AF_INET6 if family == 6 else socket.AF_INET, text) for text in ENDS[family])


def version3(number, family, size=0):
    body = b"".join(struct.pack("!HHH", 0, kind, len(value) + 6) + value for kind, value in (
        (1, b"\2" if family == 4 else b"\x0a"), (2, b"\x11"), *zip((3, 4) if family == 4 else (5, 6), ends(family)),
        (7, struct.pack("!H", 5070)), (8, struct.pack("!H", 5080)), (9, struct.pack("!I", BEGAN)), (10, struct.pack("!I", number)),
        (11, b"\1"), (12, struct.pack("!I", 9))))
    payload = message(number, size - len(body) - 12 if size else 0)
    body += struct.pack("!HHH", 0, 15, len(payload) + 6) + payload
    return b"HEP3" + struct.pack("!H", len(body) + 6) + body


def older(number, family, version, counted=0, size=0):
    """Versions 1 and 2; the length that it states is COUNTED larger than the part of version 1."""
    src, dst = ends(family)
    head = struct.pack("!BBBBHH", version, 8 + len(src + dst) + counted, 2 if family == 4 else 10, 17, 5070, 5080) + src + dst
    if version == 2:
        head += struct.pack("<IIH", BEGAN, number, 9) + bytes(2 if counted == 12 or not counted else 0)
    return head + message(number, size - len(head) if size else 0)


def send_udp(port, messages, host="127.0.0.1", pause_every=20):
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as out:
        for i, one in enumerate(messages):
            out.sendto(one, (host, port))
            if i % pause_every == pause_every - 1:
                time.sleep(0.005)


def figures(live):
    names = ("received", "written", "calls", "kernel", "interface", "buffer", "disk")
    found = [FIGURES.search(line) for line in live.errors]
    return dict(zip(names, map(int, [one for one in found if one][-1].groups()))) if any(found) else dict.fromkeys(names, -1)


def contents(*paths):
    """What is in the packets, behind the headers that the listener made."""
    return [packet[48 if packet[0] >> 4 == 6 else 28:] for path in paths for _, packet in packets(path)]


def rows(tests, *paths):
    return [json.loads(line) for line in tests.run("messages", "--json", *paths).out.decode().splitlines()]


def check_versions(tests, folder, host):
    port = free_port(socket.SOCK_DGRAM)
    live = Listen(tests, folder, "--listen", f"udp:{f'[{host}]' if ':' in host else host}:{port}", "--kernel-buffer", "64")
    sent, number = [], 0
    for family in (4, 6):
        for size in (0, 1200, 1472, 1473, 9000, 40000, LARGEST - 1, LARGEST):
            for make in (lambda *a: version3(*a), lambda n, f, s: older(n, f, 1, 0, s), lambda n, f, s: older(n, f, 2, 0, s),
                         lambda n, f, s: older(n, f, 2, 10, s), lambda n, f, s: older(n, f, 2, 12, s)):
                number += 1
                sent.append(make(number, family, size))
    send_udp(port, sent, host, 5)
    live.wait_for(len(sent))
    live.end()
    found = rows(tests, live.path)
    problems = [differs("packets", collections.Counter(contents(live.path)), collections.Counter(sent)) and "the packets differ"]
    wanted = {}
    for i, one in enumerate(sent):
        v6, version = i >= len(sent) // 2, one[0] if one[0] < 3 else 3
        wanted[f"{i + 1}@hep"] = (*(f"[{a}]:{p}" if v6 else f"{a}:{p}" for a, p in zip(ENDS[6 if v6 else 4], (5070, 5080))),
                                  None if version == 1 else (BEGAN * 10**6 + i + 1) * 1000)
    for row in found:
        src, dst, at = wanted.pop(row["call_id"], ("nobody", "", 0))
        problems += [differs(row["call_id"], (row["src"], row["dst"]), (src, dst)),
                     differs("time", row["time_ns"], at) if at else ""]
    print(f"# {len(sent)} messages of {min(map(len, sent))} to {max(map(len, sent))} bytes")
    tests.check(f"versions 1, 2 and 3 of every size, to {host}", *problems[:6], differs("not shown", list(wanted), []),
                differs("refused", live.refused(), {}))


def check_cut(tests, folder, files):
    """Two messages, cut at every byte; and one byte after the other."""
    one, two = hep(1), hep(2, pad=300)
    data = one + two
    for name in ("tcp", "tls"):
        port, context = free_port(), None
        live = Listen(tests, folder, "--listen", f"{name}:127.0.0.1:{port}", "--tls-certificate", files["server"][0],
                      "--tls-key", files["server"][1])
        if name == "tls":
            context = ssl.create_default_context(cafile=files["ca"][0])
        with connect(port, context) as out:
            out.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for at in range(len(data) + 1):
                out.sendall(data[:at])
                time.sleep(0.0005)
                out.sendall(data[at:])
            for at in range(len(data)):
                out.sendall(data[at:at + 1])
                time.sleep(0.0001)
            n = 2 * (len(data) + 2)
            live.wait_for(n)
        live.end()
        got = collections.Counter(contents(live.path))
        blank = [m.replace(KEY, bytes(len(KEY))) for m in (one, two)]
        tests.check(f"messages that are cut at every byte, by {name}", differs("messages", sum(got.values()), n),
                    differs("of each", [got[m] for m in blank], [n // 2] * 2), differs("refused", live.refused(), {}),
                    differs("figures", figures(live)["received"], n))


def check_keys(tests, folder):
    key_file = pathlib.Path(folder) / "key"
    key_file.write_bytes(KEY + b"\r\n")
    udp, tcp = free_port(socket.SOCK_DGRAM), free_port()
    live = Listen(tests, folder, "--listen", f"udp:127.0.0.1:{udp}", "--listen", f"tcp:127.0.0.1:{tcp}", "--hep-key-file", str(key_file))
    wrong = [KEY[:-1], KEY + b"\0", KEY.upper(), b"x", None, KEY[:-1] + b"X", bytes(300)]
    sent = [hep(i, key=KEY if i % 3 else wrong[i // 3 % len(wrong)]) for i in range(600)]
    send_udp(udp, sent + [older(1000, 4, 2), older(1001, 4, 1)])
    live.wait_for(400)
    with connect(tcp) as out:
        # What comes before the wrong one counts; the connection ends there.
        out.sendall(b"".join(hep(i) for i in range(2000, 2010)) + hep(1, key=b"wrong") + hep(2))
        ended = out.recv(1) == b""
    live.wait_for(410)
    live.end()
    got = contents(live.path)
    numbers = sorted(int(re.search(rb"sip:(\d+)@", m)[1]) for m in got)
    text = pathlib.Path(live.path).read_bytes()
    tests.check("right and wrong keys mixed", differs("taken", numbers, [i for i in range(600) if i % 3] + list(range(2000, 2010))),
                differs("refused", live.refused(), {"with a wrong key": 203}), "" if ended else "the connection goes on",
                "" if KEY not in text else "the key is in the file",
                differs("received", figures(live)["received"], len(got)))


def make_certificates(folder):
    """An authority, what it signed for a server and senders, one of those expired, and one that it did not sign."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
    files = {name: (f"{folder}/{name}.pem", f"{folder}/{name}.key") for name in ("ca", "server", "sender", "expired", "stranger")}
    for name in ("ca", "stranger"):
        openssl("req", "-x509", *EC, "-keyout", files[name][1], "-out", files[name][0], "-days", "2", "-subj", f"/CN={name}")
    pathlib.Path(f"{folder}/names").write_text("subjectAltName=DNS:localhost\n")
    for name, days in (("server", "2"), ("sender", "2"), ("expired", "-1")):
        openssl("req", *EC, "-keyout", files[name][1], "-out", f"{folder}/{name}.csr", "-subj", f"/CN={name}")
        openssl("x509", "-req", "-in", f"{folder}/{name}.csr", "-CA", files["ca"][0], "-CAkey", files["ca"][1], "-out",
                files[name][0], "-days", days, "-extfile", f"{folder}/names")
    return files


def try_client(port, files, name, number, version=None):
    """Sends a message with a certificate of its own; what was said against it."""
    context = ssl.create_default_context(cafile=files["ca"][0])
    if name:
        context.load_cert_chain(*files[name])
    if version:
        context.maximum_version = version
    try:
        with connect(port, context) as one:
            one.settimeout(1)
            try:
                one.recv(1)
            except TimeoutError:
                one.sendall(hep(number))  # who is welcome is told nothing
        return ""
    except OSError as error:
        return str(error)


def check_certificates(tests, folder, files):
    port = free_port()
    live = Listen(tests, folder, "--listen", f"tls:127.0.0.1:{port}", "--tls-certificate", files["server"][0], "--tls-key",
                  files["server"][1], "--tls-authorities", files["ca"][0])
    cases = [("sender", ""), (None, "certificate required"), ("stranger", "unknown ca"), ("expired", "certificate expired")]
    problems = []
    for i, (name, words) in enumerate(cases):
        for j, version in enumerate((ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)):
            said = try_client(port, files, name, 10 * i + j, version)
            if words or said:
                # Before version 1.3 there was no word for one that is missing.
                right = words in said.lower() or (name is None and "handshake failure" in said.lower())
                problems.append("" if words and right else f"{name}: {said!r}")
        time.sleep(0.3)
    live.wait_for(2)
    live.end()
    text = " ".join(live.errors)
    tests.check("senders must have a certificate", *problems, differs("messages", len(packets(live.path)), 2),
                differs("refused", sum(live.refused().values()), 6),
                "" if "expired" in text else f"it is not said why: {live.errors[-1]}")
    port = free_port()
    result = tests.run("capture", "--listen", f"tls:127.0.0.1:{port}", "--tls-certificate", files["expired"][0], "--tls-key",
                       files["expired"][1], "--stop-after", "1s")
    tests.check("an expired certificate of its own is said", differs("status", result.status, 3),
                "" if "expired" in " ".join(result.errors) else f"not said: {result.errors}")


def check_full_disk(tests, folder):
    if "LM_INSIDE" not in os.environ:
        tests.n += 1
        print(f"ok {tests.n} a full disk # SKIP did not run: nothing can be mounted here")
        return
    small = pathlib.Path(folder) / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(small)], check=True)
    for name in ("udp", "tcp"):
        port = free_port(socket.SOCK_DGRAM if name == "udp" else socket.SOCK_STREAM)
        live = Listen(tests, folder, "--listen", f"{name}:127.0.0.1:{port}", path=f"{small}/full.pcapng")
        sent = [hep(i, pad=1000) for i in range(1500)]
        try:
            if name == "udp":
                send_udp(port, sent)
            else:
                with connect(port) as out:
                    out.sendall(b"".join(sent))
        except OSError:
            pass  # there is nobody any more
        live.status = live.process.wait(20)
        live.errors = live.err_path.read_text(encoding="utf-8").splitlines()
        got, f = contents(live.path), figures(live)
        blank = [m.replace(KEY, bytes(len(KEY))) for m in sent]
        info = tests.run("info", live.path)
        tests.check(f"a full disk stops what comes by {name}, and keeps what was written", differs("status", live.status, 1),
                    "" if got == blank[:len(got)] and len(got) > 500 else f"{len(got)} packets, or not the first",
                    differs("written", f["written"], len(got)),
                    differs("sum", f["received"], f["written"] + f["kernel"] + f["buffer"] + f["disk"]),
                    differs("info", (info.status, info.err), (0, b"")),
                    "" if any("No space left" in line for line in live.errors) else f"not said: {live.errors}")
    subprocess.run(["umount", str(small)], check=True)


def check_files(tests, folder):
    many = pathlib.Path(folder) / "many"
    many.mkdir()
    port = free_port(socket.SOCK_DGRAM)
    sent = [hep(i) for i in range(4000)]
    live = Listen(tests, str(many), "--listen", f"udp:127.0.0.1:{port}", "--file-size", "150kB")
    send_udp(port, sent)
    for _ in range(300):
        files = sorted(map(str, many.glob("hep_*.pcapng")))
        if len(contents(*files)) >= len(sent):
            break
        time.sleep(0.01)
    live.end()
    files = sorted(map(str, many.glob("hep_*.pcapng")))
    last = {json.loads(line)["call_id"]: json.loads(line) for line in live.out_path.read_text().splitlines()}
    later = {row["call_id"]: row for row in map(json.loads, tests.run("calls", "--json", "--all", *files).out.decode().splitlines())}
    info = tests.run("info", *files)
    tests.check("files that follow each other hold together what was sent",
                differs("packets", [m.replace(KEY, bytes(len(KEY))) for m in sent] == contents(*files), True),
                "" if len(files) > 3 else f"only {files}", differs("info", (info.status, info.err), (0, b"")),
                "" if last == later and len(last) == len(sent) else f"live {len(last)}, later {len(later)} calls, or others",
                differs("received", figures(live)["received"], len(sent)))


def check_killed(tests, folder):
    """What was sent 100 ms before is in the file, which is whole; and there is nothing to be taken up."""
    port = free_port(socket.SOCK_DGRAM)
    live = Listen(tests, folder, "--listen", f"udp:127.0.0.1:{port}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for i in range(1000):
            out.sendto(hep(i), ("127.0.0.1", port))
            time.sleep(0.001)
    os.kill(live.process.pid, signal.SIGKILL)
    live.process.wait()
    n, info = len(packets(live.path)), tests.run("info", live.path)
    state = {"XDG_STATE_HOME": f"{folder}/state"}
    resumed = tests.run("capture", "--resume", "last", env=state)
    kept = tests.run("capture", "--listen", f"udp:127.0.0.1:{port}", "--keep-on", env=state)
    print(f"# {1000 - n} of the last second's messages lost")
    tests.check("a killed listener loses at most 100 ms", "" if n >= 900 else f"{n} of 1000", differs("info", (info.status, info.err), (0, b"")),
                differs("to take up", resumed.status, 2), "" if "no such capture" in "".join(resumed.errors) else f"{resumed.errors}",
                differs("--keep-on", kept.status, 2), "" if "without the program" in kept.errors[0] else f"{kept.errors}")


def check_killed_soon(tests, folder):
    """What came 10 ms before is in the file: it waits for no more."""
    found = 0
    for _ in range(10):
        port = free_port(socket.SOCK_DGRAM)
        live = Listen(tests, folder, "--listen", f"udp:127.0.0.1:{port}")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.sendto(hep(1), ("127.0.0.1", port))
        time.sleep(0.01)
        live.process.kill()
        live.process.wait()
        found += len(packets(live.path))
    # A machine that is busy may take its time to deliver it.
    tests.check("what came is written at once", "" if found >= 5 else f"{found} of 10")


def check_asleep(tests, folder):
    """Datagrams for which there is no room are counted by the kernel; each is shown or told."""
    port, n = free_port(socket.SOCK_DGRAM), 6000
    live = Listen(tests, folder, "--listen", f"udp:127.0.0.1:{port}", "--kernel-buffer", "1")
    os.kill(live.process.pid, signal.SIGSTOP)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for i in range(n):
            out.sendto(hep(i), ("127.0.0.1", port))
    os.kill(live.process.pid, signal.SIGCONT)
    time.sleep(1)
    live.end()
    f, got = figures(live), len(packets(live.path))
    info = tests.run("info", live.path).out.decode()
    print(f"# {f['kernel']} of {n} dropped")
    tests.check("what the kernel drops is counted", differs("received", f["received"], n), differs("written", f["written"], got),
                differs("sum", f["written"] + f["kernel"], n), "" if f["kernel"] > 100 else "nothing was dropped",
                "" if str(f["kernel"]) in info else f"not in the file: {info}", differs("status", live.status, 0))


def check_stopped(tests, folder):
    """What had come when it is stopped is taken, whatever lies in front of it."""
    key_file = pathlib.Path(folder) / "key"
    key_file.write_bytes(KEY + b"\n")
    udp, tcp = free_port(socket.SOCK_DGRAM), free_port()
    live = Listen(tests, folder, "--listen", f"udp:127.0.0.1:{udp}", "--listen", f"tcp:127.0.0.1:{tcp}", "--hep-key-file", str(key_file))
    with connect(tcp) as out:
        out.sendall(hep(0))
        live.wait_for(1)
        os.kill(live.process.pid, signal.SIGSTOP)
        send_udp(udp, [hep(i, key=b"wrong") for i in range(400)] + [hep(i) for i in range(1, 101)])
        # More than is read at once.
        out.sendall(b"".join(hep(i, pad=3000) for i in range(101, 301)))
        os.kill(live.process.pid, signal.SIGINT)
        os.kill(live.process.pid, signal.SIGCONT)
        live.end()
    numbers = sorted(int(re.search(rb"sip:(\d+)@", m)[1]) for m in contents(live.path))
    tests.check("what had come when it is stopped is taken", differs("numbers", numbers, list(range(301))),
                differs("refused", live.refused(), {"with a wrong key": 400}))


def check_families(tests, folder):
    """At any address, of both families; a network of IPv4 holds for what comes by a socket of IPv6."""
    udp, tcp = free_port(socket.SOCK_DGRAM), free_port()
    live = Listen(tests, folder, "--listen", f"udp:{udp}", "--listen", f"tcp:{tcp}", "--hep-allow", "127.0.0.0/30", "--hep-allow", "::1")
    for i, source in enumerate(("127.0.0.1", "127.0.0.3", "127.0.0.4", "::1")):
        family, to = (socket.AF_INET6, "::1") if ":" in source else (socket.AF_INET, "127.0.0.1")
        with socket.socket(family, socket.SOCK_DGRAM) as out:
            out.bind((source, 0))
            out.sendto(hep(2 * i), (to, udp))
        with socket.socket(family, socket.SOCK_STREAM) as out:
            out.bind((source, 0))
            out.connect((to, tcp))
            out.sendall(hep(2 * i + 1))
    live.wait_for(6)
    live.end()
    numbers = sorted(int(re.search(rb"sip:(\d+)@", m)[1]) for m in contents(live.path))
    came = sorted({packet[12:16] if packet[0] >> 4 == 4 else packet[8:24] for _, packet in packets(live.path)})
    tests.check("both families, and who is allowed of them", differs("numbers", numbers, [0, 1, 2, 3, 6, 7]),
                differs("senders", came, sorted([bytes([127, 0, 0, 1]), bytes([127, 0, 0, 3]), bytes(15) + b"\1"])),
                differs("refused", live.refused(), {"from elsewhere": 2}))


def check_too_long(tests, folder):
    """A message of version 3 may be longer than a datagram; that is counted, and what is behind it is taken."""
    port = free_port()
    live = Listen(tests, folder, "--listen", f"tcp:127.0.0.1:{port}")
    with connect(port) as out:
        for i, size in enumerate((65535, 400, LARGEST + 1, 400, LARGEST)):
            out.sendall(version3(i + 1, 4, size))
        live.wait_for(3)
    live.end()
    numbers = [int(re.search(rb"sip:(\d+)@", m)[1]) for m in contents(live.path)]
    tests.check("messages that are too long", differs("numbers", numbers, [2, 4, 5]), differs("refused", live.refused(), {"too long": 2}))


def check_limit(tests, folder):
    """It ends with the packet that was asked for."""
    port = free_port(socket.SOCK_DGRAM)
    live = Listen(tests, folder, "--listen", f"udp:127.0.0.1:{port}", "--stop-after", "100packets")
    send_udp(port, [hep(i) for i in range(100)])
    live.status = live.process.wait(10)
    live.errors = live.err_path.read_text(encoding="utf-8").splitlines()
    tests.check("it ends after so many packets", differs("status", live.status, 0), differs("written", figures(live)["written"], 100),
                differs("packets", len(contents(live.path)), 100))


def check_rates(tests, folder):
    """At every rate each message is written or counted as dropped; the drops are those of this machine."""
    sent = [hep(i, pad=300) for i in range(10000)]
    for rate in (10000, 50000, 100000, 200000):
        port, n, began = free_port(socket.SOCK_DGRAM), 0, 0
        live = Listen(tests, folder, "--listen", f"udp:127.0.0.1:{port}")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.connect(("127.0.0.1", port))
            began = time.monotonic()
            while n < 5 * rate:
                due = min(5 * rate, int((time.monotonic() - began) * rate))
                for i in range(n, due):
                    out.send(sent[i % len(sent)])
                n = max(n, due)
                time.sleep(0.0005)
        took = time.monotonic() - began
        live.end()
        f = figures(live)
        print(f"# {n / took:.0f} a second: {f['kernel']} of {n} dropped")
        tests.check(f"{rate} messages a second", differs("received", f["received"], n), differs("sum", f["written"] + f["kernel"], n),
                    differs("packets", len(packets(live.path)), f["written"]), differs("status", live.status, 0))


def main():
    unable = enter_namespace()
    tests = Tests(sys.argv[1])
    if unable:
        print("# neither root nor a user namespace may mount here")
    with tempfile.TemporaryDirectory() as folder:
        files = make_certificates(folder)
        check_versions(tests, folder, "127.0.0.1")
        check_versions(tests, folder, "::1")
        check_cut(tests, folder, files)
        check_keys(tests, folder)
        check_certificates(tests, folder, files)
        check_full_disk(tests, folder)
        check_files(tests, folder)
        check_killed(tests, folder)
        check_killed_soon(tests, folder)
        check_asleep(tests, folder)
        check_stopped(tests, folder)
        check_families(tests, folder)
        check_too_long(tests, folder)
        check_limit(tests, folder)
        if "--heavy" in sys.argv:
            check_rates(tests, folder)
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
