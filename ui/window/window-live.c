/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A capture in the window: beginning and ending it, and what is said of it while it runs. */

#include "ui/window/window-live.h"
#include "base/i18n.h"
#include "capture/interfaces.h"
#include "ui/model/format.h"
#include "ui/model/session-live.h"

#include <sys/statvfs.h>

#define TICK_MS 500
#define SENDERS 8                      /* that have a line of their own */
#define SILENT_US (3 * G_USEC_PER_SEC) /* its figures come five times a second */
#define COUNT_REPORTS_US (5 * G_USEC_PER_SEC)

static void
set_enabled(LmuWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action(G_ACTION_MAP(self), name);
  g_simple_action_set_enabled(G_SIMPLE_ACTION(action), enabled);
}

static void
set_state(LmuWindow *self, const char *name, gboolean state)
{
  GAction *action = g_action_map_lookup_action(G_ACTION_MAP(self), name);
  g_simple_action_set_state(G_SIMPLE_ACTION(action), g_variant_new_boolean(state));
}

gboolean
lmu_window_is_capturing(LmuWindow *self)
{
  return self->session && lmu_session_is_capturing(self->session);
}

/* Bytes that are left where @path lies; G_MAXUINT64: not known. */
static guint64
room_for(const char *path)
{
  struct statvfs disk;
  g_autofree char *folder = *path ? g_path_get_dirname(path) : NULL;
  const char *temporary = g_getenv("TMPDIR");
  if (statvfs(folder ? folder : temporary ? temporary : "/var/tmp", &disk) != 0)
    return G_MAXUINT64;
  return (guint64)disk.f_bavail * disk.f_frsize;
}

/* One that was taken up began before this window knew of it. */
static gint64
running_us(LmuWindow *self, const LmLiveStatus *status)
{
  if (status->taken_up && status->began_ns > 0)
    return MAX(g_get_real_time() - status->began_ns / 1000, 0);
  return g_get_monotonic_time() - self->live_began_us;
}

/* What no longer delivers is said once. */
static void
tell_gone(LmuWindow *self, const LmLiveStatus *status)
{
  g_autoptr(GString) text = g_string_new(NULL);
  if (status->n_gone == self->n_gone)
    return;
  self->n_gone = status->n_gone;
  for (guint i = 0; i < status->n_links; i++)
    if (status->gone[i])
      g_string_append_printf(text, "%s%s", text->len ? "; " : "", status->gone_why[i]);
  g_autofree char *all =
      g_strdup_printf(_("%s. Nothing more comes from it; what came before is kept."), text->str);
  gtk_label_set_text(self->damage_label, all);
  gtk_info_bar_set_revealed(self->damage_bar, TRUE);
}

/* A line a place; owned. */
static char *
describe_sent(LmuWindow *self, gboolean *fails)
{
  GString *text = g_string_new(NULL);
  LmHepSendStatus status;
  const char *place;
  for (guint i = 0; (place = lmu_session_get_sent(self->session, i, &status)); i++) {
    g_autofree char *line = lmu_live_describe_sent(place, &status);
    g_string_append_printf(text, "%s%s", i ? "\n" : "", line);
    *fails |= !status.up && status.error.code != LM_ERROR_NONE;
  }
  return g_string_free(text, FALSE);
}

static gboolean
is_of_this_machine(LmuWindow *self, const LmLiveStatus *status)
{
  return !status->listens && (!self->capture || self->capture->place == LMU_CAPTURE_HERE);
}

/* A line for each of those that sent most, and one for the others; owned. */
static char *
describe_senders(LmuWindow *self)
{
  LmHepSender senders[SENDERS], others;
  gsize n = lmu_session_get_senders(self->session, senders, SENDERS, &others);
  LmText text = LM_TEXT_INIT;
  for (gsize i = 0; i < n; i++) {
    lm_text_add_str(&text, i ? "\n" : "");
    lm_hep_sender_text(&senders[i], &text);
  }
  if (others.last_ns) {
    lm_text_add_char(&text, '\n');
    lm_hep_sender_text(&others, &text);
  }
  char *lines = g_strdup(text.len ? text.str : "");
  lm_text_clear(&text);
  return lines;
}

/* The first interface of this machine that is switched off: the kernel says so to nobody who
 * listens on it. NULL: none. Borrowed from @status. */
static const char *
find_off(LmuWindow *self, const LmLiveStatus *status)
{
  gboolean here = is_of_this_machine(self, status);
  for (guint i = 0; here && i < status->n_links; i++)
    if (!status->gone[i] && lm_interface_is_off(status->names[i]))
      return status->names[i];
  return NULL;
}

/* Owned. Of a capture that was taken up it is known where interfaces have none of their own. */
static char *
describe_times(LmuWindow *self, const LmLiveStatus *status)
{
  g_autoptr(GString) without = g_string_new(NULL);
  guint n = 0;
  for (guint i = 0; i < status->n_links; i++)
    if (status->system_time[i]) {
      g_string_append_printf(without, "%s%s", n ? ", " : "", status->names[i]);
      n++;
    }
  if (!is_of_this_machine(self, status) || (!self->capture && n == 0))
    return g_strdup("");
  if (n && n < status->n_links)
    return g_strdup_printf(_("Times of packets by the interfaces’ own clocks, and by this "
                             "machine’s for %s, without one of its own"),
                           without->str);
  if (n)
    return g_strdup_printf(_("Times of packets by this machine’s clock: %s has none of its own"),
                           without->str);
  return g_strdup(self->capture->hardware_time ? _("Times of packets by the interfaces’ own clocks")
                                               : _("Times of packets by this machine’s clock"));
}

/* What is wrong and goes by itself or may be mended, and what was refused, in lines. Owned. */
static char *
describe_amiss(const LmLiveStatus *status, const char *off, gboolean silent)
{
  g_autoptr(GString) text = g_string_new(NULL);
  if (silent)
    g_string_append_printf(text, "%s\n",
                           _("What takes the packets has said nothing for some seconds: it may be "
                             "stopped, or the disk stands still. What its buffer has no room for "
                             "is counted as dropped when it goes on."));
  if (off)
    g_string_append_printf(
        text, _("%s is switched off: nothing comes from it until it is on again.\n"), off);
  if (status->removed)
    g_string_append_printf(text, _("%s was removed while it is written: what is in it is lost.\n"),
                           status->path);
  if (status->n_cut)
    g_string_append_printf(text,
                           _("%s was cut while it is written: what was in it is lost, and it goes "
                             "on in a new file.\n"),
                           status->cut_path);
  for (guint i = 0; i < status->n_links && status->listens; i++)
    if (status->said[i][0])
      g_string_append_printf(text, _("%s refused: %s\n"), status->names[i], status->said[i]);
  for (guint i = 0; i < status->n_links; i++)
    if (status->small_buffer[i])
      g_string_append_printf(text,
                             _("%s: the system drops messages, and did not allow the %u MiB of "
                               "room for them that it was asked for. “sysctl -w "
                               "net.core.rmem_max=%u” does, for captures that are begun then.\n"),
                             status->names[i], status->buffer_mib, status->buffer_mib << 20);
  if (text->len)
    g_string_truncate(text, text->len - 1);
  return g_string_free(g_steal_pointer(&text), FALSE);
}

void
lmu_window_show_live(LmuWindow *self)
{
  LmLiveStatus *status = &self->live_now;
  if (!self->session || !lmu_session_get_live_status(self->session, status))
    return;
  gboolean fails = FALSE;
  g_autofree char *sent = describe_sent(self, &fails);
  g_autofree char *senders = describe_senders(self);
  const char *off = find_off(self, status);
  gboolean silent = !status->ended && g_get_monotonic_time() - status->heard_ns / 1000 > SILENT_US;
  g_autofree char *amiss = describe_amiss(status, off, silent);
  g_autofree char *times = describe_times(self, status);
  const LmTraceCounters *counters = lmu_session_get_counters(self->session);
  const LmCaptureProgress *progress = lmu_session_get_progress(self->session);
  LmuLiveFigures figures = {
      .running_us = running_us(self, status),
      .waiting = MAX(status->sum.written, counters->packets) - counters->packets,
      .evicted = counters->evicted_calls,
      .turns = progress->n_turns,
      .bytes = MAX(progress->bytes_total, progress->bytes_read),
      .room = room_for(status->path),
      .paused = lmu_session_is_paused(self->session),
      .stopping = lmu_session_is_stopping(self->session),
      .silent = silent,
      .off = off,
      .amiss = amiss,
      .times = times,
      .sent = sent,
      .senders = senders,
      .send_fails = fails,
  };
  lmu_live_status_show(self->live_status, status, &figures);
  tell_gone(self, status);
}

/* The sidebar's counts of what is worked out are made anew now and then, and more seldom where that
 * takes long. */
static void
count_reports(LmuWindow *self)
{
  gint64 now = g_get_monotonic_time();
  if (now < self->count_reports_us || lmu_session_is_paused(self->session))
    return;
  self->count_reports_us = G_MAXINT64;
  self->count_began_us = now;
  lmu_window_count_reports(self);
}

void
lmu_window_reports_counted(LmuWindow *self)
{
  gint64 now = g_get_monotonic_time(), took = now - self->count_began_us;
  self->count_reports_us = now + MAX(COUNT_REPORTS_US, 20 * took);
}

static gboolean
tick_cb(gpointer data)
{
  LmuWindow *self = data;
  const LmTraceCounters *counters = lmu_session_get_counters(self->session);
  lmu_window_show_live(self);
  count_reports(self);
  if (self->capture &&
      lmu_capture_options_have_enough(self->capture, counters->packets, counters->calls))
    lmu_session_stop(self->session);
  return G_SOURCE_CONTINUE;
}

void
lmu_window_update_live(LmuWindow *self)
{
  gboolean capturing = lmu_window_is_capturing(self), starting = self->starting != NULL;
  gboolean stopping = capturing && lmu_session_is_stopping(self->session);
  gboolean live = self->session && lmu_session_is_live(self->session);
  set_enabled(self, "capture", !starting && !stopping);
  set_enabled(self, "capture-options", !starting);
  set_enabled(self, "stop-capture", capturing && !stopping);
  set_enabled(self, "restart-capture", live && self->capture && !starting && !stopping);
  set_enabled(self, "pause-capture", capturing && !stopping);
  set_enabled(self, "follow-newest", capturing);
  set_enabled(self, "capture-figures", capturing);
  set_enabled(self, "clear-capture", capturing);
  set_enabled(self, "save-capture", live && !capturing);
  set_enabled(self, "save-capture-path", live && !capturing);
  set_state(self, "pause-capture", capturing && lmu_session_is_paused(self->session));
  gtk_widget_set_visible(self->capture_button, !capturing);
  gtk_widget_set_visible(self->capture_box, capturing);
}

static void
end_live(LmuWindow *self)
{
  g_clear_handle_id(&self->live_timer, g_source_remove);
  lmu_call_view_set_follow(self->calls, FALSE);
}

static void
say_damage(LmuWindow *self, const LmError *error)
{
  g_autofree char *why = lmu_format_sentence(error->message);
  g_autofree char *text = g_strdup_printf(_("%s. What was captured until then is shown."), why);
  gtk_label_set_text(self->damage_label, text);
  gtk_info_bar_set_revealed(self->damage_bar, TRUE);
}

/* Whether anything was amiss, which is then said: of the capture, or else of its reading. */
void
lmu_window_live_done(LmuWindow *self, const LmError *error)
{
  LmLiveStatus *status = &self->live_now;
  LmError ended = {0};
  gboolean asked = lmu_session_is_stopping(self->session);
  lmu_session_get_live_status(self->session, status);
  end_live(self);
  if (status->error.code != LM_ERROR_NONE) {
    say_damage(self, &status->error);
  } else if (lm_live_was_ended(status, asked, &ended)) {
    say_damage(self, &ended);
  } else if (error->code != LM_ERROR_NONE && error->code != LM_ERROR_CANCELLED) {
    say_damage(self, error);
  } else {
    g_autofree char *drops = lmu_live_describe_drops(status);
    g_autofree char *text = g_strdup_printf(_("Capture stopped: %s"), drops ? drops : "");
    lmu_window_toast(self, drops ? text : _("Capture stopped. No packet was lost."));
  }
  lmu_window_update_live(self);
}

/* The session is another one now. */
void
lmu_window_reset_live(LmuWindow *self)
{
  end_live(self);
  self->n_gone = 0;
  self->count_reports_us = 0;
}

void
lmu_window_begin_live(LmuWindow *self)
{
  self->live_began_us = g_get_monotonic_time();
  self->count_reports_us = self->live_began_us + COUNT_REPORTS_US;
  lmu_live_status_begin(self->live_status);
  lmu_window_show_live(self);
  self->live_timer = g_timeout_add(TICK_MS, tick_cb, self);
  g_signal_connect_swapped(self->session, "live-changed", G_CALLBACK(lmu_window_update_live), self);
  g_signal_connect_swapped(self->session, "live-changed", G_CALLBACK(lmu_window_show_live), self);
  set_state(self, "follow-newest", TRUE);
  lmu_call_view_set_follow(self->calls, TRUE);
  lmu_window_update_live(self);
}

/* In this window, instead of what it shows. */
static void
show_started(LmuWindow *self, LmLive *live, LmHepFeed *feed, const LmuCaptureOptions *options)
{
  LmuCaptureOptions *copy = lmu_capture_options_copy(options);
  g_clear_pointer(&self->capture, lmu_capture_options_free);
  self->capture = copy;
  self->live_budget_bytes = options->budget_bytes;
  lmu_window_open_live(self, live, feed);
}

LmuWindow *
lmu_window_empty_one(LmuWindow *self)
{
  if (lmu_window_is_empty(self))
    return self;
  self = lmu_window_new(ADW_APPLICATION(gtk_window_get_application(GTK_WINDOW(self))));
  gtk_window_present(GTK_WINDOW(self));
  return self;
}

void
lmu_window_live_started(GtkWindow *window, LmLive *live, LmHepFeed *feed,
                        const LmuCaptureOptions *options)
{
  show_started(lmu_window_empty_one(LMU_WINDOW(window)), live, feed, options);
}

static void
say_why(LmuWindow *self, const char *message)
{
  GtkWidget *dialog = adw_message_dialog_new(GTK_WINDOW(self), _("Cannot capture"), message);
  adw_message_dialog_add_responses(ADW_MESSAGE_DIALOG(dialog), "close", _("_Close"), "options",
                                   _("_Options…"), NULL);
  adw_message_dialog_set_default_response(ADW_MESSAGE_DIALOG(dialog), "close");
  adw_message_dialog_set_close_response(ADW_MESSAGE_DIALOG(dialog), "close");
  g_signal_connect_object(dialog, "response::options", G_CALLBACK(lmu_window_choose_capture), self,
                          G_CONNECT_SWAPPED);
  gtk_window_present(GTK_WINDOW(dialog));
}

static void
started_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(LmuWindow) self = data;
  LmError error = {0};
  g_autoptr(GCancellable) starting = g_steal_pointer(&self->starting);
  g_autoptr(LmuCaptureOptions) options = g_steal_pointer(&self->wanted_capture);
  LmHepFeed *feed;
  LmLive *live = lmu_capture_start_finish(result, &feed, &error);
  if (!starting || g_cancellable_is_cancelled(starting)) {
    lm_live_free(live);
    lm_hep_feed_free(feed);
    return;
  }
  if (live) {
    lmu_capture_set_last(options);
    if (self->restarts)
      show_started(self, live, feed, options);
    else
      lmu_window_live_started(GTK_WINDOW(self), live, feed, options);
  } else {
    say_why(self, error.message);
  }
  lmu_window_update_live(self);
}

void
lmu_window_capture(LmuWindow *self, const LmuCaptureOptions *options, gboolean restarts)
{
  if (self->starting)
    return;
  self->starting = g_cancellable_new();
  self->wanted_capture = lmu_capture_options_copy(options);
  self->restarts = restarts;
  lmu_window_update_live(self);
  lmu_capture_start_async(options, self->starting, started_cb, g_object_ref(self));
}

void
lmu_window_drop_live(LmuWindow *self)
{
  if (self->starting)
    g_cancellable_cancel(self->starting);
  g_clear_object(&self->starting);
  g_clear_handle_id(&self->live_timer, g_source_remove);
  g_clear_pointer(&self->capture, lmu_capture_options_free);
  g_clear_pointer(&self->wanted_capture, lmu_capture_options_free);
}
