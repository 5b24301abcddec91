/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Header fields in the form that nearly all have. A function that returns true found the value
 * sound, and what it filled is what fields.h would have filled. One that returns false says
 * nothing: read the value by fields.h then.
 *
 * A value is a part of its message, from one offset up to another, which must not be behind its
 * end: with more than the value at hand, bytes are loaded 16 at a time. */

#include "proto/sip/header.h"

/* A header name that was found at the start of a line. */
typedef struct {
  size_t len;                /* its colon is right behind it */
  const LmSipHeaderRow *row; /* NULL for a token that has no number */
} LmSipQuickName;

/* The name of the line from @at to @end: a token of 2 to 15 bytes and its colon. It needs no index.
 */
static inline bool
lm_sip_quick_name(LmSlice text, size_t at, size_t end, LmSipQuickName *name)
{
#ifdef __SSE2__
  if (at + 16 > text.len)
    return false;
  __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)&text.data[at]);
  /* The colon, or what is in no name before it: controls, space and what is not ASCII. */
  __m128i stops = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(':')),
                               _mm_cmplt_epi8(bytes, _mm_set1_epi8('!')));
  unsigned len = (unsigned)__builtin_ctz((unsigned)_mm_movemask_epi8(stops) | 0x10000);
  if (len - 2 > 13 || text.data[at + len] != ':' || at + len >= end)
    return false;
  unsigned all = (1u << len) - 1;
  unsigned first = text.data[at] | 0x20u, last = text.data[at + len - 1] | 0x20u;
  const LmSipHeaderRow *row = &lm_sip_header_rows[LM_SIP_HEADER_SLOT(len, first, last)];
  const __m128i *wanted = (const __m128i *)(const void *)row->lower;
  /* There are no controls, so this makes letters small and leaves '-' and digits as they are. */
  __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
  unsigned equal = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(lower, _mm_loadu_si128(wanted)));
  name->len = len;
  name->row = row;
  if (row->len == len && (~equal & all) == 0)
    return true;
  /* Letters and '-' make a token. */
  name->row = NULL;
  __m128i letters = _mm_and_si128(_mm_cmpgt_epi8(lower, _mm_set1_epi8('a' - 1)),
                                  _mm_cmplt_epi8(lower, _mm_set1_epi8('z' + 1)));
  letters = _mm_or_si128(letters, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('-')));
  return (~(unsigned)_mm_movemask_epi8(letters) & all) == 0;
#else
  return false;
#endif
}

/* One Via value. */
bool lm_sip_quick_via(LmSlice message, size_t from, size_t end, LmSlice *branch);
/* One "name" <sip:...> with parameters; @tag stays as it is where there is none. */
bool lm_sip_quick_address(LmSlice message, size_t from, size_t end, LmSlice *tag);
/* A sip URI without headers. */
bool lm_sip_quick_uri(LmSlice message, size_t from, size_t end);
