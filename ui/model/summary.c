/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/summary.h"

#include "base/i18n.h"
#include "ui/model/format.h"

/* Behind what is there already; takes @part, which may be NULL or "". */
static void
append_part(GString *text, char *part)
{
  if (part && *part)
    g_string_append_printf(text, "%s%s", text->len ? " · " : "", part);
  g_free(part);
}

static char *
describe_failed(guint n)
{
  g_autofree char *count = lmu_format_count(n);
  return n ? g_strdup_printf(LM_NGETTEXT("%s failed", "%s failed", n), count) : NULL;
}

static char *
describe_evicted(guint64 n)
{
  g_autofree char *count = lmu_format_count(n);
  return n ? g_strdup_printf(LM_NGETTEXT("%s only on disk", "%s only on disk", n), count) : NULL;
}

static char *
describe_span(const LmTraceCounters *counters)
{
  gboolean known = counters->packets && counters->last_ns >= counters->first_ns;
  return known ? lmu_format_span(lm_time_sub(counters->last_ns, counters->first_ns)) : NULL;
}

static char *
describe_copies(guint64 n)
{
  g_autofree char *count = lmu_format_count(n);
  return n ? g_strdup_printf(
                 LM_NGETTEXT("%s packet captured again", "%s packets captured again", n), count)
           : NULL;
}

static char *
describe_steps_back(const LmStepsBackSum *back)
{
  g_autofree char *step = lmu_format_span(back->most_ns);
  return back->n ? g_strdup_printf(LM_NGETTEXT("times go back %u time, by %s",
                                               "times go back %u times, by up to %s", back->n),
                                   back->n, step)
                 : NULL;
}

char *
lmu_summary_turns(guint n)
{
  return n ? g_strdup_printf(LM_NGETTEXT("frame numbers began again at 1",
                                         "frame numbers began again at 1, %u times", n),
                             n)
           : NULL;
}

/* What is not whole comes first: the end is cut where there is no room for all. */
char *
lmu_summary(const LmTraceCounters *counters, const LmCaptureProgress *progress, guint n_calls,
            guint n_failed, const char *lost)
{
  guint64 bytes = MAX(progress->bytes_total, progress->bytes_read);
  GString *text = g_string_new(NULL);
  append_part(text, lmu_format_n_calls(n_calls));
  append_part(text, describe_evicted(counters->evicted_calls));
  append_part(text, g_strdup(lost));
  append_part(text, describe_failed(n_failed));
  append_part(text, describe_span(counters));
  append_part(text, describe_copies(counters->copies));
  append_part(text, describe_steps_back(&progress->steps_back));
  append_part(text, lmu_summary_turns(progress->n_turns));
  append_part(text, bytes ? g_format_size(bytes) : NULL);
  return g_string_free(text, FALSE);
}
