/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The row of an RTP stream: one SSRC from one endpoint to another. Plain record; see track/trace.h.
 */

#include "media/emodel.h"
#include "media/packet_log.h"
#include "media/quality.h"
#include "media/rtp_stats.h"

#include <stddef.h>

typedef struct {
  /* Every packet touches what stands first. */
  _Alignas(64) LmPacketLog log;
  bool dirty;
  uint8_t payload_type; /* the one of most packets, events and comfort noise aside */
  LmRtpStats stats;
  LmSlice codec;         /* encoding name; empty where not known */
  uint32_t src, dst;     /* rows of the endpoint table */
  uint32_t call;         /* row of the call, or LM_NONE */
  uint32_t next_in_call; /* LM_NONE: the last */
  uint32_t next_at_dst;  /* streams to the same endpoint; LM_NONE: the last */
  uint32_t next_of_ssrc; /* streams with the same SSRC, the newest first; LM_NONE: the last. See
                            lm_trace_newest_of_ssrc() */
  uint32_t flow;
  uint32_t ssrc;
  uint32_t first_frame;
  uint32_t copies;       /* packets that were captured again, and are counted nowhere else */
  uint32_t rtcp_packets; /* reports about it or from its source */
  /* The last thing that RTCP said: what the far end sees. */
  int32_t rtcp_lost;
  uint32_t rtcp_jitter;  /* in timestamp units */
  uint8_t rtcp_fraction; /* of 256 */
  bool rtcp_reported;
  uint16_t path;  /* of the first packet: row of the table of paths */
  uint8_t dscp;   /* of the first packet */
  bool announced; /* by SDP; else found by its packets alone */
  bool secure;    /* announced as SRTP: figures are from the headers */
  bool apart;     /* not all of its packets lie in the capture's frames */
} LmStream;

/* The front of a row, which every packet of a stream of one payload type touches. */
#define LM_STREAM_HOT_BYTES offsetof(LmStream, stats.types[0].clock_hz)

_Static_assert(LM_STREAM_HOT_BYTES <= 192, "three lines of the cache");

/* The E-model's word for @stream: false where no recommendation has values for its codec, or it is
 * not audio. The delay is assumed (LM_STREAM_ASSUMED_DELAY_MS) and said so wherever the score is
 * shown. */
#define LM_STREAM_ASSUMED_DELAY_MS 0.0
bool lm_stream_score(const LmStream *stream, LmEmodelScore *score);
/* Its band, by its score where it has one and by its loss. */
LmQuality lm_stream_quality(const LmStream *stream);
/* Names the stream by the type of most of its packets, which has some. */
void lm_stream_set_main_type(LmStream *stream);
/* Clock rate of its main payload type; 0: not known. */
uint32_t lm_stream_clock_hz(const LmStream *stream);
