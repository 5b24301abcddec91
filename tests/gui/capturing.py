# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog in which a capture is begun. Nothing but the loopback interface is captured on."""

import socket
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
