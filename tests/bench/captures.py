# SPDX-License-Identifier: GPL-3.0-or-later
"""The captures that are measured: made when a part first asks for them, gone when no part needs them any more."""

import collections
import json
import os
import subprocess
import time

# What the generator is asked for. `calls` is for captures that are as long as so many calls take.
Spec = collections.namedtuple("Spec", "kind packets streams calls", defaults=[500, 0])


class Capture:
    def __init__(self, spec, path, truth):
        self.kind, self.spec, self.path, self.truth = spec.kind, spec, path, truth

    @property
    def unit(self):
        return "packets" if self.kind == "rtp" else "messages"

    @property
    def count(self):
        return self.truth["packets" if self.kind == "rtp" else "sip_messages"]


class Captures:
    def __init__(self, generate, folder):
        self.generate, self.folder, self.made = generate, folder, {}

    def get(self, spec):
        if spec not in self.made:
            self.made[spec] = self.make(spec)
        return self.made[spec]

    def make(self, spec):
        path = os.path.join(self.folder, "%s-%d-%d-%d.pcap" % spec)
        length = ["--calls", str(spec.calls)] if spec.calls else ["--packets", str(spec.packets)]
        start = time.perf_counter()
        text = subprocess.run([self.generate, "--kind", spec.kind, *length, "--streams", str(spec.streams),
                               "--seed", "1", "-o", path], check=True, stdout=subprocess.PIPE).stdout
        truth = json.loads(text)
        with open(path, "rb", buffering=0) as source:  # into the page cache
            while source.read(1 << 22):
                pass
        print("made %s: %s packets, %s SIP messages, %s calls, %s streams, %.0f MB, in %.1f s" % (
            spec.kind, *("{:,}".format(truth[key]) for key in ("packets", "sip_messages", "calls", "rtp_streams")),
            os.path.getsize(path) / 1e6, time.perf_counter() - start), flush=True)
        return Capture(spec, path, truth)

    def keep_only(self, specs):
        for spec in set(self.made) - set(specs):
            os.unlink(self.made.pop(spec).path)
