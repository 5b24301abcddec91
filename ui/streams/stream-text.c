/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/stream-text.h"

#include "base/i18n.h"
#include "ui/model/format.h"

/* What a receiver's buffer of 50 ms cannot level out, and what takes much of it. */
#define BAD_JITTER_MS 50.0
#define FAIR_JITTER_MS 20.0

#define CODEC_BYTES 32

char *
lmu_stream_lost_text(const LmStreamRow *row)
{
  g_autofree char *count = lmu_format_count((guint64)ABS(row->lost));

  return g_strdup_printf("%s%s (%.1f %%)", row->lost < 0 ? "−" : "", count, row->loss_percent);
}

char *
lmu_stream_ssrc_text(const LmStreamRow *row)
{
  return g_strdup_printf("0x%08X", row->ssrc);
}

char *
lmu_stream_codec_text(const LmStreamRow *row)
{
  g_autofree char *codec = lmu_format_safe(row->codec, CODEC_BYTES);
  if (*codec)
    /* As "opus?": nobody named it, its packets look like it. */
    return g_strconcat(codec, row->codec_guessed ? "?" : NULL, NULL);
  /* Translators: a codec whose name is not known, by its RTP payload type. */
  return g_strdup_printf(_("type %u"), row->payload_type);
}

char *
lmu_stream_endpoint_text(const LmEndpoint *endpoint)
{
  char text[LM_ENDPOINT_TEXT_SIZE];

  return g_strdup(lm_endpoint_format(endpoint, text));
}

char *
lmu_stream_ends_text(const LmStreamRow *row)
{
  g_autofree char *codec = lmu_stream_codec_text(row);
  g_autofree char *src = lmu_stream_endpoint_text(&row->src);
  g_autofree char *dst = lmu_stream_endpoint_text(&row->dst);

  return g_strdup_printf("%s → %s %s", src, dst, codec);
}

char *
lmu_stream_ms_text(double ms)
{
  return ms < 1000 ? g_strdup_printf(_("%.1f ms"), ms) : g_strdup_printf(_("%.2f s"), ms / 1000);
}

/* RFC 2474 (class selectors), RFC 2597 (AF), RFC 3246 (EF), RFC 5865 (VOICE-ADMIT). */
char *
lmu_stream_dscp_text(guint dscp)
{
  guint class = dscp >> 3, drop = dscp >> 1 & 3;

  if (dscp == 46)
    return g_strdup("EF");
  if (dscp == 44)
    return g_strdup("VA");
  if (dscp < 64 && (dscp & 7) == 0)
    return g_strdup_printf("CS%u", class);
  if ((dscp & 1) == 0 && class >= 1 && class <= 4 && drop >= 1)
    return g_strdup_printf("AF%u%u", class, drop);
  return g_strdup_printf("%u", dscp);
}

const char *
lmu_stream_mos_tone(const LmStreamRow *row)
{
  if (!row->has_score)
    return NULL;
  return lmu_quality_tone(lm_quality(row->score.mos, row->loss_percent));
}

const char *
lmu_stream_loss_tone(double percent)
{
  return lmu_quality_tone(lm_quality_of_loss(percent));
}

const char *
lmu_stream_jitter_tone(const LmStreamRow *row)
{
  if (row->clock_hz == 0)
    return NULL;
  if (row->jitter_max_ms >= BAD_JITTER_MS)
    return "bad";
  return row->jitter_max_ms >= FAIR_JITTER_MS ? "fair" : "good";
}

char *
lmu_stream_words(const LmStreamRow *row)
{
  g_autofree char *codec = lmu_stream_codec_text(row);
  g_autofree char *src = lmu_stream_endpoint_text(&row->src);
  g_autofree char *dst = lmu_stream_endpoint_text(&row->dst);

  /* Translators: codec, where the packets come from, and where they go. */
  return g_strdup_printf(_("%s stream from %s to %s, loss %.1f %%"), codec, src, dst,
                         row->loss_percent);
}
