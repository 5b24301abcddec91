/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the two halves of the parser share: conditions (parser.c) and what they compare
 * (parse-operand.c). */

#include "query/lexer.h"
#include "query/node.h"

typedef struct {
  LmQueryReading *reading;
  size_t at;     /* behind @token */
  LmToken token; /* that comes next */
  unsigned depth;
  bool values; /* a word without a dot is a value here, though a field may be called so */
} LmQueryParser;

void lm_query_parser_advance(LmQueryParser *parser);
bool lm_query_parser_take(LmQueryParser *parser, LmTokenKind kind);
LmToken lm_query_parser_peek(const LmQueryParser *parser);
/* State what is wrong with the next token; @wanted says what should be there. Return NULL. */
void *lm_query_parser_fail(LmQueryParser *parser, const char *message);
void *lm_query_parser_unexpected(LmQueryParser *parser, const char *wanted);
/* False, and stated, where it goes deeper than anybody would write; else leave it again. */
bool lm_query_parser_enter(LmQueryParser *parser);
/* Zeroed, in the query's arena. */
void *lm_query_parser_new(LmQueryParser *parser, size_t size);

/* NULL, and stated, where there is none. @first is what was read of it already, or NULL. */
LmQueryOperand *lm_query_parse_sum(LmQueryParser *parser, LmQueryOperand *first);
/* The values of a set into @node, from its brace on. */
bool lm_query_parse_set(LmQueryParser *parser, LmQueryNode *node);
