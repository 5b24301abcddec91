/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/stream-columns.h"

#include "base/i18n.h"
#include "base/vec.h"
#include "ui/model/format.h"
#include "ui/streams/stream-text.h"

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

static char *
from_text(const LmStreamRow *row)
{
  return lmu_stream_endpoint_text(&row->src);
}

static int
from_compare(const LmStreamRow *a, const LmStreamRow *b)
{
  return lm_endpoint_compare(&a->src, &b->src);
}

static char *
to_text(const LmStreamRow *row)
{
  return lmu_stream_endpoint_text(&row->dst);
}

static int
to_compare(const LmStreamRow *a, const LmStreamRow *b)
{
  return lm_endpoint_compare(&a->dst, &b->dst);
}

static int
ssrc_compare(const LmStreamRow *a, const LmStreamRow *b)
{
  return COMPARE(a->ssrc, b->ssrc);
}

static int
codec_compare(const LmStreamRow *a, const LmStreamRow *b)
{
  int order = lm_slice_compare(a->codec, b->codec);

  return order ? order : COMPARE(a->payload_type, b->payload_type);
}

static char *
packets_text(const LmStreamRow *row)
{
  return lmu_format_count(row->packets);
}

static int
packets_compare(const LmStreamRow *a, const LmStreamRow *b)
{
  return COMPARE(a->packets, b->packets);
}

static int
lost_compare(const LmStreamRow *a, const LmStreamRow *b)
{
  int order = COMPARE(a->loss_percent, b->loss_percent);

  return order ? order : COMPARE(a->lost, b->lost);
}

static char *
jitter_text(const LmStreamRow *row)
{
  if (row->clock_hz == 0)
    return g_strdup("—");
  return g_strdup_printf(_("%.1f / %.1f ms"), row->jitter_mean_ms, row->jitter_max_ms);
}

static int
jitter_compare(const LmStreamRow *a, const LmStreamRow *b)
{
  int order = COMPARE(a->jitter_mean_ms, b->jitter_mean_ms);

  return order ? order : COMPARE(a->jitter_max_ms, b->jitter_max_ms);
}

static char *
delta_text(const LmStreamRow *row)
{
  return lmu_stream_ms_text(row->delta_max_ms);
}

static int
delta_compare(const LmStreamRow *a, const LmStreamRow *b)
{
  return COMPARE(a->delta_max_ms, b->delta_max_ms);
}

static char *
mos_text(const LmStreamRow *row)
{
  return row->has_score ? g_strdup_printf("%.2f", row->score.mos) : g_strdup("—");
}

/* Streams without a score sort behind all others. */
static int
mos_compare(const LmStreamRow *a, const LmStreamRow *b)
{
  double left = a->has_score ? a->score.mos : 6, right = b->has_score ? b->score.mos : 6;

  return COMPARE(left, right);
}

static char *
call_text(const LmStreamRow *row)
{
  if (row->call == LM_NONE)
    return g_strdup("—");
  return row->call_number ? lmu_format_count(row->call_number) : g_strdup("—");
}

static int
call_compare(const LmStreamRow *a, const LmStreamRow *b)
{
  return COMPARE(a->call, b->call);
}

const LmuStreamColumn *
lmu_stream_columns(void)
{
  enum {
    EXPAND = LMU_STREAM_COLUMN_EXPAND,
    PILL = LMU_STREAM_COLUMN_PILL,
    MONOSPACE = LMU_STREAM_COLUMN_MONOSPACE,
    WIDE = LMU_STREAM_COLUMN_WIDE,
  };
  static const LmuStreamColumn columns[] = {
      {"from", N_("From"), N_("Where the packets come from"), 18, EXPAND, from_text, from_compare},
      {"to", N_("To"), N_("Where the packets go"), 17, EXPAND, to_text, to_compare},
      {"ssrc", N_("SSRC"), N_("Synchronization source (RFC 3550, 3)"), 10, MONOSPACE,
       lmu_stream_ssrc_text, ssrc_compare},
      {"codec", N_("Codec"), N_("Codec of most packets"), 5, 0, lmu_stream_codec_text,
       codec_compare},
      {"packets", N_("Packets"), N_("Packets that were captured"), 6, 0, packets_text,
       packets_compare},
      {"lost", N_("Lost"), N_("By sequence numbers (RFC 3550, A.3)"), 10, 0, lmu_stream_lost_text,
       lost_compare},
      {"jitter", N_("Jitter mean / max"), N_("Interarrival jitter (RFC 3550, A.8)"), 11, WIDE,
       jitter_text, jitter_compare},
      {"delta", N_("Delta max"), N_("The longest time between two packets"), 8, WIDE, delta_text,
       delta_compare},
      {"mos", N_("MOS"), N_("Estimated quality (ITU-T G.107)"), 4, PILL, mos_text, mos_compare,
       lmu_stream_mos_tone},
      {"strip", N_("Over time"), N_("The higher and greener, the better each part of its time"), 0,
       LMU_STREAM_COLUMN_STRIP, NULL, NULL},
      {"call", N_("Call"), N_("Number of the call; Enter goes there"), 3, 0, call_text,
       call_compare},
      {0},
  };

  return columns;
}
