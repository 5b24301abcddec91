/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/event_detail.h"

#include "base/i18n.h"
#include "capture/hep.h"
#include "proto/detail-steps.h"

typedef LmDetail *(*MakeTree)(LmSlice bytes, LmArena *arena);

/* What an ICMP error quotes. */
static LmDetail *
make_sip(LmSlice bytes, LmArena *arena)
{
  LmSipMessage *message = lm_arena_alloc(arena, sizeof *message);
  return lm_sip_message_parse(bytes, false, arena, message) ? lm_detail_sip(message, arena) : NULL;
}

static LmDetail *
make_hep(LmSlice bytes, LmArena *arena)
{
  LmHep hep;
  if (!lm_hep_parse(bytes, &hep))
    return NULL;
  LmReportParts parts = {
      .payload = hep.payload,
      .correlation = hep.correlation,
      .node = hep.node,
      .type = hep.type,
      .compressed = hep.compressed,
      .gzip = lm_slice_be16(hep.payload, 0) == 0x1f8b,
  };
  return lm_detail_report(bytes, &parts, arena);
}

static const MakeTree trees[LM_N_EVENT_PROTOCOLS] = {
    [LM_EVENT_STUN] = lm_detail_stun,  [LM_EVENT_TURN] = lm_detail_stun,
    [LM_EVENT_ICE] = lm_detail_stun,   [LM_EVENT_DTLS] = lm_detail_dtls,
    [LM_EVENT_ZRTP] = lm_detail_zrtp,  [LM_EVENT_MSRP] = lm_detail_msrp,
    [LM_EVENT_T38] = lm_detail_t38,    [LM_EVENT_BFCP] = lm_detail_bfcp,
    [LM_EVENT_MRCP] = lm_detail_lines, [LM_EVENT_DIAMETER] = lm_detail_diameter,
    [LM_EVENT_HTTP] = lm_detail_lines, [LM_EVENT_RTSP] = lm_detail_lines,
    [LM_EVENT_MGCP] = lm_detail_lines, [LM_EVENT_ICMP] = make_sip,
    [LM_EVENT_HEP] = make_hep,
};

static void
add(LmDetail *root, LmArena *arena, const char *name, const char *value)
{
  if (!*value)
    return;
  LmDetail *node = lm_arena_alloc(arena, sizeof *node);
  node->name = name;
  node->value = lm_slice_str(value);
  if (root->last_child)
    root->last_child->next = node;
  else
    root->first_child = node;
  root->last_child = node;
}

static LmDetail *
make_plain(const LmMessageView *event, LmArena *arena)
{
  char text[LM_ENDPOINT_TEXT_SIZE];
  LmDetail *root = lm_arena_alloc(arena, sizeof *root);
  root->name = "";
  add(root, arena, N_("Protocol"), event->transport);
  add(root, arena, N_("What"), event->event.label);
  add(root, arena, N_("Details"), event->event.detail);
  lm_endpoint_format(&event->src, text);
  add(root, arena, N_("Source"), lm_arena_string(arena, lm_slice_str(text)));
  lm_endpoint_format(&event->dst, text);
  add(root, arena, N_("Destination"), lm_arena_string(arena, lm_slice_str(text)));
  return root;
}

LmDetail *
lm_event_bytes_detail(const LmMessageView *event, LmArena *arena)
{
  uint8_t protocol = event->event.protocol;
  MakeTree make = protocol < LM_N_EVENT_PROTOCOLS ? trees[protocol] : NULL;
  return make && event->bytes.len ? make(event->bytes, arena) : NULL;
}

LmDetail *
lm_event_view_detail(const LmMessageView *event, LmArena *arena)
{
  LmDetail *tree = lm_event_bytes_detail(event, arena);
  return tree ? tree : make_plain(event, arena);
}
