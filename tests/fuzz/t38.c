/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/t38.h"
#include "proto/udptl.h"

#include <stdlib.h>

static void
walk(LmSlice packet, bool old)
{
  LmT38Ifp ifp;
  LmT38Field field;
  char text[32];
  if (!lm_t38_parse(packet, old, &ifp))
    return;
  size_t bit = ifp.fields_bit;
  for (uint32_t i = 0; i < ifp.n_fields; i++) {
    /* What was parsed can be walked. */
    if (!lm_t38_next_field(&ifp, &bit, &field))
      abort();
    lm_t38_station(field.data, text, sizeof text);
    lm_t38_fcf_name(lm_slice_u8(field.data, 2));
  }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice bytes = lm_slice(data, size), ifp;
  LmUdptl udptl;
  walk(bytes, true);
  walk(bytes, false);
  if (!lm_udptl_parse(bytes, &udptl))
    return 0;
  walk(udptl.ifp, true);
  LmSlice rest = udptl.secondary;
  for (uint32_t i = 0; i < udptl.n_secondary; i++) {
    if (!lm_udptl_next_ifp(&rest, &ifp))
      abort();
    walk(ifp, false);
  }
  return 0;
}
