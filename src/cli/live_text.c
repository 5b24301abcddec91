/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/live_text.h"

#include "base/i18n.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/input.h"
#include "relate/party.h"

#define MAX_SENDERS 20

static void
add_call(LmText *line, const LmCallRow *row)
{
  char text[LM_TIME_TEXT_SIZE];
  lm_text_printf(line, "%s  %4u  %-10s  ", lm_time_format_clock(row->start_ns, text), row->number,
                 lm_call_state_name(row->state));
  lm_text_add_safe(line, lm_party_name(row->from), false);
  lm_text_add_str(line, " → ");
  lm_text_add_safe(line, lm_party_name(row->to), false);
  if (row->final_status)
    lm_text_printf(line, "  %u", row->final_status);
  if (row->duration_ns != LM_TIME_NONE)
    lm_text_printf(line, "  %s", lm_time_format_duration(row->duration_ns, text));
  lm_text_add_str(line, "  ");
  lm_text_add_safe(line, row->call_id, false);
}

void
lm_live_text_call(const LmCallRow *row)
{
  LmText line = LM_TEXT_INIT;
  add_call(&line, row);
  puts(line.str);
  lm_text_clear(&line);
}

void
lm_live_text_alert(const LmAlert *alert, FILE *to)
{
  LmText line = LM_TEXT_INIT;
  char text[LM_TIME_TEXT_SIZE];
  lm_text_printf(&line, "%s  %s  ", lm_time_format_clock(alert->time_ns, text), _("ALERT"));
  lm_text_add_safe(&line, lm_slice_str(alert->name), false);
  lm_text_add_str(&line, ":  ");
  add_call(&line, &alert->call);
  fprintf(to, "%s\n", line.str);
  lm_text_clear(&line);
}

void
lm_live_text_names(LmText *line, const LmLiveStatus *status)
{
  for (uint32_t i = 0; i < status->n_links; i++) {
    /* What a stream does not name is called as the stream is. */
    if (i && strcmp(status->names[i], status->names[i - 1]) == 0)
      continue;
    lm_text_add_str(line, i ? ", " : "");
    lm_text_add_safe(line, lm_slice_str(status->names[i]), false);
  }
}

void
lm_live_text_figures(const LmLiveStatus *status, uint64_t n_calls, int64_t span_ns)
{
  const LmHelperFigures *sum = &status->sum;
  LmText names = LM_TEXT_INIT;
  lm_live_text_names(&names, status);
  fprintf(stderr,
          _("linesman-cli: %s: %llu packets in %.1f s, %llu written, %llu calls; dropped: %llu by "
            "the kernel, %llu by the interface, %llu by the buffer, %llu by the disk\n"),
          names.str, (unsigned long long)sum->received, (double)span_ns / 1e9,
          (unsigned long long)sum->written, (unsigned long long)n_calls,
          (unsigned long long)sum->dropped_by_system, (unsigned long long)sum->dropped_by_interface,
          (unsigned long long)sum->dropped_by_ring, (unsigned long long)sum->unwritten);
  if (sum->not_kept)
    fprintf(stderr, _("linesman-cli: %llu packets were not wanted\n"),
            (unsigned long long)sum->not_kept);
  for (uint32_t i = 0; i < status->n_links; i++) {
    if (status->said[i][0])
      fprintf(stderr, _("linesman-cli: %s: refused: %s\n"), status->names[i], status->said[i]);
    if (status->system_time[i])
      fprintf(stderr,
              _("linesman-cli: %s: it has no times of its own; those in the capture are this "
                "machine's\n"),
              status->names[i]);
  }
  lm_text_clear(&names);
}

static void
print_sender(const LmHepSender *sender)
{
  LmText text = LM_TEXT_INIT;
  lm_hep_sender_text(sender, &text);
  fprintf(stderr, _("linesman-cli: HEP from %s\n"), text.str);
  lm_text_clear(&text);
}

void
lm_live_text_senders(LmLive *live)
{
  LmHepSender senders[MAX_SENDERS], others;
  size_t n = lm_live_senders(live, senders, MAX_SENDERS, &others);
  for (size_t i = 0; i < n; i++)
    print_sender(&senders[i]);
  if (others.last_ns)
    print_sender(&others);
}

void
lm_live_text_only(LmBpfOnly only)
{
  static const char *const texts[] = {N_("linesman-cli: from now on everything is kept\n"),
                                      N_("linesman-cli: from now on SIP is kept\n"),
                                      N_("linesman-cli: from now on SIP and RTP are kept\n"),
                                      N_("linesman-cli: from now on SIP and the headers of RTP are "
                                         "kept\n")};
  fputs(_(texts[only]), stderr);
}

void
lm_live_text_no_conversations(uint64_t left_bytes, const char *path)
{
  LmText next = LM_TEXT_INIT;
  if (path) {
    lm_text_add_str(&next, "linesman-cli calls ");
    lm_text_add_safe(&next, lm_slice_str(path), false);
  } else {
    lm_text_add_str(&next, _("a larger --memory"));
  }
  fprintf(stderr,
          _("linesman-cli: which calls belong together was not looked for, as it takes more than "
            "the %llu MiB that --memory has left; it is found by: %s\n"),
          (unsigned long long)(left_bytes >> 20), next.str);
  lm_text_clear(&next);
}

void
lm_live_text_evicted(const LmTraceCounters *counters, uint64_t budget_bytes, const char *path,
                     uint32_t n_files, bool spoilt)
{
  LmText where = LM_TEXT_INIT;
  if (counters->evicted_call_ids == 0 && counters->evicted_streams == 0)
    return;
  if (path)
    lm_text_add_safe(&where, lm_slice_str(path), false);
  else
    lm_text_add_str(&where, _("nowhere, as there is no -w"));
  if (path && n_files)
    lm_text_printf(&where, _(" (as far as the newest %u files go back)"), n_files);
  if (path && spoilt)
    lm_text_add_str(&where, _(" (but for what somebody removed or cut)"));
  fprintf(
      stderr,
      _("linesman-cli: evicted to stay within %llu MiB: %llu calls (%llu Call-IDs in all, %llu of "
        "them unfinished), %llu streams, %llu messages; they are still in: %s\n"),
      (unsigned long long)(budget_bytes >> 20), (unsigned long long)counters->evicted_calls,
      (unsigned long long)counters->evicted_call_ids,
      (unsigned long long)counters->evicted_unfinished,
      (unsigned long long)counters->evicted_streams, (unsigned long long)counters->evicted_messages,
      where.str);
  lm_text_clear(&where);
}
