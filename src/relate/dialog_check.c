/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/dialog_rows.h"

/* Routes that are compared; nobody goes through more. */
#define MAX_ROUTES 16

/* Whether the request was seen before, as on the hop before; else it is remembered. */
static bool
was_seen(LmDialogMemory *memory, unsigned side, const LmMessage *own, bool *twice)
{
  unsigned n = memory->n_seen[side];
  *twice = false;
  for (unsigned i = 0; i < n && i < LM_DIALOG_RECENT; i++) {
    const LmDialogSeen *seen = &memory->seen[side][i];
    if (seen->cseq == own->cseq && seen->method == own->method)
      return true;
    *twice = *twice || seen->cseq == own->cseq;
  }
  memory->seen[side][n % LM_DIALOG_RECENT] = (LmDialogSeen){own->cseq, own->method};
  memory->n_seen[side] = (uint8_t)(n + 1 < 2 * LM_DIALOG_RECENT ? n + 1 : LM_DIALOG_RECENT);
  return false;
}

static uint32_t
list_routes(const LmSipMessage *message, LmSipHeaderKind kind, LmSlice *routes)
{
  LmLookValues values = lm_look_values(message, kind);
  uint32_t n = 0;
  for (LmSlice value; n < MAX_ROUTES && lm_look_next(&values, &value);)
    routes[n++] = lm_look_uri(value);
  return n;
}

static bool
is_loose(LmSlice route)
{
  LmSlice ignored;
  LmSipUri uri = {0};
  return lm_sip_uri_parse(route, &uri) &&
         lm_sip_parameter(uri.parameters, LM_SLICE_LITERAL("lr"), &ignored);
}

static bool
is_first_hop(const LmSipMessage *message)
{
  LmLookValues values = lm_look_values(message, LM_SIP_HEADER_VIA);
  LmSlice value;
  return lm_look_next(&values, &value) && !lm_look_next(&values, &value);
}

/* The same user at the same place; a default port or a parameter more makes no other target. */
static bool
is_same_target(LmSlice a, LmSlice b)
{
  LmSipUri x = {0}, y = {0};
  if (!lm_sip_uri_parse(a, &x) || !lm_sip_uri_parse(b, &y))
    return lm_slice_equal_nocase(a, b);
  bool tls = lm_slice_equal_nocase(x.scheme, LM_SLICE_LITERAL("sips"));
  LmSlice usual = tls ? LM_SLICE_LITERAL("5061") : LM_SLICE_LITERAL("5060");
  return lm_slice_equal_nocase(x.scheme, y.scheme) && lm_slice_equal(x.user, y.user) &&
         lm_slice_equal_nocase(x.host, y.host) &&
         lm_slice_equal(x.port.len ? x.port : usual, y.port.len ? y.port : usual);
}

/* The caller's requests go along the Record-Routes of the answer, backwards (RFC 3261, 12.1.2 and
 * 12.2.1.1). Where a strict router is among them they look different, and are not looked at. */
static void
check_way(LmDialogs *dialogs, uint32_t index, const LmMessage *own, const LmSipMessage *message)
{
  const LmDialogMemory *memory = lm_dialog_memory(dialogs, index);
  LmSlice wanted[MAX_ROUTES], routes[MAX_ROUTES];
  if (own->src != memory->invite_src || !memory->answer_known || !is_first_hop(message))
    return;
  const LmMessage *answer = lm_trace_message(dialogs->trace, memory->answer);
  const LmSipMessage *said = lm_look_at(dialogs->look_back, memory->answer);
  uint32_t n = list_routes(message, LM_SIP_HEADER_ROUTE, routes);
  uint32_t n_wanted = said ? list_routes(said, LM_SIP_HEADER_RECORD_ROUTE, wanted) : n;
  bool same = n == n_wanted, loose = true;
  for (uint32_t i = 0; i < n_wanted && said; i++) {
    loose = loose && is_loose(wanted[i]);
    same = same && lm_slice_equal_nocase(routes[i], wanted[n_wanted - 1 - i]);
  }
  if (!said || !loose)
    return;
  if (!same)
    lm_dialog_tell(dialogs, index, LM_PROBLEM_WRONG_ROUTE, own, answer, LM_TIME_NONE);
  if (memory->target.len && !is_same_target(message->request_uri, memory->target) &&
      !(memory->moved.len && is_same_target(message->request_uri, memory->moved)))
    lm_dialog_tell(dialogs, index, LM_PROBLEM_WRONG_TARGET, own, answer, LM_TIME_NONE);
}

/* A re-INVITE or UPDATE of the callee's moves the target, once it is answered (RFC 3261, 12.2.1.2;
 * RFC 3311, 5.1). */
static void
note_move(LmDialogMemory *memory, const LmMessage *own, const LmSipMessage *message)
{
  LmSlice contact = lm_sip_message_value(message, LM_SIP_HEADER_CONTACT);
  if (contact.len && (own->method == LM_SIP_METHOD_INVITE || own->method == LM_SIP_METHOD_UPDATE))
    memory->moved = lm_look_uri(contact);
}

void
lm_dialog_take_answer(LmDialogs *dialogs, uint32_t index, uint32_t row, const LmSipMessage *message)
{
  LmDialogView *view = lm_dialog_view(dialogs, index);
  LmDialogMemory *memory = lm_dialog_memory(dialogs, index);
  LmSlice contact = lm_sip_message_value(message, LM_SIP_HEADER_CONTACT);
  LmSlice routes[MAX_ROUTES];
  if (contact.len)
    memory->target = lm_look_uri(contact);
  /* What a 2xx said of the route set stays (RFC 3261, 12.2.1.2 and 13.2.2.4). */
  if (memory->answer_final)
    return;
  memory->answer = row;
  memory->answer_known = true;
  memory->answer_final = lm_trace_message(dialogs->trace, row)->status >= 200;
  view->n_routes = list_routes(message, LM_SIP_HEADER_RECORD_ROUTE, routes);
  view->route = view->n_routes ? routes[view->n_routes - 1] : LM_SLICE_EMPTY;
}

void
lm_dialog_check_request(LmDialogs *dialogs, uint32_t index, unsigned side, uint32_t row,
                        const LmSipMessage *message)
{
  const LmMessage *own = lm_trace_message(dialogs->trace, row);
  LmDialogView *view = lm_dialog_view(dialogs, index);
  LmDialogMemory *memory = lm_dialog_memory(dialogs, index);
  LmDialogSide *from = &view->sides[side];
  bool twice;
  if (own->method == LM_SIP_METHOD_ACK || own->method == LM_SIP_METHOD_CANCEL)
    return;
  if (side == 0)
    check_way(dialogs, index, own, message);
  else
    note_move(memory, own, message);
  if (was_seen(memory, side, own, &twice))
    return;
  from->n_requests++;
  if (twice)
    lm_dialog_tell(dialogs, index, LM_PROBLEM_CSEQ_TWICE, own, NULL, LM_TIME_NONE);
  else if (from->cseq != LM_NONE && own->cseq < from->cseq)
    lm_dialog_tell(dialogs, index, LM_PROBLEM_CSEQ_LOWER, own, NULL, LM_TIME_NONE);
  if (from->cseq == LM_NONE || own->cseq > from->cseq)
    from->cseq = own->cseq;
  /* Both may hang up at once; anything else has no dialog any more (RFC 3261, 15). */
  if (memory->bye != LM_NONE && own->method != LM_SIP_METHOD_BYE)
    lm_dialog_tell(dialogs, index, LM_PROBLEM_AFTER_BYE, own,
                   lm_trace_message(dialogs->trace, memory->bye), LM_TIME_NONE);
  if (own->method == LM_SIP_METHOD_BYE && memory->bye == LM_NONE)
    memory->bye = row;
}
