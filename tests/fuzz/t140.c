/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/t140.h"

#include <stdlib.h>

/* Blocks of as many bytes as the first says; what is shown is UTF-8, however they are cut. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmT140 t140 = LM_T140_INIT;
  LmSlice rest = lm_slice(data, size);
  while (rest.len) {
    size_t n = rest.data[0] % 16;
    if (n == 0)
      lm_t140_add_loss(&t140);
    lm_t140_add(&t140, lm_slice_sub(rest, 1, n));
    rest = lm_slice_from(rest, 1 + n);
  }
  LmSlice shown = lm_slice(t140.shown.str, t140.shown.len);
  while (shown.len) {
    size_t n = lm_text_utf8_len(shown);
    if (n == 0)
      abort();
    shown = lm_slice_from(shown, n);
  }
  lm_t140_clear(&t140);
  return 0;
}
