/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/binding.h"

#include <stdlib.h>

/* Whether a contact that is an IP address came from another one (RFC 3581). */
static bool
is_behind_nat(const LmRegistrations *r, LmSlice contact, uint32_t source)
{
  LmSipUri uri = {0};
  LmAddr addr;
  if (!lm_sip_uri_parse(contact, &uri) || !lm_addr_parse(uri.host, &addr))
    return false;
  return !lm_addr_equal(&addr, &lm_trace_endpoint(r->trace, source)->addr);
}

static void
ask(LmRegistrations *r, uint32_t index, uint32_t row, const LmSipMessage *message, uint32_t asked_s)
{
  const LmMessage *own = lm_trace_message(r->trace, row);
  LmBinding *binding = lm_binding_row(r, index);
  lm_binding_let_expire(r, index, own->time_ns);
  binding->request = row;
  binding->call = own->call;
  binding->source = own->src;
  binding->registrar = own->dst;
  binding->asked_s = asked_s;
  binding->n_requests++;
  binding->call_id = message->call_id;
  LmSlice agent = lm_sip_message_value(message, LM_SIP_HEADER_USER_AGENT);
  if (agent.len)
    binding->user_agent = agent;
  binding->third_party = !lm_slice_equal_nocase(lm_look_aor(message->from), binding->aor);
  binding->behind_nat = is_behind_nat(r, binding->contact, own->src);
  if (binding->state != LM_BINDING_REGISTERED)
    binding->state = LM_BINDING_PENDING;
  lm_binding_add_step(r, index,
                      (LmBindingStep){.time_ns = own->time_ns,
                                      .frame = own->frame,
                                      .kind = LM_BINDING_STEP_ASKED,
                                      .expires_s = asked_s});
}

static uint64_t
request_hash(uint32_t call, uint32_t cseq)
{
  return lm_hash_pair(lm_hash_key(), call, cseq);
}

static LmRegisterRequest *
find_request(const LmRegistrations *r, const LmMessage *row)
{
  LmTableWalk walk;
  uint32_t index = lm_table_first(&r->by_request, request_hash(row->call, row->cseq), &walk);
  for (; index != LM_NONE; index = lm_table_next(&r->by_request, &walk)) {
    LmRegisterRequest *request = lm_vec_at(&r->requests, index);
    if (request->call == row->call && request->cseq == row->cseq)
      return request;
  }
  return NULL;
}

/* The next hop knows the Path that the proxy added, and is nearer to the registrar. */
static void
pass_on(LmRegistrations *r, const LmRegisterRequest *request, uint32_t row,
        const LmSipMessage *message)
{
  const LmAor *aor = lm_aor_intern(r, lm_look_aor(message->to));
  LmLookValues values = lm_look_values(message, LM_SIP_HEADER_CONTACT);
  for (LmSlice value; lm_look_next(&values, &value);) {
    LmContact contact = lm_contact_read(value);
    uint32_t index = lm_binding_find(r, aor, &contact);
    if (index == LM_NONE || lm_binding_row(r, index)->request != request->message)
      continue;
    lm_binding_row(r, index)->registrar = lm_trace_message(r->trace, row)->dst;
    lm_binding_row(r, index)->path = lm_look_named(message, "Path");
  }
}

static void
take_request(LmRegistrations *r, uint32_t row, const LmSipMessage *message)
{
  const LmMessage *own = lm_trace_message(r->trace, row);
  const LmRegisterRequest *known = find_request(r, own);
  if (known) {
    pass_on(r, known, row, message);
    return;
  }
  lm_table_add(&r->by_request, request_hash(own->call, own->cseq), r->requests.len);
  *(LmRegisterRequest *)lm_vec_push(&r->requests) =
      (LmRegisterRequest){.message = row, .call = own->call, .cseq = own->cseq};
  const LmAor *aor = lm_aor_intern(r, lm_look_aor(message->to));
  uint32_t all = lm_look_seconds(lm_sip_message_value(message, LM_SIP_HEADER_EXPIRES), LM_NONE);
  LmLookValues values = lm_look_values(message, LM_SIP_HEADER_CONTACT);
  for (LmSlice value; lm_look_next(&values, &value);) {
    LmContact contact = lm_contact_read(value);
    if (lm_slice_equal(contact.uri, LM_SLICE_LITERAL("*")))
      continue;
    uint32_t index = lm_binding_intern(r, aor, &contact, own->time_ns);
    if (index == LM_NONE)
      continue;
    lm_binding_row(r, index)->contact = contact.uri; /* a flow's address may have changed */
    ask(r, index, row, message, lm_look_number(contact.parameters, "expires", all));
    if (lm_look_named(message, "Path").len)
      lm_binding_row(r, index)->path = lm_look_named(message, "Path");
  }
}

/* Registrars add parameters to a contact, or take some away: where one contact was asked for, it is
 * the one with the same address. */
static uint32_t
find_listed(const LmRegistrations *r, const LmAor *aor, const LmContact *listed,
            const LmContact *only)
{
  LmSlice rest;
  uint32_t index = lm_binding_find(r, aor, listed);
  if (index != LM_NONE || lm_slice_is_empty(only->uri) ||
      !lm_slice_equal_nocase(lm_slice_split(listed->uri, ';', &rest),
                             lm_slice_split(only->uri, ';', &rest)))
    return index;
  return lm_binding_find(r, aor, only);
}

/* The contact of a request that has one; empty for any other. */
static LmContact
only_contact(const LmSipMessage *request)
{
  LmContact only = {.reg_id = LM_NONE};
  LmSlice value;
  LmLookValues values = lm_look_values(request, LM_SIP_HEADER_CONTACT);
  if (!lm_look_next(&values, &value))
    return only;
  only = lm_contact_read(value);
  if (lm_look_next(&values, &value))
    only.uri = LM_SLICE_EMPTY;
  return only;
}

/* The answer's contacts are all that are bound now, with what is left of their time (RFC 3261,
 * 10.3, step 8). */
static void
take_listed(LmRegistrations *r, LmAor *aor, uint32_t request, uint32_t row,
            const LmSipMessage *message, const LmContact *only)
{
  const LmMessage *response = lm_trace_message(r->trace, row);
  uint32_t all = lm_look_seconds(lm_sip_message_value(message, LM_SIP_HEADER_EXPIRES), LM_NONE);
  LmLookValues values = lm_look_values(message, LM_SIP_HEADER_CONTACT);
  for (LmSlice value; lm_look_next(&values, &value);) {
    LmContact contact = lm_contact_read(value);
    uint32_t granted = lm_look_number(contact.parameters, "expires", all);
    uint32_t index = find_listed(r, aor, &contact, only);
    if (index == LM_NONE)
      index = lm_binding_intern(r, aor, &contact, response->time_ns);
    if (index == LM_NONE || granted == 0)
      continue;
    LmBinding *binding = lm_binding_row(r, index);
    bool asked_for = request != LM_NONE && binding->request == request;
    LmSlice pub_gruu = lm_look_parameter(contact.parameters, "pub-gruu");
    LmSlice temp_gruu = lm_look_parameter(contact.parameters, "temp-gruu");
    binding->pub_gruu = pub_gruu.len ? pub_gruu : binding->pub_gruu;
    binding->temp_gruu = temp_gruu.len ? temp_gruu : binding->temp_gruu;
    if (asked_for) {
      LmSlice route = lm_look_named(message, "Service-Route");
      binding->service_route = route.len ? route : binding->service_route;
      binding->path = binding->path.len ? binding->path : lm_look_named(message, "Path");
      binding->flow_timer_s = lm_look_seconds(lm_look_named(message, "Flow-Timer"), LM_NONE);
    }
    lm_binding_begin(r, index, aor, row, granted, asked_for);
  }
}

/* IMS phones name themselves in credentials without a response before they are asked for any
 * (3GPP TS 24.229, 5.1.1.2). */
static bool
has_credentials(const LmSipMessage *message)
{
  static const LmSipHeaderKind kinds[] = {LM_SIP_HEADER_AUTHORIZATION,
                                          LM_SIP_HEADER_PROXY_AUTHORIZATION};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    LmSlice value = lm_sip_message_value(message, kinds[i]);
    ptrdiff_t response = lm_slice_find_nocase(value, LM_SLICE_LITERAL("response="));
    LmSlice text = lm_slice_from(value, response < 0 ? value.len : (size_t)response + 9);
    if (text.len && !lm_slice_starts_with(text, LM_SLICE_LITERAL("\"\"")))
      return true;
  }
  return false;
}

static bool
is_stale(const LmSipMessage *response)
{
  LmSlice challenge =
      lm_sip_message_value(response, response->status == 401 ? LM_SIP_HEADER_WWW_AUTHENTICATE
                                                             : LM_SIP_HEADER_PROXY_AUTHENTICATE);
  return lm_slice_find_nocase(challenge, LM_SLICE_LITERAL("stale=true")) >= 0 ||
         lm_slice_find_nocase(challenge, LM_SLICE_LITERAL("stale=\"true\"")) >= 0;
}

static void
refuse(LmRegistrations *r, uint32_t index, const LmMessage *response, const LmSipMessage *message,
       bool answered)
{
  LmBinding *binding = lm_binding_row(r, index);
  bool challenge = response->status == 401 || response->status == 407;
  bool failed = !challenge || (answered && !is_stale(message));
  if (challenge) {
    binding->n_challenges++;
    binding->credentials = !answered           ? LM_CREDENTIALS_CHALLENGED
                           : is_stale(message) ? LM_CREDENTIALS_STALE
                                               : LM_CREDENTIALS_FAILED;
  }
  if (failed) {
    binding->n_failures++;
    binding->status = response->status;
    if (binding->state == LM_BINDING_PENDING)
      binding->state = LM_BINDING_FAILED;
  }
  lm_binding_add_step(
      r, index,
      (LmBindingStep){.time_ns = response->time_ns,
                      .frame = response->frame,
                      .kind = failed ? LM_BINDING_STEP_FAILED : LM_BINDING_STEP_CHALLENGED,
                      .status = response->status,
                      .expires_s = LM_NONE});
}

/* What the answer says to each contact that was asked for and that it did not list. */
static void
answer_contact(LmRegistrations *r, LmAor *aor, const LmRegisterRequest *request,
               const LmContact *contact, uint32_t row, const LmSipMessage *message)
{
  const LmMessage *response = lm_trace_message(r->trace, row);
  uint32_t index = lm_binding_find(r, aor, contact);
  if (index == LM_NONE || lm_binding_row(r, index)->request != request->message)
    return;
  LmBinding *binding = lm_binding_row(r, index);
  bool answered = has_credentials(&r->look_back->message);
  if (response->status >= 300) {
    refuse(r, index, response, message, answered);
    return;
  }
  if (answered)
    binding->credentials = LM_CREDENTIALS_ACCEPTED;
  if (binding->asked_s == 0 && binding->response != row) {
    lm_binding_end(r, index, response);
  } else if (binding->response != row) {
    uint32_t all = lm_look_seconds(lm_sip_message_value(message, LM_SIP_HEADER_EXPIRES), LM_NONE);
    lm_binding_begin(r, index, aor, row, all == LM_NONE ? binding->asked_s : all, true);
  }
}

/* A request for all contacts or for none that was refused has a row to show it. */
static void
refuse_all(LmRegistrations *r, const LmAor *aor, const LmRegisterRequest *request, LmSlice contact,
           const LmMessage *response, const LmSipMessage *message)
{
  bool answered = has_credentials(&r->look_back->message);
  bool challenge = response->status == 401 || response->status == 407;
  if (response->status < 300 || (challenge && !answered))
    return;
  LmContact none = {.uri = contact, .reg_id = LM_NONE};
  uint32_t index = lm_binding_intern(r, aor, &none, response->time_ns);
  if (index == LM_NONE)
    return;
  ask(r, index, request->message, &r->look_back->message, contact.len ? 0 : LM_NONE);
  refuse(r, index, response, message, answered);
}

static void
take_response(LmRegistrations *r, uint32_t row, const LmSipMessage *message)
{
  const LmMessage *own = lm_trace_message(r->trace, row);
  LmRegisterRequest *request = find_request(r, own);
  LmAor *aor = lm_aor_intern(r, lm_look_aor(message->to));
  if (request && request->answered)
    return;
  const LmSipMessage *asked = request ? lm_look_at(r->look_back, request->message) : NULL;
  LmContact only = asked ? only_contact(asked) : (LmContact){.reg_id = LM_NONE};
  if (own->status < 300)
    take_listed(r, aor, asked ? request->message : LM_NONE, row, message, &only);
  if (!asked)
    return;
  request->answered = true;
  LmLookValues values = lm_look_values(asked, LM_SIP_HEADER_CONTACT);
  uint32_t n = 0;
  for (LmSlice value; lm_look_next(&values, &value); n++) {
    LmContact contact = lm_contact_read(value);
    if (!lm_slice_equal(contact.uri, LM_SLICE_LITERAL("*"))) {
      answer_contact(r, aor, request, &contact, row, message);
    } else {
      refuse_all(r, aor, request, contact.uri, own, message);
      if (own->status < 300)
        lm_binding_end_all(r, aor, own);
    }
  }
  if (n == 0)
    refuse_all(r, aor, request, LM_SLICE_EMPTY, own, message);
}

/* What never was answered, and what has run out by the end of the capture. */
static void
finish(LmRegistrations *r)
{
  int64_t now_ns = lm_trace_counters(r->trace)->last_ns;
  for (uint32_t i = 0; i < r->bindings.len; i++) {
    LmBinding *binding = lm_binding_row(r, i);
    const LmMessage *last =
        binding->request == LM_NONE ? NULL : lm_trace_message(r->trace, binding->request);
    const LmRegisterRequest *request = last ? find_request(r, last) : NULL;
    if (request && !request->answered) {
      lm_binding_add_step(r, i,
                          (LmBindingStep){.time_ns = last->time_ns,
                                          .frame = last->frame,
                                          .kind = LM_BINDING_STEP_UNANSWERED,
                                          .expires_s = LM_NONE});
      if (binding->state == LM_BINDING_PENDING)
        binding->state = LM_BINDING_UNANSWERED;
    }
    lm_binding_let_expire(r, i, now_ns);
  }
}

LmRegistrations *
lm_registrations_new(const LmTrace *trace)
{
  LmRegistrations *r = lm_alloc(sizeof *r);
  r->trace = trace;
  r->look = lm_look_new(trace);
  r->look_back = lm_look_new(trace);
  r->bindings = LM_VEC_INIT(LmBinding);
  r->steps = LM_VEC_INIT(LmBindingStep);
  r->requests = LM_VEC_INIT(LmRegisterRequest);
  r->aors = LM_VEC_INIT(LmAor);
  for (uint32_t i = lm_trace_next_message(trace, 0); i < lm_trace_n_messages(trace);
       i = lm_trace_next_message(trace, i + 1)) {
    const LmMessage *row = lm_trace_message(trace, i);
    bool request = row->status == 0 && row->method == LM_SIP_METHOD_REGISTER;
    bool final = row->status >= 200 && row->cseq_method == LM_SIP_METHOD_REGISTER;
    if ((!request && !final) || row->call == LM_NONE || row->flags & LM_MESSAGE_RETRANSMISSION)
      continue;
    const LmSipMessage *message = lm_look_at(r->look, i);
    if (message && request)
      take_request(r, i, message);
    else if (message)
      take_response(r, i, message);
  }
  finish(r);
  return r;
}

void
lm_registrations_free(LmRegistrations *r)
{
  if (!r)
    return;
  lm_look_free(r->look);
  lm_look_free(r->look_back);
  lm_vec_clear(&r->bindings);
  lm_vec_clear(&r->steps);
  lm_vec_clear(&r->requests);
  lm_vec_clear(&r->aors);
  lm_table_clear(&r->by_contact);
  lm_table_clear(&r->by_request);
  lm_table_clear(&r->by_aor);
  free(r);
}

uint32_t
lm_registrations_n(const LmRegistrations *r)
{
  return r->bindings.len;
}

const LmBinding *
lm_registrations_at(const LmRegistrations *r, uint32_t index)
{
  return lm_vec_at(&r->bindings, index);
}

const LmBindingStep *
lm_registrations_step(const LmRegistrations *r, uint32_t index)
{
  return lm_vec_at(&r->steps, index);
}

uint64_t
lm_registrations_refused(const LmRegistrations *r)
{
  return r->refused;
}
