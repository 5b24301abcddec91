/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bodies of several parts (RFC 2046, 5.1; in SIP RFC 5621), each with its headers. */

#include "proto/multipart.h"
#include "base/limits.h"
#include "proto/body/types.h"

static void
add_part(LmDetailBuilder *builder, LmDetail *parent, LmSlice part, int depth)
{
  LmSlice headers, content;
  lm_multipart_split(part, &headers, &content);
  LmBody body = {.content_type = lm_mime_header(headers, LM_SLICE_LITERAL("Content-Type")),
                 .content_encoding = lm_mime_header(headers, LM_SLICE_LITERAL("Content-Encoding")),
                 .transfer_encoding =
                     lm_mime_header(headers, LM_SLICE_LITERAL("Content-Transfer-Encoding")),
                 .bytes = content,
                 .depth = depth};
  LmDetail *node = lm_detail_add(builder, parent, N_("Part"), part);
  node->value = lm_body_media_type(body.content_type);
  lm_detail_add_header_lines(builder, node, headers);
  if (content.len)
    lm_body_add(builder, node, &body);
}

void
lm_body_show_multipart(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  LmMultipart multipart;
  if (!lm_multipart_open(&multipart, body->content_type, body->bytes)) {
    lm_detail_add_fault(builder, node, LM_ANOMALY_BODY_BOUNDARY, body->bytes);
    return;
  }
  /* The parts tell more than the first bytes in hexadecimal. */
  if (!lm_body_is_text(body->bytes))
    node->value = LM_SLICE_EMPTY;
  lm_detail_add_some(builder, node, N_("Preamble"), multipart.preamble);
  LmSlice part;
  while (lm_multipart_next(&multipart, &part)) {
    if (++builder->n_parts > LM_LIMIT_MULTIPART_PARTS) {
      lm_detail_add_fault(builder, node, LM_ANOMALY_BODY_LIMIT, part);
      return;
    }
    add_part(builder, node, part, body->depth + 1);
  }
  lm_detail_add_some(builder, node, N_("Epilogue"), multipart.epilogue);
  if (!multipart.closed)
    lm_detail_add_fault(builder, node, LM_ANOMALY_BODY_NO_END,
                        lm_slice_from(body->bytes, body->bytes.len));
}
