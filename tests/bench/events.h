/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is to happen, the earliest first: a binary heap. */

#include <stdint.h>

typedef struct {
  uint64_t ns;
  uint32_t slot;
  uint32_t what;
} Event;

typedef struct {
  Event *heap; /* the caller's, with room for all that may wait at a time */
  uint32_t n;
} Events;

void events_push(Events *events, Event event);
/* There must be one. */
Event events_pop(Events *events);
