/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/kind.h"

#include "base/bytes.h"
#include "base/i18n.h"
#include "base/text.h"

#include <stdio.h>

typedef enum { CONVERT, DECOMPRESS, UNPACK } Advice;

/* A slice that can stand in the table below: the compound literal of LM_SLICE_LITERAL is no
 * constant to the letter of the standard. */
#define MAGIC(s)                           \
  {                                        \
    (const uint8_t *)("" s), sizeof(s) - 1 \
  }

/* Kinds that people do try to open. Names are proper names and are not translated. */
static const struct {
  LmSlice magic;
  const char *name;
  Advice advice;
} known_kinds[] = {
    {MAGIC("GMBU"), "Microsoft Network Monitor 2", CONVERT},
    {MAGIC("RTSS"), "Microsoft Network Monitor 1", CONVERT},
    {MAGIC("snoop\0\0\0"), "snoop", CONVERT},
    {MAGIC("btsnoop\0"), "btsnoop", CONVERT},
    {MAGIC("iptrace "), "AIX iptrace", CONVERT},
    {MAGIC("TRSNIFF data"), "Sniffer", CONVERT},
    {MAGIC("XCP\0"), "NetXRay", CONVERT},
    {MAGIC("ObserverPktBuffe"), "Network Instruments Observer", CONVERT},
    {MAGIC("\xa1\xb2\xcd\x34"), "modified pcap", CONVERT},
    {MAGIC("\x34\xcd\xb2\xa1"), "modified pcap", CONVERT},
    {MAGIC("\xfd\x37zXZ\0"), "xz", DECOMPRESS},
    {MAGIC("BZh"), "bzip2", DECOMPRESS},
    {MAGIC("\x1f\x9d"), "compress", DECOMPRESS},
    {MAGIC("\x02\x21\x4c\x18"), "lz4 (legacy)", DECOMPRESS},
    {MAGIC("\x1f\x8b"), "gzip", DECOMPRESS},
    {MAGIC("\x28\xb5\x2f\xfd"), "zstd", DECOMPRESS},
    {MAGIC("\x04\x22\x4d\x18"), "lz4", DECOMPRESS},
    {MAGIC("PK\x03\x04"), "zip", UNPACK},
    {MAGIC("7z\xbc\xaf\x27\x1c"), "7-Zip", UNPACK},
};

LmKind
lm_kind_detect(LmSlice head)
{
  if (head.len < LM_KIND_MAGIC_BYTES)
    return LM_KIND_UNKNOWN;
  switch (lm_slice_be32(head, 0)) {
  case 0xa1b2c3d4:
  case 0xd4c3b2a1:
  case 0xa1b23c4d:
  case 0x4d3cb2a1:
    return LM_KIND_PCAP;
  case 0x0a0d0d0a:
    return LM_KIND_PCAPNG;
  default:
    return LM_KIND_UNKNOWN;
  }
}

/* ERF has no magic. Its records begin with a little-endian time stamp (32.32 fixed point), a type,
 * flags, and the big-endian length of the whole record; two in a row that fit decide. */
static bool
is_erf(LmSlice head)
{
  uint32_t last_seconds = 0;
  size_t offset = 0;
  int n = 0;
  while (n < 3 && offset + 16 <= head.len) {
    uint32_t seconds = (uint32_t)lm_slice_u8(head, offset + 7) << 24 |
                       (uint32_t)lm_slice_u8(head, offset + 6) << 16 |
                       (uint32_t)lm_slice_u8(head, offset + 5) << 8 | lm_slice_u8(head, offset + 4);
    uint8_t type = lm_slice_u8(head, offset + 8) & 0x7f;
    uint16_t record_bytes = lm_slice_be16(head, offset + 10);
    uint16_t wire_bytes = lm_slice_be16(head, offset + 14);
    if (type == 0 || type > 48 || record_bytes < 16 || wire_bytes == 0)
      return false;
    /* Between the years 1995 and 2100, and not running back. */
    if (seconds < 788918400u || seconds > 4102444800u || seconds < last_seconds)
      return false;
    last_seconds = seconds;
    offset += record_bytes;
    n++;
  }
  return n >= 2 || (n == 1 && offset == head.len);
}

static bool
is_text(LmSlice head)
{
  for (size_t i = 0; i < head.len;) {
    LmSlice rest = lm_slice_from(head, i);
    uint8_t byte = rest.data[0];
    size_t len = lm_text_utf8_len(rest);
    if (byte < 0x20 ? byte != '\n' && byte != '\r' && byte != '\t' && byte != '\f' : byte == 0x7f)
      return false;
    /* The last character may be cut by the end of what is looked at. */
    if (len == 0 && (rest.len >= 4 || head.len < LM_KIND_HEAD_BYTES))
      return false;
    i += len ? len : 1;
  }
  return head.len > 0;
}

static bool
explain_known(const char *kind, Advice advice, const char *name, LmError *error)
{
  if (advice == CONVERT)
    return lm_error_set(error, LM_ERROR_UNSUPPORTED,
                        _("%s: this is a %s capture, which is not read; convert it first: editcap "
                          "-F pcapng INPUT OUTPUT.pcapng"),
                        name, kind);
  if (advice == DECOMPRESS)
    return lm_error_set(error, LM_ERROR_UNSUPPORTED,
                        _("%s: this is compressed with %s in a way that is not read; decompress it "
                          "first (gzip, zstd and lz4 are read as they are, once)"),
                        name, kind);
  return lm_error_set(error, LM_ERROR_UNSUPPORTED,
                      _("%s: this is a %s archive; unpack it and open the capture files in it"),
                      name, kind);
}

bool
lm_kind_explain(LmSlice head, const char *name, LmError *error)
{
  for (size_t i = 0; i < sizeof known_kinds / sizeof *known_kinds; i++)
    if (lm_slice_starts_with(head, known_kinds[i].magic))
      return explain_known(known_kinds[i].name, known_kinds[i].advice, name, error);
  if (is_erf(head))
    return explain_known("ERF", CONVERT, name, error);
  if (is_text(head))
    return lm_error_set(error, LM_ERROR_UNREADABLE,
                        _("%s: this is a text file, not a capture file; pcap and pcapng are read, "
                          "plain or compressed with gzip, zstd or lz4"),
                        name);
  if (head.len < LM_KIND_MAGIC_BYTES)
    return lm_error_set(error, LM_ERROR_UNREADABLE,
                        LM_NGETTEXT("%s: it holds %zu byte only, too little for any capture file",
                                    "%s: it holds %zu bytes only, too little for any capture file",
                                    head.len),
                        name, head.len);
  char hex[16];
  snprintf(hex, sizeof hex, "%02x %02x %02x %02x", head.data[0], head.data[1], head.data[2],
           head.data[3]);
  return lm_error_set(
      error, LM_ERROR_UNREADABLE,
      _("%s: this is not a capture file that is known (it begins with %s); pcap and "
        "pcapng are read, plain or compressed with gzip, zstd or lz4"),
      name, hex);
}
