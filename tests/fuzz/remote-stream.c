/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What another host sends as pcap, in pieces: the first byte says how large they are. However it is
 * cut, the records are the same. */

#include "base/limits.h"
#include "capture/remote_stream.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  uint64_t n_records, sum;
  LmRemoteFound last;
} Seen;

static void
take_record(const LmRemoteStream *stream, Seen *seen)
{
  if (stream->data.len > LM_LIMIT_FRAME_BYTES || stream->original_bytes < stream->data.len)
    abort();
  seen->n_records++;
  seen->sum = seen->sum * 31 + (uint64_t)stream->time_ns + stream->original_bytes;
  for (size_t i = 0; i < stream->data.len; i++)
    seen->sum = seen->sum * 31 + stream->data.data[i];
}

static Seen
read_in_pieces(LmSlice bytes, size_t piece)
{
  static uint8_t buffer[LM_REMOTE_BUFFER_BYTES];
  LmRemoteStream stream = {.buffer = buffer};
  Seen seen = {0};
  do {
    size_t size;
    uint8_t *room = lm_remote_stream_room(&stream, &size);
    if (size == 0)
      abort();
    LmSlice next = lm_slice_sub(bytes, 0, piece < size ? piece : size);
    if (next.len)
      memcpy(room, next.data, next.len);
    lm_remote_stream_add(&stream, next.len);
    bytes = lm_slice_from(bytes, next.len);
    while ((seen.last = lm_remote_stream_next(&stream)) == LM_REMOTE_RECORD ||
           seen.last == LM_REMOTE_HEADER)
      if (seen.last == LM_REMOTE_RECORD)
        take_record(&stream, &seen);
  } while (seen.last == LM_REMOTE_MORE && bytes.len);
  return seen;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;
  LmSlice bytes = lm_slice(data + 1, size - 1);
  Seen whole = read_in_pieces(bytes, LM_REMOTE_BUFFER_BYTES);
  Seen cut = read_in_pieces(bytes, 1u + data[0]);
  if (whole.n_records != cut.n_records || whole.sum != cut.sum || whole.last != cut.last)
    abort();
  return 0;
}
