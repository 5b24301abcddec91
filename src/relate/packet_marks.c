/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/packet_header.h"
#include "relate/packets_build.h"

#include <math.h>

/* Silence is from 100 ms of timestamps on, as lm_jitter_buffer_run() has it. From when on a gap of
 * packets is worth a mark, and a jump of timestamps is none of the network's, are bounds of our
 * own. */
#define SILENCE_MS 100.0
#define GAP_NS LM_NS_PER_S
#define JUMP_MS 2000.0
#define VIDEO_CLOCK_HZ 90000

typedef struct {
  LmRtpFigures *figures;
  const LmRtpPacket *previous; /* in arrival, no stray */
  const LmRtpPacket *clocked;  /* that has a clock and goes forwards */
} Marking;

static void
note_gap(uint64_t *n, int64_t *longest_ns, int64_t gap_ns)
{
  ++*n;
  if (gap_ns > *longest_ns)
    *longest_ns = gap_ns;
}

/* A gap of time before @row, which is not behind the others. */
static void
mark_gap(Marking *marking, LmRtpPacket *row, bool silence)
{
  LmRtpFigures *figures = marking->figures;
  int64_t gap_ns = lm_time_sub(row->time_ns, marking->previous->time_ns);
  if (gap_ns < GAP_NS)
    return;
  if (row->lost_before) {
    row->flags |= LM_RTP_OUTAGE;
    note_gap(&figures->outages, &figures->outage_longest_ns, gap_ns);
  } else if (!silence && !(row->flags & LM_RTP_RESTART)) {
    row->flags |= LM_RTP_PAUSE;
    note_gap(&figures->pauses, &figures->pause_longest_ns, gap_ns);
  }
}

/* Pictures are sent in another order than they are shown, so that video's timestamps go back. */
static bool
mark_jump(Marking *marking, LmRtpPacket *row, double step_ms, double elapsed_ms)
{
  bool jump = step_ms - elapsed_ms > JUMP_MS || step_ms < -JUMP_MS;
  if (jump) {
    row->flags |= LM_RTP_TIMESTAMP_JUMP;
    marking->figures->timestamp_jumps++;
  } else if (step_ms < 0 && row->clock_hz != VIDEO_CLOCK_HZ) {
    row->flags |= LM_RTP_TIMESTAMP_BACK;
  }
  return jump;
}

/* Whether there is a silence before @row, or in it: timestamps go on, sequence numbers do not (RFC
 * 3551, 4.1). */
static bool
mark_silence(Marking *marking, LmRtpPacket *row, double step_ms)
{
  LmRtpFigures *figures = marking->figures;
  bool next = row->sequence == marking->clocked->sequence + 1;
  bool silence = next && step_ms >= SILENCE_MS && step_ms > 2 * figures->packet_ms;
  bool noise = row->flags & LM_RTP_COMFORT_NOISE;
  if (silence) {
    row->flags |= LM_RTP_SILENCE;
    figures->silence_ns =
        lm_time_add(figures->silence_ns, (int64_t)((step_ms - figures->packet_ms) * 1e6));
  }
  if (!noise && (silence || (marking->clocked->flags & LM_RTP_COMFORT_NOISE))) {
    row->flags |= LM_RTP_TALKSPURT;
    figures->talkspurts++;
  }
  return silence;
}

static void
mark_row(Marking *marking, LmRtpPacket *row)
{
  const LmRtpPacket *clocked = marking->clocked;
  bool forwards = !(row->flags & (LM_RTP_DUPLICATE | LM_RTP_REORDERED));
  bool has_clock = row->clock_hz && !(row->flags & LM_RTP_EVENT);
  bool silence = false;
  if (clocked && forwards && has_clock && clocked->clock_hz == row->clock_hz &&
      !(row->flags & LM_RTP_RESTART)) {
    double step_ms = (int32_t)(row->timestamp - clocked->timestamp) * 1000.0 / row->clock_hz;
    double elapsed_ms = (double)lm_time_sub(row->time_ns, clocked->time_ns) / 1e6;
    silence = !mark_jump(marking, row, step_ms, elapsed_ms) && mark_silence(marking, row, step_ms);
  }
  if (marking->previous && forwards)
    mark_gap(marking, row, silence);
  marking->previous = row;
  if (forwards && has_clock)
    marking->clocked = row;
}

static void
mark_headers(LmRtpPackets *packets, const LmEndpoint *src, const LmEndpoint *dst)
{
  LmRtpFigures *figures = &packets->figures;
  const LmRtpPacket *last = NULL;
  for (uint32_t i = 0; i < packets->n; i++) {
    LmRtpPacket *row = &packets->rows[i];
    LmPacketHeader header;
    if (!lm_packet_header_read(row->packet, src, dst, &header))
      continue;
    row->dscp = header.dscp;
    row->ttl = header.ttl;
    if (!last) {
      figures->dscp = row->dscp;
      figures->ttl = row->ttl;
    } else {
      row->flags |= last->dscp != row->dscp ? LM_RTP_DSCP_CHANGE : 0;
      row->flags |= last->ttl != row->ttl ? LM_RTP_TTL_CHANGE : 0;
      figures->dscp_changes += last->dscp != row->dscp;
      figures->ttl_changes += last->ttl != row->ttl;
    }
    last = row;
  }
}

void
lm_rtp_packets_mark(LmRtpPackets *packets, const LmTrace *trace, const LmStream *stream)
{
  LmRtpFigures *figures = &packets->figures;
  Marking marking = {.figures = figures};
  figures->dscp = LM_RTP_NO_DSCP;
  for (uint32_t i = 0; i < packets->n; i++) {
    LmRtpPacket *row = &packets->rows[i];
    figures->type_changes += !!(row->flags & LM_RTP_TYPE_CHANGE);
    if (row->flags & LM_RTP_STRAY)
      figures->strays++;
    else
      mark_row(&marking, row);
  }
  /* The first one began without a silence before it. */
  figures->talkspurts += figures->talkspurts > 0;
  if (trace)
    mark_headers(packets, lm_trace_endpoint(trace, stream->src),
                 lm_trace_endpoint(trace, stream->dst));
}
