#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts raw SIP messages of other projects' test suites through linesman-cli.

usage: messages.py LINESMAN-CLI CAPTURES-FOLDER [--write]

The folder, or the one that LINESMAN_CAPTURES in the environment names instead, holds messages/: jsip/ with
EXPECT.tsv, the verdicts of its authors, osip/ and kamailio/. For the first, every verdict that differs has its
reason in messages.json beside this script; a difference without one fails, and so does an entry that no longer
differs. The others must do no harm, and each of their headers must be one that the table of registered headers
has, or stand in the list of those that are not registered. --write prints a new list with the old reasons.
"""

import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__)
EXPECTED = HERE.with_name("messages.json")
REGISTRY = HERE.parent.parent.parent / "src" / "proto" / "sip" / "registry-headers.c"
# The collections keep texts whose bodies were indented or lost their last line; no verdict of "ok" is about that.
STORED = {"sip-content-length-short"}
# What is stated without making a message invalid.
NOTES = {"sip-branch", "sip-no-tag", "sip-no-max-forwards", "sip-tel-context", "sip-content-length-long"}
MOST_BYTES = 65507


def wire(path):
    """The message as it was sent: CR LF, an empty line behind the headers, <hex> spelled out."""
    data = path.read_bytes().replace(b"\r\n", b"\n")
    # osip notes what its own parser says in a line before the message.
    data = re.sub(rb"\Aexpected_error:.*\n", b"", data)
    data = re.sub(rb"<hex>([0-9A-Fa-f]*)</hex>", lambda m: bytes.fromhex(m[1].decode()), data)
    data = data.lstrip(b"\n").replace(b"\n", b"\r\n")
    if b"\r\n\r\n" not in data:
        data = data.rstrip(b"\r\n") + b"\r\n\r\n"
    return data[:MOST_BYTES]


def checksum(header):
    total = sum(struct.unpack("!10H", header))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def frame(number, data):
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28 + len(data), number & 0xFFFF, 0, 64, 17, 0,
                       bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]))
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return b"\2\0\0\0\0\1\2\0\0\0\0\2\x08\0" + head + struct.pack("!HHHH", 5060, 5060, 8 + len(data), 0) + data


def write_capture(path, messages):
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for number, data in enumerate(messages, 1):
            packet = frame(number, data)
            # A minute lies between two, so that none is taken for another sent again.
            out.write(struct.pack("<IIII", 1700000000 + 60 * number, 0, len(packet), len(packet)) + packet)


def run(cli, *arguments):
    done = subprocess.run([cli, *arguments], capture_output=True, timeout=120, check=False)
    if done.returncode not in (0, 1, 3):
        raise RuntimeError(f"{' '.join(arguments)}: exit status {done.returncode}: {done.stderr.decode(errors='replace')}")
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def rows_by_frame(cli, messages, folder):
    capture = str(pathlib.Path(folder) / "messages.pcap")
    write_capture(capture, messages)
    return capture, {row["frame"]: row for row in run(cli, "messages", "--json", capture)}


def verdict(row, wanted):
    """The errors that make it invalid, or that it is none at all."""
    if row is None:
        return ["no message"]
    return sorted(set(row["errors"]) - NOTES - (STORED if wanted == "ok" else set()))


def jsip_differences(cli, folder, work):
    expect = [line.split("\t") for line in (folder / "EXPECT.tsv").read_text().splitlines()[1:]]
    expect = [(row[0], row[1]) for row in expect if (folder / row[0]).exists()]
    _, rows = rows_by_frame(cli, [wire(folder / name) for name, _ in expect], work)
    for number, (name, wanted) in enumerate(expect, 1):
        errors = verdict(rows.get(number), wanted)
        if bool(errors) != (wanted == "error"):
            yield name, {"theirs": wanted, "ours": errors}


def registered():
    rows = re.findall(r'^    \{"([\w-]+)",.*?(?:\'(\w)\'|0)\},', REGISTRY.read_text(), re.M | re.S)
    return {name.lower() for row in rows for name in row if name}


def text_values(path):
    """A collection of values of one header, a line each: osip's contacts.txt and the like."""
    return [line for line in path.read_bytes().splitlines() if line.strip() and not line.startswith(b"#")]


HEADERS = {"auths": "Authorization", "callids": "Call-ID", "contacts": "Contact", "contenttypes": "Content-Type",
           "froms": "From", "recordroutes": "Record-Route", "routes": "Route", "tos": "To", "vias": "Via",
           "wwwas": "WWW-Authenticate"}


def others(folder):
    for path in sorted(folder.iterdir()):
        header = HEADERS.get(path.stem)
        if path.suffix == ".txt":
            for value in text_values(path) if header else []:
                yield f"OPTIONS sip:a SIP/2.0\r\n{header}: ".encode() + value + b"\r\n\r\n"
        elif not path.read_bytes().startswith(b"v=0"):
            yield wire(path)


def check_others(cli, folder, work, unregistered):
    """Shows every message, and returns what is wrong: headers that are neither known nor listed."""
    known, wrong, n = registered() | set(unregistered), set(), 0
    capture, rows = rows_by_frame(cli, others(folder), work)
    for number in rows:
        for message in run(cli, "show", "--json", "--frame", str(number), capture):
            for field in message["fields"][1:]:
                # Headers stand at the top, between the start line and the body, with bytes of their own.
                is_header = field["length"] and "error" not in field and field["name"] != "Body"
                if is_header and field["name"].lower() not in known:
                    wrong.add(field["name"].lower())
            n += 1
    return n, sorted(wrong)


def main():
    cli, captures = os.path.abspath(sys.argv[1]), pathlib.Path(os.environ.get("LINESMAN_CAPTURES", sys.argv[2]))
    folder = captures / "messages"
    expected = json.loads(EXPECTED.read_text())
    if not (folder / "jsip" / "EXPECT.tsv").exists():
        print(f"1..0 # SKIP no messages at {folder}; LINESMAN_CAPTURES may name the folder above")
        return 0
    with tempfile.TemporaryDirectory() as work:
        found = dict(jsip_differences(cli, folder / "jsip", work))
        if "--write" in sys.argv:
            for name, difference in found.items():
                difference["reason"] = expected["jsip"].get(name, {}).get("reason", "")
            print(json.dumps({"jsip": found, "unregistered": expected["unregistered"]}, indent=1, sort_keys=True))
            return 0
        print("1..3")
        listed = {name: {k: v for k, v in row.items() if k != "reason"} for name, row in expected["jsip"].items()}
        bad = sorted(name for name in {*found, *listed} if found.get(name) != listed.get(name))
        for name in bad:
            print(f"# {name}: found {found.get(name)}, listed {listed.get(name)}")
        print(f"{'not ' if bad else ''}ok 1 jsip: {len(found)} verdicts differ, each with a reason")
        for number, name in enumerate(("osip", "kamailio"), 2):
            n, wrong = check_others(cli, folder / name, work, expected["unregistered"])
            for header in wrong:
                print(f"# header not registered: {header}")
            print(f"{'not ' if wrong or not n else ''}ok {number} {name}: {n} messages shown, every header known or listed")
            bad += wrong
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
