/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/others.h"

#include "track/diameter_tracker.h"
#include "track/msrp_tracker.h"
#include "track/named_tracker.h"
#include "track/t38_tracker.h"

#include <stdlib.h>

LmOthers *
lm_trace_others(LmTrace *trace)
{
  if (trace->others)
    return trace->others;
  LmOthers *others = lm_alloc(sizeof *others);
  others->media = LM_VEC_INIT(LmOtherMedia);
  others->msrp = LM_FLOW_STATES_INIT(LmMsrpSide);
  others->msrp_messages = LM_VEC_INIT(LmMsrpTransfer);
  others->msrp_quiet_rows = LM_VEC_INIT(uint64_t);
  others->t38 = LM_FLOW_STATES_INIT(LmT38Flow);
  others->t38_logs = LM_VEC_INIT(LmT38Log);
  others->named = LM_FLOW_STATES_INIT(LmNamedFlow);
  others->diameter = LM_VEC_INIT(LmDiameterLink);
  others->users = LM_USER_INDEX_INIT;
  trace->others = others;
  return others;
}

void
lm_others_free(LmOthers *others, bool free_logs)
{
  if (!others)
    return;
  lm_vec_clear(&others->media);
  lm_table_clear(&others->media_by_key);
  lm_flow_states_clear(&others->msrp);
  lm_vec_clear(&others->msrp_messages);
  lm_table_clear(&others->msrp_by_id);
  lm_table_clear(&others->msrp_quiet);
  lm_vec_clear(&others->msrp_quiet_rows);
  lm_flow_states_clear(&others->t38);
  for (uint32_t i = 0; free_logs && i < others->t38_logs.len; i++)
    lm_packet_log_free(&((LmT38Log *)lm_vec_at(&others->t38_logs, i))->log);
  lm_vec_clear(&others->t38_logs);
  lm_flow_states_clear(&others->named);
  lm_vec_clear(&others->diameter);
  lm_table_clear(&others->diameter_by_key);
  lm_user_index_clear(&others->users);
  lm_arena_clear(&others->scratch);
  lm_text_clear(&others->detail);
  lm_text_clear(&others->label);
  free(others);
}

LmText *
lm_others_label(LmTrace *trace)
{
  LmText *label = &lm_trace_others(trace)->label;
  lm_text_reset(label);
  return label;
}

LmText *
lm_others_detail(LmTrace *trace)
{
  LmText *detail = &lm_trace_others(trace)->detail;
  lm_text_reset(detail);
  return detail;
}

void
lm_others_tell(LmTrace *trace, const LmSipOrigin *origin, LmSlice bytes, uint32_t call,
               LmEventProtocol protocol, LmEventOutcome outcome)
{
  const LmOthers *others = lm_trace_others(trace);
  LmEvent event = lm_sip_origin_event(origin, bytes);
  event.call = call;
  event.label = others->label.str ? others->label.str : "";
  event.detail = others->detail.str;
  event.protocol = (uint8_t)protocol;
  event.outcome = (uint8_t)outcome;
  lm_trace_add_event(trace, &event);
}

void
lm_others_add_bytes(LmText *text, uint64_t bytes)
{
  static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
  if (bytes < 1000) {
    lm_text_printf(text, "%llu B", (unsigned long long)bytes);
    return;
  }
  double value = (double)bytes / 1000;
  size_t unit = 0;
  for (; value >= 999.95 && unit + 1 < sizeof units / sizeof units[0]; unit++)
    value /= 1000;
  lm_text_printf(text, "%.1f %s", value, units[unit]);
}
