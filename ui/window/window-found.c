/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an earlier run has left: captures that go on are shown at once, and for each that has ended
 * a bar asks what is to become of it. */

#include "base/i18n.h"
#include "ui/capture/found-captures.h"
#include "ui/window/window-live.h"

/* More bars than that would leave no room for anything else. */
#define MAX_BARS 3
#define FRAME_MS 16

enum {
  RESPONSE_OPEN = 1,
  RESPONSE_DISCARD,
};

static GtkInfoBar *
add_bar(LmuWindow *self, GtkMessageType type, const char *text)
{
  GtkWidget *bar = gtk_info_bar_new(), *label = gtk_label_new(text);
  gtk_info_bar_set_message_type(GTK_INFO_BAR(bar), type);
  gtk_info_bar_set_show_close_button(GTK_INFO_BAR(bar), TRUE);
  gtk_label_set_wrap(GTK_LABEL(label), TRUE);
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_widget_set_hexpand(label, TRUE);
  gtk_info_bar_add_child(GTK_INFO_BAR(bar), label);
  gtk_box_insert_child_after(GTK_BOX(adw_toast_overlay_get_child(self->toasts)), bar,
                             GTK_WIDGET(self->header));
  return GTK_INFO_BAR(bar);
}

static void
remove_bar(GtkInfoBar *bar)
{
  gtk_box_remove(GTK_BOX(gtk_widget_get_parent(GTK_WIDGET(bar))), GTK_WIDGET(bar));
}

static void
told_cb(GtkInfoBar *bar, int response, gpointer data)
{
  remove_bar(bar);
}

/* In this window if it shows nothing yet; it is the one that is returned. */
static LmuWindow *
show_live(LmuWindow *self, LmLive *live)
{
  self = lmu_window_empty_one(self);
  lmu_window_open_live(self, live, NULL);
  return self;
}

static void
open_ended(LmuWindow *self, const LmLiveFound *found)
{
  LmError error = {0};
  LmLive *live = lm_live_adopt(found, NULL, &error);
  if (live)
    show_live(self, live);
  else
    lmu_window_toast(self, error.message);
}

static void
discard_cb(AdwMessageDialog *dialog, const char *response, gpointer data)
{
  LmuWindow *self = LMU_WINDOW(gtk_window_get_transient_for(GTK_WINDOW(dialog)));
  const LmLiveFound *found = g_object_get_data(data, "found");
  LmError error = {0};
  if (g_strcmp0(response, "discard") != 0)
    return;
  if (lm_live_found_discard(found, &error))
    remove_bar(data);
  else
    lmu_window_toast(self, error.message);
}

static void
ask_discard(LmuWindow *self, GtkInfoBar *bar)
{
  GtkWidget *dialog = adw_message_dialog_new(GTK_WINDOW(self), _("Discard the capture?"),
                                             _("Its packets are removed from the disk."));
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG(dialog);
  adw_message_dialog_add_responses(message, "cancel", _("_Cancel"), "discard", _("_Discard"), NULL);
  adw_message_dialog_set_response_appearance(message, "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response(message, "cancel");
  g_signal_connect_object(dialog, "response", G_CALLBACK(discard_cb), bar, 0);
  gtk_window_present(GTK_WINDOW(dialog));
}

static void
ended_cb(GtkInfoBar *bar, int response, gpointer data)
{
  LmuWindow *self = LMU_WINDOW(gtk_widget_get_root(GTK_WIDGET(bar)));
  if (response == RESPONSE_DISCARD) {
    ask_discard(self, bar);
    return;
  }
  if (response == RESPONSE_OPEN)
    open_ended(self, g_object_get_data(G_OBJECT(bar), "found"));
  remove_bar(bar);
}

static void
free_found(gpointer found)
{
  lm_live_found_free(found, 1);
}

/* Takes what @found holds. */
static void
add_ended(LmuWindow *self, LmLiveFound *found)
{
  g_autofree char *text = lmu_found_captures_describe_ended(found);
  GtkInfoBar *bar = add_bar(self, GTK_MESSAGE_QUESTION, text);
  LmLiveFound *own = g_new(LmLiveFound, 1);
  *own = *found;
  *found = (LmLiveFound){0};
  g_object_set_data_full(G_OBJECT(bar), "found", own, free_found);
  gtk_info_bar_add_button(bar, _("Open it"), RESPONSE_OPEN);
  gtk_info_bar_add_button(bar, _("Discard"), RESPONSE_DISCARD);
  g_signal_connect(bar, "response", G_CALLBACK(ended_cb), NULL);
}

static void
tell(LmuWindow *self, GtkMessageType type, const char *text)
{
  g_signal_connect(add_bar(self, type, text), "response", G_CALLBACK(told_cb), NULL);
}

static void
show_found(LmuWindow *self, LmuFoundCaptures *found)
{
  guint n_bars = 0;
  while (found->taken->len) {
    LmLive *live = g_ptr_array_steal_index(found->taken, 0);
    g_autofree char *text = lmu_found_captures_describe_taken(live);
    tell(show_live(self, live), GTK_MESSAGE_INFO, text);
  }
  if (found->error.code != LM_ERROR_NONE)
    tell(self, GTK_MESSAGE_WARNING, found->error.message);
  if (found->cleaned.n_unseen) {
    g_autofree char *text = g_strdup_printf(
        LM_NGETTEXT("%u capture that nobody had seen to the end was removed: it was too old, or "
                    "there was too much",
                    "%u captures that nobody had seen to the end were removed: they were too old, "
                    "or there was too much",
                    found->cleaned.n_unseen),
        found->cleaned.n_unseen);
    tell(self, GTK_MESSAGE_INFO, text);
  }
  for (gsize i = 0; i < found->n_all && n_bars < MAX_BARS; i++)
    if (!found->all[i].running) {
      add_ended(self, &found->all[i]);
      n_bars++;
    }
}

typedef struct {
  LmuWindow *window;
  LmuFoundCaptures *found;
} Waiting;

static void
free_waiting(gpointer data)
{
  Waiting *waiting = data;
  g_object_unref(waiting->window);
  lmu_found_captures_free(waiting->found);
  g_free(waiting);
}

/* A window that is there but has no size yet cannot unfold its sidebar: it waits for its first
 * frame. */
static gboolean
wait_cb(gpointer data)
{
  const Waiting *waiting = data;
  GtkWidget *header = GTK_WIDGET(waiting->window->header);
  gboolean closed = !gtk_widget_get_root(header);
  if (!closed && !gtk_widget_get_width(header))
    return G_SOURCE_CONTINUE;
  if (!closed)
    show_found(waiting->window, waiting->found);
  return G_SOURCE_REMOVE;
}

void
lmu_window_show_found(LmuWindow *self, LmuFoundCaptures *found)
{
  Waiting *waiting = g_new(Waiting, 1);
  *waiting = (Waiting){.window = g_object_ref(self), .found = found};
  g_timeout_add_full(G_PRIORITY_DEFAULT, FRAME_MS, wait_cb, waiting, free_waiting);
}

void
lmu_window_tell(LmuWindow *self, const char *text)
{
  tell(self, GTK_MESSAGE_WARNING, text);
}
