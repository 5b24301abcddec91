/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sdp/fields.h"
#include "proto/sdp/syntax.h"
#include "proto/sip/fields.h"

void
lm_sdp_fault(const LmSdpWords *words, LmSlice where)
{
  lm_sip_fault(words->walk, words->kind, where.len ? where : words->whole);
}

LmSlice
lm_sdp_take(LmSdpWords *words)
{
  return lm_sdp_next_field(&words->rest);
}

LmSlice
lm_sdp_word(LmSdpWords *words, const char *name)
{
  LmSlice word = lm_sdp_take(words);
  if (word.len)
    lm_sip_field(words->walk, name, word);
  else
    lm_sdp_fault(words, word);
  return word;
}

uint64_t
lm_sdp_number(LmSdpWords *words, const char *name, uint64_t max)
{
  uint64_t number = 0;
  LmSlice word = lm_sdp_word(words, name);
  if (word.len && !lm_slice_parse_uint(word, max, &number)) {
    lm_sdp_fault(words, word);
    return 0;
  }
  return number;
}

LmSlice
lm_sdp_choice(LmSdpWords *words, const char *name, const char *const *choices)
{
  LmSlice word = lm_sdp_word(words, name);
  for (size_t i = 0; choices[i]; i++)
    if (lm_slice_equal_nocase(word, lm_slice_str(choices[i])))
      return word;
  if (word.len)
    lm_sdp_fault(words, word);
  return word;
}

void
lm_sdp_all(LmSdpWords *words, const char *name, bool some)
{
  LmSlice word;
  if (some && lm_slice_trim(words->rest).len == 0)
    lm_sdp_fault(words, LM_SLICE_EMPTY);
  while (!words->walk->full && (word = lm_sdp_take(words)).len)
    lm_sip_field(words->walk, name, word);
}

void
lm_sdp_rest(LmSdpWords *words, const char *name)
{
  lm_sip_field_some(words->walk, name, lm_slice_trim(words->rest));
}

void
lm_sdp_end(LmSdpWords *words)
{
  LmSlice rest = lm_slice_trim(words->rest);
  if (rest.len)
    lm_sdp_fault(words, rest);
}

void
lm_sdp_parameters(LmSipWalk *walk, LmSlice rest, uint8_t separator,
                  const char *(*meaning)(LmSlice name))
{
  LmSlice name, value;
  while (!walk->full && lm_sip_next_parameter(&rest, separator, &name, &value)) {
    if (name.len == 0)
      continue;
    lm_sip_enter_label(walk, name, value);
    const char *text = meaning ? meaning(name) : NULL;
    if (text)
      lm_sip_note(walk, N_("Meaning"), "%s", _(text));
    lm_sip_leave(walk);
  }
}
