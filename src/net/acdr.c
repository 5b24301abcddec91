/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/plausible.h"

/* Debug recording by AudioCodes gateways, as AudioCodes describes it in its part of Wireshark:
 * version, time, sequence number, two endpoints of the gateway, flags, where it was recorded, what
 * it is, the length of an extension, a session; the extension; the packet. Read are versions 5 to 9
 * where the packet comes with its IP header, and SIP, whose extension says between whom it ran. */
enum { FLAG_FRAGMENTED = 0x04, FLAG_IP_HEADER = 0x08, FLAG_ENCRYPTED = 0x10 };
enum { MEDIA_SIP = 10, MEDIA_CONTROL = 14, POINT_SYSTEM = 6 };
enum { SIP_EXTENSION = 14 };

typedef struct {
  size_t offset; /* of the packet */
  size_t extension_offset, extension_bytes;
  uint8_t flags, point, media;
} Recording;

static bool
take_header(LmSlice bytes, Recording *recording)
{
  /* Up to version 8 an endpoint of the gateway has two bytes, and sessions grew with 7 and 8. */
  static const uint8_t headers[10] = {[5] = 19, [6] = 19, [7] = 23, [8] = 24, [9] = 28};
  uint8_t version = lm_slice_u8(bytes, 0);
  if (version >= sizeof headers || headers[version] == 0 || bytes.len < headers[version])
    return false;
  size_t fields = version == 9 ? 15 : 11;
  *recording = (Recording){
      .flags = lm_slice_u8(bytes, fields),
      .point = lm_slice_u8(bytes, fields + 1),
      .media = lm_slice_u8(bytes, fields + 2),
      .extension_bytes = lm_slice_u8(bytes, fields + 3),
      .extension_offset = headers[version],
  };
  recording->offset = recording->extension_offset + recording->extension_bytes;
  return recording->offset < bytes.len && !(recording->flags & (FLAG_FRAGMENTED | FLAG_ENCRYPTED));
}

static bool
has_ip_header(const Recording *recording)
{
  return (recording->flags & FLAG_IP_HEADER) && recording->media != MEDIA_CONTROL;
}

static bool
is_sip(const Recording *recording)
{
  return recording->media == MEDIA_SIP && recording->point == POINT_SYSTEM &&
         recording->extension_bytes >= SIP_EXTENSION;
}

static bool
claims(const LmDecoder *decoder)
{
  Recording recording;
  if (!take_header(decoder->rest, &recording))
    return false;
  return has_ip_header(&recording) ? lm_plausible_ip(decoder, recording.offset)
                                   : is_sip(&recording);
}

static LmEndpoint
endpoint(LmSlice extension, size_t address, size_t port)
{
  LmEndpoint out = {.addr.family = LM_ADDR_IPV4, .port = lm_slice_be16(extension, port)};
  memcpy(out.addr.bytes, lm_slice_sub(extension, address, 4).data, 4);
  return out;
}

static const LmLayer *
decode(LmDecoder *decoder)
{
  Recording recording;
  if (!take_header(decoder->rest, &recording))
    return lm_layer_truncated(decoder);
  LmSlice extension =
      lm_slice_sub(decoder->rest, recording.extension_offset, recording.extension_bytes);
  lm_layer_skip(decoder, recording.offset);
  if (has_ip_header(&recording))
    return lm_layer_by_ip_version(lm_slice_at(decoder->rest, 0));
  decoder->packet->src = endpoint(extension, 0, 8);
  decoder->packet->dst = endpoint(extension, 4, 10);
  decoder->packet->carrier = lm_slice_u8(extension, 12);
  /* Those of the recorder's datagram are not the message's. */
  decoder->packet->ip_id = 0;
  decoder->packet->dscp = decoder->packet->ttl = 0;
  decoder->packet->kind = LM_PACKET_UDP;
  return NULL;
}

const LmLayer lm_layer_acdr = {
    decode,
    LM_LAYER_UDP_PORTS(925),
    .claims = claims,
    .name = "acdr",
};
