/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/limits.h"
#include "query/parser.h"

static LmQueryOperand *parse_factor(LmQueryParser *parser);

/* From the start of @from to the end of @to. */
static LmSlice
span_of(LmSlice from, LmSlice to)
{
  return lm_slice(from.data, (size_t)(to.data - from.data) + to.len);
}

static LmQueryOperand *
new_operand(LmQueryParser *parser, LmQueryOperandKind kind, LmSlice place, LmQueryOperand *left,
            LmQueryOperand *right)
{
  LmQueryOperand *operand = lm_query_parser_new(parser, sizeof *operand);
  unsigned depth = 1;
  if (left)
    depth = left->depth + 1u;
  if (right && right->depth >= depth)
    depth = right->depth + 1u;
  operand->kind = (uint8_t)kind;
  operand->type = LM_QUERY_UNTYPED;
  operand->place = place;
  operand->left = left;
  operand->right = right;
  operand->depth = (uint8_t)depth;
  if (depth <= LM_LIMIT_QUERY_DEPTH)
    return operand;
  lm_query_fail(parser->reading, place, _("this is nested too deep"));
  return NULL;
}

static bool
begins_with_digit(LmSlice word)
{
  int byte = lm_slice_at(word, 0);
  return byte >= '0' && byte <= '9';
}

/* A word that is no field, a number with its unit, or a string. */
static LmQueryOperand *
parse_literal(LmQueryParser *parser, LmSlice sign)
{
  LmToken token = parser->token;
  LmSlice place = sign.data ? span_of(sign, token.place) : token.place;
  LmQueryOperand *literal = new_operand(parser, LM_OPERAND_LITERAL, place, NULL, NULL);
  lm_query_parser_advance(parser);
  literal->text = place;
  if (token.kind == LM_TOKEN_STRING) {
    literal->quoted = true;
    literal->text = lm_query_unquote(token.place, &parser->reading->query->arena);
  } else if (begins_with_digit(token.place) && parser->token.kind == LM_TOKEN_WORD &&
             lm_query_is_unit(parser->token.place)) {
    literal->place = literal->text = span_of(place, parser->token.place);
    lm_query_parser_advance(parser);
  } else if (begins_with_digit(token.place)) {
    lm_query_parser_take(parser, LM_TOKEN_PERCENT);
  }
  return literal;
}

static int
function_of(LmSlice word)
{
  static const struct {
    const char *name;
    uint8_t kind;
  } functions[] = {{"len", LM_OPERAND_LEN},
                   {"count", LM_OPERAND_COUNT},
                   {"lower", LM_OPERAND_LOWER},
                   {"upper", LM_OPERAND_UPPER}};
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
    if (lm_slice_equal_nocase(word, lm_slice_str(functions[i].name)))
      return functions[i].kind;
  return -1;
}

static LmQueryOperand *
parse_function(LmQueryParser *parser, LmQueryOperandKind kind)
{
  LmSlice place = parser->token.place;
  lm_query_parser_advance(parser);
  lm_query_parser_advance(parser); /* the parenthesis, which the caller saw */
  if (!lm_query_parser_enter(parser))
    return NULL;
  LmQueryOperand *inside = lm_query_parse_sum(parser, NULL);
  parser->depth--;
  if (!inside)
    return NULL;
  place = span_of(place, parser->token.place);
  if (!lm_query_parser_take(parser, LM_TOKEN_CLOSE))
    return lm_query_parser_unexpected(parser, _("“)” is missing"));
  return new_operand(parser, kind, place, inside, NULL);
}

/* sip.header["X-Foo"] */
static const LmQueryField *
parse_header(LmQueryParser *parser)
{
  LmArena *arena = &parser->reading->query->arena;
  lm_query_parser_advance(parser);
  LmToken name = parser->token;
  if (name.kind != LM_TOKEN_STRING && name.kind != LM_TOKEN_WORD)
    return lm_query_parser_unexpected(parser,
                                      _("the name of a header is missing, as in sip.h[\"X-Foo\"]"));
  lm_query_parser_advance(parser);
  if (!lm_query_parser_take(parser, LM_TOKEN_CLOSE_INDEX))
    return lm_query_parser_unexpected(parser, _("“]” is missing"));
  LmSlice header = name.kind == LM_TOKEN_STRING ? lm_query_unquote(name.place, arena) : name.place;
  return lm_query_header_field(header, arena);
}

/* A word: a field where there is one of that name, and a literal otherwise. */
static LmQueryOperand *
parse_word(LmQueryParser *parser)
{
  LmArena *arena = &parser->reading->query->arena;
  LmSlice place = parser->token.place;
  LmToken next = lm_query_parser_peek(parser);
  const LmQueryField *field = NULL;
  if (next.kind == LM_TOKEN_OPEN_INDEX &&
      (lm_query_same_name(place, "sip.header", 10) || lm_query_same_name(place, "sip.h", 5))) {
    lm_query_parser_advance(parser);
    field = parse_header(parser);
    if (!field)
      return NULL;
  } else {
    bool value = parser->values && lm_slice_find_byte(place, '.', 0) < 0;
    field = value ? NULL : lm_query_field_find(place, arena);
    if (!field)
      return parse_literal(parser, LM_SLICE_EMPTY);
    lm_query_parser_advance(parser);
  }
  LmQueryOperand *operand = new_operand(parser, LM_OPERAND_FIELD, place, NULL, NULL);
  operand->field = field;
  operand->type = field->type;
  return operand;
}

static LmQueryOperand *
parse_factor(LmQueryParser *parser)
{
  LmToken token = parser->token;
  int function = token.kind == LM_TOKEN_WORD ? function_of(token.place) : -1;
  if (token.kind == LM_TOKEN_MINUS || token.kind == LM_TOKEN_PLUS) {
    lm_query_parser_advance(parser);
    if (parser->token.kind == LM_TOKEN_WORD && begins_with_digit(parser->token.place))
      return parse_literal(parser, token.place);
    if (!lm_query_parser_enter(parser))
      return NULL;
    LmQueryOperand *operand = parse_factor(parser);
    parser->depth--;
    if (!operand || token.kind == LM_TOKEN_PLUS)
      return operand;
    return new_operand(parser, LM_OPERAND_NEGATE, token.place, operand, NULL);
  }
  if (token.kind == LM_TOKEN_OPEN) {
    lm_query_parser_advance(parser);
    if (!lm_query_parser_enter(parser))
      return NULL;
    LmQueryOperand *operand = lm_query_parse_sum(parser, NULL);
    parser->depth--;
    if (operand && !lm_query_parser_take(parser, LM_TOKEN_CLOSE))
      return lm_query_parser_unexpected(parser, _("“)” is missing"));
    return operand;
  }
  if (function >= 0 && lm_query_parser_peek(parser).kind == LM_TOKEN_OPEN)
    return parse_function(parser, (LmQueryOperandKind)function);
  if (token.kind == LM_TOKEN_WORD)
    return parse_word(parser);
  if (token.kind == LM_TOKEN_STRING)
    return parse_literal(parser, LM_SLICE_EMPTY);
  return lm_query_parser_unexpected(parser, _("a field or a value is missing"));
}

/* @first is what was read already, NULL for nothing. */
static LmQueryOperand *
parse_product(LmQueryParser *parser, LmQueryOperand *first)
{
  LmQueryOperand *left = first ? first : parse_factor(parser);
  while (left && (parser->token.kind == LM_TOKEN_TIMES || parser->token.kind == LM_TOKEN_DIVIDE)) {
    LmToken sign = parser->token;
    lm_query_parser_advance(parser);
    LmQueryOperand *right = parse_factor(parser);
    if (!right)
      return NULL;
    LmQueryOperandKind kind = sign.kind == LM_TOKEN_TIMES ? LM_OPERAND_MULTIPLY : LM_OPERAND_DIVIDE;
    left = new_operand(parser, kind, sign.place, left, right);
  }
  return left;
}

LmQueryOperand *
lm_query_parse_sum(LmQueryParser *parser, LmQueryOperand *first)
{
  LmQueryOperand *left = parse_product(parser, first);
  while (left && (parser->token.kind == LM_TOKEN_PLUS || parser->token.kind == LM_TOKEN_MINUS)) {
    LmToken sign = parser->token;
    lm_query_parser_advance(parser);
    LmQueryOperand *right = parse_product(parser, NULL);
    if (!right)
      return NULL;
    LmQueryOperandKind kind = sign.kind == LM_TOKEN_PLUS ? LM_OPERAND_ADD : LM_OPERAND_SUBTRACT;
    left = new_operand(parser, kind, sign.place, left, right);
  }
  return left;
}

/* The values of a set, up to its brace. */
bool
lm_query_parse_set(LmQueryParser *parser, LmQueryNode *node)
{
  LmVec ranges = LM_VEC_INIT(LmQueryRange);
  bool ok = true;
  if (!lm_query_parser_take(parser, LM_TOKEN_OPEN_SET))
    return lm_query_parser_unexpected(parser, _("“{” is missing, as in {200, 300..399}"));
  parser->values = true;
  while (ok && parser->token.kind != LM_TOKEN_CLOSE_SET) {
    LmQueryRange range = {.from = parse_factor(parser)};
    range.to = range.from;
    if (range.from && lm_query_parser_take(parser, LM_TOKEN_RANGE))
      range.to = parse_factor(parser);
    ok = range.from && range.to;
    if (ok && (range.from->kind != LM_OPERAND_LITERAL || range.to->kind != LM_OPERAND_LITERAL))
      ok = lm_query_fail(parser->reading, range.from->place, _("a set holds values, not fields"));
    if (ok)
      *(LmQueryRange *)lm_vec_push(&ranges) = range;
    lm_query_parser_take(parser, LM_TOKEN_COMMA);
  }
  parser->values = false;
  if (ok && ranges.len == 0)
    ok = lm_query_parser_fail(parser, _("a set needs at least one value"));
  node->set = lm_query_parser_new(parser, (ranges.len + 1) * sizeof *node->set);
  node->n_set = ranges.len;
  for (uint32_t i = 0; i < ranges.len; i++)
    node->set[i] = *(LmQueryRange *)lm_vec_at(&ranges, i);
  lm_vec_clear(&ranges);
  if (ok)
    lm_query_parser_advance(parser);
  return ok;
}
