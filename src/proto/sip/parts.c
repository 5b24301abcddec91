/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/parts.h"

#include "proto/sip/fields.h"

void
lm_sip_walk_parameters(LmSipWalk *walk, LmSlice rest, uint8_t separator)
{
  LmSlice name, value;
  while (!walk->full && lm_sip_next_parameter(&rest, separator, &name, &value)) {
    if (name.len == 0)
      continue;
    lm_sip_enter_label(walk, name, value);
    lm_sip_leave(walk);
  }
}
