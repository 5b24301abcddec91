#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what meson logged: count.py BUILD [SANITIZED-BUILD]. The last line is "N passed, N failed".

A test that speaks TAP counts once a subtest, any other once. The second build holds the same tests under the
sanitizers: what fails there counts, and that nothing does counts as one."""

import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree


DETAIL_LINES = 6


def details(output):
    """What a TAP test said below each subtest that failed: {title: lines}."""
    said = {}
    lines = None
    for line in output:
        if re.match(r"(not )?ok\b", line):
            title = re.sub(r"^(not )?ok\s*\d*\s*(- )?", "", line)
            lines = said.setdefault(title, []) if line.startswith("not ok") else None
        elif lines is not None and line.startswith("#") and len(lines) < DETAIL_LINES:
            lines.append(line[1:].strip()[:200])
    return said


def results(build):
    """Yields (name, "passed" or "failed" or "skipped", reason)."""
    logs = os.path.join(build, "meson-logs")
    # A TAP test's subtests are a suite of their own: "PROJECT." and the test's name in the other log.
    subtests = {}
    for suite in ElementTree.parse(os.path.join(logs, "testlog.junit.xml")).getroot().iter("testsuite"):
        cases = subtests.setdefault(suite.get("name").partition(".")[2], [])
        for case in suite.iter("testcase"):
            kind = "passed"
            if case.find("skipped") is not None:
                kind = "skipped"
            if case.find("failure") is not None or case.find("error") is not None:
                kind = "failed"
            cases.append((case.get("name"), kind))
    with open(os.path.join(logs, "testlog.json"), encoding="utf-8") as f:
        tests = [json.loads(line) for line in f if line.strip()]
    for test in tests:
        name = test["name"].split(" / ")[-1]
        output = (test.get("stdout") or "").strip().splitlines()
        if test["result"] == "SKIP":
            yield name, "skipped", output[-1] if output else "it did not say why"
            continue
        good = test["result"] in ("OK", "EXPECTEDFAIL")
        cases = subtests.get(test["name"])
        if not cases:
            yield name, "passed" if good else "failed", test["result"]
            continue
        said = details(output)
        for case, kind in cases:
            lines = next((lines for title, lines in said.items() if title and title in case), [])
            yield f"{name}: {case}", kind, "; ".join(["a subtest"] + (lines if kind == "failed" else []))
        # It can also fail after its last subtest, by crashing or by a leak.
        if not good and all(kind != "failed" for _, kind in cases):
            yield name, "failed", test["result"]


def main():
    count = {"passed": 0, "failed": 0, "skipped": 0}
    for number, build in enumerate(sys.argv[1:]):
        where = " (under the sanitizers)" if number else ""
        failures = 0
        ran = 0
        try:
            found = list(results(build))
        except (OSError, ElementTree.ParseError, ValueError) as error:
            print(f"FAILED{where}: the tests left no log: {error}")
            count["failed"] += 1
            continue
        for name, kind, reason in found:
            ran += kind != "skipped"
            failures += kind == "failed"
            if kind == "failed":
                print(f"FAILED{where}: {name} ({reason})")
            elif kind == "skipped" and not number:
                print(f"skipped: {name}: {reason}")
            if kind == "failed" or not number:
                count[kind] += 1
        if not ran:
            print(f"FAILED{where}: no test ran")
            count["failed"] += 1
        elif number and not failures:
            print(f"ok{where}: {ran} tests")
            count["passed"] += 1
    if count["skipped"]:
        print(f"{count['skipped']} could not run, for the reasons above")
    print(f"{count['passed']} passed, {count['failed']} failed")
    return count["failed"] > 0


sys.exit(main())
