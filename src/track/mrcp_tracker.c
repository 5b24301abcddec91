/* SPDX-License-Identifier: GPL-3.0-or-later */

/* MRCPv2: what a call has a recognizer or synthesizer do, told as events of that call, which its
 * channel names. */

#include "proto/mrcp.h"
#include "track/others.h"
#include "track/stream_protocol.h"

static LmEventOutcome
outcome_of(const LmMrcp *message)
{
  if (message->status >= 400)
    return LM_EVENT_FAILURE;
  if (message->anomaly.kind != LM_ANOMALY_NONE)
    return LM_EVENT_WARNING;
  /* RFC 6787, 9.4.11: 000 is success, 001 no match and so on. */
  bool completed = message->completion.len > 0;
  if (completed && !lm_slice_starts_with(message->completion, LM_SLICE_LITERAL("000")))
    return LM_EVENT_WARNING;
  return message->kind == LM_MRCP_REQUEST ? LM_EVENT_NOTE : LM_EVENT_GOOD;
}

static void
add_part(LmText *text, LmSlice part)
{
  if (part.len == 0)
    return;
  lm_text_add_str(text, text->len ? ", " : "");
  lm_text_add_safe(text, lm_slice_sub(part, 0, 80), false);
}

static void
tell(LmTrace *trace, LmSlice bytes, const LmSipOrigin *origin)
{
  LmMrcp message;
  if (!lm_mrcp_parse(bytes, &message))
    return;
  trace->counters.protocols[LM_EVENT_MRCP]++;
  const LmOtherMedia *media = lm_trace_other_named(trace, message.channel);
  if (!media)
    media = lm_trace_other_between(trace, LM_OTHER_MRCP, origin->src, origin->dst);
  LmText *label = lm_others_label(trace), *detail = lm_others_detail(trace);
  if (message.kind == LM_MRCP_RESPONSE)
    lm_text_printf(label, "%u ", message.status);
  lm_text_add_safe(label, message.kind == LM_MRCP_RESPONSE ? message.state : message.name, false);
  add_part(detail, message.request_id);
  if (message.kind == LM_MRCP_EVENT)
    add_part(detail, message.state);
  add_part(detail, message.completion);
  add_part(detail, message.channel);
  if (message.anomaly.kind != LM_ANOMALY_NONE)
    add_part(detail, lm_slice_str(lm_anomaly_text(message.anomaly.kind)));
  lm_others_tell(trace, origin, message.bytes, media ? media->call : LM_NONE, LM_EVENT_MRCP,
                 outcome_of(&message));
}

static size_t
take(LmTrace *trace, LmStreamBytes *in)
{
  size_t len = lm_mrcp_len(in->bytes);
  /* The first line is at most this long up to its length. */
  if (len == 0 && in->bytes.len < 21)
    return 0;
  if (len > in->bytes.len && !in->last) {
    in->wanted = len;
    return 0;
  }
  if (len == 0 || len > in->bytes.len)
    len = in->bytes.len;
  tell(trace, lm_slice_sub(in->bytes, 0, len), &in->origin);
  return len;
}

/* Its first line may come in pieces. */
static bool
claims(LmSlice bytes)
{
  return lm_slice_starts_with(bytes, LM_SLICE_LITERAL("MRCP/2.0 "));
}

const LmStreamProtocol lm_stream_mrcp = {"MRCP", claims, take, {0}};
