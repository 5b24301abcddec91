/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What “hep” and “capture” have in common where they send: the options, and what is said of it. */

#include "cli/arguments.h"
#include "engine/hep_feed.h"

typedef struct {
  LmHepFeed *feed;                      /* NULL: nothing is sent */
  bool told[LM_HEP_FEED_PLACES];        /* that a place cannot be reached, since it last was */
  bool told_closed[LM_HEP_FEED_PLACES]; /* that it closes its connections */
} LmHepSending;

/* Begins to send where --hep-send says; nothing where it is not given. False with @error set. */
bool lm_hep_sending_begin(LmHepSending *sending, const LmArguments *arguments, LmHepFeedRule rule,
                          uint32_t per_second, LmError *error);
/* Says that what was sent of a capture before it was taken up is sent again. */
void lm_hep_sending_tell_resumed(const LmHepSending *sending);
/* Warns of places that cannot be reached, each once until it was, and of those that close their
 * connections, each once. */
void lm_hep_sending_look(LmHepSending *sending);
/* A line a place, on standard error: what was sent and what was not. */
void lm_hep_sending_figures(const LmHepSending *sending);
/* What waits has so long to go. */
void lm_hep_sending_end(LmHepSending *sending, int64_t most_ns);
void lm_hep_sending_clear(LmHepSending *sending);
