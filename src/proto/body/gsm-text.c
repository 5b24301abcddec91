/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/body/gsm-text.h"

#include "base/bytes.h"
#include "proto/body/decode.h"

#define ESCAPE 0x1b
#define UNKNOWN 0xfffd

/* 3GPP TS 23.038, 6.2.1. */
static const uint16_t alphabet[128] = {
    '@',   0xa3, '$',  0xa5,  0xe8, 0xe9,  0xf9,  0xec,  0xf2,  0xc7,  '\n',  0xd8,  0xf8,
    '\r',  0xc5, 0xe5, 0x394, '_',  0x3a6, 0x393, 0x39b, 0x3a9, 0x3a0, 0x3a8, 0x3a3, 0x398,
    0x39e, ' ',  0xc6, 0xe6,  0xdf, 0xc9,  ' ',   '!',   '"',   '#',   0xa4,  '%',   '&',
    '\'',  '(',  ')',  '*',   '+',  ',',   '-',   '.',   '/',   '0',   '1',   '2',   '3',
    '4',   '5',  '6',  '7',   '8',  '9',   ':',   ';',   '<',   '=',   '>',   '?',   0xa1,
    'A',   'B',  'C',  'D',   'E',  'F',   'G',   'H',   'I',   'J',   'K',   'L',   'M',
    'N',   'O',  'P',  'Q',   'R',  'S',   'T',   'U',   'V',   'W',   'X',   'Y',   'Z',
    0xc4,  0xd6, 0xd1, 0xdc,  0xa7, 0xbf,  'a',   'b',   'c',   'd',   'e',   'f',   'g',
    'h',   'i',  'j',  'k',   'l',  'm',   'n',   'o',   'p',   'q',   'r',   's',   't',
    'u',   'v',  'w',  'x',   'y',  'z',   0xe4,  0xf6,  0xf1,  0xfc,  0xe0};

/* 6.2.1.1: what follows an escape; others stand as in the alphabet. */
static const uint16_t extension[128] = {
    [0x0a] = '\f', [0x14] = '^', [0x28] = '{', [0x29] = '}', [0x2f] = '\\',
    [0x3c] = '[',  [0x3d] = '~', [0x3e] = ']', [0x40] = '|', [0x65] = 0x20ac};

void
lm_gsm_text_add(LmText *text, LmSlice bytes, size_t from, size_t n_septets)
{
  bool escaped = false;
  for (size_t i = 0; i < n_septets; i++) {
    size_t bit = from + i * 7;
    if ((bit + 7 + 7) / 8 > bytes.len)
      return;
    unsigned pair = lm_slice_u8(bytes, bit / 8) | (unsigned)lm_slice_u8(bytes, bit / 8 + 1) << 8;
    unsigned septet = pair >> bit % 8 & 0x7f;
    if (septet == ESCAPE && !escaped) {
      escaped = true;
      continue;
    }
    uint16_t character = escaped ? extension[septet] : 0;
    lm_body_add_character(text, character ? character : alphabet[septet]);
    escaped = false;
  }
}

void
lm_ucs2_text_add(LmText *text, LmSlice bytes)
{
  for (size_t i = 0; i + 1 < bytes.len; i += 2) {
    uint32_t unit = lm_slice_be16(bytes, i), next = lm_slice_be16(bytes, i + 2);
    bool high = unit >= 0xd800 && unit <= 0xdbff, low = next >= 0xdc00 && next <= 0xdfff;
    if (high && low) {
      unit = 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
      i += 2;
    } else if (unit >= 0xd800 && unit <= 0xdfff) {
      unit = UNKNOWN;
    }
    lm_body_add_character(text, unit);
  }
}
