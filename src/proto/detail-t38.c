/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/detail-steps.h"

#include "base/scan.h"
#include "proto/detail-build.h"
#include "proto/t38.h"
#include "proto/udptl.h"

/* ITU-T T.38, Annex A: the names of its ASN.1. */
static const char *
field_name(uint8_t type)
{
  static const char *const names[] = {
      "hdlc-data",           "hdlc-sig-end",         "hdlc-fcs-OK",     "hdlc-fcs-BAD",
      "hdlc-fcs-OK-sig-end", "hdlc-fcs-BAD-sig-end", "t4-non-ecm-data", "t4-non-ecm-sig-end",
      "cm-message",          "jm-message",           "ci-message",      "v34rate"};
  return type < sizeof names / sizeof names[0] ? names[type] : "field";
}

static void
add_ifp(LmDetailBuilder *builder, LmDetail *parent, LmSlice packet)
{
  LmT38Ifp ifp;
  if (!lm_t38_parse(packet, true, &ifp)) {
    LmAnomaly anomaly = {LM_ANOMALY_T38_IFP, (uint32_t)lm_scan_offset(builder->bytes, packet),
                         (uint32_t)packet.len};
    lm_detail_add_anomaly(builder, parent, anomaly, 0);
    return;
  }
  LmDetail *what = lm_detail_add(builder, parent, ifp.is_data ? N_("Data") : N_("Indicator"),
                                 lm_slice_sub(packet, 0, 1));
  what->value =
      lm_slice_str(ifp.is_data ? lm_t38_data_name(ifp.number) : lm_t38_indicator_name(ifp.number));
  size_t bit = ifp.fields_bit;
  LmT38Field field;
  for (uint32_t i = 0; i < ifp.n_fields && lm_t38_next_field(&ifp, &bit, &field); i++) {
    const char *name = field_name(field.type);
    if (field.data.len == 0) {
      lm_detail_add_text(builder, parent, name, "");
      continue;
    }
    LmDetail *node = lm_detail_add(builder, parent, name, field.data);
    node->value = lm_slice_str(lm_detail_hex(builder->arena, field.data));
  }
}

LmDetail *
lm_detail_t38(LmSlice bytes, LmArena *arena)
{
  LmDetailBuilder builder = {.arena = arena, .bytes = bytes};
  LmDetail *root = lm_detail_root(arena, "T.38", bytes);
  LmT38Ifp ifp;
  LmUdptl udptl;
  if (lm_t38_parse(bytes, true, &ifp)) {
    add_ifp(&builder, root, bytes);
    return root;
  }
  if (!lm_udptl_parse(bytes, &udptl))
    return NULL;
  lm_detail_add_text(&builder, root, N_("Sequence number"),
                     lm_arena_printf(arena, "%u", udptl.sequence));
  add_ifp(&builder, root, udptl.ifp);
  LmSlice rest = udptl.secondary, copy;
  for (uint32_t i = 0; !udptl.fec && i < udptl.n_secondary && lm_udptl_next_ifp(&rest, &copy);
       i++) {
    LmDetail *node = lm_detail_add(&builder, root, N_("Copy"), copy);
    node->value = LM_SLICE_EMPTY;
    add_ifp(&builder, node, copy);
  }
  if (udptl.anomaly.kind != LM_ANOMALY_NONE)
    lm_detail_add_anomaly(&builder, root, udptl.anomaly, 0);
  return root;
}
