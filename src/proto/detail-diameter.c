/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/detail-steps.h"

#include "base/bytes.h"
#include "proto/detail-build.h"
#include "proto/diameter.h"

/* A grouped AVP may hold others, to any depth (RFC 6733, 4.4). */
#define MOST_DEPTH 6

static void add_avps(LmDetailBuilder *builder, LmDetail *parent, LmSlice rest, int depth);

/* An address behind its family (RFC 6733, 4.3.1), or bare, as Framed-IP-Address has it. */
static const char *
address_text(LmArena *arena, LmSlice value)
{
  char text[LM_ENDPOINT_TEXT_SIZE];
  bool bare = value.len == 4 || value.len == 16;
  LmSlice bytes = bare ? value : lm_slice_from(value, 2);
  LmEndpoint endpoint = {0};
  if (bytes.len != 4 && bytes.len != 16)
    return lm_detail_hex(arena, value);
  endpoint.addr.family = bytes.len == 4 ? LM_ADDR_IPV4 : LM_ADDR_IPV6;
  memcpy(endpoint.addr.bytes, bytes.data, bytes.len);
  return lm_arena_string(arena, lm_slice_str(lm_endpoint_format(&endpoint, text)));
}

static void
set_value(LmDetailBuilder *builder, LmDetail *node, const LmDiameterName *name, LmSlice value)
{
  LmDiameterType type = name ? name->type : LM_DIAMETER_OCTETS;
  if (type == LM_DIAMETER_UTF8)
    node->value = value;
  else if (type == LM_DIAMETER_ADDRESS)
    node->value = lm_slice_str(address_text(builder->arena, value));
  else if ((type == LM_DIAMETER_UNSIGNED32 || type == LM_DIAMETER_ENUMERATED) && value.len == 4)
    node->value = lm_slice_str(lm_arena_printf(builder->arena, "%u", lm_slice_be32(value, 0)));
  else if (type != LM_DIAMETER_GROUPED)
    node->value = lm_slice_str(lm_detail_hex(builder->arena, value));
  else
    node->value = LM_SLICE_EMPTY;
}

static void
add_avps(LmDetailBuilder *builder, LmDetail *parent, LmSlice rest, int depth)
{
  LmDiameterAvp avp;
  while (builder->n_nodes < LM_LIMIT_DETAIL_NODES && lm_diameter_next_avp(&rest, &avp)) {
    const LmDiameterName *name = lm_diameter_avp_name(avp.code, avp.vendor);
    const char *label = name ? name->name
                        : avp.vendor
                            ? lm_arena_printf(builder->arena, "%u (%u)", avp.code, avp.vendor)
                            : lm_arena_printf(builder->arena, "%u", avp.code);
    LmDetail *node = lm_detail_add(builder, parent, label, avp.value);
    set_value(builder, node, name, avp.value);
    if (name && name->type == LM_DIAMETER_GROUPED && depth < MOST_DEPTH)
      add_avps(builder, node, avp.value, depth + 1);
  }
}

LmDetail *
lm_detail_diameter(LmSlice bytes, LmArena *arena)
{
  LmDiameter message;
  if (!lm_diameter_parse(bytes, &message))
    return NULL;
  LmDetailBuilder builder = {.arena = arena, .bytes = bytes};
  LmDetail *root = lm_detail_root(arena, "Diameter", bytes);
  char text[16];
  LmDetail *command = lm_detail_add(&builder, root, N_("Command"), lm_slice_sub(bytes, 4, 4));
  command->value = lm_slice_str(lm_arena_printf(
      arena, "%s", lm_diameter_command_name(message.command, message.request, text)));
  const char *application = lm_diameter_application_name(message.application);
  LmDetail *node = lm_detail_add(&builder, root, N_("Application"), lm_slice_sub(bytes, 8, 4));
  node->value =
      lm_slice_str(application ? application : lm_arena_printf(arena, "%u", message.application));
  const char *result = lm_diameter_result_name(message.result, message.experimental);
  if (message.result)
    lm_detail_add_text(&builder, root, N_("Result"),
                       lm_arena_printf(arena, "%u %s", message.result, result ? result : ""));
  add_avps(&builder, root, lm_slice_from(message.bytes, LM_DIAMETER_HEADER_BYTES), 0);
  if (message.anomaly.kind != LM_ANOMALY_NONE)
    lm_detail_add_anomaly(&builder, root, message.anomaly, 0);
  return root;
}
