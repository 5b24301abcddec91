/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/diameter_tracker.h"

#include "base/limits.h"
#include "proto/diameter.h"
#include "track/announcement.h"
#include "track/endpoint.h"
#include "track/others.h"

/* How long ago a user's call may have been heard of last. */
#define RECENT_NS (60 * LM_NS_PER_S)

static uint64_t
hash_slice(LmSlice text)
{
  return lm_hash(lm_hash_key(), text.data, text.len);
}

/* Hop-by-hop identifiers are unique on a connection (RFC 6733, 3). */
static uint64_t
request_key(const LmDiameter *message, uint32_t client, uint32_t server)
{
  const uint64_t parts[] = {(uint64_t)message->hop_by_hop << 32 | message->end_to_end,
                            (uint64_t)client << 32 | server};
  return lm_hash(lm_hash_key(), parts, sizeof parts);
}

static LmDiameterLink *
find_link(LmOthers *others, uint64_t key)
{
  LmTableWalk walk;
  uint32_t row = lm_table_first(&others->diameter_by_key, key, &walk);
  for (; row != LM_NONE; row = lm_table_next(&others->diameter_by_key, &walk)) {
    LmDiameterLink *link = lm_vec_at(&others->diameter, row);
    if (link->key == key)
      return link;
  }
  return NULL;
}

static void
set_link(LmTrace *trace, uint64_t key, uint32_t call, LmSlice identity)
{
  LmOthers *others = lm_trace_others(trace);
  LmDiameterLink *link = find_link(others, key);
  if (!link) {
    if (others->diameter.len >= LM_LIMIT_DIAMETER_LINKS) {
      trace->counters.others_refused++;
      return;
    }
    lm_table_add(&others->diameter_by_key, key, others->diameter.len);
    link = lm_vec_push(&others->diameter);
  }
  *link = (LmDiameterLink){key, call, identity};
}

/* What goes with a registration (TS 29.229, 6.1): UAR, SAR, MAR and RTR; the others go with calls.
 */
static bool
is_of_registration(uint32_t command)
{
  return command == 300 || command == 301 || command == 303 || command == 304;
}

/* The newer one that was heard of lately, of the kind that is wanted if there is one. */
static uint32_t
choose(const LmTrace *trace, const LmUserRow *user, bool registration, int64_t time_ns)
{
  if (!user)
    return LM_NONE;
  const uint32_t rows[] = {registration ? user->registration : user->call,
                           registration ? user->call : user->registration};
  for (size_t i = 0; i < 2; i++)
    if (rows[i] != LM_NONE &&
        lm_time_sub(time_ns, lm_trace_call(trace, rows[i])->last_ns) <= RECENT_NS)
      return rows[i];
  return LM_NONE;
}

static uint32_t
call_of_user(LmTrace *trace, const LmDiameter *message, int64_t time_ns)
{
  LmUserIndex *users = &lm_trace_others(trace)->users;
  bool registration = is_of_registration(message->command);
  uint32_t call = LM_NONE;
  lm_user_index_update(users, trace);
  for (uint32_t i = 0; i < message->n_identities && call == LM_NONE; i++)
    call =
        choose(trace, lm_user_index_identity(users, message->identities[i]), registration, time_ns);
  if (call == LM_NONE && message->user_name.len)
    call = choose(trace, lm_user_index_identity(users, message->user_name), registration, time_ns);
  if (call == LM_NONE && message->framed_ip.family != LM_ADDR_NONE)
    call = choose(trace, lm_user_index_address(users, &message->framed_ip), registration, time_ns);
  return call;
}

static bool
has_user(const LmDiameter *message)
{
  return message->n_identities || message->user_name.len ||
         message->framed_ip.family != LM_ADDR_NONE;
}

static LmSlice
identity_of(const LmDiameter *message)
{
  return message->n_identities ? message->identities[0] : message->user_name;
}

/* The call whose SDP announced media that the message is about. */
static uint32_t
call_of_media(const LmTrace *trace, const LmDiameter *message)
{
  for (uint32_t i = 0; i < message->n_flows; i++) {
    uint32_t row = lm_trace_find_endpoint(trace, &message->flows[i]);
    const LmAnnouncement *announcement = row == LM_NONE ? NULL : lm_trace_announcement(trace, row);
    if (announcement)
      return announcement->call;
  }
  return LM_NONE;
}

/* The call of a request: by its media, else by its user, else by its session. */
static uint32_t
call_of(LmTrace *trace, const LmDiameter *message, int64_t time_ns)
{
  uint32_t call = call_of_media(trace, message);
  if (call == LM_NONE && has_user(message))
    call = call_of_user(trace, message, time_ns);
  if (message->session_id.len == 0)
    return call;
  const LmDiameterLink *session = find_link(trace->others, hash_slice(message->session_id));
  return call == LM_NONE && session ? session->call : call;
}

static void
add_result(LmText *text, const LmDiameter *message)
{
  const char *name = lm_diameter_result_name(message->result, message->experimental);
  lm_text_printf(text, "%s%u%s%s", text->len ? " " : "", message->result, name ? " " : "",
                 name ? name : "");
}

static LmEventOutcome
outcome_of(const LmDiameter *message)
{
  /* RFC 6733, 7.1: 2xxx success, 1xxx informational, others errors. */
  if (!message->request && message->result)
    return message->result / 1000 == 2   ? LM_EVENT_GOOD
           : message->result / 1000 == 1 ? LM_EVENT_NOTE
                                         : LM_EVENT_FAILURE;
  return message->anomaly.kind != LM_ANOMALY_NONE ? LM_EVENT_WARNING : LM_EVENT_NOTE;
}

static void
tell(LmTrace *trace, const LmDiameter *message, const LmSipOrigin *origin)
{
  LmOthers *others = lm_trace_others(trace);
  char name[16];
  uint32_t call = LM_NONE;
  LmSlice identity = identity_of(message);
  if (message->request) {
    call = call_of(trace, message, origin->time_ns);
    set_link(trace, request_key(message, origin->src, origin->dst), call, identity);
    if (message->session_id.len && call != LM_NONE)
      set_link(trace, hash_slice(message->session_id), call, identity);
  } else {
    const LmDiameterLink *request =
        find_link(others, request_key(message, origin->dst, origin->src));
    call = request ? request->call : LM_NONE;
    if (request && request->identity.len)
      identity = request->identity;
  }
  const char *application = lm_diameter_application_name(message->application);
  lm_text_add_str(lm_others_label(trace),
                  lm_diameter_command_name(message->command, message->request, name));
  LmText *text = lm_others_detail(trace);
  if (application && message->application)
    lm_text_add_str(text, application);
  if (identity.len) {
    lm_text_add_str(text, text->len ? " " : "");
    lm_text_add_safe(text, identity, false);
  }
  if (!message->request && message->result)
    add_result(text, message);
  if (message->anomaly.kind != LM_ANOMALY_NONE)
    lm_text_printf(text, "%s%s", text->len ? ": " : "", lm_anomaly_text(message->anomaly.kind));
  lm_others_tell(trace, origin, message->bytes, call, LM_EVENT_DIAMETER, outcome_of(message));
}

static size_t
take(LmTrace *trace, LmStreamBytes *in)
{
  size_t len = lm_diameter_len(in->bytes);
  LmDiameter message;
  if (in->bytes.len < LM_DIAMETER_HEADER_BYTES && !in->last) {
    in->wanted = LM_DIAMETER_HEADER_BYTES;
    return 0;
  }
  if (len == 0 || len > LM_LIMIT_DIAMETER_BYTES)
    return in->bytes.len;
  if (len > in->bytes.len && !in->last) {
    in->wanted = len;
    return 0;
  }
  if (lm_diameter_parse(in->bytes, &message)) {
    trace->counters.protocols[LM_EVENT_DIAMETER]++;
    tell(trace, &message, &in->origin);
  }
  return len < in->bytes.len ? len : in->bytes.len;
}

/* RFC 6733, 11.4: 46, and 47 within DTLS. */
const LmStreamProtocol lm_stream_diameter = {
    "Diameter", lm_diameter_looks_like, take, {46, 47}, true};
