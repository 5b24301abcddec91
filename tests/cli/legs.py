#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls whose Call-IDs differ and that belong together, with as many others between the same hosts: every
pair is joined, and none falsely. In calls that real programs made, and in what becomes of these when
servers write numbers in other forms, put their own addresses in, or everything happens at once.

Then calls that say themselves that they lead to others; and crowds (crowd.py).

usage: legs.py LINESMAN-CLI
"""

import ipaddress
import json
import os
import pathlib
import random
import re
import struct
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
CAPTURES = HERE.parent / "captures"
sys.path[:0] = [str(HERE), str(CAPTURES)]
import crowd  # noqa: E402
import frames  # noqa: E402
from tap import Tests  # noqa: E402

SERVERS = {"192.0.2.5": "hider", "192.0.2.30": "pbx", "192.0.2.31": "switch"}
SEEDS = 4


class Packet:
    def __init__(self, ns, frame):
        self.ns = ns
        self.src, self.dst = (str(ipaddress.ip_address(frame[i:i + 4])) for i in (26, 30))
        self.sport, self.dport, length = struct.unpack_from(">HHH", frame, 34)
        self.text = frame[42:34 + length].decode()
        self.call_id = re.search(r"\r\nCall-ID: (\S+)", self.text).group(1)

    def set(self, pattern, replacement):
        self.text = re.sub(pattern, replacement, self.text)


class Calls:
    """The capture, as packets that can be written anew, and which Call-IDs are one conversation."""

    def __init__(self):
        self.packets = [Packet(ns, frame) for ns, frame in frames.read(CAPTURES / "legs.pcapng")]
        self.truth = json.loads((CAPTURES / "legs.json").read_text())
        first = {}
        for packet in self.packets:
            first.setdefault(packet.call_id, packet)
        # The second leg of each pair, and the server that it comes from.
        self.outgoing = {}
        for ids in self.truth:
            if len(ids) == 2:
                ids.sort(key=lambda call_id: first[call_id].ns)
                self.outgoing[ids[1]] = SERVERS[first[ids[1]].src]
        self.numbers = {i: re.match(r"INVITE sip:([^@]*)@", p.text).group(1) for i, p in first.items()}
        self.names = {i: i for i in first}  # Call-IDs as they are written

    def of(self, call_id):
        return [packet for packet in self.packets if packet.call_id == call_id]

    def rename(self, call_id, name):
        for packet in self.of(call_id):
            packet.text = packet.text.replace("\r\nCall-ID: " + call_id, "\r\nCall-ID: " + name)
        self.names[call_id] = name

    def conversations(self):
        return sorted(sorted(self.names[i] for i in ids) for ids in self.truth)

    def write(self, path):
        out = []
        for i, packet in enumerate(sorted(self.packets, key=lambda p: p.ns)):
            head, _, body = packet.text.partition("\r\n\r\n")
            head = re.sub(r"Content-Length: *\d+", "Content-Length: %d" % len(body.encode()), head)
            payload = (head + "\r\n\r\n" + body).encode()
            out.append((packet.ns, frames.udp_frame(packet.src, packet.sport, packet.dst, packet.dport, payload, i)))
        frames.write(path, out)


# What servers do. Each takes the calls and a source of chance.

def as_captured(calls, chance):
    pass


def no_identity(calls, chance):
    """Neither the Call-ID nor the session description of the second leg has anything of the first."""
    for call_id in calls.outgoing:
        port = chance.randrange(10000, 60000, 2)
        branches = {}
        for packet in calls.of(call_id):
            packet.set(r"m=audio \d+", "m=audio %d" % port)
            packet.set(r"(o=\S+) \d+ \d+", r"\1 %d 1" % chance.randrange(10**9))
            packet.set(r"branch=z9hG4bK[^;\r]*", lambda found, branches=branches: branches.setdefault(
                found.group(), "branch=z9hG4bK%016x" % chance.getrandbits(64)))
        calls.rename(call_id, "%032x" % chance.getrandbits(128))


def national(calls, chance):
    """The number of the called one in national form, and nobody as the caller."""
    for call_id in calls.outgoing:
        for packet in calls.of(call_id):
            packet.set(r"(sip:|To: <sip:)\+4930", r"\g<1>030")
            packet.set(r"sip:\+4989\d+@", "sip:anonymous@")


def prefixed(calls, chance):
    """A prefix for the outside line, and the number of the server as that of the caller."""
    for call_id in calls.outgoing:
        for packet in calls.of(call_id):
            packet.set(r"sip:\+4930", "sip:9004930")
            packet.set(r"sip:\+4989\d+@", "sip:+498955555@")


def extensions(calls, chance):
    """The number that is dialled from outside becomes an extension."""
    for call_id in calls.outgoing:
        for packet in calls.of(call_id):
            packet.set(r"sip:\+4930\d*(\d{4})@", r"sip:\1@")


def two_addresses(calls, chance):
    """The servers have another address on the side of the gateway."""
    for call_id in calls.outgoing:
        for packet in calls.of(call_id):
            for old in SERVERS:
                new = old.replace("192.0.2.", "198.51.100.")
                packet.text = packet.text.replace(old, new)
                packet.src = new if packet.src == old else packet.src
                packet.dst = new if packet.dst == old else packet.dst


def behind_nat(calls, chance):
    """The trunk knows itself by a private address."""
    for packet in calls.packets:
        head, call_id, rest = packet.text.partition("\r\nCall-ID: " + calls.names[packet.call_id])
        packet.text = head.replace("192.0.2.20", "10.1.1.20") + call_id + rest.replace("192.0.2.20", "10.1.1.20")


def at_once(calls, chance):
    """All calls begin within a second, and last as long as before."""
    began, moved = {}, {}
    for packet in calls.packets:
        began.setdefault(packet.call_id, packet.ns)
    start = min(began.values())
    for ids in calls.truth:
        first = min(began[i] for i in ids)
        for call_id in ids:
            moved[call_id] = start + chance.randrange(10**9) - first if call_id == ids[0] else moved[ids[0]]
    for packet in calls.packets:
        packet.ns += moved[packet.call_id]


def other_digits(calls, chance):
    """Numbers of a range in which all begin alike."""
    numbers = {number: "+4930555%04d" % n for number, n in
               zip(sorted(set(calls.numbers.values())), chance.sample(range(10000), len(calls.numbers)))}
    for packet in calls.packets:
        for old in re.findall(r"\+4930\d{7}", packet.text):
            packet.text = packet.text.replace(old, numbers.get(old, old))


def jitter(calls, chance):
    """Nothing comes quite when it came."""
    for packet in calls.packets:
        packet.ns += chance.randrange(200_000)


def repeats_call_id(calls, chance):
    """A header has the Call-ID of the first leg, and nothing else is left of it."""
    no_identity(calls, chance)
    for ids in calls.truth:
        if len(ids) == 2:
            for packet in calls.of(ids[1]):
                packet.text = packet.text.replace("\r\n", "\r\nX-Leg: %s;x=1\r\n" % ids[0], 1)
                packet.set(r"sip:\+49(30|89)\d+@", "sip:service@")


def no_numbers(calls, chance):
    """All second legs go from one name to another."""
    for call_id in calls.outgoing:
        for packet in calls.of(call_id):
            packet.set(r"sip:\+4930\d+@", "sip:service@")
            packet.set(r"sip:\+4989\d+@", "sip:trunk@")


ALL_JOINED = [[as_captured], [no_identity], [national], [no_identity, national], [no_identity, prefixed],
              [prefixed], [extensions], [no_identity, extensions], [two_addresses], [two_addresses, national],
              [no_identity, two_addresses], [behind_nat], [behind_nat, no_identity], [at_once], [at_once, no_identity],
              [at_once, no_identity, prefixed], [jitter, at_once, national, no_identity], [other_digits, no_identity],
              [other_digits, at_once, no_identity, prefixed], [repeats_call_id], [repeats_call_id, at_once]]
# Where there is too little to tell them by, what is joined is right all the same.
NONE_FALSELY = [[no_numbers], [no_numbers, at_once], [no_numbers, no_identity], [no_numbers, no_identity, at_once],
                [no_numbers, no_identity, two_addresses]]


def conversations(tests, path, *words):
    result = tests.run("conversations", "--json", str(path), *words)
    return [json.loads(line) for line in result.out.decode().splitlines()]


def look(tests, path, servers, seed):
    chance = random.Random(seed)
    calls = Calls()
    for server in servers:
        server(calls, chance)
    calls.write(path)
    found = sorted(sorted(row["call_ids"]) for row in conversations(tests, path))
    truth = calls.conversations()
    pairs = [ids for ids in truth if len(ids) == 2]
    missed = [ids for ids in pairs if ids not in found]
    false = [ids for ids in found if ids not in truth and len(ids) > 1]
    return len(pairs), missed, false


def variants(tests, path, lists, all_joined):
    for servers in lists:
        problems = []
        n_missed = 0
        for seed in range(SEEDS):
            n, missed, false = look(tests, path, servers, seed)
            n_missed += len(missed)
            if n < 20:
                problems.append("only %d pairs" % n)
            if missed and all_joined:
                problems.append("seed %d: %d of %d not joined: %s" % (seed, len(missed), n, missed[:2]))
            if false:
                problems.append("seed %d: falsely joined: %s" % (seed, false[:3]))
        name = " and ".join(s.__name__.replace("_", " ") for s in servers)
        if not all_joined:
            name += " (%d of %d joined)" % (n * SEEDS - n_missed, n * SEEDS)
        tests.check(name, *problems)


def crowds(tests, path):
    for name, (few, make) in crowd.CROWDS.items():
        missed, false = [], []
        n = 0
        for seed in range(SEEDS):
            truth = make(random.Random(seed), path)
            pairs = sorted(sorted(ids) for ids in truth if len(ids) > 1)
            found = sorted(sorted(row["call_ids"]) for row in conversations(tests, path))
            n += len(pairs)
            missed += [ids for ids in pairs if ids not in found]
            false += [ids for ids in found if len(ids) > 1 and ids not in pairs]
        tests.check("%s (%d of %d joined)" % (name, n - len(missed), n),
                    len(missed) > few * n and "%d of %d not joined: %s" % (len(missed), n, missed[:2]),
                    false and "%d falsely joined: %s" % (len(false), false[:2]))


def by_hand(tests, path):
    rows = conversations(tests, path)
    a, b = next(row["legs"] for row in rows if len(row["legs"]) == 2)
    other = next(row["legs"][0] for row in rows if len(row["legs"]) == 1)
    apart = conversations(tests, path, "--unlink", "%d=%d" % (b, a))
    joined = conversations(tests, path, "--link", "%d=%d" % (a, other))
    tests.check("a leg is unlinked by hand", [a, b] in [r["legs"] for r in apart] and "they are still joined")
    wanted = sorted([a, b, other])
    tests.check("a leg is linked by hand", wanted not in [sorted(r["legs"]) for r in joined] and "they are not joined")
    calls = [json.loads(line) for line in tests.run("calls", "--json", str(path)).out.decode().splitlines()]
    of = {call: row for row in rows for call in row["legs"]}
    tests.check("calls name their conversation", *[
        "call %d: %s" % (c["call"], c["conversation"]) for c in calls
        if (c["conversation"], c["legs"], c["call_ids"]) !=
        tuple(of[c["call"]][key] for key in ("conversation", "legs", "call_ids"))])
    for words in (["--link", "1"], ["--link", "1=1"], ["--unlink", "0=2"], ["--link", "1=99999"], ["--link", "x=2"]):
        result = tests.run("conversations", str(path), *words)
        tests.check(" ".join(words) + " is refused", (result.status, len(result.errors)) != (2, 1) and "it is not")


def strangers(tests):
    """One call again and again with other addresses; others that have nothing to do with one another."""
    for name in ("links", "tunnels", "udp-tunnels", "tls-suites", "malformed", "others"):
        rows = conversations(tests, CAPTURES / (name + ".pcapng"))
        tests.check(name + " has no calls that belong together", *[
            "legs %s" % row["legs"] for row in rows if len(row["legs"]) > 1])


def transfers(tests):
    """What leads to what, where the calls say so; and where that was refused, nothing."""
    truth = json.loads((CAPTURES / "transfers.json").read_text())
    rows = conversations(tests, CAPTURES / "transfers.pcapng")
    names = {call: name for row in rows for call, name in zip(row["legs"], row["call_ids"])}
    links = sorted([names[link["from"]], names[link["to"]], link["kind"]] for row in rows for link in row["links"])
    tests.check("transfers, redirection, pick-up, conferences",
                links != truth["links"] and "links: %s" % [link for link in links if link not in truth["links"]] +
                " for %s" % [link for link in truth["links"] if link not in links],
                sorted(sorted(row["call_ids"]) for row in rows) != truth["conversations"] and "conversations differ")


def ladder(tests, path):
    row = next(row for row in conversations(tests, path) if len(row["legs"]) == 2)
    one = tests.run("flow", str(path), "--call", str(row["legs"][0])).out.decode()
    both = tests.run("flow", str(path), "--call", str(row["legs"][0]), "--legs").out.decode()
    counts = [text.count("INVITE") for text in (one, both)]
    tests.check("the ladder shows all legs", counts != [1, 2] and "INVITEs: %s" % counts)


def main():
    tests = Tests(sys.argv[1])
    by_hand(tests, CAPTURES / "legs.pcapng")
    ladder(tests, CAPTURES / "legs.pcapng")
    strangers(tests)
    transfers(tests)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "legs.pcapng")
        variants(tests, path, ALL_JOINED, True)
        variants(tests, path, NONE_FALSELY, False)
        crowds(tests, path)
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
