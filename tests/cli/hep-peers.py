#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""HEP of real programs: Kamailio's siptrace between two SIPp, whose own traces say what was sent, and rtpengine with
media through it, and sngrep with a capture. What they send by HEP is all there, byte for byte, and stands in its call.

usage: hep-peers.py LINESMAN-CLI
"""

import collections
import glob
import json
import os
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

from hep import Listen, packets
from tap import ENVIRONMENT, Tests, differs

MODULES = [path for folder in ("lib/*", "lib64", "lib") for path in glob.glob(f"/usr/{folder}/kamailio/modules/siptrace.so")]
SAMPLE = pathlib.Path(__file__).resolve().parents[2] / "data" / "samples" / "calls.pcapng"
CALLS = 20
# What passes everything on to one place, one after the other (of two workers one may put a 200 before its 180), and
# traces what it takes and sends: by itself, or where the script says so.
KAMAILIO = """#!KAMAILIO
debug=0
children=1
tcp_children=1
listen=udp:127.0.0.1:@port@
listen=tcp:127.0.0.1:@port@
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "tm.so"
loadmodule "siptrace.so"
@tls@
modparam("siptrace", "duplicate_uri", "sip:127.0.0.1:@hep@@carrier@")
modparam("siptrace", "hep_mode_on", 1)
modparam("siptrace", "hep_version", @version@)
modparam("siptrace", "hep_capture_id", 42)
modparam("siptrace", "trace_to_database", 0)
modparam("siptrace", "trace_on", 1)
modparam("siptrace", "trace_mode", @automatic@)
request_route {
  if (@automatic@ == 0)
    sip_trace_mode("t");
  $du = "sip:127.0.0.1:@next@";
  t_relay();
}
"""


started = []


# Its own wish would be TLS 1.0.
TLS = """listen=tls:127.0.0.1:@tlsport@
enable_tls=yes
loadmodule "tls.so"
modparam("tls", "tls_method", "TLSv1.2+")
modparam("tls", "verify_certificate", 1)
modparam("tls", "require_certificate", 1)
modparam("tls", "ca_list", "@folder@/certificate.pem")
modparam("tls", "certificate", "@folder@/certificate.pem")
modparam("tls", "private_key", "@folder@/certificate.key")
"""


def certificate(folder):
    """Words for a listener whose certificate is made once, and is asked for of who sends too."""
    files = (f"{folder}/certificate.pem", f"{folder}/certificate.key")
    if not os.path.exists(files[0]):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
                        files[1], "-out", files[0], "-days", "2", "-subj", "/CN=localhost"], check=True, capture_output=True)
    return "--tls-certificate", files[0], "--tls-key", files[1], "--tls-authorities", files[0]


def start(folder, name, *words):
    """A program whose words go to a file."""
    with open(f"{folder}/{name}.log", "wb") as log:
        started.append(subprocess.Popen(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=ENVIRONMENT))
    return started[-1]


def stop_all():
    for one in started:
        one.terminate()
    while started:
        one = started.pop()
        try:
            one.wait(5)
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()


def free_ports(n):
    """Numbers that are free for UDP and for TCP, all different."""
    held, found = [], []
    while len(found) < n:
        udp, tcp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket()
        held += [udp, tcp]
        udp.bind(("127.0.0.1", 0))
        try:
            tcp.bind(udp.getsockname())
            found.append(udp.getsockname()[1])
        except OSError:
            pass
    for one in held:
        one.close()
    return found


def wait_for_udp(port, attempts=300):
    """Until somebody has the port: it is free no more."""
    for _ in range(attempts):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                return
        time.sleep(0.02)


def kamailio(folder, port, **words):
    text = KAMAILIO
    for word, value in dict(words, port=port, tlsport=free_ports(1)[0], folder=folder).items():
        text = text.replace(f"@{word}@", str(value))
    pathlib.Path(f"{folder}/kamailio.cfg").write_text(text)
    # It runs in the foreground and ends its own children.
    start(folder, "kamailio", "kamailio", "-DD", "-E", "-m", "32", "-M", "4", "-Y", folder,
          "-L", os.path.dirname(MODULES[0]), "-f", f"{folder}/kamailio.cfg")
    for _ in range(300):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.02)


def sipp(folder, name, port, *words):
    return start(folder, name, "sipp", "-i", "127.0.0.1", "-p", str(port), "-nostdin", "-trace_msg", "-message_file",
                 f"{folder}/{name}.messages", *words)


def sipp_words(folder):
    return pathlib.Path(f"{folder}/caller.log").read_text(errors="replace").strip().splitlines()[-3:]


def traced(path, own, other):
    """Counts of (source, destination, bytes) that SIPp says that it sent and received; it is at the port OWN."""
    text, found = pathlib.Path(path).read_bytes(), collections.Counter()
    for match in re.finditer(rb"\n(?:UDP|TCP) message (sent|received) [\[(](\d+)(?: bytes\)|\] bytes )\s*:\n\n", text):
        message = text[match.end():match.end() + int(match[2])]
        ends = (own, other) if match[1] == b"sent" else (other, own)
        found[*ends, message] += 1
    return found


def unpack(message):
    """(version, source port, destination port, payload, by its number what a chunk holds); by the book, not as Linesman reads it."""
    if message[:4] != b"HEP3":
        version, size, _, _, src, dst = struct.unpack_from("!BBBBHH", message)
        return version, src, dst, message[size + (12 if version == 2 else 0):], {}
    at, chunks = 6, {}
    while at < len(message):
        _, kind, size = struct.unpack_from("!HHH", message, at)
        chunks[kind] = message[at + 6:at + size]
        at += size
    return 3, *(struct.unpack("!H", chunks[i])[0] for i in (7, 8)), chunks[15], chunks


def shown(tests, command, path, *words):
    return [json.loads(line) for line in tests.run(command, "--json", *words, path).out.decode().splitlines()]


def first_line(message):
    """(method, status) as a row has it."""
    word = message.split(b"\r\n")[0].split(b" ")
    return (None, int(word[1])) if word[0].startswith(b"SIP/") else (word[0].decode(), None)


def row_problems(rows, sent):
    """The rows of messages are those that were sent, with their ends and their lengths."""
    wanted = collections.Counter()
    for (src, dst, message), n in sent.items():
        wanted[f"127.0.0.1:{src}", f"127.0.0.1:{dst}", *first_line(message), len(message)] += n
    got = collections.Counter((r["src"], r["dst"], r["method"], r["status"], r["bytes"]) for r in rows)
    return differs("rows", sorted(map(str, got - wanted)) + sorted(map(str, wanted - got)), [])


def ladder_problems(tests, path, calls, ends, without):
    """Each call is the ladder of one INVITE through a proxy, as RFC 3261, figure 1 has it, but for what is WITHOUT."""
    caller, proxy, callee = (f"127.0.0.1:{port}" for port in ends)
    relayed = lambda a, b, what: [(a, proxy, what), (proxy, b, what)]
    wanted = collections.Counter(relayed(caller, callee, "INVITE") + [(proxy, caller, 100)] + relayed(callee, caller, 180) +
                                 relayed(callee, caller, 200) + relayed(caller, callee, "ACK") +
                                 relayed(caller, callee, "BYE") + relayed(callee, caller, 200))
    wanted -= collections.Counter(without)
    problems = []
    for call in calls:
        rows = shown(tests, "messages", path, "--call-id", call["call_id"])
        got = collections.Counter((r["src"], r["dst"], r["method"] or r["status"]) for r in rows if not r["retransmission"])
        problems += [differs("ladder", got, wanted), differs("state", call["state"], "completed")]
    return [p for p in problems if p][:3]


def check_kamailio(tests, folder, version, automatic=1, transport="u1", carrier="udp"):
    hep, proxy, caller, callee = free_ports(4)
    what = f"Kamailio, HEP {version}, {'automatic' if automatic else 'sip_trace()'}, {'TCP' if transport == 't1' else 'UDP'}"
    what += f", by {carrier.upper()}"
    live = Listen(tests, folder, "--listen", f"{carrier}:127.0.0.1:{hep}", *certificate(folder))
    kamailio(folder, proxy, hep=hep, next=callee, version=version, automatic=automatic,
             carrier="" if carrier == "udp" else f";transport={carrier}", tls=TLS if carrier == "tls" else "")
    sipp(folder, "callee", callee, "-sn", "uas")
    wait_for_udp(callee)
    calls = sipp(folder, "caller", caller, "-sn", "uac", "-t", transport, "-m", str(CALLS), "-r", "50", "-d", "200",
                 f"127.0.0.1:{proxy}")
    status = calls.wait(20)
    sent = traced(f"{folder}/caller.messages", caller, proxy)
    live.wait_for(CALLS * (13 if automatic else 12))
    time.sleep(0.2)
    stop_all()
    live.end()
    sent += traced(f"{folder}/callee.messages", callee, proxy)
    # siptrace tells of an ACK to a 200 that it came, but not, of a transaction, that it went on.
    without = [] if automatic else [(f"127.0.0.1:{proxy}", f"127.0.0.1:{callee}", "ACK")]
    sent = collections.Counter({key: n for key, n in sent.items() if automatic or (key[1], key[2][:3]) != (callee, b"ACK")})
    found = [unpack(packet[28:]) for _, packet in packets(live.path)]
    came = collections.Counter(one[1:4] for one in found)
    rows, listed = shown(tests, "messages", live.path), shown(tests, "calls", live.path)
    last = {json.loads(line)["call_id"]: json.loads(line) for line in live.out_path.read_text().splitlines()}
    later = {row["call_id"]: row for row in shown(tests, "calls", live.path, "--all")}
    print(f"# {what}: {len(found)} messages")
    tests.check(what, "" if status == 0 else f"SIPp: {status}, {sipp_words(folder)}", differs("messages", sum(sent.values()), sum(came.values())),
                "" if len(found) >= CALLS * 12 else f"{len(found)} messages",
                differs("versions", {one[0] for one in found}, {version}),
                differs("not there", [str(k) for k in (sent - came)][:3], []),
                differs("not sent", [str(k) for k in (came - sent)][:3], []), row_problems(rows, sent),
                differs("calls", len(listed), CALLS), *ladder_problems(tests, live.path, listed, (caller, proxy, callee), without),
                differs("agents", {"agent 42" in r["path"] for r in rows}, {version > 1}),
                differs("refused", live.refused(), {}), "" if last == later else "live and later differ")


def bencode(value):
    if isinstance(value, dict):
        return b"d" + b"".join(bencode(key) + bencode(value[key]) for key in sorted(value)) + b"e"
    text = value.encode()
    return b"%d:%s" % (len(text), text)


def ask(port, **words):
    """What rtpengine answers to a command of its NG protocol."""
    said = bencode({key.replace("_", "-"): value for key, value in words.items()})
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.settimeout(0.3)
        for _ in range(30):
            try:
                # Commands with one cookie are one command.
                one.sendto(os.urandom(8).hex().encode() + b" " + said, ("127.0.0.1", port))
                return one.recv(65535)
            except OSError:
                time.sleep(0.05)
    return b""


def media_sockets():
    """Of RTP and RTCP, at an even port and the next (RFC 3550, 11)."""
    for _ in range(1000):
        rtp, rtcp = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        rtp.bind(("127.0.0.1", 0))
        port = rtp.getsockname()[1]
        try:
            if port % 2 == 0:
                rtcp.bind(("127.0.0.1", port + 1))
                return rtp, rtcp, port
        except OSError:
            pass
        rtp.close()
        rtcp.close()
    raise OSError("no two ports beside each other are free")


def describe(port):
    return (f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\n"
            "a=rtpmap:0 PCMU/8000\r\n")


def audio(sequence, ssrc):
    return struct.pack("!BBHII", 0x80, 0, sequence, sequence * 160, ssrc) + b"\xff" * 160


SSRCS = (0x1111, 0x2222)


def report(ssrc, packets_sent, blocks):
    """RFC 3550, 6.4: an SR, or an RR where nothing was sent, and the name that 6.1 asks for."""
    head = struct.pack("!BBHI", 0x80 | len(blocks), 200 if packets_sent else 201, (6 if packets_sent else 1) + 6 * len(blocks), ssrc)
    if packets_sent:
        head += struct.pack("!IIIII", 3900000000, 1 << 31, packets_sent * 160, packets_sent, packets_sent * 160)
    for of, fraction, lost, jitter in blocks:
        head += struct.pack("!IIIIII", of, fraction << 24 | lost & 0xffffff, 9, jitter, 0, 0)
    return head + struct.pack("!BBHIBB", 0x81, 202, 3, ssrc, 1, 4) + b"a@bc\0\0"


def reports_of(ssrc, other):
    """Six, and what is shown of each."""
    for i in range(2):
        lost, jitter = 16 + i, ssrc % 100 + i
        figures = f"loss {(64 + i) * 100 / 256:.1f} %, lost {lost}, jitter {jitter}"
        yield report(ssrc, 10 + i, [(other, 64 + i, lost, jitter)]), f"{figures}, sent {10 + i} packets"
        yield report(ssrc, 0, [(other, 64 + i, lost, jitter)]), figures
    yield report(ssrc, 15, []), "sent 15 packets"
    # More came than was expected: doubled on its way.
    yield report(ssrc, 0, [(other, 0, -3, 7)]), "loss 0.0 %, lost -3, jitter 7"


def exchange(ng, call_id):
    """A call of the NG protocol with media and reports in both directions; (what is to be shown of the reports, how many passed)."""
    ends, said, passed = (media_sockets(), media_sockets()), [], 0
    offer = ask(ng, command="offer", call_id=call_id, from_tag="a", sdp=describe(ends[0][2]), ICE="remove")
    answer = ask(ng, command="answer", call_id=call_id, from_tag="a", to_tag="b", sdp=describe(ends[1][2]), ICE="remove")
    ports = [int(re.search(rb"m=audio (\d+)", text)[1]) for text in (answer, offer)]
    for i in range(10):
        for (rtp, _, _), port, ssrc in zip(ends, ports, SSRCS):
            rtp.sendto(audio(i, ssrc), ("127.0.0.1", port))
        time.sleep(0.01)
    for (_, rtcp, _), port, ssrc, other in zip(ends, ports, SSRCS, SSRCS[::-1]):
        for bytes_, words in reports_of(ssrc, other):
            rtcp.sendto(bytes_, ("127.0.0.1", port + 1))
            said.append((call_id, words))
            time.sleep(0.002)
    for _, rtcp, _ in ends:
        rtcp.settimeout(2)
        try:
            for _ in range(6):
                passed += rtcp.recv(2000)[0] >> 6 == 2
        except OSError:
            pass
    for rtp, rtcp, _ in ends:
        rtp.close()
        rtcp.close()
    return said, passed


def check_rtpengine(tests, folder, carrier):
    """rtpengine and Kamailio beside each other, as they stand in front of many sites, send to one listener."""
    hep, proxy, caller, callee, ng, tcp = free_ports(6)
    call_id = f"both-{carrier}@example.org"
    live = Listen(tests, folder, "--listen", f"udp:127.0.0.1:{hep}", "--listen", f"tcp:127.0.0.1:{tcp}")
    start(folder, "rtpengine", "rtpengine", "--table=-1", "--interface=127.0.0.1", f"--listen-ng=127.0.0.1:{ng}",
                  f"--homer=127.0.0.1:{hep if carrier == 'udp' else tcp}", f"--homer-protocol={carrier}", "--homer-id=77",
                  "-f", "-E", f"--pidfile={folder}/rtpengine.pid", "-m", "20000", "-M", "20999")
    kamailio(folder, proxy, hep=hep, next=callee, version=3, automatic=1, carrier="", tls="")
    sipp(folder, "callee", callee, "-sn", "uas")
    wait_for_udp(callee)
    ask(ng, command="ping")
    # What rtpengine says of the first call comes before the call, of the second behind it.
    said, before = exchange(ng, f"{call_id}-1")
    calls = sipp(folder, "caller", caller, "-sn", "uac", "-m", "2", "-r", "50", "-d", "300", "-cid_str", f"{call_id}-%u",
                 f"127.0.0.1:{proxy}")
    calls.wait(20)
    more, behind = exchange(ng, f"{call_id}-2")
    said, passed = said + more, [before, behind]
    live.wait_for(2 * 13 + len(said))
    stop_all()
    live.end()
    found = [unpack(packet[28:]) for _, packet in packets(live.path)]
    reports = [one[3:] for one in found if one[4].get(11) == b"\5"]
    calls = {row["call_id"]: row["call"] for row in shown(tests, "calls", live.path)}
    events = shown(tests, "events", live.path)
    figures = collections.Counter((r["call"], r["call_id"], r["detail"]) for r in events)
    wanted = collections.Counter((calls.get(name), name, words) for name, words in said)
    text = tests.run("flow", live.path, "--call-id", f"{call_id}-1").out.decode()
    print(f"# rtpengine by {carrier}: {len(reports)} reports")
    tests.check(f"rtpengine by {carrier}, beside Kamailio", differs("RTCP that rtpengine passed on", passed, [12, 12]),
                differs("reports", len(reports), 24),
                differs("agents", {chunks[12] for _, chunks in reports}, {struct.pack("!I", 77)}),
                differs("call-ids", {chunks[17].decode() for _, chunks in reports}, set(calls)),
                differs("figures", sorted(map(str, figures - wanted)) + sorted(map(str, wanted - figures)), []),
                differs("kinds", {(r["protocol"], r["label"]) for r in events}, {("HEP", "RTCP report")}),
                *("" if words in text else f"the ladder does not say {words!r}: {text}"
                  for name, words in said if name == f"{call_id}-1"), differs("refused", live.refused(), {}))


def check_sngrep(tests, folder, version):
    """What sngrep sends of a capture is shown as the capture itself shows it, to the microsecond; with a key."""
    hep, = free_ports(1)
    pathlib.Path(f"{folder}/sngreprc").write_text(f"set eep.send.version {version}\nset eep.send.pass sesame\n")
    pathlib.Path(f"{folder}/key").write_text("sesame\n")
    live = Listen(tests, folder, "--listen", f"udp:127.0.0.1:{hep}", *(["--hep-key-file", f"{folder}/key"] if version == 3 else []))
    wanted = shown(tests, "messages", str(SAMPLE))
    status = start(folder, "sngrep", "sngrep", "-N", "-q", "-r", "-f", f"{folder}/sngreprc", "-I", str(SAMPLE),
                   "-H", f"udp:127.0.0.1:{hep}").wait(20)
    live.wait_for(len(wanted))
    stop_all()
    live.end()
    rows = shown(tests, "messages", live.path)
    keys = ("src", "dst", "method", "status", "call_id", "cseq", "bytes")

    def counted(all_rows):
        return collections.Counter((*(row[key] for key in keys), row["time_ns"] // 1000) for row in all_rows)
    print(f"# sngrep, HEP {version}: {len(rows)} messages")
    tests.check(f"sngrep, HEP {version}", differs("sngrep", status, 0), differs("messages", len(rows), len(wanted)),
                differs("versions", {unpack(packet[28:])[0] for _, packet in packets(live.path)}, {version}),
                differs("rows", sorted(map(str, counted(rows) - counted(wanted)))[:3], []),
                "" if b"sesame" not in pathlib.Path(live.path).read_bytes() else "the key is in the file",
                differs("refused", live.refused(), {}))


PACKAGES = {"kamailio": "kamailio", "kamailio-tls": "kamailio-tls-modules", "sipp": "sip-tester",
            "rtpengine": "rtpengine-daemon", "sngrep": "sngrep"}


def has_tls():
    return MODULES and os.path.exists(os.path.join(os.path.dirname(MODULES[0]), "tls.so"))


def lacks(tests, what, *programs):
    """Says that WHAT is not tested where programs are missing."""
    missing = [PACKAGES[one] for one in programs if not (has_tls() if one == "kamailio-tls" else shutil.which(one)) or
               (one == "kamailio" and not MODULES)]
    if missing:
        tests.n += 1
        print(f"ok {tests.n} {what} # SKIP did not run: not installed: {' '.join(missing)}")
    return missing


def main():
    tests = Tests(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        try:
            if not lacks(tests, "Kamailio", "kamailio", "sipp"):
                for words in ({"version": 3}, {"version": 2}, {"version": 1}, {"version": 3, "automatic": 0},
                              {"version": 3, "transport": "t1"}, {"version": 3, "carrier": "tcp"},
                              {"version": 3, "carrier": "tls"}):
                    if words.get("carrier") != "tls" or not lacks(tests, "Kamailio by TLS", "kamailio-tls"):
                        check_kamailio(tests, folder, **words)
            if not lacks(tests, "rtpengine", "kamailio", "sipp", "rtpengine"):
                check_rtpengine(tests, folder, "udp")
                check_rtpengine(tests, folder, "tcp")
            if not lacks(tests, "sngrep", "sngrep"):
                check_sngrep(tests, folder, 3)
                check_sngrep(tests, folder, 2)
        finally:
            stop_all()
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
