/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be typed at a place of a query: looks at the words before it and not at the whole, so a
 * query that is only half there gets its candidates too. */

#include "proto/sip/registry-headers.h"
#include "query/lexer.h"
#include "query/node.h"

#include <stdlib.h>

/* More words than this before the cursor are forgotten. */
#define REMEMBERED 128

typedef struct {
  LmToken tokens[REMEMBERED]; /* before the word at the cursor */
  size_t n;
  LmSlice typed; /* of that word, up to the cursor */
  LmQueryCandidates *out;
  size_t max;
} Completion;

static void
add(Completion *completion, const char *text, const char *help, LmQueryCandidateKind kind)
{
  LmQueryCandidates *out = completion->out;
  for (size_t i = 0; i < out->n; i++)
    if (lm_query_same_name(lm_slice_str(text), out->candidates[i].text,
                           strlen(out->candidates[i].text)))
      return;
  if (out->n < completion->max)
    out->candidates[out->n++] = (LmQueryCandidate){text, help && *help ? _(help) : "", kind};
}

/* How well @name goes on from what was typed: 0 it begins with it, 1 one of its parts does. */
static int
rank_of(const Completion *completion, LmSlice name)
{
  LmSlice typed = completion->typed;
  for (size_t at = 0; at + typed.len <= name.len; at++) {
    bool edge = at == 0 || lm_slice_at(name, at - 1) == '.' || lm_slice_at(name, at - 1) == '-';
    if (edge &&
        lm_query_same_name(lm_slice_sub(name, at, typed.len), (const char *)typed.data, typed.len))
      return at == 0 ? 0 : 1;
  }
  return -1;
}

static void
add_matching(Completion *completion, const char *text, const char *help, LmQueryCandidateKind kind,
             int rank)
{
  if (rank_of(completion, lm_slice_str(text)) == rank)
    add(completion, text, help, kind);
}

/* "sip.h.User-Agent" and "sip.User-Agent", once what stands before the name was typed. */
static void
add_headers(Completion *completion)
{
  static const char *const prefixes[] = {"sip.h.", "sip."};
  for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
    if (!lm_slice_starts_with_nocase(completion->typed, lm_slice_str(prefixes[i])))
      continue;
    for (size_t j = 0; j < lm_sip_n_header_fields; j++)
      add_matching(completion,
                   lm_arena_printf(&completion->out->arena, "%s%s", prefixes[i],
                                   lm_sip_header_fields[j].name),
                   "", LM_QUERY_IS_FIELD, 0);
  }
}

/* Where a condition begins: what begins as typed before what goes on so. */
static void
add_names(Completion *completion, bool words)
{
  for (int rank = 0; rank <= 1; rank++) {
    for (const LmQueryWord *word = lm_query_words; words && word->name; word++)
      add_matching(completion, word->name, word->help, LM_QUERY_IS_WORD, rank);
    for (size_t i = 0; i < lm_query_n_all_fields(); i++) {
      const LmQueryField *field = lm_query_field_at(i);
      LmSlice rest = lm_slice_str(field->aliases);
      int best = rank_of(completion, lm_slice_str(field->name));
      while (rest.len && completion->typed.len) {
        int alias = rank_of(completion, lm_slice_split(rest, ' ', &rest));
        best = alias == 0 || best < 0 ? alias : best;
      }
      if (best == rank)
        add(completion, field->name, field->help, LM_QUERY_IS_FIELD);
    }
  }
  add_headers(completion);
  static const char *const rows[] = {"message(", "stream(", "event(", "call("};
  for (size_t i = 0; words && i < sizeof rows / sizeof rows[0]; i++)
    add_matching(completion, rows[i], N_("all of this of one row"), LM_QUERY_IS_OPERATOR, 0);
  for (size_t i = 0; words && lm_reports[i]; i++)
    add_matching(completion, lm_arena_printf(&completion->out->arena, "%s(", lm_reports[i]->noun),
                 N_("all of this of one row"), LM_QUERY_IS_OPERATOR, 0);
  if (words)
    add_matching(completion, "not", "", LM_QUERY_IS_OPERATOR, 0);
}

static void
add_operators(Completion *completion, const LmQueryField *field)
{
  static const struct {
    const char *text, *help;
    bool order, text_only;
  } operators[] = {
      {"==", N_("equal: any of its values is"), false, false},
      {"!=", N_("different: it has a value, and none is equal"), false, false},
      {">", N_("greater"), true, false},
      {"<", N_("less"), true, false},
      {">=", N_("greater or equal"), true, false},
      {"<=", N_("less or equal"), true, false},
      {"contains", N_("has this text in it"), false, true},
      {"matches", N_("a regular expression is found in it"), false, true},
      {"~", N_("a regular expression is found in it"), false, true},
      {"in", N_("one of these: in {200, 300..399}"), false, false},
  };
  bool ordered = field->type >= LM_QUERY_NUMBER && field->type <= LM_QUERY_ADDRESS;
  bool text = field->type <= LM_QUERY_ENUM;
  for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++)
    if ((ordered || !operators[i].order) && (text || !operators[i].text_only))
      add_matching(completion, operators[i].text, operators[i].help, LM_QUERY_IS_OPERATOR, 0);
}

static void
add_joints(Completion *completion)
{
  add_matching(completion, "and", N_("both hold"), LM_QUERY_IS_OPERATOR, 0);
  add_matching(completion, "or", N_("one of them holds"), LM_QUERY_IS_OPERATOR, 0);
}

static void
add_values(Completion *completion, const LmQueryField *field)
{
  static const char *const flags[] = {"true", "false", NULL};
  const char *const *values = field->type == LM_QUERY_FLAG ? flags : field->values;
  for (size_t i = 0; values && values[i]; i++)
    add_matching(completion, values[i], "", LM_QUERY_IS_VALUE, 0);
}

static LmTokenKind
kind_before(const Completion *completion, size_t back)
{
  return back < completion->n ? completion->tokens[completion->n - 1 - back].kind : LM_TOKEN_END;
}

static bool
is_test(LmTokenKind kind)
{
  return kind >= LM_TOKEN_EQ && kind <= LM_TOKEN_IN;
}

/* The field whose value is being typed; NULL where it is none. */
static const LmQueryField *
field_compared(Completion *completion)
{
  size_t back = 0;
  LmTokenKind last = kind_before(completion, 0);
  if (last == LM_TOKEN_OPEN_SET || last == LM_TOKEN_COMMA || last == LM_TOKEN_RANGE) {
    while (back < completion->n && kind_before(completion, back) != LM_TOKEN_OPEN_SET)
      back++;
    back++;
  }
  if (!is_test(kind_before(completion, back)) || kind_before(completion, back + 1) != LM_TOKEN_WORD)
    return NULL;
  LmSlice name = completion->tokens[completion->n - 2 - back].place;
  return lm_query_field_find(name, &completion->out->arena);
}

static void
propose(Completion *completion)
{
  LmTokenKind last = kind_before(completion, 0);
  const LmQueryField *field = field_compared(completion);
  bool ends = last == LM_TOKEN_STRING || last == LM_TOKEN_CLOSE || last == LM_TOKEN_CLOSE_SET ||
              last == LM_TOKEN_CLOSE_INDEX;
  if (field) {
    add_values(completion, field);
  } else if (last == LM_TOKEN_WORD) {
    const LmToken *token = &completion->tokens[completion->n - 1];
    field = is_test(kind_before(completion, 1))
                ? NULL
                : lm_query_field_find(token->place, &completion->out->arena);
    if (field)
      add_operators(completion, field);
    add_joints(completion);
  } else if (ends) {
    add_joints(completion);
  } else if (!is_test(last) && last != LM_TOKEN_OPEN_SET && last != LM_TOKEN_COMMA &&
             last != LM_TOKEN_RANGE) {
    bool begins = last == LM_TOKEN_END || last == LM_TOKEN_AND || last == LM_TOKEN_OR ||
                  last == LM_TOKEN_NOT || last == LM_TOKEN_OPEN;
    add_names(completion, begins);
  }
}

LmQueryCandidates *
lm_query_complete(LmSlice text, size_t cursor, size_t max)
{
  LmQueryCandidates *out = lm_alloc(sizeof *out);
  Completion completion = {.out = out, .max = max};
  size_t at = 0;
  cursor = cursor < text.len ? cursor : text.len;
  out->offset = (uint32_t)cursor;
  out->candidates = lm_arena_alloc(&out->arena, (max + 1) * sizeof *out->candidates);
  for (;;) {
    LmToken token = lm_query_next_token(text, &at);
    size_t start = at - token.place.len;
    bool word =
        token.kind == LM_TOKEN_WORD || (token.kind >= LM_TOKEN_EQ && token.kind <= LM_TOKEN_NOT &&
                                        lm_slice_at(token.place, 0) >= 'A');
    if (token.kind == LM_TOKEN_END || start >= cursor)
      break;
    if (token.kind == LM_TOKEN_OPEN_STRING || (token.kind == LM_TOKEN_STRING && at > cursor))
      return out;
    if (word && at >= cursor) {
      out->offset = (uint32_t)start;
      out->len = (uint32_t)token.place.len;
      completion.typed = lm_slice_sub(text, start, cursor - start);
      break;
    }
    if (completion.n == REMEMBERED) {
      memmove(completion.tokens, completion.tokens + 1, (REMEMBERED - 1) * sizeof(LmToken));
      completion.n--;
    }
    completion.tokens[completion.n++] = token;
  }
  propose(&completion);
  return out;
}

void
lm_query_candidates_free(LmQueryCandidates *candidates)
{
  if (!candidates)
    return;
  lm_arena_clear(&candidates->arena);
  free(candidates);
}
