/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Session descriptions (RFC 8866). */

#include "proto/sdp/sdp.h"
#include "proto/body/types.h"

void
lm_body_show_sdp(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  lm_detail_add_sdp(builder, node, body->bytes);
  LmSdp sdp;
  if (!lm_sdp_parse(body->bytes, builder->arena, &sdp))
    return;
  for (uint32_t i = 0; i < sdp.n_anomalies && i < LM_SDP_MAX_ANOMALIES; i++)
    lm_body_add_fault(builder, node, (LmAnomalyKind)sdp.anomalies[i].kind,
                      lm_slice_sub(body->bytes, sdp.anomalies[i].offset, sdp.anomalies[i].len));
}
