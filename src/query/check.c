/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gives every operand its type: a literal has that of what it is compared with. */

#include "base/limits.h"
#include "proto/sip/method.h"
#include "proto/sip/registry-headers.h"
#include "query/node.h"

#include <stdio.h>

static bool
is_text(unsigned type)
{
  return type == LM_QUERY_STRING || type == LM_QUERY_TOKEN || type == LM_QUERY_HOST ||
         type == LM_QUERY_ENUM;
}

static int
shown(LmSlice text)
{
  return (int)(text.len < 40 ? text.len : 40);
}

/* Proposes what somebody may have meant who typed @text, which is no field. */
static bool
hint_for_text(LmQueryReading *reading, LmSlice text)
{
  char upper[24];
  LmAddr addr;
  uint64_t number;
  const char *closest = lm_query_closest(text);
  snprintf(upper, sizeof upper, "%.*s", shown(text) < 23 ? shown(text) : 23,
           (const char *)text.data);
  for (char *letter = upper; *letter; letter++)
    if (*letter >= 'a' && *letter <= 'z')
      *letter = (char)(*letter - 'a' + 'A');
  if (lm_sip_method_parse(lm_slice_str(upper)) < LM_SIP_METHOD_OTHER && *upper)
    return lm_query_hint(reading, "sip.Method == %s", upper);
  if (lm_slice_parse_uint(text, 699, &number) && number >= 100)
    return lm_query_hint(reading, "sip.Status-Code == %u", (unsigned)number);
  if (lm_addr_parse(text, &addr))
    return lm_query_hint(reading, "ip.addr == %.*s", shown(text), (const char *)text.data);
  if (text.len > 1 && lm_sip_header_field_find(text))
    return lm_query_hint(reading, "sip.%s", lm_sip_header_field_find(text)->name);
  if (closest)
    return lm_query_hint(reading, "%s", closest);
  if (lm_slice_starts_with_nocase(text, LM_SLICE_LITERAL("sip.")) && text.len > 4)
    return lm_query_hint(reading, "sip.h.%.*s", shown(text) - 4, (const char *)text.data + 4);
  return lm_query_hint(reading, "sip contains \"%.*s\"", shown(text), (const char *)text.data);
}

static bool
fail_unknown(LmQueryReading *reading, const LmQueryOperand *literal)
{
  LmSlice text = literal->text;
  if (literal->quoted)
    lm_query_fail(reading, literal->place, _("a text alone is no condition"));
  else
    lm_query_fail(reading, literal->place, _("“%.*s” is no field"), shown(text),
                  (const char *)text.data);
  return hint_for_text(reading, text);
}

static bool
fail_kinds(LmQueryReading *reading, LmSlice place, unsigned left, unsigned right)
{
  return lm_query_fail(reading, place, _("these do not go together: %s and %s"),
                       _(lm_query_type_name(left)), _(lm_query_type_name(right)));
}

/* A literal beside @other in a calculation. */
static bool
type_calculated(LmQueryReading *reading, LmQueryOperand *literal, unsigned other, bool product)
{
  double number;
  if (literal->type != LM_QUERY_UNTYPED)
    return true;
  bool plain = !literal->quoted && lm_query_parse_number(literal->text, &number);
  bool span = !plain || (!product && (other == LM_QUERY_SPAN || other == LM_QUERY_TIME));
  return lm_query_literal(reading, literal, span ? LM_QUERY_SPAN : LM_QUERY_NUMBER, NULL);
}

/* The type of @left and @right put together by @operand; UNTYPED where that makes no sense. */
static LmQueryType
result_of(const LmQueryOperand *operand, unsigned left, unsigned right)
{
  bool numbers = left == LM_QUERY_NUMBER && right == LM_QUERY_NUMBER;
  switch (operand->kind) {
  case LM_OPERAND_ADD:
    if (left == LM_QUERY_TIME || right == LM_QUERY_TIME)
      return left == LM_QUERY_SPAN || right == LM_QUERY_SPAN ? LM_QUERY_TIME : LM_QUERY_UNTYPED;
    return left == right && (numbers || left == LM_QUERY_SPAN) ? left : LM_QUERY_UNTYPED;
  case LM_OPERAND_SUBTRACT:
    if (left == LM_QUERY_TIME)
      return right == LM_QUERY_TIME ? LM_QUERY_SPAN
                                    : (right == LM_QUERY_SPAN ? LM_QUERY_TIME : LM_QUERY_UNTYPED);
    return left == right && (numbers || left == LM_QUERY_SPAN) ? left : LM_QUERY_UNTYPED;
  case LM_OPERAND_MULTIPLY:
    if (left == LM_QUERY_SPAN || right == LM_QUERY_SPAN)
      return left == LM_QUERY_NUMBER || right == LM_QUERY_NUMBER ? LM_QUERY_SPAN : LM_QUERY_UNTYPED;
    return numbers ? LM_QUERY_NUMBER : LM_QUERY_UNTYPED;
  default:
    if (left == LM_QUERY_SPAN)
      return right == LM_QUERY_SPAN ? LM_QUERY_NUMBER
                                    : (right == LM_QUERY_NUMBER ? LM_QUERY_SPAN : LM_QUERY_UNTYPED);
    return numbers ? LM_QUERY_NUMBER : LM_QUERY_UNTYPED;
  }
}

static bool type_operand(LmQueryReading *reading, LmQueryOperand *operand);

static bool
type_pair(LmQueryReading *reading, LmQueryOperand *operand)
{
  LmQueryOperand *left = operand->left, *right = operand->right;
  bool product = operand->kind == LM_OPERAND_MULTIPLY || operand->kind == LM_OPERAND_DIVIDE;
  if (!type_operand(reading, left) || !type_operand(reading, right) ||
      !type_calculated(reading, left, right->type, product) ||
      !type_calculated(reading, right, left->type, product))
    return false;
  operand->type = result_of(operand, left->type, right->type);
  return operand->type != LM_QUERY_UNTYPED ||
         fail_kinds(reading, operand->place, left->type, right->type);
}

static bool
type_function(LmQueryReading *reading, LmQueryOperand *operand)
{
  LmQueryOperand *inside = operand->left;
  if (operand->kind == LM_OPERAND_NEGATE) {
    if (!type_calculated(reading, inside, LM_QUERY_NUMBER, false))
      return false;
    operand->type = inside->type;
    return inside->type == LM_QUERY_NUMBER || inside->type == LM_QUERY_SPAN ||
           fail_kinds(reading, operand->place, LM_QUERY_NUMBER, inside->type);
  }
  bool counts = operand->kind == LM_OPERAND_COUNT || operand->kind == LM_OPERAND_LEN;
  operand->type = counts ? LM_QUERY_NUMBER : LM_QUERY_STRING;
  if (inside->kind != LM_OPERAND_FIELD)
    return lm_query_fail(reading, inside->place, _("a field is needed here"));
  return operand->kind == LM_OPERAND_COUNT || is_text(inside->type) ||
         fail_kinds(reading, inside->place, LM_QUERY_STRING, inside->type);
}

/* Leaves a literal by itself UNTYPED. */
static bool
type_operand(LmQueryReading *reading, LmQueryOperand *operand)
{
  if (operand->kind == LM_OPERAND_LITERAL || operand->kind == LM_OPERAND_FIELD)
    return true;
  if (operand->right)
    return type_pair(reading, operand);
  return type_operand(reading, operand->left) && type_function(reading, operand);
}

/* Whose the fields of @operand are. */
static unsigned
needs_of(const LmQueryOperand *operand)
{
  if (!operand)
    return 0;
  unsigned here = operand->field ? 1u << operand->field->of : 0;
  return here | needs_of(operand->left) | needs_of(operand->right);
}

static bool
note_needs(LmQueryReading *reading, LmQueryNode *node)
{
  unsigned rows = 1u << LM_QUERY_OF_MESSAGE | 1u << LM_QUERY_OF_STREAM | 1u << LM_QUERY_OF_EVENT;
  node->needs = (uint8_t)(needs_of(node->a) | needs_of(node->b));
  reading->query->reads |= node->needs & 0xf;
  if (node->needs & 1u << LM_QUERY_OF_ANY)
    reading->query->reads |= rows;
  return __builtin_popcount(node->needs & rows) <= 1 ||
         lm_query_fail(reading, node->place,
                       _("fields of messages, streams and events cannot be compared with each "
                         "other"));
}

static const LmQueryField *
field_of(const LmQueryOperand *operand)
{
  return operand->kind == LM_OPERAND_FIELD ? operand->field : NULL;
}

/* The literal @b beside @a, which has a type. A text is put in order by number where it stands
 * beside one: sip.h.Max-Forwards < 10. */
static bool
type_beside(LmQueryReading *reading, const LmQueryNode *node, const LmQueryOperand *a,
            LmQueryOperand *b)
{
  double number;
  bool ordered = node->test >= LM_TEST_GT && node->test <= LM_TEST_LE;
  if (a->type == LM_QUERY_ENUM && ordered)
    return lm_query_fail(reading, node->place, _("words have no order"));
  if (is_text(a->type) && ordered && !b->quoted && lm_query_parse_number(b->text, &number))
    return lm_query_literal(reading, b, LM_QUERY_NUMBER, NULL);
  if (node->test == LM_TEST_CONTAINS)
    return lm_query_literal(reading, b, LM_QUERY_STRING, NULL);
  return lm_query_literal(reading, b, a->type, field_of(a));
}

static bool
check_comparison(LmQueryReading *reading, LmQueryNode *node)
{
  LmQueryOperand *a = node->a, *b = node->b;
  if (!type_operand(reading, b))
    return false;
  b->second = true;
  if (a->type == LM_QUERY_UNTYPED && b->type == LM_QUERY_UNTYPED)
    return fail_unknown(reading, a);
  if (node->test == LM_TEST_CONTAINS && !is_text(a->type))
    return fail_kinds(reading, node->place, a->type, LM_QUERY_STRING);
  if (a->type == LM_QUERY_UNTYPED)
    return type_beside(reading, node, b, a);
  if (b->type == LM_QUERY_UNTYPED)
    return type_beside(reading, node, a, b);
  bool addresses = (a->type == LM_QUERY_ADDRESS && b->type == LM_QUERY_HOST) ||
                   (a->type == LM_QUERY_HOST && b->type == LM_QUERY_ADDRESS);
  return a->type == b->type || (is_text(a->type) && is_text(b->type)) || addresses ||
         fail_kinds(reading, node->place, a->type, b->type);
}

static bool
check_matches(LmQueryReading *reading, LmQueryNode *node)
{
  char message[160];
  size_t offset;
  LmQueryOperand *pattern = node->b;
  if (pattern->kind != LM_OPERAND_LITERAL)
    return lm_query_fail(reading, pattern->place, _("a regular expression is needed here"));
  if (node->a->type == LM_QUERY_UNTYPED)
    return fail_unknown(reading, node->a);
  lm_query_literal(reading, pattern, LM_QUERY_STRING, NULL);
  node->regex = lm_regex_new(pattern->text, message, sizeof message, &offset);
  if (!node->regex)
    return lm_query_fail(reading, pattern->place,
                         _("this is no regular expression: %s (at its byte %zu)"), message, offset);
  node->regex->next = reading->query->regexes;
  reading->query->regexes = node->regex;
  return true;
}

static bool
check_set(LmQueryReading *reading, LmQueryNode *node)
{
  LmQueryOperand *a = node->a;
  if (a->type == LM_QUERY_UNTYPED)
    return fail_unknown(reading, a);
  for (uint32_t i = 0; i < node->n_set; i++) {
    LmQueryRange *range = &node->set[i];
    double number;
    bool wide = range->to != range->from;
    bool by_number = wide && is_text(a->type) && !range->from->quoted &&
                     lm_query_parse_number(range->from->text, &number);
    LmQueryType type = by_number ? LM_QUERY_NUMBER : (LmQueryType)a->type;
    if (wide && a->type == LM_QUERY_ENUM)
      return lm_query_fail(reading, range->from->place, _("words have no order"));
    if (!lm_query_literal(reading, range->from, type, field_of(a)) ||
        !lm_query_literal(reading, range->to, type, field_of(a)))
      return false;
  }
  return true;
}

static bool
check_test(LmQueryReading *reading, LmQueryNode *node)
{
  if (!type_operand(reading, node->a))
    return false;
  bool ok = node->test == LM_TEST_MATCHES ? check_matches(reading, node)
            : node->test == LM_TEST_IN    ? check_set(reading, node)
                                          : check_comparison(reading, node);
  return ok && note_needs(reading, node);
}

static bool
check_bare(LmQueryReading *reading, LmQueryNode *node)
{
  if (node->a->kind == LM_OPERAND_LITERAL)
    return fail_unknown(reading, node->a);
  if (node->a->kind != LM_OPERAND_FIELD) {
    lm_query_fail(reading, node->a->place, _("this is a value; compare it with another one"));
    return false;
  }
  return note_needs(reading, node);
}

bool
lm_query_check(LmQueryReading *reading, LmQueryNode *node)
{
  while (node->kind == LM_NODE_AND || node->kind == LM_NODE_OR) {
    if (!lm_query_check(reading, node->left))
      return false;
    node = node->right;
  }
  switch (node->kind) {
  case LM_NODE_NOT:
  case LM_NODE_OF:
    if (node->kind == LM_NODE_OF)
      reading->query->reads |= 1u << (node->rows == LM_QUERY_REPORT ? LM_QUERY_CALL : node->rows);
    return lm_query_check(reading, node->left);
  case LM_NODE_TEST:
    return check_test(reading, node);
  case LM_NODE_BARE:
    return check_bare(reading, node);
  default:
    return true;
  }
}
