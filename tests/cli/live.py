#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live capture beside programs that talk, in a network namespace of its own: a key log that is followed while it
grows, and packets that go on through a pipe.

usage: live.py LINESMAN-CLI LINESMAN-CAPTURE
"""

import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

import capture
from capture import Live, Sender, last_rows, numbered, packets_in, sample_frames
from tap import ENVIRONMENT, Tests, differs

PORT = 5061
CAPTURES = pathlib.Path(__file__).resolve().parents[1] / "captures"


def sip(first, cseq, call_id, body=""):
    return (f"{first}\r\nVia: SIP/2.0/TLS 127.0.0.1:{PORT};branch=z9hG4bK{cseq.split()[0]}{call_id}\r\n"
            f"From: <sip:a@example.com>;tag=a\r\nTo: <sip:b@example.com>;tag=b\r\nCall-ID: {call_id}\r\nCSeq: {cseq}\r\n"
            f"Contact: <sip:a@127.0.0.1:{PORT};transport=tls>\r\nMax-Forwards: 70\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}").encode()


def pem(folder):
    """A certificate, or None where openssl is not there."""
    path = f"{folder}/server.pem"
    done = shutil.which("openssl") and subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-keyout", path, "-out", f"{path}.crt"], capture_output=True, check=False)
    if not done or done.returncode:
        return None
    with open(path, "ab") as out:
        out.write(pathlib.Path(f"{path}.crt").read_bytes())
    return path


class TlsCall:
    """A call of SIP over TLS on the loopback interface: an INVITE and its answer, then, when it is told, the end."""

    def __init__(self, certificate, key_log, call_id):
        self.call_id, self.key_log = call_id, key_log
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(certificate)
        self.client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.client.check_hostname, self.client.verify_mode = False, ssl.CERT_NONE
        self.client.keylog_filename = key_log
        listening = socket.create_server(("127.0.0.1", PORT), reuse_port=True)
        self.thread = threading.Thread(target=self.serve, args=(server, listening))
        self.thread.start()
        self.socket = self.client.wrap_socket(socket.create_connection(("127.0.0.1", PORT)))
        self.say("INVITE sip:b@example.com SIP/2.0", "1 INVITE")
        self.socket.recv(4096)
        self.say("ACK sip:b@example.com SIP/2.0", "1 ACK")

    def serve(self, context, listening):
        connection, _ = listening.accept()
        listening.close()
        peer = context.wrap_socket(connection, server_side=True)
        while data := peer.recv(4096):
            method = data.split(b" ", 1)[0].decode()
            if method != "ACK":
                peer.send(sip("SIP/2.0 200 OK", f"{'1' if method == 'INVITE' else '2'} {method}", self.call_id))
        peer.close()

    def say(self, first, cseq):
        self.socket.send(sip(first, cseq, self.call_id))

    def bye(self):
        self.say("BYE sip:b@example.com SIP/2.0", "2 BYE")
        self.socket.recv(4096)

    def close(self):
        self.socket.close()
        self.thread.join(10)


def states_of(rows):
    return {row["call_id"]: row["state"] for row in rows.values()}


def states(live):
    return states_of(last_rows(live.out_path.read_text()))


def wait_for(what, ready, seconds=20.0):
    """What is wrong, if it does not come about in time; and how long it took."""
    began = time.monotonic()
    while not ready():
        if time.monotonic() - began > seconds:
            return f"not within {seconds} s: {what}", seconds
        time.sleep(0.01)
    return "", time.monotonic() - began


def check_key_log(tests, folder):
    """Secrets that are there in time, that come during a call, and that come when all has been said but the end."""
    certificate = pem(folder)
    if not certificate:
        tests.n += 1
        print(f"ok {tests.n} key log # SKIP did not run: no openssl")
        return
    followed = pathlib.Path(folder) / "keys"
    followed.write_text("# nothing yet\n", encoding="ascii")
    path = f"{folder}/tls.pcapng"
    live = Live(tests, folder, "-w", path, "--json", "--keylog", str(followed), interface="lo")
    problems = []

    def known(call_id, state):
        problem, took = wait_for(f"{call_id} {state}", lambda: states(live).get(call_id) == state)
        problems.append(problem)
        return took
    early = TlsCall(certificate, str(followed), "early")
    known("early", "in-call")
    early.bye()
    early.close()
    known("early", "completed")
    late = TlsCall(certificate, f"{folder}/late", "late")
    time.sleep(0.3)
    with open(followed, "ab") as out:
        out.write(pathlib.Path(late.key_log).read_bytes())
    print(f"# a call is shown {known('late', 'in-call'):.2f} s after its secrets came")
    late.bye()
    late.close()
    known("late", "completed")
    live.end()
    shown, later = last_rows(live.out_path.read_text()), last_rows(
        tests.run("calls", "--json", "--keylog", str(followed), path).out.decode())
    tests.check("a key log is followed while it grows", *problems, differs("status", live.status, 0),
                differs("calls", sorted(row["call_id"] for row in later.values()), ["early", "late"]),
                differs("states", {k: v["state"] for k, v in shown.items()}, {k: v["state"] for k, v in later.items()}))


def check_pipe(tests, folder):
    """Packets that go on through standard output or a named pipe are whole blocks, which another program reads."""
    frames, path = sample_frames(), pathlib.Path(folder) / "piped.pcapng"
    named = pathlib.Path(folder) / "named"
    os.mkfifo(named)
    wanted = last_rows(tests.run("calls", "--json", str(capture.SAMPLE)).out.decode())
    for target in ("-", str(named)):
        reader = subprocess.Popen([tests.cli, "calls", "--json", "-" if target == "-" else target], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, env=ENVIRONMENT)
        live = Live(tests, folder, "-w", target, "--statistics", "0.2s",
                    **({"output": reader.stdin} if target == "-" else {}))
        reader.stdin.close()
        Sender().send(frames, 6000)
        time.sleep(0.3)
        live.end()
        shown = last_rows(reader.stdout.read().decode())
        tests.check(f"packets go on through {'standard output' if target == '-' else 'a named pipe'}",
                    *live.problems(len(frames)), differs("reader", reader.wait(10), 0),
                    differs("calls", states_of(shown), states_of(wanted)),
                    "" if len(live.errors) > 2 else f"no figures while it ran: {live.errors}")
    with open(path, "wb") as out:
        live = Live(tests, folder, "-w", "-", "--stop-after", "100packets", output=out)
        Sender().send(numbered(300), 1000)
        live.end(None)
    n, info = packets_in(tests, str(path))
    wrong = tests.run("capture", "-i", "lm1", "-w", "-", "--json")
    reader = subprocess.Popen(["head", "-c", "100"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    broken = Live(tests, folder, "-w", "-", output=reader.stdin)
    reader.stdin.close()
    Sender().send(numbered(300), 1000)
    reader.wait(10)
    Sender().send(numbered(300), 1000)
    broken.end(None)
    tests.check("a file as standard output, and a reader that goes", differs("status", live.status, 0),
                differs("packets", n, live.figures.get("written")), "" if n >= 100 else f"{n} packets",
                differs("info", (info.status, info.err), (0, b"")), differs("status of what cannot be", wrong.status, 2),
                differs("status without a reader", broken.status, 1),
                "" if any("Broken pipe" in line for line in broken.errors) else f"not said: {broken.errors}")


def check_resting_reader(tests, folder):
    """Whoever reads may rest while the capture goes on; when that is to end it does, and says what was not passed on."""
    reading, writing = os.pipe()
    live = Live(tests, folder, "-w", "-", output=writing)
    os.close(writing)
    frames = numbered(1000, 1000)
    Sender().send(frames, 10000)
    time.sleep(0.5)
    began = time.monotonic()
    live.end(signal.SIGTERM)
    took = time.monotonic() - began
    os.close(reading)
    f = live.figures
    tests.check("a reader that rests holds nobody up at the end", *live.problems(len(frames), 1),
                "" if f and f["disk"] > 500 and f["written"] > 0 else f"{f} for a pipe of 64 KiB",
                "" if 2 < took < 8 else f"it took {took:.1f} s",
                "" if any("its reader takes nothing" in line for line in live.errors) else f"not said in {live.errors}")


def check_mixed(tests, folder):
    """All captures of the tests, one behind the other and each packet a moment after the one before: TCP, TLS with its
    keys, fragments, tunnels and media are shown as they come as the file shows them later."""
    for name in ("lm0", "lm1"):
        capture.link("set", name, "mtu", "9000")
    keys, frames, n = pathlib.Path(folder) / "all.keys", [], 0
    keys.write_text("".join(path.read_text() for path in sorted(CAPTURES.glob("*.keys")) if "CLIENT_" in path.read_text()),
                    encoding="ascii")
    for path in sorted(CAPTURES.glob("*.pcapng")):
        more = [frame for frame in sample_frames(path) if 14 <= len(frame) <= 9014]
        n += bool(more)
        frames += more[:3000]
    path = f"{folder}/mixed.pcapng"
    live = Live(tests, folder, "-w", path, "--json", "--all", "--keylog", str(keys))
    Sender().send(frames, 10000)
    time.sleep(0.2)
    live.end()
    done = tests.run("calls", "--json", "--all", "--keylog", str(keys), path)
    def by_id(text):
        return {row["call_id"]: row for row in map(json.loads, text.splitlines())}
    shown, later = by_id(live.out_path.read_text()), by_id(done.out.decode())
    other = [(key, [k for k in row if (shown.get(key) or {}).get(k) != row[k]]) for key, row in later.items() if shown.get(key) != row]
    transports = {t for row in later.values() for t in row["transports"]}
    print(f"# {n} captures, {len(frames)} packets, {len(later)} Call-IDs over {' '.join(sorted(transports))}")
    tests.check("mixed traffic is shown as the file shows it later", *live.problems(len(frames)),
                "" if len(later) > 100 and {"TLS", "TCP", "UDP"} <= transports else f"{len(later)} over {transports}",
                f"{len(other)} are others: {other[:3]}" if other or len(shown) != len(later) else "")


def main():
    if os.environ.get("LM_INSIDE") != "1":
        capture.enter_namespace()
    tests = Tests(sys.argv[1])
    wrong = capture.make_links()
    if wrong:
        print(f"1..0 # SKIP did not run: no interfaces can be made ({wrong.strip()})")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        check_key_log(tests, folder)
        check_pipe(tests, folder)
        check_resting_reader(tests, folder)
        check_mixed(tests, folder)
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
