/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the session description of a message is to others, in the message's detail tree. */

#include "proto/detail.h"
#include "relate/offers.h"

/* Adds to @root, the tree of message row @message, whether it offers, or which frame it answers,
 * what each media line is left as, and what is against the rules of RFC 3264. Nothing where it has
 * nothing to do with offers. What is added is in @arena. Linear in the messages of its call. */
void lm_offers_add_detail(LmDetail *root, const LmTrace *trace, uint32_t message, LmArena *arena);
/* The same with @offers, which are those of its call. */
void lm_offers_add_detail_of(LmDetail *root, const LmTrace *trace, const LmOffers *offers,
                             uint32_t message, LmArena *arena);
