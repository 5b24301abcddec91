/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What was lost of a stream and can be had all the same: sent again (RTX, RFC 4588), within later
 * packets (RED, RFC 2198), or from forward error correction (ULPFEC, RFC 5109; FlexFEC, RFC 8627).
 * Worked out from the packets' numbers and headers when somebody looks: nothing is put together
 * again, and whether what came was in time is not asked. One thread, that of the trace. */

#include "relate/srtp.h"

typedef struct {
  uint32_t stream;                    /* row */
  uint32_t rtx, fec;                  /* rows of the streams beside it; LM_NONE */
  uint32_t rtx_packets, rtx_needless; /* needless: of what had come, or had come again before */
  uint32_t red_packets;               /* that hold older blocks */
  uint32_t fec_packets;
  uint32_t lost;                   /* sequence numbers that never came */
  uint32_t by_rtx, by_red, by_fec; /* of those */
  uint64_t bytes, repair_bytes;    /* of packets with their headers; of older blocks alone */
  int64_t rtx_delay_max_ns;        /* from when the next packet came; LM_TIME_NONE: none */
  bool encrypted;                  /* what is within its packets is not known */
  bool uncertain;                  /* there is too much of it to look at all */
} LmRepair;

typedef struct LmRepairs LmRepairs;

/* Whether any stream has some of it: cheap. */
bool lm_repairs_are_likely(const LmTrace *trace);
/* The streams that have any of it. @srtp may be NULL. Owned: lm_repairs_free(). */
LmRepairs *lm_repairs_new(const LmTrace *trace, LmSrtpView *srtp);
void lm_repairs_free(LmRepairs *repairs);
uint32_t lm_repairs_n(const LmRepairs *repairs);
const LmRepair *lm_repairs_at(const LmRepairs *repairs, uint32_t index);
