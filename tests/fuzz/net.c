/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several frames in one input: two bytes of link type, then for each frame two bytes of length
 * (the upper bit: cut by the snap length) and its bytes. Both ways of decoding must say the same,
 * and nothing may point outside the frames and what was put together from them. */

#include "base/limits.h"
#include "fuzz.h"
#include "net/layer.h"

#include <stdlib.h>

static void
check(bool holds)
{
  if (!holds)
    abort();
}

/* Reads every byte, so that the sanitizer sees them. */
static void
touch(LmSlice slice)
{
  for (size_t i = 0; i < slice.len; i++) {
    volatile uint8_t byte = slice.data[i];
    (void)byte;
  }
}

static void
touch_path(const LmPath *path)
{
  LmText text = LM_TEXT_INIT;
  if (path)
    lm_path_text(path, &text);
  touch(lm_slice(text.str, text.len));
  lm_text_clear(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice input = lm_slice(data, size);
  LmNet *net = lm_net_new(), *other = lm_net_new();
  uint8_t *frames[64];
  size_t n_frames = 0;
  uint16_t link_type = lm_slice_be16(input, 0);
  input = lm_slice_from(input, 2);
  while (input.len > 2 && n_frames < 64) {
    uint16_t length = lm_slice_be16(input, 0);
    LmSlice bytes = lm_slice_sub(input, 2, length & 0x7fff);
    input = lm_slice_from(input, 2 + bytes.len);
    uint8_t *exact = malloc(bytes.len ? bytes.len : 1);
    if (bytes.len)
      memcpy(exact, bytes.data, bytes.len);
    frames[n_frames++] = exact;
    LmFrame frame = {.data = exact,
                     .captured_bytes = (uint32_t)bytes.len,
                     .original_bytes = (uint32_t)bytes.len + (length & 0x8000 ? 1000 : 0),
                     .time_ns = (int64_t)n_frames * 1000000,
                     .number = (uint32_t)n_frames,
                     .link_type = link_type};
    LmPacket packet, again;
    LmPacketKind kind = lm_net_decode(net, &frame, &packet);
    check(kind == lm_net_decode_general(other, &frame, &again) && kind == packet.kind);
    check(packet.payload.len <= LM_LIMIT_DATAGRAM_BYTES || !packet.reassembled);
    check(packet.payload.len == again.payload.len && packet.missing_bytes == again.missing_bytes);
    check(lm_slice_equal(packet.payload, again.payload));
    check(packet.reassembled || packet.payload.len <= bytes.len);
    check(kind != LM_PACKET_NONE || packet.payload.len == 0);
    check(lm_endpoint_equal(&packet.src, &again.src) && lm_endpoint_equal(&packet.dst, &again.dst));
    check((packet.path != NULL) == (kind != LM_PACKET_NONE));
    check(!packet.path || lm_path_equal(packet.path, again.path));
    check(packet.carrier == again.carrier);
    touch(packet.payload);
    touch_path(packet.path);
  }
  check(lm_net_counters(net)->frames == n_frames);
  lm_net_free(net);
  lm_net_free(other);
  for (size_t i = 0; i < n_frames; i++)
    free(frames[i]);
  return 0;
}
