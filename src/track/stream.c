/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/stream.h"

bool
lm_stream_score(const LmStream *stream, LmEmodelScore *score)
{
  const LmEmodelCodec *codec = lm_emodel_codec(stream->codec);
  double loss = lm_rtp_stats_loss_percent(&stream->stats);
  if (!codec || (loss > 0 && codec->bpl <= 0))
    return false;
  *score = lm_emodel_score(codec, loss, LM_STREAM_ASSUMED_DELAY_MS);
  return true;
}

LmQuality
lm_stream_quality(const LmStream *stream)
{
  LmEmodelScore score;
  return lm_quality(lm_stream_score(stream, &score) ? score.mos : 0,
                    lm_rtp_stats_loss_percent(&stream->stats));
}

void
lm_stream_set_main_type(LmStream *stream)
{
  const LmRtpTypeUse *use = lm_rtp_stats_main_type(&stream->stats);
  stream->payload_type = use->payload_type;
  stream->codec = use->encoding;
}

uint32_t
lm_stream_clock_hz(const LmStream *stream)
{
  const LmRtpTypeUse *use = lm_rtp_stats_main_type(&stream->stats);
  return use ? use->clock_hz : 0;
}

/* The figures are computed again from the packets, with the types as they are known now: early
 * packets of a stream may have come before the SDP that names their clock. */
static void
begin_again(const LmStream *stream, LmRtpStats *stats)
{
  *stats = (LmRtpStats){.n_types = stream->stats.n_types};
  memcpy(stats->types, stream->stats.types, sizeof stats->types);
}

size_t
lm_stream_points(const LmStream *stream, LmStreamPoint *points, size_t max)
{
  LmRtpStats stats;
  LmPacketLogWalk walk;
  LmPacketLogEntry entry;
  size_t n = 0;
  begin_again(stream, &stats);
  lm_packet_log_walk(&stream->log, &walk);
  while (n < max && lm_packet_log_next(&walk, &entry)) {
    LmRtpHeader header;
    LmRtpStep step;
    bool is_new;
    if (!lm_rtp_parse(entry.packet, &header))
      continue;
    LmRtpTypeUse *use = lm_rtp_stats_type(&stats, header.payload_type, &is_new);
    lm_rtp_stats_add(&stats, &header, entry.time_ns, (uint32_t)entry.packet.len, use, &step);
    points[n++] = (LmStreamPoint){
        .time_ns = entry.time_ns,
        .delta_ms = (float)step.delta_ms,
        .jitter_ms = (float)step.jitter_ms,
        .lost = step.lost,
        .sequence = header.sequence,
        .payload_type = header.payload_type,
        .flags = (uint8_t)(header.marker | step.duplicate << 1 | step.reordered << 2 |
                           step.restart << 3),
    };
  }
  return n;
}
