/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Packets that wait to be counted. Where tens of thousands of streams send at the same time, the
 * row of each is out of the cache again when its next packet comes. So a packet that changes
 * nothing but its stream's figures is put behind others of the streams beside it, and they are
 * counted together, while those few rows are in the cache. The order of a stream's packets stays.
 *
 * Whoever looks at a stream's figures, or changes how they are made, settles it first. */

#include "media/packet_log.h"
#include "proto/rtp.h"

typedef struct LmTrace LmTrace;

/* A packet of a stream, without what was looked at already. */
typedef struct {
  int64_t time_ns;
  const uint8_t *data; /* from the RTP header on */
  uint32_t len;
  uint32_t stream;
  uint32_t timestamp;
  uint16_t sequence;
  uint8_t payload_type;
  bool marker;
} LmRtpQueued;

_Static_assert(sizeof(LmRtpQueued) == 32, "two in a line of the cache");

/* Streams whose packets wait together, and how many packets do: so that the rows and the ends of
 * the logs of the streams fit into a core's second cache, and each row is fetched once for several
 * packets. */
#define LM_RTP_QUEUE_STREAMS 256
#define LM_RTP_QUEUE_PACKETS 1024

typedef struct {
  LmRtpQueued *packets; /* owned; NULL before the first */
  uint32_t n, room;
} LmRtpQueue;

/* Makes room for the next packet of a full queue. */
void lm_rtp_queue_make_room(LmTrace *trace, LmRtpQueue *queue);

/* Counts what waits for stream @row, of those beside it too; for all streams. */
void lm_trace_settle_stream(LmTrace *trace, uint32_t row);
void lm_trace_settle_streams(LmTrace *trace);
/* Counts a packet at once. @missing_bytes: that the capture cut off. */
void lm_trace_count_rtp(LmTrace *trace, const LmRtpQueued *packet, uint32_t missing_bytes);
