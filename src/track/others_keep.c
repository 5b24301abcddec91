/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an eviction leaves of the sessions of other protocols. */

#include "base/limits.h"
#include "track/diameter_tracker.h"
#include "track/living.h"
#include "track/msrp_tracker.h"
#include "track/named_tracker.h"
#include "track/others.h"
#include "track/t38_tracker.h"

#include <stdlib.h>

static bool
keeps_ends(const LmLiving *living, void *row)
{
  const LmFlowKey *key = row;
  return lm_living_has_ends(living, key->src, key->dst);
}

static void
keep_states(LmFlowStates *states, const LmLiving *living)
{
  free(lm_living_keep(&states->rows, &states->by_key, living, keeps_ends));
}

static bool
keeps_media(const LmLiving *living, void *row)
{
  const LmOtherMedia *media = row;
  bool keeps = lm_living_has_call(living, media->call);
  if (keeps) {
    lm_keep_mark(living->keep, media->file_name.data);
    lm_keep_mark(living->keep, media->file_type.data);
  }
  return keeps;
}

static bool
keeps_link(const LmLiving *living, void *row)
{
  const LmDiameterLink *link = row;
  bool keeps = link->call != LM_NONE && lm_living_has_call(living, link->call);
  if (keeps)
    lm_keep_mark(living->keep, link->identity.data);
  return keeps;
}

static bool
keeps_user(const LmLiving *living, void *row)
{
  LmUserRow *user = row;
  if (!lm_living_has_call(living, user->call))
    user->call = LM_NONE;
  if (!lm_living_has_call(living, user->registration))
    user->registration = LM_NONE;
  return user->call != LM_NONE || user->registration != LM_NONE;
}

static bool
keeps_log(const LmLiving *living, void *row)
{
  LmT38Log *log = row;
  bool keeps =
      lm_living_has_ends(living, log->src, log->dst) && lm_living_has_call(living, log->call);
  if (keeps)
    lm_living_mark_log(living, &log->log);
  else if (!living->trace->log_arena)
    lm_packet_log_free(&log->log);
  return keeps;
}

static void
keep_t38(LmOthers *others, const LmLiving *living)
{
  keep_states(&others->t38, living);
  uint32_t *numbers = lm_living_keep(&others->t38_logs, NULL, living, keeps_log);
  for (uint32_t i = 0; numbers && i < others->t38.rows.len; i++) {
    LmT38Flow *flow = lm_vec_at(&others->t38.rows, i);
    /* A row plus one, and 0 for none. */
    if (flow->log)
      flow->log = numbers[flow->log - 1] + 1;
    if (!lm_living_has_call(living, flow->call))
      flow->call = LM_NONE;
  }
  free(numbers);
}

/* These know nothing of their age. Those that are still sent are told from their next chunk on as
 * if they were new. */
static void
keep_msrp(LmOthers *others, const LmLiving *living)
{
  keep_states(&others->msrp, living);
  for (uint32_t i = 0; i < others->msrp.rows.len; i++) {
    const LmMsrpSide *side = lm_vec_at(&others->msrp.rows, i);
    lm_keep_mark(living->keep, side->bytes.data);
    lm_keep_mark(living->keep, side->preview.data);
    lm_keep_mark(living->keep, side->head.to_path.data);
  }
  if (others->msrp_messages.len > LM_LIMIT_MSRP_MESSAGES / 2) {
    lm_vec_clear(&others->msrp_messages);
    lm_table_clear(&others->msrp_by_id);
  }
  if (others->msrp_quiet_rows.len > LM_LIMIT_MSRP_MESSAGES / 2) {
    lm_vec_clear(&others->msrp_quiet_rows);
    lm_table_clear(&others->msrp_quiet);
  }
}

void
lm_others_keep(LmOthers *others, const LmLiving *living)
{
  if (!others)
    return;
  free(lm_living_keep(&others->media, &others->media_by_key, living, keeps_media));
  free(lm_living_keep(&others->diameter, &others->diameter_by_key, living, keeps_link));
  free(lm_living_keep(&others->users.rows, &others->users.by_key, living, keeps_user));
  keep_states(&others->named, living);
  keep_msrp(others, living);
  keep_t38(others, living);
}
