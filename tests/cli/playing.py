#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""linesman-sound plays as fast as sound is, says where it is, and what is missing.

It plays into GStreamer's own sink that stands for a sound card, so that no machine needs one.

usage: playing.py LINESMAN-SOUND
"""

import pathlib
import struct
import sys
import time

sys.dont_write_bytecode = True
sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent)]
from tap import Tests, differs  # noqa: E402

RATE = 8000
SECONDS = 0.5
FRAMES = int(RATE * SECONDS)
CARD = {"GST_PLUGIN_FEATURE_RANK": "fakeaudiosink:MAX"}
# All that could lead to a sound card are not asked.
NO_CARD = {"GST_PLUGIN_FEATURE_RANK": ",".join(
    f"{name}:NONE" for name in ("pulsesink", "pipewiresink", "alsasink", "jackaudiosink", "openalsink",
                                "osssink", "oss4sink", "fakeaudiosink"))}


def main():
    tests = Tests(sys.argv[1])
    samples = struct.pack(f"={2 * FRAMES}h", *(n % 2000 - 1000 for n in range(2 * FRAMES)))
    for words in ([], ["0", "1"], ["8000"], ["8000", "9"], ["8000x", "1"], ["1000000", "1"], ["-1", "1"]):
        tests.check(f"refuses {words}", differs("status", tests.run("play", *words).status, 2))
    result = tests.run("play", str(RATE), "2", data=samples, env=NO_CARD)
    lines = result.out.decode().split("\n")
    if lines[0].startswith("missing "):
        print(f"ok {tests.n + 1} plays # SKIP {lines[0]}")
        tests.n += 1
        return tests.finish()
    tests.check("no sound card", differs("lines", lines, ["no-device", ""]))
    begin = time.monotonic()
    result = tests.run("play", str(RATE), "2", data=samples, env=CARD)
    took = time.monotonic() - begin
    lines = result.out.decode().splitlines()
    if lines == ["no-device"]:
        print(f"ok {tests.n + 1} plays # SKIP GStreamer has no fakeaudiosink: gstreamer1.0-plugins-bad")
        tests.n += 1
        return tests.finish()
    positions = [int(line.split()[1]) for line in lines if line.startswith("position ")]
    tests.check("says the end", differs("the last line", lines[-1:], ["end"]))
    tests.check("as fast as sound is", "" if took >= SECONDS * 0.8 else f"it took {took:.2f} s")
    tests.check("says where it is", "" if len(positions) >= 5 else f"{positions}")
    tests.check("which only grows", "" if positions == sorted(positions) else f"{positions}")
    tests.check("and stays within the sound", "" if positions[-1] <= FRAMES else f"{positions}")
    tests.check("silence at once", differs("lines", tests.run("play", "8000", "1", data=b"", env=CARD)
                                           .out.decode().splitlines()[-1:], ["end"]))
    return tests.finish()


sys.exit(main())
