/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* RFC 7348, 5: flags, of which the one for a valid network identifier is set, the identifier in
 * three bytes, a zero. Linux and some switches set the first flag too, for a group policy in the
 * bytes between (draft-smith-vxlan-group-policy, 2.1). Whoever receives it ignores all that is
 * reserved, and fabrics use it for their own purposes. */
enum { HEADER = 8, VNI_VALID = 0x08, GROUP_POLICY = 0x80 };

static bool
claims(const LmDecoder *decoder)
{
  LmSlice bytes = decoder->rest;
  bool usual = (lm_slice_u8(bytes, 0) & ~GROUP_POLICY) == VNI_VALID && lm_slice_u8(bytes, 7) == 0;
  if (bytes.len <= HEADER || !(lm_slice_u8(bytes, 0) & VNI_VALID))
    return false;
  return usual ? lm_plausible_ethernet(decoder, HEADER)
               : lm_plausible_ip_in_ethernet(decoder, HEADER);
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  lm_layer_value(decoder, lm_slice_be32(decoder->rest, 4) >> 8);
  lm_layer_skip(decoder, HEADER);
  return &lm_layer_ethernet;
}

/* 8472 is what Linux took before there was a number. */
const LmLayer lm_layer_vxlan = {
    decode, LM_LAYER_UDP_PORTS(4789, 8472), .claims = claims, .name = "vxlan", .value_name = "vni",
};

/* The generic one (draft-ietf-nvo3-vxlan-gpe, 3): with flag P the fourth byte says what is inside;
 * else it is Ethernet. 0 stands for what is not known. */
enum { VERSION = 0x30, PROTOCOL = 0x04, TYPE_ETHERNET = 0x6558 };

static uint16_t
gpe_ethertype(LmSlice bytes)
{
  if (!(lm_slice_u8(bytes, 0) & PROTOCOL))
    return TYPE_ETHERNET;
  switch (lm_slice_u8(bytes, 3)) {
  case 1:
    return 0x0800;
  case 2:
    return 0x86dd;
  case 3:
    return TYPE_ETHERNET;
  case 4:
    return 0x894f;
  case 5:
    return 0x8847;
  default:
    return 0;
  }
}

static bool
claims_gpe(const LmDecoder *decoder)
{
  LmSlice bytes = decoder->rest;
  uint16_t type = gpe_ethertype(bytes);
  return bytes.len > HEADER && type &&
         (lm_slice_u8(bytes, 0) & (0xc0 | VERSION | VNI_VALID)) == VNI_VALID &&
         lm_plausible_ethertype(decoder, HEADER, type);
}

static const LmLayer *
decode_gpe(LmDecoder *decoder)
{
  uint16_t type = gpe_ethertype(decoder->rest);
  lm_layer_value(decoder, lm_slice_be32(decoder->rest, 4) >> 8);
  lm_layer_skip(decoder, HEADER);
  return lm_layer_by_ethertype(decoder, type);
}

const LmLayer lm_layer_vxlan_gpe = {
    decode_gpe,          LM_LAYER_UDP_PORTS(4790), .claims = claims_gpe,
    .name = "vxlan-gpe", .value_name = "vni",
};
