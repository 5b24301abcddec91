/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The session description in a body, behind what multiparts wrap around it (RFC 2046, 5.1). */

#include "base/limits.h"
#include "base/scan.h"
#include "proto/sdp/sdp.h"
#include "proto/sip/fields.h"

/* Whether @content_type is @type, "application/sdp", whatever its parameters. */
static bool
is_type(LmSlice content_type, LmSlice type)
{
  LmSlice rest;
  return lm_slice_equal_nocase(lm_slice_trim(lm_slice_split(content_type, ';', &rest)), type);
}

static LmSlice
boundary_of(LmSlice content_type)
{
  LmSlice parameters, boundary = LM_SLICE_EMPTY;
  lm_slice_split(content_type, ';', &parameters);
  lm_sip_parameter(parameters, LM_SLICE_LITERAL("boundary"), &boundary);
  if (boundary.len >= 2 && boundary.data[0] == '"')
    boundary = lm_slice_sub(boundary, 1, boundary.len - 2);
  return boundary;
}

/* Whether the line at @at is "--" and @boundary, maybe with "--" or white space behind it; another
 * boundary may begin with this one. */
static bool
is_delimiter(LmSlice body, size_t at, LmSlice boundary)
{
  if (lm_slice_at(body, at) != '-' || lm_slice_at(body, at + 1) != '-' ||
      !lm_slice_starts_with(lm_slice_from(body, at + 2), boundary))
    return false;
  int next = lm_slice_at(body, at + 2 + boundary.len);
  return next < 0 || next == '-' || lm_sip_is_space(next);
}

/* Finds the next delimiter line of @boundary from the start of a line at @at on: where the text
 * before it ends, and where it ends itself. False where there is none. */
static bool
next_delimiter(LmSlice body, size_t at, LmSlice boundary, size_t *before, size_t *behind)
{
  while (at < body.len && !is_delimiter(body, at, boundary))
    at = lm_scan_byte(body, at, '\n') + 1;
  if (at >= body.len)
    return false;
  *behind = lm_scan_byte(body, at, '\n') + 1;
  /* The line end before the delimiter belongs to it. */
  *before = at;
  if (*before > 0)
    --*before;
  if (*before > 0 && body.data[*before - 1] == '\r')
    --*before;
  return true;
}

/* Splits a part into its header fields that matter and its content. */
static LmSlice
split_part(LmSlice part, LmSlice *content_type)
{
  LmSlice rest = part, line;
  *content_type = LM_SLICE_EMPTY;
  bool encoded = false;
  while (lm_sdp_next_line(&rest, &line) && line.len) {
    LmSlice value, name = lm_slice_trim(lm_slice_split(line, ':', &value));
    value = lm_slice_trim(value);
    if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Content-Type"))) {
      /* Folded lines, as in "multipart/mixed;" and the boundary below it. */
      size_t start = lm_scan_offset(part, value);
      while (lm_slice_at(rest, 0) == ' ' || lm_slice_at(rest, 0) == '\t')
        lm_sdp_next_line(&rest, &line);
      size_t end = lm_scan_offset(part, line) + line.len;
      *content_type = lm_slice_sub(part, start, end > start ? end - start : 0);
    } else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Content-Transfer-Encoding"))) {
      encoded = lm_slice_equal_nocase(value, LM_SLICE_LITERAL("base64")) ||
                lm_slice_equal_nocase(value, LM_SLICE_LITERAL("quoted-printable"));
    }
  }
  /* What would have to be decoded first does not point into the body. */
  if (encoded)
    *content_type = LM_SLICE_EMPTY;
  return rest;
}

static LmSlice
find(LmSlice content_type, LmSlice body, int depth, uint32_t *parts)
{
  if (is_type(content_type, LM_SLICE_LITERAL("application/sdp")))
    return body;
  if (!lm_slice_starts_with_nocase(content_type, LM_SLICE_LITERAL("multipart/")) ||
      depth == LM_LIMIT_MULTIPART_DEPTH)
    return LM_SLICE_EMPTY;
  LmSlice boundary = boundary_of(content_type);
  size_t before, start;
  if (boundary.len == 0 || !next_delimiter(body, 0, boundary, &before, &start))
    return LM_SLICE_EMPTY;
  while (start < body.len && ++*parts <= LM_LIMIT_MULTIPART_PARTS) {
    size_t behind = body.len, end = body.len;
    if (!next_delimiter(body, start, boundary, &end, &behind))
      behind = end = body.len;
    LmSlice type, part = lm_slice_sub(body, start, end > start ? end - start : 0);
    LmSlice content = split_part(part, &type);
    LmSlice sdp = find(type, content, depth + 1, parts);
    if (sdp.len)
      return sdp;
    start = behind;
  }
  return LM_SLICE_EMPTY;
}

LmSlice
lm_sdp_find(LmSlice content_type, LmSlice body)
{
  uint32_t parts = 0;
  return find(lm_slice_trim(content_type), body, 0, &parts);
}
