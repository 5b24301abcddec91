/* SPDX-License-Identifier: GPL-3.0-or-later */

/* AMR and AMR-WB whose packets hold frames of several times (RFC 4867, 4.4.1): a place a frame, so
 * that the decoder gets them in the order in which they were spoken. */

#include "base/bytes.h"
#include "base/time.h"
#include "sound/job.h"
#include "sound/payload.h"

#include <stdlib.h>

#define FRAME_NS (20 * LM_NS_PER_MS)
#define MOST_HOLE_NS LM_NS_PER_S

/* A frame as it is stored to an octet-aligned payload of one frame. */
static LmSlice
alone(LmSoundSchedule *schedule, const LmPayloadFrames *frames, uint32_t i)
{
  LmSlice stored = lm_slice_sub(lm_slice(frames->bytes, frames->n_bytes), frames->frames[i].offset,
                                frames->frames[i].len);
  uint8_t *payload = lm_arena_alloc(&schedule->arena, stored.len + 1);
  payload[0] = 0xf0; /* no mode is asked for */
  if (stored.len)
    memcpy(payload + 1, stored.data, stored.len);
  return lm_slice(payload, stored.len + 1);
}

static void
take_apart(const LmSoundType *type, const LmSoundPlace *place, LmPayloadFrames *frames,
           LmSoundSchedule *out)
{
  LmPayloadFormat format;
  uint8_t interleaving = lm_slice_u8(place->payload, 1);
  unsigned length = interleaving >> 4, index = interleaving & 15;
  /* An index beyond the group is none: frames are taken as they stand. */
  int64_t step_ns = index <= length ? (int64_t)(length + 1) * FRAME_NS : FRAME_NS;
  lm_payload_format(type->codec, type->fmtp, &format);
  lm_payload_split(&format, place->payload, frames);
  for (uint32_t i = 0; i < frames->n; i++) {
    LmSoundPlace *frame = lm_sound_add_place(out);
    *frame = *place;
    frame->payload = alone(out, frames, i);
    frame->at_ns += i * step_ns;
    frame->sent_ns += i * step_ns;
    frame->nominal_ns = FRAME_NS;
    if (i > 0)
      frame->flags = (uint8_t)((frame->flags | LM_PLACE_FURTHER) & ~LM_PLACE_JUMP);
  }
}

static int
compare_places(const void *a, const void *b)
{
  const LmSoundPlace *x = a, *y = b;
  if (x->at_ns != y->at_ns)
    return x->at_ns < y->at_ns ? -1 : 1;
  return (x->row > y->row) - (x->row < y->row);
}

/* What a lost packet held is missing in several places: where frames are missing at all. */
static void
find_holes(LmSoundSchedule *schedule, bool any_lost)
{
  for (uint32_t i = 0; i < schedule->n; i++) {
    LmSoundPlace *place = &schedule->places[i];
    int64_t hole_ns = i ? place->at_ns - place[-1].at_ns - FRAME_NS : 0;
    place->lost_before = any_lost && hole_ns >= FRAME_NS / 2 && hole_ns < MOST_HOLE_NS
                             ? (uint32_t)((hole_ns + FRAME_NS / 2) / FRAME_NS)
                             : 0;
  }
}

bool
lm_sound_deinterleave(const LmSoundSource *source, LmSoundSchedule *schedule)
{
  bool any = false, any_lost = false;
  for (uint32_t i = 0; i < source->n_types; i++)
    any |= source->types[i].interleaved;
  if (!any)
    return false;
  LmSoundPlace *old = schedule->places;
  uint32_t n = schedule->n;
  LmPayloadFrames *frames = lm_alloc(sizeof *frames);
  schedule->places = NULL;
  schedule->n = schedule->n_room = 0;
  for (uint32_t i = 0; i < n; i++) {
    const LmSoundType *type = old[i].type < source->n_types ? &source->types[old[i].type] : NULL;
    any_lost |= old[i].lost_before > 0;
    old[i].nominal_ns = FRAME_NS;
    if (type && type->interleaved && old[i].flags & (LM_PLACE_PLAY | LM_PLACE_LATE))
      take_apart(type, &old[i], frames, schedule);
    else
      *lm_sound_add_place(schedule) = old[i];
  }
  free(frames);
  free(old);
  if (schedule->n)
    qsort(schedule->places, schedule->n, sizeof *schedule->places, compare_places);
  find_holes(schedule, any_lost);
  return true;
}
