#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clock that is set back: said of a file, said of a capture while it runs, and nothing of it is lost.

usage: clock.py LINESMAN-CLI
"""

import json
import pathlib
import socket
import sys
import tempfile
import time

from hep import Listen, free_port, hep
from tap import Tests, differs

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "captures"))
import frames  # noqa: E402

HOUR = 3600


def options(number):
    return (f"OPTIONS sip:b@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{number}\r\n"
            f"From: <sip:a@example.org>;tag=1\r\nTo: <sip:b@example.org>\r\nCall-ID: {number}@clock\r\n"
            f"CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n").encode()


def check_file(tests, folder):
    """Six messages, a second between them; after 5 s past midnight it is an hour earlier."""
    path = f"{folder}/back.pcapng"
    midnight = 1577836800 * 10**9
    seconds = [3, 4, 5, 6 - HOUR, 7 - HOUR, 8 - HOUR]
    frames.write(path, [(midnight + at * 10**9, frames.udp_frame("192.0.2.1", 5060, "192.0.2.2", 5060, options(i)))
                        for i, at in enumerate(seconds)])
    # 5 s past midnight to 6 s past eleven: 59 min 59 s, as a second went by.
    said = "times go back (1 in all, by up to 59:59, first at 00:00:05.000)"
    calls = tests.run("calls", "--all", "--json", path)
    data = json.loads(tests.run("info", "--json", path).out)
    data = data[0] if isinstance(data, list) else data
    tests.check("a file", differs("rows", len(calls.out.splitlines()), 6), differs("status", calls.status, 0),
                "" if any(said in line for line in calls.errors) else f"not said: {calls.errors}",
                differs("steps", data["steps_back"], 1), differs("step", data["longest_step_back_ms"], 3599000),
                differs("packets", data["packets"], 6))
    usual = f"{folder}/usual.pcapng"
    frames.write(usual, [(midnight + ms * 10**6, frames.udp_frame("192.0.2.1", 5060, "192.0.2.2", 5060, options(ms)))
                         for ms in (0, 900, 100, 1000)])
    calls = tests.run("calls", "--all", "--json", usual)
    tests.check("what came late by less than a second is not", differs("said", calls.errors, []))


def told(live):
    return [line for line in live.err_path.read_text(encoding="utf-8").splitlines() if "times go back" in line]


def check_live(tests, folder, more):
    """It is said once while it runs; and at the end how often, where that was not all."""
    port = free_port(socket.SOCK_DGRAM)
    live = Listen(tests, folder, "--listen", f"udp:127.0.0.1:{port}")
    sent = [hep(HOUR * 1000 + i) for i in range(20)] + [hep(i) for i in range(20)]

    def send(messages):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            for message in messages:
                out.sendto(message, ("127.0.0.1", port))

    send(sent)
    live.wait_for(len(sent))
    for _ in range(1000):
        if told(live):
            break
        time.sleep(0.01)
    running = live.process.poll() is None
    if more:
        send(sent * 2)
        live.wait_for(3 * len(sent))
    live.end()
    rows = [json.loads(line) for line in live.out_path.read_text(encoding="utf-8").splitlines()]
    lines = told(live)
    wanted = ["(1 in all, by up to 1:00:00"] + ["(3 in all, by up to 1:00:00"] * more
    tests.check("a live capture" + (", with more of it later" if more else ""),
                "" if running else f"not said while it ran: {live.errors}",
                *("" if words in line else f"{line!r} lacks {words!r}" for words, line in zip(wanted, lines)),
                differs("lines", len(lines), len(wanted)),
                differs("Call-IDs", len({row["call_id"] for row in rows}), 40), differs("status", live.status, 0))


def main():
    tests = Tests(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="linesman-clock.") as folder:
        check_file(tests, folder)
        check_live(tests, folder, False)
        check_live(tests, folder, True)
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
