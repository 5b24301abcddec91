/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/look.h"

#include "base/hash.h"

#include <stdlib.h>

#define HASHED_AT_ONCE 256 /* bytes */

LmLook *
lm_look_new(const LmTrace *trace)
{
  LmLook *look = lm_alloc(sizeof *look);
  look->trace = trace;
  return look;
}

void
lm_look_free(LmLook *look)
{
  if (!look)
    return;
  lm_arena_clear(&look->arena);
  free(look);
}

const LmSipMessage *
lm_look_at(LmLook *look, uint32_t index)
{
  const LmMessage *row = lm_trace_message(look->trace, index);
  lm_trace_tell_read(look->trace);
  lm_arena_reset(&look->arena);
  bool ok = lm_sip_message_parse(lm_message_bytes(row), lm_transport_is_stream(row->transport),
                                 &look->arena, &look->message);
  return ok ? &look->message : NULL;
}

LmSlice
lm_look_named(const LmSipMessage *message, const char *name)
{
  LmSlice wanted = lm_slice_str(name);
  for (uint32_t i = 0; i < message->n_headers; i++)
    if (lm_slice_equal_nocase(lm_sip_header_name(message, &message->headers[i]), wanted))
      return lm_sip_header_value(message, &message->headers[i]);
  return LM_SLICE_EMPTY;
}

static bool
is_wanted(const LmLookValues *values, const LmSipHeader *header)
{
  if (!values->name)
    return header->kind == values->kind;
  return lm_slice_equal_nocase(lm_sip_header_name(values->message, header),
                               lm_slice_str(values->name));
}

bool
lm_look_next(LmLookValues *values, LmSlice *value)
{
  while (!lm_sip_next_value(&values->rest, value)) {
    const LmSipMessage *message = values->message;
    while (values->next < message->n_headers && !is_wanted(values, &message->headers[values->next]))
      values->next++;
    if (values->next >= message->n_headers)
      return false;
    values->rest = lm_sip_header_value(message, &message->headers[values->next++]);
  }
  return true;
}

LmSlice
lm_look_parameter(LmSlice parameters, const char *name)
{
  LmSlice value = LM_SLICE_EMPTY;
  if (!lm_sip_parameter(parameters, lm_slice_str(name), &value))
    return LM_SLICE_EMPTY;
  if (value.len >= 2 && value.data[0] == '"' && value.data[value.len - 1] == '"')
    value = lm_slice_sub(value, 1, value.len - 2);
  return value;
}

uint32_t
lm_look_seconds(LmSlice value, uint32_t otherwise)
{
  uint64_t number;
  LmSlice rest;
  value = lm_slice_trim(lm_slice_split(value, ';', &rest));
  return lm_slice_parse_uint(value, UINT32_MAX - 1, &number) ? (uint32_t)number : otherwise;
}

uint32_t
lm_look_number(LmSlice parameters, const char *name, uint32_t otherwise)
{
  return lm_look_seconds(lm_look_parameter(parameters, name), otherwise);
}

LmSlice
lm_look_uri(LmSlice value)
{
  LmSipAddress address = {0};
  return lm_sip_address_parse(value, &address) ? address.uri : lm_slice_trim(value);
}

LmSlice
lm_look_aor(LmSlice value)
{
  LmSlice rest, uri = lm_look_uri(value);
  ptrdiff_t at = lm_slice_find_byte(uri, '@', 0);
  size_t from = at < 0 ? 0 : (size_t)at;
  LmSlice host = lm_slice_split(lm_slice_from(uri, from), ';', &rest);
  host = lm_slice_split(host, '?', &rest);
  return lm_slice_sub(uri, 0, from + host.len);
}

uint64_t
lm_look_hash_nocase(LmSlice text)
{
  uint8_t lower[HASHED_AT_ONCE];
  uint64_t hash = text.len;
  while (text.len) {
    LmSlice part = lm_slice_sub(text, 0, sizeof lower);
    for (size_t i = 0; i < part.len; i++)
      lower[i] = (uint8_t)lm_lower(part.data[i]);
    hash = lm_hash_pair(lm_hash_key(), hash, lm_hash(lm_hash_key(), lower, part.len));
    text = lm_slice_from(text, part.len);
  }
  return hash;
}
