/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The header extensions of streams (RFC 8285): which elements their packets have, what the session
 * description names them (a=extmap), and how their values are. They are not encrypted by SRTP.
 * Worked out when somebody looks. One thread, that of the trace. */

#include "proto/rtp-extension.h"
#include "track/trace.h"

typedef struct {
  uint32_t stream;    /* row */
  uint16_t id;        /* 0: not of RFC 8285 */
  uint8_t kind;       /* LmRtpElementKind */
  const char *name;   /* "audio-level"; NULL: not known */
  LmSlice uri;        /* empty: not announced */
  uint32_t packets;   /* that have it */
  uint32_t n_numbers; /* of those with a value that is a number */
  int64_t least, most;
  double sum;
  LmSlice first, last; /* values; of the capture */
} LmExtension;

typedef struct LmExtensions LmExtensions;

/* Those of the streams of row @call; of all where it is LM_NONE. Owned: lm_extensions_free(). */
LmExtensions *lm_extensions_new(const LmTrace *trace, uint32_t call);
void lm_extensions_free(LmExtensions *extensions);
/* By stream, in each by ID. */
uint32_t lm_extensions_n(const LmExtensions *extensions);
const LmExtension *lm_extensions_at(const LmExtensions *extensions, uint32_t index);
/* Whether LM_LIMIT_RELATED_ROWS left rows out. */
bool lm_extensions_cut(const LmExtensions *extensions);
