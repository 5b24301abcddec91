/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

/* What two hosts spoke over last, on the way between their columns. */
typedef struct {
  uint32_t low, high; /* columns */
  uint8_t transport;  /* LmTransport */
} Hop;

static Hop *
find_hop(LmLayout *layout, uint32_t low, uint32_t high, bool make)
{
  LmTableWalk walk;
  uint32_t key[2] = {low, high};
  uint64_t hash = lm_hash(lm_hash_key(), key, sizeof key);
  uint32_t index = lm_table_first(&layout->hop_of, hash, &walk);
  for (; index != LM_NONE; index = lm_table_next(&layout->hop_of, &walk)) {
    Hop *hop = lm_vec_at(&layout->hops, index);
    if (hop->low == low && hop->high == high)
      return hop;
  }
  if (!make)
    return NULL;
  lm_table_add(&layout->hop_of, hash, layout->hops.len);
  Hop *hop = lm_vec_push(&layout->hops);
  *hop = (Hop){low, high, LM_TRANSPORT_UDP};
  return hop;
}

void
lm_layout_hops_init(LmLayout *layout)
{
  layout->hops = LM_VEC_INIT(Hop);
}

void
lm_layout_hops_clear(LmLayout *layout)
{
  lm_vec_clear(&layout->hops);
  lm_table_clear(&layout->hop_of);
}

bool
lm_layout_changes_transport(LmLayout *layout, const LmLadderRow *row, uint8_t transport)
{
  /* Nearly always. */
  if (transport == LM_TRANSPORT_UDP && layout->hops.len == 0)
    return false;
  uint32_t low = row->from < row->to ? row->from : row->to;
  uint32_t high = row->from < row->to ? row->to : row->from;
  Hop *hop = find_hop(layout, low, high, transport != LM_TRANSPORT_UDP);
  if (!hop || hop->transport == transport)
    return false;
  hop->transport = transport;
  return true;
}
