/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/detail-steps.h"

#include "proto/bfcp.h"
#include "proto/detail-build.h"

static void
add_number(LmDetailBuilder *builder, LmDetail *parent, const char *name, uint32_t number)
{
  lm_detail_add_text(builder, parent, name, lm_arena_printf(builder->arena, "%u", number));
}

LmDetail *
lm_detail_bfcp(LmSlice bytes, LmArena *arena)
{
  LmBfcp message;
  if (!lm_bfcp_parse(bytes, &message))
    return NULL;
  LmDetailBuilder builder = {.arena = arena, .bytes = bytes};
  LmDetail *root = lm_detail_root(arena, "BFCP", bytes);
  LmDetail *primitive = lm_detail_add(&builder, root, N_("Message"), lm_slice_sub(bytes, 1, 1));
  const char *name = lm_bfcp_primitive_name(message.primitive);
  primitive->value = lm_slice_str(*name ? name : lm_arena_printf(arena, "%u", message.primitive));
  add_number(&builder, root, N_("Version"), message.version);
  add_number(&builder, root, N_("Conference"), message.conference);
  add_number(&builder, root, N_("Transaction"), message.transaction);
  add_number(&builder, root, N_("User"), message.user);
  if (message.has_floor)
    add_number(&builder, root, N_("Floor"), message.floor);
  if (message.has_request)
    add_number(&builder, root, N_("Floor request"), message.request);
  if (message.status)
    lm_detail_add_text(&builder, root, N_("Status"), lm_bfcp_status_name(message.status));
  if (message.has_error)
    lm_detail_add_text(&builder, root, N_("Error"), lm_bfcp_error_name(message.error));
  lm_detail_add_some(&builder, root, N_("About the error"), message.error_info);
  lm_detail_add_some(&builder, root, N_("About the status"), message.status_info);
  lm_detail_add_some(&builder, root, N_("Display name"), message.display_name);
  if (message.anomaly.kind != LM_ANOMALY_NONE)
    lm_detail_add_anomaly(&builder, root, message.anomaly, 0);
  return root;
}
