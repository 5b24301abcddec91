/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/telephone_event.h"

#include <stdlib.h>

static void
walk(LmSlice payload)
{
  LmTelephoneEvent event;
  size_t left = payload.len;
  while (lm_telephone_event_next(&payload, &event)) {
    if (payload.len != left - LM_TELEPHONE_EVENT_BYTES)
      abort();
    left = payload.len;
    lm_telephone_event_name(event.event);
    int key = lm_telephone_event_key(event.event);
    if (key && lm_telephone_event_of_key(key) != event.event)
      abort();
  }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  walk(lm_slice(data, size));
  return 0;
}
