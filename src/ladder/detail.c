/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

#include "base/i18n.h"
#include "proto/sip/address.h"
#include "proto/sip/parts.h"

/* What an engineer wants to read beside the method or status without opening the message. Each
 * function adds a piece, or nothing. */

#define MAX_PIECE_CHARS 48

static LmSlice
value_of(const LmLayout *layout, LmSipHeaderKind kind)
{
  return lm_sip_message_value(&layout->sip, kind);
}

static void
add_piece(LmLayout *layout, LmSlice value)
{
  value = lm_slice_trim(value);
  if (value.len == 0)
    return;
  lm_layout_separate(&layout->detail);
  lm_layout_add_cut(&layout->detail, value, MAX_PIECE_CHARS);
}

static void
add_number(LmLayout *layout, const char *format, uint64_t number)
{
  lm_layout_separate(&layout->detail);
  lm_text_printf(&layout->detail, "%s %llu", format, (unsigned long long)number);
}

/* RFC 3261, 10.2.1.1 and 10.3: the Contact's parameter counts before the Expires header. */
static void
add_expiry(LmLayout *layout)
{
  LmSlice contact = value_of(layout, LM_SIP_HEADER_CONTACT), rest = contact, first, value;
  LmSipAddress address;
  uint64_t seconds;
  bool known = lm_sip_next_value(&rest, &first) && lm_sip_address_parse(first, &address) &&
               lm_sip_parameter(address.parameters, LM_SLICE_LITERAL("expires"), &value) &&
               lm_slice_parse_uint(value, UINT32_MAX, &seconds);
  if (!known)
    known = lm_slice_parse_uint(value_of(layout, LM_SIP_HEADER_EXPIRES), UINT32_MAX, &seconds);
  if (known && seconds == 0) {
    lm_layout_separate(&layout->detail);
    lm_text_add_str(&layout->detail, _("ends it: expires 0"));
  } else if (known) {
    add_number(layout, _("expires"), seconds);
  }
}

static void
add_event(LmLayout *layout)
{
  LmSlice rest, event = value_of(layout, LM_SIP_HEADER_EVENT);
  add_piece(layout, lm_slice_split(event, ';', &rest));
}

/* RFC 3326: "Q.850;cause=16;text=\"Terminated\"". */
static bool
add_reason(LmLayout *layout)
{
  LmSlice reason = value_of(layout, LM_SIP_HEADER_REASON), rest, value, protocol;
  if (reason.len == 0)
    return false;
  protocol = lm_slice_trim(lm_slice_split(reason, ';', &rest));
  add_piece(layout, protocol);
  if (lm_sip_parameter(rest, LM_SLICE_LITERAL("cause"), &value)) {
    lm_text_add_char(&layout->detail, ' ');
    lm_layout_add_cut(&layout->detail, value, 8);
  }
  if (lm_sip_parameter(rest, LM_SLICE_LITERAL("text"), &value)) {
    lm_text_add_str(&layout->detail, ", ");
    lm_layout_add_cut(&layout->detail, lm_sip_unquote(value), MAX_PIECE_CHARS);
  }
  return true;
}

/* RFC 3261, 20.43: "399 host \"text\"". */
static void
add_warning(LmLayout *layout)
{
  LmSlice warning = value_of(layout, LM_SIP_HEADER_WARNING);
  ptrdiff_t start = lm_slice_find_byte(warning, '"', 0);
  if (start < 0)
    return;
  ptrdiff_t end = lm_slice_find_byte(warning, '"', (size_t)start + 1);
  if (end > start)
    add_piece(layout, lm_slice_sub(warning, (size_t)start + 1, (size_t)(end - start) - 1));
}

static void
add_realm(LmLayout *layout)
{
  LmSlice challenge = value_of(layout, LM_SIP_HEADER_PROXY_AUTHENTICATE);
  if (challenge.len == 0)
    challenge = value_of(layout, LM_SIP_HEADER_WWW_AUTHENTICATE);
  ptrdiff_t at = lm_slice_find_nocase(challenge, LM_SLICE_LITERAL("realm=\""));
  if (at < 0)
    return;
  size_t start = (size_t)at + 7;
  ptrdiff_t end = lm_slice_find_byte(challenge, '"', start);
  if (end < 0)
    return;
  lm_layout_separate(&layout->detail);
  lm_text_add_str(&layout->detail, _("realm"));
  lm_text_add_char(&layout->detail, ' ');
  lm_layout_add_cut(&layout->detail, lm_slice_sub(challenge, start, (size_t)end - start),
                    MAX_PIECE_CHARS);
}

/* "to sip:carol@example.net", of a REFER or a redirection. */
static void
add_target(LmLayout *layout, LmSipHeaderKind kind)
{
  LmSlice rest = value_of(layout, kind), first;
  LmSipAddress address;
  if (!lm_sip_next_value(&rest, &first) || !lm_sip_address_parse(first, &address))
    return;
  LmSlice headers, uri = lm_slice_split(address.uri, '?', &headers);
  lm_layout_separate(&layout->detail);
  lm_text_add_str(&layout->detail, _("to"));
  lm_text_add_char(&layout->detail, ' ');
  lm_layout_add_cut(&layout->detail, uri, MAX_PIECE_CHARS);
}

/* The digit of application/dtmf-relay ("Signal=5"), else what kind of body it is. */
static void
add_info(LmLayout *layout)
{
  LmSlice body = layout->sip.body, rest;
  ptrdiff_t at = lm_slice_find_nocase(lm_slice_sub(body, 0, 256), LM_SLICE_LITERAL("Signal="));
  if (at < 0 || lm_slice_find_nocase(layout->sip.content_type, LM_SLICE_LITERAL("dtmf")) < 0) {
    add_piece(layout, lm_slice_split(layout->sip.content_type, ';', &rest));
    return;
  }
  LmSlice digit = lm_slice_trim(lm_slice_split(lm_slice_from(body, (size_t)at + 7), '\n', &rest));
  lm_layout_separate(&layout->detail);
  lm_text_add_str(&layout->detail, "DTMF ");
  lm_layout_add_cut(&layout->detail, digit, 4);
}

static void
add_request(LmLayout *layout, const LmMessage *message)
{
  LmSlice rest;
  switch (message->method) {
  case LM_SIP_METHOD_REGISTER:
    add_expiry(layout);
    break;
  case LM_SIP_METHOD_SUBSCRIBE:
  case LM_SIP_METHOD_PUBLISH:
    add_event(layout);
    add_expiry(layout);
    break;
  case LM_SIP_METHOD_NOTIFY:
    add_event(layout);
    add_piece(layout,
              lm_slice_split(value_of(layout, LM_SIP_HEADER_SUBSCRIPTION_STATE), ';', &rest));
    break;
  case LM_SIP_METHOD_REFER:
    add_target(layout, LM_SIP_HEADER_REFER_TO);
    break;
  case LM_SIP_METHOD_INFO:
    add_info(layout);
    break;
  case LM_SIP_METHOD_MESSAGE:
    add_piece(layout, lm_slice_split(layout->sip.content_type, ';', &rest));
    break;
  case LM_SIP_METHOD_BYE:
  case LM_SIP_METHOD_CANCEL:
    add_reason(layout);
    break;
  case LM_SIP_METHOD_INVITE:
    if (layout->sip.to_tag.len) {
      lm_layout_separate(&layout->detail);
      lm_text_add_str(&layout->detail, _("in dialog"));
    }
    break;
  default:
    break;
  }
  /* Inside a dialog credentials are sent again without anybody having asked. */
  bool answers_challenge = layout->sip.to_tag.len == 0 && message->method != LM_SIP_METHOD_ACK &&
                           message->method != LM_SIP_METHOD_CANCEL;
  if (answers_challenge && (value_of(layout, LM_SIP_HEADER_AUTHORIZATION).len ||
                            value_of(layout, LM_SIP_HEADER_PROXY_AUTHORIZATION).len)) {
    lm_layout_separate(&layout->detail);
    lm_text_add_str(&layout->detail, _("with credentials"));
  }
}

static void
add_response(LmLayout *layout, const LmMessage *message)
{
  const LmCall *call =
      message->call == LM_NONE ? NULL : lm_trace_call(layout->trace, message->call);
  const char *method = lm_sip_method_name(message->cseq_method);
  if (*method && call && message->cseq_method != call->method) {
    lm_layout_separate(&layout->detail);
    lm_text_printf(&layout->detail, _("to %s"), method);
  }
  uint16_t status = message->status;
  if (status == 401 || status == 407)
    add_realm(layout);
  else if (status >= 300 && status < 400)
    add_target(layout, LM_SIP_HEADER_CONTACT);
  else if (status >= 400 && !add_reason(layout))
    add_warning(layout);
  else if (status >= 200 && status < 300 &&
           (message->cseq_method == LM_SIP_METHOD_REGISTER ||
            message->cseq_method == LM_SIP_METHOD_SUBSCRIBE))
    add_expiry(layout);
  else if (status > 100 && status < 200 && value_of(layout, LM_SIP_HEADER_RSEQ).len) {
    lm_layout_separate(&layout->detail);
    lm_text_add_str(&layout->detail, _("reliable"));
  }
}

void
lm_layout_detail(LmLayout *layout, const LmMessage *message, uint32_t column)
{
  if (message->flags & LM_MESSAGE_HAS_SDP)
    lm_layout_sdp_detail(layout, column);
  if (message->status)
    add_response(layout, message);
  else
    add_request(layout, message);
}
