#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What linesman-cli says of input that is missing, damaged or of another kind, and of words that it does
not know: the exit status of the manual page, and one line that names the object, the place and what to do.

usage: bad-input.py LINESMAN-CLI
"""

import gzip
import json
import os
import pathlib
import pwd
import shutil
import struct
import sys
import tempfile

from tap import Tests, differs

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
SAMPLE = TOP / "data" / "samples" / "calls.pcapng"
SMALL = TOP / "tests" / "captures" / "tcp.pcapng"
DONE, DAMAGED, USAGE, UNREADABLE = 0, 1, 2, 3


def expect(tests, name, result, status, *wanted, rows=None):
    """One line on standard error with all of WANTED in it; none where nothing is wanted."""
    problems = [differs("exit status", result.status, status)]
    if wanted:
        problems.append(differs("lines on standard error", len(result.errors), 1))
        text = "\n".join(result.errors)
        problems += [f"“{word}” is not in: {text}" for word in wanted if word not in text]
        if result.errors and not result.errors[0].startswith("linesman-cli: "):
            problems.append(f"the program's name is not in front: {text}")
    else:
        problems.append(differs("standard error", result.errors, []))
    for sign in ("Sanitizer", "runtime error", "Assertion", "core dumped"):
        if sign in "\n".join(result.errors):
            problems.append("\n".join(result.errors))
    if rows is not None:
        problems.append(differs("rows", len(result.out.splitlines()), rows))
    tests.check(name, *problems)


def pcap(n_packets):
    """A pcap file of datagrams with SIP in raw IPv4."""
    out = struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 101)
    for i in range(n_packets):
        sip = (f"OPTIONS sip:b@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{i}\r\n"
               f"From: <sip:a@example.com>;tag=1\r\nTo: <sip:b@example.com>\r\nCall-ID: {i}\r\n"
               f"CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n").encode()
        udp = struct.pack(">HHHH", 5060, 5060, 8 + len(sip), 0) + sip
        ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), i, 0, 64, 17, 0)
        ip += bytes([192, 0, 2, 1, 192, 0, 2, 2]) + udp
        out += struct.pack("<IIII", 1700000000 + i, 0, len(ip), len(ip)) + ip
    return out


def files(tests, folder):
    def made(name, data):
        path = folder / name
        path.write_bytes(data)
        return str(path)

    run = tests.run
    sample = SAMPLE.read_bytes()
    whole = pcap(10)
    path = made("empty.pcap", b"")
    expect(tests, "empty file", run("stats", path), UNREADABLE, path, "empty")
    path = made("notes.txt", b"Dear colleague,\nhere is the capture.\n")
    expect(tests, "text file", run("stats", path), UNREADABLE, path, "text")
    expect(tests, "folder", run("stats", str(folder)), UNREADABLE, str(folder), "folder")
    path = str(folder / "missing.pcap")
    expect(tests, "missing file", run("stats", path), UNREADABLE, path, "no such file", "check the name")
    path = made("netmon.cap", b"GMBU" + bytes(200))
    expect(tests, "Network Monitor", run("stats", path), UNREADABLE, path, "Microsoft Network Monitor")
    path = made("header.pcap", whole[:24])
    expect(tests, "header alone", run("calls", "--json", path), DONE, rows=0)
    path = made("half-header.pcap", whole[:10])
    expect(tests, "half a header", run("calls", path), UNREADABLE, path)

    path = made("cut.pcap", whole[:-5])
    expect(tests, "pcap cut in a packet", run("messages", "--json", path), DAMAGED, path, "10", rows=9)
    path = made("cut.pcapng", sample[:50001])
    result = run("messages", "--json", path)
    expect(tests, "pcapng cut in a block", result, DAMAGED, path, "block", "byte")
    rows = [json.loads(line) for line in result.out.splitlines()]
    full = [json.loads(line) for line in run("messages", "--json", str(SAMPLE)).out.splitlines()]
    tests.check("what came before the cut is there",
                differs("messages", rows, full[:len(rows)]), "" if rows else "there is none")
    offset = block_offset(sample, 6)
    for name, length in (("0", 0), ("3", 3), ("13", 13), ("2^32 - 4", 0xFFFFFFFC)):
        data = bytearray(sample)
        struct.pack_into("<I", data, offset + 4, length)
        path = made("block-length.pcapng", bytes(data))
        expect(tests, f"block length {name}", run("messages", "--json", path), DAMAGED, path, "block",
               str(offset))
    packed = gzip.compress(sample)
    path = made("sound.pcapng.gz", packed)
    expect(tests, "gzip", run("messages", "--json", path), DONE, rows=141)
    path = made("cut.pcapng.gz", packed[: len(packed) // 2])
    expect(tests, "gzip cut short", run("stats", "--json", path), DAMAGED, path, "gzip", rows=1)
    damaged = bytearray(packed)
    damaged[len(packed) // 2:len(packed) // 2 + 40] = b"\xff" * 40
    path = made("damaged.pcapng.gz", bytes(damaged))
    expect(tests, "gzip damaged", run("stats", "--json", path), DAMAGED, path, "byte", rows=1)
    path = made("noise.pcapng.gz", b"\x1f\x8b" + bytes(range(256)) * 4)
    expect(tests, "gzip of nothing", run("stats", "--json", path), UNREADABLE, path)
    path = made("odd\x1b[2J\nname.pcap", b"")
    result = run("stats", path)
    expect(tests, "name that commands the terminal", result, UNREADABLE, "\\x1b[2J\\x0aname.pcap")


def block_offset(data, kind):
    """Of the tenth block of this kind in a little-endian pcapng."""
    offset = n = 0
    while True:
        this, length = struct.unpack_from("<II", data, offset)
        n += this == kind
        if n == 10:
            return offset
        offset += length


def permission(tests, folder):
    path = folder / "secret.pcap"
    path.write_bytes(pcap(1))
    path.chmod(0)
    more = {}
    if os.geteuid() == 0:
        # Root reads everything, so somebody else runs the program; it must be where he can reach it.
        nobody = pwd.getpwnam("nobody")
        open_folder = tempfile.mkdtemp(prefix="linesman-nobody-")
        os.chmod(open_folder, 0o755)
        cli = shutil.copy(tests.cli, open_folder)
        path = shutil.copy(path, open_folder)
        os.chmod(path, 0)
        more = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        own, tests.cli = tests.cli, cli
    result = tests.run("stats", str(path), **more)
    expect(tests, "file without permission", result, UNREADABLE, str(path), "permission")
    if more:
        tests.cli = own
        shutil.rmtree(open_folder)


def streams(tests, folder):
    run = tests.run
    data = SMALL.read_bytes()
    expected = run("messages", "--json", str(SMALL)).out
    result = run("messages", "--json", "-", data=data)
    expect(tests, "pipe", result, DONE, rows=7)
    tests.check("a pipe gives what the file gives", differs("rows", result.out, expected))
    with open(SMALL, "rb") as source:
        result = run("messages", "--json", "-", stdin=source)
    expect(tests, "file at standard input", result, DONE, rows=7)
    expect(tests, "packed pipe", run("messages", "--json", "-", data=gzip.compress(data)), DONE, rows=7)
    expect(tests, "empty pipe", run("stats", "-", data=b""), UNREADABLE, "standard input")
    expect(tests, "cut pipe", run("stats", "--json", "-", data=data[:-7]), DAMAGED, "standard input", rows=1)
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    if os.fork() == 0:
        pipe.write_bytes(data)
        os._exit(0)
    result = run("messages", "--json", str(pipe))
    os.wait()
    expect(tests, "named pipe", result, DONE, rows=7)
    both = run("messages", "--json", str(SMALL), str(SAMPLE))
    expect(tests, "two files", both, DONE, rows=148)
    times = [json.loads(line)["time_ns"] for line in both.out.splitlines()]
    tests.check("two files are merged by time", differs("order", times, sorted(times)))
    cut = folder / "second.pcapng"
    cut.write_bytes(data[:-7])
    expect(tests, "the second file is cut", run("stats", "--json", str(SAMPLE), str(cut)), DAMAGED, str(cut), rows=1)
    expect(tests, "the second file is missing", run("stats", str(SAMPLE), str(folder / "gone")), UNREADABLE, "gone")
    with open("/dev/full", "wb") as full:
        for command in ("info", "stats", "calls", "messages", "flow"):
            result = run(command, str(SAMPLE), stdout=full)
            expect(tests, f"full disk: {command}", result, UNREADABLE, "standard output")


def words(tests, folder):
    run = tests.run
    sample = str(SAMPLE)
    expect(tests, "no command", run(), USAGE, "no command", "--help")
    expect(tests, "unknown command", run("frobnicate", sample), USAGE, "frobnicate", "--help")
    expect(tests, "unknown option", run("calls", "--frobnicate", sample), USAGE, "--frobnicate", "--help")
    expect(tests, "option of another command", run("stats", "--frame", "1", sample), USAGE, "--frame")
    expect(tests, "missing value", run("flow", sample, "--call"), USAGE, "--call", "value")
    expect(tests, "missing value of -o", run("flow", sample, "-o"), USAGE, "--output", "value")
    expect(tests, "unknown letter", run("flow", "-xh", sample), USAGE, "-x")
    expect(tests, "no file", run("calls"), USAGE, "no capture file")
    expect(tests, "call that is not there", run("flow", "--call", "99", sample), USAGE, "call 99", "8")
    expect(tests, "call of no number", run("flow", "--call", "one", sample), USAGE, "--call", "one")
    expect(tests, "call 0", run("flow", "--call", "0", sample), USAGE, "--call", "0")
    expect(tests, "call beyond 32 bits", run("flow", "--call", "4294967297", sample), USAGE, "4294967297")
    expect(tests, "Call-ID that is not there", run("messages", "--call-id", "nobody", sample), USAGE, "nobody")
    expect(tests, "frame that is not there", run("show", "--frame", "99999", sample), USAGE, "99999", "3666")
    expect(tests, "frame without message", run("show", "--frame", "1", sample), USAGE, "frame 1 ")
    expect(tests, "show without frame", run("show", sample), USAGE, "--frame")
    expect(tests, "unknown form of time", run("flow", "--time", "sundial", sample), USAGE, "sundial")
    out = str(folder / "nowhere" / "call.svg")
    expect(tests, "output folder missing", run("flow", "--call", "1", "-o", out, sample), UNREADABLE, out)
    out = str(folder / "call.odd")
    expect(tests, "unknown format", run("flow", "--call", "1", "-o", out, sample), USAGE, out, "svg")
    for name in ("call.svg", "call.txt"):
        out = folder / name
        expect(tests, f"output {name}", run("flow", "--call", "1", "-o", str(out), sample), DONE, rows=0)
        tests.check(f"{name} is there", "" if out.exists() and out.stat().st_size else "it is not")
    expect(tests, "version", run("--version"), DONE, rows=1)


def main():
    tests = Tests(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="linesman-bad-input-") as name:
        folder = pathlib.Path(name)
        files(tests, folder)
        permission(tests, folder)
        streams(tests, folder)
        words(tests, folder)
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
