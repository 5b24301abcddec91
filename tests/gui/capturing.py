# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog in which a capture is begun. Nothing but the loopback interface is captured on."""

import re
import socket
import struct
import subprocess

import screen
from program import Program, scratch
from tap import scenario
from tree import CHECKED, SENSITIVE, wait

PORT_SIP = 5060
OPTIONS = "\r\n".join((
    "INVITE sip:bob@127.0.0.1 SIP/2.0", "Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK1", "From: <sip:alice@127.0.0.1>;tag=1",
    "To: <sip:bob@127.0.0.1>", "Call-ID: live@127.0.0.1", "CSeq: 1 INVITE", "Content-Length: 0", "", ""))


def may_capture():
    """Whether this user may, with what the build folder has."""
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()
    except PermissionError:
        return False
    return True


def has_pcap():
    return "libpcap.so.0.8" in subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=False).stdout


def dialog(program):
    return next((window for window in program.frames() if window.name == "Capture"), None)


def send():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(OPTIONS.encode(), ("127.0.0.1", PORT_SIP))
    return True


@scenario
def capture_begins():
    """An interface is chosen; a filter is refused with its place and then taken; the call shows as it comes."""
    if not has_pcap():
        return
    with Program(home=scratch("home")) as program:
        program.frame()
        before = set(program.x_windows())
        program.action("capture-options")
        shown = wait("the dialog", lambda: dialog(program))
        screen.tool("windowfocus", "--sync", min(wait("it is on the screen", lambda: set(program.x_windows()) - before), key=int))
        row = wait("the interface lo", lambda: shown.find(name="lo", role="checkbox"))
        program.click(row)
        wait("it is chosen alone", lambda: [node.name for node in shown.all(role="checkbox") if node.has(CHECKED)] == ["lo"])
        program.click(shown.find(name="Capture filter", role="text box"))
        screen.type_text("udp prot 5060")
        wait("the fault and its place", lambda: shown.find(role="label", holds="not understood from byte 4 on, “prot 5060”"))
        start = shown.find(holds="Start the capture", role="button")
        assert not start.has(SENSITIVE), "a broken filter can be used"
        screen.key("ctrl+a")
        screen.type_text("udp port 5060")
        wait("the filter is good", lambda: shown.find(role="label", holds="narrows what is kept"))
        wait("it can begin", lambda: start.now().has(SENSITIVE))
        screen.key("Return")
        if not may_capture():
            wait("both ways to the privilege", lambda: shown.find(role="label", holds="sudo setcap cap_net_raw+ep"))
            return
        wait("the dialog goes", lambda: not dialog(program))
        wait("the call that is made", lambda: send() and program.frame().find(holds="alice"))
        program.action("stop-capture")
        wait("it has stopped", lambda: not program.enabled("stop-capture") and program.enabled("save-capture"))


@scenario
def capture_dialog_by_keyboard():
    """Tab goes through every control of the dialog and round again, and each has a name."""
    if not has_pcap():
        return
    with Program(home=scratch("home")) as program:
        program.frame()
        before = set(program.x_windows())
        program.action("capture-options")
        shown = wait("the dialog", lambda: dialog(program))
        screen.tool("windowfocus", "--sync", min(wait("it is on the screen", lambda: set(program.x_windows()) - before), key=int))
        shown.wait(name="lo", role="checkbox")
        met = []
        while len(met) < 30 and (len(met) < 2 or met[-1].at != met[0].at):
            screen.key("Tab")
            last = met[-1].at if met else None
            met.append(wait(f"the keyboard goes on behind {met}", lambda last=last: (at := shown.keyboard()) and at.at != last and at, timeout=5))
        names = [node.name for node in met]
        for name in ("This computer", "Another host", "HEP", "Start the capture", "any", "SIP and RTP", "SIP and RTP headers", "SIP alone", "Everything",
                     "As a filter", "Capture filter", "Filters that were used, and examples", "Further options", "Cancel"):
            assert any(name in met_name for met_name in names), f"{name} is not reached: {names}"


def chunk(kind, value):
    return struct.pack("!HHH", 0, kind, len(value) + 6) + value


def hep(key, text=OPTIONS, time_s=1577836800):
    """A message as a HEP version 3 sender brings it."""
    body = chunk(1, b"\2") + chunk(2, b"\x11") + chunk(3, bytes([192, 0, 2, 1])) + chunk(4, bytes([192, 0, 2, 2]))
    body += chunk(7, struct.pack("!H", 5060)) + chunk(8, struct.pack("!H", 5060)) + chunk(9, struct.pack("!I", time_s))
    body += chunk(10, bytes(4)) + chunk(11, b"\1") + chunk(14, key) + chunk(15, text.encode())
    return b"HEP3" + struct.pack("!H", len(body) + 6) + body


def send_hep(port, *message):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(hep(*message), ("127.0.0.1", port))
    return True


def enter(program, shown, field, text, what, until):
    """GTK 4.8 does not tell what stands in a row with an entry, so what comes of it is waited for."""
    program.click(wait(field, lambda: shown.now().find(holds=field, role="text box")))
    screen.key("ctrl+a", "Delete")
    screen.type_text(text)
    wait(what, lambda: until(shown.now()))


def says(words):
    return lambda shown: shown.find(role="label", holds=words)


def can_begin(shown):
    return shown.find(holds="Start the capture", role="button").has(SENSITIVE)


@scenario
def capture_of_hep():
    """What is wrong stands below its field; then HEP is listened for with a key that is not kept, and a call comes by it."""
    with Program(home=scratch("hep")) as program, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        program.frame()
        before = set(program.x_windows())
        program.action("capture-options")
        shown = wait("the dialog", lambda: dialog(program))
        screen.tool("windowfocus", "--sync", min(wait("it is on the screen", lambda: set(program.x_windows()) - before), key=int))
        program.click(wait("the page", lambda: shown.now().find(name="HEP")))
        # From below: what is said of a field moves those below it.
        enter(program, shown, "Key that must", "house secret", "it is not in a file too",
              lambda shown: not shown.find(holds="Or a file", role="text box").has(SENSITIVE))
        enter(program, shown, "Networks", "127.0.0.0/80", "what is no network", says("“127.0.0.0/80” is no network"))
        enter(program, shown, "Networks", "127.0.0.0/8", "it is one", can_begin)
        enter(program, shown, "Listen at", f"udp:127.0.0.1:{port} tcp", "what is no place", says("“tcp” is no place for HEP"))
        enter(program, shown, "Listen at", f"udp:127.0.0.1:{port}", "it is one", can_begin)
        screen.key("Return")
        wait("the place is taken", lambda: says("cannot be listened there")(shown.now()))
        taken.close()
        program.click(wait("the button", lambda: shown.now().find(holds="Start the capture", role="button")))
        wait("the dialog goes", lambda: not dialog(program))
        wait("what is refused is counted",
             lambda: send_hep(port, b"another") and any(re.search("[1-9] refused", w) for w in program.frame().words()))
        wait("the call that comes", lambda: send_hep(port, b"house secret") and program.frame().find(holds="alice"))
        assert "house secret" not in program.settings_path().read_text(encoding="utf-8")
        assert f"udp:127.0.0.1:{port}" in program.settings_path().read_text(encoding="utf-8")
        program.action("capture-figures")
        wait("who sends it, and what was refused of that",
             lambda: any(re.search(r"127\.0\.0\.1: [1-9]\d* messages?, the last at .*; not taken: \d+ with a wrong key", w)
                         for w in program.frame().words()))
        program.action("stop-capture")
        wait("it has stopped", lambda: not program.enabled("stop-capture") and program.enabled("save-capture"))


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def arrives(receiver, port):
    """Whether what is sent to a port comes out at the receiver."""
    send_hep(port, b"")
    try:
        message = receiver.recv(65535)
    except TimeoutError:
        return False
    return message.startswith(b"HEP3") and OPTIONS.encode() in message


@scenario
def capture_sends_on():
    """What comes by HEP goes on to another place, and the figures of the capture say how much."""
    port = free_port()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(0.2)
        places = f"place=2\\nlisten-places=udp:127.0.0.1:{port}\\nsend-places=udp:127.0.0.1:{receiver.getsockname()[1]}\\n"
        with Program(home=scratch("send"), settings={"close-capture": "'stop'", "capture-last": f"'[capture]\\n{places}'"}) as program:
            program.frame()
            program.action("capture")
            wait("it captures", lambda: program.enabled("stop-capture"))
            wait("the message goes on", lambda: arrives(receiver, port))
            program.action("capture-figures")
            wait("how much went on", lambda: any(re.search("Sent on to udp:127.0.0.1:[0-9]+: [1-9]", w) for w in program.frame().words()))
            screen.key("Escape")


@scenario
def capture_that_would_come_back():
    """What would be sent to where it is listened for is refused, below the field that says where it goes."""
    place = f"udp:127.0.0.1:{free_port()}"
    options = f"[capture]\\nplace=2\\nlisten-places={place}\\nsend-places={place}\\n"
    with Program(home=scratch("back"), settings={"capture-last": f"'{options}'"}) as program:
        program.frame()
        program.action("capture-options")
        shown = wait("the dialog", lambda: dialog(program))
        program.click(wait("it can begin", lambda: can_begin(shown.now()) and shown.now().find(holds="Start the capture", role="button")))
        wait("the fault", lambda: says(f"{place}: what is sent there would come back by {place}")(shown.now()))
        wait("the page of the field", lambda: shown.now().find(holds="Send to", role="text box"))
