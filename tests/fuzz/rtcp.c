/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "base/limits.h"
#include "proto/detail-steps.h"
#include "proto/rtcp-homer.h"
#include "proto/rtcp-walk.h"

#include <stdlib.h>

static void
walk_typed(LmSlice rest, bool sound)
{
  LmRtcpPacket packet;
  LmRtcpReport report;
  LmRtcpSender sender;
  LmRtcpBlock block;
  while (lm_rtcp_next(&rest, &packet)) {
    for (uint32_t i = 0; lm_rtcp_report(&packet, i, &report);)
      i++;
    if (lm_rtcp_sender(&packet, &sender))
      lm_rtcp_ntp_ns(sender.ntp);
    for (LmSlice blocks = packet.body; lm_rtcp_next_block(&blocks, &block);)
      ;
  }
  /* What looks like RTCP can be walked to its end. */
  if (sound && rest.len)
    abort();
}

/* A node is about bytes of the datagram, and of those of the node that it is in. */
static uint32_t
check_tree(const LmDetail *node, size_t size, uint32_t *faults)
{
  uint32_t n = 1;
  if ((uint64_t)node->offset + node->len > size || !node->name ||
      node->depth > LM_LIMIT_DETAIL_DEPTH)
    abort();
  *faults += node->anomaly != LM_ANOMALY_NONE;
  for (const LmDetail *child = node->first_child; child; child = child->next) {
    if (!child->anomaly &&
        (child->offset < node->offset || child->offset + child->len > node->offset + node->len))
      abort();
    n += check_tree(child, size, faults);
  }
  return n;
}

/* Braces and brackets close what they opened, outside of strings. */
static void
check_json(const LmText *json)
{
  int depth = 0;
  bool string = false;
  for (size_t i = 0; i < json->len; i++) {
    char c = json->str[i];
    if (string && c == '\\')
      i++;
    else if (c == '"')
      string = !string;
    else if (!string)
      depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    if (depth < 0)
      abort();
  }
  if (depth || string)
    abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice input = lm_slice(data, size);
  LmArena arena = LM_ARENA_INIT;
  LmText packets = LM_TEXT_INIT, faults = LM_TEXT_INIT, reports = LM_TEXT_INIT;
  LmAnomaly first[4];
  bool sound = lm_rtcp_looks_like(input, false);
  lm_rtcp_looks_like(input, true);
  walk_typed(input, sound);
  uint32_t n = lm_rtcp_faults(input, first, 4), shown = 0;
  for (uint32_t i = 0; i < n && i < 4; i++)
    if ((uint64_t)first[i].offset + first[i].len > size)
      abort();
  LmDetail *tree = lm_detail_rtcp(input, &arena);
  if (tree && check_tree(tree, size, &shown) < LM_LIMIT_DETAIL_NODES && shown != n)
    abort();
  lm_rtcp_json(input, &packets, &faults);
  check_json(&packets);
  check_json(&faults);
  if (lm_rtcp_homer_json(input, &reports) ? !sound : reports.len)
    abort();
  check_json(&reports);
  lm_text_clear(&reports);
  lm_text_clear(&packets);
  lm_text_clear(&faults);
  lm_arena_clear(&arena);
  return 0;
}
