/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fields of an RTP stream: one SSRC from one endpoint to another. */

#include "query/field.h"

#include <math.h>

enum {
  SSRC,
  TYPE,
  CLOCK,
  PACKETS,
  EXPECTED,
  LOST,
  LOSS,
  DUPLICATES,
  REORDERED,
  RESTARTS,
  BYTES,
  DSCP,
  MOS,
  R_FACTOR,
  QUALITY,
  COPIES,
  RTCP,
  RTCP_LOST,
  RTCP_LOSS,
  CODEC,
  START,
  END,
  DURATION,
  JITTER,
  JITTER_MAX,
  DELTA_MAX,
  RTCP_JITTER,
  SECURE,
  ANNOUNCED,
};

static const char *const qualities[] = {"none", "good", "fair", "poor", NULL};

static const LmStream *
stream_of(const LmQueryRow *row)
{
  return row->stream == LM_NONE ? NULL : lm_trace_stream(row->trace, row->stream);
}

static bool
get_count(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmStream *stream = stream_of(row);
  if (!stream)
    return false;
  const LmRtpStats *stats = &stream->stats;
  const double counts[] = {
      [SSRC] = stream->ssrc,
      [TYPE] = stream->payload_type,
      [CLOCK] = lm_stream_clock_hz(stream),
      [PACKETS] = stats->packets,
      [EXPECTED] = (double)lm_rtp_stats_expected(stats),
      [LOST] = (double)lm_rtp_stats_lost(stats),
      [LOSS] = lm_rtp_stats_loss_percent(stats),
      [DUPLICATES] = stats->duplicates,
      [REORDERED] = stats->reordered,
      [RESTARTS] = stats->restarts,
      [BYTES] = (double)stats->bytes,
      [DSCP] = stream->dscp,
  };
  return lm_query_give_number(sink, field, counts[field->what]);
}

static bool
get_quality(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmStream *stream = stream_of(row);
  LmEmodelScore score;
  if (!stream)
    return false;
  if (field->what == QUALITY)
    return lm_query_give_number(sink, field, lm_stream_quality(stream));
  return lm_stream_score(stream, &score) &&
         lm_query_give_number(sink, field, field->what == MOS ? score.mos : score.r);
}

/* What reports said. */
static bool
get_rtcp(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmStream *stream = stream_of(row);
  if (!stream)
    return false;
  if (field->what == RTCP)
    return stream->rtcp_packets && lm_query_give_number(sink, field, stream->rtcp_packets);
  uint32_t clock_hz = lm_stream_clock_hz(stream);
  if (!stream->rtcp_reported || (field->what == RTCP_JITTER && !clock_hz))
    return false;
  if (field->what == RTCP_LOST)
    return lm_query_give_number(sink, field, stream->rtcp_lost);
  if (field->what == RTCP_LOSS)
    return lm_query_give_number(sink, field, stream->rtcp_fraction * 100.0 / 256);
  return lm_query_give_ns(sink, field, (int64_t)(stream->rtcp_jitter * 1e9 / clock_hz));
}

static bool
get_span(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmStream *stream = stream_of(row);
  if (!stream)
    return false;
  const LmRtpStats *stats = &stream->stats;
  bool no_clock = !lm_stream_clock_hz(stream);
  double ms = stats->delta_max;
  switch (field->what) {
  case START:
    return lm_query_give_ns(sink, field, stats->first_ns);
  case END:
    return lm_query_give_ns(sink, field, stats->last_ns);
  case DURATION:
    return lm_query_give_ns(sink, field, lm_time_sub(stats->last_ns, stats->first_ns));
  case JITTER:
  case JITTER_MAX:
    if (no_clock)
      return false;
    ms = field->what == JITTER ? lm_rtp_stats_jitter_mean(stats) : stats->jitter_max;
    break;
  default:
    break;
  }
  return fabs(ms) < 9e12 && lm_query_give_ns(sink, field, llround(ms * 1e6));
}

static bool
get_other(const LmQueryRow *row, const LmQueryField *field, LmQuerySink *sink)
{
  const LmStream *stream = stream_of(row);
  if (!stream)
    return false;
  switch (field->what) {
  case CODEC:
    return lm_query_give_some(sink, field, stream->codec);
  case SECURE:
    return lm_query_give_flag(sink, field, stream->secure);
  case ANNOUNCED:
    return lm_query_give_flag(sink, field, stream->announced);
  default:
    return lm_query_give_number(sink, field, stream->copies);
  }
}

#define ROW(name_, aliases_, type_, what_, get_, help_)                                           \
  {                                                                                               \
    .name = name_, .aliases = aliases_, .type = type_, .of = LM_QUERY_OF_STREAM,                  \
    .in_ms = type_ == LM_QUERY_SPAN && what_ >= JITTER, .what = what_, .get = get_, .help = help_ \
  }

static const LmQueryField fields[] = {
    ROW("rtp", "", LM_QUERY_NUMBER, PACKETS, get_count, N_("There is RTP")),
    ROW("rtp.ssrc", "ssrc", LM_QUERY_NUMBER, SSRC, get_count,
        N_("Synchronization source: 0x1a2b3c4d")),
    ROW("rtp.p_type", "rtp.payload_type", LM_QUERY_NUMBER, TYPE, get_count,
        N_("Payload type of most of its packets")),
    ROW("rtp.codec", "", LM_QUERY_TOKEN, CODEC, get_other, N_("Codec")),
    ROW("rtp.clock", "rtp.clock_hz", LM_QUERY_NUMBER, CLOCK, get_count, N_("Clock rate in Hz")),
    ROW("rtp.packets", "", LM_QUERY_NUMBER, PACKETS, get_count, N_("Packets that came")),
    ROW("rtp.expected", "", LM_QUERY_NUMBER, EXPECTED, get_count,
        N_("Packets that should have come (RFC 3550, A.3)")),
    ROW("rtp.lost", "", LM_QUERY_NUMBER, LOST, get_count, N_("Packets that did not come")),
    ROW("rtp.loss", "rtp.loss_percent", LM_QUERY_NUMBER, LOSS, get_count,
        N_("Packets that did not come, in percent")),
    ROW("rtp.duplicates", "", LM_QUERY_NUMBER, DUPLICATES, get_count,
        N_("Packets that came twice")),
    ROW("rtp.reordered", "", LM_QUERY_NUMBER, REORDERED, get_count,
        N_("Packets that came behind a later one")),
    ROW("rtp.restarts", "", LM_QUERY_NUMBER, RESTARTS, get_count,
        N_("Jumps of the sequence numbers")),
    ROW("rtp.bytes", "", LM_QUERY_NUMBER, BYTES, get_count, N_("Bytes of its packets")),
    ROW("rtp.dscp", "ip.dsfield.dscp", LM_QUERY_NUMBER, DSCP, get_count,
        N_("DSCP of the first packet")),
    ROW("rtp.jitter", "rtp.jitter_mean", LM_QUERY_SPAN, JITTER, get_span,
        N_("Mean jitter; a plain number is milliseconds")),
    ROW("rtp.jitter_max", "", LM_QUERY_SPAN, JITTER_MAX, get_span,
        N_("Largest jitter; a plain number is milliseconds")),
    ROW("rtp.delta_max", "rtp.delta", LM_QUERY_SPAN, DELTA_MAX, get_span,
        N_("Longest time between two packets; a plain number is milliseconds")),
    ROW("rtp.mos", "", LM_QUERY_NUMBER, MOS, get_quality, N_("MOS by the E-model (G.107)")),
    ROW("rtp.r", "rtp.r_factor", LM_QUERY_NUMBER, R_FACTOR, get_quality,
        N_("Rating by the E-model")),
    {.name = "rtp.quality",
     .aliases = "",
     .type = LM_QUERY_ENUM,
     .of = LM_QUERY_OF_STREAM,
     .what = QUALITY,
     .get = get_quality,
     .values = qualities,
     .help = N_("How good it is, in bands")},
    ROW("rtp.start", "", LM_QUERY_TIME, START, get_span, N_("Time of the first packet")),
    ROW("rtp.end", "", LM_QUERY_TIME, END, get_span, N_("Time of the last packet")),
    ROW("rtp.duration", "", LM_QUERY_SPAN, DURATION, get_span,
        N_("From the first to the last packet")),
    ROW("rtp.srtp", "srtp", LM_QUERY_FLAG, SECURE, get_other, N_("It is encrypted")),
    ROW("rtp.announced", "", LM_QUERY_FLAG, ANNOUNCED, get_other,
        N_("A session description announced it")),
    ROW("rtp.copies", "", LM_QUERY_NUMBER, COPIES, get_other,
        N_("Packets that were captured again")),
    ROW("rtcp", "rtcp.packets", LM_QUERY_NUMBER, RTCP, get_rtcp, N_("Reports about it")),
    ROW("rtcp.lost", "rtcp.ssrc.cum_nr", LM_QUERY_NUMBER, RTCP_LOST, get_rtcp,
        N_("Packets that the last report says were lost")),
    ROW("rtcp.loss", "rtcp.ssrc.fraction", LM_QUERY_NUMBER, RTCP_LOSS, get_rtcp,
        N_("Loss in percent that the last report states")),
    ROW("rtcp.jitter", "rtcp.ssrc.jitter", LM_QUERY_SPAN, RTCP_JITTER, get_rtcp,
        N_("Jitter that the last report states; a plain number is milliseconds")),
};

const LmQueryTable lm_query_rtp_fields = {fields, sizeof fields / sizeof fields[0]};
