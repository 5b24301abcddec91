# SPDX-License-Identifier: GPL-3.0-or-later
"""Ethernet frames out of bytes, and pcapng files in and out: just enough for the scripts beside."""

import ipaddress
import struct


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def write_links(path, links, packets):
    """LINKS are the interfaces' link types, PACKETS (time in ns, interface, frame); times are nanoseconds."""
    with open(path, "wb") as out:
        out.write(block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)))
        for link in links:
            out.write(block(1, struct.pack("<HHI", link, 0, 262144) + struct.pack("<HHB3xHH", 9, 1, 9, 0, 0)))
        for ns, interface, frame in packets:
            head = struct.pack("<IIIII", interface, ns >> 32, ns & 0xFFFFFFFF, len(frame), len(frame))
            out.write(block(6, head + frame))


def write(path, packets):
    """PACKETS are (time in ns, frame); the file has one Ethernet interface."""
    write_links(path, [1], [(ns, 0, frame) for ns, frame in packets])


def read(path):
    """The (time in ns, frame) of a little-endian pcapng with microseconds and one section."""
    with open(path, "rb") as source:
        data = source.read()
    offset = 0
    while offset + 12 <= len(data):
        kind, length = struct.unpack_from("<II", data, offset)
        if kind == 6:
            high, low, captured = struct.unpack_from("<4xIII", data, offset + 8)
            yield (high << 32 | low) * 1000, data[offset + 28:offset + 28 + captured]
        offset += length


def checksum(data):
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def udp_frame(src, sport, dst, dport, payload, identification=0, tos=0):
    """An Ethernet frame with an IPv4 or IPv6 UDP datagram; checksums are right."""
    source, target = ipaddress.ip_address(src), ipaddress.ip_address(dst)
    length = 8 + len(payload)
    pseudo = source.packed + target.packed + struct.pack(">IBBH", length, 0, 0, 17)
    udp = struct.pack(">HHHH", sport, dport, length, 0)
    udp = udp[:6] + struct.pack(">H", checksum(pseudo + udp + payload) or 0xFFFF) + payload
    macs = bytes.fromhex("02000000%02x%02x" % (target.packed[-2], target.packed[-1]))
    macs += bytes.fromhex("02000000%02x%02x" % (source.packed[-2], source.packed[-1]))
    if source.version == 6:
        return macs + b"\x86\xdd" + struct.pack(">IHBB", 0x60000000 | tos << 20, length, 17, 64) + \
            source.packed + target.packed + udp
    ip = struct.pack(">BBHHHBBH", 0x45, tos, 20 + length, identification, 0x4000, 64, 17, 0)
    ip += source.packed + target.packed
    return macs + b"\x08\x00" + ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:] + udp


def rtp(payload_type, sequence, timestamp, ssrc, payload, marker=False):
    return struct.pack(">BBHII", 0x80, marker << 7 | payload_type, sequence & 0xFFFF,
                       timestamp & 0xFFFFFFFF, ssrc) + payload
