# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks of the tree share: which files there are, and how a check reports."""

import os
import re
import sys

SKIPPED = re.compile(r"^(build.*|\.git|\.cache|__pycache__|subprojects)$")


def root():
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} TREE")
    return os.path.abspath(sys.argv[1])


def files(top, *extensions, under=("",)):
    """Paths below top, relative to it, whose names end in one of the extensions (none: all)."""
    found = []
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(f for f in folders if not SKIPPED.match(f))
        for name in sorted(names):
            path = os.path.relpath(os.path.join(folder, name), top)
            if extensions and not name.endswith(extensions):
                continue
            if os.path.islink(os.path.join(top, path)):
                continue
            if any(path.startswith(u) for u in under):
                found.append(path)
    return found


def read(top, path):
    with open(os.path.join(top, path), encoding="utf-8", errors="replace") as f:
        return f.read()


def is_text(top, path):
    with open(os.path.join(top, path), "rb") as f:
        return b"\0" not in f.read(8192)


def without_comments(code):
    """C code with its comments and strings blanked; lines keep their numbers."""

    def blank(match):
        text = match.group(0)
        if text.startswith("/"):
            return "".join("\n" if c == "\n" else " " for c in text)
        return text[0] + text[0]

    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, code, flags=re.S)


def finish(faults, looked_at):
    """Prints the faults and ends: a check that looked at nothing has failed too."""
    for fault in faults:
        print(fault)
    if not looked_at:
        print("there was nothing to look at")
    print(f"{looked_at} looked at, {len(faults)} faults")
    sys.exit(1 if faults or not looked_at else 0)
