/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/start-line.h"

#include "base/limits.h"
#include "base/scan.h"
#include "proto/sip/fields.h"
#include "proto/sip/message.h"

/* No method is longer; a bound lets text that is not SIP be turned down early. */
#define MAX_METHOD_BYTES 128
#define MAX_VERSION_BYTES 16

static bool
is_blank(int byte)
{
  return byte == ' ' || byte == '\t';
}

/* "SIP/" 1*DIGIT "." 1*DIGIT at the start of @text, in any case; its length, or 0. */
static size_t
version_len(LmSlice text)
{
  if (lm_slice_starts_with(text, LM_SLICE_LITERAL("SIP/2.0")) &&
      !lm_sip_is_digit(lm_slice_at(text, 7)))
    return 7;
  if (!lm_slice_starts_with_nocase(text, LM_SLICE_LITERAL("SIP/")))
    return 0;
  size_t at = 4, major = at;
  while (lm_sip_is_digit(lm_slice_at(text, at)))
    at++;
  if (at == major || lm_slice_at(text, at) != '.')
    return 0;
  size_t minor = ++at;
  while (lm_sip_is_digit(lm_slice_at(text, at)))
    at++;
  return at > minor ? at : 0;
}

static void
find_line(LmSlice bytes, LmSipStartLine *start)
{
  size_t lf = lm_scan_byte(bytes, 0, '\n'), end = lf;
  start->ended = lf < bytes.len;
  if (end > 0 && bytes.data[end - 1] == '\r')
    end--;
  start->lf_only = start->ended && end == lf;
  start->line = lm_slice_sub(bytes, 0, end);
  start->next = start->ended ? lf + 1 : bytes.len;
}

/* The end of the word that begins with a version of @len bytes: "SIP/2.0/UDP" is none, but meant as
 * one. */
static size_t
word_end(LmSlice line, size_t len)
{
  size_t end = len;
  while (end < line.len && end - len < MAX_VERSION_BYTES && !is_blank(line.data[end]))
    end++;
  return end;
}

static bool
is_code(LmSlice text)
{
  for (size_t i = 0; i < 3; i++)
    if (!lm_sip_is_digit(lm_slice_at(text, i)))
      return false;
  return text.len == 3 || is_blank(text.data[3]);
}

static bool
parse_status_line(LmSlice bytes, LmSipStartLine *start)
{
  size_t len = version_len(bytes);
  if (len == 0)
    return false;
  find_line(bytes, start);
  LmSlice line = start->line;
  if (lm_slice_at(line, len) == '/') {
    size_t end_of_word = word_end(line, len);
    len = is_code(lm_slice_from(line, end_of_word + 1)) ? end_of_word : len;
  }
  start->version = lm_slice_sub(line, 0, len);
  size_t code = len;
  while (is_blank(lm_slice_at(line, code)))
    code++;
  size_t end = code;
  while (lm_sip_is_digit(lm_slice_at(line, end)))
    end++;
  start->code = lm_slice_sub(line, code, end - code);
  if (code == len || end == code) {
    /* Without a code it is a message only where the capture ends. */
    start->cut = true;
    return code > len && code == line.len && !start->ended;
  }
  start->reason = lm_slice_trim(lm_slice_from(line, end));
  /* One space each: SIP-Version SP Status-Code SP Reason-Phrase, where the phrase may be empty. */
  start->malformed = code != len + 1 || line.data[len] != ' ' || lm_slice_at(line, end) != ' ';
  return true;
}

/* The offset of the version that ends @line, line.len if there is none. @behind: its end. */
static size_t
find_version(LmSlice line, size_t *behind)
{
  size_t end = line.len;
  if (end > 8 && memcmp(&line.data[end - 8], " SIP/2.0", 8) == 0) {
    *behind = end;
    return end - 7;
  }
  while (end > 0 && is_blank(line.data[end - 1]))
    end--;
  *behind = end;
  size_t at = end;
  while (at > 0 && end - at <= MAX_VERSION_BYTES && !is_blank(line.data[at - 1]))
    at--;
  LmSlice word = lm_slice_sub(line, at, end - at);
  size_t len = word.len ? version_len(word) : 0;
  bool meant = len == word.len || lm_slice_at(word, len) == '/';
  return len && meant ? at : line.len;
}

/* "INVITE sip:": so much is enough of a request line that the capture cut or that lacks its
 * version. */
static bool
has_known_scheme(LmSlice text)
{
  return lm_slice_starts_with_nocase(text, LM_SLICE_LITERAL("sip:")) ||
         lm_slice_starts_with_nocase(text, LM_SLICE_LITERAL("sips:")) ||
         lm_slice_starts_with_nocase(text, LM_SLICE_LITERAL("tel:"));
}

static bool
parse_request_line(LmSlice bytes, LmSipStartLine *start)
{
  LmSlice head = lm_slice_sub(bytes, 0, MAX_METHOD_BYTES + 1);
  size_t method_end = lm_scan_any(head, 0, ' ', '\t', '\n', '\n');
  if (method_end == head.len || method_end == 0 || head.data[method_end] == '\n')
    return false;
  start->method_name = lm_slice_sub(bytes, 0, method_end);
  start->method = lm_sip_method_parse(start->method_name);
  bool known = start->method != LM_SIP_METHOD_OTHER;
  if (!known && !lm_sip_is_token(start->method_name))
    return false;
  find_line(bytes, start);
  size_t behind, version = find_version(start->line, &behind);
  LmSlice uri = lm_slice_sub(start->line, method_end, version - method_end);
  if (version == start->line.len) {
    start->cut = true;
    start->request_uri = lm_slice_trim(uri);
    /* A stray byte in place of the LF makes the next line part of this one. */
    bool joined = lm_slice_find(uri, LM_SLICE_LITERAL(" SIP/2.0\r")) >= 0;
    return known && (joined || !start->ended) && has_known_scheme(start->request_uri);
  }
  start->version = lm_slice_sub(start->line, version, behind - version);
  /* Mostly one space at each end. */
  start->request_uri = lm_sip_trim(lm_slice_sub(uri, 1, uri.len > 2 ? uri.len - 2 : 0));
  /* Method SP Request-URI SP SIP-Version and the line end. */
  start->malformed = behind != start->line.len || uri.len != start->request_uri.len + 2 ||
                     uri.data[0] != ' ' || uri.data[uri.len - 1] != ' ';
  /* What only looks like a version is not enough by itself. */
  return known || (version_len(start->version) == start->version.len && start->request_uri.len > 0);
}

bool
lm_sip_start_line_parse(LmSlice bytes, LmSipStartLine *start)
{
  *start = (LmSipStartLine){0};
  int first = lm_slice_at(bytes, 0);
  if (first < 0 || !lm_sip_is_token_char((uint8_t)first))
    return false;
  if ((first | 0x20) == 's' && lm_slice_at(bytes, 3) == '/')
    return parse_status_line(bytes, start);
  return parse_request_line(bytes, start);
}

bool
lm_sip_start_line_may_begin(LmSlice bytes)
{
  if (bytes.len >= LM_LIMIT_SIP_HEADER_BLOCK_BYTES)
    return false;
  LmSlice version = LM_SLICE_LITERAL("SIP/");
  if (lm_slice_starts_with_nocase(bytes, lm_slice_sub(version, 0, bytes.len)))
    return true;
  LmSlice head = lm_slice_sub(bytes, 0, MAX_METHOD_BYTES + 1);
  size_t end = lm_scan_any(head, 0, ' ', '\t', ' ', ' ');
  return end > 0 && end <= MAX_METHOD_BYTES && lm_sip_is_token(lm_slice_sub(head, 0, end));
}

bool
lm_sip_looks_like(LmSlice bytes)
{
  LmSipStartLine start;
  return lm_sip_start_line_parse(bytes, &start);
}

size_t
lm_sip_leading_crlf(LmSlice bytes)
{
  size_t n = 0;
  while (n < bytes.len && (bytes.data[n] == '\r' || bytes.data[n] == '\n'))
    n++;
  return n;
}
