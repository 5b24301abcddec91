/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Trees as in proto/detail.h of other protocols than SIP. Each returns NULL where @bytes are no
 * message of its protocol. The tree is in the arena or points into @bytes, so both must outlive
 * it. Names of fields are those of the RFCs and IANA; others are marked for translation. Pure. */

#include "proto/detail.h"

LmDetail *lm_detail_stun(LmSlice bytes, LmArena *arena);
LmDetail *lm_detail_dtls(LmSlice bytes, LmArena *arena);
LmDetail *lm_detail_diameter(LmSlice bytes, LmArena *arena);
LmDetail *lm_detail_bfcp(LmSlice bytes, LmArena *arena);
LmDetail *lm_detail_zrtp(LmSlice bytes, LmArena *arena);
/* A whole message: start line, headers, body, which may be in CPIM, and end-line. */
LmDetail *lm_detail_msrp(LmSlice bytes, LmArena *arena);
/* A fax packet, or a datagram of UDPTL with its copies. */
LmDetail *lm_detail_t38(LmSlice bytes, LmArena *arena);
/* A start line, header lines and a body, as HTTP, MRCP and RTSP have them. */
LmDetail *lm_detail_lines(LmSlice bytes, LmArena *arena);
/* What a recorder tells of a call beside packets (HEP): what it says of it, and its payload. The
 * slices are parts of the message's bytes. */
typedef struct {
  LmSlice payload, correlation, node;
  uint8_t type;
  bool compressed, gzip; /* the payload: by zlib, or gzip */
} LmReportParts;
LmDetail *lm_detail_report(LmSlice bytes, const LmReportParts *parts, LmArena *arena);
/* A compound of RTCP packets, or one of reduced size: a node a packet. */
LmDetail *lm_detail_rtcp(LmSlice bytes, LmArena *arena);
