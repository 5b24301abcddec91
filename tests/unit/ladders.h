/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Ladders made by hand, so that drawing and exports are tested without a capture. */

#include "ladder/ladder.h"

/* An empty ladder with @n columns "name@address" (the name may be left out: "address"). */
LmLadder *ladder_new(const char *title, const char *const *columns, uint32_t n);
/* Rows; @ms is since the first row. Each returns the row to be changed further. */
LmLadderRow *ladder_add(LmLadder *ladder, double ms, uint32_t from, uint32_t to, LmTone tone,
                        const char *label, const char *detail);
LmLadderRow *ladder_add_media(LmLadder *ladder, double ms, uint32_t from, uint32_t to, bool bad,
                              const char *label, const char *detail, const char *badge);
LmLadderRow *
ladder_add_event(LmLadder *ladder, double ms, uint32_t from, uint32_t to, LmEventOutcome outcome,
                 const char *protocol, const char *label, const char *detail);
LmLadderRow *ladder_add_pause(LmLadder *ladder, const char *label);
void ladder_add_bar(LmLadder *ladder, uint32_t column, uint32_t first, uint32_t last);

/* A call through a proxy with a good and a bad stream, retransmissions and a pause. */
LmLadder *ladder_proxied_call(void);
/* Challenged, then refused. */
LmLadder *ladder_failed_call(void);
/* Six hosts, arrows over several of them, a redirect. */
LmLadder *ladder_six_hosts(void);
/* A call with the steps of ICE and DTLS: arrows and states of all outcomes, between hosts, at the
 * first host, at the last, and one sent again. */
LmLadder *ladder_ice_call(void);
/* Long names and texts, IPv6, markup in the names, self-messages, a malformed message. */
LmLadder *ladder_awkward(void);
/* @n_rows messages between two hosts. */
LmLadder *ladder_long(uint32_t n_rows);
