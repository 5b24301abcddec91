/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Bodies as text, for the tests of proto/body/: a line a node, two spaces a level. */

#include "base/limits.h"
#include "base/text.h"
#include "proto/body/body.h"

#include <glib.h>

static inline void
body_dump(const LmDetail *node, int level, size_t size, LmText *text)
{
  g_assert_cmpint(level, <=, LM_LIMIT_DETAIL_DEPTH);
  g_assert_cmpuint((uint64_t)node->offset + node->len, <=, size);
  lm_text_printf(text, "%*s%s%s=", level * 2, "", node->anomaly ? "! " : "", node->name);
  lm_text_add_safe(text, node->anomaly ? LM_SLICE_EMPTY : node->value, false);
  lm_text_add_str(text, "\n");
  for (const LmDetail *child = node->first_child; child; child = child->next)
    body_dump(child, level + 1, size, text);
}

/* The tree of @bytes without the line of the body itself; to be freed. */
static inline char *
body_tree(const char *type, const char *coding, const char *transfer, const void *bytes, size_t len)
{
  LmArena arena = LM_ARENA_INIT;
  g_autofree char *exact = g_memdup2(len ? bytes : "", len ? len : 1);
  LmSlice slice = lm_slice(exact, len);
  LmDetailBuilder builder = {.arena = &arena, .bytes = slice};
  LmDetail *root = lm_detail_root(&arena, "root", slice);
  LmBody body = {.content_type = lm_slice_str(type),
                 .content_encoding = lm_slice_str(coding),
                 .transfer_encoding = lm_slice_str(transfer),
                 .bytes = slice};
  lm_body_add(&builder, root, &body);
  LmText text = LM_TEXT_INIT;
  lm_text_add_str(&text, "");
  for (const LmDetail *child = root->first_child->first_child; child; child = child->next)
    body_dump(child, 0, len, &text);
  lm_arena_clear(&arena);
  char *copy = g_strdup(text.str);
  lm_text_clear(&text);
  return copy;
}

static inline char *
body_text_tree(const char *type, const char *text)
{
  return body_tree(type, "", "", text, strlen(text));
}
