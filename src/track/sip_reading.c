/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/sip_reading.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/scan.h"
#include "proto/sdp/message.h"
#include "proto/sdp/sdp.h"
#include "proto/sip/check.h"
#include "track/endpoint.h"

/* Hashes that are put together are multiplied by odd numbers before, so that it matters which of
 * them is which. They are random to whoever does not know the key, and so is their sum. */
#define SPREAD_CALL 0x9e3779b97f4a7c15u
#define SPREAD_CSEQ 0xc2b2ae3d27d4eb4fu

/* What the sender got wrong. */
static bool
is_malformed(const LmSipMessage *message, bool truncated)
{
  if (message->n_anomalies > LM_SIP_MAX_ANOMALIES)
    return true;
  for (uint32_t i = 0; i < message->n_anomalies; i++) {
    const LmAnomaly *anomaly = &message->anomalies[i];
    if (lm_anomaly_is_error(anomaly->kind) && !(truncated && lm_sip_is_by_cut(message, anomaly)))
      return true;
  }
  return false;
}

/* Methods that create a dialog or live in one: RFC 3261, 12.1; RFC 6665; RFC 3515; RFC 3262; RFC
 * 3311; RFC 6086. A REGISTER has both tags in its response and makes none. */
static bool
has_dialogs(LmSipMethod method)
{
  switch (method) {
  case LM_SIP_METHOD_INVITE:
  case LM_SIP_METHOD_ACK:
  case LM_SIP_METHOD_BYE:
  case LM_SIP_METHOD_PRACK:
  case LM_SIP_METHOD_UPDATE:
  case LM_SIP_METHOD_INFO:
  case LM_SIP_METHOD_SUBSCRIBE:
  case LM_SIP_METHOD_NOTIFY:
  case LM_SIP_METHOD_REFER:
    return true;
  default:
    return false;
  }
}

static uint64_t
hash_of(LmSlice text)
{
  return text.len ? lm_hash(lm_hash_key(), text.data, text.len) : 0;
}

static uint64_t
transaction_key(const LmSipMessage *message, uint64_t call_hash)
{
  LmSipMethod method = message->cseq_method;
  if (method == LM_SIP_METHOD_ACK)
    method = LM_SIP_METHOD_INVITE;
  uint64_t request = (uint64_t)message->cseq << 8 | (uint64_t)method;
  return call_hash * SPREAD_CALL + request * SPREAD_CSEQ + hash_of(message->branch);
}

static uint64_t
dialog_key(const LmSipMessage *message, uint64_t call_hash, uint64_t from_tag_hash)
{
  if (message->from_tag.len == 0 || message->to_tag.len == 0 || message->status >= 300 ||
      !has_dialogs(message->cseq_method))
    return 0;
  return (call_hash * SPREAD_CALL + from_tag_hash + hash_of(message->to_tag)) | 1;
}

static LmSipPart
part_of(const LmSipMessage *message, LmSlice part)
{
  return (LmSipPart){(uint32_t)lm_scan_offset(message->bytes, part), (uint32_t)part.len};
}

static void
read_sdp(const LmSipMessage *message, LmArena *arena, LmSipReading *reading)
{
  LmSdpTargets targets;
  LmSlice body = lm_sdp_of_message(message, arena);
  if (lm_slice_is_empty(body) || !lm_sdp_targets(body, arena, &targets))
    return;
  reading->has_sdp = true;
  if (!lm_sdp_was_decoded(message, body))
    reading->sdp = part_of(message, body);
  reading->sdp_cut = targets.cut;
  reading->has_other_media = targets.other;
  reading->targets = targets.first;
  for (LmSdpTarget *target = targets.first; target; target = target->next)
    target->hash = target->kind == LM_SDP_TARGET_UFRAG ? hash_of(target->ufrag)
                                                       : lm_endpoint_hash(&target->media);
}

void
lm_sip_reading_make(const LmSipMessage *message, bool truncated, LmArena *arena,
                    LmSipReading *reading)
{
  uint64_t call_hash = hash_of(message->call_id), from_tag_hash = hash_of(message->from_tag);
  *reading = (LmSipReading){
      .data = message->bytes.data,
      .len = (uint32_t)message->bytes.len,
      .cseq = message->cseq,
      .status = message->status,
      .method = (uint8_t)message->method,
      .cseq_method = (uint8_t)message->cseq_method,
      .truncated = truncated,
      .malformed = message->n_anomalies && is_malformed(message, truncated),
      .too_many_headers = message->n_headers >= LM_LIMIT_SIP_HEADERS,
      .call_hash = call_hash,
      .transaction_key = transaction_key(message, call_hash),
      .dialog_key = dialog_key(message, call_hash, from_tag_hash),
      .from_tag_hash = from_tag_hash,
      .call_id = part_of(message, message->call_id),
      .from = part_of(message, message->from),
      .to = part_of(message, message->to),
      .from_tag = part_of(message, message->from_tag),
      .to_tag = part_of(message, message->to_tag),
      .method_name = part_of(message, message->method_name),
  };
  if (message->call_id.len && message->content_type.len && message->body.len)
    read_sdp(message, arena, reading);
}
