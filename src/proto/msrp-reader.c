/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The parts of an MSRP stream.
 *
 *              not "MSRP tid ..."  +---------+
 *           +--------------------->| FOREIGN |  up to the next line that may be a start line
 *           |                      +---------+
 *  stream --+
 *           |  start line   +------+  empty line   +------+  CRLF "-------tid" flag   +-----+
 *           +-------------->| HEAD |-------------->| BODY |-------------------------->| END |
 *                           +------+               +------+                           +-----+
 *                              |         "-------tid" flag, no body                      ^
 *                              +---------------------------------------------------------+
 *
 * RFC 4975, 5.1 and 7.1: nothing but the end-line, which the sender chose so that it does not stand
 * in the body, says where a body ends. */

#include "base/limits.h"
#include "base/scan.h"
#include "proto/msrp.h"

static size_t
give(LmMsrpPart *part, LmMsrpPartKind kind, LmSlice bytes)
{
  part->kind = kind;
  part->bytes = bytes;
  return bytes.len;
}

/* Where at or behind @from a line begins that is a start line or may become one. */
static size_t
find_start(LmSlice stream, size_t from)
{
  while (from < stream.len) {
    LmSlice rest = lm_slice_from(stream, from);
    if (lm_msrp_looks_like(rest) || lm_msrp_may_begin(rest))
      return from;
    from += lm_scan_byte(rest, 0, '\n') + 1;
  }
  return stream.len;
}

static void
open_message(LmMsrpReader *reader, LmSlice stream)
{
  LmSlice line = lm_slice_from(stream, 5);
  LmSlice transaction = lm_slice_sub(line, 0, lm_scan_byte(line, 0, ' '));
  transaction = lm_slice_sub(transaction, 0, LM_MSRP_MAX_TRANSACTION);
  memcpy(reader->end_line, "-------", 7);
  memcpy(reader->end_line + 7, transaction.data, transaction.len);
  reader->end_len = (uint8_t)(7 + transaction.len);
  reader->body_began = reader->gap = false;
  reader->line_start = true;
}

static bool
is_flag(int c)
{
  return c == '$' || c == '+' || c == '#';
}

/* Whether the end-line begins at @at: 1 yes, 0 no, -1 the bytes do not say yet. */
static int
is_end_line(const LmMsrpReader *reader, LmSlice stream, size_t at)
{
  LmSlice wanted = lm_slice(reader->end_line, reader->end_len);
  LmSlice there = lm_slice_sub(stream, at, wanted.len);
  if (there.len < wanted.len)
    return lm_slice_starts_with(wanted, there) ? -1 : 0;
  if (!lm_slice_equal(there, wanted))
    return 0;
  int flag = lm_slice_at(stream, at + wanted.len);
  if (flag < 0)
    return -1;
  int cr = lm_slice_at(stream, at + wanted.len + 1), lf = lm_slice_at(stream, at + wanted.len + 2);
  if (!is_flag(flag) || (cr >= 0 && cr != '\r') || (lf >= 0 && lf != '\n'))
    return 0;
  return lf < 0 ? -1 : 1;
}

static size_t
end_message(LmMsrpReader *reader, LmSlice stream, LmMsrpPart *part)
{
  part->flag = (char)lm_slice_at(stream, reader->end_len);
  size_t len = reader->end_len + 3u;
  *reader = (LmMsrpReader){0};
  return give(part, LM_MSRP_PART_END, lm_slice_sub(stream, 0, len));
}

static size_t
read_head(LmMsrpReader *reader, LmSlice stream, LmMsrpPart *part)
{
  if (reader->line == 0) {
    bool starts = lm_msrp_looks_like(stream);
    if (!starts && lm_msrp_may_begin(stream))
      return give(part, LM_MSRP_PART_NONE, LM_SLICE_EMPTY);
    if (!starts) {
      size_t line = lm_scan_byte(stream, 0, '\n') + 1;
      return give(part, LM_MSRP_PART_FOREIGN, lm_slice_sub(stream, 0, find_start(stream, line)));
    }
    open_message(reader, stream);
    reader->line = reader->looked = lm_scan_byte(stream, 0, '\n') + 1;
  }
  for (;;) {
    size_t lf = lm_scan_byte(stream, reader->looked, '\n');
    size_t line = reader->line;
    reader->looked = lf;
    if (lf == stream.len) {
      if (stream.len < LM_LIMIT_MSRP_HEAD_BYTES)
        return give(part, LM_MSRP_PART_NONE, LM_SLICE_EMPTY);
      *reader = (LmMsrpReader){0};
      return give(part, LM_MSRP_PART_FOREIGN, stream);
    }
    bool is_empty = lf == line || (lf == line + 1 && stream.data[line] == '\r');
    if (is_empty || is_end_line(reader, stream, line) == 1) {
      reader->line = reader->looked = 0;
      reader->body_began = true;
      return give(part, LM_MSRP_PART_HEAD, lm_slice_sub(stream, 0, is_empty ? lf + 1 : line));
    }
    reader->line = reader->looked = lf + 1;
  }
}

/* Behind a gap the end-line may be among what was lost: the next start line ends the message. */
static bool
is_lost(const LmMsrpReader *reader, LmSlice rest, bool *whole)
{
  if (!reader->gap || !(lm_msrp_looks_like(rest) || lm_msrp_may_begin(rest)))
    return false;
  *whole = lm_msrp_looks_like(rest);
  return true;
}

static size_t
give_lost_end(LmMsrpReader *reader, LmMsrpPart *part)
{
  *reader = (LmMsrpReader){0};
  part->flag = 0;
  return give(part, LM_MSRP_PART_END, LM_SLICE_EMPTY);
}

/* The body up to the first line end behind which an end-line stands or may come to stand. That line
 * end is not part of it. */
static size_t
read_body(LmMsrpReader *reader, LmSlice stream, LmMsrpPart *part)
{
  bool whole;
  int ends = reader->line_start ? is_end_line(reader, stream, 0) : 0;
  if (ends == 1)
    return end_message(reader, stream, part);
  if (reader->line_start && is_lost(reader, stream, &whole))
    return whole ? give_lost_end(reader, part) : give(part, LM_MSRP_PART_NONE, LM_SLICE_EMPTY);
  if (ends < 0)
    return give(part, LM_MSRP_PART_NONE, LM_SLICE_EMPTY);
  size_t cr = 0;
  while ((cr = lm_scan_byte(stream, cr, '\r')) < stream.len) {
    LmSlice behind = lm_slice_from(stream, cr + 2);
    int lf = lm_slice_at(stream, cr + 1);
    if (lf < 0)
      break;
    if (lf == '\n' && (is_end_line(reader, stream, cr + 2) != 0 || is_lost(reader, behind, &whole)))
      break;
    cr++;
  }
  if (cr > 0) {
    reader->line_start = false;
    return give(part, LM_MSRP_PART_BODY, lm_slice_sub(stream, 0, cr));
  }
  /* The line end before the end-line is at the front: it is passed over with it. */
  LmSlice behind = lm_slice_from(stream, 2);
  if (stream.len > 2 &&
      (is_end_line(reader, stream, 2) == 1 || (is_lost(reader, behind, &whole) && whole))) {
    reader->line_start = true;
    give(part, LM_MSRP_PART_BODY, lm_slice_sub(stream, 0, 0));
    return 2;
  }
  return give(part, LM_MSRP_PART_NONE, LM_SLICE_EMPTY);
}

size_t
lm_msrp_read(LmMsrpReader *reader, LmSlice stream, LmMsrpPart *part)
{
  *part = (LmMsrpPart){.kind = LM_MSRP_PART_NONE};
  if (lm_slice_is_empty(stream))
    return 0;
  return reader->body_began ? read_body(reader, stream, part) : read_head(reader, stream, part);
}

void
lm_msrp_reader_gap(LmMsrpReader *reader)
{
  if (reader->body_began)
    reader->gap = reader->line_start = true;
  else
    *reader = (LmMsrpReader){0};
}
