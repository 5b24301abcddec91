/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/detail-steps.h"

#include "proto/body/body.h"

LmDetail *
lm_detail_report(LmSlice bytes, const LmReportParts *parts, LmArena *arena)
{
  LmDetailBuilder builder = {.arena = arena, .bytes = bytes};
  LmDetail *root = lm_detail_root(arena, N_("Message"), bytes);
  bool json = lm_slice_at(parts->payload, 0) == '{';
  lm_detail_add_text(&builder, root, N_("Type"), lm_arena_printf(arena, "%u", parts->type));
  lm_detail_add_some(&builder, root, N_("Node"), parts->node);
  lm_detail_add_some(&builder, root, N_("Correlation"), parts->correlation);
  /* What is compressed is a text that is not worth it, or JSON. */
  LmBody body = {
      .content_type = json || parts->compressed ? LM_SLICE_LITERAL("application/json")
                                                : LM_SLICE_LITERAL("text/plain"),
      .content_encoding = !parts->compressed ? LM_SLICE_EMPTY
                          : parts->gzip      ? LM_SLICE_LITERAL("gzip")
                                             : LM_SLICE_LITERAL("deflate"),
      .bytes = parts->payload,
  };
  lm_body_add(&builder, root, &body);
  return root;
}
