/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "capture/decompress.h"

#include <stdlib.h>

static bool
count(void *user, const uint8_t *bytes, size_t len)
{
  *(uint64_t *)user += len;
  return true;
}

/* All of @bytes, in pieces of at most @step. */
static uint64_t
decompress(LmSlice bytes, size_t step, bool *sound)
{
  uint64_t total = 0;
  LmError error = {0};
  LmDecompressor *d = lm_decompressor_new(lm_compression_detect(bytes), count, &total);
  *sound = true;
  for (size_t at = 0; *sound && at < bytes.len; at += step)
    *sound = lm_decompressor_feed(d, lm_slice_sub(bytes, at, step), &error);
  *sound = *sound && lm_decompressor_finish(d, &error);
  if (*sound != (error.code == LM_ERROR_NONE))
    abort();
  lm_decompressor_free(d);
  return total;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice bytes = lm_slice(data, size);
  bool whole_sound, parts_sound;
  if (lm_compression_detect(bytes) == LM_COMPRESSION_NONE)
    return 0;
  uint64_t whole = decompress(bytes, size, &whole_sound);
  uint64_t parts = decompress(bytes, 3, &parts_sound);
  /* Sound data decompresses alike however it arrives. */
  if (whole_sound != parts_sound || (whole_sound && whole != parts))
    abort();
  return 0;
}
