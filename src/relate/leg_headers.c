/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/via.h"
#include "relate/leg_parts.h"

#include <ctype.h>

#define SESSION_ID_DIGITS 32
#define MIN_HEADER_VALUE 8
#define MAX_HEADER_VALUE 256
#define MAX_VIAS 16

static LmSlice
user_of(LmSlice uri)
{
  LmSipUri parts = {0};
  return lm_sip_uri_parse(uri, &parts) ? parts.user : LM_SLICE_EMPTY;
}

static void
add_number(LmGathering *gathering, LmMarkKind kind, LmSlice uri)
{
  LmLeg *leg = gathering->leg;
  LmNumber *list = kind == LM_MARK_CALLER ? gathering->callers : gathering->callees;
  uint8_t *n = kind == LM_MARK_CALLER ? &leg->n_callers : &leg->n_callees;
  LmNumber number;
  if (!lm_number_read(user_of(uri), &number) || *n == LM_LEG_NUMBERS)
    return;
  for (unsigned i = 0; i < *n; i++)
    if (list[i].value == number.value && list[i].n_digits == number.n_digits)
      return;
  list[(*n)++] = number;
  lm_gathering_mark_number(gathering, kind, lm_number_key(&number));
}

static bool
add_named_numbers(LmGathering *gathering, const LmSipMessage *message, LmMarkKind kind,
                  const char *name)
{
  LmLookValues values = lm_look_named_values(message, name);
  LmSlice value;
  bool any = false;
  for (; lm_look_next(&values, &value); any = true)
    add_number(gathering, kind, lm_look_uri(value));
  return any;
}

static void
add_numbers(LmGathering *gathering, const LmSipMessage *message)
{
  LmLeg *leg = gathering->leg;
  add_number(gathering, LM_MARK_CALLEE, message->request_uri);
  add_number(gathering, LM_MARK_CALLEE, lm_look_uri(message->to));
  add_number(gathering, LM_MARK_CALLER, lm_look_uri(message->from));
  add_named_numbers(gathering, message, LM_MARK_CALLER, "P-Asserted-Identity");
  add_named_numbers(gathering, message, LM_MARK_CALLER, "P-Preferred-Identity");
  add_named_numbers(gathering, message, LM_MARK_CALLER, "Remote-Party-ID");
  add_named_numbers(gathering, message, LM_MARK_CALLEE, "P-Called-Party-ID");
  leg->redirected |= add_named_numbers(gathering, message, LM_MARK_CALLEE, "Diversion");
  LmLookValues history = lm_look_named_values(message, "History-Info");
  unsigned n = 0;
  for (LmSlice value; lm_look_next(&history, &value); n++)
    add_number(gathering, LM_MARK_CALLEE, lm_look_uri(value));
  /* One entry is where the request was sent first; a second one is where it went instead. */
  leg->redirected |= n > 1;
}

/* "local;remote=other", each 32 digits (RFC 7989, 5); all zeros stand for none (6). */
static void
add_session_id(LmGathering *gathering, LmSlice value)
{
  LmSlice rest, half[2];
  half[0] = lm_slice_trim(lm_slice_split(value, ';', &rest));
  half[1] = lm_look_parameter(rest, "remote");
  for (int i = 0; i < 2; i++) {
    bool zero = true, sound = half[i].len == SESSION_ID_DIGITS;
    for (size_t k = 0; sound && k < half[i].len; k++) {
      zero &= half[i].data[k] == '0';
      sound = isxdigit(half[i].data[k]);
    }
    if (sound && !zero)
      lm_gathering_mark(gathering, LM_MARK_SESSION_ID, half[i]);
  }
}

/* Notes the call whose Call-ID is @value. */
static bool
add_quote(LmGathering *gathering, LmSlice value)
{
  LmLeg *leg = gathering->leg;
  const LmTrace *trace = gathering->gathered->trace;
  uint32_t call = lm_trace_find_call(trace, value);
  if (call == LM_NONE || call == leg->call || !lm_trace_call(trace, call)->number)
    return false;
  for (unsigned i = 0; i < leg->n_quotes; i++)
    if (gathering->quotes[i] == call)
      return true;
  if (leg->n_quotes < LM_LEG_QUOTES)
    gathering->quotes[leg->n_quotes++] = call;
  return true;
}

static bool
is_named(LmSlice name, const char *wanted)
{
  return lm_slice_equal_nocase(name, lm_slice_str(wanted));
}

/* Headers that name a call because they have another relation to it. */
static bool
is_relation(LmSlice name)
{
  return is_named(name, "Join") || is_named(name, "Target-Dialog") ||
         is_named(name, "In-Reply-To") || is_named(name, "Referred-By");
}

/* A header without a number of its own: one that repeats a Call-ID, alone or before parameters; or
 * one whose value an X- header carries from leg to leg. */
static void
add_other(LmGathering *gathering, LmSlice name, LmSlice value)
{
  LmSlice rest, bare;
  if (is_relation(name) || value.len < MIN_HEADER_VALUE || value.len > MAX_HEADER_VALUE)
    return;
  if (value.data[0] == '"' && value.data[value.len - 1] == '"')
    value = lm_slice_sub(value, 1, value.len - 2);
  bare = lm_slice_trim(lm_slice_split(value, ';', &rest));
  if (add_quote(gathering, value) || (bare.len < value.len && add_quote(gathering, bare)))
    return;
  if (is_named(name, "Session-ID")) {
    add_session_id(gathering, value);
  } else if (is_named(name, "P-Charging-Vector")) {
    lm_gathering_mark(gathering, LM_MARK_ICID, lm_look_parameter(value, "icid-value"));
  } else if (is_named(name, "User-to-User")) {
    lm_gathering_mark(gathering, LM_MARK_USER_TO_USER, bare);
  } else if (lm_slice_starts_with_nocase(name, LM_SLICE_LITERAL("X-")) ||
             is_named(name, "Identity")) {
    char *both = lm_arena_printf(&gathering->gathered->arena, "%.*s: %.*s", (int)name.len,
                                 (const char *)name.data, (int)value.len, (const char *)value.data);
    lm_gathering_mark(gathering, LM_MARK_HEADER, lm_slice_str(both));
  }
}

static void
add_trail(LmGathering *gathering, LmSlice host)
{
  LmLeg *leg = gathering->leg;
  LmEndpoint endpoint = {0};
  if (leg->n_trail == LM_LEG_TRAIL || !lm_addr_parse(host, &endpoint.addr))
    return;
  uint32_t number = lm_hosts_number(&gathering->gathered->hosts, &endpoint);
  if (number != leg->first)
    gathering->trail[leg->n_trail++] = number;
}

static void
add_way(LmGathering *gathering, const LmSipMessage *message, bool first)
{
  LmLookValues values = lm_look_values(message, LM_SIP_HEADER_VIA);
  LmSlice value;
  for (unsigned n = 0; n < MAX_VIAS && lm_look_next(&values, &value); n++) {
    LmSipVia via = {0};
    if (!lm_sip_via_parse(value, &via))
      continue;
    lm_gathering_mark(gathering, LM_MARK_BRANCH, via.branch);
    if (first && n > 0)
      add_trail(gathering, via.received.len ? via.received : via.host);
  }
  values = lm_look_values(message, LM_SIP_HEADER_RECORD_ROUTE);
  for (unsigned n = 0; first && n < MAX_VIAS && lm_look_next(&values, &value); n++) {
    LmSipUri uri = {0};
    if (lm_sip_uri_parse(lm_look_uri(value), &uri))
      add_trail(gathering, uri.host);
  }
}

void
lm_gathering_headers(LmGathering *gathering, const LmSipMessage *message, bool initial)
{
  LmLeg *leg = gathering->leg;
  bool first = initial && !gathering->invited;
  for (uint32_t i = 0; i < message->n_headers; i++)
    if (message->headers[i].kind == LM_SIP_HEADER_OTHER)
      add_other(gathering, lm_sip_header_name(message, &message->headers[i]),
                lm_sip_header_value(message, &message->headers[i]));
  LmSipAddress contact = {0};
  if (lm_sip_address_parse(lm_sip_message_value(message, LM_SIP_HEADER_CONTACT), &contact)) {
    LmSlice value;
    if (lm_sip_parameter(contact.parameters, LM_SLICE_LITERAL("isfocus"), &value))
      lm_gathering_mark(gathering, LM_MARK_FOCUS, lm_look_aor(contact.uri));
  }
  if (!initial)
    return;
  add_way(gathering, message, first);
  add_numbers(gathering, message);
  if (first) {
    gathering->invited = message->request_uri.len > 0;
    leg->referred = lm_look_uri(lm_look_named(message, "Referred-By")).len > 0;
  }
}
