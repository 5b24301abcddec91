/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a packet of Opus says of itself (RFC 6716, 3.1 and 3.2) before it is decoded. */

#include "base/bytes.h"
#include "sound/payload.h"

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
