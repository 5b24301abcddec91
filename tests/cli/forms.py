# SPDX-License-Identifier: GPL-3.0-or-later
"""The packets of a capture, and the same packets in every form that linesman-cli reads."""

import ctypes
import gzip
import struct

PCAP_NS = {0xA1B2C3D4: 1000, 0xA1B23C4D: 1}  # nanoseconds a tick, by magic number


class SeveralLinks(Exception):
    """The capture has interfaces of different kinds, which no other form can hold."""


def packets_of(data):
    """The link type, and a list of (nanoseconds, captured bytes, original length). Times become whole
    microseconds, because not every form holds finer ones. Of pcapng, what these captures hold is read."""
    read = pcapng_packets if data[:4] == b"\x0a\x0d\x0d\x0a" else pcap_packets
    link, packets = read(data)
    return link, [(ns // 1000 * 1000, frame, length) for ns, frame, length in packets]


def pcap_packets(data):
    tick = PCAP_NS[struct.unpack_from("<I", data)[0]]
    packets, offset = [], 24
    while offset < len(data):
        seconds, ticks, captured, length = struct.unpack_from("<4I", data, offset)
        offset += 16 + captured
        packets.append((seconds * 10**9 + ticks * tick, data[offset - captured:offset], length))
    return struct.unpack_from("<I", data, 20)[0], packets


def holds_secrets(data):
    """Whether a pcapng file has a decryption-secrets block, which no other form can hold."""
    offset = 0
    while offset + 8 <= len(data):
        kind, size = struct.unpack_from("<2I", data, offset)
        if kind == 10:
            return True
        offset += size
    return False


def pcapng_packets(data):
    links, ticks, packets, offset = [], [], [], 0
    while offset < len(data):
        kind, size = struct.unpack_from("<2I", data, offset)
        if kind == 1:
            links.append(struct.unpack_from("<H", data, offset + 8)[0])
            ticks.append(tick_of(data[offset + 16:offset + size - 4]))
        elif kind == 6:
            interface, high, low, captured, length = struct.unpack_from("<5I", data, offset + 8)
            frame = data[offset + 28:offset + 28 + captured]
            packets.append(((high << 32 | low) * ticks[interface], frame, length))
        offset += size
    if len(set(links)) != 1:
        raise SeveralLinks
    return links[0], packets


def tick_of(options):
    """Nanoseconds, by the option if_tsresol, which is a power of ten here."""
    while len(options) >= 4:
        code, size = struct.unpack_from("<2H", options)
        if code == 9:
            return 10 ** (9 - options[4])
        options = options[4 + (size + 3) // 4 * 4:]
    return 1000


def pcap(link, packets, order="<", tick=1000):
    magic = next(number for number, ns in PCAP_NS.items() if ns == tick)
    parts = [struct.pack(order + "I2HiI2I", magic, 2, 4, 0, 0, 262144, link)]
    for ns, frame, length in packets:
        parts.append(struct.pack(order + "4I", ns // 10**9, ns % 10**9 // tick, len(frame), length))
        parts.append(frame)
    return b"".join(parts)


def block(order, kind, body):
    body += bytes(-len(body) % 4)
    size = struct.pack(order + "I", 12 + len(body))
    return struct.pack(order + "I", kind) + size + body + size


def pcapng(link, packets, order="<", tick=1000):
    digits = struct.pack(order + "2HB3x2H", 9, 1, 6 if tick == 1000 else 9, 0, 0)
    parts = [block(order, 0x0A0D0D0A, struct.pack(order + "I2Hq", 0x1A2B3C4D, 1, 0, -1)),
             block(order, 1, struct.pack(order + "2HI", link, 0, 262144) + digits)]
    for ns, frame, length in packets:
        ticks = ns // tick
        head = struct.pack(order + "5I", 0, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), length)
        parts.append(block(order, 6, head + frame))
    return b"".join(parts)


# The libraries that linesman-cli itself is linked with: so no program has to be installed.


def zstd(data):
    library = ctypes.CDLL("libzstd.so.1")
    for function in (library.ZSTD_compressBound, library.ZSTD_compress):
        function.restype = ctypes.c_size_t
    room = library.ZSTD_compressBound(ctypes.c_size_t(len(data)))
    out = ctypes.create_string_buffer(room)
    size = library.ZSTD_compress(out, ctypes.c_size_t(room), data, ctypes.c_size_t(len(data)), 3)
    assert not library.ZSTD_isError(ctypes.c_size_t(size))
    return out.raw[:size]


def lz4(data):
    library = ctypes.CDLL("liblz4.so.1")
    for function in (library.LZ4F_compressFrameBound, library.LZ4F_compressFrame):
        function.restype = ctypes.c_size_t
    room = library.LZ4F_compressFrameBound(ctypes.c_size_t(len(data)), None)
    out = ctypes.create_string_buffer(room)
    size = library.LZ4F_compressFrame(out, ctypes.c_size_t(room), data, ctypes.c_size_t(len(data)), None)
    assert not library.LZ4F_isError(ctypes.c_size_t(size))
    return out.raw[:size]


def forms_of(link, packets):
    """Name and bytes of each form."""
    plain, fine, blocks = pcap(link, packets), pcap(link, packets, tick=1), pcapng(link, packets)
    return {
        "pcap": plain,
        "big-endian pcap": pcap(link, packets, ">"),
        "pcap in nanoseconds": fine,
        "big-endian pcap in nanoseconds": pcap(link, packets, ">", 1),
        "pcapng": blocks,
        "big-endian pcapng in nanoseconds": pcapng(link, packets, ">", 1),
        "pcap.gz": gzip.compress(plain, 1),
        "pcapng.gz": gzip.compress(blocks, 1),
        "pcap.zst": zstd(plain),
        "pcap.lz4": lz4(plain),
    }
