/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/connection_events.h"

#include "base/i18n.h"
#include "base/text.h"
#include "proto/tls_suites.h"
#include "track/event.h"

/* Text from packets that goes into a label. */
#define MAX_TEXT_BYTES 80

static void
add_row(LmConnections *all, LmConnection *connection, const LmEvent *event)
{
  uint32_t row = lm_trace_add_event(all->trace, event);
  if (row != LM_NONE && !connection->settled && connection->n_events < LM_CONNECTION_EVENTS)
    connection->events[connection->n_events++] = row;
}

/* Keeps an event of a WebSocket that may be anybody's until it shows whose it is. */
static void
hold(LmConnections *all, LmConnection *connection, const LmEvent *event)
{
  if (connection->n_held == LM_CONNECTION_EVENTS)
    return;
  LmEvent *held = lm_arena_alloc(&all->arena, sizeof *held);
  *held = *event;
  held->label = lm_arena_string(&all->arena, lm_slice_str(event->label));
  held->detail = lm_arena_string(&all->arena, lm_slice_str(event->detail));
  connection->held[connection->n_held++] = held;
}

static void
release(LmConnections *all, LmConnection *connection)
{
  connection->asked_for = true;
  for (unsigned i = 0; i < connection->n_held; i++)
    add_row(all, connection, connection->held[i]);
  connection->n_held = 0;
}

static void
add_event(LmConnections *all, LmConnection *connection, const LmSipOrigin *origin,
          LmEventProtocol protocol, LmEventOutcome outcome, LmSlice bytes, const LmText *label,
          const LmText *detail)
{
  LmEvent event = lm_sip_origin_event(origin, bytes);
  event.call = connection->settled ? connection->call : LM_NONE;
  event.label = label->str;
  event.detail = detail->str;
  event.protocol = (uint8_t)protocol;
  event.outcome = (uint8_t)outcome;
  if (protocol == LM_EVENT_HTTP && !connection->asked_for)
    hold(all, connection, &event);
  else
    add_row(all, connection, &event);
}

static void
add_cut(LmText *text, LmSlice slice)
{
  lm_text_add_safe(text, lm_slice_sub(slice, 0, MAX_TEXT_BYTES), false);
}

/* Adds @slice behind a comma, if there is one. */
static void
add_item(LmText *text, LmSlice slice)
{
  if (slice.len == 0)
    return;
  if (text->len)
    lm_text_add_str(text, ", ");
  add_cut(text, slice);
}

void
lm_connection_add_handshake(LmConnections *all, const LmStreamSide *side,
                            const LmWsHandshake *handshake, LmSlice bytes)
{
  LmText label = LM_TEXT_INIT, detail = LM_TEXT_INIT;
  LmEventOutcome outcome = LM_EVENT_NOTE;
  if (handshake->response) {
    outcome = handshake->status < 300 ? LM_EVENT_GOOD : LM_EVENT_FAILURE;
    lm_text_printf(&label, "%u ", handshake->status);
    add_cut(&label, handshake->reason);
    add_item(&detail, handshake->protocols);
    if (handshake->deflate.on)
      add_item(&detail, LM_SLICE_LITERAL("permessage-deflate"));
  } else {
    lm_text_add_str(&label, "GET ");
    add_cut(&label, handshake->target);
    lm_text_add_str(&label, " (WebSocket");
    if (handshake->protocols.len)
      lm_text_add_str(&label, ", ");
    add_cut(&label, handshake->protocols);
    lm_text_add_char(&label, ')');
    add_item(&detail, handshake->host);
  }
  add_event(all, side->connection, &side->origin, LM_EVENT_HTTP, outcome, bytes, &label, &detail);
  lm_text_clear(&label);
  lm_text_clear(&detail);
}

void
lm_connection_add_close(LmConnections *all, const LmStreamSide *side, const LmWsMessage *message)
{
  LmText label = LM_TEXT_INIT, detail = LM_TEXT_INIT;
  /* RFC 6455, 7.4.1: 1000 normal, 1001 going away, 1005 no status. */
  bool usual = message->close_code <= 1001 || message->close_code == 1005;
  lm_text_add_str(&label, N_("WebSocket close"));
  if (message->payload.len >= 2) {
    lm_text_printf(&detail, "%u %s", message->close_code, lm_ws_close_name(message->close_code));
    add_item(&detail, lm_slice_from(message->payload, 2));
  }
  add_event(all, side->connection, &side->origin, LM_EVENT_HTTP,
            usual ? LM_EVENT_NOTE : LM_EVENT_WARNING, message->payload, &label, &detail);
  lm_text_clear(&label);
  lm_text_clear(&detail);
}

void
lm_connection_add_cut(LmConnections *all, const LmStreamSide *side, uint64_t n)
{
  LmText label = LM_TEXT_INIT, detail = LM_TEXT_INIT;
  all->trace->counters.websocket_not_read += n;
  lm_text_add_str(&label, N_("WebSocket message not read"));
  lm_text_add_str(&detail, N_("too large, or not to be decompressed"));
  add_event(all, side->connection, &side->origin, LM_EVENT_HTTP, LM_EVENT_WARNING, LM_SLICE_EMPTY,
            &label, &detail);
  lm_text_clear(&label);
  lm_text_clear(&detail);
}

static LmEventOutcome
outcome_of_tls(const LmTlsInfo *info)
{
  /* Code 0 is close_notify, which ends every connection (RFC 8446, 6.1). */
  if (info->alert > 1)
    return LM_EVENT_FAILURE;
  return info->missing                     ? LM_EVENT_WARNING
         : info->state == LM_TLS_DECRYPTED ? LM_EVENT_GOOD
                                           : LM_EVENT_NOTE;
}

void
lm_connection_tell_tls(LmConnections *all, LmConnection *connection, bool ended)
{
  const LmTlsInfo *info = lm_tls_info(connection->tls);
  if (connection->tls_told || (info->state == LM_TLS_OPENING && !info->alert && !ended))
    return;
  connection->tls_told = true;
  LmText label = LM_TEXT_INIT, detail = LM_TEXT_INIT;
  lm_text_add_str(&label, info->version_name);
  add_item(&detail, info->server_name);
  add_item(&detail, lm_slice_str(info->suite ? lm_tls_suite_name(info->suite) : ""));
  add_item(&detail, info->protocol);
  if (info->alert > 1)
    lm_text_printf(&detail, "%salert %u", detail.len ? ", " : "", info->alert - 1u);
  if (info->missing)
    lm_text_printf(&detail, "%s%s", detail.len ? "; " : "", info->missing);
  add_event(all, connection, &connection->opened, LM_EVENT_TLS, outcome_of_tls(info),
            LM_SLICE_EMPTY, &label, &detail);
  lm_text_clear(&label);
  lm_text_clear(&detail);
}

static void
give_events(LmConnections *all, LmConnection *connection, uint32_t call)
{
  connection->call = call;
  connection->settled = true;
  for (unsigned i = 0; i < connection->n_events; i++)
    lm_trace_give_event(all->trace, connection->events[i], call);
  connection->n_events = 0;
}

void
lm_connection_message(LmConnections *all, const LmStreamSide *side)
{
  LmConnection *connection = side->connection;
  if (!connection->asked_for)
    release(all, connection);
  uint32_t call = lm_trace_message(all->trace, all->trace->messages.len - 1)->call;
  if (call == LM_NONE)
    return;
  bool is_call = lm_trace_call(all->trace, call)->number;
  /* What happens to the connection later happens to the call that it carried last. */
  if (connection->settled && is_call)
    connection->call = call;
  if (connection->settled)
    return;
  if (is_call)
    give_events(all, connection, call);
  else if (connection->call == LM_NONE)
    connection->call = call;
}

void
lm_connection_settle(LmConnections *all, LmConnection *connection)
{
  if (!connection->settled && connection->call != LM_NONE)
    give_events(all, connection, connection->call);
}
