/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/live_text.h"

#include "base/i18n.h"
#include "base/text.h"
#include "base/time.h"
#include "relate/party.h"

#include <stdio.h>

void
lm_live_text_call(const LmCallRow *row)
{
  LmText line = LM_TEXT_INIT;
  char text[LM_TIME_TEXT_SIZE];
  lm_text_printf(&line, "%s  %4u  %-10s  ", lm_time_format_clock(row->start_ns, text), row->number,
                 lm_call_state_name(row->state));
  lm_text_add_safe(&line, lm_party_name(row->from), false);
  lm_text_add_str(&line, " → ");
  lm_text_add_safe(&line, lm_party_name(row->to), false);
  if (row->final_status)
    lm_text_printf(&line, "  %u", row->final_status);
  if (row->duration_ns != LM_TIME_NONE)
    lm_text_printf(&line, "  %s", lm_time_format_duration(row->duration_ns, text));
  lm_text_add_str(&line, "  ");
  lm_text_add_safe(&line, row->call_id, false);
  puts(line.str);
  lm_text_clear(&line);
}

static void
add_names(LmText *line, const LmLiveStatus *status)
{
  for (uint32_t i = 0; i < status->n_links; i++) {
    lm_text_add_str(line, i ? ", " : "");
    lm_text_add_safe(line, lm_slice_str(status->names[i]), false);
  }
}

void
lm_live_text_figures(const LmLiveStatus *status, uint64_t n_calls, int64_t span_ns)
{
  const LmHelperFigures *sum = &status->sum;
  LmText names = LM_TEXT_INIT;
  add_names(&names, status);
  fprintf(stderr,
          _("linesman-cli: %s: %llu packets in %.1f s, %llu written, %llu calls; dropped: %llu by "
            "the kernel, %llu by the interface, %llu by the buffer, %llu by the disk\n"),
          names.str, (unsigned long long)sum->received, (double)span_ns / 1e9,
          (unsigned long long)sum->written, (unsigned long long)n_calls,
          (unsigned long long)sum->dropped_by_system, (unsigned long long)sum->dropped_by_interface,
          (unsigned long long)sum->dropped_by_ring, (unsigned long long)sum->unwritten);
  lm_text_clear(&names);
}
