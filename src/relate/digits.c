/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/digits.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "proto/telephone_event.h"
#include "relate/digits_build.h"

#include <stdio.h>
#include <stdlib.h>

LmDigit *
lm_digits_add(LmDigits *digits, LmDigitWay way, uint8_t code, int64_t time_ns)
{
  if (digits->rows.len >= LM_LIMIT_RELATED_ROWS) {
    digits->refused++;
    return NULL;
  }
  LmDigit *digit = lm_vec_push(&digits->rows);
  *digit = (LmDigit){.time_ns = time_ns,
                     .duration_ns = LM_TIME_NONE,
                     .call = LM_NONE,
                     .stream = LM_NONE,
                     .message = LM_NONE,
                     .twin = LM_NONE,
                     .same_as = LM_NONE,
                     .code = code,
                     .way = (uint8_t)way,
                     .level_dbm0 = LM_DIGIT_NO_LEVEL};
  return digit;
}

typedef struct {
  const LmDigit *digit;
  uint32_t row;
} Sorted;

static int
compare_rows(const void *a, const void *b)
{
  const Sorted *x = a, *y = b;
  if (x->digit->call != y->digit->call)
    return x->digit->call < y->digit->call ? -1 : 1;
  /* Without a call each stream is one of its own. */
  if (x->digit->call == LM_NONE && x->digit->stream != y->digit->stream)
    return x->digit->stream < y->digit->stream ? -1 : 1;
  if (x->digit->time_ns != y->digit->time_ns)
    return x->digit->time_ns < y->digit->time_ns ? -1 : 1;
  return (x->row > y->row) - (x->row < y->row);
}

static void
sort(LmDigits *digits)
{
  uint32_t n = digits->rows.len;
  Sorted *sorted = lm_alloc((n + 1) * sizeof *sorted);
  digits->order = lm_alloc((n + 1) * sizeof *digits->order);
  for (uint32_t i = 0; i < n; i++)
    sorted[i] = (Sorted){lm_digit_row(digits, i), i};
  qsort(sorted, n, sizeof *sorted, compare_rows);
  for (uint32_t i = 0; i < n; i++)
    digits->order[i] = sorted[i].row;
  free(sorted);
}

static void
compare_all(LmDigits *digits)
{
  for (uint32_t first = 0, next; first < digits->rows.len; first = next) {
    const LmDigit *begin = lm_digits_at(digits, first);
    for (next = first + 1; next < digits->rows.len; next++) {
      const LmDigit *other = lm_digits_at(digits, next);
      if (other->call != begin->call || (begin->call == LM_NONE && other->stream != begin->stream))
        break;
    }
    lm_digits_compare(digits, first, next - first);
  }
}

static void
take_stream(LmDigits *digits, uint32_t row, const LmDigitOptions *options)
{
  lm_digits_take_events(digits, row);
  if (!options->no_sound)
    lm_digits_take_sound(digits, row);
}

static void
take_call(LmDigits *digits, uint32_t call, const LmDigitOptions *options)
{
  for (uint32_t i = lm_trace_call(digits->trace, call)->first_stream; i != LM_NONE;
       i = lm_trace_stream(digits->trace, i)->next_in_call)
    take_stream(digits, i, options);
}

bool
lm_digits_is_wanted(const LmDigitOptions *options, uint32_t call)
{
  for (size_t i = 0; options->calls && i < options->n_calls; i++)
    if (options->calls[i] == call)
      return true;
  return !options->calls;
}

/* Notifications of other calls may be about those that are wanted, so all are read; what is not
 * wanted goes. */
static void
take_messages(LmDigits *digits, const LmDigitOptions *options)
{
  for (uint32_t i = lm_trace_next_message(digits->trace, 0); i < lm_trace_n_messages(digits->trace);
       i = lm_trace_next_message(digits->trace, i + 1)) {
    const LmMessage *message = lm_trace_message(digits->trace, i);
    uint32_t before = digits->rows.len;
    if (options->calls && message->method == LM_SIP_METHOD_INFO &&
        !lm_digits_is_wanted(options, message->call))
      continue;
    lm_digits_take_message(digits, i);
    if (digits->rows.len > before &&
        !lm_digits_is_wanted(options, lm_digit_row(digits, before)->call))
      digits->rows.len = before;
  }
}

LmDigits *
lm_digits_new(const LmTrace *trace, const LmDigitOptions *options)
{
  static const LmDigitOptions all = {0};
  LmDigits *digits = lm_alloc(sizeof *digits);
  options = options ? options : &all;
  digits->trace = trace;
  digits->look = lm_look_new(trace);
  digits->rows = LM_VEC_INIT(LmDigit);
  digits->sides = lm_sides_new(trace);
  take_messages(digits, options);
  for (size_t i = 0; options->calls && i < options->n_calls; i++)
    if (options->calls[i] < lm_trace_n_calls(trace))
      take_call(digits, options->calls[i], options);
  for (uint32_t i = lm_trace_next_call(trace, 0); !options->calls && i < lm_trace_n_calls(trace);
       i = lm_trace_next_call(trace, i + 1))
    take_call(digits, i, options);
  for (uint32_t i = lm_trace_next_stream(trace, 0);
       !options->calls && i < lm_trace_n_streams(trace); i = lm_trace_next_stream(trace, i + 1))
    if (lm_trace_stream(trace, i)->call == LM_NONE)
      take_stream(digits, i, options);
  sort(digits);
  compare_all(digits);
  lm_digits_compare_legs(digits, options);
  return digits;
}

void
lm_digits_free(LmDigits *digits)
{
  if (!digits)
    return;
  lm_look_free(digits->look);
  lm_srtp_view_free(digits->srtp);
  lm_vec_clear(&digits->rows);
  lm_sides_free(digits->sides);
  free(digits->order);
  free(digits);
}

uint32_t
lm_digits_n(const LmDigits *digits)
{
  return digits->rows.len;
}

const LmDigit *
lm_digits_at(const LmDigits *digits, uint32_t index)
{
  return lm_digit_row(digits, digits->order[index]);
}

uint64_t
lm_digits_refused(const LmDigits *digits)
{
  return digits->refused;
}

const char *
lm_digit_name(const LmDigit *digit, char *room)
{
  /* A fax machine's answer is a modem's to RFC 4734, 2.3. */
  if (digit->way == LM_DIGIT_SOUND && digit->code == 32)
    return "CED";
  const char *name = lm_telephone_event_name(digit->code);
  if (name)
    return name;
  snprintf(room, LM_DIGIT_NAME_SIZE, "event %u", digit->code);
  return room;
}

const char *
lm_digit_way_name(LmDigitWay way)
{
  static const char *const names[LM_N_DIGIT_WAYS] = {"rfc4733", "info", "kpml", "sound"};
  return names[way];
}

const char *
lm_digit_way_text(LmDigitWay way)
{
  static const char *const texts[LM_N_DIGIT_WAYS] = {"RFC 4733", "INFO", "KPML", N_("in-band")};
  return _(texts[way]);
}

static const struct {
  const char *name, *text;
} problems[LM_N_DIGIT_PROBLEMS] = {
    [LM_DIGIT_TYPE_NOT_AGREED] = {"type-not-agreed", N_("payload type not agreed on")},
    [LM_DIGIT_WRONG_CLOCK] = {"wrong-clock", N_("wrong clock")},
    [LM_DIGIT_NO_END] = {"no-end", N_("no end")},
    [LM_DIGIT_DURATION_BACK] = {"duration-back", N_("duration goes back")},
    [LM_DIGIT_TOO_SHORT] = {"too-short", N_("too short")},
    [LM_DIGIT_DOUBLED] = {"doubled", N_("sent by two ways")},
    [LM_DIGIT_TWICE] = {"twice", N_("sent twice")},
    [LM_DIGIT_MISSING] = {"missing", N_("missing by another way")},
    [LM_DIGIT_LOST] = {"lost", N_("lost on the way")},
    [LM_DIGIT_REFUSED] = {"refused", N_("refused")},
    [LM_DIGIT_RESERVED_BIT] = {"reserved-bit", N_("reserved bit set")},
};

const char *
lm_digit_problem_name(LmDigitProblem problem)
{
  return problems[problem].name;
}

const char *
lm_digit_problem_text(LmDigitProblem problem)
{
  return _(problems[problem].text);
}
