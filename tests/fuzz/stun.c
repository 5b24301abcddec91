/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/stun.h"
#include "proto/turn.h"

#include <stdlib.h>

static void
walk(LmSlice rest, const LmStun *stun)
{
  LmStunAttribute attribute;
  LmEndpoint address;
  size_t before = rest.len;
  for (; lm_stun_next(&rest, &attribute); before = rest.len) {
    if (rest.len >= before || attribute.value.len + 4 > attribute.whole.len)
      abort();
    lm_stun_address(stun, &attribute, &address);
    lm_stun_attribute_name(attribute.type);
  }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice datagram = lm_slice(data, size);
  LmStun stun;
  LmTurnPayload payload;
  if (lm_stun_parse(datagram, &stun)) {
    walk(lm_slice_from(stun.bytes, LM_STUN_HEADER_BYTES), &stun);
    lm_stun_has_ice(&stun);
    for (uint32_t i = 0; i < stun.n_anomalies && i < LM_STUN_MAX_ANOMALIES; i++)
      if (stun.anomalies[i].offset > size ||
          stun.anomalies[i].len > size - stun.anomalies[i].offset)
        abort();
  }
  if (lm_turn_unwrap(datagram, &payload) && (payload.data.len == 0 || payload.data.len > size))
    abort();
  return 0;
}
