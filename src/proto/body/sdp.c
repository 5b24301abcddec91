/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Session descriptions (RFC 8866). */

#include "proto/body/types.h"
#include "proto/sdp/check.h"

void
lm_body_show_sdp(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  lm_detail_add_sdp(builder, node, body->bytes);
  LmAnomaly *anomalies;
  uint32_t n = lm_sdp_check(body->bytes, builder->arena, &anomalies);
  for (uint32_t i = 0; i < n; i++)
    lm_body_add_fault(builder, node, (LmAnomalyKind)anomalies[i].kind,
                      lm_slice_sub(body->bytes, anomalies[i].offset, anomalies[i].len));
}
