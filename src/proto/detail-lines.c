/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/detail-steps.h"

#include "proto/body/body.h"

/* Keeps what tells of the body. */
static void
take_header(LmBody *body, LmSlice name, LmSlice value)
{
  if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Content-Type")))
    body->content_type = value;
  else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Content-Encoding")))
    body->content_encoding = value;
}

LmDetail *
lm_detail_lines(LmSlice bytes, LmArena *arena)
{
  LmSlice rest, line = lm_slice_trim(lm_slice_split(bytes, '\n', &rest));
  if (line.len == 0)
    return NULL;
  LmDetailBuilder builder = {.arena = arena, .bytes = bytes};
  LmDetail *root = lm_detail_root(arena, N_("Message"), bytes);
  LmBody body = {0};
  lm_detail_add(&builder, root, N_("Start line"), line);
  while (rest.len && builder.n_nodes < LM_LIMIT_DETAIL_NODES) {
    line = lm_slice_trim(lm_slice_split(rest, '\n', &rest));
    if (line.len == 0)
      break;
    ptrdiff_t colon = lm_slice_find_byte(line, ':', 0);
    LmSlice name = lm_slice_sub(line, 0, colon > 0 ? (size_t)colon : 0);
    LmDetail *node =
        lm_detail_add(&builder, root, colon > 0 ? lm_arena_string(arena, name) : "", line);
    if (colon > 0)
      node->value = lm_slice_trim(lm_slice_from(line, (size_t)colon + 1));
    take_header(&body, name, node->value);
  }
  body.bytes = rest;
  if (rest.len)
    lm_body_add(&builder, root, &body);
  return root;
}
