/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/limits.h"
#include "query/run.h"
#include "query/value.h"

/* Every value goes through here once, so that no row takes for ever. */
static bool
count_value(LmQueryRun *run)
{
  if (++run->n_values > LM_LIMIT_QUERY_VALUES)
    run->cut = true;
  return run->cut;
}

/* A calculation of two operands: for each value of the left one the right one is gone through. */
typedef struct {
  LmQuerySink sink;
  const LmQueryRow *row;
  const LmQueryOperand *operand;
  LmQuerySink *out;
  const LmQueryValue *left; /* NULL while it is the left one that comes */
} Calculation;

static bool each_value(const LmQueryRow *row, const LmQueryOperand *operand, LmQuerySink *sink);

static int64_t
to_ns(double ns)
{
  return ns > 9.2e18 ? INT64_MAX : (ns < -9.2e18 ? INT64_MIN + 1 : (int64_t)ns);
}

/* False where there is no result: nothing is divided by zero. */
static bool
calculate(const LmQueryOperand *operand, const LmQueryValue *a, const LmQueryValue *b,
          LmQueryValue *result)
{
  bool a_number = a->type == LM_QUERY_NUMBER, b_number = b->type == LM_QUERY_NUMBER;
  double x = a_number ? a->number : (double)a->ns, y = b_number ? b->number : (double)b->ns;
  *result = (LmQueryValue){.type = operand->type};
  if (operand->kind == LM_OPERAND_DIVIDE && y == 0)
    return false;
  if (operand->type != LM_QUERY_NUMBER && operand->kind <= LM_OPERAND_SUBTRACT) {
    result->ns =
        operand->kind == LM_OPERAND_ADD ? lm_time_add(a->ns, b->ns) : lm_time_sub(a->ns, b->ns);
    return true;
  }
  double value = operand->kind == LM_OPERAND_ADD        ? x + y
                 : operand->kind == LM_OPERAND_SUBTRACT ? x - y
                 : operand->kind == LM_OPERAND_MULTIPLY ? x * y
                                                        : x / y;
  if (operand->type == LM_QUERY_NUMBER)
    result->number = value;
  else
    result->ns = to_ns(value);
  return true;
}

static bool
take_for_calculation(LmQuerySink *sink, const LmQueryValue *value)
{
  Calculation *calculation = (Calculation *)(void *)sink;
  LmQueryValue result;
  if (calculation->left)
    return calculate(calculation->operand, calculation->left, value, &result) &&
           calculation->out->take(calculation->out, &result);
  Calculation right = *calculation;
  right.left = value;
  return each_value(calculation->row, calculation->operand->right, &right.sink);
}

static bool
take_for_negation(LmQuerySink *sink, const LmQueryValue *value)
{
  Calculation *calculation = (Calculation *)(void *)sink;
  LmQueryValue result = *value;
  if (value->type == LM_QUERY_NUMBER)
    result.number = -value->number;
  else
    result.ns = lm_time_sub(0, value->ns);
  return calculation->out->take(calculation->out, &result);
}

static LmSlice
fold(LmText *out, LmSlice text, bool upper)
{
  lm_text_reset(out);
  lm_text_add(out, text);
  for (size_t i = 0; i < out->len; i++) {
    char letter = out->str[i];
    if (upper ? letter >= 'a' && letter <= 'z' : letter >= 'A' && letter <= 'Z')
      out->str[i] = (char)(letter ^ 0x20);
  }
  return lm_slice(out->str, out->len);
}

static bool
take_for_text(LmQuerySink *sink, const LmQueryValue *value)
{
  Calculation *calculation = (Calculation *)(void *)sink;
  char scratch[LM_QUERY_VALUE_TEXT_SIZE];
  LmSlice text = lm_query_value_text(value, scratch);
  LmQueryValue result = {.type = calculation->operand->type};
  if (calculation->operand->kind == LM_OPERAND_LEN)
    result.number = (double)text.len;
  else
    result.text = fold(&calculation->row->run->folded[calculation->operand->second], text,
                       calculation->operand->kind == LM_OPERAND_UPPER);
  return calculation->out->take(calculation->out, &result);
}

typedef struct {
  LmQuerySink sink;
  LmQueryRun *run;
  uint64_t n;
} Count;

static bool
take_for_count(LmQuerySink *sink, const LmQueryValue *value)
{
  Count *count = (Count *)(void *)sink;
  count->n++;
  return count_value(count->run);
}

static bool
each_count(const LmQueryRow *row, const LmQueryOperand *operand, LmQuerySink *sink)
{
  Count count = {{take_for_count}, row->run, 0};
  operand->left->field->get(row, operand->left->field, &count.sink);
  LmQueryValue result = {.type = LM_QUERY_NUMBER, .number = (double)count.n};
  return sink->take(sink, &result);
}

/* Gives @sink the values of @operand in @row. True when it wants no more. */
static bool
each_value(const LmQueryRow *row, const LmQueryOperand *operand, LmQuerySink *sink)
{
  Calculation calculation = {{take_for_calculation}, row, operand, sink, NULL};
  if (count_value(row->run))
    return true;
  switch (operand->kind) {
  case LM_OPERAND_LITERAL:
    return sink->take(sink, &operand->value);
  case LM_OPERAND_FIELD:
    return operand->field->get(row, operand->field, sink);
  case LM_OPERAND_COUNT:
    return each_count(row, operand, sink);
  case LM_OPERAND_NEGATE:
    calculation.sink.take = take_for_negation;
    break;
  case LM_OPERAND_LEN:
  case LM_OPERAND_LOWER:
  case LM_OPERAND_UPPER:
    calculation.sink.take = take_for_text;
    break;
  default:
    break;
  }
  return each_value(row, operand->left, &calculation.sink);
}

/* A comparison while values come. */
typedef struct {
  LmQuerySink sink;
  const LmQueryNode *node;
  const LmQueryRow *row;
  const LmQueryValue *left; /* NULL while it is the left one that comes */
  bool seen, holds;         /* a pair of values; that it holds, or for all: that one does not */
} Comparison;

static bool
passes(LmQueryTest test, int order)
{
  switch (test) {
  case LM_TEST_EQ:
    return order == 0;
  case LM_TEST_NE:
    return order != 0;
  case LM_TEST_GT:
    return order == 1;
  case LM_TEST_LT:
    return order == -1;
  case LM_TEST_GE:
    return order == 0 || order == 1;
  default:
    return order == 0 || order == -1;
  }
}

static bool
contains(const LmQueryValue *a, const LmQueryValue *b)
{
  char left[LM_QUERY_VALUE_TEXT_SIZE], right[LM_QUERY_VALUE_TEXT_SIZE];
  LmSlice text = lm_query_value_text(a, left), needle = lm_query_value_text(b, right);
  return (lm_query_ignores_case(a) ? lm_slice_find_nocase(text, needle)
                                   : lm_slice_find(text, needle)) >= 0;
}

static bool
matches(const Comparison *comparison, const LmQueryValue *value)
{
  char scratch[LM_QUERY_VALUE_TEXT_SIZE];
  bool cut = false;
  LmQueryRun *run = comparison->row->run;
  bool found = lm_regex_find(comparison->node->regex, &run->regex,
                             lm_query_value_text(value, scratch), &cut);
  run->cut |= cut;
  return found;
}

static bool
is_in(const LmQueryNode *node, const LmQueryValue *value)
{
  for (uint32_t i = 0; i < node->n_set; i++) {
    const LmQueryRange *range = &node->set[i];
    if (range->from == range->to
            ? passes(LM_TEST_EQ, lm_query_compare(value, &range->from->value))
            : passes(LM_TEST_GE, lm_query_compare(value, &range->from->value)) &&
                  passes(LM_TEST_LE, lm_query_compare(value, &range->to->value)))
      return true;
  }
  return false;
}

/* Takes the outcome of a pair in; true when the answer is there. */
static bool
note(Comparison *comparison, bool passed)
{
  comparison->seen = true;
  comparison->holds = passed != comparison->node->all;
  return comparison->holds || count_value(comparison->row->run);
}

static bool
take_right(LmQuerySink *sink, const LmQueryValue *value)
{
  Comparison *comparison = (Comparison *)(void *)sink;
  LmQueryTest test = comparison->node->test;
  if (test == LM_TEST_CONTAINS)
    return note(comparison, contains(comparison->left, value));
  return note(comparison, passes(test, lm_query_compare(comparison->left, value)));
}

static bool
take_left(LmQuerySink *sink, const LmQueryValue *value)
{
  Comparison *comparison = (Comparison *)(void *)sink;
  const LmQueryNode *node = comparison->node;
  if (node->test == LM_TEST_MATCHES)
    return note(comparison, matches(comparison, value));
  if (node->test == LM_TEST_IN)
    return note(comparison, is_in(node, value));
  comparison->left = value;
  comparison->sink.take = take_right;
  bool done = node->b->kind == LM_OPERAND_LITERAL
                  ? take_right(sink, &node->b->value)
                  : each_value(comparison->row, node->b, &comparison->sink);
  comparison->sink.take = take_left;
  return done;
}

static bool
ask_comparison(const LmQueryRow *row, void *data)
{
  Comparison *comparison = data;
  comparison->row = row;
  each_value(row, comparison->node->a, &comparison->sink);
  return comparison->holds;
}

static bool
ask_test(const LmQueryRow *row, const LmQueryNode *node)
{
  Comparison comparison = {{take_left}, node, row, NULL, false, false};
  lm_query_each(row, node->needs, ask_comparison, &comparison);
  return node->all ? comparison.seen && !comparison.holds : comparison.holds;
}

typedef struct {
  LmQuerySink sink;
  const LmQueryField *field;
  bool found;
} Presence;

static bool
take_presence(LmQuerySink *sink, const LmQueryValue *value)
{
  Presence *presence = (Presence *)(void *)sink;
  presence->found = value->type != LM_QUERY_FLAG || value->yes;
  return presence->found;
}

static bool
ask_presence(const LmQueryRow *row, void *data)
{
  Presence *presence = data;
  count_value(row->run);
  presence->field->get(row, presence->field, &presence->sink);
  return presence->found;
}

static bool ask_node(const LmQueryRow *row, const LmQueryNode *node);

static bool
ask_inside(const LmQueryRow *row, void *data)
{
  return ask_node(row, data);
}

/* message(...) of a call is asked of each of its messages; call(...) of the call itself. */
static bool
ask_of(const LmQueryRow *row, const LmQueryNode *node)
{
  LmQueryRow of = *row;
  if (node->rows == LM_QUERY_CALL) {
    of = (LmQueryRow){row->run, row->trace, row->call,     LM_NONE,
                      LM_NONE,  LM_NONE,    LM_QUERY_CALL, NULL};
    return row->call != LM_NONE && ask_node(&of, node->left);
  }
  LmQueryNode *inside = node->left;
  if (node->rows == LM_QUERY_REPORT)
    return lm_query_each_report(row, node->report, ask_inside, inside);
  of.self = node->rows;
  uint32_t own = node->rows == LM_QUERY_MESSAGE  ? row->message
                 : node->rows == LM_QUERY_STREAM ? row->stream
                                                 : row->event;
  if (own != LM_NONE)
    return ask_node(&of, inside);
  return lm_query_each(&of, 1u << node->rows, ask_inside, inside);
}

static bool
ask_node(const LmQueryRow *row, const LmQueryNode *node)
{
  for (; node->kind == LM_NODE_AND || node->kind == LM_NODE_OR; node = node->right)
    if (ask_node(row, node->left) == (node->kind == LM_NODE_OR))
      return node->kind == LM_NODE_OR;
  switch (node->kind) {
  case LM_NODE_NOT:
    return !ask_node(row, node->left);
  case LM_NODE_TEST:
    return ask_test(row, node);
  case LM_NODE_OF:
    return ask_of(row, node);
  case LM_NODE_BARE: {
    Presence presence = {{take_presence}, node->a->field, false};
    lm_query_each(row, node->needs, ask_presence, &presence);
    return presence.found;
  }
  default:
    return node->kind == LM_NODE_TRUE;
  }
}

/* Of a row that is about several calls. */
static bool
ask_report(const LmQueryRow *row, const LmQueryNode *node)
{
  LmQueryRow of = *row;
  bool holds = false;
  for (uint32_t i = 0; i < row->report->n_calls && !holds && !row->run->cut; i++) {
    of.call = row->report->calls[i];
    holds = ask_node(&of, node);
  }
  row->report->call = of.call;
  return holds;
}

bool
lm_query_matches(LmQueryRun *run, LmQueryKind kind, uint32_t index)
{
  LmQueryRow row = lm_query_row(run, kind, index);
  if (!run->query || !run->query->root)
    return true;
  run->cut = false;
  run->n_values = 0;
  const LmQueryNode *root = run->query->root;
  bool several = row.report && row.report->n_calls > 1;
  bool holds = several ? ask_report(&row, root) : ask_node(&row, root);
  run->n_cut += run->cut;
  return holds && !run->cut;
}
