# SPDX-License-Identifier: GPL-3.0-or-later
"""Live captures that end early, and say why: a disk and tables that are full."""

import pathlib
import re
import subprocess

from live import WHOLE, Network, capturing, live_scenario, says
from program import BUILD, Program, cli, scratch
from tap import scenario
from tree import wait

FLOOD = BUILD / "tests" / "flood"


def children(program):
    """The process ids of what the program has started and has not ended."""
    return [child for path in pathlib.Path(f"/proc/{program.process.pid}/task").glob("*/children") for child in path.read_text().split()]


def calls_counted(program):
    """So many calls are listed."""
    found = (re.fullmatch(r"(\d+) calls", word) for word in program.frame().words())
    return max((int(match[1]) for match in found if match), default=0)


def wait_ended(program, why):
    wait("it has ended", lambda: not program.enabled("stop-capture") and program.enabled("save-capture"))
    wait("the bar says why", lambda: says(program, why) and says(program, "What was captured until then is shown"))


@live_scenario
def live_disk_full():
    """Where the disk has no more room the capture ends, says so, and keeps what was written: whole, and shown."""
    home = scratch("disk")
    disk = home / "disk"
    disk.mkdir()
    with Network() as network:
        subprocess.run([*network.within, "mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk], check=True)
        options = f"[capture]\\nfolder={disk}\\n"
        with capturing(network, home, **{"capture-last": f"'{options}'"}) as program:
            wait("it captures", lambda: program.enabled("stop-capture"))
            n = 0
            while program.enabled("stop-capture"):
                network.send(f"call{n}", *WHOLE)
                n += 1
            wait_ended(program, "No space left on device")
            # The disk is one of the network's own.
            path, = (pathlib.Path(f"/proc/{network.process.pid}/root") / str(disk).lstrip("/")).glob("*.pcapng")
            written = cli("calls", path)
            assert n > len(written) > 10, (n, len(written))
            assert [row["call_id"] for row in written] == [f"call{i}@test" for i in range(len(written))]
            wait("all of it is shown", lambda: says(program, f"{len(written)} calls"))


@scenario
def live_tables_full():
    """Where a table has no more rows the capture ends, says so, and shows what came before."""
    options = "[capture]\\nrows=50\\n"
    with Program("-i", "flood", home=scratch("tables"), settings={"close-capture": "'stop'", "capture-last": f"'{options}'"},
                 within=["env", f"LINESMAN_CAPTURE={FLOOD}", "FLOOD_KIND=invite", "FLOOD_PACED=1", "FLOOD_CALLS=1000000"]) as program:
        wait_ended(program, "Calls are shown no further, as 50 rows of a table were all in use")
        wait("what came before is shown", lambda: calls_counted(program) >= 50)
        wait("nothing captures any more", lambda: not children(program))
