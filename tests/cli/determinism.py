#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same packets give the same bytes of output, whatever file they come in and however many threads read it.

usage: determinism.py LINESMAN-CLI BENCH-GENERATE
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import forms
from tap import Tests

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
CAPTURES = [TOP / "data" / "samples" / "calls.pcapng", *sorted((TOP / "tests" / "captures").glob("*.pcapng"))]
COMMANDS = [["stats", "--json"], ["calls", "--all", "--json"], ["messages", "--json"], ["streams", "--json"],
            ["events", "--json"], ["flow"]]
THREADS = [["--threads", "1"], ["--threads", "2"]]
# Of some dozens of calls, these have TCP, IPv6, VLAN tags and lossy streams among them; check_generated() looks.
GENERATED = ["--kind", "rtp", "--packets", "40000", "--streams", "60", "--seed", "1"]


def output(tests, words, path, data=None):
    """What a command writes; the path is not in it. With DATA, from a pipe."""
    result = tests.run(*words, "-" if data is not None else path, data=data)
    return result.status, result.out, result.err.replace(os.fsencode(path), b"FILE").replace(b"-: ", b"FILE: ")


def runs(number=None):
    """All pairs of a command and a number of threads, or with a number two of the twelve; six numbers in a row
    give each once."""
    pairs = [(command, threads) for command in range(len(COMMANDS)) for threads in THREADS]
    return pairs if number is None else pairs[number % 6::6]


def differences(tests, name, path, expected, pairs, data=None):
    """Where the outputs are others than EXPECTED, which holds one for each command."""
    for command, threads in pairs:
        words, wanted = COMMANDS[command], expected[command]
        got = output(tests, [*words, *threads], path, data)
        if got != wanted:
            yield f"{name}: {' '.join(words + threads)} differs from that of pcapng: {first_difference(got, wanted)}"


def first_difference(got, wanted):
    if got[0] != wanted[0]:
        return f"exit status {got[0]} instead of {wanted[0]}"
    mine, other = (b"\n".join(o[1:]).splitlines() for o in (got, wanted))
    for a, b in zip(mine, other):
        if a != b:
            return f"{a[:200]!r} instead of {b[:200]!r}"
    return f"{len(mine)} lines instead of {len(other)}"


def check_capture(tests, name, data, whole):
    """With every command and number of threads for every form where it is the WHOLE, else with two of the twelve
    for each form: the forms are read by the same lines whatever is in them."""
    link, packets = forms.packets_of(data)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "capture")
        made = forms.forms_of(link, packets)
        write(path, made["pcapng"])
        expected = [output(tests, words, path) for words in COMMANDS]
        problems = [f"exit status {status} of {words[0]}" for words, (status, _, _) in zip(COMMANDS, expected)
                    if status > 1]
        ways = [(form, form, None) for form in made]
        ways += [(form + " in a pipe", form, made[form]) for form in ("pcap", "pcapng", "pcap.gz")]
        for number, (way, form, piped) in enumerate(ways):
            if piped is None:
                write(path, made[form])
            problems += differences(tests, way, path, expected, runs(None if whole else number), piped)
        tests.check(f"{name} gives the same in {len(made)} forms, in pipes, and with one thread and two", *problems)


def check_threads(tests, path):
    """The same for a capture that only its own form can hold."""
    expected = [output(tests, words, str(path)) for words in COMMANDS]
    problems = differences(tests, "the file", str(path), expected, runs())
    tests.check(f"{path.name} gives the same with one thread and two", *problems)


def check_differs(tests, data):
    """The comparison itself: one packet less, two that changed places, and one a microsecond later are all seen."""
    link, packets = forms.packets_of(data)
    middle = next(i for i in range(len(packets) // 2, len(packets)) if b"SIP/2.0" in packets[i][1])
    later = packets[middle][0] + 1000, *packets[middle][1:]
    perturbed = {
        "a message less": packets[:middle] + packets[middle + 1:],
        "a message twice": packets[:middle + 1] + packets[middle:],
        "a message later": packets[:middle] + [later] + packets[middle + 1:],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "capture")
        write(path, forms.pcapng(link, packets))
        expected = [output(tests, words, path) for words in COMMANDS]
        for name, other in perturbed.items():
            write(path, forms.pcap(link, other))
            found = any(differences(tests, name, path, expected, [(n, []) for n in range(len(COMMANDS))]))
            tests.check(f"{name} is noticed", "" if found else "the outputs are the same")


def write(path, data):
    with open(path, "wb") as out:
        out.write(data)


def generated(generate):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "generated.pcap")
        text = subprocess.run([generate, *GENERATED, "-o", path], check=True, stdout=subprocess.PIPE).stdout
        return json.loads(text), pathlib.Path(path).read_bytes()


def check_generated(tests, truth, data):
    """That the generated capture holds what it was chosen for."""
    frames = [frame for _, frame, _ in forms.packets_of(data)[1]]
    kinds = {"VLAN": lambda f: f[12:14] == b"\x81\x00", "IPv6": lambda f: f[12:14] == b"\x86\xdd",
             "TCP": lambda f: f[12:14] == b"\x08\x00" and f[23] == 6}
    missing = [f"no {kind} in it" for kind, test in kinds.items() if not any(map(test, frames))]
    tests.check("the generated capture has TCP, IPv6, VLAN and loss in it", *missing,
                "" if truth["lost"] else "nothing is lost")


def main():
    tests = Tests(sys.argv[1])
    # With a sanitizer, two captures go through all forms.
    is_light = b"__asan_init" not in pathlib.Path(sys.argv[1]).read_bytes()
    truth, data = generated(sys.argv[2])
    check_generated(tests, truth, data)
    check_capture(tests, "the generated capture", data, is_light)
    for capture in CAPTURES:
        whole = is_light or capture == CAPTURES[0]
        try:
            if whole:
                check_capture(tests, capture.name, capture.read_bytes(), capture == CAPTURES[0])
            whole = whole and not forms.holds_secrets(capture.read_bytes())
        except forms.SeveralLinks:
            whole = False
        if not whole:
            check_threads(tests, capture)
    check_differs(tests, CAPTURES[0].read_bytes())
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
