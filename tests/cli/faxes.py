#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of faxes from linesman-cli, and how the program that reads them is confined.

usage: faxes.py LINESMAN-CLI [LINESMAN-FAX]
"""

import json
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent)]
from tap import Tests, differs  # noqa: E402

TOP = pathlib.Path(__file__).resolve().parents[2]
FAX = str(TOP / "tests" / "captures" / "fax-page.pcapng")


def check_pages(tests, folder):
    out = folder / "pages"
    done = tests.run("faxes", "--pages", str(out), "--json", FAX)
    rows = [json.loads(line) for line in done.out.splitlines()]
    tests.check("two pages", differs("status", done.status, 0), differs("rows", len(rows), 2))
    for number, row in enumerate(rows, 1):
        path = out / f"call-1-page-{number}.tif"
        tests.check(
            f"page {number}",
            *(
                differs(name, row[name], value)
                for name, value in {"call": 1, "page": number, "width": 1728, "rows": 60, "bad_rows": 0,
                                    "missing_frames": 0, "compression": "MMR", "ecm": True, "file": str(path)}.items()
            ),
            "" if path.read_bytes()[:4] == b"II*\0" else "it is no TIFF",
        )
    before = path.read_bytes()
    path.write_bytes(b"mine")
    done = tests.run("faxes", "--pages", str(out), FAX)
    tests.check("nothing is written over", differs("status", done.status, 2),
                differs("file", path.read_bytes(), b"mine"), differs("lines", len(done.errors), 1))
    done = tests.run("faxes", "--pages", str(out), "--replace", FAX)
    tests.check("unless one says so", differs("status", done.status, 0),
                "" if path.read_bytes() == before else "the file is not as before")
    done = tests.run("faxes", "--pages", str(out / "call-1-page-1.tif"), FAX)
    tests.check("a folder that is a file", differs("status", done.status, 3),
                differs("lines", len(done.errors), 1))
    done = tests.run("faxes", "--pages", str(folder / "none"), "--filter", "fax.outcome == failed", FAX)
    tests.check("none of the faxes", differs("status", done.status, 0),
                differs("files", list((folder / "none").iterdir()), []))


def check_program(tests, program):
    def feed(data):
        return subprocess.run([program, "read"], input=data, capture_output=True, timeout=60, check=False)

    def frame(kind, body):
        return bytes([0, 0, 0, ord(kind)]) + len(body).to_bytes(4, "big") + body

    done = feed(frame("E", b""))
    tests.check("nothing to read", differs("status", done.returncode, 0),
                differs("answer", done.stdout, frame("R", b"") + frame("E", b"")))
    for name, data in {
        "nonsense": b"hello, world",
        "a direction too many": frame("F", b"\0\0\0\1\x10ab"),
        "too short": frame("F", b"\0\0"),
        "a frame of nobody": frame("Q", b"\0\0\0\1\0"),
        "too long": b"\0\0\0F\x7f\xff\xff\xff",
    }.items():
        done = feed(data)
        tests.check(name, differs("status", done.returncode, 1))
    noise = frame("A", b"\0\0\0\1\0" + b"\x00\x40\x00\xc0" * 9000)
    done = feed(frame("F", b"\0\0\0\1\0\xff\xff\xff") + noise + frame("E", b""))
    tests.check("packets of noise", differs("status", done.returncode, 0))
    done = subprocess.run([program], capture_output=True, timeout=60, check=False)
    tests.check("is for nobody else", differs("status", done.returncode, 2))


def main():
    tests = Tests(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if len(sys.argv) > 2:
            check_pages(tests, folder)
            check_program(tests, sys.argv[2])
        else:
            done = tests.run("faxes", "--pages", str(folder / "pages"), FAX)
            tests.check("without spandsp it is said", differs("status", done.status, 3),
                        differs("lines", len(done.errors), 1))
    return tests.finish()


sys.exit(main())
