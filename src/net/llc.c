/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* IEEE 802.2: two service access points and a control byte. Nearly always a SNAP header with an
 * EtherType follows them (RFC 1042). Much else in LLC is spanning tree and the like. */

static const uint8_t snap[] = {0xaa, 0xaa, 0x03};
static const uint8_t ip[] = {0x06, 0x06, 0x03};    /* RFC 948 */
static const uint8_t nlpid[] = {0xfe, 0xfe, 0x03}; /* RFC 2684, 5.1 */

static bool
starts_with(const LmDecoder *decoder, const uint8_t header[3])
{
  return memcmp(decoder->rest.data, header, 3) == 0;
}

/* Three bytes of an organization, and two that are a number of its own. */
static const LmLayer *
decode_snap(LmDecoder *decoder)
{
  if (decoder->rest.len < 5)
    return lm_layer_truncated(decoder);
  uint32_t organization = lm_slice_be32(decoder->rest, 0) >> 8;
  uint16_t type = lm_slice_be16(decoder->rest, 3);
  lm_layer_skip(decoder, 5);
  switch (organization) {
  case 0x000000:
  case 0x0000f8: /* for what must not be taken for Ethernet's behind a bridge (IEEE 802.1H) */
    return type <= 1500 ? NULL : lm_layer_by_ethertype(decoder, type);
  case 0x0080c2:
    /* Bridged 802.3 with and without its checksum; on ATM two bytes of padding stand before it
     * (RFC 2427, 4.2; RFC 2684, 5.2). */
    if (type != 1 && type != 7)
      return NULL;
    if (lm_slice_be16(decoder->rest, 0) == 0 && lm_plausible_ethernet(decoder, 2))
      lm_layer_skip(decoder, 2);
    return &lm_layer_ethernet;
  default:
    return NULL;
  }
}

const LmLayer *
lm_layer_by_nlpid(LmDecoder *decoder)
{
  int byte = lm_slice_at(decoder->rest, 0);
  lm_layer_skip(decoder, 1);
  switch (byte) {
  case 0x80:
    return decode_snap(decoder);
  case 0x8e:
    return &lm_layer_ipv6;
  case 0xcc:
    return &lm_layer_ipv4;
  case 0xcf: /* RFC 1973, RFC 2364 */
    return &lm_layer_ppp;
  default:
    return NULL;
  }
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  if (decoder->rest.len < 3)
    return lm_layer_truncated(decoder);
  bool is_snap = starts_with(decoder, snap), is_ip = starts_with(decoder, ip),
       is_nlpid = starts_with(decoder, nlpid);
  if (!is_snap && !is_ip && !is_nlpid)
    return NULL;
  lm_layer_skip(decoder, 3);
  if (is_snap)
    return decode_snap(decoder);
  return is_ip ? &lm_layer_ipv4 : lm_layer_by_nlpid(decoder);
}

/* Reached through the length field of Ethernet, the protocol type of Linux cooked captures, and
 * from IEEE 802.11. */
const LmLayer lm_layer_llc = {decode, LM_LAYER_LINKS(LM_LINK_ATM_LLC), .name = "llc"};
