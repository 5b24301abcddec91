/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where something is missing between packets that follow each other, so that a decoder can be told
 * of it, and what of it later packets bring again. */

#include "base/time.h"
#include "sound/job.h"
#include "sound/payload.h"

#include <stdlib.h>

/* All that conceals is silent long before; redundancy of RFC 2198 may lie further back. */
#define MOST_CONCEALED_NS (200 * LM_NS_PER_MS)
#define MOST_RECOVERED_NS (1000 * LM_NS_PER_MS)
#define USUAL_NS (20 * LM_NS_PER_MS)

typedef struct {
  const LmSoundSource *source;
  int64_t most_ns, usual_ns;
} Finding;

static bool
is_sound(const LmSoundSource *source, const LmSoundPlace *place)
{
  const LmSoundType *type = place->type < source->n_types ? &source->types[place->type] : NULL;
  return place->flags & LM_PLACE_DECODED && type && type->codec &&
         type->codec->decoder != LM_SOUND_NO_DECODER;
}

/* Places between @before and @place, of the packets that are missing there. */
static void
add_gaps(const Finding *finding, const LmSoundPlace *before, const LmSoundPlace *place,
         LmSoundSchedule *out)
{
  int64_t whole_ns = place->at_ns - before->at_ns;
  int64_t step_ns = whole_ns / (place->lost_before + 1);
  /* Silence that was not sent may be among them. */
  if (step_ns < finding->usual_ns / 2 || step_ns > finding->usual_ns * 3 / 2)
    step_ns = finding->usual_ns;
  for (uint32_t i = 1; i <= place->lost_before && step_ns > 0; i++) {
    int64_t after_ns = i * step_ns;
    if (after_ns > finding->most_ns || after_ns + step_ns / 2 > whole_ns)
      return;
    *lm_sound_add_place(out) = (LmSoundPlace){
        .row = place->row,
        .at_ns = before->at_ns + after_ns,
        .sent_ns = before->sent_ns + after_ns,
        .nominal_ns = step_ns,
        .type = before->type,
        .flags = LM_PLACE_GAP,
    };
  }
}

/* What redundancy does not bring is made up by the decoder, or taken out where that is not wanted.
 * Opus looks into the packet behind a gap by itself. */
static void
settle(const LmSoundSource *source, LmSoundGaps gaps, LmSoundSchedule *schedule)
{
  uint32_t n = 0;
  for (uint32_t i = 0; i < schedule->n; i++) {
    LmSoundPlace *place = &schedule->places[i];
    const LmSoundPlace *next = i + 1 < schedule->n ? place + 1 : NULL;
    bool gap = place->flags & LM_PLACE_GAP;
    if (gap && source->types[place->type].codec->decoder == LM_SOUND_OPUS && next &&
        next->type == place->type && next->flags & LM_PLACE_PLAY &&
        lm_opus_has_redundancy(next->payload))
      place->flags |= LM_PLACE_RECOVERED;
    if (gap && gaps == LM_SOUND_GAPS_RECOVERED && !(place->flags & LM_PLACE_RECOVERED)) {
      place->flags &= (uint8_t)~LM_PLACE_GAP;
      if (!(place->flags & LM_PLACE_LATE))
        continue;
    }
    schedule->places[n++] = *place;
  }
  schedule->n = n;
}

void
lm_sound_find_gaps(const LmSoundSource *source, LmSoundGaps gaps, LmSoundSchedule *schedule)
{
  double packet_ms = source->packets->figures.packet_ms;
  Finding finding = {source, MOST_CONCEALED_NS,
                     packet_ms > 0 ? (int64_t)(packet_ms * 1e6) : USUAL_NS};
  LmSoundPlace *old = schedule->places, before = {.type = UINT8_MAX};
  uint32_t n = schedule->n;
  for (uint32_t i = 0; i < source->n_types; i++) {
    if (source->types[i].red)
      finding.most_ns = MOST_RECOVERED_NS;
    if (source->types[i].interleaved)
      finding.usual_ns = USUAL_NS;
  }
  schedule->places = NULL;
  schedule->n = schedule->n_room = 0;
  for (uint32_t i = 0; i < n; i++) {
    LmSoundPlace *place = &old[i];
    bool follows = is_sound(source, &before) && !(place->flags & LM_PLACE_JUMP);
    if (follows && place->lost_before)
      add_gaps(&finding, &before, place, schedule);
    if (follows && place->flags & LM_PLACE_LATE) {
      place->flags |= LM_PLACE_GAP;
      place->type = before.type;
      place->payload = LM_SLICE_EMPTY;
    }
    *lm_sound_add_place(schedule) = *place;
    before = *place;
    lm_sound_fill_from_red(source, schedule, schedule->n - 1);
  }
  free(old);
  settle(source, gaps, schedule);
}
