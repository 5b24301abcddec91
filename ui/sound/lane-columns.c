/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/sound/lane-columns.h"

#include "ui/model/format.h"

static gint64
time_of(gint64 from_ns, gint64 to_ns, gsize column, gsize n)
{
  double part = (double)column / (double)n;

  return lm_time_add(from_ns, (gint64)((double)lm_time_sub(to_ns, from_ns) * part));
}

static void
gather_marks(const LmSoundStream *stream, gint64 from_ns, gint64 to_ns, LmuLaneColumn *columns,
             gsize n)
{
  double scale = (double)n / MAX((double)lm_time_sub(to_ns, from_ns), 1);
  guint64 first = lm_sound_frame_at(stream, from_ns), end = lm_sound_frame_at(stream, to_ns);

  for (guint32 i = 0; i < stream->n_marks; i++) {
    const LmSoundMark *mark = &stream->marks[i];
    gint64 begins, ends;
    double from, to;

    if (mark->start > end || mark->start + mark->n < first)
      continue;
    begins = lm_sound_time_at(stream, mark->start);
    ends = lm_sound_time_at(stream, mark->start + mark->n);
    from = (double)lm_time_sub(begins, from_ns) * scale;
    to = (double)lm_time_sub(ends, from_ns) * scale;
    if (to < 0 || from >= (double)n)
      continue;
    for (gsize column = (gsize)MAX(from, 0); column < n; column++) {
      columns[column].marks |= (guint16)(1u << mark->kind);
      if ((double)(column + 1) >= to)
        break;
    }
  }
}

void
lmu_lane_gather(const LmSoundStream *stream, const LmuPeaks *peaks, gint64 from_ns, gint64 to_ns,
                LmuLaneColumn *columns, gsize n)
{
  gint64 last_ns = lm_sound_time_at(stream, stream->n_frames);

  if (n == 0)
    return;
  memset(columns, 0, n * sizeof *columns);
  if (stream->n_frames == 0 || to_ns <= from_ns)
    return;
  for (gsize i = 0; i < n; i++) {
    gint64 begins = time_of(from_ns, to_ns, i, n), ends = time_of(from_ns, to_ns, i + 1, n);
    guint64 from, to;

    if (ends < stream->start_ns || begins >= last_ns)
      continue;
    from = lm_sound_frame_at(stream, begins);
    to = lm_sound_frame_at(stream, ends);
    /* A pixel may be less than a sample wide. */
    to = MAX(to, from + 1);
    columns[i].there = TRUE;
    columns[i].peak = lmu_peaks_get(peaks, from * stream->channels, to * stream->channels);
  }
  gather_marks(stream, from_ns, to_ns, columns, n);
}

void
lmu_lane_count(const LmSoundStream *stream, guint64 packets[LM_N_SOUND_MARKS])
{
  memset(packets, 0, LM_N_SOUND_MARKS * sizeof *packets);
  for (guint32 i = 0; i < stream->n_marks; i++)
    if (stream->marks[i].kind < LM_N_SOUND_MARKS)
      packets[stream->marks[i].kind] += stream->marks[i].packets;
}

char *
lmu_lane_words(const LmSoundStream *stream)
{
  static const LmSoundMarkKind kinds[] = {LM_SOUND_LOST,      LM_SOUND_LATE,
                                          LM_SOUND_REORDERED, LM_SOUND_UNDECODED,
                                          LM_SOUND_CONCEALED, LM_SOUND_RECOVERED};
  guint64 packets[LM_N_SOUND_MARKS];
  GString *words = g_string_new(NULL);

  lmu_lane_count(stream, packets);
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
    g_autofree char *count = lmu_format_count(packets[kinds[i]]);

    if (packets[kinds[i]] > 0)
      g_string_append_printf(words, "%s%s %s", words->len ? ", " : "", count,
                             lm_sound_mark_text(kinds[i]));
  }
  return g_string_free(words, FALSE);
}

const LmSoundMark *
lmu_lane_mark_at(const LmSoundStream *stream, gint64 time_ns)
{
  guint64 frame = lm_sound_frame_at(stream, time_ns);
  guint32 low = 0, high = stream->n_marks;

  if (time_ns < stream->start_ns || stream->n_frames == 0)
    return NULL;
  while (low < high) {
    guint32 middle = low + (high - low) / 2;

    if (stream->marks[middle].start <= frame)
      low = middle + 1;
    else
      high = middle;
  }
  for (guint32 i = low; i > 0 && low - i < 4; i--) {
    const LmSoundMark *mark = &stream->marks[i - 1];

    if (frame < mark->start + MAX(mark->n, 1))
      return mark;
  }
  return NULL;
}
