/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "base/limits.h"
#include "proto/sip/check.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static LmSipMessage message;
  LmArena arena = LM_ARENA_INIT;
  LmSipVerdict whole, cut;
  if (lm_sip_message_parse(lm_slice(data, size), false, &arena, &message)) {
    lm_sip_check(&message, false, &arena, &whole);
    lm_sip_check(&message, true, &arena, &cut);
    /* The capture's end excuses some, and adds none. */
    if (whole.n > LM_LIMIT_SIP_ANOMALIES || cut.n != whole.n || (whole.valid && !cut.valid))
      abort();
    for (uint32_t i = 0; i < whole.n; i++)
      if ((uint64_t)whole.anomalies[i].offset + whole.anomalies[i].len > size)
        abort();
  }
  lm_arena_clear(&arena);
  return 0;
}
