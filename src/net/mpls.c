/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* A stack of labels of four bytes each (RFC 3032, 2.1): 20 bits of label, three of class, one that
 * says that this is the last, and a time to live. Nothing says what comes behind the last. */

enum { IPV4_NULL = 0, IPV6_NULL = 2, ENTROPY_INDICATOR = 7 };

/* IP starts with its version; a pseudowire has a control word that starts with 0 to be told apart
 * (RFC 4385, 3), or nothing, and is then known by its EtherType. Other pseudowires than Ethernet
 * (RFC 4448) are not looked into. */
static const LmLayer *
below_the_stack(LmDecoder *decoder)
{
  bool is_control_word = lm_slice_at(decoder->rest, 0) >> 4 == 0;
  if (lm_plausible_ip_in_ethernet(decoder, 0))
    return &lm_layer_ethernet;
  if (lm_plausible_ip(decoder, 0))
    return lm_layer_by_ip_version(lm_slice_at(decoder->rest, 0));
  if (is_control_word && lm_plausible_ethernet(decoder, 4)) {
    lm_layer_skip(decoder, 4);
    return &lm_layer_ethernet;
  }
  if (lm_plausible_ethernet(decoder, 0))
    return &lm_layer_ethernet;
  return lm_layer_by_ip_version(lm_slice_at(decoder->rest, 0));
}

static uint32_t
label(LmSlice entry)
{
  return lm_slice_be32(entry, 0) >> 12;
}

static bool
is_last(LmSlice entry)
{
  return lm_slice_u8(entry, 2) & 1;
}

/* One label, so that each is a step of its own. The indicator and the label of entropy (RFC 6790,
 * 4.1) are none: the latter says nothing but which packets belong to one flow. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  LmSlice entry = decoder->rest;
  if (entry.len < 4)
    return lm_layer_truncated(decoder);
  lm_layer_value(decoder, label(entry));
  lm_layer_skip(decoder, 4);
  bool last = is_last(entry);
  while (!last && label(decoder->rest) == ENTROPY_INDICATOR) {
    if (decoder->rest.len < 8)
      return lm_layer_truncated(decoder);
    last = is_last(lm_slice_from(decoder->rest, 4));
    lm_layer_skip(decoder, 8);
  }
  if (!last)
    return &lm_layer_mpls;
  switch (label(entry)) {
  case IPV4_NULL:
    return &lm_layer_ipv4;
  case IPV6_NULL:
    return &lm_layer_ipv6;
  default:
    return below_the_stack(decoder);
  }
}

/* Protocol 137 is MPLS in IP (RFC 4023). */
const LmLayer lm_layer_mpls = {decode,
                               LM_LAYER_LINKS(LM_LINK_MPLS),
                               LM_LAYER_ETHERTYPES(0x8847, 0x8848),
                               LM_LAYER_PROTOCOLS(137),
                               .name = "mpls",
                               .value_name = "label"};
