/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* The data channel between an access point and its controller (RFC 5415, 4.1 to 4.4), where it is
 * not encrypted: preamble 0, then in three bytes the header's length in units of 4 bytes, the
 * radio, the binding and flags. Content in Ethernet's form is read; what came through the air as it
 * came, and fragments, are not. */
enum { MIN_HEADER = 8, NATIVE = 0x100, FRAGMENT = 0x80, KEEP_ALIVE = 0x08 };

static size_t
header_bytes(LmSlice bytes)
{
  return (size_t)(lm_slice_u8(bytes, 1) >> 3) * 4;
}

static bool
claims(const LmDecoder *decoder)
{
  LmSlice bytes = decoder->rest;
  /* The last bit of the binding and the flags. */
  uint16_t flags = lm_slice_be16(bytes, 2) & 0x01ff;
  return bytes.len > MIN_HEADER && lm_slice_u8(bytes, 0) == 0 &&
         header_bytes(bytes) >= MIN_HEADER && (flags & (NATIVE | FRAGMENT | KEEP_ALIVE)) == 0 &&
         lm_plausible_ethernet(decoder, header_bytes(bytes));
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  lm_layer_skip(decoder, header_bytes(decoder->rest));
  return &lm_layer_ethernet;
}

const LmLayer lm_layer_capwap = {
    decode,
    LM_LAYER_UDP_PORTS(5247),
    .claims = claims,
    .name = "capwap",
};
