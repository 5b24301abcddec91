/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A whole connection by TLS and the secrets to it: the key log with its length in front of it (two
 * bytes), then pieces of the connection, each a byte that says how it comes and its length. */

#include "net/tls.h"
#include "base/arena.h"
#include "base/bytes.h"
#include "fuzz.h"

#include <stdlib.h>

enum { DIRECTION = 1, BEHIND_GAP = 2, FLUSH = 4, IN_BYTES = 8 };

typedef struct {
  LmKeys *keys;
  LmTls *tls;
  LmArena arena;
  LmSlice unread[2];
  uint64_t sum; /* of all that came out, so that it is looked at */
} Run;

static void
look_at(Run *run, LmSlice plain)
{
  for (size_t i = 0; i < plain.len; i++)
    run->sum += plain.data[i];
}

/* What is not consumed comes again, with more behind it. */
static void
hand_over(Run *run, unsigned direction, LmSlice bytes)
{
  LmSlice before = run->unread[direction], plain;
  uint8_t *all = lm_arena_alloc(&run->arena, before.len + bytes.len + 1);
  if (before.len)
    memcpy(all, before.data, before.len);
  if (bytes.len)
    memcpy(all + before.len, bytes.data, bytes.len);
  LmSlice left = lm_slice(all, before.len + bytes.len);
  for (size_t n; (n = lm_tls_take(run->tls, direction, left, &plain));) {
    if (n > left.len || plain.len > n)
      abort();
    left = lm_slice_from(left, n);
    look_at(run, plain);
  }
  /* A record that is longer than any may be would never be waited for. */
  if (left.len > (1u << 14) + 2048 + 5)
    abort();
  run->unread[direction] = left;
}

static void
take_piece(Run *run, uint8_t how, LmSlice bytes)
{
  unsigned direction = how & DIRECTION;
  LmSlice plain;
  if (how & BEHIND_GAP) {
    run->unread[direction] = LM_SLICE_EMPTY;
    lm_tls_gap(run->tls, direction);
  }
  if (how & IN_BYTES && bytes.len < 2000)
    for (size_t i = 0; i < bytes.len; i++)
      hand_over(run, direction, lm_slice_sub(bytes, i, 1));
  else
    hand_over(run, direction, bytes);
  if (how & FLUSH) {
    lm_tls_flush(run->tls, direction, &plain);
    look_at(run, plain);
  }
}

static void
check_info(const LmTlsInfo *info)
{
  if (!info->version_name || (info->state > LM_TLS_DECRYPTED && !info->missing) ||
      (info->state == LM_TLS_DECRYPTED && info->missing))
    abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  Run run = {.keys = lm_keys_new()};
  LmSlice input = lm_slice(data, size);
  size_t log_bytes = lm_slice_be16(input, 0);
  lm_keys_add_log_text(run.keys, lm_slice_sub(input, 2, log_bytes), "fuzz");
  run.tls = lm_tls_new(run.keys, &run.arena);
  LmSlice rest = lm_slice_from(input, 2 + log_bytes);
  while (rest.len > 3) {
    size_t len = lm_slice_be16(rest, 1);
    take_piece(&run, lm_slice_u8(rest, 0), lm_slice_sub(rest, 3, len));
    rest = lm_slice_from(rest, 3 + len);
    check_info(lm_tls_info(run.tls));
  }
  lm_tls_free(run.tls);
  lm_keys_free(run.keys);
  lm_arena_clear(&run.arena);
  return 0;
}
