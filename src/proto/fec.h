/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which packets a packet of forward error correction protects: any one of them can be made again
 * from all the others. ULPFEC (RFC 5109), FlexFEC (RFC 8627) and its draft 03, which WebRTC speaks
 * ("flexfec-03"). Pure functions. */

#include "base/bytes.h"

typedef enum { LM_FEC_NONE, LM_FEC_ULP, LM_FEC_FLEXIBLE, LM_FEC_FLEXIBLE_03 } LmFecKind;

#define LM_FEC_MOST 256

typedef struct {
  uint16_t sequences[LM_FEC_MOST]; /* of the protected packets */
  uint32_t n;
  bool has_ssrc; /* whose they are */
  uint32_t ssrc;
} LmFec;

/* By encoding name: "ulpfec", "flexfec", "flexfec-03". */
LmFecKind lm_fec_kind(LmSlice encoding);
/* @payload is behind the RTP header. Of levels and of several sources the first is read. False
 * where the header is cut off or protects nothing. */
bool lm_fec_read(LmFecKind kind, LmSlice payload, LmFec *fec);
