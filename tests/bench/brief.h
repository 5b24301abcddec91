/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The short calls of a list that nobody looks at to its end: INVITE, refusal, ACK; a few are
 * answered. Their messages are small, the names of their parties many. */

#include "scenario.h"

extern const Step refused_call[];
extern const int n_refused_call;
extern const Step answered_call[];
extern const int n_answered_call;

/* A status that calls are refused with, each as often as it is met. @random: any number. */
int brief_refusal(uint64_t random);

/* Writes the message into @out; returns its length. */
size_t brief_message(const Call *call, const Step *step, char *out, size_t size);
