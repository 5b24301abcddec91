/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/hep_sending.h"

#include "base/i18n.h"
#include "cli/input.h"

#include <stdio.h>

/* What is the listener's is no business of those that are sent to: its key is a secret, and whose
 * certificates it trusts is another matter. */
static const char *
choose(const LmLiveArguments *live, const char *own, const char *shared)
{
  return own || live->listen.n_places ? own : shared;
}

bool
lm_hep_sending_begin(LmHepSending *sending, const LmArguments *arguments, LmHepFeedRule rule,
                     uint32_t per_second, LmError *error)
{
  const LmLiveArguments *live = &arguments->live;
  LmHepFeedOptions options = {
      .places = live->send,
      .n_places = live->n_send,
      .own = live->places,
      .n_own = live->listen.n_places,
      .key_file = choose(live, live->send_key_file, live->listen.key_file),
      .tls = {choose(live, live->send_tls.certificate, live->listen.certificate),
              choose(live, live->send_tls.key, live->listen.private_key),
              choose(live, live->send_tls.authorities, live->listen.client_authorities)},
      .agent = live->hep_id,
      .per_second = per_second,
      .rule = rule,
  };
  *sending = (LmHepSending){0};
  const LmTlsFiles *tls = &live->send_tls;
  bool any = live->hep_id || live->hep_pace || live->send_key_file || tls->certificate ||
             tls->key || tls->authorities;
  if (live->n_send == 0)
    return !any || lm_error_set(error, LM_ERROR_USAGE,
                                _("%s: --hep-id, --hep-pace and --hep-send-... need --hep-send"),
                                arguments->command);
  if (rule == LM_HEP_FEED_FOREIGN && arguments->keep_duplicates)
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("%s: with --keep-duplicates HEP that is sent on could go in circles"),
                        arguments->command);
  sending->feed = lm_hep_feed_new(&options, error);
  return sending->feed != NULL;
}

void
lm_hep_sending_tell_resumed(const LmHepSending *sending)
{
  if (sending->feed)
    fputs(_("linesman-cli: all that the capture holds is sent by HEP, from its beginning: what was "
            "sent before is sent again\n"),
          stderr);
}

/* The next one is made at once, so that nobody would hear of it. */
static void
warn_of_closing(const char *place)
{
  LmError error = {0};
  lm_error_set(&error, LM_ERROR_UNREADABLE,
               _("HEP to %.200s: the other end closes the connection, as one does that stops, or "
                 "that refuses what it is sent: is the key right?"),
               place);
  lm_input_warn(&error);
}

void
lm_hep_sending_look(LmHepSending *sending)
{
  LmHepSendStatus status;
  for (size_t i = 0; sending->feed && i < lm_hep_feed_n(sending->feed); i++) {
    const char *place = lm_hep_feed_status(sending->feed, i, &status);
    bool closes = status.n_closed && !sending->told_closed[i];
    bool fails = status.error.code != LM_ERROR_NONE && !status.up;
    if (closes)
      warn_of_closing(place);
    else if (fails && !sending->told[i])
      lm_input_warn(&status.error);
    sending->told_closed[i] |= closes;
    sending->told[i] = fails;
  }
}

void
lm_hep_sending_figures(const LmHepSending *sending)
{
  LmHepSendStatus status;
  const LmHepFeedCounts *counts = sending->feed ? lm_hep_feed_counts(sending->feed) : NULL;
  for (size_t i = 0; counts && i < lm_hep_feed_n(sending->feed); i++) {
    const char *place = lm_hep_feed_status(sending->feed, i, &status);
    fprintf(stderr,
            _("linesman-cli: HEP to %s as number %u: %llu messages sent (%llu of them again after "
              "%llu breaks), %llu dropped as the queue was full, %llu too large, %llu not sent\n"),
            place, counts->agent, (unsigned long long)status.sent,
            (unsigned long long)status.repeated, (unsigned long long)status.n_breaks,
            (unsigned long long)status.dropped, (unsigned long long)status.too_large,
            (unsigned long long)status.waiting);
  }
  if (counts && (counts->own || counts->foreign))
    fprintf(stderr,
            _("linesman-cli: %llu messages that came by HEP with our own number and %llu of others "
              "were not sent on\n"),
            (unsigned long long)counts->own, (unsigned long long)counts->foreign);
}

void
lm_hep_sending_end(LmHepSending *sending, int64_t most_ns)
{
  if (!sending->feed)
    return;
  lm_hep_feed_end(sending->feed, most_ns);
  lm_hep_sending_look(sending);
}

void
lm_hep_sending_clear(LmHepSending *sending)
{
  lm_hep_feed_free(sending->feed);
  *sending = (LmHepSending){0};
}
