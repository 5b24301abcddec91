/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was heard of a fax, in the words in which the steps of T.38 are told. */

#include "base/i18n.h"
#include "fax/reading.h"
#include "proto/t38.h"
#include "track/t38_tracker.h"

static const char *const tones[LM_N_FAX_TONES] = {
    NULL, "CNG", "CED", "ANSam", "V.21 preamble",
};

static void
name_training(const LmFaxWire *wire, LmEvent *event, LmText *detail)
{
  bool succeeded = lm_slice_u8(wire->rest, 1) == 1;
  event->label = succeeded ? N_("training") : N_("training failed");
  event->outcome = succeeded ? LM_EVENT_NOTE : LM_EVENT_WARNING;
  lm_text_add_str(detail, lm_t38_data_name(lm_slice_u8(wire->rest, 0)));
}

static void
add_length(LmText *detail, uint8_t modulation, uint32_t bits)
{
  uint32_t rate = lm_fax_bit_rate(modulation);
  lm_text_add_str(detail, lm_t38_data_name(modulation));
  if (rate)
    lm_text_printf(detail, ", %.1f s", (double)bits / rate);
}

/* A training check is zeros alone, 1.5 s of them (T.30, 5.3.6.1.3). */
static void
name_data(const LmFaxWire *wire, LmEvent *event, LmText *detail)
{
  uint32_t bits = lm_slice_be32(wire->rest, 2), zeros = lm_slice_be32(wire->rest, 6);
  uint32_t rate = lm_fax_bit_rate(lm_slice_u8(wire->rest, 0));
  add_length(detail, lm_slice_u8(wire->rest, 0), bits);
  event->label = N_("image data");
  if (wire->kind != LM_FAX_WIRE_TRAINING)
    return;
  event->label = "TCF";
  if (bits - bits / 10 <= zeros || rate == 0)
    return;
  event->outcome = LM_EVENT_WARNING;
  lm_text_add_str(detail, ", ");
  lm_text_printf(detail, _("%.2f s without an error"), (double)zeros / rate);
}

/* The same of the same machine right before: tones are told again and again. */
static bool
fold(LmFaxReading *reading, const LmEvent *event)
{
  if (reading->steps.len == 0)
    return false;
  LmEvent *last = lm_vec_at(&reading->steps, reading->steps.len - 1);
  if (last->src != event->src || strcmp(last->label, event->label) != 0 ||
      strcmp(last->detail, event->detail) != 0)
    return false;
  last->repeats++;
  last->last_ns = event->time_ns;
  return true;
}

void
lm_fax_add_step(LmFaxReading *reading, const LmFaxWire *wire, const LmFaxPiece *piece,
                const LmFaxDirection *direction, LmArena *arena)
{
  LmText label = LM_TEXT_INIT, detail = LM_TEXT_INIT;
  LmEvent event = {.time_ns = piece->time_ns,
                   .last_ns = piece->time_ns,
                   .frame = direction->frame,
                   .src = direction->src,
                   .dst = direction->dst,
                   .call = LM_NONE,
                   .next_in_call = LM_NONE,
                   .protocol = LM_EVENT_T38,
                   .outcome = LM_EVENT_NOTE};
  uint8_t tone = lm_slice_u8(wire->rest, 0);
  bool known = direction->sound;
  if (wire->kind == LM_FAX_WIRE_FRAME)
    event.outcome = (uint8_t)lm_t38_name_frame(lm_slice_from(wire->rest, 1),
                                               lm_slice_u8(wire->rest, 0) == 1, &label, &detail);
  else if (wire->kind == LM_FAX_WIRE_TONE && tone > 0 && tone < LM_N_FAX_TONES)
    event.label = tones[tone];
  else if (wire->kind == LM_FAX_WIRE_TRAINED)
    name_training(wire, &event, &detail);
  else if (wire->kind == LM_FAX_WIRE_TRAINING || wire->kind == LM_FAX_WIRE_DATA)
    name_data(wire, &event, &detail);
  else
    known = false;
  if (known) {
    if (!event.label)
      event.label = lm_arena_string(arena, lm_slice(label.str, label.len));
    event.detail = lm_arena_string(arena, lm_slice(detail.str, detail.len));
    if (!fold(reading, &event))
      *(LmEvent *)lm_vec_push(&reading->steps) = event;
  }
  lm_text_clear(&label);
  lm_text_clear(&detail);
}
