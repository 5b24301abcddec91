# SPDX-License-Identifier: GPL-3.0-or-later
"""Large captures and slow ones: rows while they are read, and an end to reading at once when asked."""

import os
import subprocess
import threading
import time

from calls import rows
from program import BUILD, SCRATCH, SAMPLE, Program, scratch, variant
from tap import scenario
from tree import wait

GENERATE = BUILD / "tests" / "bench" / "bench-generate"
PACKETS = 1_400_000
# A build with sanitizers is several times slower.
SANITIZED = b"__asan_init" in (BUILD / "ui" / "linesman").read_bytes()
CANCEL_S = 2.0 if SANITIZED else 0.5


def cancel(program):
    """Cancels, and says after how many seconds reading had ended."""
    start = time.monotonic()
    program.action("cancel")
    wait("the end of reading", lambda: not program.enabled("cancel"), 5)
    took = time.monotonic() - start
    assert took < CANCEL_S, f"cancelling took {took:.2f} s"
    return took


@scenario
def cancel_large():
    """Reading 300 MB ends within half a second when told to, and what was read is shown."""
    path = SCRATCH / "large.pcapng"
    try:
        subprocess.run([GENERATE, "--kind", "rtp", "--packets", str(PACKETS), "-o", path],
                       stdout=subprocess.DEVNULL, timeout=60, check=True)
        assert path.stat().st_size > 250_000_000, path.stat().st_size
        with Program() as program:
            program.action("open-path", variant("s", str(path)))
            assert program.enabled("cancel"), "the capture was read before it could be cancelled"
            print(f"# cancelled after {cancel(program):.3f} s")
            program.frame().wait(holds="Stopped")
            program.action("reload")
            program.wait_loaded(30)
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
                done.wait(30)
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
            program.frame().wait(holds="Stopped")
            assert len(rows(program)) >= n
    finally:
        done.set()
        writer.join(10)
