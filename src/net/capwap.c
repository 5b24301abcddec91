/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* The data channel between an access point and its controller (RFC 5415, 4.1 to 4.4), where it is
 * not encrypted: preamble 0, then in three bytes the header's length in units of 4 bytes, the
 * radio, the binding and flags. Content is in Ethernet's form, or as it came through the air. Then
 * it is read if it is not encrypted; Cisco's access points swap the first two bytes of it.
 * Fragments are not put together. */
enum { MIN_HEADER = 8, NATIVE = 0x100, FRAGMENT = 0x80, KEEP_ALIVE = 0x08 };

static size_t
header_bytes(LmSlice bytes)
{
  return (size_t)(lm_slice_u8(bytes, 1) >> 3) * 4;
}

/* Version 0 and type 2 are data (IEEE 802.11, 9.2.4.1); the flags are never the same, as one of the
 * ways to or from the access point is among them. */
static const LmLayer *
native_layer(LmSlice frame)
{
  enum { VERSION_AND_TYPE = 0x0f, DATA = 0x08 };
  if (frame.len < 24)
    return NULL;
  if ((lm_slice_u8(frame, 0) & VERSION_AND_TYPE) == DATA)
    return &lm_layer_ieee80211;
  return (lm_slice_u8(frame, 1) & VERSION_AND_TYPE) == DATA ? &lm_layer_wlan_swapped : NULL;
}

static bool
claims(const LmDecoder *decoder)
{
  LmSlice bytes = decoder->rest;
  /* The last bit of the binding and the flags. */
  uint16_t flags = lm_slice_be16(bytes, 2) & 0x01ff;
  return bytes.len > MIN_HEADER && lm_slice_u8(bytes, 0) == 0 &&
         header_bytes(bytes) >= MIN_HEADER && (flags & (FRAGMENT | KEEP_ALIVE)) == 0 &&
         (flags & NATIVE ? native_layer(lm_slice_from(bytes, header_bytes(bytes))) != NULL
                         : lm_plausible_ethernet(decoder, header_bytes(bytes)));
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  bool native = lm_slice_be16(decoder->rest, 2) & NATIVE;
  lm_layer_skip(decoder, header_bytes(decoder->rest));
  return native ? native_layer(decoder->rest) : &lm_layer_ethernet;
}

const LmLayer lm_layer_capwap = {
    decode,
    LM_LAYER_UDP_PORTS(5247),
    .claims = claims,
    .name = "capwap",
};
