/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys in SIP: INFO with application/dtmf-relay or application/dtmf, and notifications of KPML
 * (RFC 4730). */

#include "proto/body/dtmf.h"
#include "proto/cpim.h"
#include "proto/telephone_event.h"
#include "relate/digits_build.h"
#include "relate/subscriptions.h"

#define MIN_MS 40
/* How many rows back the same INFO on another hop is looked for. */
#define MAX_BACK 32u
#define MAX_KEYS 64u

static LmDigit *
add(LmDigits *digits, LmDigitWay way, uint8_t code, uint32_t row, uint32_t call, LmSide from)
{
  const LmMessage *own = lm_trace_message(digits->trace, row);
  LmDigit *digit = lm_digits_add(digits, way, code, own->time_ns);
  if (!digit)
    return NULL;
  digit->call = call;
  digit->message = row;
  digit->src = own->src;
  digit->dst = own->dst;
  digit->packets = 1;
  digit->from = (uint8_t)from;
  return digit;
}

/* The same INFO as it was seen one hop before. */
static LmDigit *
find_earlier(const LmDigits *digits, const LmMessage *own, LmSide from)
{
  for (uint32_t back = 1; back <= MAX_BACK && back <= digits->rows.len; back++) {
    LmDigit *digit = lm_digit_row(digits, digits->rows.len - back);
    if (digit->way == LM_DIGIT_INFO && digit->call == own->call && digit->from == from &&
        lm_trace_message(digits->trace, digit->message)->cseq == own->cseq)
      return digit;
  }
  return NULL;
}

static uint16_t
final_status(const LmDigits *digits, const LmMessage *own)
{
  if (own->transaction == LM_NONE)
    return 0;
  uint32_t final = lm_trace_transaction(digits->trace, own->transaction)->final;
  return final == LM_NONE ? 0 : lm_trace_message(digits->trace, final)->status;
}

static void
take_info(LmDigits *digits, uint32_t row, const LmMessage *own, const LmSipMessage *message)
{
  LmSlice type = lm_cpim_media_type(message->content_type);
  LmDtmfBody body;
  if ((!lm_slice_equal_nocase(type, LM_SLICE_LITERAL("application/dtmf-relay")) &&
       !lm_slice_equal_nocase(type, LM_SLICE_LITERAL("application/dtmf"))) ||
      !lm_dtmf_body_read(message->body, &body))
    return;
  uint16_t status = final_status(digits, own);
  /* It comes again with a password. */
  if (status == 401 || status == 407)
    return;
  LmSide from = lm_side_of_message(digits->sides, own->call, message);
  LmDigit *earlier = find_earlier(digits, own, from);
  if (earlier) {
    earlier->hops++;
    return;
  }
  LmDigit *digit = add(digits, LM_DIGIT_INFO, (uint8_t)body.code, row, own->call, from);
  if (!digit)
    return;
  digit->status = status;
  if (status >= 300)
    digit->problems |= 1u << LM_DIGIT_REFUSED;
  if (body.duration_ms >= 0) {
    digit->duration_ns = body.duration_ms * LM_NS_PER_MS;
    if (body.duration_ms < MIN_MS)
      digit->problems |= 1u << LM_DIGIT_TOO_SHORT;
  }
}

/* The call whose keys are told: the subscription is mostly a dialog of its own (RFC 4730, 4.2). */
static uint32_t
call_of(const LmDigits *digits, const LmMessage *own, LmSlice event)
{
  LmSlice parameters, name = lm_slice_trim(lm_slice_split(event, ';', &parameters));
  if (!lm_slice_equal_nocase(name, LM_SLICE_LITERAL("kpml")))
    return LM_NONE;
  LmSlice id = lm_look_parameter(parameters, "call-id");
  uint32_t call = id.len ? lm_trace_find_call(digits->trace, id) : LM_NONE;
  return call == LM_NONE ? own->call : call;
}

static void
take_notification(LmDigits *digits, uint32_t row, const LmMessage *own, const LmSipMessage *message)
{
  LmLookValues values = lm_look_values(message, LM_SIP_HEADER_EVENT);
  LmSlice event;
  uint32_t call = lm_look_next(&values, &event) ? call_of(digits, own, event) : LM_NONE;
  if (call == LM_NONE)
    return;
  LmSlice keys = lm_notification_says(message->content_type, message->body);
  LmSide from = call == own->call ? lm_side_of_message(digits->sides, call, message)
                                  : lm_side_of_hosts(digits->sides, call, own->src, own->dst);
  for (size_t i = 0; i < keys.len && i < MAX_KEYS; i++) {
    int code = lm_telephone_event_of_key(lm_slice_at(keys, i));
    if (code >= 0)
      add(digits, LM_DIGIT_KPML, (uint8_t)code, row, call, from);
  }
}

void
lm_digits_take_message(LmDigits *digits, uint32_t row)
{
  const LmMessage *own = lm_trace_message(digits->trace, row);
  bool info = own->method == LM_SIP_METHOD_INFO;
  if ((!info && own->method != LM_SIP_METHOD_NOTIFY) || own->call == LM_NONE ||
      own->flags & LM_MESSAGE_RETRANSMISSION)
    return;
  const LmSipMessage *message = lm_look_at(digits->look, row);
  if (!message)
    return;
  if (info)
    take_info(digits, row, own, message);
  else
    take_notification(digits, row, own, message);
}
