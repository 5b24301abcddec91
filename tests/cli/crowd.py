# SPDX-License-Identifier: GPL-3.0-or-later
"""Crowds of calls made up for legs.py: many at once through one server, with as little to tell them by as there can
be; and as many that only come in at it or go out from it."""

import frames

START = 1_770_000_000_000_000_000
TRUNK, SERVER, GATEWAY = "198.51.100.1", "192.0.2.1", "203.0.113.1"


class Crowd:
    def __init__(self, chance):
        self.chance, self.packets, self.truth = chance, [], []

    def send(self, at_ms, src, dst, text):
        self.packets.append((START + int(at_ms * 1e6),
                             frames.udp_frame(src, 5060, dst, 5060, text.replace("\n", "\r\n").encode(), 0)))

    def leg(self, src, dst, numbers, begin, ring, answer, end, by_caller=True, refusal=None):
        """A call; times are milliseconds. Returns its Call-ID."""
        call_id, branch, tags = ("%032x" % self.chance.getrandbits(128) for _ in range(3))
        ends = ["<sip:%s@%s>;tag=%s" % (numbers[0], src, tags[:8]), "<sip:%s@%s>" % (numbers[1], dst)]
        tagged = ends[1] + ";tag=" + tags[8:16]

        def message(line, cseq, side=0, to=tagged, via="a"):
            who = [ends[0], to]
            return ("%s\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%s%s\nFrom: %s\nTo: %s\nCall-ID: %s\nCSeq: %s\n"
                    "Contact: <sip:x@%s>\nContent-Length: 0\n\n" %
                    (line, (src, dst)[side], branch, via, who[side], who[1 - side], call_id, cseq, src))

        self.send(begin, src, dst, message("INVITE sip:%s@%s SIP/2.0" % (numbers[1], dst), "1 INVITE", to=ends[1]))
        self.send(ring, dst, src, message("SIP/2.0 180 Ringing", "1 INVITE"))
        self.send(answer, dst, src, message("SIP/2.0 %s" % (refusal or "200 OK"), "1 INVITE"))
        self.send(answer + 0.5, src, dst, message("ACK sip:x@%s SIP/2.0" % dst, "1 ACK", via="a" if refusal else "b"))
        if not refusal:
            side = 0 if by_caller else 1
            way = (src, dst) if by_caller else (dst, src)
            self.send(end, *way, message("BYE sip:x@%s SIP/2.0" % way[1], "2 BYE", side, via="c"))
            self.send(end + 0.5, *way[::-1], message("SIP/2.0 200 OK", "2 BYE", side, via="c"))
        return call_id

    def pair(self, begin, ring, answer, talk, lag, numbers, others=None, by_caller=None, refusal=None, queue=0):
        """A call through the server. LAG gives how long it takes; QUEUE is how long it lets a call wait that it has
        answered itself."""
        by_caller = self.chance.random() < 0.5 if by_caller is None else by_caller
        out = begin + lag() + queue
        far = out + ring + answer
        end = far + talk
        near = (begin + lag(), begin + lag() + 3) if queue else (out + ring + lag(), far + lag())
        ends = (end, end + lag()) if by_caller else (end + lag(), end)
        self.truth.append([
            self.leg(TRUNK, SERVER, numbers, begin, *near, ends[0], by_caller, refusal),
            self.leg(SERVER, GATEWAY, others or numbers, out, out + ring, far, ends[1], by_caller, refusal)])

    def alone(self, begin, ring, answer, talk, numbers, incoming):
        way = (TRUNK, SERVER) if incoming else (SERVER, GATEWAY)
        far = begin + ring + answer
        self.truth.append([self.leg(*way, numbers, begin, begin + ring, far, far + talk)])

    def write(self, path):
        self.packets.sort(key=lambda packet: packet[0])
        frames.write(path, self.packets)
        return self.truth


def number(chance, area="30"):
    return "+49%s%07d" % (area, chance.randrange(10**7))


def alike(gap, delay, jitter, fixed, n=40):
    """The same number calls the same number every GAP ms, and nothing else is the same."""
    def make(chance, path):
        crowd = Crowd(chance)
        for i in range(n):
            times = (10, 1000, 2000) if fixed else (chance.uniform(50, 500), chance.uniform(1000, 8000),
                                                    chance.uniform(3000, 20000))
            crowd.pair(i * gap, *times, lambda: delay + chance.uniform(0, jitter), ("+4989111111", "+4930222222"),
                       by_caller=True if fixed else None)
        return crowd.write(path)
    return make


def mixed(spread, rewrite, queue=None):
    """20 calls through the server, 20 that end at it and 20 that begin there."""
    def make(chance, path):
        crowd = Crowd(chance)

        def times():
            return chance.uniform(50, 500), chance.uniform(1000, 8000), chance.uniform(3000, 20000)

        for _ in range(20):
            numbers = number(chance, "89"), number(chance)
            crowd.pair(chance.uniform(0, spread), *times(), lambda: chance.uniform(1, 3), numbers,
                       rewrite(chance, *numbers), queue=chance.uniform(*queue) if queue else 0)
            for incoming in (True, False):
                crowd.alone(chance.uniform(0, spread), *times(), (number(chance, "89"), number(chance)), incoming)
        return crowd.write(path)
    return make


def strangers(gap, ring, answer):
    """Programs that call at one rate, with the same names and times, and have nothing to do with each other."""
    def make(chance, path):
        crowd = Crowd(chance)
        behind = chance.uniform(0, gap)
        for i in range(20):
            for incoming in (True, False):
                begin = i * gap + (0 if incoming else behind) + chance.uniform(0, 1)
                crowd.alone(begin, ring, answer, 3000 + chance.uniform(0, 1), ("sipp", "service"), incoming)
        return crowd.write(path)
    return make


def other_numbers(chance, caller, callee):
    return number(chance, "55"), number(chance, "77")


def agent(chance, caller, callee):
    return caller, "agent%d" % chance.randrange(40)


# What part may not be joined, and what makes it. None is joined falsely.
CROWDS = {
    "5 ms apart, alike": (0, alike(5, 1, 2, False)),
    "5 ms apart, alike, a slow server": (0, alike(5, 30, 2, False)),
    "5 ms apart, alike, times fixed": (0, alike(5, 1, 1, True)),
    "5 ms apart, alike, times fixed, a slow server": (0, alike(5, 6, 1, True)),
    "other numbers on both sides": (0, mixed(20000, other_numbers)),
    "the server's own number and a prefix": (0, mixed(1000, lambda chance, a, b: ("+4955555", "9900" + b[1:]))),
    "a queue of 8 seconds": (0.05, mixed(20000, agent, (7000, 9000))),
    "strangers at one rate": (0, strangers(50, 0.3, 0.3)),
    "strangers at one rate that ring": (0, strangers(50, 20, 1000)),
    "strangers every 5 ms": (0, strangers(5, 20, 1000)),
}
