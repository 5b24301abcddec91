/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/call-query.h"

#include "base/i18n.h"

static const struct {
  const char *name;
  const char *title;
} looks[LMU_N_LOOKS] = {
    [LMU_LOOK_CALLS] = {"calls", N_("Calls")},
    [LMU_LOOK_OTHER] = {"other", N_("Other dialogs")},
    [LMU_LOOK_PROBLEMS] = {"problems", N_("Problems")},
    [LMU_LOOK_FAILED] = {"failed", N_("Failed")},
    [LMU_LOOK_NOT_ANSWERED] = {"not-answered", N_("Not answered")},
    [LMU_LOOK_POOR] = {"poor-quality", N_("Poor quality")},
    [LMU_LOOK_IN_CALL] = {"in-call", N_("In call")},
    [LMU_LOOK_RETRANSMITTED] = {"retransmitted", N_("Retransmissions")},
    [LMU_LOOK_MALFORMED] = {"malformed", N_("Malformed")},
};

void
lmu_call_query_init(LmuCallQuery *query)
{
  *query = (LmuCallQuery){.look = LMU_LOOK_CALLS, .from_ns = LM_TIME_NONE, .to_ns = LM_TIME_NONE};
  lmu_call_query_set_text(query, "");
}

void
lmu_call_query_set_text(LmuCallQuery *query, const char *text)
{
  lmu_search_init(&query->search, text);
  /* There are few of these words: they are searched once, and not once a row. */
  for (guint i = 0; i < LM_N_CALL_STATES; i++)
    query->state_found[i] =
        lmu_search_find(&query->search, lm_slice_str(lm_call_state_text((LmCallState)i)));
  for (guint i = 0; i < LM_N_SIP_METHODS; i++)
    query->method_found[i] =
        lmu_search_find(&query->search, lm_slice_str(lm_sip_method_name((LmSipMethod)i)));
}

static gboolean
is_poor(const LmCallRow *row)
{
  return row->quality == LM_QUALITY_POOR;
}

gboolean
lmu_look_has(LmuLook look, const LmCallRow *row)
{
  if (row->index == LM_NONE || (look == LMU_LOOK_OTHER) != (row->number == 0))
    return FALSE;
  switch (look) {
  case LMU_LOOK_PROBLEMS:
    return row->state == LM_CALL_FAILED || is_poor(row) || row->n_malformed > 0;
  case LMU_LOOK_FAILED:
    return row->state == LM_CALL_FAILED;
  case LMU_LOOK_NOT_ANSWERED:
    return row->state == LM_CALL_CANCELLED || row->state == LM_CALL_REJECTED ||
           row->state == LM_CALL_BUSY || row->state == LM_CALL_NO_ANSWER;
  case LMU_LOOK_POOR:
    return is_poor(row);
  case LMU_LOOK_IN_CALL:
    return row->state == LM_CALL_IN_CALL;
  case LMU_LOOK_RETRANSMITTED:
    return row->n_retransmissions > 0;
  case LMU_LOOK_MALFORMED:
    return row->n_malformed > 0;
  default:
    return TRUE;
  }
}

const char *
lmu_look_name(LmuLook look)
{
  return look < LMU_N_LOOKS ? looks[look].name : "";
}

LmuLook
lmu_look_by_name(const char *name)
{
  for (guint i = 0; i < LMU_N_LOOKS; i++)
    if (g_strcmp0(looks[i].name, name) == 0)
      return i;
  return LMU_N_LOOKS;
}

const char *
lmu_look_title(LmuLook look)
{
  return look < LMU_N_LOOKS ? _(looks[look].title) : "";
}

gboolean
lmu_call_query_matches(const LmuCallQuery *query, const LmuCallEntry *entry)
{
  const LmCallRow *row = &entry->row;
  if (!lmu_look_has(query->look, row))
    return FALSE;
  if (query->from_ns != LM_TIME_NONE && row->start_ns < query->from_ns)
    return FALSE;
  if (query->to_ns != LM_TIME_NONE && row->start_ns >= query->to_ns)
    return FALSE;
  if (query->search.len == 0)
    return TRUE;
  if (row->state < LM_N_CALL_STATES && query->state_found[row->state])
    return TRUE;
  if (row->method < LM_N_SIP_METHODS && query->method_found[row->method])
    return TRUE;
  return lmu_search_find(&query->search, row->from) || lmu_search_find(&query->search, row->to) ||
         lmu_search_find(&query->search, row->call_id);
}

void
lmu_count_looks(const LmuCallRows *rows, guint counts[LMU_N_LOOKS])
{
  memset(counts, 0, LMU_N_LOOKS * sizeof *counts);
  for (guint32 i = 0; i < rows->n_rows; i++) {
    const LmCallRow *row = &lmu_call_rows_get(rows, i)->row;
    for (guint look = 0; look < LMU_N_LOOKS; look++)
      counts[look] += lmu_look_has(look, row) ? 1 : 0;
  }
}
