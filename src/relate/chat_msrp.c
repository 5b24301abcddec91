/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/msrp.h"
#include "relate/chat_rows.h"

/* Head and body of a message that is there as one piece. */
static bool
take_apart(LmSlice bytes, LmMsrpHead *head, LmSlice *body)
{
  LmMsrpReader reader = {0};
  LmMsrpPart part;
  LmSlice head_bytes = LM_SLICE_EMPTY;
  size_t at = 0, body_at = 0;
  bool in_body = false;
  *body = LM_SLICE_EMPTY;
  for (size_t n; (n = lm_msrp_read(&reader, lm_slice_from(bytes, at), &part)) > 0; at += n) {
    if (part.kind == LM_MSRP_PART_HEAD) {
      head_bytes = part.bytes;
      body_at = at + n;
    } else if (part.kind == LM_MSRP_PART_BODY) {
      in_body = true;
    } else {
      break;
    }
  }
  if (in_body)
    *body = lm_slice_trim(lm_slice_sub(bytes, body_at, at - body_at));
  return head_bytes.len && lm_msrp_parse(head_bytes, head);
}

/* The host in the last URI of a path, which is who wrote it (RFC 4975, 9). */
static LmSlice
writer_host(LmSlice path)
{
  LmSlice uri, last = LM_SLICE_EMPTY, rest;
  while (lm_msrp_next_uri(&path, &uri))
    last = uri;
  LmSlice host = lm_msrp_uri_session(last);
  if (lm_slice_at(host, 0) == '[')
    return lm_slice_split(lm_slice_from(host, 1), ']', &rest);
  host = lm_slice_split(host, '/', &rest);
  return lm_slice_split(host, ':', &rest);
}

/* Who speaks to whom: the caller where the writer's address, or the one that it came from, is the
 * caller's. */
static void
name_parties(const LmTrace *trace, const LmEvent *event, const LmMsrpHead *head,
             LmChatMessage *message)
{
  if (event->call == LM_NONE) {
    message->from = head->from_path;
    message->to = head->to_path;
    return;
  }
  const LmCall *call = lm_trace_call(trace, event->call);
  const LmAddr *caller = &lm_trace_endpoint(trace, call->caller)->addr;
  const LmAddr *source = &lm_trace_endpoint(trace, event->src)->addr;
  LmAddr writer;
  if (!lm_addr_parse(writer_host(head->from_path), &writer))
    writer = *source;
  bool by_caller = lm_addr_equal(&writer, caller);
  message->from = lm_look_aor(by_caller ? call->from : call->to);
  message->to = lm_look_aor(by_caller ? call->to : call->from);
  message->call_id = call->call_id;
}

static void
take_report(LmChats *chats, const LmMsrpHead *head)
{
  const LmChatKey *key = lm_chat_find(chats, lm_chat_text_key(LM_CHAT_MSRP_ID, head->message_id));
  if (key && key->row != LM_NONE && head->report_status)
    lm_chat_row(chats, key->row)->status = head->report_status;
}

void
lm_chat_take_event(LmChats *chats, const LmEvent *event)
{
  LmMsrpHead head;
  LmSlice body;
  if (event->protocol != LM_EVENT_MSRP || !event->data ||
      !take_apart(lm_slice(event->data, event->len), &head, &body))
    return;
  if (head.method == LM_MSRP_REPORT)
    take_report(chats, &head);
  if (head.method != LM_MSRP_SEND || head.content_type.len == 0)
    return;
  /* The same behind a relay, and the next part of it. */
  LmChatKey *key = lm_chat_intern(chats, lm_chat_text_key(LM_CHAT_MSRP_ID, head.message_id));
  if (head.message_id.len && key->row != LM_NONE)
    return;
  bool known = head.has_range && head.range_total != LM_MSRP_UNKNOWN;
  LmChatMessage message = {
      .time_ns = event->time_ns,
      .frame = event->frame,
      .call = event->call,
      .content_type = head.content_type,
      .bytes = known ? head.range_total : body.len,
      .repeats = event->repeats,
      .msrp = true,
      .partial = known && head.range_total > body.len + 4, /* but for line ends */
  };
  name_parties(chats->trace, event, &head, &message);
  uint32_t row = lm_chat_add(chats, message, body);
  if (row != LM_NONE)
    lm_chat_intern(chats, lm_chat_text_key(LM_CHAT_MSRP_ID, head.message_id))->row = row;
}
