# SPDX-License-Identifier: GPL-3.0-or-later
"""Large captures and slow ones: rows while they are read, and an end to reading at once when asked."""

import os
import pathlib
import subprocess
import threading

import screen
from calls import rows
from ladder import focused, selected
from opening import count
from program import BUILD, SCRATCH, SAMPLE, SANITIZED, Program, scratch, variant
from tap import scenario
from tree import DEADLINE_S, wait

GENERATE = BUILD / "tests" / "bench" / "bench-generate"
PACKETS = 1_400_000
# A build with sanitizers is several times slower.
CANCEL_S = 2.0 if SANITIZED else 0.5


def worked(program):
    """Seconds that processors worked for it: how busy the machine is with other things does not count."""
    fields = pathlib.Path(f"/proc/{program.process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cancel(program):
    """Cancels, and says after how many seconds of work reading had ended."""
    start = worked(program)
    program.action("cancel")
    wait("the end of reading", lambda: not program.enabled("cancel"))
    took = worked(program) - start
    assert took < CANCEL_S, f"cancelling took {took:.2f} s"
    return took


@scenario
def cancel_large():
    """Reading 300 MB ends within half a second when told to, and what was read is shown."""
    path = SCRATCH / "large.pcapng"
    try:
        subprocess.run([GENERATE, "--kind", "rtp", "--packets", str(PACKETS), "-o", path],
                       stdout=subprocess.DEVNULL, timeout=DEADLINE_S, check=True)
        assert path.stat().st_size > 250_000_000, path.stat().st_size
        with Program() as program:
            program.action("open-path", variant("s", str(path)))
            print(f"# cancelled after {cancel(program):.3f} s")
            # That it stopped is told for two seconds only, which a busy machine may miss.
            stopped = wait("what was read", lambda: count(program))
            program.action("reload")
            program.wait_loaded()
            wait("all", lambda: int(count(program).split()[0].replace(",", "")) > int(stopped.split()[0].replace(",", "")))
            wait("rows", lambda: rows(program))
    finally:
        path.unlink(missing_ok=True)


@scenario
def rows_while_reading():
    """A capture that comes slowly through a pipe is shown as it comes, and can be cancelled."""
    pipe = scratch("pipe") / "slow.pcapng"
    os.mkfifo(pipe)
    data = SAMPLE.read_bytes()
    done = threading.Event()

    def write():
        try:
            with open(pipe, "wb", buffering=0) as out:
                out.write(data[: len(data) // 2])
                done.wait()
        except BrokenPipeError:
            pass

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    try:
        with Program() as program:
            program.action("open-path", variant("s", str(pipe)))
            program.frame().wait(holds="Reading slow.pcapng")
            n = len(wait("rows while reading", lambda: rows(program)))
            assert n > 1 and program.enabled("cancel")
            cancel(program)
            assert len(rows(program)) >= n
    finally:
        done.set()
        writer.join(10)


@scenario
def wide_ladder():
    """A ladder of 60 hosts: sideways by keys, to its end and back, and to a message that is found."""
    path = SCRATCH / "wide.pcap"
    try:
        subprocess.run([GENERATE, "--kind", "ladder", "--packets", "3000", "-o", path],
                       stdout=subprocess.DEVNULL, timeout=DEADLINE_S, check=True)
        with Program(path) as program:
            program.wait_loaded()
            program.focus()
            program.action("select-call", variant("u", 1))
            program.frame().wait(role="label", holds="3000 messages")
            screen.key("ctrl+2")
            wait("a row of the ladder has the focus", lambda: focused(program))
            seen = [screen.frame_buffer()[2]]
            for keys in (["Right"] * 5, ["End"], ["Left"], ["Home"]):
                screen.key(*keys)
                seen.append(wait(f"another picture after {keys[0]}",
                                 lambda: (rows := screen.frame_buffer()[2]) != seen[-1] and rows))
            assert focused(program).name.startswith("INVITE from "), focused(program).name
            screen.key("ctrl+f")
            screen.type_text("BYE sip:")
            program.frame().wait(role="label", holds="1 of ")
            assert selected(program).startswith("BYE from "), selected(program)
            screen.key("Escape")
            wait("its row has the focus", lambda: focused(program).name.startswith("BYE from "))
    finally:
        path.unlink(missing_ok=True)
