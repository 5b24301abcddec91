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
