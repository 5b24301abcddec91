/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SIP in SIP: whole messages (RFC 3261, 27.5), and fragments (RFC 3420), which may lack the start
 * line, any header, and the end. */

#include "base/scan.h"
#include "proto/body/types.h"
#include "proto/multipart.h"
#include "proto/sip/check.h"

static bool
index_header(LmSipHeader *header, LmSlice bytes, LmSlice name, LmSlice value)
{
  if (name.len == 0 || name.len > UINT16_MAX)
    return false;
  header->name_offset = (uint32_t)lm_scan_offset(bytes, name);
  header->name_len = (uint16_t)name.len;
  header->value_offset =
      value.len ? (uint32_t)lm_scan_offset(bytes, value) : header->name_offset + (uint32_t)name.len;
  header->value_len = (uint32_t)value.len;
  header->kind = (uint16_t)lm_sip_header_parse_name(name);
  return true;
}

static void
show_headers(LmDetailBuilder *builder, LmDetail *node, LmSipMessage *message, int depth)
{
  LmSlice rest = message->bytes, line, name, value;
  LmBody body = {.depth = depth};
  bool faulty = false;
  while (builder->n_nodes < LM_LIMIT_DETAIL_NODES &&
         lm_mime_next_header(&rest, &line, &name, &value)) {
    LmSipHeader header;
    if (!index_header(&header, message->bytes, name, value)) {
      /* One is enough: what is no header here is no list of headers. */
      if (!faulty)
        lm_body_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, line);
      faulty = true;
      continue;
    }
    lm_detail_add_header(builder, node, message, &header);
    if (header.kind == LM_SIP_HEADER_CONTENT_TYPE)
      body.content_type = value;
    else if (header.kind == LM_SIP_HEADER_CONTENT_ENCODING)
      body.content_encoding = value;
  }
  body.bytes = rest;
  if (rest.len)
    lm_body_add(builder, node, &body);
}

void
lm_body_show_sipfrag(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  LmSipMessage *message = lm_arena_alloc(builder->arena, sizeof *message);
  if (lm_sip_message_parse(body->bytes, false, builder->arena, message)) {
    lm_detail_add_message(builder, node, message, false, body->depth + 1);
    return;
  }
  message->bytes = body->bytes;
  show_headers(builder, node, message, body->depth + 1);
}

void
lm_body_show_sip(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  LmSipMessage *message = lm_arena_alloc(builder->arena, sizeof *message);
  if (!lm_sip_message_parse(body->bytes, false, builder->arena, message)) {
    lm_body_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, body->bytes);
    return;
  }
  lm_detail_add_message(builder, node, message, true, body->depth + 1);
  LmSipVerdict verdict;
  lm_sip_check(message, false, builder->arena, &verdict);
  for (uint32_t i = 0; i < verdict.n; i++)
    lm_body_add_fault(
        builder, node, (LmAnomalyKind)verdict.anomalies[i].kind,
        lm_slice_sub(message->bytes, verdict.anomalies[i].offset, verdict.anomalies[i].len));
}
