/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The envelope of instant messages (RFC 3862), and what is in it. */

#include "proto/cpim.h"
#include "proto/body/types.h"

void
lm_body_show_cpim(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  LmCpim cpim;
  if (!lm_cpim_parse(body->bytes, &cpim)) {
    lm_detail_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, body->bytes);
    return;
  }
  lm_detail_add_header_lines(builder, node,
                             lm_slice_sub(body->bytes, 0, body->bytes.len - cpim.content.len));
  LmBody content = {.content_type = cpim.content_type,
                    .transfer_encoding = cpim.transfer_encoding,
                    .bytes = cpim.content,
                    .depth = body->depth + 1};
  if (content.bytes.len)
    lm_body_add(builder, node, &content);
}
