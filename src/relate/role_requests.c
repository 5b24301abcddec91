/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/role_hosts.h"

/* A B2BUA calls on within so long. */
#define LEADS_ON_NS (5 * LM_NS_PER_S)
/* What only passes through does so at once. */
#define PASSES_ON_NS (20 * LM_NS_PER_MS)
/* More hops than any message takes (RFC 3261, 16.6: Max-Forwards is 70). */
#define MAX_VIAS 100

static uint64_t
request_hash(const LmMessage *own, const LmSipMessage *message)
{
  uint64_t number = (uint64_t)own->call << 32 | own->cseq;
  uint64_t tag = lm_hash(lm_hash_key(), message->from_tag.data, message->from_tag.len);
  return lm_hash_pair(lm_hash_key(), number, tag ^ own->cseq_method);
}

static uint32_t
find_request(const LmRoles *roles, uint64_t hash)
{
  LmTableWalk walk;
  uint32_t index = lm_table_first(&roles->by_request, hash, &walk);
  for (; index != LM_NONE; index = lm_table_next(&roles->by_request, &walk))
    if (((LmRoleRequest *)lm_vec_at(&roles->requests, index))->hash == hash)
      return index;
  return LM_NONE;
}

LmRoleRequest *
lm_role_request(const LmRoles *roles, const LmMessage *own, const LmSipMessage *message)
{
  uint32_t index = find_request(roles, request_hash(own, message));
  return index == LM_NONE ? NULL : lm_vec_at(&roles->requests, index);
}

static uint16_t
count_vias(const LmSipMessage *message)
{
  LmLookValues values = lm_look_values(message, LM_SIP_HEADER_VIA);
  uint16_t n = 0;
  for (LmSlice value; n < MAX_VIAS && lm_look_next(&values, &value);)
    n++;
  return n;
}

static bool
contains(LmSlice value, const char *lower)
{
  return lm_slice_find_nocase(value, lm_slice_str(lower)) >= 0;
}

void
lm_role_look_for_gateway(LmRoles *roles, uint32_t host, const LmMessage *own,
                         const LmSipMessage *message)
{
  LmSlice type = message->content_type;
  bool isup = contains(type, "application/isup") || contains(type, "application/qsig");
  if (!isup && contains(type, "multipart/")) {
    LmSlice body = lm_slice_sub(message->body, 0, 4096);
    isup = contains(body, "application/isup") || contains(body, "application/qsig");
  }
  if (isup || contains(lm_sip_message_value(message, LM_SIP_HEADER_REASON), "q.850"))
    lm_role_give(roles, host, LM_ROLE_GATEWAY, own);
}

/* What proxies send by themselves, and what everybody sends, makes nobody a user agent. */
static bool
is_of_user_agent(LmSipMethod method)
{
  return method != LM_SIP_METHOD_OPTIONS && method != LM_SIP_METHOD_CANCEL &&
         method != LM_SIP_METHOD_ACK && method != LM_SIP_METHOD_NOTIFY;
}

static void
begin(LmRoles *roles, uint32_t index, const LmMessage *own, const LmSipMessage *message,
      uint32_t src)
{
  LmRoleRequest *request = lm_vec_at(&roles->requests, index);
  LmHostRoles *host = lm_role_host(roles, src);
  bool first = message->to_tag.len == 0;
  LmSlice rest, event = lm_sip_message_value(message, LM_SIP_HEADER_EVENT);
  event = lm_slice_trim(lm_slice_split(event, ';', &rest));
  if (is_of_user_agent(own->method))
    lm_role_give(roles, src, LM_ROLE_USER_AGENT, own);
  if (own->method == LM_SIP_METHOD_NOTIFY &&
      !lm_slice_equal_nocase(event, LM_SLICE_LITERAL("refer")))
    lm_role_give(roles, src, LM_ROLE_NOTIFIER, own);
  lm_role_look_for_gateway(roles, src, own, message);
  if (own->method == LM_SIP_METHOD_OPTIONS && first) {
    host->n_pings_sent++;
    request->pinged_by = src;
  }
  if (own->method != LM_SIP_METHOD_INVITE || !first)
    return;
  host->n_calls_made++;
  /* One call came in and was not passed on, another one goes out soon behind it. */
  if (host->invite_in != LM_NONE) {
    const LmRoleRequest *in = lm_vec_at(&roles->requests, host->invite_in);
    if (!in->answered && lm_time_sub(own->time_ns, in->time_ns) <= LEADS_ON_NS)
      request->led_from = host->invite_in;
  }
}

static void
pass_on(LmRoles *roles, LmRoleRequest *request, const LmMessage *own, const LmSipMessage *message,
        uint32_t src)
{
  lm_role_give(roles, src, LM_ROLE_PROXY, own);
  /* One with state sends it again by timers of its own (RFC 3261, 17.1.1.2). */
  if (own->flags & LM_MESSAGE_RETRANSMISSION && request && request->again_at == src &&
      lm_time_sub(own->time_ns, request->again_ns) <= PASSES_ON_NS)
    lm_role_give(roles, src, LM_ROLE_STATELESS_PROXY, own);
  if (request && request->sent_100_by == src)
    lm_role_give(roles, src, LM_ROLE_STATEFUL_PROXY, own);
  bool first_call = own->method == LM_SIP_METHOD_INVITE && message->to_tag.len == 0;
  LmHostRoles *host = lm_role_host(roles, src);
  if (first_call && !(own->flags & LM_MESSAGE_RETRANSMISSION)) {
    host->n_calls_passed++;
    host->invite_in = LM_NONE;
  }
  LmLookValues values = lm_look_values(message, LM_SIP_HEADER_RECORD_ROUTE);
  LmSipUri uri = {0};
  LmAddr addr;
  LmSlice value;
  if (lm_look_next(&values, &value) && lm_sip_uri_parse(lm_look_uri(value), &uri) &&
      lm_addr_parse(uri.host, &addr) &&
      lm_addr_equal(&addr, &lm_trace_endpoint(roles->trace, own->src)->addr))
    lm_role_give(roles, src, LM_ROLE_RECORD_ROUTER, own);
}

void
lm_role_take_request(LmRoles *roles, const LmMessage *own, const LmSipMessage *message)
{
  uint32_t src = lm_roles_find(roles, lm_trace_endpoint(roles->trace, own->src));
  uint32_t dst = lm_roles_find(roles, lm_trace_endpoint(roles->trace, own->dst));
  uint64_t hash = request_hash(own, message);
  uint32_t index = find_request(roles, hash);
  uint16_t n_vias = count_vias(message);
  bool fresh = index == LM_NONE;
  if (fresh) {
    index = roles->requests.len;
    lm_table_add(&roles->by_request, hash, index);
    *(LmRoleRequest *)lm_vec_push(&roles->requests) = (LmRoleRequest){.hash = hash,
                                                                      .time_ns = own->time_ns,
                                                                      .joined_ns = LM_TIME_NONE,
                                                                      .again_at = LM_NONE,
                                                                      .sent_100_by = LM_NONE,
                                                                      .led_from = LM_NONE,
                                                                      .pinged_by = LM_NONE};
  }
  LmRoleRequest *request = lm_vec_at(&roles->requests, index);
  if (n_vias > 1)
    pass_on(roles, fresh ? NULL : request, own, message, src);
  else if (fresh)
    begin(roles, index, own, message, src);
  if (own->flags & LM_MESSAGE_RETRANSMISSION) {
    request->again_ns = own->time_ns;
    request->again_at = dst;
  }
  if (!fresh && n_vias <= request->n_vias)
    return; /* sent again, or another branch */
  request->n_vias = n_vias;
  request->at = dst;
  bool first = message->to_tag.len == 0;
  if (own->method == LM_SIP_METHOD_INVITE && first)
    lm_role_host(roles, dst)->invite_in = index;
  if (own->method == LM_SIP_METHOD_OPTIONS && first)
    lm_role_host(roles, dst)->n_pings_received++;
}
