/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A regular expression of Perl's kind (PCRE2), which the user gave, and which can never take longer
 * than a limit whatever stands in a packet. Letters match in either case. Bytes that are not UTF-8
 * match nothing but do no harm. */

#include "base/slice.h"

typedef struct LmRegex LmRegex;
struct LmRegex {
  void *code;
  LmRegex *next; /* of the same query */
};

/* What a thread needs to match with. */
typedef struct {
  void *data, *context, *stack;
  unsigned n_cut; /* searches that a limit ended: when they are many, the limit falls */
} LmRegexRun;

/* NULL with @message and @offset (of @pattern) set where it is none. Owned: lm_regex_free(). */
LmRegex *lm_regex_new(LmSlice pattern, char *message, size_t message_size, size_t *offset);
void lm_regex_free(LmRegex *regex);
/* Whether @regex is found in @text. @cut is set where a limit ended the search, and the answer is
 * false. */
bool lm_regex_find(const LmRegex *regex, LmRegexRun *run, LmSlice text, bool *cut);
void lm_regex_run_clear(LmRegexRun *run);
