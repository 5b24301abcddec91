/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/call-query.h"

void
lmu_call_query_init(LmuCallQuery *query)
{
  *query = (LmuCallQuery){.look = LMU_LOOK_CALLS, .from_ns = LM_TIME_NONE, .to_ns = LM_TIME_NONE};
  lmu_call_query_set_text(query, "");
}

void
lmu_call_query_set_text(LmuCallQuery *query, const char *text)
{
  lm_search_init(&query->search, text);
  /* There are few of these words: they are searched once, and not once a row. */
  for (guint i = 0; i < LM_N_CALL_STATES; i++)
    query->state_found[i] =
        lm_search_find(&query->search, lm_slice_str(lm_call_state_text((LmCallState)i)));
  for (guint i = 0; i < LM_N_SIP_METHODS; i++)
    query->method_found[i] =
        lm_search_find(&query->search, lm_slice_str(lm_sip_method_name((LmSipMethod)i)));
}

gboolean
lmu_call_query_is_plain(const LmuCallQuery *query)
{
  return query->search.len == 0 && query->from_ns == LM_TIME_NONE && query->to_ns == LM_TIME_NONE;
}

gboolean
lmu_call_query_matches(const LmuCallQuery *query, const LmuCallEntry *entry)
{
  const LmCallRow *row = &entry->row;
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
  return lm_search_find(&query->search, row->from) || lm_search_find(&query->search, row->to) ||
         lm_search_find(&query->search, row->call_id);
}
