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
  /* Below the line that it is about; where the bytes were decoded, lines have no place of their
   * own. */
  LmDetail place = {0};
  lm_detail_place(builder, &place, body->bytes);
  bool decoded = builder->encoded_len > 0;
  for (uint32_t i = 0; i < sdp.n_anomalies && i < LM_SDP_MAX_ANOMALIES; i++)
    if (decoded)
      lm_detail_add_fault(builder, node, (LmAnomalyKind)sdp.anomalies[i].kind, body->bytes);
    else
      lm_detail_add_anomaly(builder, node, sdp.anomalies[i], place.offset);
}
