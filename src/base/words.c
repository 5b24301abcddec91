/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"

#include "base/arena.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static bool
is_blank(char c)
{
  return c == ' ' || c == '\t' || c == '\n';
}

/* Behind a backslash; within double quotes it escapes only what means something there. */
static const char *
add_escaped(const char *at, bool quoted, LmText *word)
{
  if (quoted && !strchr("\"\\$`\n", *at))
    lm_text_add_char(word, '\\');
  if (*at == '\0')
    return at;
  if (*at != '\n')
    lm_text_add_char(word, *at);
  return at + 1;
}

/* What is within quotes, of which the first is at @at; NULL where they are not closed. */
static const char *
add_quoted(const char *at, LmText *word)
{
  char quote = *at++;
  while (*at && *at != quote) {
    if (quote == '"' && *at == '\\')
      at = add_escaped(at + 1, true, word);
    else
      lm_text_add_char(word, *at++);
  }
  return *at ? at + 1 : NULL;
}

/* The word at @at; where it ends, or NULL. */
static const char *
add_word(const char *at, LmText *word)
{
  lm_text_add_str(word, "");
  while (at && *at && !is_blank(*at)) {
    if (*at == '\'' || *at == '"')
      at = add_quoted(at, word);
    else if (*at == '\\')
      at = add_escaped(at + 1, false, word);
    else
      lm_text_add_char(word, *at++);
  }
  return at;
}

LmWordsResult
lm_words_split(const char *text, char ***words)
{
  size_t n = 0;
  *words = lm_alloc((strlen(text) / 2 + 2) * sizeof **words);
  for (const char *at = text; at;) {
    LmText word = LM_TEXT_INIT;
    while (is_blank(*at))
      at++;
    if (*at == '\0') {
      if (n)
        return LM_WORDS_DONE;
      lm_words_free(*words);
      *words = NULL;
      return LM_WORDS_NONE;
    }
    at = add_word(at, &word);
    (*words)[n++] = word.str ? word.str : strdup("");
  }
  lm_words_free(*words);
  *words = NULL;
  return LM_WORDS_OPEN_QUOTE;
}

void
lm_words_free(char **words)
{
  for (size_t i = 0; words && words[i]; i++)
    free(words[i]);
  free(words);
}
