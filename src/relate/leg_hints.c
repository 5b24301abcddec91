/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/leg_parts.h"

#define MAX_TEXT 256 /* bytes of a Call-ID that stands escaped in a URI */

static void
add_hint(LmGathering *gathering, const LmMessage *row, LmHintKind kind, LmSlice value)
{
  LmGathered *gathered = gathering->gathered;
  if (!value.len)
    return;
  LmHint *hint = lm_vec_push(&gathered->hints);
  *hint = (LmHint){.kind = (uint8_t)kind, .leg = gathered->legs.len - 1, .value = value};
  hint->time_ns = row->time_ns;
  hint->from = lm_hosts_number(&gathered->hosts, lm_trace_endpoint(gathered->trace, row->src));
  hint->to = lm_hosts_number(&gathered->hosts, lm_trace_endpoint(gathered->trace, row->dst));
}

/* RFC 3261, 19.1.2: headers of a URI are escaped. In the arena. */
static LmSlice
unescape(LmGathering *gathering, LmSlice text)
{
  char plain[MAX_TEXT];
  size_t n = 0;
  for (size_t i = 0; i < text.len && n < sizeof plain; i++) {
    int high = lm_hex_digit(lm_slice_at(text, i + 1)), low = lm_hex_digit(lm_slice_at(text, i + 2));
    if (text.data[i] == '%' && high >= 0 && low >= 0) {
      plain[n++] = (char)(high << 4 | low);
      i += 2;
    } else {
      plain[n++] = (char)text.data[i];
    }
  }
  return lm_arena_copy(&gathering->gathered->arena, lm_slice(plain, n));
}

static LmSlice
before_parameters(LmSlice value)
{
  LmSlice rest;
  return lm_slice_trim(lm_slice_split(value, ';', &rest));
}

/* What was refused leads nowhere. */
static bool
is_refused(const LmGathering *gathering, const LmMessage *row)
{
  const LmTrace *trace = gathering->gathered->trace;
  if (row->transaction == LM_NONE)
    return false;
  uint32_t final = lm_trace_transaction(trace, row->transaction)->final;
  return final != LM_NONE && lm_trace_message(trace, final)->status >= 300;
}

static void
add_refer(LmGathering *gathering, const LmSipMessage *message, const LmMessage *row)
{
  LmSlice uri = lm_look_uri(lm_sip_message_value(message, LM_SIP_HEADER_REFER_TO));
  LmSipUri parts = {0};
  if (!lm_sip_uri_parse(uri, &parts) || is_refused(gathering, row))
    return;
  add_hint(gathering, row, LM_HINT_REFER, lm_look_aor(uri));
  LmSlice rest = parts.headers;
  while (rest.len) {
    LmSlice value, name = lm_slice_split(lm_slice_split(rest, '&', &rest), '=', &value);
    if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Replaces")))
      add_hint(gathering, row, LM_HINT_REFER_REPLACES,
               before_parameters(unescape(gathering, value)));
  }
}

void
lm_gathering_hints(LmGathering *gathering, const LmSipMessage *message, const LmMessage *row)
{
  if (row->method == LM_SIP_METHOD_REFER) {
    add_refer(gathering, message, row);
  } else if (row->method == LM_SIP_METHOD_INVITE) {
    LmSlice replaces = lm_sip_message_value(message, LM_SIP_HEADER_REPLACES);
    add_hint(gathering, row, LM_HINT_REPLACES, before_parameters(replaces));
    add_hint(gathering, row, LM_HINT_JOIN, before_parameters(lm_look_named(message, "Join")));
  } else if (row->status >= 300 && row->status < 400) {
    LmLookValues contacts = lm_look_values(message, LM_SIP_HEADER_CONTACT);
    LmSlice value;
    for (unsigned n = 0; n < LM_LEG_NUMBERS && lm_look_next(&contacts, &value); n++)
      add_hint(gathering, row, LM_HINT_CONTACT, lm_look_aor(lm_look_uri(value)));
  }
}
