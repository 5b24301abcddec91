/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/layer.h"

/* Tags that switches put before an EtherType for their own use, and leave there when they mirror.
 */

static const LmLayer *
skip_tag(LmDecoder *decoder, size_t bytes)
{
  if (decoder->rest.len < bytes + 2)
    return lm_layer_truncated(decoder);
  uint16_t type = lm_slice_be16(decoder->rest, bytes);
  lm_layer_skip(decoder, bytes + 2);
  return lm_layer_by_ethertype(decoder, type);
}

/* IEEE 802.1BR (E-tag, 0x893f: six bytes) has its like in Cisco's VN-tag (0x8926: four bytes). */
static const LmLayer *
decode_vntag(LmDecoder *decoder)
{
  return skip_tag(decoder, 4);
}

const LmLayer lm_layer_vntag = {decode_vntag, LM_LAYER_ETHERTYPES(0x8926), .name = "vntag"};

static const LmLayer *
decode_etag(LmDecoder *decoder)
{
  return skip_tag(decoder, 6);
}

const LmLayer lm_layer_etag = {decode_etag, LM_LAYER_ETHERTYPES(0x893f), .name = "etag"};

/* Cisco metadata: version, length, an option and its value, the security group. */
static const LmLayer *
decode_cmd(LmDecoder *decoder)
{
  return skip_tag(decoder, 6);
}

const LmLayer lm_layer_cmd = {decode_cmd, LM_LAYER_ETHERTYPES(0x8909), .name = "cmd"};

/* IEC 62439-3: path and size, sequence number. */
static const LmLayer *
decode_hsr(LmDecoder *decoder)
{
  return skip_tag(decoder, 4);
}

const LmLayer lm_layer_hsr = {decode_hsr, LM_LAYER_ETHERTYPES(0x892f), .name = "hsr"};

/* IEEE 802.1AE, 9.3: flags, length, packet number, and an identifier if a flag says so. What is
 * encrypted, or otherwise changed, is opaque. */
static const LmLayer *
decode_macsec(LmDecoder *decoder)
{
  enum { HAS_IDENTIFIER = 0x20, IS_CHANGED = 0x0c };
  uint8_t flags = lm_slice_u8(decoder->rest, 0);
  if (flags & IS_CHANGED)
    return NULL;
  return skip_tag(decoder, flags & HAS_IDENTIFIER ? 14 : 6);
}

const LmLayer lm_layer_macsec = {decode_macsec, LM_LAYER_ETHERTYPES(0x88e5), .name = "macsec"};
