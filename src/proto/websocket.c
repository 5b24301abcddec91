/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/websocket.h"

#include "base/bytes.h"

enum { FIN = 0x80, RSV1 = 0x40, RSV23 = 0x30, OPCODE = 0x0f, MASK = 0x80, LENGTH = 0x7f };

static bool
is_opcode(unsigned opcode)
{
  return opcode <= LM_WS_BINARY || (opcode >= LM_WS_CLOSE && opcode <= LM_WS_PONG);
}

/* Whether the first two bytes can begin a frame. */
static bool
is_plausible(unsigned first, unsigned second)
{
  unsigned opcode = first & OPCODE;
  if ((first & RSV23) || !is_opcode(opcode))
    return false;
  if (opcode >= LM_WS_CLOSE)
    return (first & FIN) && !(first & RSV1) && (second & LENGTH) <= 125;
  /* Only the first frame of a message says that it is compressed (RFC 7692, 6.1). */
  return opcode != LM_WS_CONTINUATION || !(first & RSV1);
}

LmWsResult
lm_ws_frame_parse(LmSlice bytes, LmWsFrame *frame)
{
  *frame = (LmWsFrame){0};
  if (bytes.len < 2)
    return bytes.len == 0 || is_plausible(lm_slice_u8(bytes, 0), 0) ? LM_WS_PARTIAL : LM_WS_NOT;
  unsigned first = lm_slice_u8(bytes, 0), second = lm_slice_u8(bytes, 1);
  if (!is_plausible(first, second))
    return LM_WS_NOT;
  unsigned length = second & LENGTH, length_bytes = length == 126 ? 2 : length == 127 ? 8 : 0;
  frame->masked = second & MASK;
  frame->fin = first & FIN;
  frame->compressed = first & RSV1;
  frame->opcode = first & OPCODE;
  frame->header_bytes = (uint8_t)(2 + length_bytes + (frame->masked ? 4 : 0));
  if (bytes.len < frame->header_bytes)
    return LM_WS_PARTIAL;
  frame->payload_bytes = length_bytes == 2 ? lm_slice_be16(bytes, 2)
                         : length_bytes == 8
                             ? (uint64_t)lm_slice_be32(bytes, 2) << 32 | lm_slice_be32(bytes, 6)
                             : length;
  if (frame->payload_bytes >> 63)
    return LM_WS_NOT;
  for (unsigned i = 0; frame->masked && i < 4; i++)
    frame->mask[i] = lm_slice_u8(bytes, 2 + length_bytes + i);
  return LM_WS_FOUND;
}

void
lm_ws_unmask(uint8_t *bytes, size_t n, const uint8_t mask[4], size_t at)
{
  for (size_t i = 0; i < n; i++)
    bytes[i] ^= mask[(at + i) & 3];
}

const char *
lm_ws_close_name(unsigned code)
{
  static const char *const names[] = {
      [0] = "normal closure",   [1] = "going away",           [2] = "protocol error",
      [3] = "unsupported data", [7] = "invalid payload data", [8] = "policy violation",
      [9] = "message too big",  [10] = "mandatory extension", [11] = "internal server error",
      [12] = "service restart", [13] = "try again later",     [14] = "bad gateway",
  };
  unsigned row = code - 1000;
  return row < sizeof names / sizeof *names && names[row] ? names[row] : "";
}
