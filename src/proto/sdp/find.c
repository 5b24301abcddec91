/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The session description in a body, behind what multiparts wrap around it (RFC 2046, 5.1). */

#include "base/limits.h"
#include "proto/multipart.h"
#include "proto/sdp/sdp.h"

/* Whether @content_type is @type, "application/sdp", whatever its parameters. */
static bool
is_type(LmSlice content_type, LmSlice type)
{
  LmSlice rest;
  return lm_slice_equal_nocase(lm_slice_trim(lm_slice_split(content_type, ';', &rest)), type);
}

/* The type of a part, none where it would have to be decoded first: that does not point into the
 * body. */
static LmSlice
type_of(LmSlice headers)
{
  LmSlice encoding = lm_mime_header(headers, LM_SLICE_LITERAL("Content-Transfer-Encoding"));
  if (lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("base64")) ||
      lm_slice_equal_nocase(encoding, LM_SLICE_LITERAL("quoted-printable")))
    return LM_SLICE_EMPTY;
  return lm_mime_header(headers, LM_SLICE_LITERAL("Content-Type"));
}

static LmSlice
find(LmSlice content_type, LmSlice body, int depth, uint32_t *parts)
{
  if (is_type(content_type, LM_SLICE_LITERAL("application/sdp")))
    return body;
  LmMultipart multipart;
  if (!lm_slice_starts_with_nocase(content_type, LM_SLICE_LITERAL("multipart/")) ||
      depth == LM_LIMIT_MULTIPART_DEPTH || !lm_multipart_open(&multipart, content_type, body))
    return LM_SLICE_EMPTY;
  LmSlice part, headers, content;
  while (++*parts <= LM_LIMIT_MULTIPART_PARTS && lm_multipart_next(&multipart, &part)) {
    lm_multipart_split(part, &headers, &content);
    LmSlice sdp = find(type_of(headers), content, depth + 1, parts);
    if (sdp.len)
      return sdp;
  }
  return LM_SLICE_EMPTY;
}

LmSlice
lm_sdp_find(LmSlice content_type, LmSlice body)
{
  uint32_t parts = 0;
  return find(lm_slice_trim(content_type), body, 0, &parts);
}
