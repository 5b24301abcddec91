/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A direction of a WebSocket connection. The first byte says how messages are compressed, the
 * second by how much the bytes grow at a time; all else is the opening handshake, if it is one, and
 * frames. */

#include "fuzz.h"
#include "track/websocket_stream.h"

#include <stdlib.h>

static volatile uint8_t sum;

static void
check(bool holds)
{
  if (!holds)
    abort();
}

static void
touch(LmSlice slice)
{
  for (size_t i = 0; i < slice.len; i++)
    sum ^= slice.data[i];
}

static bool
want_most(LmSlice first)
{
  touch(first);
  return lm_slice_at(first, 0) != '{';
}

static size_t
take_handshake(LmSlice bytes)
{
  LmWsHandshake handshake;
  size_t len;
  if (lm_ws_handshake_parse(bytes, &handshake, &len) != LM_WS_FOUND)
    return 0;
  check(len > 0 && len <= bytes.len);
  touch(handshake.first_line);
  touch(handshake.target);
  touch(handshake.reason);
  touch(handshake.protocols);
  touch(handshake.host);
  touch(handshake.agent);
  return len;
}

/* Takes what can be taken of the first @there bytes; how many that is. */
static size_t
take_frames(LmWsStream *stream, LmWsShared *shared, LmSlice bytes, size_t *wanted)
{
  size_t at = 0;
  for (;;) {
    LmSlice rest = lm_slice_from(bytes, at);
    LmWsMessage message;
    size_t taken;
    if (rest.len == 0 || rest.len < *wanted)
      return at;
    LmWsTake result = lm_ws_stream_take(stream, shared, want_most, rest, &taken, wanted, &message);
    check(taken <= rest.len);
    if (result == LM_WS_WAITS) {
      check(*wanted > rest.len);
      return at;
    }
    if (result == LM_WS_LOST) {
      lm_ws_stream_break(stream);
      taken = 1;
    }
    check(taken > 0);
    if (result == LM_WS_TAKEN_MESSAGE) {
      touch(message.payload);
      touch(lm_slice_str(lm_ws_close_name(message.close_code)));
    }
    at += taken;
  }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmArena arena = LM_ARENA_INIT;
  LmWsShared shared = {.arena = &arena};
  LmWsStream stream = {.forgets = lm_slice_at(lm_slice(data, size), 0) == 1};
  LmSlice input = lm_slice_from(lm_slice(data, size), 2);
  size_t step = size > 1 && data[1] ? data[1] : 1, wanted = 0;
  size_t at = take_handshake(input);
  lm_ws_looks_like(lm_slice_from(input, at), want_most);
  for (size_t there = at; there < input.len;) {
    there = input.len - there < step ? input.len : there + step;
    at += take_frames(&stream, &shared, lm_slice_sub(input, at, there - at), &wanted);
  }
  lm_ws_stream_clear(&stream, &shared);
  check(shared.inflaters == 0);
  lm_ws_shared_clear(&shared);
  lm_arena_clear(&arena);
  return 0;
}
