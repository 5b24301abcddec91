/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands where a stream cannot simply be heard, and how its frames lie on the clock. */

#include "base/time.h"
#include "sound/job.h"

#include <stdlib.h>

#define KINDS_AT_A_TIME 4 /* lost, concealed, recovered ... of one stretch */

typedef struct {
  const LmSoundSource *source;
  LmSoundStream *out;
  uint64_t heard_to; /* frame behind what was heard */
  uint32_t room;     /* marks */
} Marking;

static uint64_t
frames_of(const LmSoundStream *out, int64_t ns)
{
  return ns <= 0 ? 0 : (uint64_t)ns * out->rate_hz / LM_NS_PER_S;
}

/* Marks of one kind that follow each other are one. */
static void
add_mark(Marking *marking, LmSoundMarkKind kind, uint64_t start, uint64_t end, uint32_t packets)
{
  LmSoundStream *out = marking->out;
  end = end < start ? start : end;
  for (uint32_t i = 1; i <= out->n_marks && i <= KINDS_AT_A_TIME && kind != LM_SOUND_JUMP; i++) {
    LmSoundMark *last = &out->marks[out->n_marks - i];
    if (last->kind != kind)
      continue;
    if (last->start + last->n < start)
      break;
    if (end > last->start + last->n)
      last->n = end - last->start;
    last->packets += packets;
    return;
  }
  if (out->n_marks == marking->room) {
    marking->room = marking->room ? 2 * marking->room : 64;
    out->marks = lm_realloc(out->marks, marking->room * sizeof *out->marks);
  }
  out->marks[out->n_marks++] = (LmSoundMark){start, end - start, packets, (uint8_t)kind};
}

/* What is between the sound before and @place. */
static void
mark_before(Marking *marking, const LmSoundPlace *place, uint64_t usual)
{
  uint64_t from = marking->heard_to, to = place->start;
  if (place->flags & LM_PLACE_JUMP && place->row > 0) {
    if (!(place->flags & LM_PLACE_EVENT))
      add_mark(marking, LM_SOUND_JUMP, to, to, 0);
  } else if (place->lost_before) {
    add_mark(marking, LM_SOUND_LOST, from < to ? from : to, to, place->lost_before);
  } else if (to > from + usual) {
    add_mark(marking, LM_SOUND_PAUSE, from, to, 0);
  }
}

/* What no packet of its own brought, but is heard. True where nothing else is to be said of it: the
 * packet behind says what was lost. */
static bool
mark_made(Marking *marking, const LmSoundPlace *place)
{
  bool recovered = place->flags & LM_PLACE_RECOVERED;
  if (!recovered && !(place->flags & LM_PLACE_GAP))
    return false;
  if (place->n)
    add_mark(marking, recovered ? LM_SOUND_RECOVERED : LM_SOUND_CONCEALED, place->start,
             place->start + place->n, 1);
  return !(place->flags & LM_PLACE_LATE);
}

static void
mark_place(Marking *marking, const LmSoundPlace *place)
{
  LmSoundStream *out = marking->out;
  uint64_t start = place->start, end = start + frames_of(out, place->nominal_ns);
  const LmRtpPacket *packet = &marking->source->packets->rows[place->row];
  if (place->flags & LM_PLACE_LATE)
    add_mark(marking, LM_SOUND_LATE, start, end, 1);
  else if (place->flags & LM_PLACE_EVENT) {
    /* How long it has lasted stands in its third and fourth byte (RFC 4733, 2.3.5). */
    uint64_t ticks = lm_slice_be16(place->payload, 2);
    if (packet->clock_hz)
      end = start + ticks * out->rate_hz / packet->clock_hz;
    add_mark(marking, LM_SOUND_EVENT, start, end, 1);
  } else if (place->flags & LM_PLACE_NOISE)
    add_mark(marking, LM_SOUND_COMFORT_NOISE, start, end, 1);
  else if (place->n == 0 && start >= marking->heard_to)
    add_mark(marking, LM_SOUND_UNDECODED, start, end, 1);
  else if (packet->flags & LM_RTP_REORDERED)
    add_mark(marking, LM_SOUND_REORDERED, start, start + place->n, 1);
  if (place->n)
    end = start + place->n;
  if (end > marking->heard_to)
    marking->heard_to = end;
}

static int
compare_marks(const void *a, const void *b)
{
  const LmSoundMark *x = a, *y = b;
  if (x->start != y->start)
    return x->start < y->start ? -1 : 1;
  return (int)x->kind - (int)y->kind;
}

/* A span for each place from which on time and frames go apart. */
static void
add_span(Marking *marking, const LmSoundPlace *place, int64_t time_ns, uint32_t *room)
{
  LmSoundStream *out = marking->out;
  const LmSoundSpan *last = out->n_spans ? &out->spans[out->n_spans - 1] : NULL;
  if (last) {
    int64_t apart_ns = lm_time_sub(lm_sound_time_at(out, place->start), time_ns);
    if (place->start < last->start || (apart_ns < LM_NS_PER_MS && apart_ns > -LM_NS_PER_MS))
      return;
  }
  if (out->n_spans == *room) {
    *room = *room ? 2 * *room : 16;
    out->spans = lm_realloc(out->spans, *room * sizeof *out->spans);
  }
  out->spans[out->n_spans++] = (LmSoundSpan){place->start, time_ns};
}

void
lm_sound_mark(const LmSoundSource *source, const LmSoundSchedule *schedule, LmSoundStream *out)
{
  Marking marking = {.source = source, .out = out};
  uint64_t usual = frames_of(out, 5 * LM_NS_PER_MS);
  uint32_t n_spans = 0;
  for (uint32_t i = 0; i < schedule->n; i++) {
    const LmSoundPlace *place = &schedule->places[i];
    if (mark_made(&marking, place))
      continue;
    mark_before(&marking, place, usual);
    mark_place(&marking, place);
    add_span(&marking, place, lm_time_add(out->start_ns, place->sent_ns), &n_spans);
  }
  /* What ends in silence lasts until that ends. */
  uint64_t end = marking.heard_to < schedule->room ? marking.heard_to : schedule->room;
  if (end > out->n_frames)
    out->n_frames = end;
  if (out->n_marks)
    qsort(out->marks, out->n_marks, sizeof *out->marks, compare_marks);
}
