/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/check.h"

#include "base/limits.h"
#include "base/scan.h"
#include "proto/sip/check-build.h"
#include "proto/sip/parts.h"
#include "proto/sip/registry-headers.h"
#include "proto/sip/syntax.h"

bool
lm_sip_is_by_cut(const LmSipMessage *message, const LmAnomaly *anomaly)
{
  return anomaly->kind == LM_ANOMALY_SIP_CONTENT_LENGTH_SHORT ||
         anomaly->kind == LM_ANOMALY_SIP_NO_END_OF_HEADERS ||
         anomaly->kind == LM_ANOMALY_SIP_MISSING_HEADER ||
         (size_t)anomaly->offset + anomaly->len >= message->bytes.len;
}

/* The first pass and a syntax may look at the same thing, and have two names for the same fault in
 * a request URI. */
static bool
is_noted(const LmSipCheck *check, const LmAnomaly *wanted)
{
  for (uint32_t i = 0; i < check->n; i++) {
    const LmAnomaly *noted = &check->anomalies[i];
    bool same = noted->kind == wanted->kind ||
                (noted->kind == LM_ANOMALY_SIP_REQUEST_URI && wanted->kind == LM_ANOMALY_SIP_URI);
    if (same && noted->offset <= wanted->offset + wanted->len &&
        wanted->offset <= noted->offset + noted->len)
      return true;
  }
  return false;
}

static void
add(LmSipCheck *check, LmAnomaly anomaly)
{
  if (check->n >= LM_LIMIT_SIP_ANOMALIES) {
    check->walk.full = true;
    return;
  }
  if (check->n == check->capacity) {
    uint32_t capacity = check->capacity ? check->capacity * 2 : LM_SIP_MAX_ANOMALIES;
    LmAnomaly *grown = lm_arena_alloc(check->arena, capacity * sizeof *grown);
    if (check->n)
      memcpy(grown, check->anomalies, check->n * sizeof *grown);
    check->anomalies = grown;
    check->capacity = capacity;
  }
  check->anomalies[check->n++] = anomaly;
}

void
lm_sip_check_note(LmSipCheck *check, LmAnomalyKind kind, LmSlice where)
{
  LmAnomaly anomaly = {.kind = (uint16_t)kind,
                       .offset = (uint32_t)lm_scan_offset(check->message->bytes, where),
                       .len = (uint32_t)where.len};
  if (!is_noted(check, &anomaly))
    add(check, anomaly);
}

static void
fault(LmSipWalk *walk, LmAnomalyKind kind, LmSlice where)
{
  LmSipCheck *check = (LmSipCheck *)(void *)walk;
  lm_sip_check_note(check, kind, check->n_open ? check->encoded : where);
}

static LmSlice
open_decoded(LmSipWalk *walk, LmSlice encoded, LmSlice decoded)
{
  LmSipCheck *check = (LmSipCheck *)(void *)walk;
  if (check->n_open++ == 0)
    check->encoded = encoded;
  return lm_arena_copy(check->arena, decoded);
}

static void
close_decoded(LmSipWalk *walk)
{
  ((LmSipCheck *)(void *)walk)->n_open--;
}

static const LmSipSink sink = {.fault = fault, .open = open_decoded, .close = close_decoded};

static void
check_start_line(LmSipCheck *check)
{
  const LmSipMessage *message = check->message;
  if (message->request_uri.len)
    lm_sip_syntax_uri(&check->walk, message->request_uri);
  uint32_t before = check->n;
  lm_sip_expect_text(&check->walk, message->reason);
  if (check->n > before)
    check->anomalies[before].kind = LM_ANOMALY_SIP_REASON;
}

static void
check_header(LmSipCheck *check, const LmSipHeader *header)
{
  LmSlice name = lm_sip_header_name(check->message, header);
  LmSlice value = lm_sip_header_value(check->message, header);
  const LmSipHeaderField *field = lm_sip_header_field_find(name);
  if (field)
    lm_sip_walk_header(&check->walk, field, value);
  else
    lm_sip_expect_text(&check->walk, value);
}

void
lm_sip_check(const LmSipMessage *message, bool truncated, LmArena *arena, LmSipVerdict *verdict)
{
  LmSipCheck check = {.walk = {.sink = &sink}, .message = message, .arena = arena};
  for (uint32_t i = 0; i < message->n_anomalies && i < LM_SIP_MAX_ANOMALIES; i++)
    add(&check, message->anomalies[i]);
  check_start_line(&check);
  for (uint32_t i = 0; i < message->n_headers && !check.walk.full; i++)
    check_header(&check, &message->headers[i]);
  lm_sip_check_rules(&check);
  bool valid = message->n_anomalies <= LM_SIP_MAX_ANOMALIES;
  for (uint32_t i = 0; i < check.n && valid; i++)
    valid = !lm_anomaly_is_error(check.anomalies[i].kind) ||
            (truncated && lm_sip_is_by_cut(message, &check.anomalies[i]));
  *verdict = (LmSipVerdict){.anomalies = check.anomalies, .n = check.n, .valid = valid};
}
