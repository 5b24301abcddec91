/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/detail-steps.h"

#include "base/time.h"
#include "proto/detail-build.h"
#include "proto/rtcp-walk.h"

/* The walk as a tree: every packet, block, list and value is a node that is about its bytes. */

#define MOST_DEPTH 16

typedef struct {
  LmRtcpWalk walk;
  LmDetailBuilder builder;
  LmDetail *parents[MOST_DEPTH];
  unsigned depth; /* of what was begun and not ended */
} Tree;

static LmDetail *
parent_of(const Tree *tree)
{
  return tree->parents[tree->depth < MOST_DEPTH ? tree->depth : MOST_DEPTH - 1];
}

static LmDetail *
add(Tree *tree, const char *name, LmSlice bytes)
{
  LmDetail *node = lm_detail_add(&tree->builder, parent_of(tree), name, bytes);
  tree->walk.full |= tree->builder.n_nodes >= LM_LIMIT_DETAIL_NODES;
  return node;
}

static void
begin(LmRtcpWalk *walk, const char *name, LmSlice bytes, bool list)
{
  Tree *tree = (Tree *)walk;
  LmDetail *node = add(tree, name, bytes);
  node->value = LM_SLICE_EMPTY;
  tree->depth++;
  if (tree->depth < MOST_DEPTH)
    tree->parents[tree->depth] = node;
}

static void
end(LmRtcpWalk *walk, bool list)
{
  Tree *tree = (Tree *)walk;
  tree->depth--;
}

/* A sender that does not know the time of day counts from when it began (RFC 3550, 6.4.1). */
static const char *
ntp_text(LmArena *arena, uint64_t ntp)
{
  char text[LM_TIME_TEXT_SIZE];
  int64_t time_ns = lm_rtcp_ntp_ns(ntp);
  if (time_ns < 0)
    return lm_arena_printf(arena, "%.6f s", (double)ntp / 4294967296.0);
  return lm_arena_string(arena, lm_slice_str(lm_time_format_iso(time_ns, text)));
}

static const char *
value_text(LmArena *arena, const LmRtcpValue *value)
{
  const char *unit = value->unit ? value->unit : "", *gap = value->unit ? " " : "";
  switch ((LmRtcpValueKind)value->kind) {
  case LM_RTCP_COUNT:
    return lm_arena_printf(arena, "%llu%s%s", (unsigned long long)value->number, gap, unit);
  case LM_RTCP_INTEGER:
    return lm_arena_printf(arena, "%lld%s%s", (long long)value->integer, gap, unit);
  case LM_RTCP_REAL:
    return lm_arena_printf(arena, "%.*f%s%s", value->decimals, value->real, gap, unit);
  case LM_RTCP_ID:
    return lm_arena_printf(arena, "0x%08X", (unsigned)value->number);
  case LM_RTCP_TRUTH:
    return value->number ? _("yes") : _("no");
  case LM_RTCP_WORD:
    return value->word;
  case LM_RTCP_TEXT:
    return NULL;
  case LM_RTCP_BYTES:
    return lm_detail_hex(arena, value->bytes);
  case LM_RTCP_NTP:
    return ntp_text(arena, value->number);
  case LM_RTCP_NOTHING:
    break;
  }
  return _("not available");
}

static void
add_value(LmRtcpWalk *walk, const char *name, const LmRtcpValue *value)
{
  Tree *tree = (Tree *)walk;
  LmDetail *node = add(tree, name, value->bytes);
  const char *text = value_text(tree->builder.arena, value);
  if (text)
    node->value = lm_slice_str(text);
}

static void
add_fault(LmRtcpWalk *walk, LmAnomalyKind kind, LmSlice where)
{
  Tree *tree = (Tree *)walk;
  lm_detail_add_fault(&tree->builder, parent_of(tree), kind, where);
}

LmDetail *
lm_detail_rtcp(LmSlice bytes, LmArena *arena)
{
  static const LmRtcpSink sink = {begin, end, add_value, add_fault};
  LmSlice rest = bytes;
  LmRtcpPacket packet;
  if (!lm_rtcp_next(&rest, &packet))
    return NULL;
  Tree tree = {.walk = {&sink, false}, .builder = {.arena = arena, .bytes = bytes}};
  tree.parents[0] = lm_detail_root(arena, "RTCP", bytes);
  lm_rtcp_walk(&tree.walk, bytes);
  return tree.parents[0];
}
