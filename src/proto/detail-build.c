/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/detail-build.h"

#include "base/scan.h"
#include "base/text.h"
#include "proto/multipart.h"
#include "proto/sip/fields.h"

static LmDetail *
add_node(LmDetailBuilder *builder, LmDetail *parent, const char *name)
{
  bool too_deep = parent->depth >= LM_LIMIT_DETAIL_DEPTH;
  builder->too_deep |= too_deep;
  if (builder->n_nodes >= LM_LIMIT_DETAIL_NODES || too_deep || parent == &builder->spill) {
    builder->spill = (LmDetail){.name = ""};
    return &builder->spill;
  }
  builder->n_nodes++;
  LmDetail *node = lm_arena_alloc(builder->arena, sizeof *node);
  node->name = name;
  node->depth = (uint8_t)(parent->depth + 1);
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

/* Bytes in the arena have no place in the message but that of what they were decoded from. */
static bool
is_of(LmSlice whole, LmSlice part)
{
  return (uintptr_t)part.data >= (uintptr_t)whole.data &&
         (uintptr_t)part.data + part.len <= (uintptr_t)whole.data + whole.len;
}

void
lm_detail_place(const LmDetailBuilder *builder, LmDetail *node, LmSlice part)
{
  bool whole = part.data && !is_of(builder->bytes, part);
  node->offset = whole ? builder->encoded_offset : (uint32_t)lm_scan_offset(builder->bytes, part);
  node->len = whole ? builder->encoded_len : (uint32_t)part.len;
}

LmDetail *
lm_detail_add(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice value)
{
  LmDetail *node = add_node(builder, parent, name);
  node->value = value;
  lm_detail_place(builder, node, value);
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
    if (value.len == 0)
      lm_detail_place(builder, node, name);
  }
}

void
lm_detail_add_header_lines(LmDetailBuilder *builder, LmDetail *parent, LmSlice lines)
{
  LmSlice line, name, value;
  while (lines.len && builder->n_nodes < LM_LIMIT_DETAIL_NODES) {
    if (!lm_mime_next_header(&lines, &line, &name, &value))
      continue;
    LmDetail *node = lm_detail_add(builder, parent, lm_arena_string(builder->arena, name), line);
    node->value = value;
  }
}

void
lm_detail_add_fault(LmDetailBuilder *builder, LmDetail *parent, LmAnomalyKind kind, LmSlice part)
{
  LmDetail *node = add_node(builder, parent, lm_anomaly_text(kind));
  node->value = lm_slice_str(lm_anomaly_source(kind));
  node->anomaly = (uint16_t)kind;
  lm_detail_place(builder, node, part);
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
                     .anomaly = anomaly.kind,
                     .depth = (uint8_t)(parent->depth + 1)};
  /* In a field it comes last; at the top, in the order of the bytes. */
  if (parent != root)
    before = parent->last_child;
  LmDetail **link = before ? &before->next : &parent->first_child;
  node->next = *link;
  *link = node;
  if (!node->next)
    parent->last_child = node;
}

/* As deep as LM_LIMIT_DETAIL_DEPTH. */
uint32_t
lm_detail_anomalies(const LmDetail *root, uint32_t from, LmAnomaly *anomalies, uint32_t most)
{
  uint32_t n = 0;
  for (const LmDetail *node = root->first_child; node && n < most; node = node->next) {
    if (node->anomaly && node->offset >= from)
      anomalies[n++] = (LmAnomaly){node->anomaly, node->offset, node->len};
    n += lm_detail_anomalies(node, from, anomalies + n, most - n);
  }
  return n;
}
