/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fax/reading.h"

#include "base/limits.h"
#include "media/g711.h"
#include "sound/talk.h"

#include <stdlib.h>

#define MAX_SAMPLES 4096u

typedef struct {
  LmFaxReading *reading;
  const LmFaxPieces *pieces;
  LmArena *arena;
  uint32_t given; /* pieces */
  bool ready;
  LmText rows[LM_FAX_DIRECTIONS]; /* of the page at hand */
} Talk;

void
lm_fax_reading_init(LmFaxReading *reading)
{
  *reading = (LmFaxReading){.sheets = LM_VEC_INIT(LmFaxSheet), .steps = LM_VEC_INIT(LmEvent)};
}

void
lm_fax_reading_clear(LmFaxReading *reading)
{
  lm_vec_clear(&reading->sheets);
  lm_vec_clear(&reading->steps);
}

static void
add_sound(LmText *out, LmFaxWire *wire, const LmFaxPiece *piece)
{
  int16_t samples[MAX_SAMPLES];
  uint8_t bytes[2 * MAX_SAMPLES];
  LmSlice sound = lm_slice_sub(piece->bytes, 0, MAX_SAMPLES);
  if (piece->a_law)
    lm_alaw_decode(sound, samples);
  else
    lm_ulaw_decode(sound, samples);
  for (size_t i = 0; i < sound.len; i++) {
    bytes[2 * i] = (uint8_t)samples[i];
    bytes[2 * i + 1] = (uint8_t)((uint16_t)samples[i] >> 8);
  }
  wire->rest = lm_slice(bytes, 2 * sound.len);
  lm_fax_wire_add(out, wire);
}

static bool
give(void *data, LmText *out)
{
  Talk *talk = data;
  if (talk->given == talk->pieces->pieces.len) {
    lm_wire_add(out, (LmWireKind)LM_FAX_WIRE_END, LM_SLICE_EMPTY);
    return false;
  }
  const LmFaxPiece *piece = lm_vec_at(&talk->pieces->pieces, talk->given);
  LmFaxWire wire = {piece->kind, piece->direction, talk->given, piece->bytes};
  uint8_t lost[] = {(uint8_t)(piece->lost >> 24), (uint8_t)(piece->lost >> 16),
                    (uint8_t)(piece->lost >> 8), (uint8_t)piece->lost};
  talk->given++;
  if (piece->kind == LM_FAX_WIRE_SOUND) {
    add_sound(out, &wire, piece);
    return true;
  }
  if (piece->kind == LM_FAX_WIRE_LOST)
    wire.rest = lm_slice(lost, sizeof lost);
  lm_fax_wire_add(out, &wire);
  return true;
}

/* False for what no reader says. */
static bool
take_rows(Talk *talk, const LmFaxWire *wire)
{
  talk->reading->bytes += wire->rest.len;
  lm_text_add(&talk->rows[wire->direction], wire->rest);
  return talk->reading->bytes <= LM_LIMIT_FAX_BYTES;
}

static bool
take_page(Talk *talk, const LmFaxWire *wire, const LmFaxPiece *piece)
{
  LmText *rows = &talk->rows[wire->direction];
  LmFaxSheet sheet = {.time_ns = piece->time_ns,
                      .src = talk->pieces->directions[wire->direction].src,
                      .dst = talk->pieces->directions[wire->direction].dst};
  if (!lm_fax_wire_read_page(wire->rest, &sheet.page) ||
      rows->len != (size_t)sheet.page.rows * ((sheet.page.form.width + 7) / 8))
    return false;
  if (talk->reading->sheets.len >= LM_LIMIT_FAX_PAGES) {
    talk->reading->state = LM_FAX_READ_PARTLY;
  } else {
    sheet.pixels = lm_arena_copy(talk->arena, lm_slice(rows->str, rows->len));
    *(LmFaxSheet *)lm_vec_push(&talk->reading->sheets) = sheet;
  }
  lm_text_reset(rows);
  return true;
}

static LmTalkResult
take(void *data, const LmWireFrame *frame)
{
  Talk *talk = data;
  LmFaxWire wire;
  if (!talk->ready) {
    talk->ready = frame->kind == LM_FAX_WIRE_READY;
    return talk->ready ? LM_TALK_GOES_ON : LM_TALK_STOPPED;
  }
  if (frame->kind == LM_FAX_WIRE_END)
    return LM_TALK_DONE;
  if (!lm_fax_wire_read(frame, &wire) || wire.number >= talk->pieces->pieces.len ||
      wire.direction >= talk->pieces->n_directions)
    return LM_TALK_STOPPED;
  const LmFaxPiece *piece = lm_vec_at(&talk->pieces->pieces, wire.number);
  bool good = true;
  if (wire.kind == LM_FAX_WIRE_ROWS)
    good = take_rows(talk, &wire);
  else if (wire.kind == LM_FAX_WIRE_PAGE)
    good = take_page(talk, &wire, piece);
  else if (talk->reading->steps.len >= LM_LIMIT_FAX_STEPS)
    talk->reading->state = LM_FAX_READ_PARTLY;
  else
    lm_fax_add_step(talk->reading, &wire, piece, &talk->pieces->directions[wire.direction],
                    talk->arena);
  return good ? LM_TALK_GOES_ON : LM_TALK_STOPPED;
}

void
lm_fax_reading_run(LmFaxReading *reading, const LmFaxPieces *pieces, const char *program,
                   LmArena *arena)
{
  Talk talk = {.reading = reading, .pieces = pieces, .arena = arena};
  const LmTalkTask task = {
      .name = "linesman-fax",
      .verb = "read",
      .program = program,
      .give = give,
      .take = take,
      .data = &talk,
  };
  if (pieces->pieces.len == 0)
    return;
  reading->state = pieces->cut ? LM_FAX_READ_PARTLY : LM_FAX_READ;
  LmTalkResult result = lm_talk_run(&task, NULL);
  if (result == LM_TALK_NO_PROGRAM)
    reading->state = LM_FAX_NO_READER;
  else if (result != LM_TALK_DONE)
    reading->state = LM_FAX_READ_PARTLY;
  for (size_t i = 0; i < LM_FAX_DIRECTIONS; i++)
    lm_text_clear(&talk.rows[i]);
}
