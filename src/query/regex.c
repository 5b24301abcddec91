/* SPDX-License-Identifier: GPL-3.0-or-later */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "query/regex.h"

#include "base/arena.h"
#include "base/limits.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

/* The stack of the code that PCRE2 makes: beyond it a search ends without a find. */
#define STACK_START_BYTES (32u << 10)
#define STACK_BYTES (1u << 20)
#define HEAP_KIB 16384u
/* An expression that was cut this often is of the kind that is cut everywhere. */
#define MANY_CUTS 64u

LmRegex *
lm_regex_new(LmSlice pattern, char *message, size_t message_size, size_t *offset)
{
  int error;
  PCRE2_SIZE at;
  uint32_t options = PCRE2_CASELESS | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
  pcre2_compile_context *context = pcre2_compile_context_create(NULL);
  if (!context)
    lm_die_without_memory(1);
  pcre2_set_max_pattern_length(context, LM_LIMIT_QUERY_BYTES);
  pcre2_set_parens_nest_limit(context, LM_LIMIT_QUERY_DEPTH);
  PCRE2_SPTR bytes = pattern.len ? (PCRE2_SPTR)pattern.data : (PCRE2_SPTR) "";
  pcre2_code *code = pcre2_compile(bytes, pattern.len, options, &error, &at, context);
  pcre2_compile_context_free(context);
  if (!code) {
    PCRE2_UCHAR text[256];
    pcre2_get_error_message(error, text, sizeof text);
    snprintf(message, message_size, "%s", (const char *)text);
    *offset = at;
    return NULL;
  }
  /* Without it matching is slower, and the same. */
  pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
  LmRegex *regex = lm_alloc(sizeof *regex);
  regex->code = code;
  return regex;
}

void
lm_regex_free(LmRegex *regex)
{
  if (!regex)
    return;
  pcre2_code_free(regex->code);
  free(regex);
}

static void
make_run(LmRegexRun *run)
{
  run->data = pcre2_match_data_create(1, NULL);
  run->context = pcre2_match_context_create(NULL);
  run->stack = pcre2_jit_stack_create(STACK_START_BYTES, STACK_BYTES, NULL);
  if (!run->data || !run->context)
    lm_die_without_memory(1);
  pcre2_set_match_limit(run->context, LM_LIMIT_QUERY_MATCH);
  pcre2_set_depth_limit(run->context, LM_LIMIT_QUERY_MATCH_DEPTH);
  pcre2_set_heap_limit(run->context, HEAP_KIB);
  if (run->stack)
    pcre2_jit_stack_assign(run->context, NULL, run->stack);
}

bool
lm_regex_find(const LmRegex *regex, LmRegexRun *run, LmSlice text, bool *cut)
{
  if (!run->data)
    make_run(run);
  PCRE2_SPTR bytes = text.len ? (PCRE2_SPTR)text.data : (PCRE2_SPTR) "";
  int result = pcre2_match(regex->code, bytes, text.len, 0, 0, run->data, run->context);
  if (result >= 0 || result == PCRE2_ERROR_NOMATCH)
    return result >= 0;
  *cut = true;
  if (++run->n_cut == MANY_CUTS)
    pcre2_set_match_limit(run->context, LM_LIMIT_QUERY_MATCH / MANY_CUTS);
  return false;
}

void
lm_regex_run_clear(LmRegexRun *run)
{
  pcre2_match_data_free(run->data);
  pcre2_match_context_free(run->context);
  pcre2_jit_stack_free(run->stack);
  *run = (LmRegexRun){0};
}
