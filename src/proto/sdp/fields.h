/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The small grammar that the lines of a session description share (RFC 8866, 5). Pure; slices point
 * into the line that was read. */

#include "base/addr.h"

/* Whether @line has the form "x=". */
static inline bool
lm_sdp_is_line(LmSlice line)
{
  return line.len >= 2 && line.data[0] >= 'a' && line.data[0] <= 'z' && line.data[1] == '=';
}

/* The next field of a line: fields are separated by single spaces; more are passed over. */
LmSlice lm_sdp_next_field(LmSlice *rest);
/* "IN IP4 192.0.2.1/127": @host is the address without TTL and count, @addr the same where it is
 * no name. False when it is none. */
bool lm_sdp_address_parse(LmSlice rest, LmSlice *host, LmAddr *addr);
/* "49170" or "49170/2"; 0 and 1 where it is neither, which is false. */
bool lm_sdp_ports_parse(LmSlice text, uint32_t *port, uint32_t *n_ports);

/* More formats on a media line than there are payload types cannot be told apart. */
#define LM_SDP_MAX_FORMATS 128

/* "0 PCMU/8000/1", the value of a=rtpmap (RFC 8866, 6.6). */
typedef struct {
  uint8_t payload_type;
  LmSlice encoding;
  uint32_t clock_hz, channels; /* 1 where not stated */
} LmSdpRtpmap;

bool lm_sdp_rtpmap_parse(LmSlice value, LmSdpRtpmap *rtpmap);
/* "0": false where it is none. */
bool lm_sdp_payload_type_parse(LmSlice text, uint8_t *type);
