/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Everything there is to know of each packet of an RTP stream, and of the stream as a whole: made
 * from its packets when somebody looks, in less than 0.2 s for an hour of audio. This is the one
 * walk over the packets of a stream; graphs, decoders, lists and scores read its rows. Owned by who
 * asked for it; it needs neither the trace nor the stream afterwards, only that the bytes of the
 * capture stay. Read-only once it is made, so that any thread may read it. */

#include "base/time.h"
#include "media/clock_drift.h"
#include "media/jitter_buffer.h"
#include "media/spread.h"
#include "track/trace.h"

enum {
  LM_RTP_MARKER = 1 << 0,
  LM_RTP_DUPLICATE = 1 << 1, /* its sequence number was there already */
  LM_RTP_REORDERED = 1 << 2, /* behind a higher sequence number */
  LM_RTP_RESTART = 1 << 3,   /* first of new sequence numbers (RFC 3550, A.1) */
  LM_RTP_STRAY = 1 << 4,     /* far from the others, alone: none of the stream's */
  LM_RTP_LOSS = 1 << 5,      /* @lost_before is not 0 */
  LM_RTP_COMFORT_NOISE = 1 << 6,
  LM_RTP_EVENT = 1 << 7,           /* telephone-event (RFC 4733) */
  LM_RTP_TYPE_CHANGE = 1 << 8,     /* another payload type than the packet before */
  LM_RTP_TALKSPURT = 1 << 9,       /* the first behind a silence */
  LM_RTP_SILENCE = 1 << 10,        /* no packets before it, as many as its timestamp says */
  LM_RTP_PAUSE = 1 << 11,          /* no packets before it, and nothing says why */
  LM_RTP_OUTAGE = 1 << 12,         /* no packets before it, all of which were lost */
  LM_RTP_TIMESTAMP_JUMP = 1 << 13, /* a step of its timestamp that no time explains */
  LM_RTP_TIMESTAMP_BACK = 1 << 14, /* the next number, but an earlier timestamp */
  LM_RTP_BAD_PADDING = 1 << 15,    /* its padding is longer than it (RFC 3550, 5.1) */
  LM_RTP_DSCP_CHANGE = 1 << 16,
  LM_RTP_TTL_CHANGE = 1 << 17, /* so it took another way */
  LM_RTP_LATE_0 = 1 << 24,     /* too late for lm_jitter_buffers[0]; the next bits: the others */
};
#define LM_RTP_LATE(buffer) ((uint32_t)LM_RTP_LATE_0 << (buffer))
/* What speaks of trouble, and is worth stepping to. */
#define LM_RTP_PROBLEMS                                                                \
  (LM_RTP_DUPLICATE | LM_RTP_REORDERED | LM_RTP_RESTART | LM_RTP_STRAY | LM_RTP_LOSS | \
   LM_RTP_PAUSE | LM_RTP_OUTAGE | LM_RTP_TIMESTAMP_JUMP | LM_RTP_TIMESTAMP_BACK |      \
   LM_RTP_BAD_PADDING | LM_RTP_DSCP_CHANGE | LM_RTP_TTL_CHANGE |                       \
   LM_RTP_LATE(LM_N_JITTER_BUFFERS - 1))

#define LM_RTP_NO_DSCP 255 /* not known */

typedef struct {
  int64_t time_ns;
  LmSlice packet; /* from the RTP header on, with what padding it has */
  uint64_t
      sequence; /* extended; a restart goes on counting. Of a stray, that of the packet before */
  uint32_t payload_offset, payload_len; /* behind CSRCs and extension, without padding */
  uint32_t timestamp;
  uint32_t clock_hz;    /* of its type, or else of the stream's; 0: not known */
  uint32_t lost_before; /* sequence numbers missing when it came */
  uint32_t flags;       /* LM_RTP_* */
  float delta_ms;       /* since the packet before it arrived; 0 for the first */
  float jitter_ms;      /* RFC 3550, A.8, behind it */
  float skew_ms;        /* its timestamp ahead of its arrival, both since the first packet */
  float kbits_per_s;    /* of the second that ends with it, with UDP and IP headers */
  uint16_t number;      /* the sequence number as it stands in the packet */
  uint8_t payload_type;
  uint8_t dscp, ttl; /* of the IP header before it; LM_RTP_NO_DSCP, and TTL 0: not known */
} LmRtpPacket;

static inline LmSlice
lm_rtp_packet_payload(const LmRtpPacket *packet)
{
  return lm_slice_sub(packet->packet, packet->payload_offset, packet->payload_len);
}

/* Losses by how many packets in a row: 1 to 9, and 10 or more. */
#define LM_LOSS_RUN_BINS 10

typedef struct {
  LmSlice encoding;
  bool guessed;           /* nobody said so: by what its packets look like */
  uint32_t clock_hz;      /* of most packets; 0: not known, then neither skew, jitter nor late */
  uint32_t payload_bytes; /* of most packets, of that type; 0: not known, as in SRTP */
  double jitter_mean_ms;  /* RFC 3550, A.8, as in Wireshark's table; by a guessed clock too */
  double packet_ms;       /* from one packet to the next, by most timestamps; 0: not known */
  double packet_ms_usual_percent; /* of steps from one packet to the next, how many are that long */
  bool cut;                       /* there are more than LM_LIMIT_RELATED_ROWS */
  uint64_t strays, duplicates, reordered, restarts;
  uint64_t type_changes, timestamp_jumps;
  uint64_t talkspurts; /* 0 where nothing is ever silent */
  int64_t silence_ns;  /* of suppressed silence, by timestamps */
  uint64_t pauses, outages;
  int64_t pause_longest_ns, outage_longest_ns;
  uint8_t dscp, ttl; /* of the first packet that has one; as in a row */
  uint64_t dscp_changes, ttl_changes;
  bool has_drift;
  LmClockDrift drift;
  LmSpread delta, jitter; /* in milliseconds, over the packets but the first */
  LmSpread delay;         /* above the least of all, along the drift; without events */
  LmLossPattern losses;   /* of the network alone; ended */
  uint32_t loss_runs[LM_LOSS_RUN_BINS];
  LmJitterBufferResult buffers[LM_N_JITTER_BUFFERS]; /* nothing in them without a clock */
} LmRtpFigures;

typedef struct {
  LmRtpPacket *rows; /* in the order of their arrival */
  uint32_t n;
  uint32_t *order; /* rows by sequence, of equal ones the first to arrive first; no strays */
  uint32_t n_order;
  LmRtpFigures figures;
} LmRtpPackets;

/* The packets of @stream, a row of @trace. Without a trace nothing is known of IP headers. Owned:
 * lm_rtp_packets_free(). */
LmRtpPackets *lm_rtp_packets_new(const LmTrace *trace, const LmStream *stream);
void lm_rtp_packets_free(LmRtpPackets *packets);
