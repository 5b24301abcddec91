/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The tree that a text becomes: for the files of this folder alone. The parser makes it, the check
 * gives everything its type, and then it never changes. All of it is in the query's arena. */

#include "query/field.h"
#include "query/regex.h"

typedef enum {
  LM_OPERAND_LITERAL,
  LM_OPERAND_FIELD,
  LM_OPERAND_ADD,
  LM_OPERAND_SUBTRACT,
  LM_OPERAND_MULTIPLY,
  LM_OPERAND_DIVIDE,
  LM_OPERAND_NEGATE,
  LM_OPERAND_LEN,
  LM_OPERAND_COUNT,
  LM_OPERAND_LOWER,
  LM_OPERAND_UPPER,
} LmQueryOperandKind;

typedef struct LmQueryOperand LmQueryOperand;
struct LmQueryOperand {
  uint8_t kind; /* LmQueryOperandKind */
  uint8_t type; /* LmQueryType; from the check on */
  bool quoted;  /* a literal that stood in quotes is a text */
  bool second;  /* stands to the right of the operator */
  uint8_t depth;
  const LmQueryField *field;
  LmSlice place; /* where it stands in the text */
  LmSlice text;  /* of a literal: without its quotes */
  LmQueryValue value;
  LmQueryOperand *left, *right;
};

typedef enum {
  LM_TEST_EQ,
  LM_TEST_NE,
  LM_TEST_GT,
  LM_TEST_LT,
  LM_TEST_GE,
  LM_TEST_LE,
  LM_TEST_CONTAINS,
  LM_TEST_MATCHES,
  LM_TEST_IN,
} LmQueryTest;

typedef struct {
  LmQueryOperand *from, *to; /* the same where it is one value */
} LmQueryRange;

typedef enum {
  LM_NODE_AND,
  LM_NODE_OR,
  LM_NODE_NOT,
  LM_NODE_TEST,
  LM_NODE_BARE, /* an operand by itself */
  LM_NODE_OF,   /* left, asked of rows of a kind */
  LM_NODE_TRUE,
  LM_NODE_FALSE,
} LmQueryNodeKind;

typedef struct LmQueryNode LmQueryNode;
struct LmQueryNode {
  uint8_t kind;   /* LmQueryNodeKind */
  uint8_t test;   /* LmQueryTest */
  bool all;       /* every value must pass, and there must be one */
  bool chosen;    /* any or all was said */
  uint8_t rows;   /* LmQueryKind of an OF */
  uint8_t report; /* of an OF of REPORT: its place in lm_reports */
  uint8_t needs;  /* bits 1 << LmQueryOf: whose the fields of a TEST or BARE are */
  /* A chain of AND or OR hangs to the right. */
  LmQueryNode *left, *right;
  LmQueryOperand *a, *b;
  LmQueryRange *set; /* of an IN */
  uint32_t n_set;
  LmRegex *regex; /* of a MATCHES */
  LmSlice place;
};

struct LmQuery {
  LmArena arena;
  LmQueryNode *root; /* NULL: everything */
  LmRegex *regexes;  /* all of them, a chain */
  unsigned reads;
};

/* While a text is read. */
typedef struct {
  LmQuery *query;
  LmSlice text; /* a copy in the arena, with which all places are compared */
  LmQueryError *error;
  bool failed;
} LmQueryReading;

/* States what is wrong at @place, a part of reading->text or of nothing (then the end). Only the
 * first one counts. Returns false. */
bool lm_query_fail(LmQueryReading *reading, LmSlice place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Adds what to type instead to the failure that was just stated. */
bool lm_query_hint(LmQueryReading *reading, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* NULL where it failed, or where there is nothing but white space. */
LmQueryNode *lm_query_parse(LmQueryReading *reading);
/* Gives the tree its types. */
bool lm_query_check(LmQueryReading *reading, LmQueryNode *node);
/* Reads @literal as @type, that of @field where there is one (may be NULL). */
bool lm_query_literal(LmQueryReading *reading, LmQueryOperand *literal, LmQueryType type,
                      const LmQueryField *field);
/* Whether @word is a unit of time: "ms", "min". */
bool lm_query_is_unit(LmSlice word);
/* "500 ms", "2min", "1.5": a plain number is of @unit_ns. */
bool lm_query_parse_span(LmSlice text, int64_t unit_ns, int64_t *span_ns);
bool lm_query_parse_number(LmSlice text, double *number);
/* "2026-11-21", "2026-11-21T10:02:11.5Z", "2026-11-21 10:02": local time unless it says otherwise.
 */
bool lm_query_parse_time(LmSlice text, int64_t *time_ns);
