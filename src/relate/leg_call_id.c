/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Servers that make the Call-ID of the other leg from that of the first put something before or
 * behind it, or change its host. */

#include "relate/leg_parts.h"

#define MIN_CORE 6    /* bytes; what is shorter says nothing */
#define MAX_AFFIXES 3 /* parts between separators that are taken off at each end */

static bool
is_separator(int byte)
{
  return byte == '-' || byte == '_' || byte == '.' || byte == ':' || byte == ';' || byte == '/' ||
         byte == '+' || byte == '~' || byte == '|' || byte == '*' || byte == '!';
}

static void
add_core(LmGathering *gathering, LmSlice core)
{
  while (core.len && is_separator(core.data[0]))
    core = lm_slice_from(core, 1);
  while (core.len && is_separator(core.data[core.len - 1]))
    core = lm_slice_sub(core, 0, core.len - 1);
  if (core.len >= MIN_CORE)
    lm_gathering_mark(gathering, LM_MARK_CALL_ID_CORE, core);
}

static void
add_cores(LmGathering *gathering, LmSlice id)
{
  unsigned n = 0;
  for (size_t end = id.len; end > MIN_CORE && n < MAX_AFFIXES; end--)
    if (is_separator(id.data[end - 1]) && !is_separator(lm_slice_at(id, end))) {
      add_core(gathering, lm_slice_sub(id, 0, end));
      n++;
    }
  n = 0;
  for (size_t at = 0; at + MIN_CORE < id.len && n < MAX_AFFIXES; at++)
    if (is_separator(id.data[at]) && !is_separator(lm_slice_at(id, at + 1))) {
      add_core(gathering, lm_slice_from(id, at));
      n++;
    }
}

void
lm_gathering_call_id(LmGathering *gathering)
{
  LmSlice id = gathering->call->call_id, host;
  LmSlice local = lm_slice_split(id, '@', &host);
  lm_gathering_mark(gathering, LM_MARK_CALL_ID, id);
  add_cores(gathering, id);
  if (host.len && local.len >= MIN_CORE) {
    lm_gathering_mark(gathering, LM_MARK_CALL_ID, local);
    add_cores(gathering, local);
  }
}
