/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/roles.h"

#include "base/i18n.h"
#include "relate/role_hosts.h"

#include <stdlib.h>

/* A B2BUA answers the call that came in so soon after the one that went out was. */
#define ANSWERS_NS (2 * LM_NS_PER_S)

/* The call that @request led to or came from is answered right behind it. */
static void
look_for_b2bua(LmRoles *roles, LmRoleRequest *request, const LmMessage *own, uint32_t src)
{
  if (request->led_from != LM_NONE) {
    LmRoleRequest *in = lm_vec_at(&roles->requests, request->led_from);
    in->joined_ns = own->time_ns;
  }
  if (request->joined_ns != LM_TIME_NONE &&
      lm_time_sub(own->time_ns, request->joined_ns) <= ANSWERS_NS)
    lm_role_give(roles, src, LM_ROLE_B2BUA, own);
}

static bool
is_focus(const LmSipMessage *message)
{
  LmLookValues values = lm_look_values(message, LM_SIP_HEADER_CONTACT);
  LmSlice value, ignored;
  LmSipAddress address = {0};
  return lm_look_next(&values, &value) && lm_sip_address_parse(value, &address) &&
         lm_sip_parameter(address.parameters, LM_SLICE_LITERAL("isfocus"), &ignored);
}

/* The response is the host's own. */
static void
answer(LmRoles *roles, LmRoleRequest *request, const LmMessage *own, const LmSipMessage *message,
       uint32_t src)
{
  LmHostRoles *host = lm_role_host(roles, src);
  LmSipMethod method = own->cseq_method;
  bool success = own->status >= 200 && own->status < 300;
  if (success && method == LM_SIP_METHOD_REGISTER)
    lm_role_give(roles, src, LM_ROLE_REGISTRAR, own);
  if (success && (method == LM_SIP_METHOD_SUBSCRIBE || method == LM_SIP_METHOD_PUBLISH))
    lm_role_give(roles, src, LM_ROLE_NOTIFIER, own);
  if (own->status >= 300 && own->status < 400 && method == LM_SIP_METHOD_INVITE)
    lm_role_give(roles, src, LM_ROLE_REDIRECT_SERVER, own);
  bool rings = method == LM_SIP_METHOD_INVITE && own->status > 100 && own->status < 300;
  if (rings || (success && (method == LM_SIP_METHOD_MESSAGE || method == LM_SIP_METHOD_BYE ||
                            method == LM_SIP_METHOD_REFER || method == LM_SIP_METHOD_NOTIFY)))
    lm_role_give(roles, src, LM_ROLE_USER_AGENT, own);
  if (rings && is_focus(message))
    lm_role_give(roles, src, LM_ROLE_FOCUS, own);
  lm_role_look_for_gateway(roles, src, own, message);
  if (success && method == LM_SIP_METHOD_INVITE)
    look_for_b2bua(roles, request, own, src);
  if (own->status >= 200 && !request->answered && method == LM_SIP_METHOD_INVITE)
    host->n_calls_taken += success;
  request->answered = request->answered || own->status >= 200;
}

static void
take_response(LmRoles *roles, const LmMessage *own, const LmSipMessage *message)
{
  uint32_t src = lm_roles_find(roles, lm_trace_endpoint(roles->trace, own->src));
  LmRoleRequest *request = lm_role_request(roles, own, message);
  if (!request)
    return;
  if (own->status == 100) {
    request->sent_100_by = src;
    /* A 100 is never passed on (RFC 3261, 16.7). */
    if (src != request->at && lm_role_host(roles, src)->roles & 1u << LM_ROLE_PROXY)
      lm_role_give(roles, src, LM_ROLE_STATEFUL_PROXY, own);
  } else if (src == request->at) {
    if (own->status >= 200 && !request->answered && request->pinged_by != LM_NONE)
      lm_role_host(roles, request->pinged_by)->n_pings_answered++;
    answer(roles, request, own, message, src);
  }
}

static bool
is_own_request(const LmSipMessage *message)
{
  LmLookValues values = lm_look_values(message, LM_SIP_HEADER_VIA);
  LmSlice value;
  return lm_look_next(&values, &value) && !lm_look_next(&values, &value);
}

/* Proxies leave these headers as they are, so only what is a host's own counts. */
static void
note_software(LmHostRoles *host, LmSlice name)
{
  if (name.len && host->software.len && !lm_slice_equal(name, host->software))
    host->several_software = true;
  else if (name.len)
    host->software = name;
}

static void
take(LmRoles *roles, const LmMessage *own, const LmSipMessage *message)
{
  uint32_t src = lm_roles_find(roles, lm_trace_endpoint(roles->trace, own->src));
  uint32_t dst = lm_roles_find(roles, lm_trace_endpoint(roles->trace, own->dst));
  const uint32_t ends[] = {src, dst};
  for (size_t i = 0; i < 2; i++) {
    LmHostRoles *host = lm_role_host(roles, ends[i]);
    host->first_ns = host->first_ns == LM_TIME_NONE ? own->time_ns : host->first_ns;
    host->last_ns = own->time_ns;
  }
  LmHostRoles *host = lm_role_host(roles, src);
  host->n_requests += own->status == 0;
  host->n_responses += own->status != 0;
  if (own->call == LM_NONE)
    return;
  if (own->status == 0) {
    if (is_own_request(message))
      note_software(host, lm_sip_message_value(message, LM_SIP_HEADER_USER_AGENT));
    lm_role_take_request(roles, own, message);
    return;
  }
  const LmRoleRequest *request = lm_role_request(roles, own, message);
  LmSlice name = lm_sip_message_value(message, LM_SIP_HEADER_SERVER);
  if (request && request->at == src && own->status != 100)
    note_software(host, name.len ? name : lm_sip_message_value(message, LM_SIP_HEADER_USER_AGENT));
  take_response(roles, own, message);
}

enum { PASS_SELVES, PASS_HOSTS, PASS_MESSAGES, N_PASSES };

LmRoles *
lm_roles_begin(const LmTrace *trace)
{
  LmRoles *roles = lm_alloc(sizeof *roles);
  roles->trace = trace;
  roles->look = lm_look_new(trace);
  roles->hosts = LM_VEC_INIT(LmHostRoles);
  roles->selves = LM_VEC_INIT(LmHostRoles);
  roles->requests = LM_VEC_INIT(LmRoleRequest);
  return roles;
}

static void
look_at(LmRoles *roles, uint32_t index)
{
  const LmMessage *own = lm_trace_message(roles->trace, index);
  if (roles->pass == PASS_SELVES)
    lm_role_note_self(roles, own);
  else if (roles->pass == PASS_HOSTS)
    lm_role_collect(roles, own);
  if (roles->pass != PASS_MESSAGES)
    return;
  const LmSipMessage *message = lm_look_at(roles->look, index);
  if (message)
    take(roles, own, message);
}

static void
finish(LmRoles *roles)
{
  for (uint32_t i = 0; i < roles->hosts.len; i++) {
    LmHostRoles *host = lm_role_host(roles, i);
    if (host->roles & 1u << LM_ROLE_STATEFUL_PROXY)
      host->roles &= ~(1u << LM_ROLE_STATELESS_PROXY);
  }
}

bool
lm_roles_step(LmRoles *roles, uint32_t n)
{
  uint32_t total = lm_trace_n_messages(roles->trace);
  for (; n && roles->pass < N_PASSES; n--) {
    roles->next = lm_trace_next_message(roles->trace, roles->next);
    if (roles->next < total) {
      look_at(roles, roles->next++);
      continue;
    }
    roles->next = 0;
    if (++roles->pass == N_PASSES)
      finish(roles);
  }
  return roles->pass < N_PASSES;
}

LmRoles *
lm_roles_new(const LmTrace *trace)
{
  LmRoles *roles = lm_roles_begin(trace);
  while (lm_roles_step(roles, UINT32_MAX)) {
  }
  return roles;
}

void
lm_roles_free(LmRoles *roles)
{
  if (!roles)
    return;
  lm_look_free(roles->look);
  lm_vec_clear(&roles->hosts);
  lm_vec_clear(&roles->requests);
  lm_vec_clear(&roles->selves);
  lm_table_clear(&roles->by_host);
  lm_table_clear(&roles->by_self);
  lm_table_clear(&roles->by_request);
  free(roles);
}

uint32_t
lm_roles_n(const LmRoles *roles)
{
  return roles->hosts.len;
}

const LmHostRoles *
lm_roles_at(const LmRoles *roles, uint32_t index)
{
  return lm_vec_at(&roles->hosts, index);
}

static const struct {
  const char *name, *text;
} names[LM_N_ROLES] = {
    {"user-agent", N_("user agent")},
    {"proxy", N_("proxy")},
    {"stateful-proxy", N_("stateful proxy")},
    {"stateless-proxy", N_("stateless proxy")},
    {"record-router", N_("stays on the way")},
    {"registrar", N_("registrar")},
    {"redirect-server", N_("redirect server")},
    {"b2bua", N_("back-to-back user agent")},
    {"notifier", N_("notifier")},
    {"gateway", N_("gateway")},
    {"focus", N_("conference focus")},
};

const char *
lm_role_name(LmRole role)
{
  return names[role].name;
}

const char *
lm_role_text(LmRole role)
{
  return _(names[role].text);
}
