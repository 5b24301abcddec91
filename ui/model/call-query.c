/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/call-query.h"

void
lmu_call_query_init(LmuCallQuery *query)
{
  *query = (LmuCallQuery){.look = LMU_LOOK_CALLS, .from_ns = LM_TIME_NONE, .to_ns = LM_TIME_NONE};
  lmu_call_query_set_text(query, "");
}

static void
look_at_ways(LmuCallQuery *query)
{
  static guint last_serial;
  LmText usual = LM_TEXT_INIT;

  query->serial = (guint)g_atomic_int_add((gint *)&last_serial, 1) + 1;
  query->transports_found = 0;
  for (guint i = 0; i < LM_N_TRANSPORTS; i++)
    if (lm_search_find(&query->search, lm_slice_str(lm_transport_name((LmTransport)i))))
      query->transports_found |= (guint8)(1u << i);
  lm_path_text(&lm_path_common, &usual);
  query->path_matters = !lm_search_find(&query->search, lm_slice(usual.str, usual.len));
  lm_text_clear(&usual);
}

void
lmu_call_query_set_text(LmuCallQuery *query, const char *text)
{
  query->engine = FALSE;
  lm_search_init(&query->search, text);
  /* There are few of these words: they are searched once, and not once a row. */
  for (guint i = 0; i < LM_N_CALL_STATES; i++)
    query->state_found[i] =
        lm_search_find(&query->search, lm_slice_str(lm_call_state_text((LmCallState)i)));
  for (guint i = 0; i < LM_N_SIP_METHODS; i++)
    query->method_found[i] =
        lm_search_find(&query->search, lm_slice_str(lm_sip_method_name((LmSipMethod)i)));
  look_at_ways(query);
}

void
lmu_call_query_set_expression(LmuCallQuery *query, const char *text)
{
  lmu_call_query_set_text(query, text);
  query->engine = TRUE;
}

gboolean
lmu_call_query_is_plain(const LmuCallQuery *query)
{
  return query->search.len == 0 && query->from_ns == LM_TIME_NONE && query->to_ns == LM_TIME_NONE;
}

/* Calls share few ways, which take turns: what was found in the last ones is kept. */
#define WAYS_KEPT 16u

typedef struct {
  guint serial;
  LmPath path; /* what a freed session had at the same place may be another */
  gboolean found;
} KeptWay;

static KeptWay *
kept_way(const LmPath *path)
{
  static _Thread_local KeptWay kept[WAYS_KEPT];
  return &kept[(guintptr)path / sizeof *path % WAYS_KEPT];
}

static gboolean
is_path_found(const LmuCallQuery *query, const LmPath *path)
{
  LmText text = LM_TEXT_INIT;

  if (!path || path == &lm_path_common || !query->path_matters)
    return FALSE;
  KeptWay *kept = kept_way(path);
  if (kept->serial == query->serial && lm_path_equal(&kept->path, path))
    return kept->found;
  lm_path_text(path, &text);
  kept->serial = query->serial;
  kept->path = *path;
  kept->found = lm_search_find(&query->search, lm_slice(text.str, text.len));
  lm_text_clear(&text);
  return kept->found;
}

gboolean
lmu_call_query_matches(const LmuCallQuery *query, const LmuCallEntry *entry)
{
  const LmCallRow *row = &entry->row;
  if (query->from_ns != LM_TIME_NONE && row->start_ns < query->from_ns)
    return FALSE;
  if (query->to_ns != LM_TIME_NONE && row->start_ns >= query->to_ns)
    return FALSE;
  if (query->search.len == 0 || query->engine)
    return TRUE;
  if (row->state < LM_N_CALL_STATES && query->state_found[row->state])
    return TRUE;
  if (row->method < LM_N_SIP_METHODS && query->method_found[row->method])
    return TRUE;
  if (row->transports & query->transports_found || is_path_found(query, row->path))
    return TRUE;
  return lm_search_find(&query->search, row->from) || lm_search_find(&query->search, row->to) ||
         lm_search_find(&query->search, row->call_id);
}
