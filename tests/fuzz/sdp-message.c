/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The session description of a message, out of whatever is around it. */

#include "fuzz.h"

#include "base/limits.h"
#include "proto/sdp/message.h"
#include "proto/sdp/sdp.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static LmSipMessage message;
  LmArena arena = LM_ARENA_INIT;
  LmSdp sdp;
  if (lm_sip_message_parse(lm_slice(data, size), false, &arena, &message)) {
    LmSlice text = lm_sdp_of_message(&message, &arena);
    if (lm_sdp_was_decoded(&message, text) && text.len > LM_LIMIT_SDP_DECODED_BYTES)
      abort();
    lm_sdp_parse(text, &arena, &sdp);
  }
  lm_arena_clear(&arena);
  return 0;
}
