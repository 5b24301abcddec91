/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/multipart.h"

#include "base/scan.h"
#include "proto/sip/fields.h"

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

/* Finds the next delimiter line from the start of a line at @at on: where the text before it ends,
 * and where it ends itself. False where there is none. */
static bool
next_delimiter(LmMultipart *multipart, size_t at, size_t *before, size_t *behind)
{
  LmSlice body = multipart->body;
  while (at < body.len && !is_delimiter(body, at, multipart->boundary))
    at = lm_scan_byte(body, at, '\n') + 1;
  if (at >= body.len)
    return false;
  multipart->closed = lm_slice_starts_with(lm_slice_from(body, at + 2 + multipart->boundary.len),
                                           LM_SLICE_LITERAL("--"));
  *behind = lm_scan_byte(body, at, '\n') + 1;
  if (*behind > body.len)
    *behind = body.len;
  /* The line end before the delimiter belongs to it. */
  *before = at;
  if (*before > 0)
    --*before;
  if (*before > 0 && body.data[*before - 1] == '\r')
    --*before;
  return true;
}

static void
take_epilogue(LmMultipart *multipart)
{
  multipart->epilogue = lm_slice_trim(lm_slice_from(multipart->body, multipart->at));
}

bool
lm_multipart_open(LmMultipart *multipart, LmSlice content_type, LmSlice body)
{
  *multipart = (LmMultipart){.body = body, .boundary = boundary_of(content_type)};
  size_t before;
  if (multipart->boundary.len == 0 || !next_delimiter(multipart, 0, &before, &multipart->at))
    return false;
  multipart->preamble = lm_slice_trim(lm_slice_sub(body, 0, before));
  if (multipart->closed)
    take_epilogue(multipart);
  return true;
}

bool
lm_multipart_next(LmMultipart *multipart, LmSlice *part)
{
  size_t start = multipart->at, end, behind;
  if (multipart->closed || start >= multipart->body.len)
    return false;
  if (!next_delimiter(multipart, start, &end, &behind))
    end = behind = multipart->body.len;
  *part = lm_slice_sub(multipart->body, start, end > start ? end - start : 0);
  multipart->at = behind;
  if (multipart->closed)
    take_epilogue(multipart);
  return true;
}

void
lm_multipart_split(LmSlice part, LmSlice *headers, LmSlice *content)
{
  LmSlice rest = part, line, name, value;
  while (lm_mime_next_header(&rest, &line, &name, &value))
    continue;
  *content = rest;
  *headers = lm_slice_sub(part, 0, part.len - rest.len);
}

/* The offset behind the line at @at. */
static size_t
behind_line(LmSlice text, size_t at)
{
  size_t end = lm_scan_byte(text, at, '\n') + 1;
  return end > text.len ? text.len : end;
}

bool
lm_mime_next_header(LmSlice *rest, LmSlice *line, LmSlice *name, LmSlice *value)
{
  size_t end = behind_line(*rest, 0);
  if (lm_slice_trim(lm_slice_sub(*rest, 0, end)).len == 0) {
    *rest = lm_slice_from(*rest, end);
    return false;
  }
  while (lm_slice_at(*rest, end) == ' ' || lm_slice_at(*rest, end) == '\t')
    end = behind_line(*rest, end);
  *line = lm_slice_trim(lm_slice_sub(*rest, 0, end));
  *rest = lm_slice_from(*rest, end);
  ptrdiff_t colon = lm_slice_find_byte(*line, ':', 0);
  *name = lm_slice_trim(lm_slice_sub(*line, 0, colon > 0 ? (size_t)colon : 0));
  *value = lm_slice_trim(lm_slice_from(*line, colon >= 0 ? (size_t)colon + 1 : 0));
  return true;
}

LmSlice
lm_mime_header(LmSlice headers, LmSlice name)
{
  LmSlice line, one, value;
  while (lm_mime_next_header(&headers, &line, &one, &value))
    if (lm_slice_equal_nocase(one, name))
      return value;
  return LM_SLICE_EMPTY;
}
