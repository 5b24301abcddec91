/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which encrypted packets of IPsec no key opened, so that it can be said what is missing: the first
 * associations that lack, and how many packets there were in all. Plain record, zeroed at first. */

#include "base/addr.h"

#define LM_SEALED_SHOWN 4

typedef struct {
  LmAddr src, dst;
  uint32_t spi; /* the security parameter index */
  bool has_key; /* an association was given for it, but does not open it */
  uint64_t packets;
} LmSealed;

typedef struct {
  LmSealed first[LM_SEALED_SHOWN];
  uint32_t n_first;
  uint64_t packets; /* those of further associations too */
} LmSealedList;

/* Counts the packets of @sealed. */
void lm_sealed_add(LmSealedList *list, const LmSealed *sealed);
/* Adds all of @more. */
void lm_sealed_add_list(LmSealedList *list, const LmSealedList *more);
