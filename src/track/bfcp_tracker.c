/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/bfcp_tracker.h"

#include "proto/bfcp.h"
#include "track/others.h"

enum { STATUS_GRANTED = 3, STATUS_DENIED = 4, STATUS_REVOKED = 7, PRIMITIVE_ERROR = 13 };

static LmEventOutcome
outcome_of(const LmBfcp *message)
{
  if (message->primitive == PRIMITIVE_ERROR || message->status == STATUS_DENIED)
    return LM_EVENT_FAILURE;
  if (message->anomaly.kind != LM_ANOMALY_NONE || message->status == STATUS_REVOKED)
    return LM_EVENT_WARNING;
  return message->status == STATUS_GRANTED ? LM_EVENT_GOOD : LM_EVENT_NOTE;
}

static void
add_word(LmText *text, const char *word)
{
  if (*word)
    lm_text_printf(text, ", %s", word);
}

static void
tell(LmTrace *trace, LmSlice bytes, const LmSipOrigin *origin, const LmOtherMedia *media)
{
  LmBfcp message;
  if (!lm_bfcp_parse(bytes, &message))
    return;
  trace->counters.protocols[LM_EVENT_BFCP]++;
  lm_text_add_str(lm_others_label(trace), lm_bfcp_primitive_name(message.primitive));
  LmText *text = lm_others_detail(trace);
  lm_text_printf(text, "conference %u, user %u", message.conference, message.user);
  if (message.has_floor)
    lm_text_printf(text, ", floor %u", message.floor);
  if (message.has_request)
    lm_text_printf(text, ", request %u", message.request);
  add_word(text, lm_bfcp_status_name(message.status));
  if (message.has_error)
    add_word(text, lm_bfcp_error_name(message.error));
  if (message.anomaly.kind != LM_ANOMALY_NONE)
    add_word(text, lm_anomaly_text(message.anomaly.kind));
  lm_others_tell(trace, origin, message.bytes, media ? media->call : LM_NONE, LM_EVENT_BFCP,
                 outcome_of(&message));
}

bool
lm_bfcp_add_datagram(LmTrace *trace, LmSlice datagram, const LmSipOrigin *origin)
{
  const LmOtherMedia *media =
      lm_trace_other_between(trace, LM_OTHER_BFCP, origin->src, origin->dst);
  if (!media || lm_bfcp_len(datagram) == 0)
    return false;
  tell(trace, datagram, origin, media);
  return true;
}

/* TCP has version 1 (RFC 8855, 5.1). */
static bool
claims(LmSlice bytes)
{
  return lm_slice_at(bytes, 0) >> 5 == 1 && lm_bfcp_looks_like(bytes);
}

static size_t
take(LmTrace *trace, LmStreamBytes *in)
{
  size_t len = lm_bfcp_len(in->bytes);
  if (in->bytes.len < LM_BFCP_HEADER_BYTES) {
    in->wanted = LM_BFCP_HEADER_BYTES;
    return 0;
  }
  if (len > in->bytes.len) {
    in->wanted = len;
    return 0;
  }
  if (len)
    tell(trace, lm_slice_sub(in->bytes, 0, len), &in->origin,
         lm_trace_other_between(trace, LM_OTHER_BFCP, in->origin.src, in->origin.dst));
  return len ? len : in->bytes.len;
}

const LmStreamProtocol lm_stream_bfcp = {"BFCP", claims, take, {0}, true};
