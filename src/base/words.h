/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A command as a person types it, taken apart into words by the quotes and backslashes of sh(1),
 * and by nothing else of it: no variables, patterns, pipes or comments. Done once, when the command
 * is set; nothing from elsewhere is ever put into the text. */

#include <stdbool.h>

typedef enum { LM_WORDS_DONE, LM_WORDS_NONE, LM_WORDS_OPEN_QUOTE } LmWordsResult;

/* Sets @words to a list ended by NULL, to be freed with lm_words_free(), or to NULL where there is
 * no word or a quote is left open. */
LmWordsResult lm_words_split(const char *text, char ***words);
void lm_words_free(char **words);
