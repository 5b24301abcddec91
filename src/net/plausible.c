/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

#define ETHERNET_BYTES 14
#define MAX_TAGS 4
#define TYPE_IPV4 0x0800
#define TYPE_ARP 0x0806
#define TYPE_IPV6 0x86dd
/* Ethernet in a tunnel that has EtherTypes (RFC 1701). */
#define TYPE_ETHERNET 0x6558

/* How many bytes were on the wire. A quotation in an ICMP error ends where it pleases. */
static size_t
room_from(const LmDecoder *decoder, LmSlice bytes)
{
  return decoder->quoted ? SIZE_MAX : bytes.len + lm_layer_lacking(decoder);
}

bool
lm_plausible_ip(const LmDecoder *decoder, size_t offset)
{
  LmSlice bytes = lm_slice_from(decoder->rest, offset);
  size_t room = room_from(decoder, bytes);
  size_t header = (size_t)(lm_slice_u8(bytes, 0) & 15) * 4, total = lm_slice_be16(bytes, 2);
  switch (lm_slice_at(bytes, 0) >> 4) {
  case 4:
    return bytes.len >= 20 && header >= 20 && total >= header && total <= room;
  case 6:
    return bytes.len >= 40 && (size_t)40 + lm_slice_be16(bytes, 4) <= room;
  default:
    return false;
  }
}

/* A group never sends (IEEE 802.3, 3.2.3). */
static bool
is_ethernet(LmSlice bytes)
{
  return bytes.len >= ETHERNET_BYTES && (lm_slice_u8(bytes, 6) & 1) == 0;
}

static bool
is_tag(uint16_t type)
{
  return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

bool
lm_plausible_whole_ip(const LmDecoder *decoder, size_t offset)
{
  LmSlice bytes = lm_slice_from(decoder->rest, offset);
  bool v4 = lm_slice_at(bytes, 0) >> 4 == 4;
  size_t length = v4 ? lm_slice_be16(bytes, 2) : (size_t)40 + lm_slice_be16(bytes, 4);
  return lm_plausible_ip(decoder, offset) &&
         (decoder->quoted || length == room_from(decoder, bytes));
}

/* Passes headers of Ethernet and tags: *@offset and *@type become those of what is inside. False
 * where one of them cannot be. */
static bool
skip_to_inside(const LmDecoder *decoder, size_t *offset, uint16_t *type)
{
  for (int depth = 0; depth < MAX_TAGS && (is_tag(*type) || *type == TYPE_ETHERNET); depth++) {
    LmSlice bytes = lm_slice_from(decoder->rest, *offset);
    bool tag = is_tag(*type);
    if (!tag && !is_ethernet(bytes))
      return false;
    *type = lm_slice_be16(bytes, tag ? 2 : 12);
    *offset += tag ? 4 : ETHERNET_BYTES;
  }
  return true;
}

bool
lm_plausible_ethertype(const LmDecoder *decoder, size_t offset, uint16_t type)
{
  if (!skip_to_inside(decoder, &offset, &type))
    return false;
  LmSlice bytes = lm_slice_from(decoder->rest, offset);
  switch (type) {
  case TYPE_IPV4:
    return lm_slice_at(bytes, 0) >> 4 == 4 && lm_plausible_ip(decoder, offset);
  case TYPE_IPV6:
    return lm_slice_at(bytes, 0) >> 4 == 6 && lm_plausible_ip(decoder, offset);
  case TYPE_ARP:
    return lm_slice_be16(bytes, 0) == 1 && lm_slice_be16(bytes, 2) == TYPE_IPV4;
  default:
    if (type <= 1500)
      return type >= 3 && type <= room_from(decoder, bytes);
    return lm_layer_by_ethertype(decoder, type) != NULL;
  }
}

bool
lm_plausible_ethernet(const LmDecoder *decoder, size_t offset)
{
  return lm_plausible_ethertype(decoder, offset, TYPE_ETHERNET);
}

bool
lm_plausible_ip_in_ethernet(const LmDecoder *decoder, size_t offset)
{
  static const uint8_t snap[] = {0xaa, 0xaa, 0x03, 0, 0, 0};
  uint16_t type = TYPE_ETHERNET;
  if (!skip_to_inside(decoder, &offset, &type))
    return false;
  LmSlice bytes = lm_slice_from(decoder->rest, offset);
  if (type <= 1500 && lm_slice_starts_with(bytes, lm_slice(snap, sizeof snap))) {
    type = lm_slice_be16(bytes, sizeof snap);
    offset += sizeof snap + 2;
  }
  return (type == TYPE_IPV4 || type == TYPE_IPV6) && lm_plausible_ethertype(decoder, offset, type);
}

bool
lm_plausible_ppp(const LmDecoder *decoder, size_t offset)
{
  LmSlice bytes = lm_slice_from(decoder->rest, offset);
  if (lm_slice_be16(bytes, 0) == 0xff03) {
    bytes = lm_slice_from(bytes, 2);
    offset += 2;
  }
  /* The first byte may be left out where it is 0, which the second being odd shows (RFC 1661, 2 and
   * 6.5). */
  bool compressed = lm_slice_u8(bytes, 0) & 1;
  uint16_t protocol = compressed ? lm_slice_u8(bytes, 0) : lm_slice_be16(bytes, 0);
  offset += compressed ? 1 : 2;
  switch (protocol) {
  case 0x0021:
    return lm_plausible_ethertype(decoder, offset, TYPE_IPV4);
  case 0x0057:
    return lm_plausible_ethertype(decoder, offset, TYPE_IPV6);
  default:
    /* Those of link and network control (RFC 1661, 2), and MPLS, multilink and compression. */
    return bytes.len >= 6 && (protocol & 0x0101) == 1 &&
           ((protocol >= 0x8000 && protocol < 0xd000) || protocol == 0x003d || protocol == 0x00fd ||
            protocol == 0x0281);
  }
}
