# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts: rules that calls are held to while they come, in what they do and in the dialog that makes them."""

import json
import os
import pathlib
import select
import subprocess
import sys

import screen
from program import SAMPLE, Program, cli, scratch
from tap import scenario
from tree import SELECTED, wait


class Desktop:
    """What shows notifications."""

    def __enter__(self):
        script = pathlib.Path(__file__).with_name("notifications.py")
        self.process = subprocess.Popen([sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.process.stdout.readline()
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)

    def next(self):
        wait("a notification", lambda: select.select([self.process.stdout], [], [], 0)[0])
        return json.loads(self.process.stdout.readline())

    def press(self):
        self.process.stdin.write(b"\n")


def dialog(program):
    program.app_action("alerts")
    return wait("the alerts", lambda: next((w for w in program.frames() if w.name == "Alerts"), None))


@scenario
def alert_fires():
    """A call that comes live notifies, runs a command with its JSON, is listed, and opens when that is pressed."""
    folder = scratch("alerts")
    pipe, given = folder / "pipe", folder / "given"
    os.mkfifo(pipe)
    rule = f"['Hung up', 'call.state == completed', 'cp /dev/stdin {given}', '1']"
    with Desktop() as desktop, Program(pipe, settings={"alerts": rule}) as program:
        with open(pipe, "wb") as stream:
            stream.write(SAMPLE.read_bytes())
        program.wait_loaded()
        shown = [desktop.next(), desktop.next()]
        n = sum(call["state"] == "completed" for call in cli("calls", SAMPLE))
        if {s["title"] for s in shown} != {"Hung up"} or not shown[1]["body"].startswith(f"{n - 1} calls, the newest: "):
            raise AssertionError(f"{shown}")
        row = wait("the command got a call", lambda: given.exists() and given.read_text().endswith("}\n") and json.loads(given.read_text()))
        known = {call["call_id"]: call["state"] for call in cli("calls", SAMPLE)}
        if known[row["call_id"]] != "completed" or row["state"] != "completed":
            raise AssertionError(f"{row}")
        window = dialog(program)
        window.wait(holds="Hung up")
        screen.key("Escape")
        wait("the dialog is closed", lambda: len(program.frames()) == 1)
        desktop.press()
        wait("its call is selected", lambda: [
            row.name for row in program.frame().wait(name="Calls", role="tree grid").all(role="row")
            if row.has(SELECTED)] == [shown[1]["body"].split("newest: ")[1]])


@scenario
def alert_made():
    """A rule is made in the dialog, says what is wrong with it, and is kept."""
    with Program(SAMPLE) as program:
        program.wait_loaded()
        window = dialog(program)
        program.click(window.wait(role="button", name="Add an alert"))
        window.wait(holds="Nothing is asked for yet")
        program.click(window.wait(role="button", name="Remove the alert “New alert”"))
        window.wait(holds="There are no rules.")


@scenario
def alert_shown_as_written():
    """A rule with signs that markup knows is shown as it was written, in the list and where it fired."""
    pipe = scratch("signs") / "pipe"
    os.mkfifo(pipe)
    with Program(pipe, settings={"alerts": "['Long & <odd>', 'call.messages > 1 && call.messages < 99', '', '']"}) as program:
        with open(pipe, "wb") as stream:
            stream.write(SAMPLE.read_bytes())
        program.wait_loaded()
        window = dialog(program)
        window.wait(role="label", name="Long & <odd>")
        window.wait(role="label", name="call.messages > 1 && call.messages < 99")
        wait("where it fired", lambda: window.find(role="label", holds=" · Long & <odd>", hidden=True))
