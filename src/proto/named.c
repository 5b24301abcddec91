/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/named.h"

#include "base/scan.h"
#include "proto/tpkt.h"

#include <stdio.h>

#define SKINNY_HEADER_BYTES 8
#define MAX_SKINNY_BYTES 4096
#define RTSP_FRAME_HEADER_BYTES 4
#define MAX_RTSP_BLOCK_BYTES 8192
#define IAX_HEADER_BYTES 12
#define Q931_PROTOCOL 0x08
#define H245_IDENTIFIER 0x00088175u /* itu-t recommendation h 245 */

static LmSlice
first_line(LmSlice bytes)
{
  bytes = lm_slice_sub(bytes, 0, 512);
  return lm_slice_trim(lm_slice_sub(bytes, 0, lm_scan_byte(bytes, 0, '\n')));
}

static LmSlice
last_words(LmSlice line, size_t len)
{
  return line.len >= len ? lm_slice_from(line, line.len - len) : LM_SLICE_EMPTY;
}

static bool
is_number(LmSlice text, size_t len)
{
  uint64_t value;
  return text.len && (!len || text.len == len) && lm_slice_parse_uint(text, UINT32_MAX, &value);
}

/* RFC 2326, 6.1 and 7.1; RFC 7826 changed the number alone. */
static bool
is_rtsp(LmSlice bytes, bool likely)
{
  (void)likely;
  if (bytes.data[0] < 'A' || bytes.data[0] > 'Z')
    return false;
  if (lm_slice_starts_with(bytes, LM_SLICE_LITERAL("RTSP/1.0 ")) ||
      lm_slice_starts_with(bytes, LM_SLICE_LITERAL("RTSP/2.0 ")))
    return true;
  LmSlice version = last_words(first_line(bytes), 9);
  return lm_slice_equal(version, LM_SLICE_LITERAL(" RTSP/1.0")) ||
         lm_slice_equal(version, LM_SLICE_LITERAL(" RTSP/2.0"));
}

/* RFC 3435, 3.2: a verb of four letters, a transaction, an endpoint, "MGCP 1.0"; or 3.3: three
 * digits and a transaction, which other protocols have too. */
static bool
is_mgcp(LmSlice bytes, bool likely)
{
  bool digit = bytes.data[0] >= '0' && bytes.data[0] <= '9';
  /* Verbs may be in lower case (3.2.1.1). */
  if (!(digit && likely) && ((bytes.data[0] | 0x20) < 'a' || (bytes.data[0] | 0x20) > 'z'))
    return false;
  LmSlice line = first_line(bytes), rest = line;
  LmSlice verb = lm_slice_split(rest, ' ', &rest);
  LmSlice transaction = lm_slice_split(rest, ' ', &rest);
  if (!is_number(transaction, 0) || transaction.len > 9)
    return false;
  if (is_number(verb, 3))
    return likely;
  lm_slice_split(rest, ' ', &rest);
  return verb.len == 4 && lm_slice_starts_with_nocase(rest, LM_SLICE_LITERAL("MGCP "));
}

/* H.248.1, Annex B: "MEGACO/1" or "!/1", maybe behind an authentication header; Annex A in BER: a
 * SEQUENCE, believed on its port. */
static bool
is_megaco(LmSlice bytes, bool likely)
{
  if (lm_slice_starts_with_nocase(bytes, LM_SLICE_LITERAL("MEGACO/")) ||
      (lm_slice_starts_with(bytes, LM_SLICE_LITERAL("!/")) && lm_slice_at(bytes, 2) >= '1' &&
       lm_slice_at(bytes, 2) <= '9'))
    return true;
  if (!likely)
    return false;
  LmSlice message;
  if (lm_tpkt_take(bytes, &message))
    bytes = message;
  uint8_t first = lm_slice_u8(bytes, 1);
  return lm_slice_at(bytes, 0) == 0x30 &&
         (first == 0x80 || first + 2u == bytes.len || (first > 0x80 && first <= 0x84));
}

/* H.225.0, 7.1: Q.931 with a call reference of two octets, in TPKT. */
static bool
is_h225(LmSlice bytes, bool likely)
{
  LmSlice q931;
  (void)likely;
  return lm_tpkt_take(bytes, &q931) && lm_slice_at(q931, 0) == Q931_PROTOCOL &&
         lm_slice_at(q931, 1) == 2 && lm_named_number(lm_named_q931, lm_slice_u8(q931, 4));
}

/* A channel of H.245 has no port of its own. It begins with terminalCapabilitySet, which names the
 * version of H.245 by an object identifier, or masterSlaveDetermination (H.323, 8.2). */
static bool
is_h245(LmSlice bytes, bool likely)
{
  LmSlice message;
  (void)likely;
  if (!lm_tpkt_take(bytes, &message))
    return false;
  uint16_t first = lm_slice_be16(message, 0);
  bool capabilities = (first & 0xff8f) == 0x0200 && lm_slice_u8(message, 3) == 6 &&
                      lm_slice_be32(message, 4) == H245_IDENTIFIER;
  return capabilities || (first == 0x0100 && message.len == 7);
}

static bool
is_ras(LmSlice bytes, bool likely)
{
  return likely && bytes.len > 4 && !(bytes.data[0] & 0x80);
}

static uint32_t
le32(LmSlice bytes, size_t at)
{
  return __builtin_bswap32(lm_slice_be32(bytes, at));
}

/* A length that counts from the message number on, the version of the header, the number. */
static bool
is_skinny_message(LmSlice bytes)
{
  uint32_t len = le32(bytes, 0), version = le32(bytes, 4), number = le32(bytes, 8);
  return bytes.len >= 12 && len >= 4 && len <= MAX_SKINNY_BYTES &&
         (version == 0 || (version >= 10 && version <= 32)) && number <= UINT16_MAX &&
         lm_named_number(lm_named_skinny, (uint16_t)number);
}

/* On another port than its own messages must follow on one another up to the end of @bytes. */
static bool
is_skinny(LmSlice bytes, bool likely)
{
  if (likely || !is_skinny_message(bytes))
    return likely && is_skinny_message(bytes);
  while (is_skinny_message(bytes)) {
    size_t len = le32(bytes, 0) + SKINNY_HEADER_BYTES;
    if (len > bytes.len)
      return false;
    bytes = lm_slice_from(bytes, len);
  }
  return bytes.len == 0;
}

/* RFC 5456, 8.1: a full frame has the first bit set and a type that is assigned; a mini frame is
 * its sender's number, a timestamp and payload. */
static bool
is_iax2(LmSlice bytes, bool likely)
{
  if (!likely || bytes.len < 4)
    return false;
  if (!(bytes.data[0] & 0x80))
    return true;
  uint8_t type = lm_slice_u8(bytes, 10);
  return bytes.len >= IAX_HEADER_BYTES && type >= 1 && type <= 12;
}

static const struct {
  const char *name;
  bool udp, tcp;
  bool (*claims)(LmSlice bytes, bool likely);
} table[LM_N_NAMED] = {
    [LM_NAMED_NONE] = {"", false, false, NULL},
    [LM_NAMED_RTSP] = {"RTSP", true, true, is_rtsp},
    [LM_NAMED_MGCP] = {"MGCP", true, true, is_mgcp},
    [LM_NAMED_MEGACO] = {"MEGACO", true, true, is_megaco},
    [LM_NAMED_H225] = {"H.225", false, true, is_h225},
    [LM_NAMED_H245] = {"H.245", false, true, is_h245},
    [LM_NAMED_RAS] = {"RAS", true, false, is_ras},
    [LM_NAMED_SKINNY] = {"Skinny", false, true, is_skinny},
    [LM_NAMED_IAX2] = {"IAX2", true, false, is_iax2},
};

/* What is likely on a port (IANA). */
static LmNamed
of_port(uint16_t port)
{
  switch (port) {
  case 322:
  case 554:
  case 8554:
    return LM_NAMED_RTSP;
  case 2427:
  case 2727:
    return LM_NAMED_MGCP;
  case 2944:
  case 2945:
    return LM_NAMED_MEGACO;
  case 1720:
    return LM_NAMED_H225;
  case 1718:
  case 1719:
    return LM_NAMED_RAS;
  case 2000:
    return LM_NAMED_SKINNY;
  case 4569:
    return LM_NAMED_IAX2;
  default:
    return LM_NAMED_NONE;
  }
}

LmNamed
lm_named_find(LmSlice bytes, bool stream, uint16_t src_port, uint16_t dst_port)
{
  LmNamed src = of_port(src_port), dst = of_port(dst_port);
  if (lm_slice_is_empty(bytes))
    return LM_NAMED_NONE;
  /* Datagrams that are not text are only known by their port. */
  uint8_t lower = bytes.data[0] | 0x20;
  bool text = (lower >= 'a' && lower <= 'z') || bytes.data[0] == '!';
  if (!stream && !text && !src && !dst)
    return LM_NAMED_NONE;
  for (LmNamed i = LM_NAMED_NONE + 1; i < LM_N_NAMED; i++)
    if ((stream ? table[i].tcp : table[i].udp) && table[i].claims(bytes, i == src || i == dst))
      return i;
  return LM_NAMED_NONE;
}

const char *
lm_named_name(LmNamed protocol)
{
  return (unsigned)protocol < LM_N_NAMED ? table[protocol].name : "";
}

/* Headers up to an empty line, and a body by Content-Length (RFC 2326, 4.4); or a frame of media
 * between messages (10.12). 0 where the headers do not end. */
static size_t
rtsp_len(LmSlice bytes)
{
  if (bytes.len >= RTSP_FRAME_HEADER_BYTES && bytes.data[0] == '$')
    return RTSP_FRAME_HEADER_BYTES + (size_t)lm_slice_be16(bytes, 2);
  LmSlice block = lm_slice_sub(bytes, 0, MAX_RTSP_BLOCK_BYTES), value;
  ptrdiff_t end = lm_slice_find(block, LM_SLICE_LITERAL("\r\n\r\n"));
  uint64_t body = 0;
  if (end < 0)
    return 0;
  LmSlice rest = lm_slice_sub(block, 0, (size_t)end);
  while (rest.len) {
    LmSlice line = lm_slice_split(rest, '\n', &rest);
    LmSlice name = lm_slice_split(line, ':', &value);
    if (lm_slice_equal_nocase(lm_slice_trim(name), LM_SLICE_LITERAL("Content-Length")))
      lm_slice_parse_uint(lm_slice_trim(value), UINT16_MAX - MAX_RTSP_BLOCK_BYTES, &body);
  }
  return (size_t)end + 4 + (size_t)body;
}

size_t
lm_named_len(LmNamed protocol, LmSlice bytes)
{
  LmSlice message;
  switch (protocol) {
  case LM_NAMED_H225:
  case LM_NAMED_H245:
  case LM_NAMED_MEGACO:
    return lm_tpkt_take(bytes, &message) ? lm_slice_be16(bytes, 2) : 0;
  case LM_NAMED_RTSP:
    return rtsp_len(bytes);
  case LM_NAMED_SKINNY:
    return is_skinny(bytes, true) ? le32(bytes, 0) + SKINNY_HEADER_BYTES : 0;
  default:
    return 0;
  }
}
