/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message between private exchanges (RFC 3204; ECMA-143): protocol discriminator, call reference,
 * message type and information elements, as ITU-T Q.931, 4.1 has them. */

#include "proto/body/q931.h"
#include "proto/body/types.h"

static const struct {
  uint8_t type;
  const char *name;
} messages[] = {{0x01, "ALERTING"},
                {0x02, "CALL PROCEEDING"},
                {0x03, "PROGRESS"},
                {0x05, "SETUP"},
                {0x07, "CONNECT"},
                {0x0d, "SETUP ACKNOWLEDGE"},
                {0x0f, "CONNECT ACKNOWLEDGE"},
                {0x20, "USER INFORMATION"},
                {0x21, "SUSPEND REJECT"},
                {0x22, "RESUME REJECT"},
                {0x24, "HOLD"},
                {0x25, "SUSPEND"},
                {0x28, "HOLD ACKNOWLEDGE"},
                {0x30, "HOLD REJECT"},
                {0x31, "RETRIEVE"},
                {0x33, "RETRIEVE ACKNOWLEDGE"},
                {0x37, "RETRIEVE REJECT"},
                {0x64, "REGISTER"},
                {0x26, "RESUME"},
                {0x2d, "SUSPEND ACKNOWLEDGE"},
                {0x2e, "RESUME ACKNOWLEDGE"},
                {0x45, "DISCONNECT"},
                {0x46, "RESTART"},
                {0x4d, "RELEASE"},
                {0x4e, "RESTART ACKNOWLEDGE"},
                {0x5a, "RELEASE COMPLETE"},
                {0x60, "SEGMENT"},
                {0x62, "FACILITY"},
                {0x6e, "NOTIFY"},
                {0x75, "STATUS ENQUIRY"},
                {0x79, "CONGESTION CONTROL"},
                {0x7b, "INFORMATION"},
                {0x7d, "STATUS"}};

static const char *
message_name(unsigned type)
{
  for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++)
    if (messages[i].type == type)
      return messages[i].name;
  return NULL;
}

/* The first bit says which side chose the number (ITU-T Q.931, 4.3). */
static void
add_reference(LmDetailBuilder *builder, LmDetail *node, LmSlice part)
{
  uint32_t number = lm_slice_u8(part, 0) & 0x7f;
  for (size_t i = 1; i < part.len && i < 4; i++)
    number = number << 8 | lm_slice_u8(part, i);
  bool to = lm_slice_u8(part, 0) & 0x80;
  LmDetail *reference = lm_body_add_number(builder, node, N_("Call reference"), part, number);
  if (part.len)
    lm_detail_add_text(builder, reference, N_("Direction"),
                       to ? _("to the side that chose it") : _("from the side that chose it"));
}

void
lm_body_show_qsig(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  LmSlice bytes = body->bytes, reference, type;
  unsigned discriminator = lm_slice_u8(bytes, 0);
  lm_body_add_word(builder, node, N_("Protocol discriminator"), lm_slice_sub(bytes, 0, 1),
                   discriminator, discriminator == 8 ? "Q.931" : NULL);
  size_t len = lm_slice_u8(bytes, 1) & 0x0f;
  if (bytes.len < 2 || !lm_slice_take(bytes, 2, len, &reference) ||
      !lm_slice_take(bytes, 2 + len, 1, &type)) {
    lm_body_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, bytes);
    return;
  }
  add_reference(builder, node, reference);
  lm_body_add_word(builder, node, N_("Message type"), type, lm_slice_u8(type, 0),
                   message_name(lm_slice_u8(type, 0)));
  lm_q931_add_elements(builder, node, lm_slice_from(bytes, 3 + len));
}
