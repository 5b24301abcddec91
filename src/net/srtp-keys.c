/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/srtp-keys.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "base/vec.h"
#include "net/key-store.h"

#include <stdlib.h>

typedef struct {
  LmSlice crypto; /* "1 AES_CM_128_HMAC_SHA1_80 inline:..." */
  uint32_t ssrc;
  bool any_ssrc;
} Line;

struct LmSrtpKeys {
  LmVec lines;
  LmArena arena;
};

LmSrtpKeys *
lm_srtp_keys_new(void)
{
  LmSrtpKeys *srtp = lm_alloc(sizeof *srtp);
  srtp->lines = LM_VEC_INIT(Line);
  return srtp;
}

void
lm_srtp_keys_free(LmSrtpKeys *srtp)
{
  if (!srtp)
    return;
  lm_vec_clear(&srtp->lines);
  lm_arena_clear(&srtp->arena);
  free(srtp);
}

/* "0x2D830E96" */
static bool
parse_ssrc(LmSlice text, uint32_t *ssrc)
{
  *ssrc = 0;
  if (text.len < 3 || text.len > 10 || !lm_slice_starts_with_nocase(text, LM_SLICE_LITERAL("0x")))
    return false;
  for (size_t i = 2; i < text.len; i++) {
    int digit = lm_hex_digit(text.data[i]);
    if (digit < 0)
      return false;
    *ssrc = *ssrc << 4 | (uint32_t)digit;
  }
  return true;
}

static LmSlice
first_word(LmSlice text)
{
  size_t len = 0;
  while (len < text.len && text.data[len] != ' ' && text.data[len] != '\t')
    len++;
  return lm_slice_sub(text, 0, len);
}

/* *@out has the attribute as it stands, from its tag on or, without one, from its suite on. */
static bool
parse_line(LmSlice line, Line *out, bool *tagged)
{
  LmSlice attribute = LM_SLICE_LITERAL("a=crypto:");
  LmSlice word = first_word(line);
  out->any_ssrc = !parse_ssrc(word, &out->ssrc);
  if (!out->any_ssrc)
    line = lm_slice_trim(lm_slice_from(line, word.len));
  *tagged = lm_slice_starts_with_nocase(line, attribute);
  if (*tagged)
    line = lm_slice_from(line, attribute.len);
  out->crypto = line;
  return lm_slice_find_nocase(line, LM_SLICE_LITERAL(" inline:")) > 0;
}

bool
lm_srtp_keys_is_line(LmSlice line)
{
  Line parsed;
  bool tagged;
  return parse_line(line, &parsed, &tagged);
}

void
lm_srtp_keys_add_text(LmSrtpKeys *srtp, LmSlice text, const char *name, LmKeys *keys)
{
  for (unsigned n = 1; text.len; n++) {
    LmSlice line = lm_slice_trim(lm_slice_split(text, '\n', &text));
    Line parsed;
    bool tagged;
    if (line.len == 0 || line.data[0] == '#')
      continue;
    if (srtp->lines.len >= LM_LIMIT_SRTP_KEYS) {
      lm_keys_warn(keys, _("%s: only the first %u keys of SRTP are used"), name,
                   LM_LIMIT_SRTP_KEYS);
      return;
    }
    if (!parse_line(line, &parsed, &tagged)) {
      lm_keys_warn(keys, _("%s: line %u is left out: %s"), name, n,
                   _("it does not have a crypto suite and an inline key"));
      continue;
    }
    const char *copy = lm_arena_printf(&srtp->arena, tagged ? "%.*s" : "1 %.*s",
                                       (int)parsed.crypto.len, (const char *)parsed.crypto.data);
    parsed.crypto = lm_slice_str(copy);
    *(Line *)lm_vec_push(&srtp->lines) = parsed;
  }
}

bool
lm_srtp_keys_add_file(LmSrtpKeys *srtp, const char *path, LmKeys *keys, LmError *error)
{
  size_t len;
  char *text = lm_keys_read_file(path, LM_LIMIT_SRTP_FILE_BYTES, &len, error);
  if (!text)
    return false;
  lm_srtp_keys_add_text(srtp, lm_slice(text, len), path, keys);
  free(text);
  return true;
}

size_t
lm_keys_n_srtp(const LmKeys *keys)
{
  return keys ? keys->srtp->lines.len : 0;
}

LmSlice
lm_keys_srtp(const LmKeys *keys, size_t index, uint32_t *ssrc, bool *any_ssrc)
{
  const Line *line = lm_vec_at(&keys->srtp->lines, (uint32_t)index);
  *ssrc = line->ssrc;
  *any_ssrc = line->any_ssrc;
  return line->crypto;
}
