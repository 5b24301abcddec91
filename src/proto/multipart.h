/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The parts of a multipart body (RFC 2046, 5.1) and their header fields. Slices point into the
 * body. Pure; walking over all parts is linear in the body's length. */

#include "base/slice.h"

typedef struct {
  LmSlice body, boundary;
  size_t at;        /* where the next part begins */
  LmSlice preamble; /* what stands before the first delimiter */
  LmSlice epilogue; /* what stands behind the last; empty until it was met */
  bool closed;      /* the delimiter that ends the body was met */
} LmMultipart;

/* Goes to the first part. False if @content_type states no boundary or @body has none. */
bool lm_multipart_open(LmMultipart *multipart, LmSlice content_type, LmSlice body);
/* The next part, headers and content; false behind the last. Where the end is missing, the last
 * part takes all that is left. */
bool lm_multipart_next(LmMultipart *multipart, LmSlice *part);
/* Splits a part at its empty line. A part that begins with it has no headers. */
void lm_multipart_split(LmSlice part, LmSlice *headers, LmSlice *content);

/* Takes the next header field off @rest, with the lines that are folded below it; false at the end
 * or at an empty line, which is taken too. @line is all of the field, without its last line end;
 * @name is empty where there is no colon. */
bool lm_mime_next_header(LmSlice *rest, LmSlice *line, LmSlice *name, LmSlice *value);
/* The value of the first field @name in @headers; empty if there is none. */
LmSlice lm_mime_header(LmSlice headers, LmSlice name);
