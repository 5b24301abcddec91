/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sdp/check.h"

#include "base/limits.h"
#include "base/scan.h"
#include "proto/sdp/fields.h"
#include "proto/sdp/sdp.h"
#include "proto/sdp/syntax.h"

/* In which order lines stand, before all media and in a media section (RFC 8866, 5). Times come
 * with their repetitions, and z= behind all of them. */
#define SESSION_ORDER "vosiuepcbtrzka"
#define MEDIA_ORDER "micbka"

typedef struct {
  LmSipWalk walk;
  LmSlice body;
  LmAnomaly *anomalies;
  uint32_t n;
  const char *order;
  size_t place;      /* in @order, of the line before */
  uint32_t n_levels; /* of the media section, 0: before all */
  bool seen[128];    /* types of lines before all media */
} Check;

static void
note(LmSipWalk *walk, LmAnomalyKind kind, LmSlice where)
{
  Check *check = (Check *)(void *)walk;
  if (check->n < LM_LIMIT_SIP_ANOMALIES)
    check->anomalies[check->n++] = (LmAnomaly){
        (uint16_t)kind, (uint32_t)lm_scan_offset(check->body, where), (uint32_t)where.len};
  walk->full = check->n == LM_LIMIT_SIP_ANOMALIES;
}

static const LmSipSink sink = {.fault = note};

static void
check_attribute(Check *check, LmSlice text)
{
  LmSlice value, name = lm_slice_split(text, ':', &value);
  const LmSdpAttributeField *field = lm_sdp_attribute_field_find(lm_slice_trim(name));
  if (!field)
    return;
  if (!(field->levels & (check->n_levels ? LM_SDP_MEDIA : LM_SDP_SESSION)))
    note(&check->walk, LM_ANOMALY_SDP_LEVEL, text);
  if (field->flag && name.len < text.len)
    note(&check->walk, LM_ANOMALY_SDP_ATTRIBUTE, text);
  else if (field->syntax && value.len == 0)
    note(&check->walk, LM_ANOMALY_SDP_ATTRIBUTE, text);
  else if (field->syntax)
    field->syntax(&check->walk, value);
}

/* r= and t= may take turns, and so may c=, of which a media section may have several. */
static void
check_order(Check *check, uint8_t type, LmSlice line)
{
  const char *at = strchr(check->order, type);
  if (!at)
    return;
  size_t place = (size_t)(at - check->order);
  bool again = type == 't' && check->order[check->place] == 'r';
  if (place < check->place && !again)
    note(&check->walk, LM_ANOMALY_SDP_ORDER, line);
  else
    check->place = place;
}

static void
check_line(Check *check, LmSlice line)
{
  uint8_t type = line.data[0];
  LmSlice value = lm_slice_from(line, 2);
  if (type == 'm') {
    check->order = MEDIA_ORDER;
    check->place = 0;
    check->n_levels++;
  }
  if (check->n_levels == 0 && type < sizeof check->seen)
    check->seen[type] = true;
  const LmSdpLineField *field = lm_sdp_line_field_find(type);
  if (!field)
    note(&check->walk, LM_ANOMALY_SDP_LINE, line);
  check_order(check, type, line);
  if (type == 'a')
    check_attribute(check, value);
  else if (field && field->syntax && value.len == 0)
    note(&check->walk, LM_ANOMALY_SDP_LINE, line);
  else if (field && field->syntax)
    field->syntax(&check->walk, value);
}

/* What every description has (RFC 8866, 5). */
static void
check_missing(Check *check)
{
  static const char needed[] = "vost";
  bool all = true;
  for (size_t i = 0; needed[i]; i++)
    all = all && check->seen[(unsigned char)needed[i]];
  if (!all)
    note(&check->walk, LM_ANOMALY_SDP_MISSING, check->body);
}

/* What the first pass noted, where the walk found nothing. */
static void
take_first_pass(Check *check, LmArena *arena)
{
  LmSdp sdp;
  if (!lm_sdp_parse(check->body, arena, &sdp))
    return;
  uint32_t walked = check->n;
  for (uint32_t i = 0; i < sdp.n_anomalies && i < LM_SDP_MAX_ANOMALIES; i++) {
    const LmAnomaly *own = &sdp.anomalies[i];
    bool known = false;
    for (uint32_t k = 0; k < walked && !known; k++)
      known = check->anomalies[k].offset >= own->offset &&
              check->anomalies[k].offset <= own->offset + own->len;
    if (!known && check->n < LM_LIMIT_SIP_ANOMALIES)
      check->anomalies[check->n++] = *own;
  }
}

uint32_t
lm_sdp_check(LmSlice body, LmArena *arena, LmAnomaly **anomalies)
{
  Check check = {.walk = {.sink = &sink}, .body = body, .order = SESSION_ORDER};
  check.anomalies = lm_arena_alloc(arena, LM_LIMIT_SIP_ANOMALIES * sizeof *check.anomalies);
  *anomalies = check.anomalies;
  LmSlice rest = lm_slice_sub(body, 0, LM_LIMIT_SDP_BYTES), line;
  bool any = false;
  while (!check.walk.full && lm_sdp_next_line(&rest, &line))
    if (lm_sdp_is_line(line)) {
      any = true;
      check_line(&check, line);
    }
  if (any)
    check_missing(&check);
  take_first_pass(&check, arena);
  return check.n;
}
