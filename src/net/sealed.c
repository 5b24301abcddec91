/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/sealed.h"

static LmSealed *
find_or_add(LmSealedList *list, const LmSealed *sealed)
{
  for (uint32_t i = 0; i < list->n_first; i++) {
    LmSealed *row = &list->first[i];
    if (row->spi == sealed->spi && lm_addr_equal(&row->src, &sealed->src) &&
        lm_addr_equal(&row->dst, &sealed->dst))
      return row;
  }
  if (list->n_first == LM_SEALED_SHOWN)
    return NULL;
  LmSealed *row = &list->first[list->n_first++];
  *row = *sealed;
  row->packets = 0;
  return row;
}

void
lm_sealed_add(LmSealedList *list, const LmSealed *sealed)
{
  LmSealed *row = find_or_add(list, sealed);
  if (row)
    row->packets += sealed->packets;
  list->packets += sealed->packets;
}

void
lm_sealed_add_list(LmSealedList *list, const LmSealedList *more)
{
  uint64_t total = list->packets + more->packets;
  for (uint32_t i = 0; i < more->n_first; i++)
    lm_sealed_add(list, &more->first[i]);
  list->packets = total;
}
