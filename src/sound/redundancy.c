/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Redundant blocks in packets (RFC 2198): what they are, and the packets that they stand in for. */

#include "base/time.h"
#include "proto/red.h"
#include "sound/job.h"

#define MOST_LOOKED_BACK 256

static LmSoundType *
add_type(LmSoundSource *source, uint8_t payload_type)
{
  const LmRtpStaticType *fixed = lm_rtp_static_type(payload_type);
  if (source->n_types == LM_SOUND_MAX_TYPES)
    return NULL;
  LmSoundType *type = &source->types[source->n_types++];
  *type = (LmSoundType){.payload_type = payload_type, .channels = 1};
  if (!fixed->encoding)
    return type;
  type->encoding = lm_slice_str(fixed->encoding);
  type->clock_hz = fixed->clock_hz;
  type->channels = fixed->channels == 2 ? 2 : 1;
  type->codec = lm_sound_codec(type->encoding);
  type->comfort_noise = lm_slice_equal_nocase(type->encoding, LM_SLICE_LITERAL("CN"));
  return type;
}

void
lm_sound_add_red_types(LmSoundSource *source)
{
  for (uint32_t row = 0; row < source->packets->n; row++) {
    const LmSoundType *type = lm_sound_find_type(source, source->packets->rows[row].payload_type);
    LmRedBlock block;
    LmRedWalk walk;
    if (!type || !type->red)
      continue;
    lm_red_walk(source->payloads[row], &walk);
    while (lm_red_next(&walk, &block)) {
      LmSoundType *its = lm_sound_find_type(source, block.payload_type);
      if (!its)
        its = add_type(source, block.payload_type);
      if (its && block.primary)
        its->packets++;
    }
  }
}

const LmSoundType *
lm_sound_type_of(const LmSoundSource *source, uint32_t row, LmSlice *payload)
{
  LmSoundSource *types = (LmSoundSource *)(uintptr_t)source; /* which stay as they are */
  const LmSoundType *type = lm_sound_find_type(types, source->packets->rows[row].payload_type);
  LmRedBlock block;
  *payload = source->payloads[row];
  if (!type || !type->red)
    return type;
  if (!lm_red_primary(*payload, &block)) {
    *payload = LM_SLICE_EMPTY;
    return NULL;
  }
  *payload = block.block;
  return lm_sound_find_type(types, block.payload_type);
}

/* The place of what is missing about @at_ns, before the @n-th. */
static LmSoundPlace *
find_gap(LmSoundSchedule *schedule, uint32_t n, int64_t at_ns)
{
  for (uint32_t i = n; i > 0 && n - i < MOST_LOOKED_BACK; i--) {
    LmSoundPlace *place = &schedule->places[i - 1];
    int64_t apart_ns = place->at_ns - at_ns;
    if (apart_ns < place->nominal_ns / 2 && apart_ns > -place->nominal_ns / 2)
      return place->flags & LM_PLACE_GAP ? place : NULL;
  }
  return NULL;
}

void
lm_sound_fill_from_red(const LmSoundSource *source, LmSoundSchedule *schedule, uint32_t n)
{
  const LmSoundPlace *by = &schedule->places[n];
  const LmRtpPacket *packet = &source->packets->rows[by->row];
  LmSoundSource *types = (LmSoundSource *)(uintptr_t)source;
  const LmSoundType *red = lm_sound_find_type(types, packet->payload_type);
  LmRedBlock block;
  LmRedWalk walk;
  if (!red || !red->red || packet->clock_hz == 0 || by->flags & (LM_PLACE_LATE | LM_PLACE_GAP))
    return;
  lm_red_walk(source->payloads[by->row], &walk);
  while (lm_red_next(&walk, &block) && !block.primary) {
    const LmSoundType *type = lm_sound_find_type(types, block.payload_type);
    int64_t before_ns = (int64_t)block.offset * LM_NS_PER_S / packet->clock_hz;
    LmSoundPlace *gap = find_gap(schedule, n, by->at_ns - before_ns);
    if (!gap || !type || block.block.len == 0 || type->event || type->comfort_noise)
      continue;
    gap->payload = block.block;
    gap->type = (uint8_t)(type - source->types);
    gap->flags = (uint8_t)((gap->flags & LM_PLACE_LATE) | LM_PLACE_PLAY | LM_PLACE_RECOVERED);
  }
}
