/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/detail-steps.h"

#include "proto/body/body.h"
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
  lm_detail_add_header_lines(&builder, root, rest);
  if (body.len)
    lm_body_add(&builder, root, &(LmBody){.content_type = head.content_type, .bytes = body});
  lm_detail_add_some(&builder, root, N_("End-line"), lm_slice_trim(end));
  for (uint32_t i = 0; i < head.n_anomalies && i < LM_MSRP_MAX_ANOMALIES; i++)
    lm_detail_add_anomaly(&builder, root, head.anomalies[i], 0);
  return root;
}
