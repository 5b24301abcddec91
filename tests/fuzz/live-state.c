/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The state of a capture, as it lies in its folder: what is read is written the same again. */

#include "capture/live_state.h"
#include "fuzz.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmLiveState state, again;
  LmText first = LM_TEXT_INIT, second = LM_TEXT_INIT;
  lm_live_state_init(&state);
  lm_live_state_init(&again);
  if (lm_live_state_parse(lm_slice(data, size), &state)) {
    lm_live_state_format(&state, &first);
    if (!lm_live_state_parse(lm_slice(first.str, first.len), &again))
      abort();
    lm_live_state_format(&again, &second);
    if (first.len != second.len || memcmp(first.str, second.str, first.len) != 0)
      abort();
  }
  lm_text_clear(&first);
  lm_text_clear(&second);
  lm_live_state_clear(&state);
  lm_live_state_clear(&again);
  return 0;
}
