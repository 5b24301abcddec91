/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Short messages over IMS (3GPP TS 24.341): "application/vnd.3gpp.sms" is a message of the relay
 * layer (3GPP TS 24.011, 7.3), in which is one of the transfer layer (3GPP TS 23.040, 9.2). */

#include "proto/body/sms-transfer.h"
#include "proto/body/types.h"

/* 24.011, 8.2.2. Even ones go from the mobile to the network. */
static const char *const types[] = {"RP-DATA",  "RP-DATA",  "RP-ACK", "RP-ACK",
                                    "RP-ERROR", "RP-ERROR", "RP-SMMA"};
/* 24.011, 8.2.5.4. */
static const char *const causes[128] = {
    [1] = "Unassigned (unallocated) number",
    [8] = "Operator determined barring",
    [10] = "Call barred",
    [11] = "Reserved",
    [21] = "Short message transfer rejected",
    [22] = "Memory capacity exceeded",
    [27] = "Destination out of order",
    [28] = "Unidentified subscriber",
    [29] = "Facility rejected",
    [30] = "Unknown subscriber",
    [38] = "Network out of order",
    [41] = "Temporary failure",
    [42] = "Congestion",
    [47] = "Resources unavailable, unspecified",
    [50] = "Requested facility not subscribed",
    [69] = "Requested facility not implemented",
    [81] = "Invalid short message transfer reference value",
    [95] = "Semantically incorrect message",
    [96] = "Invalid mandatory information",
    [97] = "Message type non-existent or not implemented",
    [98] = "Message not compatible with short message protocol state",
    [99] = "Information element non-existent or not implemented",
    [111] = "Protocol error, unspecified",
    [127] = "Interworking, unspecified",
};

/* Takes a length and so many bytes off @rest. */
static bool
take_counted(LmDetailBuilder *builder, LmDetail *node, LmSlice *rest, LmSlice *part)
{
  if (rest->len && lm_slice_take(*rest, 1, lm_slice_u8(*rest, 0), part)) {
    *rest = lm_slice_from(*rest, 1 + part->len);
    return true;
  }
  lm_body_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, *rest);
  *rest = LM_SLICE_EMPTY;
  return false;
}

static void
add_data(LmDetailBuilder *builder, LmDetail *node, LmSlice rest, LmSmsCarrier carrier)
{
  LmSlice origin, destination, data;
  if (!take_counted(builder, node, &rest, &origin) ||
      !take_counted(builder, node, &rest, &destination))
    return;
  if (origin.len)
    lm_sms_add_address(builder, node, N_("Originator"), origin, (origin.len - 1) * 2);
  if (destination.len)
    lm_sms_add_address(builder, node, N_("Destination"), destination, (destination.len - 1) * 2);
  if (take_counted(builder, node, &rest, &data))
    lm_sms_add_transfer(builder, node, data, carrier);
}

/* User data is an element of its own in answers, and optional (24.011, 8.2.5.3). */
static void
add_answer(LmDetailBuilder *builder, LmDetail *node, LmSlice rest, LmSmsCarrier carrier)
{
  LmSlice data;
  if (carrier.error) {
    if (!take_counted(builder, node, &rest, &data))
      return;
    unsigned cause = lm_slice_u8(data, 0) & 0x7f;
    lm_body_add_word(builder, node, N_("Cause"), data, cause, causes[cause]);
  }
  if (rest.len == 0)
    return;
  int element = lm_slice_at(rest, 0);
  rest = lm_slice_from(rest, 1);
  if (element == 0x41 && take_counted(builder, node, &rest, &data))
    lm_sms_add_transfer(builder, node, data, carrier);
}

void
lm_body_show_sms(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  LmSlice bytes = body->bytes, rest = lm_slice_from(bytes, 2);
  if (bytes.len < 2) {
    lm_body_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, bytes);
    return;
  }
  unsigned type = lm_slice_u8(bytes, 0) & 7;
  LmDetail *message = lm_body_add_word(builder, node, N_("Message type"), lm_slice_sub(bytes, 0, 1),
                                       type, lm_body_word(LM_BODY_WORDS(types), type));
  bool to_mobile = type & 1;
  if (type < 7)
    lm_detail_add_text(builder, message, N_("Direction"),
                       to_mobile ? _("network to mobile") : _("mobile to network"));
  lm_body_add_number(builder, node, N_("Message reference"), lm_slice_sub(bytes, 1, 1),
                     lm_slice_u8(bytes, 1));
  LmSmsCarrier carrier = {.to_mobile = to_mobile, .answer = type > 1, .error = type / 2 == 2};
  if (type <= 1)
    add_data(builder, node, rest, carrier);
  else if (type <= 5)
    add_answer(builder, node, rest, carrier);
}
