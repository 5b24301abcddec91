/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever is computed from a trace when somebody looks, over a trace of messages that are close to
 * real ones. The input is a list of messages, each behind a byte that says between whom and how
 * long after the one before, and ended by NUL. */

#include "fuzz.h"
#include "relate/authentication.h"
#include "relate/chats.h"
#include "relate/dialogs.h"
#include "relate/pings.h"
#include "relate/registrations.h"
#include "relate/roles.h"
#include "relate/subscriptions.h"
#include "track/tracker.h"

#include <stdlib.h>

#define MAX_MESSAGES 256

static void
look_at_text(LmSlice text)
{
  LmText json = LM_TEXT_INIT;
  lm_text_add_json(&json, text);
  lm_text_clear(&json);
}

static void
look_at_registrations(const LmTrace *trace)
{
  LmRegistrations *rows = lm_registrations_new(trace);
  for (uint32_t i = 0; i < lm_registrations_n(rows); i++) {
    const LmBinding *row = lm_registrations_at(rows, i);
    look_at_text(row->aor);
    look_at_text(row->contact);
    look_at_text(row->path);
    look_at_text(lm_slice_str(lm_binding_state_name(row->state)));
    for (uint32_t step = row->first_step; step != LM_NONE;)
      step = lm_registrations_step(rows, step)->next;
  }
  lm_registrations_free(rows);
}

static void
look_at_subscriptions(const LmTrace *trace)
{
  LmSubscriptions *rows = lm_subscriptions_new(trace);
  for (uint32_t i = 0; i < lm_subscriptions_n(rows); i++) {
    const LmSubscription *row = lm_subscriptions_at(rows, i);
    look_at_text(row->event);
    look_at_text(row->said);
    look_at_text(lm_slice_str(lm_subscription_state_name(row->state)));
    for (uint32_t step = row->first_step; step != LM_NONE;)
      step = lm_subscriptions_step(rows, step)->next;
  }
  lm_subscriptions_free(rows);
}

static void
look_at_authentications(const LmTrace *trace)
{
  LmPasswords *passwords = lm_passwords_new();
  lm_passwords_add(passwords, LM_SLICE_LITERAL("alice:wonderland"));
  LmAuthentications *rows = lm_authentications_new(trace, passwords);
  for (uint32_t i = 0; i < lm_authentications_n(rows); i++) {
    const LmAuthentication *row = lm_authentications_at(rows, i);
    look_at_text(row->realm);
    look_at_text(row->username);
    look_at_text(lm_slice_str(lm_authentication_result_name(row->outcome)));
  }
  lm_authentications_free(rows);
  lm_passwords_free(passwords);
}

static void
look_at_roles(const LmTrace *trace)
{
  LmRoles *rows = lm_roles_new(trace);
  LmPings *pings = lm_pings_new(trace);
  for (uint32_t i = 0; i < lm_roles_n(rows); i++)
    look_at_text(lm_roles_at(rows, i)->software);
  for (uint32_t i = 0; i < lm_pings_n(pings); i++)
    if (lm_pings_at(pings, i)->n_answered > lm_pings_at(pings, i)->n_sent)
      abort();
  lm_pings_free(pings);
  lm_roles_free(rows);
}

static void
look_at_chats(const LmTrace *trace)
{
  LmChats *rows = lm_chats_new(trace);
  for (uint32_t i = 0; i < lm_chats_n(rows); i++) {
    const LmChatMessage *row = lm_chats_at(rows, i);
    look_at_text(row->from);
    look_at_text(row->text);
    look_at_text(lm_slice_str(lm_chat_kind_name(row->kind)));
  }
  lm_chats_free(rows);
}

static void
look_at_dialogs(const LmTrace *trace)
{
  LmDialogs *rows = lm_dialogs_new(trace);
  for (uint32_t i = 0; i < lm_dialogs_n(rows); i++) {
    const LmDialogView *row = lm_dialogs_at(rows, i);
    uint32_t n = 0;
    look_at_text(row->route);
    look_at_text(row->sides[1].target);
    look_at_text(lm_slice_str(lm_dialog_view_state_name(row)));
    for (uint32_t next = row->first_problem; next != LM_NONE; n++)
      next = lm_dialogs_problem(rows, next)->next;
    if (n != row->n_problems)
      abort();
  }
  lm_dialogs_free(rows);
}

static void
look(const LmTrace *trace)
{
  look_at_registrations(trace);
  look_at_subscriptions(trace);
  look_at_authentications(trace);
  look_at_roles(trace);
  look_at_chats(trace);
  look_at_dialogs(trace);
}

static void
feed(LmTracker *tracker, LmFrame *frame, uint8_t how, LmSlice bytes)
{
  LmPacket packet = {.frame = frame, .payload = bytes, .kind = LM_PACKET_UDP};
  packet.src.addr.family = packet.dst.addr.family = LM_ADDR_IPV4;
  packet.src.addr.bytes[3] = how & 3;
  packet.dst.addr.bytes[3] = how >> 2 & 3;
  packet.src.port = packet.dst.port = 5060;
  packet.ip_id = (uint16_t)++frame->number;
  frame->time_ns += (1LL << (how >> 4)) * LM_NS_PER_MS;
  lm_tracker_add(tracker, &packet);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  uint8_t *messages[MAX_MESSAGES];
  size_t n = 0;
  LmSlice rest = lm_slice(data, size);
  LmTracker *tracker = lm_tracker_new();
  LmFrame frame = {.time_ns = 1700000000000000000};
  while (rest.len > 1 && n < MAX_MESSAGES) {
    uint8_t how = rest.data[0];
    LmSlice bytes = lm_slice_split(lm_slice_from(rest, 1), 0, &rest);
    messages[n] = malloc(bytes.len ? bytes.len : 1);
    memcpy(messages[n], bytes.data, bytes.len);
    feed(tracker, &frame, how, lm_slice(messages[n++], bytes.len));
  }
  lm_tracker_finish(tracker);
  look(lm_tracker_trace(tracker));
  lm_tracker_free(tracker);
  for (size_t i = 0; i < n; i++)
    free(messages[i]);
  return 0;
}
