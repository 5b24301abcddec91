/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/body/body.h"

#include "base/limits.h"
#include "proto/body/decode.h"
#include "proto/body/types.h"
#include "proto/sip/fields.h"

static const struct {
  const char *type;
  LmBodyShow show;
} types[] = {
#define ROW(type, name) {type, lm_body_show_##name},
    LM_BODY_TYPES(ROW)
#undef ROW
};

static bool
ends_with_nocase(LmSlice text, LmSlice end)
{
  return text.len >= end.len && lm_slice_equal_nocase(lm_slice_from(text, text.len - end.len), end);
}

static bool
fits(LmSlice media_type, LmSlice row)
{
  if (lm_slice_at(row, 0) == '+')
    return ends_with_nocase(media_type, row);
  if (lm_slice_at(row, row.len - 1) == '/')
    return lm_slice_starts_with_nocase(media_type, row);
  return lm_slice_equal_nocase(media_type, row);
}

LmBodyShow
lm_body_type_show(LmSlice content_type)
{
  LmSlice media_type = lm_body_media_type(content_type);
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    if (fits(media_type, lm_slice_str(types[i].type)))
      return types[i].show;
  return NULL;
}

LmSlice
lm_body_media_type(LmSlice content_type)
{
  LmSlice rest;
  return lm_slice_trim(lm_slice_split(content_type, ';', &rest));
}

LmSlice
lm_body_parameter(LmSlice header, LmSlice name)
{
  LmSlice parameters, item, value;
  lm_slice_split(header, ';', &parameters);
  while (lm_sip_next_parameter(&parameters, ';', &item, &value)) {
    if (!lm_slice_equal_nocase(item, name))
      continue;
    bool quoted = value.len >= 2 && lm_slice_at(value, 0) == '"';
    return quoted ? lm_slice_sub(value, 1, value.len - 2) : value;
  }
  return LM_SLICE_EMPTY;
}

bool
lm_body_is_text(LmSlice bytes)
{
  for (size_t i = 0; i < bytes.len; i++) {
    int byte = lm_slice_at(bytes, i);
    if (byte == 0x7f || (byte < ' ' && !lm_sip_is_space(byte)))
      return false;
  }
  return true;
}

void
lm_body_add_fault(LmDetailBuilder *builder, LmDetail *node, LmAnomalyKind kind, LmSlice part)
{
  if (builder->encoded_len) {
    lm_detail_add_fault(builder, node, kind, part);
    return;
  }
  LmDetail place = {0};
  lm_detail_place(builder, &place, part);
  lm_detail_add_anomaly(builder, node, (LmAnomaly){(uint16_t)kind, place.offset, place.len}, 0);
}

static void
show(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  LmBodyShow show_type = lm_body_type_show(body->content_type);
  if (!lm_body_is_text(body->bytes))
    node->value = lm_slice_str(lm_detail_hex(builder->arena, body->bytes));
  if (show_type)
    show_type(builder, node, body);
}

/* Everything that is added meanwhile is about all bytes that were decoded; those of a body in a
 * decoded body are about the outer one's. */
static void
show_decoded(LmDetailBuilder *builder, LmDetail *node, const LmBody *body, const LmBody *decoded)
{
  uint32_t offset = builder->encoded_offset, len = builder->encoded_len;
  builder->encoded_offset = node->offset;
  builder->encoded_len = node->len;
  if (!lm_body_is_text(body->bytes))
    node->value = lm_slice_str(lm_detail_hex(builder->arena, body->bytes));
  show(builder, lm_detail_add(builder, node, N_("Decoded body"), decoded->bytes), decoded);
  builder->encoded_offset = offset;
  builder->encoded_len = len;
}

void
lm_body_add(LmDetailBuilder *builder, LmDetail *parent, const LmBody *body)
{
  LmDetail *node = lm_detail_add(builder, parent, N_("Body"), body->bytes);
  if (body->depth > LM_LIMIT_MULTIPART_DEPTH) {
    lm_detail_add_fault(builder, node, LM_ANOMALY_BODY_LIMIT, body->bytes);
    return;
  }
  LmBody decoded = *body;
  LmBodyDecoding result = lm_body_decode(builder, &decoded);
  if (result == LM_BODY_PLAIN)
    show(builder, node, body);
  else if (decoded.bytes.len)
    show_decoded(builder, node, body, &decoded);
  if (result > LM_BODY_DECODED)
    lm_detail_add_fault(builder, node, lm_body_decoding_anomaly(result), body->bytes);
}
