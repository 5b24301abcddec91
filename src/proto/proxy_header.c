/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/proxy_header.h"

#include "base/bytes.h"

/* The longest line of version 1, with its line end (section 2.1). */
#define MAX_LINE_BYTES 107
#define HEADER_BYTES 16

static bool
begins_with(LmSlice bytes, LmSlice start)
{
  return bytes.len && lm_slice_starts_with(bytes, lm_slice_sub(start, 0, bytes.len));
}

/* Version 1: "PROXY TCP4 192.0.2.1 192.0.2.5 49152 5061" and CRLF (2.1). */
static size_t
line_len(LmSlice bytes, bool *partial)
{
  LmSlice line = lm_slice_sub(bytes, 0, MAX_LINE_BYTES);
  ptrdiff_t end = lm_slice_find_byte(line, '\n', 0);
  *partial = end < 0 && line.len < MAX_LINE_BYTES;
  return end > 0 && line.data[end - 1] == '\r' ? (size_t)end + 1 : 0;
}

/* Version 2: a signature, version and command, family, and the length of what follows (2.2). */
static size_t
binary_len(LmSlice bytes, bool *partial)
{
  size_t len = HEADER_BYTES + lm_slice_be16(bytes, 14);
  if (bytes.len >= 13 && lm_slice_u8(bytes, 12) >> 4 != 2)
    return 0;
  *partial = bytes.len < HEADER_BYTES || bytes.len < len;
  return *partial ? 0 : len;
}

size_t
lm_proxy_header_len(LmSlice bytes, bool *partial)
{
  *partial = false;
  if (begins_with(bytes, LM_SLICE_LITERAL("PROXY ")))
    return line_len(bytes, partial);
  if (begins_with(bytes, LM_SLICE_LITERAL("\r\n\r\n\0\r\nQUIT\n")))
    return binary_len(bytes, partial);
  return 0;
}
