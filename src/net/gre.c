/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* Generic routing encapsulation (RFC 2784, RFC 2890): flags and version, the EtherType of what is
 * inside, then the fields that the flags announce. */

enum {
  CHECKSUM = 0x8000,
  ROUTING = 0x4000, /* RFC 1701 */
  KEY = 0x2000,
  SEQUENCE = 0x1000,
  ACKNOWLEDGMENT = 0x0080, /* version 1 alone */
  VERSION = 0x0007,
};
enum { TYPE_EOIP = 0x6400 };

/* Source routes follow one another until one is empty (RFC 1701); returns where they end. */
static size_t
skip_routes(LmSlice header, size_t offset)
{
  while (offset + 4 <= header.len) {
    uint8_t length = lm_slice_u8(header, offset + 3);
    bool last = lm_slice_be16(header, offset) == 0 && length == 0;
    offset += 4u + length;
    if (last)
      break;
  }
  return offset;
}

/* RFC 2637, 4.1: version 1 carries PPP. Its key is the length of that and the number of the call. A
 * packet without sequence number acknowledges and carries nothing. */
static const LmLayer *
decode_pptp(LmDecoder *decoder, uint16_t flags)
{
  LmSlice header = decoder->rest;
  size_t header_bytes = 8 + (flags & SEQUENCE ? 4u : 0u) + (flags & ACKNOWLEDGMENT ? 4u : 0u);
  if (header.len < header_bytes)
    return lm_layer_truncated(decoder);
  lm_layer_rename(decoder, &lm_layer_pptp);
  lm_layer_value(decoder, lm_slice_be16(header, 6));
  lm_layer_limit(decoder, header_bytes + lm_slice_be16(header, 4));
  lm_layer_skip(decoder, header_bytes);
  return flags & SEQUENCE ? lm_layer_by_ethertype(decoder, lm_slice_be16(header, 2)) : NULL;
}

/* Ethernet over IP by MikroTik, which is not public but well known: the length of the frame, and
 * the number of the tunnel in little-endian order, where PPTP has its length and call. */
static const LmLayer *
decode_eoip(LmDecoder *decoder)
{
  LmSlice header = decoder->rest;
  if (header.len < 8)
    return lm_layer_truncated(decoder);
  lm_layer_rename(decoder, &lm_layer_eoip);
  lm_layer_value(decoder, lm_slice_le16(header, 6));
  lm_layer_limit(decoder, (size_t)8 + lm_slice_be16(header, 4));
  lm_layer_skip(decoder, 8);
  return &lm_layer_ethernet;
}

/* RFC 7637, 3.2: nothing but a key, whose upper three bytes are a virtual subnet. Others bridge
 * Ethernet with a key too. The subnets below 0x1000 are reserved, and small keys are usual; so is a
 * bit or two in the first byte, as in the mirrors of VMware. */
static bool
is_nvgre(uint16_t flags, uint16_t type, uint32_t key)
{
  return flags == KEY && type == 0x6558 && key >> 8 >= 0x1000 && (key & 0xffffff) != 0;
}

static void
state_key(LmDecoder *decoder, uint16_t flags, uint16_t type, uint32_t key)
{
  bool nvgre = is_nvgre(flags, type, key);
  if (nvgre)
    lm_layer_rename(decoder, &lm_layer_nvgre);
  lm_layer_value(decoder, nvgre ? key >> 8 : key);
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  LmSlice header = decoder->rest;
  if (header.len < 4)
    return lm_layer_truncated(decoder);
  uint16_t flags = lm_slice_be16(header, 0), type = lm_slice_be16(header, 2);
  if (flags == (KEY | 1) && type == TYPE_EOIP)
    return decode_eoip(decoder);
  if ((flags & VERSION) == 1)
    return decode_pptp(decoder, flags);
  if ((flags & VERSION) != 0)
    return NULL;
  size_t offset = flags & (CHECKSUM | ROUTING) ? 8 : 4;
  if (flags & KEY) {
    state_key(decoder, flags, type, lm_slice_be32(header, offset));
    offset += 4;
  }
  offset += flags & SEQUENCE ? 4 : 0;
  if (flags & ROUTING)
    offset = skip_routes(header, offset);
  if (header.len < offset)
    return lm_layer_truncated(decoder);
  lm_layer_skip(decoder, offset);
  /* ERSPAN type I has no header of its own, and is told apart by that (see erspan.c). */
  if (type == 0x88be && !(flags & SEQUENCE))
    return &lm_layer_erspan_bare;
  return type <= 1500 ? NULL : lm_layer_by_ethertype(decoder, type);
}

const LmLayer lm_layer_gre = {decode, LM_LAYER_PROTOCOLS(47), .name = "gre", .value_name = "key",
                              .value_hex = true};
/* What GRE turns out to be. */
const LmLayer lm_layer_nvgre = {decode, .name = "nvgre", .value_name = "vsid"};
const LmLayer lm_layer_pptp = {decode, .name = "pptp", .value_name = "call"};
const LmLayer lm_layer_eoip = {decode, .name = "eoip", .value_name = "tunnel"};
