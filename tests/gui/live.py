# SPDX-License-Identifier: GPL-3.0-or-later
"""Live capture in the window, on a network of its own that carries what the test sends."""

import contextlib
import functools
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys

import screen
import tap
from program import BUILD, Program, cli, scratch, variant
from tree import wait

CAPTURE = BUILD / "src" / "helper" / "linesman-capture"

# Runs inside the network: a line "CALL METHOD-OR-STATUS" is a datagram from one end of a veth pair to the other;
# "CALL RTP FIRST LAST" are that many packets of the call's media, from the caller.
SENDER = """
import socket, struct, sys
out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
out.bind(("lm0", 0))
def put(source, target, ports, data):
    head = bytes.fromhex("0200000000020200000000010800") + struct.pack(
        "!BBHHHBBH4s4s", 0x45, 0, len(data) + 28, 0, 0, 64, 17, 0, source, target)
    out.send(head + struct.pack("!HHHH", *ports, len(data) + 8, 0) + data)
ends = [bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2])]
def send_rtp(call, first, last):
    for seq in range(int(first), int(last) + 1):
        put(*ends, (4000, 4002), struct.pack("!BBHII", 0x80, 0, seq, 160 * seq, sum(call.encode())) + bytes(160))
def send(call, what, response):
    first = f"SIP/2.0 {what}" if response else f"{what} sip:bob@192.0.2.2 SIP/2.0"
    method = what.split()[-1] if response else what
    if response:
        first = "SIP/2.0 " + what.rsplit(" ", 1)[0]
    seq = 2 if method == "BYE" else 1
    host, port = (2, 4002) if response else (1, 4000)
    body = (f"v=0\\r\\no=- 1 1 IN IP4 192.0.2.{host}\\r\\ns=-\\r\\nc=IN IP4 192.0.2.{host}\\r\\nt=0 0\\r\\n"
            f"m=audio {port} RTP/AVP 0\\r\\n") if method == "INVITE" and not what.startswith("180") else ""
    kind = "Content-Type: application/sdp\\r\\n" if body else ""
    text = (f"{first}\\r\\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{call}{method}\\r\\nFrom: <sip:alice@192.0.2.1>;tag=a\\r\\n"
            f"To: <sip:bob@192.0.2.2>{';tag=b' if response or seq == 2 else ''}\\r\\nCall-ID: {call}@test\\r\\n"
            f"CSeq: {seq} {'INVITE' if method == 'ACK' else method}\\r\\n".replace("INVITE\\r\\n", ("ACK" if method == "ACK" else "INVITE") + "\\r\\n")
            + f"Max-Forwards: 70\\r\\nContact: <sip:x@192.0.2.1>\\r\\n{kind}"
            + f"Content-Length: {len(body)}\\r\\n\\r\\n{body}").encode()
    put(*(ends[::-1] if response else ends), (5060, 5060), text)
print("ready", flush=True)
for line in sys.stdin:
    call, _, what = line.strip().partition(" ")
    if what.startswith("RTP "):
        send_rtp(call, *what.split()[1:])
    else:
        send(call, what, what[0].isdigit())
    print("sent", flush=True)
"""
WHOLE = ("INVITE", "180 Ringing INVITE", "200 OK INVITE", "ACK", "BYE", "200 OK BYE")


class Network:
    """Two interfaces that are joined, in a namespace where nothing else is; None where there may be none."""

    def __init__(self):
        words = ("ip link add lm0 type veth peer name lm1; ip link set lm0 up; ip link set lm1 up; "
                 "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6; exec \"$0\" -c \"$1\"")
        self.process = subprocess.Popen(["unshare", "--net", "--mount", "sh", "-c", words, sys.executable, SENDER],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"

    @property
    def within(self):
        return ["nsenter", f"--net=/proc/{self.process.pid}/ns/net", f"--mount=/proc/{self.process.pid}/ns/mnt"]

    def send(self, call, *messages):
        for message in messages:
            self.process.stdin.write(f"{call} {message}\n")
            self.process.stdin.flush()
            assert self.process.stdout.readline() == "sent\n"

    def __enter__(self):
        return self

    def others(self):
        """The process ids of what else is in the network."""
        own = os.readlink(f"/proc/{self.process.pid}/ns/net")
        for path in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if os.readlink(path / "ns" / "net") == own and int(path.name) != self.process.pid:
                    yield int(path.name)
            except OSError:
                continue  # it has gone

    def __exit__(self, *_):
        # Where a scenario fails, what captures outlives its window.
        for pid in self.others():
            os.kill(pid, signal.SIGKILL)
        self.process.stdin.close()
        self.process.wait(10)


def may_not_run():
    """Why not; said, because a scenario that did not run has shown nothing."""
    if os.geteuid() != 0 or not shutil.which("nsenter") or not CAPTURE.exists():
        return "it needs root, nsenter and linesman-capture"
    made = subprocess.run(["unshare", "--net", "--mount", "ip", "link", "add", "lm0", "type", "veth"], capture_output=True, check=False)
    return "no network namespace may be made here" if made.returncode else None


def live_scenario(function):
    """A scenario that needs a network of its own; where there can be none, it says so."""

    @functools.wraps(function)
    def run():
        why = may_not_run()
        if why:
            print(f"# did not run: {why}")
        else:
            function()

    return tap.scenario(run)


def capturing(network, home, interface="lm1", **settings):
    return Program("-i", interface, within=network.within, home=home,
                   settings={"close-capture": "'stop'", **settings})


def calls_listed(program):
    return [cell for cell in program.frame().words() if "@192.0.2" in cell]


def rows(path):
    return [(row["call_id"], row["state"], row["messages"]) for row in cli("calls", path)]


def save(program, home):
    """Ends the capture and saves it; returns where."""
    program.action("stop-capture")
    wait("it has stopped", lambda: not program.enabled("stop-capture") and program.enabled("save-capture"))
    saved = home / "saved.pcapng"
    program.action("save-capture-path", variant("s", str(saved)))
    wait("it is saved", lambda: any("Saved." in word for word in program.frame().words()))
    return saved


@contextlib.contextmanager
def figures(program):
    """While the figures of the capture are shown."""
    program.focus()
    program.action("capture-figures")
    wait("the figures", lambda: says(program, "Not kept"))
    yield
    screen.key("Escape")
    wait("they are closed", lambda: not says(program, "Not kept"))


def wait_calls(program, n):
    wait(f"{n} calls", lambda: any(word == (f"{n} calls" if n != 1 else "1 call") for word in program.frame().words()))


@live_scenario
def live_calls():
    """Calls appear as they are made, their ladder grows, and what was shown is in the file that is saved."""
    home = scratch("live")
    with Network() as network, capturing(network, home) as program:
        wait("it captures", lambda: program.enabled("stop-capture"))
        network.send("one", *WHOLE[:2])
        wait_calls(program, 1)
        wait("a ladder of two messages", lambda: any("2 messages" in w for w in program.frame().words()))
        network.send("one", *WHOLE[2:])
        wait("the ladder has grown", lambda: any("6 messages" in w for w in program.frame().words()))
        network.send("two", *WHOLE)
        wait_calls(program, 2)
        saved = save(program, home)
        assert [row["call_id"] for row in cli("calls", saved)] == ["one@test", "two@test"]


def helpers(program):
    """The process ids of what captures for a program."""
    children = (child for path in pathlib.Path(f"/proc/{program.process.pid}/task").glob("*/children") for child in path.read_text().split())
    return [int(child) for child in children if pathlib.Path(f"/proc/{child}/comm").read_text().startswith("linesman-captu")]


def says(program, words):
    return any(words in word for word in program.frame().words())


def n_waiting(program):
    found = (re.search(r"(\d+) packets? waits?", word) for word in program.frame().words())
    return max((int(match[1]) for match in found if match), default=0)


def has_calls(program, n):
    return any(word == (f"{n} calls" if n > 1 else "1 call") for word in program.frame().words())


@live_scenario
def live_pause():
    """While it is paused the window stands still and says how many packets wait; then it catches up."""
    with Network() as network, capturing(network, scratch("pause")) as program:
        wait("it captures", lambda: program.enabled("stop-capture"))
        network.send("one", *WHOLE)
        wait_calls(program, 1)
        program.action("pause-capture")
        wait("it is paused", lambda: program.state("pause-capture"))
        network.send("two", *WHOLE)
        # What comes in the moment in which reading pauses may be shown yet.
        wait("packets wait, or are shown", lambda: n_waiting(program) >= 6 or has_calls(program, 2))
        n = 2 if has_calls(program, 2) else 1
        network.send("three", *WHOLE)
        wait("packets wait", lambda: n_waiting(program) >= (6 if n == 2 else 12))
        assert has_calls(program, n)
        program.action("pause-capture")
        wait_calls(program, 3)


@live_scenario
def live_helper_killed():
    """Where what captures is killed the window says so and keeps what there is."""
    with Network() as network, capturing(network, scratch("killed")) as program:
        wait("it captures", lambda: program.enabled("stop-capture"))
        network.send("one", *WHOLE)
        wait_calls(program, 1)
        for pid in helpers(program):
            os.kill(pid, signal.SIGKILL)
        wait("it has stopped", lambda: not program.enabled("stop-capture"))
        wait("it says so", lambda: any("ended by signal 9" in word for word in program.frame().words()))
        wait_calls(program, 1)


@live_scenario
def live_ring_saved():
    """A capture that lies in several files is saved as one, which holds every call of it."""
    home = scratch("ring")
    options = f"[capture]\\nfolder={home}/ring\\nfile-bytes=1000\\n"
    with Network() as network, capturing(network, home, **{"capture-last": f"'{options}'"}) as program:
        wait("it captures", lambda: program.enabled("stop-capture"))
        for i in range(4):
            network.send(f"call{i}", *WHOLE)
            wait_calls(program, i + 1)
            wait("the next file", lambda n=i: len(list((home / "ring").glob("*.pcapng"))) > n + 1)
        saved = save(program, home)
        assert [row["call_id"] for row in cli("calls", saved)] == [f"call{i}@test" for i in range(4)]


def follows(program, wanted):
    wait("it follows" if wanted else "it follows no more", lambda: program.state("follow-newest") is wanted)


def follow_many(network, program):
    """Calls that are more than the list shows, and the newest is in sight."""
    wait("it captures", lambda: program.enabled("stop-capture"))
    for i in range(40):
        network.send(f"call{i:02}", "INVITE")
    wait_calls(program, 40)
    program.focus()
    follows(program, True)


def come_late(network, program, followed):
    """One more call changes nothing."""
    network.send("late", "INVITE")
    wait_calls(program, 41)
    follows(program, followed)


@live_scenario
def live_follow():
    """The newest call stays in sight until one goes elsewhere by a key; End goes back to it."""
    with Network() as network, capturing(network, scratch("follow")) as program:
        follow_many(network, program)
        program.action("focus", variant("s", "list"))
        wait("the list has the keyboard", lambda: program.frame().find(name="Calls", role="tree grid").has_keyboard())
        for key, followed in (("Page_Up", False), ("End", True), ("Home", False), ("End", True), ("Up", False), ("End", True)):
            screen.key(key)
            follows(program, followed)
        come_late(network, program, True)


def press_bar(program, at):
    """Presses the scrollbar of the calls at its upper (0) or lower (1) end, which it then shows."""
    left, top, width, height = program.frame().find(name="Calls", role="tree grid").place
    x, _, outer, _ = program.geometry()
    border = (outer - program.frame().place[2]) // 2
    # It is there, and broad, while the pointer is. What divides list and ladder takes clicks some pixels beside it, too.
    for _ in range(3):
        screen.tool("mousemove", border + left + width - 40, border + top + height // 2)
        screen.tool("mousemove", border + left + width - 5, border + top + height // 2)
    screen.click(border + left + width - 5, border + top + (height - 16 if at else 34))


@live_scenario
def live_follow_by_scrollbar():
    """The newest call stays in sight until the scrollbar is moved elsewhere; at its end it does again."""
    with Network() as network, capturing(network, scratch("bar")) as program:
        follow_many(network, program)
        for at, followed in ((0, False), (1, True), (0, False)):
            wait(f"the scrollbar is at {at}", lambda at=at, followed=followed: press_bar(program, at) or program.state("follow-newest") is followed)
        come_late(network, program, False)


@live_scenario
def live_disturbed():
    """An interface that is switched off and a helper that is stopped are said, and that is over when they go on; nothing is lost."""
    with Network() as network, capturing(network, scratch("disturbed")) as program:
        wait("it captures", lambda: program.enabled("stop-capture"))
        network.send("one", *WHOLE)
        wait_calls(program, 1)
        subprocess.run([*network.within, "ip", "link", "set", "lm1", "down"], check=True)
        wait("it says that it is off", lambda: says(program, "lm1 is off"))
        subprocess.run([*network.within, "ip", "link", "set", "lm1", "up"], check=True)
        wait("it is on again", lambda: not says(program, "lm1 is off"))
        network.send("two", *WHOLE)
        wait_calls(program, 2)
        stopped = helpers(program)
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        network.send("three", *WHOLE)
        wait("it says that it is silent", lambda: says(program, "Does not answer"))
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
        wait("it goes on", lambda: not says(program, "Does not answer"))
        wait_calls(program, 3)


def requests(program):
    """Those that each host sent, as the report of hosts has it."""
    return [row[3] for row in program.frame().wait(role="tree grid").cells()]


@live_scenario
def live_reports():
    """What is worked out of the whole is worked out anew while the capture goes on."""
    with Network() as network, capturing(network, scratch("reports")) as program:
        wait("it captures", lambda: program.enabled("stop-capture"))
        network.send("one", *WHOLE)
        wait_calls(program, 1)
        program.action("show-view", variant("s", "hosts"))
        wait("two hosts, three requests", lambda: requests(program) == ["3", "0"])
        network.send("two", *WHOLE)
        wait("six requests", lambda: requests(program) == ["6", "0"])
        program.action("search", variant("s", "host.requests > 0"))
        wait("the one that asks", lambda: requests(program) == ["6"])
        network.send("three", *WHOLE)
        seen = []
        wait("nine requests", lambda: seen.append(requests(program)) or seen[-1] == ["9"])
        assert all(len(numbers) == 1 for numbers in seen), seen


@live_scenario
def live_restart():
    """The same capture anew: what it had found is gone from the window, and what comes then is shown."""
    with Network() as network, capturing(network, scratch("restart")) as program:
        wait("it captures", lambda: program.enabled("stop-capture"))
        network.send("one", *WHOLE)
        wait_calls(program, 1)
        before = helpers(program)
        program.action("restart-capture")
        wait("another captures", lambda: helpers(program) not in ([], before) and program.enabled("stop-capture"))
        wait("nothing is shown of before", lambda: not has_calls(program, 1))
        network.send("two", *WHOLE)
        wait_calls(program, 1)
        wait("it is the new one", lambda: says(program, "two@test"))


@live_scenario
def live_times():
    """Whose clock the packets have their times of stands among the figures: also where the interface's was asked for and is none."""
    for options, said in (("", "Times of packets by this machine’s clock"),
                          ("hardware-time=1\\n", "Times of packets by this machine’s clock: lm1 has none of its own")):
        with Network() as network, capturing(network, scratch("times"), **{"capture-last": f"'[capture]\\n{options}'"}) as program:
            wait("it captures", lambda: program.enabled("stop-capture"))
            with figures(program):
                wait("whose times they are", lambda said=said: said in program.frame().words())
