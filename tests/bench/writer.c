/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "writer.h"

#include <string.h>

enum { TCP_FIN = 1, TCP_SYN = 2, TCP_PSH = 8, TCP_ACK = 16, SEGMENT_BYTES = 1448 };

typedef struct {
  uint8_t bytes[1600];
  size_t len;
} Frame;

static void
put16(uint8_t *out, uint16_t value)
{
  out[0] = (uint8_t)(value >> 8);
  out[1] = (uint8_t)value;
}

static void
put32(uint8_t *out, uint32_t value)
{
  put16(out, (uint16_t)(value >> 16));
  put16(out + 2, (uint16_t)value);
}

static uint32_t
sum16(const uint8_t *data, size_t len, uint32_t sum)
{
  for (size_t i = 0; i + 1 < len; i += 2)
    sum += (uint32_t)(data[i] << 8 | data[i + 1]);
  if (len & 1)
    sum += (uint32_t)data[len - 1] << 8;
  return sum;
}

static uint16_t
fold(uint32_t sum)
{
  while (sum >> 16)
    sum = (sum & 0xFFFF) + (sum >> 16);
  return (uint16_t)~sum;
}

bool
writer_open(Writer *writer, const char *path)
{
  *writer = (Writer){.file = fopen(path, "wb")};
  if (!writer->file)
    return false;
  setvbuf(writer->file, NULL, _IOFBF, 1 << 20);
  const uint32_t head[] = {0xA1B2C3D4, 4 << 16 | 2, 0, 0, 262144, 1};
  return fwrite(head, sizeof head, 1, writer->file) == 1;
}

bool
writer_close(Writer *writer)
{
  bool good = !ferror(writer->file);
  return fclose(writer->file) == 0 && good;
}

Path
path_reverse(const Path *path)
{
  Path reverse = *path;
  memcpy(reverse.source, path->target, sizeof reverse.source);
  memcpy(reverse.target, path->source, sizeof reverse.target);
  reverse.source_port = path->target_port;
  reverse.target_port = path->source_port;
  return reverse;
}

static void
write_frame(Writer *writer, uint64_t ns, const Frame *frame)
{
  if (ns < writer->last_ns)
    ns = writer->last_ns;
  writer->last_ns = ns;
  const uint32_t head[] = {(uint32_t)(ns / 1000000000), (uint32_t)(ns % 1000000000 / 1000),
                           (uint32_t)frame->len, (uint32_t)frame->len};
  fwrite(head, sizeof head, 1, writer->file);
  fwrite(frame->bytes, frame->len, 1, writer->file);
  writer->n_packets++;
  writer->n_bytes += frame->len;
}

/* The link and network headers of a packet with @len bytes behind them; returns where those go. */
static uint8_t *
frame_head(Frame *frame, const Path *path, uint8_t protocol, uint8_t tos, size_t len)
{
  uint8_t *out = frame->bytes;
  const uint8_t macs[] = {2, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0};
  memcpy(out, macs, sizeof macs);
  memcpy(out + 3, path->target + 1, 3);
  memcpy(out + 9, path->source + 1, 3);
  out += 12;
  if (path->vlan) {
    put16(out, 0x8100);
    put16(out + 2, path->vlan);
    out += 4;
  }
  put16(out, path->ipv6 ? 0x86DD : 0x0800);
  out += 2;
  if (path->ipv6) {
    put32(out, 0x60000000u | (uint32_t)tos << 20);
    put16(out + 4, (uint16_t)len);
    out[6] = protocol;
    out[7] = 64;
    memcpy(out + 8, path->source, 16);
    memcpy(out + 24, path->target, 16);
    out += 40;
  } else {
    memset(out, 0, 12);
    out[0] = 0x45;
    out[1] = tos;
    put16(out + 2, (uint16_t)(20 + len));
    out[6] = 0x40;
    out[8] = 64;
    out[9] = protocol;
    memcpy(out + 12, path->source, 4);
    memcpy(out + 16, path->target, 4);
    put16(out + 10, fold(sum16(out, 20, 0)));
    out += 20;
  }
  frame->len = (size_t)(out - frame->bytes) + len;
  return out;
}

static uint32_t
pseudo_sum(const Path *path, uint8_t protocol, size_t len)
{
  size_t address = path->ipv6 ? 16 : 4;
  uint32_t sum = protocol + (uint32_t)len;
  return sum16(path->source, address, sum16(path->target, address, sum));
}

void
writer_udp(Writer *writer, uint64_t ns, const Path *path, uint8_t tos, const void *payload,
           size_t len)
{
  Frame frame;
  uint8_t *out = frame_head(&frame, path, 17, tos, 8 + len);
  put16(out, path->source_port);
  put16(out + 2, path->target_port);
  put16(out + 4, (uint16_t)(8 + len));
  put16(out + 6, 0);
  memcpy(out + 8, payload, len);
  /* IPv4 allows a datagram without a checksum (RFC 768); IPv6 does not (RFC 8200, 8.1). */
  if (path->ipv6) {
    uint16_t sum = fold(sum16(out, 8 + len, pseudo_sum(path, 17, 8 + len)));
    put16(out + 6, sum ? sum : 0xFFFF);
  }
  write_frame(writer, ns, &frame);
}

static void
write_segment(Writer *writer, uint64_t ns, Connection *connection, int side, uint8_t flags,
              const uint8_t *data, size_t len)
{
  Path path = side ? path_reverse(&connection->path) : connection->path;
  Frame frame;
  uint8_t *out = frame_head(&frame, &path, 6, 0, 20 + len);
  put16(out, path.source_port);
  put16(out + 2, path.target_port);
  put32(out + 4, connection->sequence[side]);
  put32(out + 8, flags & TCP_ACK ? connection->sequence[!side] : 0);
  out[12] = 5 << 4;
  out[13] = flags;
  put16(out + 14, 64240);
  put32(out + 16, 0);
  if (len)
    memcpy(out + 20, data, len);
  put16(out + 16, fold(sum16(out, 20 + len, pseudo_sum(&path, 6, 20 + len))));
  connection->sequence[side] += (uint32_t)len + !!(flags & (TCP_SYN | TCP_FIN));
  write_frame(writer, ns, &frame);
}

void
writer_tcp_open(Writer *writer, uint64_t ns, Connection *connection)
{
  write_segment(writer, ns, connection, 0, TCP_SYN, NULL, 0);
  write_segment(writer, ns + 1000, connection, 1, TCP_SYN | TCP_ACK, NULL, 0);
  write_segment(writer, ns + 2000, connection, 0, TCP_ACK, NULL, 0);
}

void
writer_tcp_send(Writer *writer, uint64_t ns, Connection *connection, int side, const void *data,
                size_t len)
{
  const uint8_t *bytes = data;
  while (len) {
    size_t part = len < SEGMENT_BYTES ? len : SEGMENT_BYTES;
    write_segment(writer, ns, connection, side, part == len ? TCP_PSH | TCP_ACK : TCP_ACK, bytes,
                  part);
    write_segment(writer, ns + 1000, connection, !side, TCP_ACK, NULL, 0);
    ns += 2000;
    bytes += part;
    len -= part;
  }
}

void
writer_tcp_close(Writer *writer, uint64_t ns, Connection *connection)
{
  write_segment(writer, ns, connection, 0, TCP_FIN | TCP_ACK, NULL, 0);
  write_segment(writer, ns + 1000, connection, 1, TCP_FIN | TCP_ACK, NULL, 0);
  write_segment(writer, ns + 2000, connection, 0, TCP_ACK, NULL, 0);
}
