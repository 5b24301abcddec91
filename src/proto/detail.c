/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/detail.h"

#include "base/limits.h"
#include "base/scan.h"
#include "base/text.h"
#include "proto/body/body.h"
#include "proto/detail-build.h"
#include "proto/sip/check.h"
#include "proto/sip/needs.h"
#include "proto/sip/syntax.h"

/* Which of the headers that every message must have (RFC 3261, 8.1.1), or one of its kind, are
 * missing. */
static void
add_missing(LmDetailBuilder *builder, LmDetail *node, const LmSipMessage *message)
{
  static const LmSipHeaderKind required[] = {LM_SIP_HEADER_VIA, LM_SIP_HEADER_FROM,
                                             LM_SIP_HEADER_TO, LM_SIP_HEADER_CALL_ID,
                                             LM_SIP_HEADER_CSEQ};
  for (size_t i = 0; i < sizeof required / sizeof *required; i++)
    if (!lm_sip_message_header(message, required[i], 0))
      lm_detail_add_text(builder, node, N_("Missing header"), lm_sip_header_kind_name(required[i]));
  const char *name;
  for (uint32_t i = 0; (name = lm_sip_needs_missing(message, i)); i++)
    lm_detail_add_text(builder, node, N_("Missing header"), name);
}

static void
add_start_line(LmDetailBuilder *builder, LmDetail *root, const LmSipMessage *message, bool whole)
{
  bool request = message->method_name.len > 0;
  LmDetail *node = lm_detail_add(builder, root, request ? N_("Request line") : N_("Status line"),
                                 message->start_line);
  if (whole)
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

static LmSlice
named_value(const LmSipMessage *message, LmSlice name)
{
  for (uint32_t i = 0; i < message->n_headers; i++)
    if (lm_slice_equal_nocase(lm_sip_header_name(message, &message->headers[i]), name))
      return lm_sip_header_value(message, &message->headers[i]);
  return LM_SLICE_EMPTY;
}

static void
add_body(LmDetailBuilder *builder, LmDetail *root, const LmSipMessage *message, int depth)
{
  /* A SIP message as a whole needs no transfer encoding, being binary (RFC 5621), but some senders
   * state one. */
  LmBody body = {.content_type = message->content_type,
                 .content_encoding = lm_sip_message_value(message, LM_SIP_HEADER_CONTENT_ENCODING),
                 .transfer_encoding =
                     named_value(message, LM_SLICE_LITERAL("Content-Transfer-Encoding")),
                 .bytes = message->body,
                 .depth = depth};
  if (body.bytes.len)
    lm_body_add(builder, root, &body);
}

void
lm_detail_add_message(LmDetailBuilder *builder, LmDetail *root, const LmSipMessage *message,
                      bool whole, int depth)
{
  if (message->start_line.len)
    add_start_line(builder, root, message, whole);
  for (uint32_t i = 0; i < message->n_headers; i++)
    lm_detail_add_header(builder, root, message, &message->headers[i]);
  add_body(builder, root, message, depth);
}

LmDetail *
lm_detail_sip(const LmSipMessage *message, LmArena *arena)
{
  LmDetailBuilder builder = {.arena = arena, .bytes = message->bytes};
  LmDetail *root = lm_detail_root(arena, N_("Session Initiation Protocol"), message->bytes);
  lm_detail_add_message(&builder, root, message, true, 0);
  LmSipVerdict verdict;
  lm_sip_check(message, false, arena, &verdict);
  for (uint32_t i = 0; i < verdict.n; i++)
    lm_detail_add_anomaly(&builder, root, verdict.anomalies[i], 0);
  if (builder.n_nodes >= LM_LIMIT_DETAIL_NODES)
    lm_detail_add_anomaly(
        &builder, root,
        (LmAnomaly){LM_ANOMALY_SIP_TOO_MANY_HEADERS, (uint32_t)message->bytes.len, 0}, 0);
  if (builder.too_deep)
    lm_detail_add_anomaly(&builder, root,
                          (LmAnomaly){LM_ANOMALY_BODY_LIMIT, (uint32_t)message->bytes.len, 0}, 0);
  return root;
}
