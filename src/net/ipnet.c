/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* LINKTYPE_IPNET (tcpdump.org/linktypes), by Solaris between its zones: version, address family,
 * kind of hook, length, interfaces and zones in 24 bytes; then IP. */
static const LmLayer *
decode(LmDecoder *decoder)
{
  enum { HEADER = 24 };
  if (decoder->rest.len <= HEADER)
    return lm_layer_truncated(decoder);
  lm_layer_skip(decoder, HEADER);
  return lm_layer_by_ip_version(lm_slice_at(decoder->rest, 0));
}

const LmLayer lm_layer_ipnet = {decode, LM_LAYER_LINKS(LM_LINK_IPNET), .name = "ipnet"};
