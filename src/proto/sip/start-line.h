/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The first line of a SIP message, and what tells it from anything else (RFC 3261, 7.1, 7.2). Pure;
 * slices point into the bytes. */

#include "proto/sip/method.h"

typedef struct {
  LmSlice line; /* without its end */
  size_t next;  /* the offset of the first header line */
  bool ended;   /* the line's end is there */
  bool lf_only;
  bool cut;       /* a request line that the capture cut off in its URI */
  bool malformed; /* wrong white space, or bytes where none belong */
  LmSlice version;
  LmSlice method_name, request_uri; /* of a request; method_name is empty in a response */
  LmSlice code, reason;             /* of a response */
  LmSipMethod method;
} LmSipStartLine;

/* False when @bytes do not begin with a start line, be it a broken one. */
bool lm_sip_start_line_parse(LmSlice bytes, LmSipStartLine *start);
/* Whether @bytes, which hold no line end, could become a start line with more of them. */
bool lm_sip_start_line_may_begin(LmSlice bytes);
