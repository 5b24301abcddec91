/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "query/lexer.h"

#include "base/addr.h"

/* The longer ones first. */
static const struct {
  char text[4];
  uint8_t kind;
} signs[] = {
    {"===", LM_TOKEN_ALL_EQ},  {"!==", LM_TOKEN_ANY_NE},   {"==", LM_TOKEN_EQ},
    {"!=", LM_TOKEN_NE},       {">=", LM_TOKEN_GE},        {"<=", LM_TOKEN_LE},
    {"&&", LM_TOKEN_AND},      {"||", LM_TOKEN_OR},        {"..", LM_TOKEN_RANGE},
    {"~=", LM_TOKEN_ANY_NE},   {">", LM_TOKEN_GT},         {"<", LM_TOKEN_LT},
    {"~", LM_TOKEN_MATCHES},   {"!", LM_TOKEN_NOT},        {"=", LM_TOKEN_ASSIGN},
    {"+", LM_TOKEN_PLUS},      {"-", LM_TOKEN_MINUS},      {"*", LM_TOKEN_TIMES},
    {"/", LM_TOKEN_DIVIDE},    {"%", LM_TOKEN_PERCENT},    {",", LM_TOKEN_COMMA},
    {"(", LM_TOKEN_OPEN},      {")", LM_TOKEN_CLOSE},      {"{", LM_TOKEN_OPEN_SET},
    {"}", LM_TOKEN_CLOSE_SET}, {"[", LM_TOKEN_OPEN_INDEX}, {"]", LM_TOKEN_CLOSE_INDEX},
};

/* As Wireshark has them, in small letters. */
static const struct {
  const char *text;
  uint8_t kind;
} words[] = {
    {"and", LM_TOKEN_AND},
    {"or", LM_TOKEN_OR},
    {"not", LM_TOKEN_NOT},
    {"eq", LM_TOKEN_EQ},
    {"ne", LM_TOKEN_NE},
    {"gt", LM_TOKEN_GT},
    {"lt", LM_TOKEN_LT},
    {"ge", LM_TOKEN_GE},
    {"le", LM_TOKEN_LE},
    {"in", LM_TOKEN_IN},
    {"contains", LM_TOKEN_CONTAINS},
    {"matches", LM_TOKEN_MATCHES},
    {"any_eq", LM_TOKEN_EQ},
    {"all_ne", LM_TOKEN_NE},
    {"all_eq", LM_TOKEN_ALL_EQ},
    {"any_ne", LM_TOKEN_ANY_NE},
};

static bool
begins_word(int byte)
{
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
         (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == ':' || byte >= 0x80;
}

/* "2026-11-21T" */
static bool
is_date(LmSlice text)
{
  int t = lm_slice_at(text, 10);
  return lm_slice_at(text, 4) == '-' && lm_slice_at(text, 7) == '-' && (t == 'T' || t == 't');
}

/* The end of the word at @start. Two dots are a range, and a slash belongs to an address alone. */
static size_t
word_end(LmSlice text, size_t start)
{
  size_t at = start;
  LmAddr addr;
  for (; at < text.len; at++) {
    int byte = lm_slice_at(text, at);
    if (byte == '.' && lm_slice_at(text, at + 1) == '.')
      break;
    if (byte == '+' && at > start + 10 && is_date(lm_slice_from(text, start)))
      continue; /* of a zone */
    if (!begins_word(byte) && byte != '.' && byte != '-' && byte != '@')
      break;
  }
  if (lm_slice_at(text, at) == '/' && lm_addr_parse(lm_slice_sub(text, start, at - start), &addr)) {
    size_t end = at + 1;
    while (lm_slice_at(text, end) >= '0' && lm_slice_at(text, end) <= '9')
      end++;
    at = end > at + 1 ? end : at;
  }
  return at;
}

/* The end of the string that begins at @start; SIZE_MAX where it is not closed. */
static size_t
string_end(LmSlice text, size_t start, bool raw)
{
  int quote = lm_slice_at(text, start);
  for (size_t at = start + 1; at < text.len; at++) {
    if (lm_slice_at(text, at) == '\\' && !raw)
      at++;
    else if (lm_slice_at(text, at) == quote)
      return at + 1;
  }
  return SIZE_MAX;
}

static uint8_t
word_kind(LmSlice word)
{
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (lm_slice_equal_nocase(word, lm_slice_str(words[i].text)))
      return words[i].kind;
  return LM_TOKEN_WORD;
}

static LmToken
token_at(LmSlice text, size_t at)
{
  int byte = lm_slice_at(text, at);
  bool raw = byte == 'r' || byte == 'R';
  int quote = raw ? lm_slice_at(text, at + 1) : byte;
  if (quote == '"' || quote == '\'') {
    size_t end = string_end(text, at + raw, raw);
    if (end == SIZE_MAX)
      return (LmToken){LM_TOKEN_OPEN_STRING, lm_slice_from(text, at)};
    return (LmToken){LM_TOKEN_STRING, lm_slice_sub(text, at, end - at)};
  }
  if (begins_word(byte)) {
    LmSlice word = lm_slice_sub(text, at, word_end(text, at) - at);
    return (LmToken){word_kind(word), word};
  }
  for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
    LmSlice sign = lm_slice_str(signs[i].text);
    if (lm_slice_starts_with(lm_slice_from(text, at), sign))
      return (LmToken){signs[i].kind, lm_slice_sub(text, at, sign.len)};
  }
  return (LmToken){LM_TOKEN_STRANGE, lm_slice_sub(text, at, 1)};
}

LmToken
lm_query_next_token(LmSlice text, size_t *at)
{
  LmToken token = {LM_TOKEN_END, lm_slice_from(text, text.len)};
  while (*at < text.len && (text.data[*at] <= ' ' || text.data[*at] == 0x7f))
    ++*at;
  if (*at >= text.len)
    return token;
  token = token_at(text, *at);
  *at += token.place.len;
  return token;
}

/* What the escape at the start of @text stands for, and its length; 0 where it is none. */
static size_t
escape(LmSlice text, uint8_t *out)
{
  static const char letters[] = "\"'\\rnt", bytes[] = "\"'\\\r\n\t";
  int high = lm_hex_digit(lm_slice_at(text, 2)), low = lm_hex_digit(lm_slice_at(text, 3));
  int letter = lm_slice_at(text, 1);
  const char *found = letter > 0 ? strchr(letters, letter) : NULL;
  if (lm_slice_at(text, 0) != '\\')
    return 0;
  if (letter == 'x' && high >= 0 && low >= 0) {
    *out = (uint8_t)(high * 16 + low);
    return 4;
  }
  if (!found)
    return 0;
  *out = (uint8_t)bytes[found - letters];
  return 2;
}

LmSlice
lm_query_unquote(LmSlice string, LmArena *arena)
{
  bool raw = (lm_slice_at(string, 0) | 0x20) == 'r';
  LmSlice inside = lm_slice_sub(string, 1u + raw, string.len < 2u + raw ? 0 : string.len - 2 - raw);
  uint8_t *out = lm_arena_alloc(arena, inside.len + 1);
  size_t n = 0;
  for (size_t at = 0; at < inside.len;) {
    size_t len = raw ? 0 : escape(lm_slice_from(inside, at), &out[n]);
    if (!len)
      out[n] = (uint8_t)lm_slice_at(inside, at);
    n++;
    at += len ? len : 1;
  }
  return lm_slice(out, n);
}
