/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/body/field.h"

#include "base/text.h"

/* Numbers are shorter (ITU-T E.164: 15 digits); what is longer is no number. */
#define MOST_DIGIT_OCTETS 64

LmDetail *
lm_body_add_field(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice part,
                  const char *text)
{
  LmDetail *node = lm_detail_add(builder, parent, name, part);
  node->value = lm_slice_str(text);
  return node;
}

LmDetail *
lm_body_add_number(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice part,
                   uint32_t number)
{
  return lm_body_add_field(builder, parent, name, part,
                           lm_arena_printf(builder->arena, "%u", number));
}

LmDetail *
lm_body_add_word(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice part,
                 uint32_t number, const char *word)
{
  if (!word || !*word)
    return lm_body_add_number(builder, parent, name, part, number);
  return lm_body_add_field(builder, parent, name, part,
                           lm_arena_printf(builder->arena, "%u %s", number, word));
}

LmDetail *
lm_body_add_hex(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice part)
{
  return lm_body_add_field(builder, parent, name, part, lm_detail_hex(builder->arena, part));
}

const char *
lm_body_word(const char *const *words, size_t n, uint32_t number)
{
  return number < n ? words[number] : NULL;
}

void
lm_body_add_bits(LmDetailBuilder *builder, LmDetail *parent, LmSlice part, const LmBodyBits *rows,
                 size_t n)
{
  for (size_t i = 0; i < n; i++) {
    LmSlice octet = lm_slice_sub(part, rows[i].octet, 1);
    if (octet.len == 0)
      continue;
    unsigned value = (unsigned)lm_slice_u8(octet, 0) >> rows[i].shift & ((1u << rows[i].bits) - 1);
    lm_body_add_word(builder, parent, rows[i].name, octet, value,
                     lm_body_word(rows[i].words, rows[i].n_words, value));
  }
}

const char *
lm_body_digits(LmArena *arena, LmSlice bytes, bool odd, const char *digits)
{
  char text[MOST_DIGIT_OCTETS * 2 + 1];
  size_t n = 0;
  bytes = lm_slice_sub(bytes, 0, MOST_DIGIT_OCTETS);
  for (size_t i = 0; i < bytes.len; i++) {
    unsigned octet = lm_slice_u8(bytes, i);
    text[n++] = digits[octet & 15];
    if (!odd || i + 1 < bytes.len)
      text[n++] = digits[octet >> 4];
  }
  return lm_arena_string(arena, lm_slice(text, n));
}
