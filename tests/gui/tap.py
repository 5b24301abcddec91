# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios as TAP: a function with @scenario is one, its first line of documentation is its name."""

import os
import pathlib
import re
import sys
import time
import traceback

import screen

scenarios = []


def scenario(function):
    scenarios.append(function)
    return function


def known_fault(reason):
    """Marks a scenario whose failure is known; remove the mark where it says that the fault is gone."""

    def mark(function):
        function.known_fault = reason
        return function

    return mark


def title(function):
    return (function.__doc__ or function.__name__).strip().splitlines()[0].rstrip(".")


def keep_picture(name):
    """What the screen showed when a scenario failed, where a folder for it was named."""
    folder = os.environ.get("LM_SCREENSHOTS")
    if folder:
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        screen.save(pathlib.Path(folder) / f"failed-{name}.png")


def run(wanted):
    """Runs those whose name holds one of the given words (none: all); returns how many failed."""
    chosen = [f for f in scenarios if not wanted or any(word in f.__name__ for word in wanted)]
    print(f"1..{len(chosen)}")
    failed = 0
    for number, function in enumerate(chosen, 1):
        start = time.monotonic()
        fault = None
        try:
            function()
        except Exception:  # noqa: BLE001 - whatever goes wrong is this scenario's failure
            fault = traceback.format_exc()
            keep_picture(function.__name__)
        seconds = time.monotonic() - start
        known = getattr(function, "known_fault", None)
        failed += fault is not None and not known
        print(f"{'not ok' if fault else 'ok'} {number} - {title(function)}"
              f"{f' # TODO {known}' if known and fault else ''}")
        if known and not fault:
            print(f"# the known fault is gone: {known}")
        print(f"# {function.__name__}: {seconds:.2f} s")
        if fault:
            print(re.sub("(?m)^", "# ", fault.rstrip()))
        sys.stdout.flush()
    return failed
