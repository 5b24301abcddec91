#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PDF and PNG come out of linesman-cli, although it loads what draws them only then.

usage: drawings.py LINESMAN-CLI
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

from tap import Tests, differs

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
CAPTURE = str(TOP / "data" / "samples" / "calls.pcapng")
SHAPES = [("pdf", b"%PDF-1.", b"%%EOF\n"), ("png", b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82")]
HEAVY = ("cairo", "pango", "gobject", "glib", "gtk")


def check_start(tests):
    # What ldd does: the loader lists what it would load.
    done = subprocess.run([tests.cli, "--version"], capture_output=True, text=True, check=False,
                          env=dict(os.environ, LD_TRACE_LOADED_OBJECTS="1"))
    names = re.findall(r"^\s*(\S+)", done.stdout, re.M)
    tests.check("linesman-cli starts without the libraries that draw",
                "" if any(name.startswith("libc.") for name in names) else f"no list of libraries: {done.stdout!r}",
                *(f"loads {name}" for name in names if any(word in name for word in HEAVY)))


def check_formats(tests):
    with tempfile.TemporaryDirectory() as folder:
        for extension, begins, ends in SHAPES:
            path = pathlib.Path(folder, "ladder." + extension)
            result = tests.run("flow", "--call", "1", CAPTURE, "-o", str(path))
            data = path.read_bytes() if path.exists() else b""
            tests.check(f"a ladder is written as {extension}", differs("exit status", result.status, 0),
                        differs("standard error", result.err, b""), differs("begins", data[: len(begins)], begins),
                        differs("ends", data[-len(ends):], ends))
        path = str(pathlib.Path(folder, "missing", "ladder.pdf"))
        result = tests.run("flow", "--call", "1", CAPTURE, "-o", path)
        tests.check("the module's errors arrive", differs("exit status", result.status, 3),
                    "" if len(result.errors) == 1 and path in result.errors[0] else f"said {result.err!r}")


if __name__ == "__main__":
    TESTS = Tests(sys.argv[1])
    check_start(TESTS)
    check_formats(TESTS)
    sys.exit(TESTS.finish())
