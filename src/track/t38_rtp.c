/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fax in RTP (RFC 4612: audio/t38, image/t38). Its packets are a stream like any other; what is in
 * them is read once the stream is known whole, so that no packet of speech pays for it. */

#include "proto/rtp.h"
#include "track/t38_tracker.h"

static bool
is_fax(const LmRtpTypeUse *use)
{
  return lm_slice_equal_nocase(use->encoding, LM_SLICE_LITERAL("t38"));
}

static bool
has_fax(const LmStream *stream)
{
  for (uint8_t i = 0; i < stream->stats.n_types; i++)
    if (is_fax(&stream->stats.types[i]))
      return true;
  return false;
}

bool
lm_t38_is_fax_type(const LmStream *stream, uint8_t payload_type)
{
  for (uint8_t i = 0; i < stream->stats.n_types; i++)
    if (stream->stats.types[i].payload_type == payload_type)
      return is_fax(&stream->stats.types[i]);
  return false;
}

static void
read_stream(LmTrace *trace, const LmStream *stream)
{
  LmT38Flow flow = {.key = {stream->src, stream->dst}};
  LmSipOrigin origin = {.frame = stream->first_frame, .src = stream->src, .dst = stream->dst};
  LmPacketLogWalk walk;
  LmPacketLogEntry entry;
  lm_packet_log_walk(&stream->log, &walk);
  while (lm_packet_log_next(&walk, &entry)) {
    LmRtpHeader header;
    LmT38Ifp ifp;
    if (!lm_rtp_parse(entry.packet, &header) || !lm_t38_is_fax_type(stream, header.payload_type))
      continue;
    /* Again, or late. */
    if (flow.begun && (uint16_t)(header.sequence - flow.last - 1) > UINT16_MAX / 2)
      continue;
    flow.begun = true;
    flow.last = header.sequence;
    origin.time_ns = entry.time_ns;
    trace->counters.protocols[LM_EVENT_T38]++;
    if (lm_t38_parse(lm_slice_sub(entry.packet, header.payload_offset, header.payload_len), true,
                     &ifp))
      lm_t38_tell(trace, &flow, &ifp, &origin, stream->call);
  }
}

void
lm_t38_read_streams(LmTrace *trace)
{
  for (uint32_t i = lm_trace_next_stream(trace, 0); i < trace->streams.len;
       i = lm_trace_next_stream(trace, i + 1))
    if (has_fax(lm_trace_stream(trace, i)))
      read_stream(trace, lm_trace_stream(trace, i));
}
