/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/input.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void
print_line(const char *kind, const char *message)
{
  LmText safe = LM_TEXT_INIT;
  lm_text_add_safe(&safe, lm_slice_str(message), false);
  fprintf(stderr, "linesman-cli: %s%s\n", kind, safe.str);
  lm_text_clear(&safe);
}

int
lm_input_fail(const LmError *error)
{
  print_line("", error->message);
  return error->code == LM_ERROR_USAGE ? LM_EXIT_USAGE : LM_EXIT_UNREADABLE;
}

void
lm_input_warn(const LmError *error)
{
  print_line(_("warning: "), error->message);
}

LmSession *
lm_input_read(const LmArguments *arguments)
{
  LmError error = {0};
  LmSessionOptions options = {.max_threads = arguments->threads};
  LmSession *session =
      lm_session_open(arguments->files, arguments->n_files, &options, NULL, &error);
  if (!session) {
    lm_input_fail(&error);
    return NULL;
  }
  while (lm_session_step(session))
    ;
  return session;
}

static void warn_of(uint64_t n, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says what was left out because of a limit, where anything was. */
static void
warn_of(uint64_t n, const char *format, ...)
{
  char text[256];
  va_list args;
  if (n == 0)
    return;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  print_line(_("warning: "), text);
}

static void
warn_of_limits(LmSession *session)
{
  const LmTraceCounters *trace = lm_trace_counters(lm_session_trace(session));
  const LmNetCounters *net = lm_session_net_counters(session);
  const LmTcpCounters *tcp = lm_tracker_tcp_counters(lm_session_tracker(session));
  warn_of(net->unknown_link_types, _("%llu frames have a link type that is not read"),
          (unsigned long long)net->unknown_link_types);
  warn_of(net->too_many_layers,
          _("%llu frames, the first of them %u, have more layers than the %d that are opened"),
          (unsigned long long)net->too_many_layers, net->too_many_layers_frame, LM_LIMIT_LAYERS);
  warn_of(net->encrypted, _("%llu packets of ESP are encrypted, and no key given opens them"),
          (unsigned long long)net->encrypted);
  warn_of(net->not_opened, _("%llu packets were not decrypted or inflated: too much memory"),
          (unsigned long long)net->not_opened);
  warn_of(net->fragments_dropped,
          _("%llu IP fragments were dropped: too old, too many, or in conflict with others"),
          (unsigned long long)net->fragments_dropped);
  warn_of(tcp->dropped_bytes,
          _("%llu bytes of TCP were dropped: too many, or too far off, to wait for the rest"),
          (unsigned long long)tcp->dropped_bytes);
  warn_of(trace->sip_cut_by_limit,
          _("%llu SIP messages or session descriptions are too large to be looked at whole"),
          (unsigned long long)trace->sip_cut_by_limit);
  warn_of(trace->streams_refused, _("%llu media streams beyond the first %u were not followed"),
          (unsigned long long)trace->streams_refused, LM_LIMIT_RTP_STREAMS);
  warn_of(trace->events_refused,
          _("%llu steps of other protocols beyond the first %u were not kept"),
          (unsigned long long)trace->events_refused, LM_LIMIT_EVENTS);
}

int
lm_input_close(LmSession *session, bool output_ok)
{
  int status = LM_EXIT_DONE;
  warn_of_limits(session);
  for (size_t i = 0; i < lm_merge_n_captures(lm_session_merge(session)); i++) {
    const LmError *damage = lm_capture_damage(lm_merge_capture(lm_session_merge(session), i));
    if (damage->code == LM_ERROR_NONE)
      continue;
    lm_input_warn(damage);
    status = LM_EXIT_DAMAGED;
  }
  lm_session_close(session);
  if (!output_ok) {
    print_line("", _("standard output cannot be written to"));
    status = LM_EXIT_UNREADABLE;
  }
  return status;
}
