# SPDX-License-Identifier: GPL-3.0-or-later
"""SIP of two phones in as few words as a registration, a call and its end take. The captures that need
clients which Debian has none of (WebSocket, MSRP) use it; the transport is theirs."""

import re
import secrets

SDP = """v=0
o={user} {number} 1 IN IP4 {address}
s=-
c=IN IP4 {address}
t=0 0
"""

# What a browser offers, in short (RFC 8829).
WEB = SDP + """a=group:BUNDLE 0
m=audio 9 UDP/TLS/RTP/SAVPF 111 0
c=IN IP4 0.0.0.0
a=mid:0
a=rtcp-mux
a=ice-ufrag:{ufrag}
a=ice-pwd:{password}
a=fingerprint:sha-256 {fingerprint}
a=setup:{setup}
a=rtpmap:111 opus/48000/2
a=rtpmap:0 PCMU/8000
a=candidate:1 1 udp 2122260223 {address} 50000 typ host
"""

CHAT = SDP + """m=message {port} TCP/MSRP *
a=accept-types:message/cpim text/plain application/octet-stream
a=path:{path}
"""


def sdp(template, user, address, **words):
    text = template.format(
        user=user, address=address, number=secrets.randbelow(10**9), ufrag=secrets.token_hex(4),
        password=secrets.token_hex(12), fingerprint=":".join("%02X" % b for b in secrets.token_bytes(32)), **words)
    return text.replace("\n", "\r\n")


def header(message, name):
    return re.findall(rf"^{name}: *(.*?)\r$", message, re.MULTILINE | re.IGNORECASE)


class Phone:
    """SEND and RECEIVE carry one message each; VIA is the transport's word in a Via, CONTACT an URI."""

    def __init__(self, user, via, contact, agent):
        self.user, self.via, self.contact, self.agent = user, via, contact, agent
        self.call_id, self.tag, self.sequence = secrets.token_hex(8), secrets.token_hex(4), 0
        self.remote_tag, self.target, self.routes = "", "", []

    def request(self, method, peer, body="", kind="application/sdp", extra=()):
        uri = self.target or ("sip:example.com" if method == "REGISTER" else f"sip:{peer}@example.com")
        if method != "ACK":
            self.sequence += 1
        lines = [f"{method} {uri} SIP/2.0",
                 f"Via: SIP/2.0/{self.via};branch=z9hG4bK{secrets.token_hex(6)};rport",
                 "Max-Forwards: 70", *(f"Route: {route}" for route in self.routes),
                 f"From: <sip:{self.user}@example.com>;tag={self.tag}",
                 f"To: <sip:{peer}@example.com>" + (f";tag={self.remote_tag}" if self.remote_tag else ""),
                 f"Call-ID: {self.call_id}", f"CSeq: {self.sequence} {method}", f"Contact: <{self.contact}>",
                 f"User-Agent: {self.agent}", *extra]
        return self.finish(lines, body, kind)

    def reply(self, request, status, body="", kind="application/sdp"):
        to = header(request, "To")[0]
        lines = [f"SIP/2.0 {status}", *(f"Via: {via}" for via in header(request, "Via")),
                 *(f"Record-Route: {route}" for route in header(request, "Record-Route")),
                 "From: " + header(request, "From")[0], "To: " + to + ("" if ";tag=" in to else f";tag={self.tag}"),
                 "Call-ID: " + header(request, "Call-ID")[0], "CSeq: " + header(request, "CSeq")[0],
                 f"Contact: <{self.contact}>", f"User-Agent: {self.agent}"]
        return self.finish(lines, body, kind)

    @staticmethod
    def finish(lines, body, kind):
        if body:
            lines.append(f"Content-Type: {kind}")
        lines.append(f"Content-Length: {len(body.encode())}")
        return "\r\n".join(lines) + "\r\n\r\n" + body

    def answered(self, response):
        """The dialog is what this 200 says (RFC 3261, section 12.1.2)."""
        self.remote_tag = header(response, "To")[0].partition(";tag=")[2]
        self.target = re.search("<(.*?)>", header(response, "Contact")[0]).group(1)
        self.routes = list(reversed(header(response, "Record-Route")))
