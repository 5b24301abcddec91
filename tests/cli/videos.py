#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of video by its headers, beside what its encoders were told to make (tests/captures/make-video).

usage: videos.py LINESMAN-CLI
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
CAPTURES = HERE.parent / "captures"
sys.path[:0] = [str(HERE)]
from tap import Tests, differs  # noqa: E402


def rows(tests, command):
    return [json.loads(line) for line in tests.run(command, "--json", CAPTURES / "video.pcapng").out.splitlines()]


def as_made(video):
    """The members that the truth has."""
    video = dict(video)
    video["sizes"] = [[size["width"], size["height"]] for size in video.get("sizes", [])]
    video["bytes"] = video.get("frame_bytes_mean", 0) * video.get("frames", 0)
    return video


def main():
    tests = Tests(sys.argv[1])
    calls = {call["call"]: call["call_id"] for call in rows(tests, "calls")}
    found = {calls[video["call"]]: video for video in rows(tests, "videos")}
    for truth in json.loads((CAPTURES / "video.json").read_text()):
        name = truth.pop("call_id")
        video = as_made(found.get(name, {}))
        # Told by its mean, which has one decimal.
        size = truth.pop("bytes")
        tests.check(f"{name} as it was made",
                    *[differs(member, video.get(member), value) for member, value in truth.items() if member != "packets"],
                    "" if abs(video["bytes"] - size) <= 0.05 * truth["frames"] else f"bytes: {video['bytes']}, not {size}")
    h264 = found["video-h264"]
    tests.check("what the receiver asked for",
                differs("requests", [h264[name] for name in ("pli", "fir", "nack", "nacked")], [1, 1, 1, 1]))
    still = [(freeze["end_ns"] - freeze["start_ns"]) // 10**6 for freeze in h264["freeze_list"]]
    tests.check("the picture stands still once, for 0.6 s more than a picture takes", differs("ms", still, [640]))
    tests.check("and nowhere else", differs("freezes", [video["freezes"] for name, video in found.items()
                                                        if name != "video-h264"], [0] * 7))
    return tests.finish()


sys.exit(main())
