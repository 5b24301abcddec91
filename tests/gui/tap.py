# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios as TAP: a function with @scenario is one, its first line of documentation is its name."""

import pathlib
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


def describe(error):
    """What is said of a failure: where, what was waited for, and how the program stood."""
    here = pathlib.Path(__file__).parent
    lines = [f"at {pathlib.Path(frame.filename).name}:{frame.lineno}: {frame.line}"
             for frame in traceback.extract_tb(error.__traceback__)
             if pathlib.Path(frame.filename).parent == here and frame.name not in ("run", "wait")]
    lines += f"{type(error).__name__}: {error}".splitlines()[:40]
    if error.__cause__:
        lines.append(f"for: {type(error.__cause__).__name__}: {error.__cause__}")
    return lines + getattr(error, "state_of_program", [])


def choose(wanted):
    """Those whose name holds one of the given words (none: all); of "2/3" every third, from the second on."""
    first, step = 0, 1
    if wanted and "/" in wanted[0]:
        first, step = (int(number) for number in wanted[0].split("/"))
        first, wanted = first - 1, wanted[1:]
    return [f for f in scenarios if not wanted or any(word in f.__name__ for word in wanted)][first::step]


def run(wanted):
    """Runs the chosen scenarios; returns how many failed."""
    chosen = choose(wanted)
    print(f"1..{len(chosen)}")
    failed = 0
    for number, function in enumerate(chosen, 1):
        start = time.monotonic()
        fault = None
        screen.begin(function.__name__)
        try:
            function()
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is this scenario's failure
            fault = describe(error)
        seconds = time.monotonic() - start
        known = getattr(function, "known_fault", None)
        failed += fault is not None and not known
        print(f"{'not ok' if fault else 'ok'} {number} - {title(function)}"
              f"{f' # TODO {known}' if known and fault else ''}")
        if known and not fault:
            print(f"# the known fault is gone: {known}")
        print(f"# {function.__name__}: {seconds:.2f} s")
        for line in fault or ():
            print(f"#   {line}")
        sys.stdout.flush()
    return failed
