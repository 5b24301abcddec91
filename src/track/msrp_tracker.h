/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* MSRP sessions: messages put together from their chunks as far as counting goes, reports, file
 * transfers; told as events of their call. Of bodies nothing is kept but where they begin. */

#include "proto/msrp.h"
#include "track/flow_state.h"
#include "track/stream_protocol.h"

/* One direction of a connection. */
typedef struct {
  LmFlowKey key;
  LmMsrpReader reader;
  bool open;           /* a head was read, its end was not */
  LmMsrpHead head;     /* of that message */
  LmSlice bytes;       /* as far as they follow on its head in memory */
  LmSlice preview;     /* the first piece of its body */
  uint64_t body_bytes; /* so far */
} LmMsrpSide;

/* A message, which may come in many chunks. */
typedef struct {
  uint64_t key;            /* keyed hash of its Message-ID and side */
  uint64_t covered, total; /* bytes; total is LM_MSRP_UNKNOWN where no chunk stated it */
  uint64_t highest;        /* byte up to which chunks came */
  uint32_t n_chunks;
  uint8_t told; /* quarters of it that were told */
} LmMsrpTransfer;

extern const LmStreamProtocol lm_stream_msrp;

/* msrp_events.c: tells what @side has read to its end, with @flag of its end-line. */
void lm_msrp_tell(LmTrace *trace, const LmMsrpSide *side, const LmSipOrigin *origin, char flag);
