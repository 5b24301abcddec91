# SPDX-License-Identifier: GPL-3.0-or-later
"""The virtual screen: its picture as PNG, and keys and clicks as a person would give them.

Xvfb keeps its frame buffer in a file (XWD) when it is told a folder, so a picture needs no other program.
"""

import collections
import os
import pathlib
import struct
import subprocess
import zlib


def frame_buffer():
    """(width, height, rows of RGB) of what stands on the screen now."""
    data = (pathlib.Path(os.environ["LM_GUI_SCREEN"]) / "Xvfb_screen0").read_bytes()
    header = struct.unpack(">25I", data[:100])
    header_size, width, height, depth_bits, row_size, n_colors = (
        header[0], header[4], header[5], header[11], header[12], header[19])
    if depth_bits != 32:
        raise RuntimeError(f"the screen has {depth_bits} bits a pixel, and not 32")
    start = header_size + n_colors * 12
    rows = []
    for y in range(height):
        row = data[start + y * row_size : start + y * row_size + width * 4]
        rgb = bytearray(width * 3)
        rgb[0::3], rgb[1::3], rgb[2::3] = row[2::4], row[1::4], row[0::4]
        rows.append(bytes(rgb))
    return width, height, rows


def save(path, width=None, height=None):
    """Writes the upper left corner of the screen as PNG; all of it without a size."""
    full_width, full_height, rows = frame_buffer()
    width, height = min(width or full_width, full_width), min(height or full_height, full_height)

    def chunk(kind, content):
        crc = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)

    pixels = b"".join(b"\0" + row[: width * 3] for row in rows[:height])
    pathlib.Path(path).write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(pixels, 9))
        + chunk(b"IEND", b""))


def brightness(width, height):
    """The mean brightness, 0 to 255, of the upper left corner of the screen."""
    _, _, rows = frame_buffer()
    part = b"".join(row[: width * 3 : 7] for row in rows[:height:5])
    return sum(part) / len(part)


def tool(*arguments):
    result = subprocess.run(["xdotool", *map(str, arguments)],
                            capture_output=True, text=True, timeout=60, check=False)
    if result.returncode:
        raise RuntimeError(f"xdotool {' '.join(map(str, arguments))}: {result.stderr.strip()}")
    return result.stdout


def focused():
    """The X window that has the keyboard."""
    return tool("getwindowfocus").strip()


def windows_of(pid):
    """The X windows of a process that are on the screen, the last one on top."""
    result = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(pid)],
                            capture_output=True, text=True, timeout=60, check=False)
    return result.stdout.split()


# What a person gave lately, for the report of a scenario that fails.
given = collections.deque(maxlen=12)
scenario = "none"


def begin(name):
    """From here on it is about the scenario of that name."""
    global scenario
    scenario = name
    given.clear()


def keep():
    """Saves what the screen shows beside the log of the tests; returns where."""
    folder = pathlib.Path(os.environ.get("LM_SCREENSHOTS", pathlib.Path(os.environ["LM_BUILD"]) / "meson-logs"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"failed-{scenario}.png"
    save(path)
    return path


def key(*names):
    given.append(" ".join(names))
    tool("key", "--delay", "8", *names)


def type_text(text):
    given.append(f"“{text[:40]}”")
    tool("type", "--delay", "8", text)


def click(x, y, button=1):
    given.append(f"click at {int(x)},{int(y)}")
    tool("mousemove", int(x), int(y), "click", button)
