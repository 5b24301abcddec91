/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/detail-steps.h"

#include "base/bytes.h"
#include "proto/detail-build.h"
#include "proto/stun.h"

static const char *
address_text(LmArena *arena, const LmStun *stun, const LmStunAttribute *attribute)
{
  LmEndpoint address;
  char text[LM_ENDPOINT_TEXT_SIZE];
  if (!lm_stun_address(stun, attribute, &address))
    return NULL;
  return lm_arena_string(arena, lm_slice_str(lm_endpoint_format(&address, text)));
}

/* What stands in the value, where it is not text of its own; NULL: its bytes. */
static const char *
value_text(LmArena *arena, const LmStun *stun, const LmStunAttribute *attribute)
{
  LmSlice value = attribute->value;
  switch (lm_stun_attribute_form(attribute->type)) {
  case LM_STUN_ADDRESS:
  case LM_STUN_XOR_ADDRESS:
    return address_text(arena, stun, attribute);
  case LM_STUN_NUMBER:
    return lm_arena_printf(arena, "%u", lm_slice_be32(value, 0));
  case LM_STUN_LONG_NUMBER:
  case LM_STUN_CRC:
    return lm_detail_hex(arena, value);
  case LM_STUN_ERROR_CODE:
    return lm_arena_printf(arena, "%u %s", lm_slice_u8(value, 2) % 8 * 100u + lm_slice_u8(value, 3),
                           lm_arena_string(arena, lm_slice_from(value, 4)));
  case LM_STUN_CHANNEL:
    return lm_arena_printf(arena, "0x%04x", lm_slice_be16(value, 0));
  case LM_STUN_TRANSPORT:
  case LM_STUN_FAMILY:
    return lm_arena_printf(arena, "%u", lm_slice_u8(value, 0));
  case LM_STUN_TEXT:
    return NULL;
  case LM_STUN_FLAG:
    return "";
  case LM_STUN_BYTES:
  case LM_STUN_TYPES:
  case LM_STUN_PAYLOAD:
    break;
  }
  return lm_detail_hex(arena, value);
}

static void
add_attribute(LmDetailBuilder *builder, LmDetail *root, const LmStun *stun,
              const LmStunAttribute *attribute)
{
  const char *name = lm_stun_attribute_name(attribute->type);
  if (!*name)
    name = lm_arena_printf(builder->arena, "0x%04x", attribute->type);
  LmDetail *node = lm_detail_add(builder, root, name, attribute->whole);
  const char *text = value_text(builder->arena, stun, attribute);
  node->value = text ? lm_slice_str(text) : attribute->value;
}

LmDetail *
lm_detail_stun(LmSlice bytes, LmArena *arena)
{
  LmStun stun;
  if (!lm_stun_parse(bytes, &stun))
    return NULL;
  LmDetailBuilder builder = {.arena = arena, .bytes = bytes};
  LmDetail *root = lm_detail_root(arena, "STUN", bytes);
  const char *method = lm_stun_method_name(stun.method);
  if (!*method)
    method = lm_arena_printf(arena, "0x%03x", stun.method);
  LmDetail *type = lm_detail_add(&builder, root, N_("Message"), lm_slice_sub(bytes, 0, 2));
  type->value =
      lm_slice_str(lm_arena_printf(arena, "%s %s", method, lm_stun_class_name(stun.message_class)));
  LmDetail *transaction = lm_detail_add(&builder, root, N_("Transaction"), stun.transaction);
  transaction->value = lm_slice_str(lm_detail_hex(arena, stun.transaction));
  LmSlice rest = lm_slice_from(stun.bytes, LM_STUN_HEADER_BYTES);
  LmStunAttribute attribute;
  while (builder.n_nodes < LM_LIMIT_DETAIL_NODES && lm_stun_next(&rest, &attribute))
    add_attribute(&builder, root, &stun, &attribute);
  for (uint32_t i = 0; i < stun.n_anomalies && i < LM_STUN_MAX_ANOMALIES; i++)
    lm_detail_add_anomaly(&builder, root, stun.anomalies[i], 0);
  return root;
}
