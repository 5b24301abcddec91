/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* SigComp (RFC 3320): known by how it begins; what it compresses is not looked into. Pure. */

#include "base/slice.h"

typedef struct {
  bool has_bytecode;     /* brings the program that decompresses it, else names a state by: */
  size_t state_id_bytes; /* 6, 9 or 12 */
  size_t header_bytes;   /* all in front of the compressed bytes */
} LmSigcomp;

/* Whether @message can be one of SigComp: five bits set, then fields that fit in it (RFC 3320, 7).
 * Random bytes are in about one case out of a hundred, so ask where SIP is to be expected. */
bool lm_sigcomp_parse(LmSlice message, LmSigcomp *sigcomp);
