/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A key press in INFO: "application/dtmf-relay" of Cisco, "Signal=5" and "Duration=160" on a line
 * each, and "application/dtmf", which has the same or nothing but the key. */

#include "proto/body/dtmf.h"

#include "proto/body/types.h"
#include "proto/telephone_event.h"

/* Some senders number the keys as RFC 4733, 3.2 does. */
static const char *const numbered[] = {"*", "#", "A", "B", "C", "D", N_("Flash")};

static bool
is_key(LmSlice text)
{
  int byte = lm_slice_at(text, 0);
  return text.len == 1 &&
         ((byte >= '0' && byte <= '9') || byte == '*' || byte == '#' || byte == '!' ||
          (byte >= 'A' && byte <= 'D') || (byte >= 'a' && byte <= 'd'));
}

static void
add_signal(LmDetailBuilder *builder, LmDetail *node, LmSlice value)
{
  uint64_t number;
  LmDetail *field = lm_detail_add(builder, node, N_("Key"), value);
  if (is_key(value))
    return;
  if (lm_slice_parse_uint(value, 16, &number) && number >= 10)
    field->value = lm_slice_str(_(numbered[number - 10]));
  else
    lm_body_add_fault(builder, field, LM_ANOMALY_BODY_FIELD, value);
}

static void
add_duration(LmDetailBuilder *builder, LmDetail *node, LmSlice value)
{
  uint64_t number;
  LmDetail *field = lm_detail_add(builder, node, N_("Duration"), value);
  if (lm_slice_parse_uint(value, UINT32_MAX, &number))
    field->value = lm_slice_str(lm_arena_printf(builder->arena, "%u ms", (unsigned)number));
  else
    lm_body_add_fault(builder, field, LM_ANOMALY_BODY_FIELD, value);
}

void
lm_body_show_dtmf(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  LmSlice rest = body->bytes, value;
  if (lm_slice_find_byte(rest, '=', 0) < 0) {
    add_signal(builder, node, lm_slice_trim(rest));
    return;
  }
  while (rest.len && builder->n_nodes < LM_LIMIT_DETAIL_NODES) {
    LmSlice line = lm_slice_trim(lm_slice_split(rest, '\n', &rest));
    LmSlice name = lm_slice_trim(lm_slice_split(line, '=', &value));
    value = lm_slice_trim(value);
    if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Signal")))
      add_signal(builder, node, value);
    else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Duration")))
      add_duration(builder, node, value);
    else if (name.len)
      lm_detail_add(builder, node, lm_arena_string(builder->arena, name), line)->value = value;
  }
}

/* Keys by their sign, or by the number of their event; a flash is "!" or event 16. */
static int
code_of(LmSlice text)
{
  uint64_t number;
  int code = text.len == 1 ? lm_telephone_event_of_key(lm_slice_at(text, 0)) : -1;
  if (code >= 0)
    return code;
  if (text.len == 1 && lm_slice_at(text, 0) == '!')
    return LM_TELEPHONE_EVENT_FLASH;
  return lm_slice_parse_uint(text, LM_TELEPHONE_EVENT_FLASH, &number) ? (int)number : -1;
}

bool
lm_dtmf_body_read(LmSlice body, LmDtmfBody *dtmf)
{
  LmSlice rest = lm_slice_sub(body, 0, LM_DTMF_BODY_BYTES), value;
  uint64_t number;
  *dtmf = (LmDtmfBody){.code = -1, .duration_ms = -1};
  if (lm_slice_find_byte(rest, '=', 0) < 0)
    dtmf->code = code_of(lm_slice_trim(rest));
  while (rest.len && dtmf->duration_ms < 0) {
    LmSlice line = lm_slice_trim(lm_slice_split(rest, '\n', &rest));
    LmSlice name = lm_slice_trim(lm_slice_split(line, '=', &value));
    value = lm_slice_trim(value);
    if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Signal")))
      dtmf->code = code_of(value);
    else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Duration")) &&
             lm_slice_parse_uint(value, INT32_MAX, &number))
      dtmf->duration_ms = (int)number;
  }
  return dtmf->code >= 0;
}
