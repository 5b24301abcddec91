/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

#include "proto/sip/address.h"

/* Columns get the name of the user behind them where the messages show that this host is the user's
 * own, and not a proxy on the way to it. */

#define MAX_NAME_CHARS 40

static void
name_column(LmLayout *layout, uint32_t column, LmColumnRank rank, LmSlice name)
{
  if (name.len == 0)
    return;
  LmText text = LM_TEXT_INIT;
  lm_layout_add_cut(&text, name, MAX_NAME_CHARS);
  lm_columns_name(&layout->columns, column, rank,
                  lm_arena_string(&layout->ladder->arena, lm_slice(text.str, text.len)));
  lm_text_clear(&text);
}

LmSlice
lm_layout_party(LmSlice value)
{
  LmSipAddress address = {0};
  LmSipUri uri = {0};
  if (!lm_sip_address_parse(value, &address) || !lm_sip_uri_parse(address.uri, &uri))
    return address.display_name;
  return uri.user.len ? uri.user : address.display_name;
}

static LmSlice
domain_of(LmSlice value)
{
  LmSipAddress address;
  LmSipUri uri;
  LmAddr numeric;
  if (!lm_sip_address_parse(value, &address) || !lm_sip_uri_parse(address.uri, &uri) ||
      lm_addr_parse(uri.host, &numeric))
    return LM_SLICE_EMPTY;
  return uri.host;
}

/* A request that has passed a proxy carries more than one Via (RFC 3261, 16.6 step 8). */
static bool
has_one_via(const LmSipMessage *sip)
{
  const LmSipHeader *via = lm_sip_message_header(sip, LM_SIP_HEADER_VIA, 0);
  if (!via || lm_sip_message_header(sip, LM_SIP_HEADER_VIA, 1))
    return false;
  LmSlice rest = lm_sip_header_value(sip, via), first, second;
  return lm_sip_next_value(&rest, &first) && !lm_sip_next_value(&rest, &second);
}

/* Whether the sender of a response stands in its Record-Route, and so is a proxy on the way (RFC
 * 3261, 16.6 step 4). */
static bool
is_recorded_route(const LmSipMessage *sip, const LmEndpoint *sender)
{
  for (uint32_t n = 0; n < 16; n++) {
    const LmSipHeader *header = lm_sip_message_header(sip, LM_SIP_HEADER_RECORD_ROUTE, n);
    if (!header)
      return false;
    LmSlice rest = lm_sip_header_value(sip, header), value;
    for (int i = 0; i < 16 && lm_sip_next_value(&rest, &value); i++) {
      LmSipAddress address;
      LmSipUri uri;
      LmAddr host;
      uint64_t port = 5060;
      if (!lm_sip_address_parse(value, &address) || !lm_sip_uri_parse(address.uri, &uri) ||
          !lm_addr_parse(uri.host, &host) || !lm_addr_equal(&host, &sender->addr))
        continue;
      if (uri.port.len == 0 ||
          (lm_slice_parse_uint(uri.port, UINT16_MAX, &port) && port == sender->port))
        return true;
    }
  }
  return false;
}

static void
name_by_request(LmLayout *layout, const LmCall *call, uint32_t index, uint32_t from)
{
  if (index == call->first_message && has_one_via(&layout->sip))
    name_column(layout, from, LM_COLUMN_BY_USER, lm_layout_party(layout->sip.from));
}

static void
name_by_response(LmLayout *layout, LmLadderCall *selected, const LmMessage *message, uint32_t from)
{
  const LmSipMessage *sip = &layout->sip;
  LmSlice rest;
  if (message->status == 100) {
    /* "kamailio (5.6.3)": a 100 is never forwarded (RFC 3261, 16.7 step 3), so its Server is the
     * next hop's. */
    LmSlice product = lm_slice_split(lm_sip_message_value(sip, LM_SIP_HEADER_SERVER), ' ', &rest);
    name_column(layout, from, LM_COLUMN_BY_PRODUCT, lm_slice_split(product, '/', &rest));
    return;
  }
  bool answers = message->status > 100 && message->status < 300 && !selected->callee_named;
  if (!answers)
    return;
  const LmCall *call = lm_trace_call(layout->trace, selected->call);
  if (message->cseq_method == LM_SIP_METHOD_REGISTER) {
    selected->callee_named = true;
    name_column(layout, from, LM_COLUMN_BY_DOMAIN, domain_of(sip->to));
  } else if (message->cseq_method == call->method && message->dst != message->src) {
    const LmEndpoint *sender = lm_trace_endpoint(layout->trace, message->src);
    /* The first to answer in the capture is the callee, unless only a proxy's side was captured. */
    selected->callee_named = true;
    if (message->src != call->caller && !is_recorded_route(sip, sender))
      name_column(layout, from, LM_COLUMN_BY_USER, lm_layout_party(sip->to));
  }
}

void
lm_layout_name_columns(LmLayout *layout, const LmLadderItem *item, const LmLadderRow *row)
{
  if (!layout->has_sip)
    return;
  LmLadderCall *selected = &layout->calls[item->slot];
  const LmMessage *message = lm_trace_message(layout->trace, item->index);
  if (message->status)
    name_by_response(layout, selected, message, row->from);
  else
    name_by_request(layout, lm_trace_call(layout->trace, selected->call), item->index, row->from);
}
