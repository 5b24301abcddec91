/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a thread does that takes packets in the place of linesman-capture (LmLiveProducer of
 * live_start.h): it says what capture/helper.h has, and writes the file in whole blocks. Private to
 * this room. One thread. */

#include "capture/bpf.h"
#include "capture/helper.h"
#include "capture/writer.h"

typedef struct LmProduce LmProduce;

/* Takes both descriptors. @application is for the files. @filter is borrowed, and may be NULL: what
 * they say of it. @limit_bytes and @limit_ns end it; 0: nothing does. Owned: lm_produce_free(). */
LmProduce *lm_produce_new(int control, int output, const char *application, const char *filter,
                          uint64_t limit_bytes, int64_t limit_ns);
/* Adds a link before it begins; they are numbered from 0. */
void lm_produce_add_link(LmProduce *produce, const char *name, uint32_t link_type);
/* Tells of the links, takes their filters, and begins the file. False: the caller has gone. */
bool lm_produce_begin(LmProduce *produce);
/* To be waited for at most so long, together with what brings packets; then lm_produce_turn(). */
int lm_produce_control(const LmProduce *produce);
int lm_produce_wait_ms(const LmProduce *produce);
/* What is wanted of the packets of @link. */
const LmBpf *lm_produce_filter(const LmProduce *produce, uint32_t link);
/* Of these the producer counts what was received and dropped, and nothing else. */
LmHelperFigures *lm_produce_figures(LmProduce *produce, uint32_t link);
/* What is said of @link besides, each second and in the file; cut where it is too long. */
void lm_produce_say(LmProduce *produce, uint32_t link, LmSlice text);
void lm_produce_put(LmProduce *produce, uint32_t link, int64_t time_ns, LmSlice packet);
/* Does what is due and what the caller asks for. False when it is to end. */
bool lm_produce_turn(LmProduce *produce);
/* @why it ends early; NULL: it does not. */
void lm_produce_free(LmProduce *produce, const char *why);
