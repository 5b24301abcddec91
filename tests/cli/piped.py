#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A live capture of what comes through standard input or a named pipe: every form of a capture is what it is as a file, rows
come before the stream ends, files, limits, filters and alerts are as on an interface, and what is damaged is said where it is.

usage: piped.py LINESMAN-CLI
"""

import gzip
import json
import os
import pathlib
import re
import select
import signal
import subprocess
import sys
import tempfile
import time

import forms
from capture import SAMPLE, last_rows, numbered, packets_in
from tap import ENVIRONMENT, Tests, differs

CAPTURES = pathlib.Path(__file__).resolve().parent.parent / "captures"
FIGURES = re.compile(r"linesman-cli: (.+): (\d+) packets in .*, (\d+) written, (\d+) calls; dropped: (\d+) by the kernel, (\d+) by the "
                     r"interface, (\d+) by the buffer")
SECOND = 10**9


def piped(tests, data, *words, **more):
    return tests.run("capture", "-i", "-", *words, data=data, **more)


def figures(result):
    """Packets received and written, calls, and what was dropped by the kernel, the interface and the buffer."""
    found = [FIGURES.search(line) for line in result.errors if FIGURES.search(line)]
    return tuple(map(int, found[-1].groups()[1:])) if found else ()


def states(rows):
    return {key: row["state"] for key, row in rows.items()}


def check_forms(tests, folder):
    """Also those whose interfaces have several link types, and those that hold keys."""
    for path in [SAMPLE] + [CAPTURES / f"{name}.pcapng" for name in ("links", "any", "sip-tls13", "wss")]:
        data, problems = path.read_bytes(), []
        wanted = last_rows(tests.run("calls", "--json", str(path)).out.decode())
        try:
            every = dict(forms.forms_of(*forms.packets_of(data))) if not forms.holds_secrets(data) else {}
        except forms.SeveralLinks:
            every = {}
        for name, content in {"as it is": data, "gzip of it": gzip.compress(data), **every}.items():
            written = f"{folder}/written.pcapng"
            result = piped(tests, content, "--json", "-w", written)
            later = last_rows(tests.run("calls", "--json", written).out.decode())
            problems += [differs(f"{name}: status", result.status, 0), differs(f"{name}: shown", states(last_rows(result.out.decode())),
                         states(wanted)), differs(f"{name}: in the file", states(later), states(wanted))]
        tests.check(f"{path.name} in {len(every) + 2} forms", "" if wanted else "there are no calls", *problems)


def check_live(tests, folder):
    """A row is there while the stream goes on, and its rest comes when the rest has; by a pipe with a name too."""
    link, packets = forms.packets_of(SAMPLE.read_bytes())
    data, named = forms.pcap(link, packets), f"{folder}/named"
    os.mkfifo(named)
    for source in ("-", named):
        process = subprocess.Popen([tests.cli, "capture", "-i", source, "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, env=ENVIRONMENT)
        out = process.stdin if source == "-" else open(named, "wb", buffering=0)  # pylint: disable=consider-using-with
        out.write(data[:len(data) // 2])
        out.flush()
        early = select.select([process.stdout], [], [], 10)[0]
        lives = process.poll() is None
        out.write(data[len(data) // 2:])
        out.close()
        shown = last_rows(process.stdout.read().decode())
        status = process.wait(20)
        wanted = last_rows(tests.run("calls", "--json", str(SAMPLE)).out.decode())
        tests.check(f"rows come while it goes on, from {'standard input' if source == '-' else 'a named pipe'}",
                    "" if early and lives else "no row before its end", differs("status", status, 0),
                    differs("calls", states(shown), states(wanted)))


def check_limits(tests, folder):
    frames = [(i * SECOND // 1000, frame, len(frame)) for i, frame in enumerate(numbered(20000))]
    data = forms.pcap(1, frames)
    files = piped(tests, data, "-w", f"{folder}/ring.pcapng", "--file-size", "64k", "--files", "5")
    left = sorted(pathlib.Path(folder).glob("ring_*"))
    sizes = [path.stat().st_size for path in left]
    kept, _ = packets_in(tests, *map(str, left))
    tests.check("files end at their size, and the newest are kept", differs("status", files.status, 0), differs("files", len(left), 5),
                "" if all(65536 <= size < 65536 + 1024 for size in sizes[:-1]) and sizes[-1] < 66560 else f"sizes {sizes}",
                differs("taken", figures(files)[:2], (20000, 20000)), "" if 1000 < kept < 1600 else f"{kept} packets in them")
    counted = piped(tests, data, "-w", f"{folder}/n.pcapng", "--stop-after", "777packets")
    sized = piped(tests, data, "-w", f"{folder}/s.pcapng", "--stop-after", "100k")
    size = os.path.getsize(f"{folder}/s.pcapng")
    began = time.monotonic()
    reading, writing = os.pipe()
    silent = piped(tests, None, "--stop-after", "1s", stdin=reading)
    os.write(writing, data[:1000])
    timed = piped(tests, None, "--stop-after", "1s", stdin=reading)
    os.close(writing)
    os.close(reading)
    tests.check("it stops after packets, bytes and time", differs("packets", packets_in(tests, f"{folder}/n.pcapng")[0], 777),
                differs("status", (counted.status, sized.status), (0, 0)), "" if 102400 <= size < 103424 else f"{size} bytes",
                "" if time.monotonic() - began < 8 else "1s took longer", differs("what came in 1 s", (timed.status, figures(timed)[:1]), (0, (4,))),
                "" if silent.status == 3 and "nothing came" in " ".join(silent.errors) else f"silent: {silent.status} {silent.errors}")
    filtered = piped(tests, SAMPLE.read_bytes(), "-f", "udp port 5060", "-w", f"{folder}/f.pcapng", "--alert", "answered")
    n, _ = packets_in(tests, f"{folder}/f.pcapng")
    cut = piped(tests, data, "--snap-bytes", "60", "-w", f"{folder}/cut.pcapng")
    passed = piped(tests, data, "-f", "udp", "-w", "-")
    tests.check("filters, alerts, snap length, and passing on", differs("status", (filtered.status, cut.status, passed.status), (0, 0, 0)),
                differs("written", figures(filtered)[1], n), "" if 0 < n < figures(filtered)[0] else f"{n} packets of {figures(filtered)}",
                "" if b"ALERT" in filtered.out else "no alert",
                "" if 20000 * 92 <= os.path.getsize(f"{folder}/cut.pcapng") < 20000 * 96 else "not cut",
                differs("passed on", len(forms.packets_of(passed.out)[1]), 20000))


def statistics(order="<"):
    """Of interface 0: 7 dropped by the kernel, 5 by the interface, and 3 between accepted and delivered."""
    options = b"".join(forms.struct.pack(order + "HHQ", code, 8, value) for code, value in ((5, 5), (6, 30), (7, 7), (8, 20)))
    return forms.block(order, 5, forms.struct.pack(order + "III", 0, 0, 0) + options + bytes(4))


def check_figures(tests, folder):
    """Interfaces that come late and with another link type, sections in either byte order, and what was dropped."""
    link, packets = forms.packets_of(SAMPLE.read_bytes())
    half, name = len(packets) // 2, f"{folder}/both.pcapng"
    raw = [(ns, frame[14:], length - 14) for ns, frame, length in packets[half:]]
    data = forms.pcapng(link, packets[:half]) + statistics() + forms.pcapng(101, raw, ">") + statistics(">")
    result = piped(tests, data, "-w", name)
    wanted = tests.run("calls", "--csv", str(SAMPLE)).out.decode().splitlines()
    info = tests.run("info", "--json", name)
    links = [row["packets"] for row in json.loads(info.out)["interfaces"]] if info.out else []
    tests.check("sections in both byte orders with other links, and drops", differs("status", (result.status, info.err), (0, b"")),
                differs("figures", figures(result), (len(packets) + 20, len(packets), len(wanted) - 1, 14, 10, 6)),
                differs("interfaces", links, [half, len(packets) - half]))


def check_damage(tests, folder):
    data = SAMPLE.read_bytes()
    link, packets = forms.packets_of(data)
    pcap = forms.pcap(link, packets)
    wild = forms.pcap(link, packets[:9]) + forms.struct.pack("<4I", 1, 2, 1 << 31, 9)
    cases = (("cut amid a packet", pcap[:-9], 1, f"record {len(packets)} at byte {len(pcap) - 16 - len(packets[-1][1])}: the stream has ended"),
             ("a wild length", wild, 1, f"record 10 at byte {len(wild) - 16}: its length"), ("cut amid gzip", gzip.compress(data)[:-9], 1, "gzip data is cut short"),
             ("text", b"tcpdump: eth9: No such device exists\n", 3, "a text file"), ("nothing", b"", 3, "before the first byte"),
             ("3 bytes", b"abc", 3, "standard input"), ("a header alone", pcap[:20], 3, "20 of 24 bytes"),
             ("a section without interfaces", forms.pcapng(1, [])[:28], 3, "before it named an interface"))
    for name, content, status, words in cases:
        path = pathlib.Path(folder) / "damage.pcapng"
        path.unlink(missing_ok=True)
        result = piped(tests, content, "-w", str(path))
        said = " ".join(result.errors)
        tests.check(f"damage: {name}", differs("status", result.status, status), "" if words in said else f"not said: {said!r}",
                    differs("there is a file", path.exists(), status == 1),
                    *([] if status == 3 else [differs("the file", packets_in(tests, str(path))[1].err, b"")]))


def check_words(tests, folder):
    cases = ((["-i", "-", "-i", "lo"], "one stream"), (["-i", "-", "--keep-on"], "--keep-on"), (["-i", f"{SAMPLE}"], "calls FILE"),
             (["-i", f"{folder}/no"], "No such file"))
    said = [(words, expected, tests.run("capture", *words, data=b"")) for words, expected in cases]
    tests.check("what cannot be is said", *("" if result.status in (2, 3) and expected in " ".join(result.errors)
                                            else f"{words}: {result.status} {result.errors}" for words, expected, result in said))


def check_signal(tests, folder):
    """What had come is written, and what its writer still has to write when both are told to end."""
    data, path = forms.pcap(1, [(i, frame, 200) for i, frame in enumerate(numbered(500))]), f"{folder}/signal.pcapng"
    for number in (signal.SIGINT, signal.SIGTERM):
        with subprocess.Popen([tests.cli, "capture", "-i", "-", "-w", path], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, env=ENVIRONMENT) as process:
            process.stdin.write(data[:-1000])
            process.stdin.flush()
            time.sleep(0.7)
            process.send_signal(number)
            time.sleep(0.02)
            process.stdin.write(data[-1000:])
            process.stdin.close()
            status, said = process.wait(10), process.stderr.read().decode()
        n, info = packets_in(tests, path)
        tests.check(f"it ends by {number.name}", differs("status", (status, info.err), (0, b"")), differs("packets", n, 500),
                    "" if "warning" not in said else said)


def check_cut(tests, folder):
    """As logrotate's copytruncate leaves it: that is said while it runs, and what comes then is in a file that opens."""
    frames = [(i * 1000, frame, 200) for i, frame in enumerate(numbered(2000))]
    first, second = forms.pcap(1, frames[:1000]), forms.pcap(1, frames[1000:])[24:]
    for name, words in (("cut.pcapng", ()), ("turns.pcapng", ("--file-size", "10M"))):
        path, errors = pathlib.Path(folder) / name, pathlib.Path(folder) / "errors"
        with open(errors, "wb") as err, subprocess.Popen([tests.cli, "capture", "-i", "-", "-w", str(path), *words], stdin=subprocess.PIPE,
                                                         stdout=subprocess.DEVNULL, stderr=err, env=ENVIRONMENT) as process:
            process.stdin.write(first)
            process.stdin.flush()
            time.sleep(1)
            written = next(pathlib.Path(folder).glob(f"{path.stem}*.pcapng"))
            os.truncate(written, 0)
            for _ in range(300):
                if "was cut" in errors.read_text():
                    break
                time.sleep(0.01)
            early = errors.read_text()
            process.stdin.write(second)
            process.stdin.close()
            status = process.wait(20)
        newest = max(pathlib.Path(folder).glob(f"{path.stem}*.pcapng"))
        n, info = packets_in(tests, str(newest))
        tests.check(f"that a file was cut is said, and it goes on: {name}", differs("status", (status, info.err), (1, b"")),
                    "" if f"{written} was cut" in early else f"said {early!r}", differs("in the new file", n, 1000),
                    differs("times", errors.read_text().count("was cut"), 1))


def main():
    tests = Tests(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        for check in (check_forms, check_live, check_limits, check_figures, check_damage, check_words, check_signal, check_cut):
            check(tests, folder)
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
