/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the IP header of a packet says that nothing is kept of: it is read again from the bytes of
 * the capture, before the packet. */

#include "base/addr.h"

typedef struct {
  uint8_t dscp; /* RFC 2474, section 3 */
  uint8_t ttl;  /* or hop limit */
} LmPacketHeader;

/* Reads the header of @payload, which came by UDP from @src to @dst. False if what stands before it
 * is anything else: it was put together from fragments, decrypted, or came inside TURN or TCP; or
 * the capture is no map. */
bool lm_packet_header_read(LmSlice payload, const LmEndpoint *src, const LmEndpoint *dst,
                           LmPacketHeader *header);
