/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* LINKTYPE_WIRESHARK_UPPER_PDU (tcpdump.org/linktypes): what Wireshark's "Export PDUs" writes, SIP
 * that it has decrypted above all. Tags of a number, a length and a value, big-endian, say what
 * protocol it is and between whom it ran; tag 0 ends them. The numbers are those of Wireshark's
 * exported_pdu_tlvs.h. */
enum {
  TAG_END = 0,
  TAG_PROTOCOL = 12,
  TAG_SRC_IPV4 = 20,
  TAG_DST_IPV4 = 21,
  TAG_SRC_IPV6 = 22,
  TAG_DST_IPV6 = 23,
  TAG_PORT_TYPE = 24,
  TAG_SRC_PORT = 25,
  TAG_DST_PORT = 26,
};
enum { TAG_HEADER = 4 };

static void
take_address(LmAddr *addr, LmSlice value)
{
  if (value.len != 4 && value.len != 16)
    return;
  *addr = (LmAddr){.family = value.len == 4 ? LM_ADDR_IPV4 : LM_ADDR_IPV6};
  memcpy(addr->bytes, value.data, value.len);
}

/* The protocol of IP whose ports they are. */
static uint8_t
carrier_of(uint32_t port_type)
{
  switch (port_type) {
  case 1:
    return 132;
  case 2:
    return 6;
  default:
    return 17;
  }
}

static void
take_tag(LmPacket *packet, uint16_t tag, LmSlice value)
{
  switch (tag) {
  case TAG_SRC_IPV4:
  case TAG_SRC_IPV6:
    take_address(&packet->src.addr, value);
    break;
  case TAG_DST_IPV4:
  case TAG_DST_IPV6:
    take_address(&packet->dst.addr, value);
    break;
  case TAG_PORT_TYPE:
    packet->carrier = carrier_of(lm_slice_be32(value, 0));
    break;
  case TAG_SRC_PORT:
    packet->src.port = (uint16_t)lm_slice_be32(value, 0);
    break;
  case TAG_DST_PORT:
    packet->dst.port = (uint16_t)lm_slice_be32(value, 0);
    break;
  default:
    break;
  }
}

/* The layer of that name in Wireshark, which is padded with zeros; NULL: one above. */
static const LmLayer *
layer_of(LmSlice name)
{
  static const struct {
    const char *name;
    const LmLayer *layer;
  } layers[] = {
      {"ip", &lm_layer_ipv4},
      {"ipv6", &lm_layer_ipv6},
      {"eth", &lm_layer_ethernet},
      {"eth_maybefcs", &lm_layer_ethernet},
      {"eth_withoutfcs", &lm_layer_ethernet},
  };
  LmSlice rest;
  name = lm_slice_split(name, 0, &rest);
  for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++)
    if (lm_slice_equal(name, lm_slice_str(layers[i].name)))
      return layers[i].layer;
  return NULL;
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  LmPacket *packet = decoder->packet;
  LmSlice name = LM_SLICE_EMPTY, value;
  for (;;) {
    if (decoder->rest.len < TAG_HEADER)
      return lm_layer_truncated(decoder);
    uint16_t tag = lm_slice_be16(decoder->rest, 0), length = lm_slice_be16(decoder->rest, 2);
    if (!lm_slice_take(decoder->rest, TAG_HEADER, length, &value))
      return lm_layer_truncated(decoder);
    lm_layer_skip(decoder, TAG_HEADER + (size_t)length);
    if (tag == TAG_END)
      break;
    if (tag == TAG_PROTOCOL)
      name = value;
    else
      take_tag(packet, tag, value);
  }
  const LmLayer *layer = layer_of(name);
  if (layer) {
    packet->carrier = 0;
    return layer;
  }
  if (packet->src.addr.family && packet->dst.addr.family)
    packet->kind = LM_PACKET_UDP;
  return NULL;
}

const LmLayer lm_layer_upper_pdu = {decode, LM_LAYER_LINKS(LM_LINK_UPPER_PDU), .name = "exported"};
