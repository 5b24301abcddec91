/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "base/limits.h"
#include "proto/cpim.h"
#include "proto/msrp.h"

#include <stdlib.h>

typedef struct {
  LmMsrpReader reader;
  uint64_t n_heads, n_ends, body_bytes;
} Reading;

/* Takes all parts that there are off the front of @bytes. */
static size_t
take_parts(Reading *reading, LmSlice bytes)
{
  size_t taken = 0;
  for (;;) {
    LmMsrpPart part;
    LmMsrpHead head;
    size_t n = lm_msrp_read(&reading->reader, lm_slice_from(bytes, taken), &part);
    if (n > bytes.len - taken)
      abort();
    if (part.kind == LM_MSRP_PART_NONE)
      return taken;
    /* A part of no length may stand only for an end that got lost. */
    if (n == 0 && part.kind != LM_MSRP_PART_END)
      abort();
    if (part.kind == LM_MSRP_PART_HEAD && !lm_msrp_parse(part.bytes, &head))
      abort();
    reading->n_heads += part.kind == LM_MSRP_PART_HEAD;
    reading->n_ends += part.kind == LM_MSRP_PART_END;
    if (part.kind == LM_MSRP_PART_BODY)
      reading->body_bytes += part.bytes.len;
    taken += n;
  }
}

/* The first byte says how long the pieces are in which the stream arrives, and whether a gap is
 * behind the first. Without gaps the pieces make no difference to the messages that are found. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size < 1)
    return 0;
  LmSlice stream = lm_slice_from(lm_slice(data, size), 1);
  size_t step = (data[0] & 0x7f) + 1u, from = 0;
  bool gap = data[0] & 0x80;
  Reading pieces = {0}, whole = {0};
  for (size_t to = 0; to < stream.len;) {
    to = to + step < stream.len ? to + step : stream.len;
    from += take_parts(&pieces, lm_slice_sub(stream, from, to - from));
    if (gap)
      lm_msrp_reader_gap(&pieces.reader);
    gap = false;
  }
  take_parts(&whole, stream);
  if (!(data[0] & 0x80) && stream.len < LM_LIMIT_MSRP_HEAD_BYTES && lm_msrp_looks_like(stream) &&
      whole.n_heads == 1 && whole.n_ends == 1 &&
      (pieces.n_heads < 1 || pieces.n_ends < 1 || pieces.body_bytes < whole.body_bytes))
    abort();
  LmCpim cpim;
  if (lm_cpim_parse(stream, &cpim))
    lm_cpim_word(cpim.content_type, cpim.content);
  return 0;
}
