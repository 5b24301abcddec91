/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/sdp/sdp.h"

/* The first line is the content type, the rest the body. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmArena arena = LM_ARENA_INIT;
  LmSlice type, body = lm_slice(data, size), value;
  LmSdp sdp;
  lm_sdp_parse(body, &arena, &sdp);
  if (lm_sdp_next_line(&body, &type) && lm_sdp_parse(lm_sdp_find(type, body), &arena, &sdp))
    for (uint32_t i = 0; i < sdp.n_media; i++)
      lm_sdp_attribute(sdp.media[i].attributes, sdp.media[i].n_attributes,
                       LM_SLICE_LITERAL("label"), &value);
  lm_arena_clear(&arena);
  return 0;
}
