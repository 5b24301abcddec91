#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A capture on another host through the real ssh and sshd, with tcpdump at the other side: what was sent is what is
written, and nothing is left behind there; and what is said when it cannot be done or breaks. sshd is this test's own, in
namespaces of its own, with keys that it makes.

usage: live-ssh.py LINESMAN-CLI
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from capture import Live, Sender, children, enter_namespace, last_rows, make_links, numbered, packets_in, sample_frames
from tap import ENVIRONMENT, Tests, differs

PORT = 2222  # of a network of its own
PACKAGES = {"sshd": "openssh-server", "ssh": "openssh-client", "ssh-keygen": "openssh-client", "tcpdump": "tcpdump"}


def run(*words, **more):
    return subprocess.run(words, check=True, capture_output=True, **more)


class Host:
    """sshd, and what ssh has to know of it. Real programs alone: ssh is told which files are its own."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("host", "other", "user", "stranger"):
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{folder}/{name}")
        pathlib.Path(f"{folder}/sshd_config").write_text(
            f"Port {PORT}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/user.pub\nUsePAM no\n"
            f"StrictModes no\nPasswordAuthentication no\nPermitRootLogin yes\nPidFile none\nPrintMotd no\n")
        (pathlib.Path(folder) / "bin").mkdir()
        program = pathlib.Path(f"{folder}/bin/ssh")
        program.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F "{folder}/config" "$@"\n')
        program.chmod(0o755)
        ENVIRONMENT["PATH"] = f"{folder}/bin:{ENVIRONMENT['PATH']}"
        self.set()
        self.begin()

    def set(self, host_key="host", user_key="user"):
        known = pathlib.Path(f"{self.folder}/{host_key}.pub").read_text()
        pathlib.Path(f"{self.folder}/known").write_text(f"[127.0.0.1]:{PORT} {known}")
        pathlib.Path(f"{self.folder}/config").write_text(
            f"UserKnownHostsFile {self.folder}/known\nGlobalKnownHostsFile none\nIdentityFile {self.folder}/{user_key}\n"
            f"IdentitiesOnly yes\nIdentityAgent none\nStrictHostKeyChecking yes\n")

    def begin(self):
        with open(f"{self.folder}/sshd.log", "ab") as log:
            self.process = subprocess.Popen([shutil.which("sshd", path="/usr/sbin:" + os.environ["PATH"]), "-D", "-e", "-f",
                                             f"{self.folder}/sshd_config"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        for _ in range(200):
            if subprocess.run(["ssh-keyscan", "-T", "1", "-p", str(PORT), "127.0.0.1"], check=False, capture_output=True).stdout:
                return
            time.sleep(0.02)

    def end(self):
        self.process.terminate()
        self.process.wait()

    def programs(self, pid=None):
        """Names by process id of what runs on the host: what sshd has started."""
        found = {}
        for child in children(pid or self.process.pid):
            found[child] = pathlib.Path(f"/proc/{child}/comm").read_text().strip()
            found.update(self.programs(child))
        return found


class Remote(Live):
    def __init__(self, tests, folder, *words, **more):
        super().__init__(tests, folder, "--ssh", f"127.0.0.1:{PORT}", *words, **more)

    def wait_for_helper(self):
        """tcpdump says that it listens, after which it captures; here it is seen by its socket for packets."""
        for _ in range(500):
            if self.process.poll() is not None or n_sockets() > Remote.sockets:
                time.sleep(0.3)
                return
            time.sleep(0.01)


def started_by(pid):
    """By any of its threads."""
    return [int(n) for path in pathlib.Path(f"/proc/{pid}/task").glob("*/children") for n in path.read_text().split()]


def n_sockets():
    """Of those that take packets and are bound: for tcpdump that is the last but one of what it does."""
    rows = [line.split() for line in pathlib.Path("/proc/net/packet").read_text().splitlines()[1:]]
    return sum(row[3] != "0000" and row[5] == "1" for row in rows)


def left_behind(host):
    """Of what a capture had started there, after a moment. What sshd has started and left is seen by its socket."""
    for _ in range(400):
        left = sorted(set(host.programs().values())) + ["a socket"] * (n_sockets() - Remote.sockets)
        if not left:
            break
        time.sleep(0.01)
    return left


def check_capture(tests, folder, host, sender):
    frames, path = sample_frames(), f"{folder}/a.pcapng"
    live = Remote(tests, folder, "-w", path, "--json")
    sender.send(frames, 4000)
    time.sleep(0.3)
    live.end()
    n, info = packets_in(tests, path)
    shown, later = last_rows(live.out_path.read_text()), last_rows(tests.run("calls", "--json", path).out.decode())
    tests.check("sent there is written here", *live.problems(len(frames)), differs("packets", n, len(frames)),
                differs("info", (info.status, info.err), (0, b"")), differs("left there", left_behind(host), []),
                "" if shown and shown == later else f"live {shown!r:.300}, later {later!r:.300}")


def check_rate(tests, folder, host, sender):
    """With words of a shell in the filter, and on all interfaces: those of the connection itself are left out."""
    frames = numbered(20000)
    live = Remote(tests, folder, "-w", f"{folder}/rate.pcapng", "-f", "udp and (dst port 40000 or dst port 5060) and not host 192.0.2.99")
    sender.send(frames, 20000)
    time.sleep(0.3)
    live.end()
    everything = Remote(tests, folder, "-w", f"{folder}/any.pcapng", interface="any")
    sender.send(numbered(100), 1000)
    time.sleep(0.5)
    everything.end()
    n = packets_in(tests, f"{folder}/any.pcapng")[0]
    print(f"# {live.figures}; {n} packets on any")
    tests.check("20,000 a second come through ssh, and not the connection itself", *live.problems(len(frames)),
                differs("in the file", packets_in(tests, f"{folder}/rate.pcapng")[0], live.figures.get("written")),
                "" if 200 <= n < 220 else f"{n} packets on any", differs("left there", left_behind(host), []))


def check_killed(tests, folder, host, sender, who):
    """The connection, or tcpdump there, is killed: that is said, and what came before it is kept."""
    path = f"{folder}/killed.pcapng"
    live = Remote(tests, folder, "-w", path)
    sender.send(numbered(500), 5000)
    time.sleep(2)  # tcpdump is handed packets every second
    pids = {name: pid for pid, name in host.programs().items()}
    pids["ssh"] = started_by(live.process.pid)[0]
    os.kill(pids[who], signal.SIGKILL)
    live.end(None)
    n, info = packets_in(tests, path)
    print(f"# {who}: {live.errors[-2:]}")
    tests.check(f"{who} is killed", differs("status", live.status, 1), differs("packets", n, 500),
                differs("info", (info.status, info.err), (0, b"")), differs("left there", left_behind(host), []),
                "" if any("127.0.0.1" in line and ("ended" in line or "closed" in line or "Killed" in line) for line in live.errors)
                else f"not said: {live.errors}")


def check_words(tests, folder, host):
    path, cases = f"{folder}/none.pcapng", []

    def case(name, expected, *words, interface="lm1"):
        began = time.monotonic()
        result = tests.run("capture", "--ssh", f"127.0.0.1:{PORT}", "-i", interface, "-w", path, *words)
        status, said = result.status, " ".join(result.errors)
        cases.append("" if status == 3 and all(one in said for one in expected) and time.monotonic() - began < 10
                     else f"{name}: status {status}, {said!r}")
        print(f"# {name}: {said}")
    host.set(host_key="other")
    case("the key of another host", ("Host key verification failed", "look at its key"))
    host.set(user_key="stranger")
    case("an unknown user", ("Permission denied", "ssh-copy-id"))
    host.set()
    case("no tcpdump", ("not found", "installed there"), "--ssh-command", "tcpdump-of-another-name")
    case("no such interface", ("No such device", "ip link"), interface="eth77")
    case("not allowed", ("ermi", "sudo -n tcpdump"), "--ssh-command", "setpriv --reuid 65534 --clear-groups --bounding-set -all tcpdump")
    host.end()
    case("no sshd", ("refused",))
    host.begin()
    tests.check("what is wrong is said", *cases, differs("left there", left_behind(host), []),
                "" if not os.path.exists(path) or os.path.getsize(path) == 0 else "there is a file")


def main():
    missing = [PACKAGES[name] for name in PACKAGES if not shutil.which(name, path="/usr/sbin:" + os.environ["PATH"])]
    if missing:
        print(f"1..0 # SKIP did not run: not installed: {' '.join(sorted(set(missing)))}")
        return 0
    if "LM_INSIDE" not in os.environ:
        enter_namespace()
    wrong = make_links()
    if wrong or os.environ["LM_ROOT"] != "1":
        print(f"1..0 # SKIP did not run: sshd and interfaces need root ({wrong.strip()})")
        return 0
    tests = Tests(sys.argv[1])
    # sshd wants a folder there, and finds one of this test's own.
    run("mount", "-t", "tmpfs", "none", "/run")
    os.mkdir("/run/sshd", 0o755)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        sender, host = Sender(), Host(folder)
        Remote.sockets = n_sockets()
        try:
            check_capture(tests, folder, host, sender)
            check_rate(tests, folder, host, sender)
            for who in ("sshd", "ssh", "tcpdump"):
                check_killed(tests, folder, host, sender, who)
            check_words(tests, folder, host)
        finally:
            host.end()
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
