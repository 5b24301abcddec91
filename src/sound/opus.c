/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a packet of Opus says of itself (RFC 6716, 3.1 and 3.2) before it is decoded. */

#include "base/bytes.h"
#include "sound/payload.h"

#define MOST_FRAME_BYTES 1275
#define MOST_STEPS 48 /* 120 ms */

/* How many bytes a length takes (3.2.1); 0 where it is cut off. */
static size_t
length_bytes(LmSlice bytes, size_t at)
{
  return at >= bytes.len ? 0 : lm_slice_u8(bytes, at) >= 252 ? 2 : 1;
}

/* Where the first frame begins, by the code of the packet (3.2.2 to 3.2.5); 0 where there is none.
 */
static size_t
first_frame(LmSlice packet)
{
  unsigned code = lm_slice_u8(packet, 0) & 3;
  if (code < 2)
    return 1;
  if (code == 2)
    return lm_slice_u8(packet, 1) ? 1 + length_bytes(packet, 1) : 0;
  uint8_t count = lm_slice_u8(packet, 1);
  size_t at = 2;
  if (count & 0x40) {
    while (at < packet.len && lm_slice_u8(packet, at) == 255)
      at++;
    at++;
  }
  for (unsigned i = 1; count & 0x80 && i < (count & 63); i++) {
    size_t len = length_bytes(packet, at);
    if (len == 0 || (i == 1 && lm_slice_u8(packet, at) == 0))
      return 0;
    at += len;
  }
  return at;
}

/* The frames of its low layer come with flags before anything else (4.2.3): a bit a frame whether
 * somebody speaks, and one whether the packet before is there again, coarser (2.1.7). The range
 * coder has bits of even odds as they are. */
bool
lm_opus_has_redundancy(LmSlice packet)
{
  static const uint8_t frames_of_silk[] = {1, 1, 2, 3}; /* of 10, 20, 40 and 60 ms */
  uint8_t toc = lm_slice_u8(packet, 0);
  unsigned config = toc >> 3, n = config < 12 ? frames_of_silk[config & 3] : 1;
  size_t at = first_frame(packet);
  if (config >= 16 || at == 0 || at >= packet.len)
    return false;
  uint8_t flags = lm_slice_u8(packet, at);
  bool again = flags >> (7 - n) & 1;
  if (toc & 4 && n < 4)
    again |= n * 2 <= 6 ? flags >> (6 - 2 * n) & 1 : 0;
  return again;
}

/* Of a frame, in steps of 2.5 ms (3.1, table 2). */
static unsigned
frame_steps(unsigned config)
{
  static const uint8_t silk[] = {4, 8, 16, 24};
  return config < 12 ? silk[config & 3] : config < 16 ? 4u << (config & 1) : 1u << (config & 3);
}

/* A length (3.2.1), and how far behind it the next thing is; false where it is cut off. */
static bool
take_length(LmSlice packet, size_t *at, size_t *len)
{
  size_t n = length_bytes(packet, *at);
  if (n == 0 || *at + n > packet.len)
    return false;
  *len = lm_slice_u8(packet, *at);
  if (n == 2)
    *len += 4u * lm_slice_u8(packet, *at + 1);
  *at += n;
  return true;
}

/* Of code 3 (3.2.5): @n frames behind the byte of their number, then padding. */
static bool
are_whole(LmSlice packet, uint8_t count)
{
  unsigned n = count & 63;
  size_t at = 2, padding = 0, len;
  for (uint8_t more = 255; count & 0x40 && more == 255; at++) {
    if (at >= packet.len)
      return false;
    more = lm_slice_u8(packet, at);
    padding += more == 255 ? 254 : more;
  }
  if (padding > packet.len - at)
    return false;
  packet = lm_slice_sub(packet, 0, packet.len - padding);
  if (!(count & 0x80))
    return (packet.len - at) % n == 0 && (packet.len - at) / n <= MOST_FRAME_BYTES;
  size_t sum = 0;
  for (unsigned i = 1; i < n; i++) {
    if (!take_length(packet, &at, &len))
      return false;
    sum += len;
  }
  return sum <= packet.len - at && packet.len - at - sum <= MOST_FRAME_BYTES;
}

bool
lm_opus_is_whole(LmSlice packet)
{
  size_t at = 1, len;
  uint8_t toc = lm_slice_u8(packet, 0), count = lm_slice_u8(packet, 1);
  if (packet.len == 0)
    return false;
  switch (toc & 3) {
  case 0:
    return packet.len - 1 <= MOST_FRAME_BYTES;
  case 1:
    return packet.len % 2 == 1 && packet.len - 1 <= 2 * MOST_FRAME_BYTES;
  case 2:
    return take_length(packet, &at, &len) && len <= packet.len - at &&
           packet.len - at - len <= MOST_FRAME_BYTES;
  default:
    return packet.len >= 2 && (count & 63) >= 1 &&
           (count & 63) * frame_steps(toc >> 3) <= MOST_STEPS && are_whole(packet, count);
  }
}
