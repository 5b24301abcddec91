# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs that the benchmark runs: what it builds itself, and the peers that are installed."""

import json
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.dirname(os.path.dirname(HERE))
CLI = "src/cli/linesman-cli"
WINDOW = "ui/linesman"
SCHEMAS = "data/gschemas.compiled"
OURS = ["generate", "loop", "parse", "parse-sofia", "parse-osip", "parse-re", "packets", "window", "ladder"]
PEERS = ["tshark", "sngrep"]
# Asked for its version each program says it somewhere in its first line.
VERSIONS = {"tshark": ["tshark", "--version"], "sngrep": ["sngrep", "--version"]}
LIBRARIES = {"libpcap": "libpcap", "sofia-sip": "sofia-sip-ua", "osip": "libosip2", "libre": "libre", "GTK": "gtk4",
             "libadwaita": "libadwaita-1"}


class Programs:
    """Paths by name; `absent` holds a line for each that is not there."""

    def __init__(self, folder):
        self.folder, self.paths = folder, {}
        self.absent = ["%s is not installed and was left out." % peer for peer in PEERS if not shutil.which(peer)]
        self.paths.update((peer, shutil.which(peer)) for peer in PEERS if shutil.which(peer))

    def __getitem__(self, name):
        return self.paths[name]

    def get(self, name):
        return self.paths.get(name)

    def build(self):
        """A release build of all that this machine has the libraries for."""
        if not os.path.exists(os.path.join(self.folder, "build.ninja")):
            quietly("meson", "setup", self.folder, TREE, "--buildtype=release", "-Db_lto=true")
        elif self.option("ui") == "disabled":
            quietly("meson", "configure", self.folder, "-Dui=auto")
        quietly("ninja", "-C", self.folder, "build.ninja")
        listed = subprocess.run(["ninja", "-C", self.folder, "-t", "targets", "all"], check=True,
                                stdout=subprocess.PIPE, text=True).stdout
        known = set(re.findall("^([^:]+):", listed, re.M))
        wanted = {"bench-" + name: "tests/bench/bench-" + name for name in OURS}
        wanted.update({"linesman-cli": CLI, "linesman": WINDOW, "schemas": SCHEMAS})
        for name, target in wanted.items():
            if target in known:
                self.paths[name] = os.path.join(self.folder, target)
            else:
                self.absent.append("%s cannot be built here and was left out." % name)
        if "bench-loop" not in self.paths:
            sys.exit("libpcap's headers are missing, and with them what everything is measured against")
        quietly("ninja", "-C", self.folder, *(target for target in wanted.values() if target in known))


    def option(self, name):
        """What the build folder was configured with."""
        with open(os.path.join(self.folder, "meson-info", "intro-buildoptions.json")) as info:
            return next(option["value"] for option in json.load(info) if option["name"] == name)


def quietly(*command):
    """Shows what the command says only when it fails, and ends the benchmark then."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        sys.stderr.buffer.write(done.stdout)
        sys.exit("failed: " + " ".join(command))


def first_line(*command):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    except OSError:
        return ""
    return next((line.strip() for line in done.stdout.splitlines() if re.search(r"\d", line)), "")


def machine():
    """Lines that say on what it was measured."""
    with open("/proc/cpuinfo") as info:
        models = re.findall(r"^model name\s*: (.*)$", info.read(), re.M)
    with open("/proc/meminfo") as info:
        memory = int(re.search(r"MemTotal:\s+(\d+)", info.read()).group(1)) / 2**20
    yield "%d cores (%s), %.0f GiB of memory, Linux %s" % (
        os.cpu_count(), models[0] if models else os.uname().machine, memory, os.uname().release)
    versions = [first_line(*command) for command in VERSIONS.values()]
    for name, package in LIBRARIES.items():
        version = first_line("pkg-config", "--modversion", package)
        versions.append("%s %s" % (name, version) if version else "")
    yield ", ".join(version for version in versions if version)
