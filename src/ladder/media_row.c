/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

#include "base/i18n.h"
#include "proto/rtp.h"

#include <math.h>

#define MAX_CODEC_CHARS 24
#define MARKS_PER_BAR 1000

static void
add_span(LmText *out, int64_t span_ns)
{
  double seconds = (double)span_ns / LM_NS_PER_S;
  char text[LM_TIME_TEXT_SIZE];
  if (seconds < 99.95)
    lm_text_printf(out, _("%.1f s"), seconds);
  else
    lm_text_add_str(out, lm_time_format_duration(span_ns, text));
}

/* With the one decimal that the list of streams shows. */
static void
add_loss(LmText *out, double percent)
{
  const double least = 0.1;
  if (percent <= 0)
    lm_text_add_str(out, _("no loss"));
  else if (percent < least / 2)
    lm_text_printf(out, _("loss below %g %%"), least);
  else
    lm_text_printf(out, _("loss %.1f %%"), percent);
}

static void
add_jitter(LmText *out, double jitter_ms)
{
  lm_text_printf(out, _("jitter %.*f ms"), jitter_ms < 0.95 ? 1 : 0, jitter_ms);
}

/* Walks the packets once more and notes in which thousandths of the bar some are missing. */
static void
add_loss_marks(LmLayout *layout, const LmStream *stream, LmLadderRow *row)
{
  bool marked[MARKS_PER_BAR + 1] = {false};
  LmRtpStats stats = {0};
  LmPacketLogWalk walk;
  LmPacketLogEntry entry;
  int64_t first = stream->stats.first_ns;
  int64_t span = lm_time_sub(stream->stats.last_ns, first);
  uint32_t n = 0;
  lm_packet_log_walk(&stream->log, &walk);
  while (lm_packet_log_next(&walk, &entry)) {
    LmRtpHeader header;
    LmRtpStep step = {0};
    bool is_new;
    if (!lm_rtp_parse(entry.packet, &header))
      continue;
    lm_rtp_stats_add(&stats, &header, entry.time_ns, (uint32_t)entry.packet.len,
                     lm_rtp_stats_type(&stats, header.payload_type, &is_new), &step);
    if (step.lost <= 0 || span <= 0)
      continue;
    double part = (double)lm_time_sub(entry.time_ns, first) / (double)span * MARKS_PER_BAR;
    unsigned mark = part <= 0 ? 0 : part >= MARKS_PER_BAR ? MARKS_PER_BAR : (unsigned)part;
    n += !marked[mark];
    marked[mark] = true;
  }
  if (n == 0)
    return;
  uint16_t *marks = lm_arena_alloc(&layout->ladder->arena, n * sizeof *marks);
  for (unsigned i = 0; i <= MARKS_PER_BAR; i++)
    if (marked[i])
      marks[row->n_loss_marks++] = (uint16_t)i;
  row->loss_marks = marks;
}

static void
add_label(LmText *out, const LmStream *stream)
{
  lm_text_reset(out);
  lm_text_add_str(out, stream->secure ? "SRTP " : "RTP ");
  if (stream->codec.len)
    lm_layout_add_cut(out, stream->codec, MAX_CODEC_CHARS);
  else
    lm_text_printf(out, _("type %u"), stream->payload_type);
}

void
lm_layout_media_row(LmLayout *layout, const LmLadderItem *item, LmLadderRow *row)
{
  const LmStream *stream = lm_trace_stream(layout->trace, item->index);
  const LmRtpStats *stats = &stream->stats;
  LmArena *arena = &layout->ladder->arena;
  LmEmodelScore score;
  double loss = lm_rtp_stats_loss_percent(stats);
  bool scored = lm_stream_score(stream, &score);
  bool bad = lm_stream_quality(stream) == LM_QUALITY_POOR;

  add_label(&layout->label, stream);
  LmText *detail = &layout->detail;
  lm_text_reset(detail);
  add_span(detail, lm_time_sub(stats->last_ns, stats->first_ns));
  lm_layout_separate(detail);
  add_loss(detail, loss);
  double jitter_ms = lm_rtp_stats_jitter_mean(stats);
  if (lm_stream_clock_hz(stream) && stats->packets > 1 && isfinite(jitter_ms)) {
    lm_layout_separate(detail);
    add_jitter(detail, jitter_ms);
  }
  row->kind = LM_LADDER_MEDIA;
  row->tone = bad ? LM_TONE_MEDIA_BAD : LM_TONE_MEDIA_GOOD;
  row->failure = bad;
  row->message = LM_NONE;
  row->stream = item->index;
  row->label = lm_arena_string(arena, lm_slice(layout->label.str, layout->label.len));
  row->detail = lm_arena_string(arena, lm_slice(detail->str, detail->len));
  row->badge = scored ? lm_arena_printf(arena, _("MOS %.2f"), score.mos) : "";
  if (lm_rtp_stats_lost(stats) > 0)
    add_loss_marks(layout, stream, row);
}
