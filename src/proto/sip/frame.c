/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a message in a stream ends (RFC 3261, 18.3).
 *
 *            first line is none  +----------+
 *          +-------------------->| NOT_SIP  | up to the next line that may be a start line
 *          |                     +----------+
 *  stream -+                          ^ more header bytes than the limit
 *          |   start line   +---------+---+  empty line   +-----------------+
 *          +--------------->| header lines|-------------->| Content-Length  |--> WHOLE or PARTIAL
 *                           +---------+---+               +-----------------+
 *                                     | another start line: WHOLE, the end of this one got lost
 *
 * Each call looks at no byte more than a few times. */

#include "base/limits.h"
#include "base/scan.h"
#include "proto/sip/header.h"
#include "proto/sip/start-line.h"

/* The offset of the first line behind the first that is a start line or may become one. */
static size_t
find_start(LmSlice stream)
{
  size_t at = lm_scan_byte(stream, 0, '\n') + 1;
  while (at < stream.len) {
    LmSlice rest = lm_slice_from(stream, at);
    size_t lf = lm_scan_byte(rest, 0, '\n');
    bool starts = lf < rest.len ? lm_sip_looks_like(lm_slice_sub(rest, 0, lf + 1))
                                : lm_sip_start_line_may_begin(rest);
    if (starts)
      return at;
    at += lf + 1;
  }
  return stream.len;
}

static LmSipFrame
not_sip(LmSlice stream, size_t *len)
{
  *len = find_start(stream);
  return LM_SIP_FRAME_NOT_SIP;
}

/* The number in a Content-Length line from behind its colon. One that is no number or more than
 * we take counts as none: the body's bytes are then passed over up to the next start line. */
static size_t
read_length(LmSlice value)
{
  uint64_t length = 0;
  lm_slice_parse_uint(lm_slice_trim(value), LM_LIMIT_SIP_BODY_BYTES, &length);
  return (size_t)length;
}

static bool
is_content_length(LmSlice line, size_t colon)
{
  int first = line.data[0] | 0x20;
  if (first != 'c' && first != 'l')
    return false;
  LmSlice name = lm_slice_trim(lm_slice_sub(line, 0, colon));
  return lm_sip_header_parse_name(name) == LM_SIP_HEADER_CONTENT_LENGTH;
}

/* Whether the header line at @at is the start line of another message. A start line has a space
 * before any colon, where a header name has none but at its end. */
static bool
is_start_line(LmSlice line)
{
  size_t stop = lm_scan_any(line, 0, ' ', ':', ' ', ' ');
  return stop < line.len && line.data[stop] == ' ' && lm_sip_looks_like(line);
}

static LmSipFrame
finish(LmSlice stream, size_t body, LmSlice length_value, size_t *len)
{
  size_t total = body + read_length(length_value);
  if (total <= stream.len) {
    *len = total;
    return LM_SIP_FRAME_WHOLE;
  }
  *len = total - stream.len;
  return LM_SIP_FRAME_PARTIAL;
}

LmSipFrame
lm_sip_frame(LmSlice stream, size_t *len)
{
  *len = lm_sip_leading_crlf(stream);
  if (*len)
    return LM_SIP_FRAME_NOT_SIP;
  LmSipStartLine start;
  bool is_start = lm_sip_start_line_parse(stream, &start);
  if (stream.len == 0 ||
      (!(is_start && start.ended) && lm_scan_byte(stream, 0, '\n') == stream.len &&
       lm_sip_start_line_may_begin(stream)))
    return LM_SIP_FRAME_PARTIAL;
  if (!is_start || !start.ended)
    return not_sip(stream, len);
  LmSlice block = lm_slice_sub(stream, 0, LM_LIMIT_SIP_HEADER_BLOCK_BYTES), length = LM_SLICE_EMPTY;
  bool has_length = false;
  for (size_t at = start.next, lf; at < block.len; at = lf + 1) {
    lf = lm_scan_byte(block, at, '\n');
    if (lf == block.len)
      break;
    LmSlice line = lm_slice_sub(block, at, lf + 1 - at);
    if (line.len == 1 || (line.len == 2 && line.data[0] == '\r'))
      return finish(stream, lf + 1, length, len);
    if (is_start_line(line)) {
      *len = at;
      return LM_SIP_FRAME_WHOLE;
    }
    while (lm_slice_at(block, lf + 1) == ' ' || lm_slice_at(block, lf + 1) == '\t')
      lf = lm_scan_byte(block, lf + 1, '\n');
    size_t colon = lm_scan_byte(line, 0, ':');
    /* The first one counts, as in the message parser. */
    if (!has_length && colon < line.len && is_content_length(line, colon)) {
      length = lm_slice_sub(block, at + colon + 1, lf - at - colon);
      has_length = true;
    }
  }
  return block.len < stream.len ? not_sip(stream, len) : LM_SIP_FRAME_PARTIAL;
}
