/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

#include "base/i18n.h"
#include "base/limits.h"

#include <stdlib.h>

void
lm_layout_find_digits(LmLayout *layout)
{
  uint32_t *calls = lm_alloc((layout->n_calls + 1) * sizeof *calls);
  uint64_t packets = 0;
  for (uint32_t i = 0; i < layout->n_calls; i++) {
    calls[i] = layout->calls[i].call;
    for (uint32_t s = lm_trace_call(layout->trace, calls[i])->first_stream; s != LM_NONE;
         s = lm_trace_stream(layout->trace, s)->next_in_call)
      packets += lm_trace_stream(layout->trace, s)->stats.packets;
  }
  LmDigitOptions options = {.calls = calls,
                            .n_calls =
                                packets <= LM_LIMIT_LADDER_DIGIT_PACKETS ? layout->n_calls : 0,
                            .no_sound = packets > LM_LIMIT_LADDER_SOUND_PACKETS};
  layout->digits = lm_digits_new(layout->trace, &options);
  free(calls);
}

void
lm_layout_digit_row(LmLayout *layout, const LmLadderItem *item, LmLadderRow *row)
{
  const LmDigit *digit = lm_digits_at(layout->digits, item->index);
  LmText *detail = &layout->detail;
  char name[LM_DIGIT_NAME_SIZE];
  lm_text_reset(detail);
  lm_text_add_str(detail, lm_digit_way_text(digit->way));
  if (digit->duration_ns != LM_TIME_NONE)
    lm_text_printf(detail, " · %.0f ms", (double)digit->duration_ns / 1e6);
  for (unsigned i = 0; i < LM_N_DIGIT_PROBLEMS; i++)
    if (digit->problems >> i & 1)
      lm_text_printf(detail, " · %s", lm_digit_problem_text(i));
  row->kind = LM_LADDER_EVENT;
  row->stream = digit->stream;
  row->protocol = "DTMF";
  row->label = lm_arena_string(&layout->ladder->arena, lm_slice_str(lm_digit_name(digit, name)));
  row->detail = lm_arena_string(&layout->ladder->arena, lm_slice(detail->str, detail->len));
  row->warning = digit->problems != 0;
  row->tone = row->warning ? LM_TONE_WARNING : LM_TONE_DIM;
}
