/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The words and signs of a query. For the files of this folder alone. Pure. */

#include "base/arena.h"

typedef enum {
  LM_TOKEN_END,
  LM_TOKEN_WORD,        /* a field, a number, an address, a short word */
  LM_TOKEN_STRING,      /* in quotes */
  LM_TOKEN_OPEN_STRING, /* a quote that is not closed */
  LM_TOKEN_STRANGE,     /* a byte that begins nothing */
  LM_TOKEN_EQ,
  LM_TOKEN_NE,
  LM_TOKEN_ALL_EQ,
  LM_TOKEN_ANY_NE,
  LM_TOKEN_GT,
  LM_TOKEN_LT,
  LM_TOKEN_GE,
  LM_TOKEN_LE,
  LM_TOKEN_CONTAINS,
  LM_TOKEN_MATCHES,
  LM_TOKEN_IN,
  LM_TOKEN_AND,
  LM_TOKEN_OR,
  LM_TOKEN_NOT,
  LM_TOKEN_ASSIGN, /* a single '=' */
  LM_TOKEN_PLUS,
  LM_TOKEN_MINUS,
  LM_TOKEN_TIMES,
  LM_TOKEN_DIVIDE,
  LM_TOKEN_PERCENT,
  LM_TOKEN_COMMA,
  LM_TOKEN_RANGE, /* ".." */
  LM_TOKEN_OPEN,
  LM_TOKEN_CLOSE,
  LM_TOKEN_OPEN_SET,
  LM_TOKEN_CLOSE_SET,
  LM_TOKEN_OPEN_INDEX,
  LM_TOKEN_CLOSE_INDEX,
} LmTokenKind;

typedef struct {
  uint8_t kind;  /* LmTokenKind */
  LmSlice place; /* in the text */
} LmToken;

/* The token at or behind *@at, which moves behind it. */
LmToken lm_query_next_token(LmSlice text, size_t *at);
/* What stands between the quotes of a STRING, with \" \\ \r \n \t and \xNN resolved; a backslash
 * before anything else stays, as regular expressions are full of them. r"..." stays as it is. In
 * @arena. */
LmSlice lm_query_unquote(LmSlice string, LmArena *arena);
