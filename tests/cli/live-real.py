#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live capture beside Kamailio, baresip and SIPp: the calls of tests/samples/make, in network namespaces, are taken by
linesman-cli while they are made, and by tcpdump. Needs root and takes a minute and a half, so it is run by hand.

usage: live-real.py LINESMAN-CLI
"""

import importlib.machinery
import importlib.util
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

from capture import FIGURES, last_rows
from tap import ENVIRONMENT, Tests, differs

SAMPLES = pathlib.Path(__file__).resolve().parents[1] / "samples"


def main():
    tests, finished = Tests(sys.argv[1]), []
    if os.geteuid() != 0:
        print("1..0 # SKIP did not run: network namespaces for several machines need root")
        return 0
    sys.path.insert(0, str(SAMPLES))
    loader = importlib.machinery.SourceFileLoader("make", str(SAMPLES / "make"))
    make = importlib.util.module_from_spec(importlib.util.spec_from_loader("make", loader))
    loader.exec_module(make)

    class Lab(make.Lab):
        def capture(self, path, *words, **more):
            """What the programs say, taken twice."""
            end = super().capture(path, *words, **more)
            live = subprocess.Popen(self.inside("lan", tests.cli, "capture", "-i", "br0", "-w", f"{folder}/live.pcapng", "--json"),
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)

            def finish():
                end()
                live.send_signal(signal.SIGTERM)
                finished.extend((*live.communicate(timeout=30), live.returncode))
            return finish
    with tempfile.TemporaryDirectory() as folder:
        make.Lab, sys.argv = Lab, ["make", f"{folder}/calls.pcapng"]
        make.main()
        out, err, status = finished
        taken = {name: json.loads(tests.run("stats", "--json", f"{folder}/{name}.pcapng").out) for name in ("live", "calls")}
        wanted = ("sip_messages", "rtp_packets", "rtcp_packets", "calls", "rtp_streams")
        shown = last_rows(out.decode())
        later = last_rows(tests.run("calls", "--json", f"{folder}/live.pcapng").out.decode())
        figures = FIGURES.findall(err.decode())[-1]
        print(f"# {figures[0]} packets; " + ", ".join(f"{key} {taken['live'][key]}" for key in wanted))
        tests.check("real calls are shown as they are made", differs("status", status, 0),
                    *(differs(key, taken["live"][key], taken["calls"][key]) for key in wanted),
                    differs("dropped", figures[3:], ("0",) * 4), differs("written", figures[1], figures[0]),
                    "" if shown and shown == later else f"live {shown!r:.300}, later {later!r:.300}")
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
