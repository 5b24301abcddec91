#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lays the figures of each RTP stream in the captures of this tree beside tshark's.

usage: streams.py LINESMAN-CLI [--ask]

What tshark's stream table says of a stream, and how many of its packets came twice by the sequence numbers
that tshark prints, stands in streams.json beside this script. Where ours is another figure the entry holds it
too, with the reason; a difference without one fails, and so does an entry that no longer differs. Streams
that tshark does not find are not looked at: it opens fewer tunnels than we do. --ask asks the tshark that is
installed again, and keeps the reasons.
"""

import collections
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
KNOWN = HERE / "streams.json"
FOLDERS = ("data/samples", "tests/captures")
# tshark prints milliseconds with three decimals.
ROUNDING_MS = 0.0011
NAMES = ("packets", "lost", "duplicates", "delta_max_ms", "jitter_mean_ms", "jitter_max_ms")
# How far behind the newest packet one that came twice is looked for.
RECENT = 64
ROW = re.compile(
    r"\s*[\d.]+\s+[\d.]+\s+(?P<src>\S+)\s+(?P<sport>\d+)\s+(?P<dst>\S+)\s+(?P<dport>\d+)\s+(?P<ssrc>0x[0-9A-F]{8})"
    r"\s.*?\s(?P<packets>\d+)\s+(?P<lost>-?\d+) \(-?[\d.]+%\)\s+[\d.]+\s+[\d.]+\s+(?P<delta>[\d.]+)"
    r"\s+[\d.]+\s+(?P<mean>[\d.]+)\s+(?P<max>[\d.]+)"
)


def endpoint(address, port):
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def tshark(path, *words):
    done = subprocess.run(["tshark", "-r", path, *words], capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def count_duplicates(path):
    fields = ("ip.src", "ipv6.src", "udp.srcport", "ip.dst", "ipv6.dst", "udp.dstport", "rtp.ssrc", "rtp.seq")
    words = [w for f in fields for w in ("-e", f)]
    recent = collections.defaultdict(lambda: collections.deque(maxlen=RECENT))
    counts = collections.Counter()
    for line in tshark(path, "--enable-heuristic", "rtp_udp", "-Y", "rtp and not icmp and not icmpv6",
                       "-T", "fields", *words):
        # Of a tunnel the innermost.
        src, src6, sport, dst, dst6, dport, ssrc, seq = (v.split(",")[-1] for v in line.split("\t"))
        if not ssrc:
            continue
        key = f"{endpoint(src or src6, sport)} {endpoint(dst or dst6, dport)} 0x{int(ssrc, 16):08X}"
        counts[key] += seq in recent[key]
        recent[key].append(seq)
    return counts


def ask(path):
    duplicates = count_duplicates(path)
    streams = {}
    for line in tshark(path, "--enable-heuristic", "rtp_udp", "-q", "-z", "rtp,streams"):
        row = ROW.match(line)
        if not row:
            continue
        key = f"{endpoint(row['src'], row['sport'])} {endpoint(row['dst'], row['dport'])} {row['ssrc']}"
        streams.setdefault(key, []).append({
            "packets": int(row["packets"]), "lost": int(row["lost"]), "duplicates": duplicates[key],
            "delta_max_ms": float(row["delta"]), "jitter_mean_ms": float(row["mean"]),
            "jitter_max_ms": float(row["max"]),
        })
    return streams


def ours_of(cli, path):
    done = subprocess.run([cli, "streams", "--json", "--keep-duplicates", path], capture_output=True, text=True,
                          timeout=60, check=False)
    streams = {}
    for line in done.stdout.splitlines():
        row = json.loads(line)
        streams.setdefault(f"{row['src']} {row['dst']} {row['ssrc']}", []).append(row)
    return streams


def differences(theirs, ours):
    """What differs of a stream, with our figures."""
    if len(theirs) != len(ours):
        return {"streams": len(ours)}
    other = {}
    for their, our in zip(theirs, ours):
        for name in NAMES:
            value = our[name]
            if isinstance(value, float):
                value = round(value, 3)
            if value is None or abs(their[name] - value) > (ROUNDING_MS if name.endswith("_ms") else 0):
                other[name] = value
    return other


def compare(cli, name, known):
    """The problems of a capture, and its entry as it is now."""
    ours = ours_of(cli, str(TOP / name))
    problems, entry = [], {}
    for key, before in sorted(known.items()):
        theirs = before["tshark"]
        other = differences(theirs, ours.get(key, []))
        if other != before.get("ours", {}) or (other and not before.get("reason")):
            problems.append(f"{key}: tshark {theirs}, ours {other}")
        entry[key] = {"tshark": theirs}
        if other:
            entry[key].update({"ours": other, "reason": before.get("reason", "")})
    return problems, entry


def captures():
    for folder in FOLDERS:
        for path in sorted((TOP / folder).glob("*.pcapng")):
            yield str(path.relative_to(TOP))


def main():
    cli, asking = str(pathlib.Path(sys.argv[1]).resolve()), "--ask" in sys.argv[2:]
    known = json.loads(KNOWN.read_text()) if KNOWN.exists() else {}
    now, failed, number = {}, 0, 0
    for name in captures():
        entry = known.get(name, {})
        if asking:
            entry = {k: {**entry.get(k, {}), "tshark": rows} for k, rows in ask(str(TOP / name)).items()}
        problems, entry = compare(cli, name, entry)
        if entry:
            now[name] = entry
        number += 1
        failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {number} {name}")
        for problem in problems:
            print(f"# {problem[:600]}")
    print(f"1..{number}")
    if asking:
        KNOWN.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
