/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/body/sms-transfer.h"

#include "proto/body/gsm-text.h"

static const char *const types[] = {
    "unknown",           "international number", "national number",   "network-specific number",
    "subscriber number", "alphanumeric",         "abbreviated number"};
static const char *const plans[] = {
    [0] = "unknown",  [1] = "ISDN (E.164)", [3] = "data (X.121)", [4] = "telex",
    [8] = "national", [9] = "private",      [10] = "ERMES"};
static const LmBodyBits address_bits[] = {{0, 4, 3, "Type of number", LM_BODY_WORDS(types)},
                                          {0, 0, 4, "Numbering plan", LM_BODY_WORDS(plans)}};
/* 23.040, 9.2.3.15. */
static const char *const statuses[256] = {
    [0x00] = "received by the recipient",
    [0x01] = "forwarded, delivery cannot be confirmed",
    [0x02] = "replaced by the service centre",
    [0x20] = "congestion, still trying",
    [0x21] = "recipient busy, still trying",
    [0x22] = "no response from the recipient, still trying",
    [0x23] = "service rejected, still trying",
    [0x24] = "quality of service not available, still trying",
    [0x25] = "error in the recipient, still trying",
    [0x40] = "remote procedure error",
    [0x41] = "incompatible destination",
    [0x42] = "connection rejected by the recipient",
    [0x43] = "not obtainable",
    [0x44] = "quality of service not available",
    [0x45] = "no interworking available",
    [0x46] = "validity period expired",
    [0x47] = "deleted by the sender",
    [0x48] = "deleted by the administration",
    [0x49] = "message does not exist",
    [0x60] = "congestion",
    [0x61] = "recipient busy",
    [0x62] = "no response from the recipient",
    [0x63] = "service rejected",
    [0x64] = "quality of service not available",
    [0x65] = "error in the recipient",
};

/* What is left of a message, of which a field after the other is taken. */
typedef struct {
  LmDetailBuilder *builder;
  LmDetail *node;
  LmSlice rest;
  bool failed;
} Reader;

static LmSlice
take(Reader *reader, size_t len)
{
  LmSlice part = LM_SLICE_EMPTY;
  if (reader->failed)
    return part;
  if (!lm_slice_take(reader->rest, 0, len, &part)) {
    lm_body_add_fault(reader->builder, reader->node, LM_ANOMALY_BODY_FIELD, reader->rest);
    reader->failed = true;
    return LM_SLICE_EMPTY;
  }
  reader->rest = lm_slice_from(reader->rest, len);
  return part;
}

static unsigned
take_number(Reader *reader, const char *name)
{
  LmSlice part = take(reader, 1);
  unsigned value = lm_slice_u8(part, 0);
  if (part.len)
    lm_body_add_number(reader->builder, reader->node, name, part, value);
  return value;
}

void
lm_sms_add_address(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice part,
                   size_t n_digits)
{
  LmDetail *node = lm_body_add_hex(builder, parent, name, part);
  unsigned kind = lm_slice_u8(part, 0) >> 4 & 7;
  LmSlice digits = lm_slice_from(part, 1);
  lm_body_add_bits(builder, node, part, address_bits, sizeof address_bits / sizeof address_bits[0]);
  if (kind == 5) {
    LmText text = LM_TEXT_INIT;
    lm_gsm_text_add(&text, digits, 0, n_digits * 4 / 7);
    node->value = lm_arena_copy(builder->arena, lm_slice(text.str, text.len));
    lm_text_clear(&text);
    return;
  }
  /* Fifteen fills up the last octet. */
  LmSlice number =
      lm_slice_str(lm_body_digits(builder->arena, digits, n_digits & 1, "0123456789*#abcF"));
  if (lm_slice_at(number, number.len - 1) == 'F')
    number.len--;
  node->value = lm_slice_str(lm_arena_printf(builder->arena, "%s%s", kind == 1 ? "+" : "",
                                             lm_arena_string(builder->arena, number)));
}

static void
take_address(Reader *reader, const char *name)
{
  size_t n_digits = lm_slice_u8(take(reader, 1), 0);
  LmSlice part = take(reader, 1 + (n_digits + 1) / 2);
  if (part.len)
    lm_sms_add_address(reader->builder, reader->node, name, part, n_digits);
}

/* Two digits, the first in the low half; a sign may be in the fourth bit (23.040, 9.2.3.11). */
static unsigned
swapped(LmSlice part, size_t offset, unsigned mask)
{
  unsigned octet = lm_slice_u8(part, offset);
  return (octet & 15 & mask) * 10 + (octet >> 4);
}

static void
take_time(Reader *reader, const char *name)
{
  LmSlice part = take(reader, 7);
  if (part.len == 0)
    return;
  unsigned quarters = swapped(part, 6, 7), year = swapped(part, 0, 15);
  lm_body_add_field(
      reader->builder, reader->node, name, part,
      lm_arena_printf(reader->builder->arena, "%u-%02u-%02uT%02u:%02u:%02u%c%02u:%02u",
                      (year >= 90 ? 1900 : 2000) + year, swapped(part, 1, 15), swapped(part, 2, 15),
                      swapped(part, 3, 15), swapped(part, 4, 15), swapped(part, 5, 15),
                      lm_slice_u8(part, 6) & 8 ? '-' : '+', quarters / 4, quarters % 4 * 15));
}

/* 23.040, 9.2.3.12.1. */
static void
take_validity(Reader *reader, unsigned format)
{
  static const char *const name = N_("Validity");
  if (format == 0)
    return;
  if (format == 3) {
    take_time(reader, name);
    return;
  }
  LmSlice part = take(reader, format == 2 ? 1 : 7);
  LmArena *arena = reader->builder->arena;
  unsigned value = lm_slice_u8(part, 0);
  if (part.len == 7)
    lm_body_add_hex(reader->builder, reader->node, name, part);
  else if (part.len && value < 168)
    lm_body_add_field(
        reader->builder, reader->node, name, part,
        lm_arena_printf(arena, "%u min", value < 144 ? (value + 1) * 5 : 720 + (value - 143) * 30));
  else if (part.len)
    lm_body_add_field(
        reader->builder, reader->node, name, part,
        lm_arena_printf(arena, "%u d", value < 197 ? value - 166 : (value - 192) * 7));
}

static void
take_text(Reader *reader, unsigned scheme, bool has_header)
{
  LmSlice length = take(reader, 1);
  if (length.len)
    lm_sms_add_user_data(reader->builder, reader->node, reader->rest, lm_slice_u8(length, 0),
                         scheme, has_header);
}

static void
take_scheme_and_text(Reader *reader, unsigned validity, bool has_header)
{
  take_number(reader, N_("Protocol identifier"));
  unsigned scheme = take_number(reader, N_("Data coding scheme"));
  take_validity(reader, validity);
  take_text(reader, scheme, has_header);
}

static void
add_submit(Reader *reader, unsigned first)
{
  take_number(reader, N_("Message reference"));
  take_address(reader, N_("Destination"));
  take_scheme_and_text(reader, first >> 3 & 3, first & 0x40);
}

static void
add_deliver(Reader *reader, unsigned first)
{
  take_address(reader, N_("Originator"));
  take_number(reader, N_("Protocol identifier"));
  unsigned scheme = take_number(reader, N_("Data coding scheme"));
  take_time(reader, N_("Time"));
  take_text(reader, scheme, first & 0x40);
}

/* What stands behind the parameter indicator is told by its bits (23.040, 9.2.3.27). */
static void
add_indicated(Reader *reader, bool has_header)
{
  unsigned present = take_number(reader, N_("Parameter indicator")), scheme = 0;
  for (unsigned extension = present; extension & 0x80 && !reader->failed;)
    extension = lm_slice_u8(take(reader, 1), 0);
  if (present & 1)
    take_number(reader, N_("Protocol identifier"));
  if (present & 2)
    scheme = take_number(reader, N_("Data coding scheme"));
  if (present & 4)
    take_text(reader, scheme, has_header);
}

static void
add_status(Reader *reader, unsigned first)
{
  take_number(reader, N_("Message reference"));
  take_address(reader, N_("Recipient"));
  take_time(reader, N_("Time"));
  take_time(reader, N_("Discharge time"));
  LmSlice part = take(reader, 1);
  unsigned status = lm_slice_u8(part, 0);
  if (part.len)
    lm_body_add_word(reader->builder, reader->node, N_("Status"), part, status, statuses[status]);
  if (reader->rest.len)
    add_indicated(reader, first & 0x40);
}

static void
add_report(Reader *reader, unsigned first, LmSmsCarrier carrier)
{
  if (carrier.error)
    take_number(reader, N_("Failure cause"));
  if (!carrier.to_mobile) {
    add_indicated(reader, first & 0x40);
    return;
  }
  /* A report on a SUBMIT has a time between the indicator and what it indicates. */
  LmSlice indicator = take(reader, 1);
  unsigned present = lm_slice_u8(indicator, 0), scheme = 0;
  take_time(reader, N_("Time"));
  if (present & 1)
    take_number(reader, N_("Protocol identifier"));
  if (present & 2)
    scheme = take_number(reader, N_("Data coding scheme"));
  if (present & 4)
    take_text(reader, scheme, first & 0x40);
}

static void
add_command(Reader *reader)
{
  take_number(reader, N_("Message reference"));
  take_number(reader, N_("Protocol identifier"));
  take_number(reader, N_("Command type"));
  take_number(reader, N_("Message number"));
  take_address(reader, N_("Destination"));
  LmSlice data = take(reader, lm_slice_u8(take(reader, 1), 0));
  if (data.len)
    lm_body_add_hex(reader->builder, reader->node, N_("Command data"), data);
}

void
lm_sms_add_transfer(LmDetailBuilder *builder, LmDetail *parent, LmSlice bytes, LmSmsCarrier carrier)
{
  /* 23.040, 9.2.3.1: by the two bits of the type. */
  static const char *const to_mobile[] = {"SMS-DELIVER", "SMS-SUBMIT-REPORT", "SMS-STATUS-REPORT"};
  static const char *const to_network[] = {"SMS-DELIVER-REPORT", "SMS-SUBMIT", "SMS-COMMAND"};
  if (bytes.len == 0)
    return;
  unsigned first = lm_slice_u8(bytes, 0), type = first & 3;
  Reader reader = {.builder = builder, .rest = lm_slice_from(bytes, 1)};
  const char *word = lm_body_word(carrier.to_mobile ? to_mobile : to_network, 3, type);
  reader.node = lm_detail_add(builder, parent, N_("Short message"), bytes);
  reader.node->value = lm_slice_str(word ? word : lm_detail_hex(builder->arena, bytes));
  if (carrier.answer && type == (carrier.to_mobile ? 1u : 0u))
    add_report(&reader, first, carrier);
  else if (carrier.answer || type == 3)
    lm_body_add_fault(builder, reader.node, LM_ANOMALY_BODY_FIELD, lm_slice_sub(bytes, 0, 1));
  else if (carrier.to_mobile && type == 0)
    add_deliver(&reader, first);
  else if (carrier.to_mobile && type == 2)
    add_status(&reader, first);
  else if (type == 1 && !carrier.to_mobile)
    add_submit(&reader, first);
  else if (type == 2)
    add_command(&reader);
  else
    lm_body_add_fault(builder, reader.node, LM_ANOMALY_BODY_FIELD, lm_slice_sub(bytes, 0, 1));
}
