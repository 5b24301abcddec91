/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/detail-steps.h"

#include "proto/cpim.h"
#include "proto/detail-build.h"
#include "proto/msrp.h"

/* Where in @bytes the parts of the first message are; the end may not be there. */
static void
find_parts(LmSlice bytes, LmSlice *head, LmSlice *body, LmSlice *end)
{
  LmMsrpReader reader = {0};
  LmMsrpPart part;
  size_t at = 0, body_at = 0;
  *head = *end = LM_SLICE_EMPTY;
  do {
    size_t n = lm_msrp_read(&reader, lm_slice_from(bytes, at), &part);
    at += n;
    if (part.kind == LM_MSRP_PART_HEAD) {
      *head = part.bytes;
      body_at = at;
      *body = lm_slice_sub(bytes, at, 0);
    } else if (part.kind == LM_MSRP_PART_BODY && part.bytes.len) {
      *body = lm_slice_sub(bytes, body_at, at - body_at);
    }
  } while (part.kind == LM_MSRP_PART_HEAD || part.kind == LM_MSRP_PART_BODY);
  if (part.kind == LM_MSRP_PART_END)
    *end = part.bytes;
}

static void
add_lines(LmDetailBuilder *builder, LmDetail *parent, LmSlice rest)
{
  while (rest.len && builder->n_nodes < LM_LIMIT_DETAIL_NODES) {
    LmSlice line = lm_slice_trim(lm_slice_split(rest, '\n', &rest)), value;
    if (line.len == 0)
      continue;
    LmSlice name = lm_slice_trim(lm_slice_split(line, ':', &value));
    LmDetail *node = lm_detail_add(builder, parent, lm_arena_string(builder->arena, name), line);
    node->value = lm_slice_trim(value);
  }
}

static void
add_body(LmDetailBuilder *builder, LmDetail *parent, const LmMsrpHead *head, LmSlice body)
{
  LmCpim cpim;
  if (body.len == 0)
    return;
  if (!lm_cpim_is_type(head->content_type) || !lm_cpim_parse(body, &cpim)) {
    lm_detail_add(builder, parent, N_("Body"), body);
    return;
  }
  LmDetail *node = lm_detail_add(builder, parent, "CPIM", body);
  node->value = LM_SLICE_EMPTY;
  add_lines(builder, node, lm_slice_sub(body, 0, body.len - cpim.content.len));
  lm_detail_add_some(builder, node, N_("Body"), cpim.content);
}

LmDetail *
lm_detail_msrp(LmSlice bytes, LmArena *arena)
{
  LmSlice head_bytes, body = LM_SLICE_EMPTY, end, rest;
  LmMsrpHead head;
  find_parts(bytes, &head_bytes, &body, &end);
  if (!lm_msrp_parse(head_bytes, &head))
    return NULL;
  LmDetailBuilder builder = {.arena = arena, .bytes = bytes};
  LmDetail *root = lm_detail_root(arena, "MSRP", bytes);
  lm_detail_add(&builder, root, N_("Start line"),
                lm_slice_trim(lm_slice_split(head_bytes, '\n', &rest)));
  add_lines(&builder, root, rest);
  add_body(&builder, root, &head, body);
  lm_detail_add_some(&builder, root, N_("End-line"), lm_slice_trim(end));
  for (uint32_t i = 0; i < head.n_anomalies && i < LM_MSRP_MAX_ANOMALIES; i++)
    lm_detail_add_anomaly(&builder, root, head.anomalies[i], 0);
  return root;
}
