/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/detail.h"

#include "base/limits.h"
#include "base/scan.h"
#include "base/text.h"
#include "proto/detail-build.h"
#include "proto/sdp/sdp.h"
#include "proto/sip/fields.h"
#include "proto/sip/syntax.h"

static LmDetail *
add_node(LmDetailBuilder *builder, LmDetail *parent, const char *name)
{
  if (builder->n_nodes >= LM_LIMIT_DETAIL_NODES || parent == &builder->spill) {
    builder->spill = (LmDetail){.name = ""};
    return &builder->spill;
  }
  builder->n_nodes++;
  LmDetail *node = lm_arena_alloc(builder->arena, sizeof *node);
  node->name = name;
  if (parent->last_child)
    parent->last_child->next = node;
  else
    parent->first_child = node;
  parent->last_child = node;
  return node;
}

LmDetail *
lm_detail_root(LmArena *arena, const char *name, LmSlice bytes)
{
  LmDetail *root = lm_arena_alloc(arena, sizeof *root);
  *root = (LmDetail){.name = name, .value = bytes, .len = (uint32_t)bytes.len};
  return root;
}

const char *
lm_detail_hex(LmArena *arena, LmSlice bytes)
{
  enum { MOST_BYTES = 32 };
  LmSlice shown = lm_slice_sub(bytes, 0, MOST_BYTES);
  LmText text = LM_TEXT_INIT;
  for (size_t i = 0; i < shown.len; i++)
    lm_text_printf(&text, "%02x", (unsigned)lm_slice_at(shown, i));
  if (shown.len < bytes.len)
    lm_text_add_str(&text, "…");
  const char *copy = lm_arena_string(arena, lm_slice(text.str, text.len));
  lm_text_clear(&text);
  return copy;
}

LmDetail *
lm_detail_add(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice value)
{
  LmDetail *node = add_node(builder, parent, name);
  node->value = value;
  node->offset = (uint32_t)lm_scan_offset(builder->bytes, value);
  node->len = (uint32_t)value.len;
  return node;
}

void
lm_detail_add_some(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice value)
{
  if (value.len)
    lm_detail_add(builder, parent, name, value);
}

LmDetail *
lm_detail_add_text(LmDetailBuilder *builder, LmDetail *parent, const char *name, const char *text)
{
  LmDetail *node = add_node(builder, parent, name);
  node->value = lm_slice_str(text);
  node->offset = parent->offset;
  return node;
}

void
lm_detail_add_parameters(LmDetailBuilder *builder, LmDetail *parent, LmSlice rest,
                         uint8_t separator)
{
  LmSlice name, value;
  while (builder->n_nodes < LM_LIMIT_DETAIL_NODES &&
         lm_sip_next_parameter(&rest, separator, &name, &value)) {
    if (name.len == 0)
      continue;
    LmDetail *node = lm_detail_add(builder, parent, lm_arena_string(builder->arena, name), value);
    if (value.len == 0) {
      node->offset = (uint32_t)lm_scan_offset(builder->bytes, name);
      node->len = (uint32_t)name.len;
    }
  }
}

/* Which of the headers that every message must have are missing (RFC 3261, 8.1.1). */
static void
add_missing(LmDetailBuilder *builder, LmDetail *node, const LmSipMessage *message)
{
  static const LmSipHeaderKind required[] = {LM_SIP_HEADER_VIA, LM_SIP_HEADER_FROM,
                                             LM_SIP_HEADER_TO, LM_SIP_HEADER_CALL_ID,
                                             LM_SIP_HEADER_CSEQ};
  for (size_t i = 0; i < sizeof required / sizeof *required; i++)
    if (!lm_sip_message_header(message, required[i], 0))
      lm_detail_add_text(builder, node, N_("Missing header"), lm_sip_header_kind_name(required[i]));
}

static void
add_start_line(LmDetailBuilder *builder, LmDetail *root, const LmSipMessage *message)
{
  bool request = message->method_name.len > 0;
  LmDetail *node = lm_detail_add(builder, root, request ? N_("Request line") : N_("Status line"),
                                 message->start_line);
  add_missing(builder, node, message);
  if (request) {
    lm_detail_add(builder, node, N_("Method"), message->method_name);
    if (message->request_uri.len)
      lm_detail_add_syntax(builder, lm_detail_add(builder, node, N_("URI"), message->request_uri),
                           lm_sip_syntax_uri, message->request_uri);
    return;
  }
  lm_detail_add_text(builder, node, N_("Status"),
                     lm_arena_printf(builder->arena, "%u", message->status));
  lm_detail_add_some(builder, node, N_("Reason phrase"), message->reason);
  if (*lm_sip_status_reason(message->status))
    lm_detail_add_text(builder, node, N_("Meaning"),
                       lm_arena_printf(builder->arena, "%s (RFC %u)",
                                       lm_sip_status_reason(message->status),
                                       lm_sip_status_rfc(message->status)));
}

static void
add_body(LmDetailBuilder *builder, LmDetail *root, const LmSipMessage *message)
{
  if (message->body.len == 0)
    return;
  LmDetail *node = lm_detail_add(builder, root, N_("Body"), message->body);
  LmSlice sdp = lm_sdp_find(message->content_type, message->body);
  if (sdp.len == 0)
    return;
  if (sdp.len < message->body.len)
    node = lm_detail_add(builder, node, N_("Session description"), sdp);
  lm_detail_add_sdp(builder, node, sdp);
  LmSdp parsed;
  if (!lm_sdp_parse(sdp, builder->arena, &parsed))
    return;
  for (uint32_t i = 0; i < parsed.n_anomalies && i < LM_SDP_MAX_ANOMALIES; i++)
    lm_detail_add_anomaly(builder, root, parsed.anomalies[i],
                          (uint32_t)lm_scan_offset(builder->bytes, sdp));
}

static bool
holds(const LmDetail *node, uint32_t offset, uint32_t len)
{
  return !node->anomaly && node->len && offset >= node->offset &&
         (uint64_t)offset + len <= (uint64_t)node->offset + node->len;
}

void
lm_detail_add_anomaly(LmDetailBuilder *builder, LmDetail *root, LmAnomaly anomaly, uint32_t shift)
{
  uint32_t offset = anomaly.offset + shift;
  LmDetail *parent = root, *child = root->first_child, *before = NULL;
  while (child) {
    if (holds(child, offset, anomaly.len)) {
      parent = child;
      child = child->first_child;
      continue;
    }
    if (parent == root && child->offset <= offset)
      before = child;
    child = child->next;
  }
  LmDetail *node = lm_arena_alloc(builder->arena, sizeof *node);
  LmAnomalyKind kind = (LmAnomalyKind)anomaly.kind;
  *node = (LmDetail){.name = lm_anomaly_text(kind),
                     .value = lm_slice_str(lm_anomaly_source(kind)),
                     .offset = offset,
                     .len = anomaly.len,
                     .anomaly = anomaly.kind};
  /* In a field it comes last; at the top, in the order of the bytes. */
  if (parent != root)
    before = parent->last_child;
  LmDetail **link = before ? &before->next : &parent->first_child;
  node->next = *link;
  *link = node;
  if (!node->next)
    parent->last_child = node;
}

LmDetail *
lm_detail_sip(const LmSipMessage *message, LmArena *arena)
{
  LmDetailBuilder builder = {.arena = arena, .bytes = message->bytes};
  LmDetail *root = lm_detail_root(arena, N_("Session Initiation Protocol"), message->bytes);
  add_start_line(&builder, root, message);
  for (uint32_t i = 0; i < message->n_headers; i++)
    lm_detail_add_header(&builder, root, message, &message->headers[i]);
  add_body(&builder, root, message);
  for (uint32_t i = 0; i < message->n_anomalies && i < LM_SIP_MAX_ANOMALIES; i++)
    lm_detail_add_anomaly(&builder, root, message->anomalies[i], 0);
  if (builder.n_nodes >= LM_LIMIT_DETAIL_NODES)
    lm_detail_add_anomaly(
        &builder, root,
        (LmAnomaly){LM_ANOMALY_SIP_TOO_MANY_HEADERS, (uint32_t)message->bytes.len, 0}, 0);
  return root;
}
