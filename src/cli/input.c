/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/input.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_TLS_WARNINGS 10

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

/* NULL with @error set if a file cannot be read. */
static LmKeys *
read_keys(const LmArguments *arguments, LmError *error)
{
  LmKeys *keys = lm_keys_new();
  bool ok = true;
  for (size_t i = 0; i < arguments->n_key_files && ok; i++) {
    const char *path = arguments->key_files[i].path;
    if (arguments->key_files[i].kind == LM_KEY_FILE_LOG)
      ok = lm_keys_add_log(keys, path, error);
    else if (arguments->key_files[i].kind == LM_KEY_FILE_RSA)
      ok = lm_keys_add_rsa(keys, path, error);
    else if (arguments->key_files[i].kind == LM_KEY_FILE_ESP)
      ok = lm_keys_add_esp(keys, path, error);
    else
      ok = lm_keys_add_srtp(keys, path, error);
  }
  if (ok)
    return keys;
  lm_keys_free(keys);
  return NULL;
}

/* Says what was done to the clocks of the files. */
static void
tell_clocks(const LmArguments *arguments, const LmSession *session)
{
  LmText text = LM_TEXT_INIT;
  for (size_t i = 0; i < arguments->n_files && arguments->align && arguments->n_files > 1; i++) {
    lm_text_clear(&text);
    bool done = lm_clock_describe(lm_session_clock(session, 0), arguments->files, i, &text);
    if (text.len)
      print_line(done ? "" : _("warning: "), text.str);
  }
  lm_text_clear(&text);
}

LmSession *
lm_input_open_follow(const LmArguments *arguments, LmFollow *follow, LmHepFeed *feed,
                     const char *name, LmError *error)
{
  LmSessionOptions options = {.max_threads = arguments->threads,
                              .keep_copies = arguments->keep_duplicates,
                              .keys = read_keys(arguments, error),
                              .budget_bytes = arguments->live.memory_bytes,
                              .follow = follow,
                              .feed = feed,
                              .follow_name = name};
  return options.keys ? lm_session_open(NULL, 0, &options, NULL, error) : NULL;
}

LmSession *
lm_input_read(const LmArguments *arguments)
{
  LmError error = {0};
  LmSessionOptions options = {
      .max_threads = arguments->threads,
      .align = arguments->align,
      .keep_copies = arguments->keep_duplicates,
      .keys = read_keys(arguments, &error),
  };
  if (!options.keys) {
    lm_input_fail(&error);
    return NULL;
  }
  int64_t *shifts_ns = lm_alloc((arguments->n_files + 1) * sizeof *shifts_ns);
  for (size_t i = 0; i < arguments->n_files; i++)
    shifts_ns[i] = LM_TIME_NONE;
  for (size_t i = 0; i < arguments->n_shifts; i++)
    shifts_ns[arguments->shifts[i].file - 1] = arguments->shifts[i].ns;
  options.shifts_ns = shifts_ns;
  LmSession *session =
      lm_session_open(arguments->files, arguments->n_files, &options, NULL, &error);
  free(shifts_ns);
  if (!session) {
    lm_input_fail(&error);
    return NULL;
  }
  tell_clocks(arguments, session);
  while (lm_session_step(session))
    ;
  if (lm_session_full(session)->code != LM_ERROR_NONE)
    lm_input_warn(lm_session_full(session));
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
warn_of_clock(const LmStepsBackSum *back)
{
  char step[LM_TIME_TEXT_SIZE], first[LM_TIME_TEXT_SIZE];
  lm_time_format_duration(back->most_ns, step);
  lm_time_format_clock(back->first_ns, first);
  warn_of(
      back->n,
      _("times go back (%u in all, by up to %s, first at %s): the clock was set, or packets were "
        "put together out of their order"),
      back->n, step, first);
}

static void
warn_of_turns(uint32_t n)
{
  warn_of(n, _("more than %u packets came: the numbers of frames began again at 1 (%u in all)"),
          UINT32_MAX, n);
}

/* What is new since @said. */
static void
warn_of_new(const LmSession *session, const LmInputSaid *said)
{
  LmCaptureProgress progress;
  lm_session_progress(session, &progress);
  if (progress.steps_back.n > said->steps_back)
    warn_of_clock(&progress.steps_back);
  if (progress.n_turns > said->n_turns)
    warn_of_turns(progress.n_turns);
}

void
lm_input_warn_live(const LmSession *session, LmInputSaid *said)
{
  LmCaptureProgress progress;
  lm_session_progress(session, &progress);
  if (progress.steps_back.n && !said->steps_back) {
    warn_of_clock(&progress.steps_back);
    said->steps_back = progress.steps_back.n;
  }
  if (progress.n_turns > said->n_turns)
    warn_of_turns(progress.n_turns);
  said->n_turns = progress.n_turns;
}

static void
warn_of_limits(LmSession *session)
{
  const LmTraceCounters *trace = lm_trace_counters(lm_session_trace(session));
  const LmNetCounters *net = lm_session_net_counters(session);
  const LmTcpCounters *tcp = lm_tracker_tcp_counters(lm_session_tracker(session));
  const LmSctpCounters *sctp = lm_tracker_sctp_counters(lm_session_tracker(session));
  warn_of(net->unknown_link_types, _("%llu frames have a link type that is not read"),
          (unsigned long long)net->unknown_link_types);
  warn_of(net->too_many_layers,
          _("%llu frames, the first of them %u, have more layers than the %d that are opened"),
          (unsigned long long)net->too_many_layers, net->too_many_layers_frame, LM_LIMIT_LAYERS);
  uint64_t paths_cut = net->paths_cut + trace->paths_cut;
  warn_of(paths_cut,
          _("%llu packets came by too many different ways: theirs lack numbers, or are not known"),
          (unsigned long long)paths_cut);
  warn_of(net->not_opened, _("%llu packets were not decrypted or inflated: too much memory"),
          (unsigned long long)net->not_opened);
  warn_of(net->fragments_dropped,
          _("%llu IP fragments were dropped: too old, too many, or in conflict with others"),
          (unsigned long long)net->fragments_dropped);
  warn_of(tcp->dropped_bytes,
          _("%llu bytes of TCP were dropped: too many, or too far off, to wait for the rest"),
          (unsigned long long)tcp->dropped_bytes);
  warn_of(sctp->dropped, _("%llu chunks of SCTP were dropped: too many to wait for the rest"),
          (unsigned long long)sctp->dropped);
  warn_of(trace->connections_refused,
          _("%llu TCP connections beyond the first %u with TLS or WebSocket were not looked into"),
          (unsigned long long)trace->connections_refused, LM_LIMIT_CONNECTIONS);
  warn_of(trace->websocket_not_read,
          _("%llu WebSocket messages were not read: too large, or not to be decompressed"),
          (unsigned long long)trace->websocket_not_read);
  warn_of(trace->sip_cut_by_limit,
          _("%llu SIP messages or session descriptions are too large to be looked at whole"),
          (unsigned long long)trace->sip_cut_by_limit);
  warn_of(trace->copies_unsure,
          _("%llu packets came too fast to see whether they were captured twice"),
          (unsigned long long)trace->copies_unsure);
  warn_of(trace->streams_refused, _("%llu media streams beyond the first %u were not followed"),
          (unsigned long long)trace->streams_refused, LM_LIMIT_RTP_STREAMS);
  warn_of(trace->pairs_refused,
          _("%llu packets of ICE, TURN or DTLS are of more pairs of ends than are followed"),
          (unsigned long long)trace->pairs_refused);
  warn_of(
      trace->others_refused,
      _("%llu packets of fax, MSRP, Diameter and the like are of more sessions than are followed"),
      (unsigned long long)trace->others_refused);
  warn_of(trace->dtls_cut_by_limit, _("%llu handshake messages of DTLS were not put together"),
          (unsigned long long)trace->dtls_cut_by_limit);
  warn_of(trace->events_refused,
          _("%llu steps of other protocols beyond the first %u were not kept"),
          (unsigned long long)trace->events_refused, LM_LIMIT_EVENTS);
}

static void
warn_of_association(const LmSealed *sealed)
{
  char src[LM_ADDR_TEXT_SIZE], dst[LM_ADDR_TEXT_SIZE];
  LmText text = LM_TEXT_INIT;
  lm_text_printf(&text,
                 sealed->has_key
                     ? _("ESP from %s to %s with the index 0x%08x is encrypted (%llu packets), and "
                         "the association given for it does not open it")
                     : _("ESP from %s to %s with the index 0x%08x is encrypted (%llu packets), and "
                         "no association for it was given with --esp-sa"),
                 lm_addr_format(&sealed->src, src), lm_addr_format(&sealed->dst, dst), sealed->spi,
                 (unsigned long long)sealed->packets);
  print_line(_("warning: "), text.str);
  lm_text_clear(&text);
}

/* A line for each association that lacks, up to a number. */
static void
warn_of_esp(const LmSealedList *list)
{
  uint64_t left = list->packets;
  for (uint32_t i = 0; i < list->n_first; i++) {
    warn_of_association(&list->first[i]);
    left -= list->first[i].packets;
  }
  warn_of(left, _("%llu more packets of ESP are encrypted"), (unsigned long long)left);
}

static void
warn_of_keys(LmSession *session)
{
  const LmKeys *keys = lm_session_keys(session);
  for (size_t i = 0; i < lm_keys_n_warnings(keys); i++)
    print_line(_("warning: "), lm_keys_warning(keys, i));
  warn_of(lm_keys_n_warnings_left_out(keys), _("%llu more lines of key logs were left out"),
          (unsigned long long)lm_keys_n_warnings_left_out(keys));
}

static void
warn_of_connection(const LmTlsConnection *connection)
{
  char src[LM_ENDPOINT_TEXT_SIZE], dst[LM_ENDPOINT_TEXT_SIZE];
  LmText text = LM_TEXT_INIT;
  lm_endpoint_format(&connection->src, src);
  lm_endpoint_format(&connection->dst, dst);
  lm_text_printf(&text, _("%s between %s and %s is not decrypted: %s"),
                 connection->info->version_name, src, dst, connection->info->missing);
  print_line(_("warning: "), text.str);
  lm_text_clear(&text);
}

/* What is likely to be SIP and could not be read: a line each, up to a number. */
static void
warn_of_tls(LmSession *session)
{
  LmTlsConnection connection;
  uint64_t n = 0;
  bool secrets = false;
  for (uint32_t at = 0; lm_tracker_next_tls(lm_session_tracker(session), &at, &connection);) {
    if (!connection.sip || !connection.info->missing)
      continue;
    secrets |= connection.info->state == LM_TLS_NO_SECRET;
    if (n++ < MAX_TLS_WARNINGS)
      warn_of_connection(&connection);
  }
  warn_of(n > MAX_TLS_WARNINGS ? n - MAX_TLS_WARNINGS : 0,
          _("%llu more connections by TLS that may carry SIP are not decrypted"),
          (unsigned long long)(n - MAX_TLS_WARNINGS));
  if (secrets)
    print_line("",
               _("--keylog FILE decrypts with the secrets that a program logs when it is started "
                 "with SSLKEYLOGFILE=FILE"));
}

int
lm_input_close(LmSession *session, bool output_ok)
{
  return lm_input_close_live(session, &(LmInputSaid){0}, output_ok);
}

int
lm_input_close_live(LmSession *session, const LmInputSaid *said, bool output_ok)
{
  int status = lm_session_full(session)->code == LM_ERROR_NONE ? LM_EXIT_DONE : LM_EXIT_DAMAGED;
  warn_of_keys(session);
  warn_of_tls(session);
  warn_of_esp(&lm_session_net_counters(session)->sealed);
  warn_of_new(session, said);
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

void
lm_input_warn_refused(uint64_t n)
{
  LmError error = {0};
  if (n == 0)
    return;
  lm_error_set(&error, LM_ERROR_LIMIT, _("%llu rows are not shown, as there are too many"),
               (unsigned long long)n);
  lm_input_warn(&error);
}
