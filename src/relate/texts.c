/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/texts.h"

#include "base/limits.h"
#include "proto/red.h"
#include "proto/t140.h"
#include "relate/plain_packets.h"

#include <stdlib.h>

/* A step of more numbers than this is a sender that began anew, and not a loss. */
#define MAX_STEP 1000
#define MAX_BLOCKS 32u

struct LmTexts {
  const LmTrace *trace;
  LmSides *sides;
  LmSrtpView *srtp;
  LmVec rows;    /* LmTyped */
  LmArena arena; /* of their texts */
};

typedef struct {
  LmTexts *texts;
  LmTyped typed;
  LmT140 t140;
  uint64_t types[2], redundant[2]; /* bit n: payload type n is T.140, is of RFC 2198 */
  uint16_t last;
  bool begun;
} Reading;

static bool
has(const uint64_t *types, uint8_t type)
{
  return types[type >> 6 & 1] >> (type & 63) & 1;
}

static void
add_block(Reading *reading, LmSlice block)
{
  if (reading->t140.shown.len < LM_LIMIT_TYPED_BYTES)
    lm_t140_add(&reading->t140, block);
}

/* The text of the @missing packets right before this one, as far as it has copies of them: the last
 * block before its own is that of the packet right before it (RFC 4103, 4.1). */
static void
take_missing(Reading *reading, const LmSlice *copies, unsigned n, uint32_t missing)
{
  uint32_t there = missing < n ? missing : n;
  reading->typed.lost += missing;
  reading->typed.recovered += there;
  if (there < missing) {
    reading->typed.gaps++;
    if (reading->t140.shown.len < LM_LIMIT_TYPED_BYTES)
      lm_t140_add_loss(&reading->t140);
  }
  for (uint32_t i = n - there; i < n; i++)
    add_block(reading, copies[i]);
}

/* Takes the blocks of earlier packets into @copies and returns how many, and the own one. */
static unsigned
take_apart(const LmPlainPacket *packet, LmSlice *copies, LmSlice *own)
{
  LmRedWalk walk;
  LmRedBlock block;
  unsigned n = 0;
  *own = LM_SLICE_EMPTY;
  lm_red_walk(packet->payload, &walk);
  while (lm_red_next(&walk, &block)) {
    if (block.primary)
      *own = block.block;
    else if (n < MAX_BLOCKS)
      copies[n++] = block.block;
  }
  return n;
}

static void
take_packet(void *data, const LmPlainPacket *packet)
{
  Reading *reading = data;
  LmSlice copies[MAX_BLOCKS], own = packet->payload;
  bool redundant = has(reading->redundant, packet->payload_type);
  if (packet->again || (!redundant && !has(reading->types, packet->payload_type)))
    return;
  unsigned n = redundant ? take_apart(packet, copies, &own) : 0;
  uint16_t step = (uint16_t)(packet->sequence - reading->last);
  if (reading->begun && step > 1 && step <= MAX_STEP)
    take_missing(reading, copies, n, step - 1u);
  if (!reading->begun)
    reading->typed.first_ns = packet->time_ns;
  reading->typed.last_ns = packet->time_ns;
  reading->typed.packets++;
  if (n > reading->typed.redundancy)
    reading->typed.redundancy = (uint8_t)n;
  reading->begun = true;
  reading->last = packet->sequence;
  add_block(reading, own);
}

/* T.140 alone makes text of a stream; RFC 2198 has the same name for sound. */
static bool
find_types(Reading *reading, const LmStream *stream)
{
  bool red = false;
  for (uint8_t i = 0; i < stream->stats.n_types; i++) {
    const LmRtpTypeUse *type = &stream->stats.types[i];
    uint64_t *types = NULL;
    if (lm_slice_equal_nocase(type->encoding, LM_SLICE_LITERAL("t140")))
      types = reading->types;
    else if (lm_slice_equal_nocase(type->encoding, LM_SLICE_LITERAL("red")) &&
             lm_sides_is_text(reading->texts->sides, stream))
      types = reading->redundant;
    if (types)
      types[type->payload_type >> 6 & 1] |= UINT64_C(1) << (type->payload_type & 63);
    red |= types == reading->redundant;
  }
  return red || reading->types[0] || reading->types[1];
}

static uint32_t
count_characters(LmSlice text)
{
  uint32_t n = 0;
  for (size_t i = 0; i < text.len; i++)
    n += (text.data[i] & 0xc0) != 0x80;
  return n;
}

static void
take_stream(LmTexts *texts, uint32_t row)
{
  const LmStream *stream = lm_trace_stream(texts->trace, row);
  Reading reading = {.texts = texts, .typed = {.stream = row, .call = stream->call}};
  if (!find_types(&reading, stream) || texts->rows.len >= LM_LIMIT_RELATED_ROWS)
    return;
  lm_plain_packets_read(texts->trace, &texts->srtp, row, take_packet, &reading);
  if (reading.begun) {
    LmTyped *typed = lm_vec_push(&texts->rows);
    *typed = reading.typed;
    typed->text =
        lm_arena_copy(&texts->arena, lm_slice(reading.t140.shown.str, reading.t140.shown.len));
    typed->characters = count_characters(typed->text);
    typed->erased = reading.t140.erased;
    typed->alerts = reading.t140.alerts;
    typed->malformed = reading.t140.malformed;
    typed->from = (uint8_t)lm_side_of_stream(texts->sides, stream);
  }
  lm_t140_clear(&reading.t140);
}

LmTexts *
lm_texts_new(const LmTrace *trace, uint32_t call)
{
  LmTexts *texts = lm_alloc(sizeof *texts);
  texts->trace = trace;
  texts->sides = lm_sides_new(trace);
  texts->rows = LM_VEC_INIT(LmTyped);
  for (uint32_t i = lm_trace_next_stream(trace, 0); i < lm_trace_n_streams(trace);
       i = lm_trace_next_stream(trace, i + 1))
    if (call == LM_NONE || lm_trace_stream(trace, i)->call == call)
      take_stream(texts, i);
  return texts;
}

void
lm_texts_free(LmTexts *texts)
{
  if (!texts)
    return;
  lm_sides_free(texts->sides);
  lm_srtp_view_free(texts->srtp);
  lm_vec_clear(&texts->rows);
  lm_arena_clear(&texts->arena);
  free(texts);
}

uint32_t
lm_texts_n(const LmTexts *texts)
{
  return texts->rows.len;
}

const LmTyped *
lm_texts_at(const LmTexts *texts, uint32_t index)
{
  return lm_vec_at(&texts->rows, index);
}
