/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/filter.h"

#include "base/i18n.h"
#include "cli/input.h"

#include <stdio.h>

/* The text, and marks below the part that is wrong. */
static void
show_place(const char *text, const LmQueryError *error)
{
  LmText before = LM_TEXT_INIT, wrong = LM_TEXT_INIT, whole = LM_TEXT_INIT;
  LmSlice slice = lm_slice_str(text);
  lm_text_add_safe(&whole, slice, false);
  lm_text_add_safe(&before, lm_slice_sub(slice, 0, error->offset), false);
  lm_text_add_safe(&wrong, lm_slice_sub(slice, error->offset, error->len), false);
  size_t width = lm_text_width(lm_slice(wrong.str, wrong.len));
  fprintf(stderr, "  %s\n  %*s^", whole.len ? whole.str : "",
          (int)lm_text_width(lm_slice(before.str, before.len)), "");
  for (size_t i = 1; i < width; i++)
    fputc('~', stderr);
  fputc('\n', stderr);
  lm_text_clear(&before);
  lm_text_clear(&wrong);
  lm_text_clear(&whole);
}

void
lm_filter_tell(const char *option, const char *text, const LmQueryError *error)
{
  LmError said = {0};
  if (error->hint[0])
    lm_error_set(&said, LM_ERROR_USAGE, _("%s, byte %u: %s; did you mean %s ?"), option,
                 error->offset, error->message, error->hint);
  else
    lm_error_set(&said, LM_ERROR_USAGE, _("%s, byte %u: %s"), option, error->offset,
                 error->message);
  lm_input_fail(&said);
  show_place(text, error);
}

bool
lm_filter_read(const LmArguments *arguments, LmFilter *filter)
{
  LmQueryError error;
  *filter = (LmFilter){0};
  if (!arguments->filter)
    return true;
  filter->query = lm_query_new(lm_slice_str(arguments->filter), &error);
  if (!filter->query)
    lm_filter_tell("--filter", arguments->filter, &error);
  return filter->query != NULL;
}

void
lm_filter_begin(LmFilter *filter, const LmTrace *trace)
{
  filter->run = lm_query_run_new(filter->query, trace);
}

/* What the answers were without. */
static void
tell_limits(const LmQueryRun *run)
{
  LmError said = {0};
  uint64_t n_cut = lm_query_run_cut(run), n_left_out = lm_query_run_left_out(run);
  if (n_cut) {
    lm_error_set(&said, LM_ERROR_LIMIT,
                 _("%llu rows were left out because asking them took too long"),
                 (unsigned long long)n_cut);
    lm_input_warn(&said);
  }
  if (n_left_out) {
    lm_error_set(&said, LM_ERROR_LIMIT,
                 _("--filter: --memory has no room for what it asks for of all calls at once; of "
                   "the %llu oldest nothing is found that comes out of several"),
                 (unsigned long long)n_left_out);
    lm_input_warn(&said);
  }
}

void
lm_filter_end(LmFilter *filter)
{
  if (filter->run)
    tell_limits(filter->run);
  lm_query_run_free(filter->run);
  lm_query_free(filter->query);
  *filter = (LmFilter){0};
}
