# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a live capture is kept: on the disk while that is changed, in memory where it is cleared, and what secrets open."""

import json
import re
import struct
import subprocess
import sys

from alerts import Desktop
from capturing import free_port, send_hep
from live import WHOLE, Network, capturing, figures, has_calls, live_scenario, rows, save, says, wait_calls
from program import SOURCE, Program, scratch, variant
from tap import scenario
from tree import wait

# Runs inside the network: "CALL KEY-LOG" begins a call of SIP over TLS, "CALL bye" ends it.
TALKER = """
import pathlib, sys
folder, cli = sys.argv[1:]
sys.path.insert(0, cli)
from live import TlsCall, pem
certificate, calls = pem(folder), {}
print("ready" if certificate else "no openssl", flush=True)
for line in sys.stdin:
    call, word = line.split()
    if word == "bye":
        calls[call].bye()
        calls.pop(call).close()
    else:
        calls[call] = TlsCall(certificate, word, call)
    print("done", flush=True)
"""


class Talker:
    """Ends that speak SIP over TLS on the loopback interface of a network."""

    def __init__(self, network, folder):
        subprocess.run([*network.within, "ip", "link", "set", "lo", "up"], check=True)
        self.process = subprocess.Popen([*network.within, sys.executable, "-c", TALKER, str(folder), str(SOURCE / "tests" / "cli")],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.why_not = self.process.stdout.readline().strip().replace("ready", "")

    def say(self, call, word):
        self.process.stdin.write(f"{call} {word}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "done\n"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def received(program):
    """So many packets came, as the header bar says."""
    found = (re.search(r" · (\d+) packets? · ", word) for word in program.frame().words())
    return max((int(match[1]) for match in found if match), default=0)


def wait_received(program, n):
    wait(f"{n} packets came", lambda: received(program) >= n)


WHOLE_BYTES = 14 + 20 + 8 + 12 + 160  # of a packet of media


def has_state(program, state):
    return any(cell == state for row in program.frame().find(name="Calls", role="tree grid").cells() for cell in row)


@live_scenario
def live_key_log():
    """Secrets that come during a call open what it said before, and those that come in time what it says next."""
    home = scratch("secrets")
    followed, later = home / "keys", home / "later"
    followed.write_text("# nothing yet\n", encoding="ascii")
    options = f"[capture]\\nkey-log={followed}\\n"
    with Network() as network, Talker(network, home) as talker:
        if talker.why_not:
            print(f"# did not run: {talker.why_not}")
            return
        with capturing(network, home, interface="lo", **{"capture-last": f"'{options}'"}) as program:
            wait("it captures", lambda: program.enabled("stop-capture"))
            talker.say("late", later)
            wait_received(program, 10)
            assert not has_calls(program, 1)
            followed.write_bytes(followed.read_bytes() + later.read_bytes())
            wait_calls(program, 1)
            wait("it is in call", lambda: has_state(program, "in call"))
            talker.say("late", "bye")
            wait("it has ended", lambda: has_state(program, "completed"))
            talker.say("early", followed)
            wait_calls(program, 2)
            wait("it is in call", lambda: has_state(program, "in call"))
            talker.say("early", "bye")
            wait("both have ended", lambda: not has_state(program, "in call"))


def stream_packets(program):
    """The packets of the only stream that is listed."""
    return [row[4] for row in program.frame().wait(name="RTP streams", role="tree grid").cells()]


def kept_bytes(path):
    """How many bytes of each packet are in a pcapng file, for those of the media."""
    data, at, sizes = path.read_bytes(), 0, []
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<II", data, at)
        if at + size > len(data):
            break  # it is being written
        captured, original = struct.unpack_from("<II", data, at + 20) if kind == 6 else (0, 0)
        sizes += [captured] if original == WHOLE_BYTES else []
        at += size
    return sizes


def begins_to_cut(network, path, numbers):
    """Whether the media's next packet is no longer kept whole: a moment passes until what captures does as it was told."""
    network.send("one", f"RTP {len(numbers) + 1} {len(numbers) + 1}")
    numbers.append(wait("it is kept", lambda: len(sizes := kept_bytes(path)) > len(numbers) and sizes[-1]))
    return numbers[-1] < WHOLE_BYTES


@live_scenario
def live_keep_changed():
    """SIP alone, then RTP too with what passed a while ago, then headers: the stream and the file have what was asked for."""
    home = scratch("kept")
    with Network() as network, capturing(network, home, **{"capture-last": "'[capture]\\nonly=1\\n'"}) as program:
        wait("it captures", lambda: program.enabled("stop-capture"))
        path, = (home / "state" / "linesman" / "captures").glob("*/*.pcapng")
        assert program.state("capture-keep") == "sip"
        network.send("one", *WHOLE[:4], "RTP 1 50")
        network.send("two", *WHOLE)
        wait_calls(program, 2)
        wait("the call that came last is there", lambda: has_state(program, "completed"))
        assert kept_bytes(path) == []
        program.action("show-view", variant("s", "streams"))
        program.action("capture-keep", variant("s", "sip+rtp"))
        wait("the media that passed before", lambda: stream_packets(program) == ["50"])
        program.action("capture-keep", variant("s", "headers"))
        numbers = kept_bytes(path)
        assert numbers == 50 * [WHOLE_BYTES], numbers
        wait("headers alone are kept", lambda: begins_to_cut(network, path, numbers))
        wait("and counted as packets", lambda: stream_packets(program) == [str(len(numbers))])
        saved = save(program, home)
        assert kept_bytes(saved) == numbers
        assert sorted(rows(saved)) == [("one@test", "in-call", 4), ("two@test", "completed", 6)], rows(saved)


def say(port, time_s, call, first, method):
    """One message of a call by HEP, which says when it was captured."""
    seq = 2 if method == "BYE" else 1
    text = "\r\n".join((first, f"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{call}{method}", "From: <sip:alice@192.0.2.1>;tag=a",
                        "To: <sip:bob@192.0.2.2>;tag=b", f"Call-ID: {call}@test", f"CSeq: {seq} {method}", "Content-Length: 0", "", ""))
    send_hep(port, b"", text, time_s)


@scenario
def live_cleared():
    """Calls that have ended go from memory when they are let go of; those under way stay, and the file has all."""
    home, port = scratch("cleared"), free_port()
    options = f"[capture]\\nplace=2\\nlisten-places=udp:127.0.0.1:{port}\\n"
    with Program(home=home, settings={"close-capture": "'stop'", "capture-last": f"'{options}'"}) as program:
        program.frame()
        program.action("capture")
        wait("it captures", lambda: program.enabled("stop-capture"))
        for call, time_s in ("one", 1577836800), ("two", 1577836801):
            say(port, time_s, call, "INVITE sip:bob@192.0.2.2 SIP/2.0", "INVITE")
            say(port, time_s, call, "SIP/2.0 200 OK", "INVITE")
            if call == "one":
                say(port, time_s, call, "BYE sip:bob@192.0.2.2 SIP/2.0", "BYE")
                say(port, time_s, call, "SIP/2.0 200 OK", "BYE")
        wait_calls(program, 2)
        wait("both are as they stay", lambda: has_state(program, "completed") and has_state(program, "in call"))
        program.action("clear-capture")
        wait_calls(program, 1)
        wait("the other is there", lambda: has_state(program, "in call") and not has_state(program, "completed"))
        with figures(program):
            wait("that is counted", lambda: says(program, "1 call is no longer in memory; it is in the file"))
        saved = save(program, home)
        wait("and said when it has ended", lambda: says(program, "1 only on disk"))
        assert sorted(rows(saved)) == [("one@test", "completed", 4), ("two@test", "in-call", 2)]


@live_scenario
def live_alert():
    """A call that matches a rule while it is captured is told on the desktop, and to the rule's command as JSON."""
    home = scratch("alerted")
    given = home / "given"
    rule = f"['Hung up', 'call.state == completed', 'cp /dev/stdin {given}', '1']"
    with Network() as network, Desktop() as desktop, capturing(network, home, alerts=rule) as program:
        wait("it captures", lambda: program.enabled("stop-capture"))
        network.send("one", *WHOLE[:4])
        wait_calls(program, 1)
        assert not given.exists()
        network.send("one", *WHOLE[4:])
        shown = desktop.next()
        assert shown["title"] == "Hung up", shown
        row = wait("the command got the call", lambda: given.exists() and given.read_text().endswith("}\n") and json.loads(given.read_text()))
        assert (row["call_id"], row["state"]) == ("one@test", "completed"), row
