#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""HEP that is listened for: over UDP, TCP and TLS each message is in the file as it was sent, but for its key, at
the time that it states; what is refused is counted by its cause and gets in nobody's way.

usage: hep.py LINESMAN-CLI [--heavy]
"""

import json
import os
import pathlib
import re
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time

from tap import ENVIRONMENT, Tests, differs

KEY = b"a secret of the house"
BEGAN = 1577836800


def chunk(kind, value):
    return struct.pack("!HHH", 0, kind, len(value) + 6) + value


def hep(number, key=KEY, kind=1, payload=None, pad=0):
    """The number of a message is in its payload and in its microseconds."""
    payload = payload or (f"OPTIONS sip:{number}@example.org SIP/2.0\r\nCall-ID: {number}@hep\r\nCSeq: 1 OPTIONS\r\n"
                          f"From: <sip:a@example.org>;tag=1\r\nTo: <sip:b@example.org>\r\n"
                          f"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{number}\r\nContent-Length: 0\r\n\r\n").encode()
    body = chunk(1, b"\2") + chunk(2, b"\x11") + chunk(3, bytes([192, 0, 2, 1])) + chunk(4, bytes([192, 0, 2, 2]))
    body += chunk(7, struct.pack("!H", 5060)) + chunk(8, struct.pack("!H", 5062))
    body += chunk(9, struct.pack("!I", BEGAN + number // 1000)) + chunk(10, struct.pack("!I", number % 1000 * 1000 + 7))
    body += chunk(11, bytes([kind])) + chunk(12, struct.pack("!I", 2001))
    body += chunk(14, key) if key else b""
    body += chunk(15, payload + bytes(pad))
    return b"HEP3" + struct.pack("!H", len(body) + 6) + body


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def packets(path):
    """(time in ns, IP packet) of a file that this machine wrote, or writes: its last block may not be whole yet."""
    data, at, found = pathlib.Path(path).read_bytes(), 0, []
    while at + 12 <= len(data):
        kind, size = struct.unpack_from("=II", data, at)
        if kind == 6 and at + size <= len(data):
            _, high, low, length = struct.unpack_from("=IIII", data, at + 8)
            found.append((high << 32 | low, data[at + 28:at + 28 + length]))
        at += size
    return found


class Listen:
    """linesman-cli capture --listen, from when it listens on."""

    def __init__(self, tests, folder, *words, path=None, before=()):
        self.path = path or f"{folder}/hep.pcapng"
        self.out_path, self.err_path = pathlib.Path(folder) / "out", pathlib.Path(folder) / "err"
        pathlib.Path(self.path).unlink(missing_ok=True)
        with open(self.out_path, "wb") as out, open(self.err_path, "wb") as err:
            self.process = subprocess.Popen([*before, tests.cli, "capture", "--json", "--all", "-w", self.path, *words],
                                            stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=ENVIRONMENT)
        for _ in range(500):
            if pathlib.Path(self.path).exists() and pathlib.Path(self.path).stat().st_size > 0:
                break
            time.sleep(0.01)

    def wait_for(self, n):
        for _ in range(500):
            if len(packets(self.path)) >= n:
                break
            time.sleep(0.01)

    def end(self):
        self.process.send_signal(signal.SIGINT)
        self.status = self.process.wait(20)
        self.errors = self.err_path.read_text(encoding="utf-8").splitlines()
        return self

    def senders(self):
        """By address: how many messages, and what was not taken."""
        found = {}
        for line in self.errors:
            one = re.search(r"HEP from (\S+): (\d+) messages?, the last at [\d:.]+(?:; not taken: (.*))?$", line)
            if one:
                found[one[1]] = (int(one[2]), one[3] or "")
        return found

    def refused(self):
        """Counts by their words."""
        found = {}
        for line in self.errors:
            for count, words in re.findall(r"(\d+) ([^,(]*[^ ,(])", line.partition("refused: ")[2]):
                found[words] = found.get(words, 0) + int(count)
        return found


def connect(port, context=None):
    one = socket.create_connection(("127.0.0.1", port), timeout=10)
    return context.wrap_socket(one, server_hostname="localhost") if context else one


def payload_problems(found, sent, port):
    """Each message as it was sent, the key blank, at its own time, to the port that was listened on."""
    problems = [differs("packets", len(found), len(sent))]
    wanted = {m.replace(KEY, bytes(len(KEY))): m for m in sent}
    for at, packet in found:
        message = packet[28:]
        number = re.search(rb"sip:(\d+)@", message)
        number = int(number[1]) if number else -1
        problems.append("" if message in wanted else f"{message[:60]!r} was not sent")
        problems.append(differs("time", at, (BEGAN * 10**6 + number * 1000 + 7) * 1000))
        problems.append(differs("port", struct.unpack_from("!H", packet, 22)[0], port))
    return [p for p in problems if p][:5]


def check_transports(tests, folder, certificate, n):
    key_file = pathlib.Path(folder) / "key"
    key_file.write_bytes(KEY + b"\n")
    client = ssl.create_default_context(cafile=certificate[0])
    for name in ("udp", "tcp", "tls"):
        port = free_port(socket.SOCK_DGRAM if name == "udp" else socket.SOCK_STREAM)
        live = Listen(tests, folder, "--listen", f"{name}:127.0.0.1:{port}", "--hep-key-file", str(key_file),
                      "--hep-allow", "127.0.0.0/8", "--tls-certificate", certificate[0], "--tls-key", certificate[1])
        sent = [hep(i, pad=20000 if name != "udp" and i % 50 == 0 else 0) for i in range(n)]
        if name == "udp":
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
                for i, message in enumerate(sent):
                    out.sendto(message, ("127.0.0.1", port))
                    if i % 50 == 0:
                        time.sleep(0.005)
        else:
            with connect(port, client if name == "tls" else None) as out:
                data = b"".join(sent)
                for at in range(0, len(data), 7001):
                    out.sendall(data[at:at + 7001])
        live.wait_for(n)
        live.end()
        later = tests.run("calls", "--json", "--all", live.path).out.decode().splitlines()
        last = {json.loads(line)["call_id"]: line for line in live.out_path.read_text().splitlines()}
        rows = {json.loads(line)["call_id"]: line for line in later}
        tests.check(f"what comes by {name} is what was sent", differs("status", live.status, 0),
                    *payload_problems(packets(live.path), sent, port), differs("calls", len(rows), n),
                    "" if last == rows else "live and later differ", differs("refused", live.refused(), {}),
                    "" if KEY not in pathlib.Path(live.path).read_bytes() else "the key is in the file")


def check_refusals(tests, folder, certificate):
    key_file = pathlib.Path(folder) / "key"
    udp, tcp, tls = free_port(socket.SOCK_DGRAM), free_port(), free_port()
    live = Listen(tests, folder, "--listen", f"udp:{udp}", "--listen", f"tcp:{tcp}", "--listen", f"tls:[::]:{tls}",
                  "--hep-key-file", str(key_file), "--tls-certificate", certificate[0], "--tls-key", certificate[1],
                  "--hep-patience", "0.3s")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for message in (b"", b"nonsense", hep(1)[:-5], hep(1, key=None), hep(1, key=KEY + b"x"), hep(1, key=KEY[:-1])):
            out.sendto(message, ("127.0.0.1", udp))
    slow = connect(tcp)
    slow.sendall(hep(1)[:20])
    waits = connect(tls)
    for message in (b"GET / HTTP/1.1\r\n\r\n", hep(1, key=b"wrong"), b"HEP3\0\5" + bytes(20), hep(1)[:30]):
        with connect(tcp) as one:
            one.sendall(message)
            one.shutdown(socket.SHUT_WR)
            one.recv(1)
    with connect(tls) as one:
        one.sendall(hep(1))
        try:
            one.recv(100)
        except OSError:
            pass
    began = time.monotonic()
    crowd = [connect(tcp) for _ in range(300)]
    with connect(tcp) as late:
        late.settimeout(5)
        refused = late.recv(1) == b""  # of one address there are no more than so many
    with socket.create_connection(("::1", tls), timeout=10) as other:
        good = ssl.create_default_context(cafile=certificate[0]).wrap_socket(other, server_hostname="localhost")
        good.sendall(hep(77))
        live.wait_for(1)
        took = time.monotonic() - began
        time.sleep(1)
        good.close()
    for one in crowd + [slow, waits]:
        one.close()
    live.end()
    found, counts = packets(live.path), live.refused()
    tests.check("what is refused is counted by its cause", differs("packets", len(found), 1),
                "" if found and b"sip:77@" in found[0][1] else "it is another one", "" if took < 2 else f"after {took} s",
                "" if refused else "one more was taken",
                differs("wrong keys", counts.get("with a wrong key"), 4),
                differs("senders", sorted(live.senders()), ["127.0.0.1", "::1"]),
                "" if "4 with a wrong key" in live.senders()["127.0.0.1"][1] else f"{live.senders()}",
                differs("of the good", live.senders()["::1"], (1, "")), differs("no HEP", counts.get("that are no HEP"), 6),
                differs("slow", counts.get("connections that were silent or slow"), 2),
                differs("TLS", counts.get("connections without valid TLS"), 1),
                "" if counts.get("connections too many", 0) >= 150 else f"{counts}", differs("status", live.status, 0))


def check_strangers(tests, folder):
    port = free_port(socket.SOCK_DGRAM)
    live = Listen(tests, folder, "--listen", f"udp:127.0.0.1:{port}", "--hep-allow", "192.0.2.0/24",
                  "--hep-allow", "127.0.0.4/31", "-f", "port 5062 and host 192.0.2.1")
    for i, last in enumerate((3, 4, 5, 6)):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.bind((f"127.0.0.{last}", 0))
            out.sendto(hep(i), ("127.0.0.1", port))
            out.sendto(hep(i + 10).replace(b"\0\7\0\x08\x13\xc4", b"\0\7\0\x08\x13\xc5"), ("127.0.0.1", port))
    live.wait_for(4)
    live.end()
    tests.check("only who is allowed is heard", differs("packets", len(packets(live.path)), 4),
                differs("refused", live.refused(), {"from elsewhere": 4}),
                differs("senders", live.senders(), {
                    "127.0.0.3": (0, "2 from elsewhere"), "127.0.0.4": (2, ""), "127.0.0.5": (2, ""),
                    "127.0.0.6": (0, "2 from elsewhere")}))


def check_words(tests, folder, certificate):
    def fails(*words):
        result = tests.run("capture", *words)
        return result.status, (result.errors or [""])[-1]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as busy:
        busy.bind(("127.0.0.1", 0))
        taken = fails("--listen", f"udp:127.0.0.1:{busy.getsockname()[1]}")
    cases = (("no place", fails("--listen", "udp:host"), 2, "no place"), ("busy", taken, 3, "in use"),
             ("no certificate", fails("--listen", "tls:9061"), 2, "certificate"),
             ("no file", fails("--listen", "tls:127.0.0.1:0"), 2, "no place"),
             ("no network", fails("--listen", "udp:127.0.0.1:9", "--hep-allow", "10.0.0.0/33"), 2, "no network"),
             ("no key", fails("--listen", "udp:127.0.0.1:9", "--hep-key-file", f"{folder}/none"), 3, "none"),
             ("wrong key file", fails("--listen", f"tls:127.0.0.1:{free_port()}", "--tls-certificate", certificate[0],
                                      "--tls-key", certificate[0]), 3, "key of the certificate"))
    tests.check("what is wrong is said", *(differs(name, status, wanted) for name, (status, _), wanted, _ in cases),
                *("" if words in line else f"{name}: {line!r}" for name, (_, line), _, words in cases))


def check_read_no_further(tests, folder):
    """A file that is damaged under its reader is shown no further; the capture goes on, up to its limit."""
    port = free_port(socket.SOCK_DGRAM)
    live = Listen(tests, folder, "--listen", f"udp:127.0.0.1:{port}", "--stop-after", "30packets")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for i in range(20):
            out.sendto(hep(i), ("127.0.0.1", port))
        live.wait_for(20)
        # Where its next block will be: no block is as long as this says.
        with open(live.path, "ab") as file:
            file.write(b"\xff" * 16)
        # All rows again: the reading has ended.
        for _ in range(1000):
            if len(live.out_path.read_text(encoding="utf-8").splitlines()) >= 40:
                break
            time.sleep(0.01)
        rows = len(live.out_path.read_text(encoding="utf-8").splitlines())
        time.sleep(0.3)
        running = live.process.poll() is None
        for i in range(20, 30):
            out.sendto(hep(i), ("127.0.0.1", port))
    try:
        status = live.process.wait(10)
    except subprocess.TimeoutExpired:
        status = "it did not stop after 30 packets"
        live.end()
    errors = live.err_path.read_text(encoding="utf-8")
    tests.check("a capture outlives the reading of its file", differs("rows when the reading ended", rows, 40),
                "" if running else "it ended with the reading", differs("status", status, 1),
                differs("packets", len(packets(live.path)), 30),
                "" if "30 packets in" in errors and "30 written" in errors else f"not in its figures: {errors}")


def check_long_name(tests, folder):
    """A place is called as it was given, here and in the file."""
    place = f"udp:[0000:0000:0000:0000:0000:0000:0000:0001]:{free_port(socket.SOCK_DGRAM)}"
    live = Listen(tests, folder, "--listen", place).end()
    info = json.loads(tests.run("info", "--json", live.path).out)
    tests.check("a long name is shown whole", "" if f" {place}: 0 packets" in live.errors[-1] else f"{live.errors}",
                differs("in the file", [one["name"] for one in info["interfaces"]], [place]))


def check_small_buffer(tests, folder):
    """Where the kernel drops for want of room that it does not allow, what would allow it is said once; and of a buffer
    that is as large as it was to be, nothing."""
    most = int(pathlib.Path("/proc/sys/net/core/rmem_max").read_text(encoding="ascii"))
    if most > 1 << 27:
        print(f"# small buffers: not run, as net.core.rmem_max is {most} here")
        return
    # Without the capability by which root gets what it asks for.
    plain = ["setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin"] if os.geteuid() == 0 else []
    for mib, short in ((2047, True), (1, most < 1 << 20)):
        port = free_port(socket.SOCK_DGRAM)
        live = Listen(tests, folder, "--listen", f"udp:127.0.0.1:{port}", "--kernel-buffer", str(mib), before=plain)
        live.process.send_signal(signal.SIGSTOP)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            for i in range(most // 10000 + 500):
                out.sendto(hep(i, pad=50000), ("127.0.0.1", port))
        live.process.send_signal(signal.SIGCONT)
        time.sleep(1.5)
        early = "net.core.rmem_max" in live.err_path.read_text(encoding="utf-8")
        live.end()
        dropped = re.search(r"dropped: (\d+) by the kernel", "\n".join(live.errors))
        said = [line for line in live.errors if f"net.core.rmem_max={mib << 20}" in line]
        tests.check(f"a buffer of {mib} MiB", "" if dropped and int(dropped[1]) else f"no drops: {live.errors}",
                    differs("said", len(said), int(short)), differs("said while it ran", early, short))


def check_flood(tests, folder):
    """Ten thousand connections, and garbage as fast as it goes; the good come through meanwhile."""
    tcp, udp = free_port(), free_port(socket.SOCK_DGRAM)
    live = Listen(tests, folder, "--listen", f"tcp:127.0.0.1:{tcp}", "--listen", f"udp:127.0.0.1:{udp}")
    good = connect(tcp)
    for i in range(10000):
        with socket.socket() as one:
            one.bind((f"127.0.{i % 250 + 1}.1", 0))
            one.connect(("127.0.0.1", tcp))
            one.sendall(b"x" * 50)
        if i % 10 == 0:
            good.sendall(hep(i))
    live.wait_for(1000)
    rss = int(re.search(r"VmRSS:\s*(\d+)", pathlib.Path(f"/proc/{live.process.pid}/status").read_text())[1])
    good.close()
    live.end()
    print(f"# refused: {live.refused()}; {rss // 1024} MiB")
    tests.check("a flood of connections", differs("packets", len(packets(live.path)), 1000),
                differs("refused", sum(live.refused().values()), 10000), "" if rss < 200000 else f"{rss} KiB")


def main():
    tests = Tests(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        certificate = (f"{folder}/certificate.pem", f"{folder}/certificate.key")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", certificate[1], "-out",
                        certificate[0], "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
                       check=True, capture_output=True)
        check_transports(tests, folder, certificate, 20000 if "--heavy" in sys.argv else 500)
        check_refusals(tests, folder, certificate)
        check_strangers(tests, folder)
        check_words(tests, folder, certificate)
        check_read_no_further(tests, folder)
        check_long_name(tests, folder)
        check_small_buffer(tests, folder)
        if "--heavy" in sys.argv:
            check_flood(tests, folder)
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
