/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sdp/fields.h"

#include "base/scan.h"
#include "proto/sdp/sdp.h"

bool
lm_sdp_next_line(LmSlice *rest, LmSlice *line)
{
  if (rest->len == 0)
    return false;
  size_t lf = lm_scan_byte(*rest, 0, '\n');
  *line = lm_slice_sub(*rest, 0, lf);
  if (line->len && line->data[line->len - 1] == '\r')
    line->len--;
  *rest = lm_slice_from(*rest, lf + 1);
  return true;
}

LmSlice
lm_sdp_next_field(LmSlice *rest)
{
  size_t start = 0;
  while (start < rest->len && rest->data[start] == ' ')
    start++;
  size_t end = lm_scan_byte(*rest, start, ' ');
  LmSlice field = lm_slice_sub(*rest, start, end - start);
  *rest = lm_slice_from(*rest, end + 1);
  return field;
}

bool
lm_sdp_address_parse(LmSlice rest, LmSlice *host, LmAddr *addr)
{
  LmSlice net = lm_sdp_next_field(&rest), type = lm_sdp_next_field(&rest);
  LmSlice text = lm_sdp_next_field(&rest), ttl;
  *host = lm_slice_split(text, '/', &ttl);
  *addr = (LmAddr){0};
  lm_addr_parse(*host, addr);
  return lm_slice_equal_nocase(net, LM_SLICE_LITERAL("IN")) &&
         (lm_slice_equal_nocase(type, LM_SLICE_LITERAL("IP4")) ||
          lm_slice_equal_nocase(type, LM_SLICE_LITERAL("IP6"))) &&
         host->len > 0;
}

bool
lm_sdp_ports_parse(LmSlice text, uint32_t *port, uint32_t *n_ports)
{
  LmSlice count;
  LmSlice port_text = lm_slice_split(text, '/', &count);
  uint64_t first = 0, n = 1;
  bool sound = lm_slice_parse_uint(port_text, UINT16_MAX, &first) &&
               (port_text.len == text.len || lm_slice_parse_uint(count, UINT16_MAX, &n));
  *port = sound ? (uint32_t)first : 0;
  *n_ports = sound ? (uint32_t)n : 1;
  return sound;
}

bool
lm_sdp_payload_type_parse(LmSlice text, uint8_t *type)
{
  uint64_t number;
  bool sound = lm_slice_parse_uint(text, 127, &number);
  *type = sound ? (uint8_t)number : 0;
  return sound;
}

bool
lm_sdp_rtpmap_parse(LmSlice value, LmSdpRtpmap *rtpmap)
{
  LmSlice rest = value, clock_text, channel_text;
  bool sound = lm_sdp_payload_type_parse(lm_sdp_next_field(&rest), &rtpmap->payload_type);
  rtpmap->encoding = lm_slice_split(lm_sdp_next_field(&rest), '/', &rest);
  clock_text = lm_slice_split(rest, '/', &channel_text);
  uint64_t clock_hz = 0, channels = 1;
  sound = sound && rtpmap->encoding.len && lm_slice_parse_uint(clock_text, UINT32_MAX, &clock_hz) &&
          (!channel_text.len || lm_slice_parse_uint(channel_text, UINT32_MAX, &channels));
  rtpmap->clock_hz = (uint32_t)clock_hz;
  rtpmap->channels = (uint32_t)channels;
  return sound;
}
