/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/number.h"

#include "relate/look.h"

#define MAX_DIGITS 15      /* ITU-T E.164, 6 */
#define ENOUGH_DIGITS 8    /* that agree at the end, though what stands before differs */
#define MIN_SHORT_NUMBER 2 /* an extension */
#define SAME_NAME 255

static const uint64_t powers[MAX_DIGITS + 1] = {1,
                                                10,
                                                100,
                                                1000,
                                                10000,
                                                100000,
                                                1000000,
                                                10000000,
                                                100000000,
                                                1000000000,
                                                10000000000,
                                                100000000000,
                                                1000000000000,
                                                10000000000000,
                                                100000000000000,
                                                1000000000000000};

static bool
is_nobody(LmSlice user)
{
  static const char *const names[] = {"anonymous", "unavailable", "unknown", "restricted",
                                      "private",   "withheld",    "invalid"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (lm_slice_equal_nocase(user, lm_slice_str(names[i])))
      return true;
  return user.len == 0;
}

static bool
is_separator(uint8_t byte)
{
  return byte == '-' || byte == '.' || byte == '(' || byte == ')';
}

/* False where it is no telephone number. */
static bool
read_digits(LmSlice user, LmNumber *number)
{
  uint64_t value = 0;
  unsigned n = 0;
  bool any = false;
  for (size_t i = 0; i < user.len; i++) {
    uint8_t byte = user.data[i];
    if (is_separator(byte) || (byte == '+' && !any))
      continue;
    if (byte < '0' || byte > '9')
      return false;
    any = true;
    if (n == 0 && byte == '0')
      continue;
    value = value % powers[MAX_DIGITS - 1] * 10 + (uint64_t)(byte - '0');
    n = n < MAX_DIGITS ? n + 1 : n;
  }
  number->value = value;
  number->n_digits = (uint8_t)n;
  return n > 0;
}

bool
lm_number_read(LmSlice user, LmNumber *number)
{
  LmSlice rest;
  user = lm_slice_split(user, ';', &rest);
  *number = (LmNumber){.text = user};
  if (is_nobody(user))
    return false;
  if (!read_digits(user, number)) {
    number->value = lm_look_hash_nocase(user);
    number->n_digits = 0;
  }
  return true;
}

unsigned
lm_number_agree(const LmNumber *a, const LmNumber *b)
{
  if (!a->n_digits || !b->n_digits)
    return a->n_digits == b->n_digits && a->value == b->value ? SAME_NAME : 0;
  unsigned shorter = a->n_digits < b->n_digits ? a->n_digits : b->n_digits;
  unsigned n = 0;
  while (n < shorter && a->value / powers[n] % 10 == b->value / powers[n] % 10)
    n++;
  bool all = n == shorter && (n >= MIN_SHORT_NUMBER || a->n_digits == b->n_digits);
  return all || n >= ENOUGH_DIGITS ? n : 0;
}

uint64_t
lm_number_key(const LmNumber *number)
{
  return number->n_digits ? number->value % powers[LM_NUMBER_KEY_DIGITS] : number->value;
}
