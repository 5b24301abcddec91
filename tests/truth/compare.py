#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lays what linesman-cli says of captures beside what tshark says of them.

usage: compare.py LINESMAN-CLI CAPTURES-FOLDER [--write]

The folder, or the one that LINESMAN_CAPTURES in the environment names instead, holds captures and, under
truth/, a JSON file for each with tshark's figures. Every difference has its entry, with the reason, in
expected.json beside this script; a difference without one fails, and so does an entry that no longer
differs. --write prints a new list with the old reasons instead.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

EXPECTED = pathlib.Path(__file__).with_name("expected.json")
# tshark prints milliseconds with three decimals.
ROUNDING_MS = 0.0011


def run(cli, command, path):
    result = subprocess.run(
        [cli[0], command, "--json", *cli[1:], path], capture_output=True, timeout=120, check=False
    )
    if result.returncode not in (0, 1, 3):
        raise RuntimeError(f"{command} {path}: exit status {result.returncode}: "
                           f"{result.stderr.decode(errors='replace')}")
    return [json.loads(line) for line in result.stdout.decode().splitlines()]


def endpoint(address, port):
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def sip_differences(cli, path, truth):
    sip = truth.get("sip") or {}
    rows = run(cli, "stats", path)
    if not rows:
        yield "stats", None, "unreadable"
        return
    stats = rows[0]
    messages = run(cli, "messages", path)
    call_ids = {}
    for message in messages:
        if message["call_id"]:
            call_ids[message["call_id"]] = call_ids.get(message["call_id"], 0) + 1
    # tshark counts what ICMP errors quote; a quoted message was not sent there.
    yield "packets", truth.get("packets"), stats["packets"]
    yield "messages", sip.get("messages", 0), stats["sip_messages"]
    yield "methods", sip.get("requests", {}), stats["methods"]
    yield "statuses", sip.get("responses", {}), stats["statuses"]
    yield "call_ids", sip.get("call_ids", 0), stats["call_ids"]
    frames = truth.get("protocol_frames") or {}
    yield "stun_packets", frames.get("stun", 0) + frames.get("classicstun", 0), stats["stun_packets"]
    yield "dtls_packets", frames.get("dtls", 0), stats["dtls_packets"]
    yield "zrtp_packets", frames.get("zrtp", 0), stats["zrtp_packets"]
    expected = sip.get("call_id_list", {})
    # The list of a large capture is cut.
    if len(expected) == sip.get("call_ids", 0):
        yield "call_ids missing", 0, len(set(expected) - set(call_ids))
        yield "call_ids beside", 0, len(set(call_ids) - set(expected))


def close(a, b):
    return abs(a - b) <= ROUNDING_MS


def stream_key(src, dst, ssrc):
    return f"{src} {dst} {ssrc}"


def stream_differences(cli, path, truth):
    expected = truth.get("rtp_streams_heuristic")
    if not isinstance(expected, list):
        expected = truth.get("rtp_streams") or []
    theirs, ours = {}, {}
    for s in expected:
        key = stream_key(endpoint(s["src"], s["sport"]), endpoint(s["dst"], s["dport"]), s["ssrc"])
        theirs.setdefault(key, []).append(s)
    for s in run(cli, "streams", path):
        ours.setdefault(stream_key(s["src"], s["dst"], s["ssrc"]), []).append(s)
    for key in sorted(set(theirs) | set(ours)):
        if key not in ours:
            yield f"stream {key}", f"{sum(s['packets'] for s in theirs[key])} packets", None
            continue
        if key not in theirs:
            yield f"stream {key}", None, f"{sum(s['packets'] for s in ours[key])} packets"
            continue
        t, o = theirs[key][0], ours[key][0]
        if len(theirs[key]) != len(ours[key]):
            yield f"stream {key} count", len(theirs[key]), len(ours[key])
        yield f"stream {key} packets", t["packets"], o["packets"]
        yield f"stream {key} lost", t["lost"], o["lost"]
        for name, mine in (("jitter_mean_ms", "jitter_mean_ms"), ("jitter_max_ms", "jitter_max_ms"),
                           ("delta_max_ms", "delta_max_ms")):
            if t.get(name) is not None and not close(t[name], o[mine]):
                yield f"stream {key} {name}", t[name], round(o[mine], 3)


def differences(cli, path, truth):
    for name, theirs, ours in sip_differences(cli, path, truth):
        if theirs != ours:
            yield name, theirs, ours
    for name, theirs, ours in stream_differences(cli, path, truth):
        if theirs != ours:
            yield name, theirs, ours


def key_options(options, folder, scratch):
    """What of tshark's OPTIONS is keys, as ours: we need no other setting to find what it finds with one. It
    counts each time what was captured several times, so we are asked to."""
    yield "--keep-duplicates"
    values = [o for o in options if o not in ("-o", "-d")]
    esp = [v.removeprefix("uat:esp_sa:") for v in values if v.startswith("uat:esp_sa:")]
    if esp:
        path = pathlib.Path(scratch, "esp_sa")
        path.write_text("\n".join(esp))
        yield from ("--esp-sa", str(path))
    for value in values:
        if value.startswith("tls.keylog_file:"):
            name = value.removeprefix("tls.keylog_file:")
            yield from ("--keylog", str(next(f / name for f in (folder, *folder.parents) if (f / name).exists())))


def truths(folder, scratch):
    """A capture's name, its path, the options that we need, and what tshark says."""
    for path in sorted((folder / "truth").rglob("*.json")):
        name = str(path.relative_to(folder / "truth"))[: -len(".json")]
        truth = json.loads(path.read_text())
        if name.startswith("messages/") or not (folder / name).exists() or "packets" not in truth:
            continue
        yield name, folder / name, [], truth
        more = truth.get("with_options")
        if more:
            options = list(key_options(more["tshark_options"], (folder / name).parent, scratch))
            yield f"{name} with options", folder / name, options, more["result"]


def main():
    cli, folder = sys.argv[1], pathlib.Path(os.environ.get("LINESMAN_CAPTURES") or sys.argv[2])
    write = "--write" in sys.argv[3:]
    if not (folder / "truth").is_dir():
        print("1..0 # SKIP the captures are not at hand; nothing was compared")
        return 0
    expected = json.loads(EXPECTED.read_text()) if EXPECTED.exists() else {}
    found, failed, number = {}, 0, 0
    scratch = tempfile.TemporaryDirectory()
    for name, path, options, truth in truths(folder, scratch.name):
        number += 1
        known = expected.get(name, {})
        entries, problems = {}, []
        for field, theirs, ours in differences([cli, *options], str(path), truth):
            entry = known.get(field, {})
            entries[field] = {"tshark": theirs, "linesman": ours, "reason": entry.get("reason", "")}
            same = entry.get("linesman") == ours and entry.get("reason")
            if not same:
                problems.append(f"{field}: tshark {theirs}, linesman {ours}")
        problems += [f"{field}: expected to differ, but agrees" for field in known if field not in entries]
        if entries:
            found[name] = entries
        failed += bool(problems)
        if not write:
            print(f"{'not ok' if problems else 'ok'} {number} {name}")
            for problem in problems:
                print(f"# {problem[:600]}")
    if write:
        json.dump(found, sys.stdout, indent=1, ensure_ascii=False)
        print()
        return 0
    print(f"1..{number}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
