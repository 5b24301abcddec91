#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the golden cases: linesman-cli over a capture, compared with what was seen to be right.

usage: run.py LINESMAN-CLI [--write] [CASE...]

Each folder beside this script is a case: `arguments` holds the words of the command line (as a shell would
split them; paths are relative to the top of the tree), `output` what it must print, and `status` the exit
status and standard error, where they are not 0 and empty. --write stores what is printed now; read the
difference before you commit it.
"""

import os
import pathlib
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
TOP = HERE.parent.parent


def run(cli, case):
    words = shlex.split((case / "arguments").read_text())
    environment = dict(os.environ, TZ="UTC", LC_ALL="C.UTF-8", LANGUAGE="C")
    done = subprocess.run(
        [cli] + words, cwd=TOP, env=environment, capture_output=True, timeout=60, check=False
    )
    status = f"{done.returncode}\n{done.stderr.decode(errors='replace')}"
    return done.stdout, status


def expected(case):
    status = case / "status"
    return (case / "output").read_bytes(), status.read_text() if status.exists() else "0\n"


def write(case, output, status):
    (case / "output").write_bytes(output)
    if status != "0\n":
        (case / "status").write_text(status)
    elif (case / "status").exists():
        (case / "status").unlink()


def first_difference(expected_bytes, actual_bytes):
    pairs = zip(expected_bytes.splitlines() + [b"<end>"], actual_bytes.splitlines() + [b"<end>"])
    for number, (left, right) in enumerate(pairs, 1):
        if left != right:
            return f"line {number}: expected {left[:300]!r}, got {right[:300]!r}"
    return "they differ in length"


def main():
    cli = os.path.abspath(sys.argv[1])
    words = sys.argv[2:]
    names = [w for w in words if not w.startswith("--")]
    cases = sorted(p.parent for p in HERE.glob("*/arguments") if not names or p.parent.name in names)
    failed = 0
    if "--write" not in words:
        print(f"1..{len(cases)}")
    for number, case in enumerate(cases, 1):
        output, status = run(cli, case)
        if "--write" in words:
            write(case, output, status)
            continue
        wanted_output, wanted_status = expected(case)
        ok = output == wanted_output and status == wanted_status
        failed += not ok
        print(f"{'ok' if ok else 'not ok'} {number} {case.name}")
        if output != wanted_output:
            print(f"# {first_difference(wanted_output, output)}")
        if status != wanted_status:
            print(f"# exit status and errors: expected {wanted_status!r}, got {status!r}")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
