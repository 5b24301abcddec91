# SPDX-License-Identifier: GPL-3.0-or-later
"""Captures that an earlier run has left: what goes on is taken up, what has ended is offered."""

import os
import pathlib
import shutil
import socket
import struct
import threading

import screen
from program import BUILD, SAMPLE, Program, scratch, variant
from tap import scenario
from tree import wait

# Of src/capture/helper.h.
NOTE = struct.Struct("=6IQ7Q256s")
LINK, READY, FIGURES, FILE, ENDED, STOP, KEEP = 1, 2, 3, 4, 7, 66, 67
BEGAN_NS = 1763806320 * 10**9


def leave_capture(home, name, **values):
    """The folder of a capture as lm_live_folder_write() leaves it, with a file that holds the sample."""
    folder = home / "state" / "linesman" / "captures" / name
    folder.mkdir(parents=True, mode=0o700)
    for path in (folder, *folder.parents[:3]):
        path.chmod(0o700)
    shutil.copy(SAMPLE, folder / "capture.pcapng")
    lines = {"began_ns": BEGAN_NS, "link": "eth0", "made": 1, "path": folder / "capture.pcapng",
             "file": folder / "capture.pcapng", **values}
    (folder / "state").write_text("linesman-capture 1\n" + "".join(f"{k}={v}\n" for k, v in lines.items()), encoding="utf-8")
    return folder


class Helper(threading.Thread):
    """What goes on without a caller, as far as a caller sees it."""

    def __init__(self, folder):
        super().__init__(daemon=True)
        self.stopped, self.kept = False, 0
        self.listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # Its name has room for 107 bytes.
        descriptor = os.open(folder, os.O_RDONLY)
        self.listening.bind(f"/proc/self/fd/{descriptor}/control")
        os.close(descriptor)
        self.listening.listen(1)
        self.start()

    def run(self):
        self.serve(self.listening.accept()[0])

    def serve(self, control):
        def tell(kind, link_type=0, n=0, received=0, text=b""):
            control.send(NOTE.pack(kind, 0, link_type, 262144, 0, 0, n, received, received, 0, 0, 0, 0, 0, text))
        tell(LINK, link_type=1, text=b"eth0")
        tell(FILE, n=1)
        tell(FIGURES, received=3666)
        tell(READY)
        while (said := control.recv(1 << 16)) and NOTE.unpack_from(said)[0] != STOP:
            self.kept += NOTE.unpack_from(said)[0] == KEEP
        self.stopped = bool(said)
        if said:
            tell(ENDED)
        control.close()


def process_began():
    return pathlib.Path("/proc/self/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[19]


@scenario
def capture_taken_up():
    """A capture that goes on though its window was killed is shown at once, and said; it ends with the window."""
    home = scratch("home")
    folder = leave_capture(home, "20251122-101200", pid=os.getpid(), pid_began=process_began(), look_back=1, only=1)
    helper = Helper(folder)
    with Program(home=home, settings={"close-capture": "'stop'"}) as program:
        program.frame().wait(role="label", holds="Took up the capture on eth0 that began at")
        rows = program.frame().wait(name="Calls", role="tree grid")
        wait("the calls so far", lambda: len(rows.cells()) == 8)
        said = program.frame().wait(role="label", holds=" packets · ").name
        assert not said.startswith("0:0"), f"it began long ago, not when the window took it up: {said}"
        assert program.state("capture-keep") == "sip"
        program.action("capture-keep", variant("s", "headers"))
        wait("what is kept is changed", lambda: helper.kept == 1 and program.state("capture-keep") == "headers")
        wait("and written down", lambda: "only=3" in (folder / "state").read_text(encoding="utf-8"))
    wait("the capture is told to end", lambda: helper.stopped)
    state = (folder / "state").read_text(encoding="utf-8")
    assert "seen=1" in state and "ended=1" in state, state


@scenario
def capture_ended_unseen():
    """One that has ended and that nobody has seen is offered, and when it is opened it is seen."""
    home = scratch("home")
    folder = leave_capture(home, "20251122-101200", ended=1)
    with Program(home=home) as program:
        bar = program.frame().wait(role="label", holds="A capture on eth0 that began at")
        assert "has ended" in bar.name, bar.name
        assert "seen=1" not in (folder / "state").read_text(encoding="utf-8")
        program.click(program.frame().wait(role="button", holds="Open it"))
        rows = program.frame().wait(name="Calls", role="tree grid")
        wait("its calls", lambda: len(rows.cells()) == 8)
        wait("the bar is gone", lambda: not program.frame().find(role="label", holds="A capture on eth0"))
    assert "seen=1" in (folder / "state").read_text(encoding="utf-8")


@scenario
def capture_discarded():
    """One that nobody wants is removed, once that was asked."""
    home = scratch("home")
    folder = leave_capture(home, "20251122-101200", ended=1)
    with Program(home=home) as program:
        program.frame().wait(role="label", holds="A capture on eth0 that began at")
        program.click(program.frame().wait(role="button", holds="Discard"))
        dialog = wait("it is asked", lambda: next((w for w in program.frames() if w.name == "Discard the capture?"), None))
        assert folder.exists()
        # The harmless answer has the keyboard.
        wait("the keyboard is in Cancel", lambda: (at := dialog.keyboard()) and "Cancel" in at.name)
        screen.key("Tab")
        wait("the keyboard is in Discard", lambda: (at := dialog.keyboard()) and "Discard" in at.name)
        screen.key("Return")
        wait("the folder is gone", lambda: not folder.exists())
        wait("the bar is gone", lambda: not program.frame().find(role="label", holds="A capture on eth0"))


@scenario
def capture_taken_up_beside_another():
    """A start that begins a capture of its own takes up what goes on as any other does: in a window beside it, which says so."""
    home = scratch("home")
    helper = Helper(leave_capture(home, "20251122-101200", pid=os.getpid(), pid_began=process_began()))
    leave_capture(home, "20251121-101200", ended=1)
    # What it begins never ends by itself.
    with Program("-i", "flood", home=home, settings={"close-capture": "'stop'"},
                 within=["env", f"LINESMAN_CAPTURE={BUILD}/tests/flood", "FLOOD_KIND=invite", "FLOOD_PACED=1", "FLOOD_CALLS=100000000"]) as program:
        taken = wait("a window with what was taken up", lambda: next(
            (frame for frame in program.frames() if frame.find(role="label", holds="Took up the capture on eth0")), None))
        own = wait("a window with what was begun", lambda: next((frame for frame in program.frames() if frame.find(role="row", holds="Call from Flood")), None))
        assert taken.at != own.at, "one window shows both"
        assert own.find(role="label", holds="A capture on eth0 that began at"), "what has ended is offered where the command was given"
        wait("the calls so far", lambda: len(taken.find(name="Calls", role="tree grid").cells()) == 8)
    wait("the capture is told to end", lambda: helper.stopped)
