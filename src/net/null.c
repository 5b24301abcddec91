/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* LINKTYPE_NULL and LINKTYPE_LOOP (tcpdump.org/linktypes): an address family in four bytes, in the
 * byte order of the machine that captured, or big-endian. The families are small, so the order
 * shows. 2 is IPv4 everywhere; IPv6 is 10 on Linux, 24 on NetBSD, OpenBSD and BSD/OS, 28 on
 * FreeBSD, 30 on macOS. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < 4)
    return lm_layer_truncated(decoder);
  uint32_t family = lm_slice_be32(decoder->rest, 0);
  if (family > 0xffff)
    family = __builtin_bswap32(family);
  lm_layer_skip(decoder, 4);
  switch (family) {
  case 2:
    return &lm_layer_ipv4;
  case 10:
  case 24:
  case 28:
  case 30:
    return &lm_layer_ipv6;
  default:
    return NULL;
  }
}

const LmLayer lm_layer_null = {decode, LM_LAYER_LINKS(LM_LINK_NULL, LM_LINK_LOOP), .name = "null"};
