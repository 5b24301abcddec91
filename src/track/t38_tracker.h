/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Fax sessions of T.38: what T.30 does in them, told as events of their call, and packets that got
 * lost, with and without what the redundancy of UDPTL brought back. */

#include "media/packet_log.h"
#include "proto/anomaly.h"
#include "proto/t38.h"
#include "track/flow_state.h"
#include "track/stream_protocol.h"

#define LM_T38_FRAME_BYTES 40 /* of an HDLC frame that are kept: a station's name ends here */

/* One direction between two endpoints. */
typedef struct {
  LmFlowKey key;
  uint64_t window;      /* bit n: packet last - n came */
  uint64_t image_bytes; /* of the page at hand */
  uint32_t packets, lost, recovered;
  uint32_t frame_bytes; /* of the HDLC frame at hand */
  uint32_t call;        /* that it was announced for */
  uint32_t log;         /* row of its LmT38Log, plus one */
  uint16_t last;        /* sequence number */
  uint8_t indicator;    /* the last, plus one; 0: data came behind it */
  uint8_t modulation;   /* of the last data */
  bool begun;
  uint8_t frame[LM_T38_FRAME_BYTES];
} LmT38Flow;

/* The packets of one direction of a call's fax, as they came. */
typedef struct {
  LmPacketLog log;
  uint32_t src, dst; /* endpoint rows */
  uint32_t call;     /* row, or LM_NONE */
  uint32_t first_frame;
  bool udptl; /* else each is a fax packet by itself */
} LmT38Log;

extern const LmStreamProtocol lm_stream_t38;

/* By row, in the order in which they began. */
uint32_t lm_t38_n_logs(const LmTrace *trace);
const LmT38Log *lm_t38_log(const LmTrace *trace, uint32_t row);

/* t38_rtp.c: whether @payload_type of @stream is fax (RFC 4612). */
bool lm_t38_is_fax_type(const LmStream *stream, uint8_t payload_type);

/* Takes @datagram in if fax is announced where it comes from or goes to, and it can be that; false
 * otherwise. */
bool lm_t38_add_datagram(LmTrace *trace, LmSlice datagram, const LmSipOrigin *origin);
/* t38_rtp.c: at the end of the capture: tells what the streams of RTP that carry fax do. Their
 * events have the number of the stream's first frame. */
void lm_t38_read_streams(LmTrace *trace);
/* t38_events.c: tells what @ifp does. */
void lm_t38_tell(LmTrace *trace, LmT38Flow *flow, const LmT38Ifp *ifp, const LmSipOrigin *origin,
                 uint32_t call);
/* What a frame of T.30 (5.3) is called and says, and what it means for the fax. Its first bytes are
 * enough. */
LmEventOutcome lm_t38_name_frame(LmSlice frame, bool sound, LmText *label, LmText *detail);
void lm_t38_tell_malformed(LmTrace *trace, const LmSipOrigin *origin, uint32_t call, LmSlice bytes,
                           LmAnomalyKind anomaly);
/* Tells that @n packets were lost, or that what they held came in others. */
void lm_t38_tell_loss(LmTrace *trace, const LmSipOrigin *origin, uint32_t call, bool recovered,
                      uint32_t n);
