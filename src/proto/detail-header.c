/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/body/json.h"
#include "proto/sip/registry-headers.h"

#include <stdio.h>

/* Trees are shallow; what is deeper belongs to the deepest node. */
#define MAX_DEPTH 16

/* A sink that makes each field a node below the one that it is part of. */
typedef struct {
  LmSipWalk walk;
  LmDetailBuilder *builder;
  unsigned depth;
  LmDetail *nodes[MAX_DEPTH];
  unsigned n_open;
  uint32_t encoded_offset, encoded_len; /* of the builder, before the first was opened */
} Tree;

static LmDetail *
top(const Tree *tree)
{
  return tree->nodes[tree->depth < MAX_DEPTH ? tree->depth : MAX_DEPTH - 1];
}

static void
enter(LmSipWalk *walk, const char *name, LmSlice label, LmSlice value)
{
  Tree *tree = (Tree *)(void *)walk;
  LmDetailBuilder *builder = tree->builder;
  const char *shown = name ? name : lm_arena_string(builder->arena, label);
  LmDetail *node = lm_detail_add(builder, top(tree), shown, value);
  if (!name && value.len == 0)
    lm_detail_place(builder, node, label);
  walk->full = builder->n_nodes >= LM_LIMIT_DETAIL_NODES;
  if (++tree->depth < MAX_DEPTH)
    tree->nodes[tree->depth] = node;
}

static void
leave(LmSipWalk *walk)
{
  ((Tree *)(void *)walk)->depth--;
}

static void note(LmSipWalk *walk, const char *name, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

static void
note(LmSipWalk *walk, const char *name, const char *format, va_list arguments)
{
  Tree *tree = (Tree *)(void *)walk;
  char text[512];
  int len = vsnprintf(text, sizeof text, format, arguments);
  if (len > 0)
    lm_detail_add_text(tree->builder, top(tree), name,
                       lm_arena_string(tree->builder->arena, lm_slice_str(text)));
}

static void
token(LmSipWalk *walk, LmSlice bytes)
{
  Tree *tree = (Tree *)(void *)walk;
  lm_jwt_add(tree->builder, top(tree), bytes);
}

/* What is decoded within what was decoded is about the outermost bytes. */
static LmSlice
open_decoded(LmSipWalk *walk, LmSlice encoded, LmSlice decoded)
{
  Tree *tree = (Tree *)(void *)walk;
  LmDetailBuilder *builder = tree->builder;
  LmDetail place = {0};
  if (tree->n_open++ == 0) {
    tree->encoded_offset = builder->encoded_offset;
    tree->encoded_len = builder->encoded_len;
    lm_detail_place(builder, &place, encoded);
    builder->encoded_offset = place.offset;
    builder->encoded_len = place.len;
  }
  return lm_arena_copy(builder->arena, decoded);
}

static void
close_decoded(LmSipWalk *walk)
{
  Tree *tree = (Tree *)(void *)walk;
  if (--tree->n_open)
    return;
  tree->builder->encoded_offset = tree->encoded_offset;
  tree->builder->encoded_len = tree->encoded_len;
}

static const LmSipSink sink = {.enter = enter,
                               .leave = leave,
                               .note = note,
                               .token = token,
                               .open = open_decoded,
                               .close = close_decoded};

void
lm_detail_add_syntax(LmDetailBuilder *builder, LmDetail *node, LmSipSyntax syntax, LmSlice value)
{
  Tree tree = {.walk = {.sink = &sink}, .builder = builder, .nodes = {node}};
  syntax(&tree.walk, value);
}

void
lm_detail_add_header(LmDetailBuilder *builder, LmDetail *root, const LmSipMessage *message,
                     const LmSipHeader *header)
{
  LmSlice name = lm_sip_header_name(message, header);
  LmSlice value = lm_sip_header_value(message, header);
  LmDetail *node = lm_detail_add(builder, root, lm_arena_string(builder->arena, name), value);
  /* The node is about the whole header, its name too. */
  lm_detail_place(builder, node,
                  lm_slice_sub(message->bytes, header->name_offset,
                               header->value_offset + header->value_len - header->name_offset));
  const LmSipHeaderField *field = lm_sip_header_field_find(name);
  if (field && name.len == 1)
    lm_detail_add_text(builder, node, N_("Long name"), field->name);
  Tree tree = {.walk = {.sink = &sink}, .builder = builder, .nodes = {node}};
  lm_sip_walk_header(&tree.walk, field, value);
}
