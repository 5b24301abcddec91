/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Fields of binary bodies as nodes: bytes of the body, and a text of ours that says what they mean.
 * Words from the tables of a standard stand as the standard has them. */

#include "proto/body/body.h"

#include "base/bytes.h"

/* Bits of an octet that have a meaning of their own. */
typedef struct {
  uint8_t octet; /* from the start of the field */
  uint8_t shift, bits;
  const char *name;
  const char *const *words; /* NULL: a number */
  uint8_t n_words;
} LmBodyBits;

#define LM_BODY_WORDS(array) array, sizeof(array) / sizeof(array)[0]

/* Adds a field about @part whose value is @text. */
LmDetail *lm_body_add_field(LmDetailBuilder *builder, LmDetail *parent, const char *name,
                            LmSlice part, const char *text);
/* The same, its value a number. */
LmDetail *lm_body_add_number(LmDetailBuilder *builder, LmDetail *parent, const char *name,
                             LmSlice part, uint32_t number);
/* The same, its value "17 User busy"; the number alone where @words has none for it. */
LmDetail *lm_body_add_word(LmDetailBuilder *builder, LmDetail *parent, const char *name,
                           LmSlice part, uint32_t number, const char *word);
/* The same, its value the first bytes of @part in hexadecimal. */
LmDetail *
lm_body_add_hex(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice part);
/* A field for each of @n rows whose octet @part has. */
void lm_body_add_bits(LmDetailBuilder *builder, LmDetail *parent, LmSlice part,
                      const LmBodyBits *rows, size_t n);
/* The word of @number, or NULL. */
const char *lm_body_word(const char *const *words, size_t n, uint32_t number);
/* Digits of four bits each, the low half of an octet first, as telephone networks write them (ITU-T
 * Q.763, 3.9; 3GPP TS 24.008, 10.5.4.7); @digits are the sixteen characters. An odd number leaves
 * the last half out. */
const char *lm_body_digits(LmArena *arena, LmSlice bytes, bool odd, const char *digits);
