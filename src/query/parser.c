/* SPDX-License-Identifier: GPL-3.0-or-later */

/* or:         and { ("||" | "or") and }
 * and:        not { ("&&" | "and") not }
 * not:        ("!" | "not") not | condition
 * condition:  "(" or ")" | KIND "(" or ")" | ["any" | "all"] sum [test]
 * test:       ("==" | ... | "contains" | "matches") sum | ["not"] "in" "{" range { [","] range }
 * "}" sum:        product { ("+" | "-") product } product:    factor { ("*" | "/") factor } factor:
 * "-" factor | FUNCTION "(" sum ")" | "(" sum ")" | field | literal */

#include "query/parser.h"

#include "base/limits.h"

static LmQueryNode *parse_or(LmQueryParser *parser);

void
lm_query_parser_advance(LmQueryParser *parser)
{
  parser->token = lm_query_next_token(parser->reading->text, &parser->at);
}

bool
lm_query_parser_take(LmQueryParser *parser, LmTokenKind kind)
{
  if (parser->token.kind != kind)
    return false;
  lm_query_parser_advance(parser);
  return true;
}

LmToken
lm_query_parser_peek(const LmQueryParser *parser)
{
  size_t at = parser->at;
  return lm_query_next_token(parser->reading->text, &at);
}

void *
lm_query_parser_fail(LmQueryParser *parser, const char *message)
{
  lm_query_fail(parser->reading, parser->token.place, "%s", message);
  return NULL;
}

/* What can be said of a token that does not belong where it stands. */
void *
lm_query_parser_unexpected(LmQueryParser *parser, const char *wanted)
{
  LmToken token = parser->token;
  if (token.kind == LM_TOKEN_OPEN_STRING)
    return lm_query_parser_fail(parser, _("the quotes that begin here are not closed"));
  if (token.kind == LM_TOKEN_END)
    return lm_query_parser_fail(parser, wanted);
  if (token.kind == LM_TOKEN_ASSIGN) {
    lm_query_fail(parser->reading, token.place, _("“=” is no operator"));
    lm_query_hint(parser->reading, "==");
    return NULL;
  }
  lm_query_fail(parser->reading, token.place, _("“%.*s” does not belong here: %s"),
                (int)(token.place.len < 40 ? token.place.len : 40), (const char *)token.place.data,
                wanted);
  return NULL;
}

void *
lm_query_parser_new(LmQueryParser *parser, size_t size)
{
  return lm_arena_alloc(&parser->reading->query->arena, size);
}

static LmQueryNode *
new_node(LmQueryParser *parser, LmQueryNodeKind kind, LmSlice place)
{
  LmQueryNode *node = lm_query_parser_new(parser, sizeof *node);
  node->kind = (uint8_t)kind;
  node->place = place;
  return node;
}

/* False, and stated, where it goes deeper than anybody would write. */
bool
lm_query_parser_enter(LmQueryParser *parser)
{
  if (++parser->depth <= LM_LIMIT_QUERY_DEPTH)
    return true;
  lm_query_parser_fail(parser, _("this is nested too deep"));
  return false;
}

/* What the operator means: which test, and whether every value must pass. */
static bool
test_of(LmTokenKind kind, LmQueryNode *node)
{
  static const struct {
    uint8_t token, test;
    bool all;
  } tests[] = {
      {LM_TOKEN_EQ, LM_TEST_EQ, false},
      {LM_TOKEN_NE, LM_TEST_NE, true},
      {LM_TOKEN_ALL_EQ, LM_TEST_EQ, true},
      {LM_TOKEN_ANY_NE, LM_TEST_NE, false},
      {LM_TOKEN_GT, LM_TEST_GT, false},
      {LM_TOKEN_LT, LM_TEST_LT, false},
      {LM_TOKEN_GE, LM_TEST_GE, false},
      {LM_TOKEN_LE, LM_TEST_LE, false},
      {LM_TOKEN_CONTAINS, LM_TEST_CONTAINS, false},
      {LM_TOKEN_MATCHES, LM_TEST_MATCHES, false},
      {LM_TOKEN_IN, LM_TEST_IN, false},
  };
  for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
    if (tests[i].token == kind) {
      node->test = tests[i].test;
      node->all = node->chosen ? node->all : tests[i].all;
      return true;
    }
  return false;
}

/* "x not in {...}" */
static bool
take_not_in(LmQueryParser *parser)
{
  if (parser->token.kind != LM_TOKEN_NOT || lm_query_parser_peek(parser).kind != LM_TOKEN_IN)
    return false;
  lm_query_parser_advance(parser);
  return true;
}

/* Goes on behind the operand on the left, @node->a. */
static LmQueryNode *
parse_test(LmQueryParser *parser, LmQueryNode *node)
{
  bool not_in = take_not_in(parser);
  LmToken sign = parser->token;
  if (!test_of(sign.kind, node)) {
    if (node->chosen || sign.kind == LM_TOKEN_ASSIGN || sign.kind == LM_TOKEN_OPEN_STRING)
      return lm_query_parser_unexpected(parser, _("an operator such as == is missing"));
    return node;
  }
  node->kind = LM_NODE_TEST;
  lm_query_parser_advance(parser);
  if (node->test == LM_TEST_IN) {
    if (!lm_query_parse_set(parser, node))
      return NULL;
  } else {
    /* sip.transport == udp, though there is a field udp */
    parser->values = node->a->field && node->a->field->type <= LM_QUERY_ENUM;
    node->b = lm_query_parse_sum(parser, NULL);
    parser->values = false;
    if (!node->b)
      return NULL;
  }
  node->place = sign.place;
  if (!not_in)
    return node;
  LmQueryNode *not = new_node(parser, LM_NODE_NOT, sign.place);
  not ->left = node;
  return not ;
}

static bool
is_test_or_sign(LmTokenKind kind)
{
  return (kind >= LM_TOKEN_EQ && kind <= LM_TOKEN_IN) ||
         (kind >= LM_TOKEN_PLUS && kind <= LM_TOKEN_DIVIDE);
}

/* "(" or ")", which may turn out to be the beginning of a sum. */
static LmQueryNode *
parse_group(LmQueryParser *parser)
{
  lm_query_parser_advance(parser);
  LmQueryNode *node = parse_or(parser);
  if (!node)
    return NULL;
  if (!lm_query_parser_take(parser, LM_TOKEN_CLOSE))
    return lm_query_parser_unexpected(parser, _("“)” is missing"));
  if (node->kind != LM_NODE_BARE || !is_test_or_sign(parser->token.kind))
    return node;
  LmQueryNode *test = new_node(parser, LM_NODE_BARE, node->place);
  test->a = lm_query_parse_sum(parser, node->a);
  return test->a ? parse_test(parser, test) : NULL;
}

static const char *const kinds[] = {
    [LM_QUERY_CALL] = "call",
    [LM_QUERY_MESSAGE] = "message",
    [LM_QUERY_STREAM] = "stream",
    [LM_QUERY_EVENT] = "event",
};

/* The short word in its place; it is read as a text of its own, so its faults would be ours. */
static LmQueryNode *
parse_short_word(LmQueryParser *parser, const LmQueryWord *word)
{
  LmSlice place = parser->token.place;
  LmQueryReading inner = *parser->reading;
  inner.text = lm_slice_str(word->expression);
  LmQueryParser inside = {.reading = &inner, .depth = parser->depth + 1};
  LmQueryNode *node = NULL;
  lm_query_parser_advance(&inside);
  if (inside.depth <= LM_LIMIT_QUERY_DEPTH)
    node = parse_or(&inside);
  if (!node || inside.token.kind != LM_TOKEN_END) {
    lm_query_fail(parser->reading, place, _("this is nested too deep"));
    return NULL;
  }
  lm_query_parser_advance(parser);
  return node;
}

static LmQueryNode *
parse_operand_first(LmQueryParser *parser)
{
  LmToken token = parser->token;
  LmToken next = lm_query_parser_peek(parser);
  LmQueryNode *node = new_node(parser, LM_NODE_BARE, token.place);
  bool any = lm_slice_equal_nocase(token.place, LM_SLICE_LITERAL("any"));
  bool all = lm_slice_equal_nocase(token.place, LM_SLICE_LITERAL("all"));
  if ((any || all) && next.kind == LM_TOKEN_WORD) {
    node->chosen = true;
    node->all = all;
    lm_query_parser_advance(parser);
  } else if (token.kind == LM_TOKEN_WORD && !is_test_or_sign(next.kind)) {
    for (const LmQueryWord *word = lm_query_words; word->name; word++)
      if (lm_query_same_name(token.place, word->name, strlen(word->name)))
        return parse_short_word(parser, word);
    for (unsigned i = 0; i < 2; i++)
      if (lm_slice_equal_nocase(token.place, lm_slice_str(i ? "true" : "false"))) {
        node->kind = i ? LM_NODE_TRUE : LM_NODE_FALSE;
        lm_query_parser_advance(parser);
        return node;
      }
  }
  node->a = lm_query_parse_sum(parser, NULL);
  return node->a ? parse_test(parser, node) : NULL;
}

/* message(...), registration(...) */
static LmQueryNode *
parse_of(LmQueryParser *parser, uint8_t kind, uint8_t report)
{
  LmQueryNode *of = new_node(parser, LM_NODE_OF, parser->token.place);
  of->rows = kind;
  of->report = report;
  lm_query_parser_advance(parser);
  of->left = parse_group(parser);
  return of->left ? of : NULL;
}

static LmQueryNode *
parse_condition(LmQueryParser *parser)
{
  LmToken token = parser->token;
  if (token.kind == LM_TOKEN_OPEN)
    return parse_group(parser);
  if (token.kind == LM_TOKEN_WORD && lm_query_parser_peek(parser).kind == LM_TOKEN_OPEN) {
    for (uint8_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++)
      if (lm_slice_equal_nocase(token.place, lm_slice_str(kinds[kind])))
        return parse_of(parser, kind, 0);
    for (uint8_t i = 0; lm_reports[i] && i < LM_QUERY_MOST_REPORTS; i++)
      if (lm_slice_equal_nocase(token.place, lm_slice_str(lm_reports[i]->noun)))
        return parse_of(parser, LM_QUERY_REPORT, i);
  }
  return parse_operand_first(parser);
}

static LmQueryNode *
parse_not(LmQueryParser *parser)
{
  LmQueryNode *node = NULL;
  LmSlice place = parser->token.place;
  if (!lm_query_parser_enter(parser))
    return NULL;
  if (lm_query_parser_take(parser, LM_TOKEN_NOT)) {
    node = new_node(parser, LM_NODE_NOT, place);
    node->left = parse_not(parser);
    node = node->left ? node : NULL;
  } else {
    node = parse_condition(parser);
  }
  parser->depth--;
  return node;
}

/* A chain that hangs to the right, so that who walks it need not go deeper with its length. */
static LmQueryNode *
parse_chain(LmQueryParser *parser, LmTokenKind sign, LmQueryNodeKind kind,
            LmQueryNode *(*part)(LmQueryParser *parser))
{
  LmQueryNode *first = part(parser), *last = NULL;
  while (first && parser->token.kind == sign) {
    LmQueryNode *link = new_node(parser, kind, parser->token.place);
    lm_query_parser_advance(parser);
    LmQueryNode *right = part(parser);
    if (!right)
      return NULL;
    link->left = last ? last->right : first;
    link->right = right;
    if (last)
      last->right = link;
    else
      first = link;
    last = link;
  }
  return first;
}

static LmQueryNode *
parse_and(LmQueryParser *parser)
{
  return parse_chain(parser, LM_TOKEN_AND, LM_NODE_AND, parse_not);
}

static LmQueryNode *
parse_or(LmQueryParser *parser)
{
  return parse_chain(parser, LM_TOKEN_OR, LM_NODE_OR, parse_and);
}

LmQueryNode *
lm_query_parse(LmQueryReading *reading)
{
  LmQueryParser parser = {.reading = reading};
  lm_query_parser_advance(&parser);
  if (parser.token.kind == LM_TOKEN_END)
    return NULL;
  LmQueryNode *node = parse_or(&parser);
  if (!node || parser.token.kind == LM_TOKEN_END)
    return node;
  /* In a plain text the first word is at fault, and not the second. */
  if (lm_query_check(reading, node))
    lm_query_parser_unexpected(&parser, _("“and” or “or” is missing before it"));
  return NULL;
}
