/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* LINKTYPE_NFLOG (tcpdump.org/linktypes): address family, version 0, group; then values, each with
 * its length and type in the order of the machine that captured, at multiples of four bytes. The
 * packet is one of them. */

enum { PAYLOAD = 9, TYPE_MASK = 0x7fff };

static uint16_t
read_16(LmSlice bytes, size_t offset, bool little)
{
  return little ? lm_slice_le16(bytes, offset) : lm_slice_be16(bytes, offset);
}

/* The first type tells: there are not as many as fit into a byte. (The length would not, where the
 * packet comes first: it may be any.) */
static bool
is_little(LmSlice values)
{
  return lm_slice_u8(values, 2) != 0 && (lm_slice_u8(values, 3) & (TYPE_MASK >> 8)) == 0;
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < 8)
    return lm_layer_truncated(decoder);
  lm_layer_skip(decoder, 4);
  bool little = is_little(decoder->rest);
  while (decoder->rest.len >= 4) {
    size_t length = read_16(decoder->rest, 0, little);
    uint16_t type = read_16(decoder->rest, 2, little) & TYPE_MASK;
    if (length < 4)
      break;
    if (type == PAYLOAD) {
      lm_layer_limit(decoder, length);
      lm_layer_skip(decoder, 4);
      return lm_layer_by_ip_version(lm_slice_at(decoder->rest, 0));
    }
    lm_layer_skip(decoder, (length + 3) & ~(size_t)3);
  }
  return lm_layer_truncated(decoder);
}

const LmLayer lm_layer_nflog = {decode, LM_LAYER_LINKS(LM_LINK_NFLOG), .name = "nflog"};
