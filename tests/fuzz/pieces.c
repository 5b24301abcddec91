/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A capture that comes in pieces: the first byte says how large they are. However it is cut, its
 * packets and whether something is amiss are the same, and are those of a file where it is no
 * compressed one. */

#include "capture/pieces.h"
#include "base/limits.h"
#include "capture/decompress.h"
#include "capture/memory.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  uint64_t n, sum, notes;
  bool damaged;
} Seen;

static void
take_frames(Seen *seen, const LmFrame *frames, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    if (frames[i].captured_bytes > LM_LIMIT_FRAME_BYTES)
      abort();
    seen->n++;
    seen->sum = seen->sum * 31 + (uint64_t)frames[i].time_ns + frames[i].original_bytes;
    seen->sum = seen->sum * 31 + frames[i].link_type + frames[i].interface + frames[i].number;
    for (size_t j = 0; j < frames[i].captured_bytes; j++)
      seen->sum = seen->sum * 31 + frames[i].data[j];
  }
}

static void
take_notes(Seen *seen, const LmPieces *pieces)
{
  for (uint32_t i = 0; i < lm_pieces_n_notes(pieces); i++) {
    LmSlice bytes = lm_pieces_note(pieces, i)->bytes;
    for (size_t j = 0; j < bytes.len; j++)
      seen->notes = seen->notes * 31 + bytes.data[j];
  }
}

static bool
take(void *user, LmPieces *pieces, const LmFrame *frames, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (frames[i].interface >= lm_pieces_n_interfaces(pieces))
      abort();
  take_notes(user, pieces);
  take_frames(user, frames, n);
  return true;
}

static Seen
read_in_pieces(LmSlice bytes, size_t piece)
{
  Seen seen = {0};
  LmPieces *pieces = lm_pieces_new("x", take, &seen);
  while (bytes.len && lm_pieces_add(pieces, lm_slice_sub(bytes, 0, piece)))
    bytes = lm_slice_from(bytes, piece);
  lm_pieces_end(pieces);
  seen.damaged = lm_pieces_damage(pieces)->code != LM_ERROR_NONE;
  lm_pieces_free(pieces);
  return seen;
}

static Seen
read_whole(LmSlice bytes)
{
  Seen seen = {0};
  LmError error = {0};
  LmFrame frames[64];
  size_t n;
  LmCapture *capture = lm_capture_open_memory(bytes, "x", &error);
  while (capture && (n = lm_capture_read(capture, frames, 64)) > 0)
    take_frames(&seen, frames, n);
  seen.damaged = !capture || lm_capture_damage(capture)->code != LM_ERROR_NONE;
  lm_capture_close(capture);
  return seen;
}

static void
compare(const Seen *a, const Seen *b)
{
  if (a->n != b->n || a->sum != b->sum || a->damaged != b->damaged)
    abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;
  LmSlice bytes = lm_slice(data + 1, size - 1);
  Seen whole = read_in_pieces(bytes, bytes.len), cut = read_in_pieces(bytes, 1u + data[0]);
  compare(&whole, &cut);
  if (whole.notes != cut.notes)
    abort();
  if (lm_compression_detect(bytes) == LM_COMPRESSION_NONE) {
    Seen file = read_whole(bytes);
    compare(&whole, &file);
  }
  return 0;
}
