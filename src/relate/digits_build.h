/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the steps of lm_digits_new() share. For relate/digits*.c only. */

#include "relate/digits.h"
#include "relate/look.h"
#include "relate/plain_packets.h"

struct LmDigits {
  const LmTrace *trace;
  LmLook *look;
  LmSides *sides;
  LmSrtpView *srtp; /* NULL while no stream needed it */
  LmVec rows;       /* LmDigit */
  uint64_t refused;
  uint32_t *order; /* what is shown */
};

static inline LmDigit *
lm_digit_row(const LmDigits *digits, uint32_t index)
{
  return lm_vec_at(&digits->rows, index);
}

/* A new row with what all have; NULL when there are too many. */
LmDigit *lm_digits_add(LmDigits *digits, LmDigitWay way, uint8_t code, int64_t time_ns);

/* digits_rtp.c, digits_sound.c: what is in stream @row. */
void lm_digits_take_events(LmDigits *digits, uint32_t row);
void lm_digits_take_sound(LmDigits *digits, uint32_t row);
/* digits_sip.c: message @row, if it names keys. */
void lm_digits_take_message(LmDigits *digits, uint32_t row);
/* digits_check.c: compares the @n rows in the order from @first on, which are all of a call, with
 * each other. */
void lm_digits_compare(LmDigits *digits, uint32_t first, uint32_t n);
/* digits_legs.c: compares the rows of calls that a B2BUA joins. The last step. */
void lm_digits_compare_legs(LmDigits *digits, const LmDigitOptions *options);
bool lm_digits_is_wanted(const LmDigitOptions *options, uint32_t call);
