/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The user part of a URI as what two legs of a conversation can be compared by: a telephone number,
 * which servers rewrite between national and international form and with prefixes, or a name. Pure.
 */

#include "base/slice.h"

typedef struct {
  uint64_t value;   /* the last 15 digits without leading zeros; of a name its keyed hash */
  uint8_t n_digits; /* of @value; 0: a name */
  LmSlice text;     /* as it stands; borrowed */
} LmNumber;

/* Digits that are looked up by: enough to tell subscribers apart, few enough for short forms. */
#define LM_NUMBER_KEY_DIGITS 6

/* Reads @user: visual separators (RFC 3966, 3), a leading plus and parameters do not count. False
 * for one that names nobody: empty, "anonymous" (RFC 3323, 4.1.1.3) and the like. */
bool lm_number_read(LmSlice user, LmNumber *number);
/* How many digits of the end agree, where that means the same subscriber: all of the shorter one
 * (from two digits on), or eight. Names that are equal agree in 255. 0: they differ. */
unsigned lm_number_agree(const LmNumber *a, const LmNumber *b);
/* The part of @number by which it is found in any of its forms. */
uint64_t lm_number_key(const LmNumber *number);
