/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/capture-dialog.h"

#include "base/i18n.h"
#include "ui/capture/capture-filter.h"
#include "ui/capture/capture-more.h"
#include "ui/capture/capture-privilege.h"
#include "ui/capture/interface-page.h"
#include "ui/capture/listen-page.h"
#include "ui/capture/remote-edit.h"
#include "ui/capture/remote-page.h"
#include "ui/model/format.h"
#include "ui/window/accessible.h"

#define RAW_IP 101 /* LINKTYPE_RAW: what HEP brings */

struct _LmuCaptureDialog {
  AdwWindow parent_instance;
  GtkButton *cancel_button, *back_button, *start_button;
  AdwWindowTitle *title;
  GtkSpinner *spinner;
  GtkStack *stack, *places, *titles;
  GtkToggleButton *keep_both, *keep_headers, *keep_sip, *keep_all;
  GtkLabel *keep_label, *more_label, *text_label, *fault_label;
  GtkPopover *text_popover;
  GtkRevealer *fault;
  LmuCaptureFilter *filter;
  LmuCaptureMore *more;
  LmuCapturePrivilege *privilege;
  LmuInterfacePage *interfaces;
  LmuRemotePage *remote;
  LmuListenPage *listen;
  LmuRemoteEdit *host;

  LmuCaptureOptions *options;
  GCancellable *cancellable; /* while it starts */
  LmuCaptureStarted started;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE(LmuCaptureDialog, lmu_capture_dialog, ADW_TYPE_WINDOW)

/* What each choice keeps and what it loses. */
static const char *const keeps[] = {
    [LM_BPF_ALL] =
        N_("All that passes, also what has nothing to do with calls: SIP on any port and "
           "over any transport, DNS, Diameter. It takes the most room."),
    [LM_BPF_SIP] = N_("Signalling on the usual ports, with fragments, VLANs and tunnels that may "
                      "hide it. No media: no quality, nothing to listen to. SIP on other ports is "
                      "not seen."),
    [LM_BPF_SIP_AND_RTP] =
        N_("Signalling on the usual ports, and all UDP: calls with their media, "
           "to be measured and listened to. About 90 MB for an hour of a call in "
           "G.711."),
    [LM_BPF_HEADERS] = N_("As SIP and RTP, but of other UDP only the first 160 bytes: loss, jitter "
                          "and order are measured as well, and most of the sound is left out. What "
                          "is shorter stays whole."),
};

/* Of what comes by HEP, the sender has chosen already. */
static const char *
describe_kept(LmuCapturePlace at, LmBpfOnly only)
{
  if (at != LMU_CAPTURE_LISTEN)
    return _(keeps[only]);
  return only == LM_BPF_SIP ? _("All that is sent but RTP and RTCP: signalling, reports, logs.")
                            : _("All that is sent: signalling, reports, logs, and media where the "
                                "sender has them.");
}

static LmBpfOnly
kept(LmuCaptureDialog *self)
{
  if (gtk_toggle_button_get_active(self->keep_all))
    return LM_BPF_ALL;
  if (gtk_toggle_button_get_active(self->keep_sip))
    return LM_BPF_SIP;
  return gtk_toggle_button_get_active(self->keep_headers) ? LM_BPF_HEADERS : LM_BPF_SIP_AND_RTP;
}

static const char *const places[LMU_CAPTURE_N_PLACES] = {[LMU_CAPTURE_HERE] = "interfaces",
                                                         [LMU_CAPTURE_REMOTE] = "remote",
                                                         [LMU_CAPTURE_LISTEN] = "listen"};

static LmuCapturePlace
place(LmuCaptureDialog *self)
{
  LmuCapturePlace at = LMU_CAPTURE_HERE;
  while (strcmp(gtk_stack_get_visible_child_name(self->places), places[at]) != 0)
    at++;
  return at;
}

static void
read_options(LmuCaptureDialog *self)
{
  LmuCaptureOptions *options = self->options;
  g_strfreev(options->interfaces);
  options->interfaces = lmu_interface_page_get_chosen(self->interfaces);
  lmu_capture_options_set_remote(options, lmu_remote_page_get_chosen(self->remote));
  lmu_listen_page_read(self->listen, options);
  options->place = place(self);
  g_free(options->filter);
  options->filter = g_strstrip(g_strdup(lmu_capture_filter_get_text(self->filter)));
  if (!*options->filter)
    g_clear_pointer(&options->filter, g_free);
  options->only = kept(self);
  lmu_capture_more_read(self->more, options);
}

/* Why it cannot begin yet; NULL: it can. */
static const char *
what_is_missing(LmuCaptureDialog *self)
{
  LmuCapturePlace at = self->options->place;
  if (at == LMU_CAPTURE_LISTEN && !self->options->listen.places[0])
    return _("Say first where to listen");
  if (at == LMU_CAPTURE_LISTEN && !lmu_listen_page_is_good(self->listen))
    return _("What is wrong stands below its field");
  if (at == LMU_CAPTURE_REMOTE && !self->options->remote_host)
    return _("Choose a host first");
  if (at == LMU_CAPTURE_HERE && !self->options->interfaces[0])
    return _("Choose an interface first");
  if (g_strv_length(self->options->interfaces) > LM_HELPER_MAX_LINKS)
    return _("So many interfaces cannot be captured on at once");
  if (!lmu_capture_more_is_good(self->more))
    return _("A field of the further options is not good");
  if (!lmu_capture_filter_is_good(self->filter))
    return _("The capture filter is not understood");
  return NULL;
}

/* What can be pressed, and what stands on it. */
static void
update_cb(LmuCaptureDialog *self)
{
  const char *page = gtk_stack_get_visible_child_name(self->stack);
  gboolean starting = self->cancellable != NULL;
  if (self->filling)
    return;
  read_options(self);
  const char *why = what_is_missing(self);
  g_autofree char *on = lmu_capture_options_describe(self->options);
  g_autofree char *more = lmu_capture_more_describe(self->options);
  gtk_widget_set_sensitive(GTK_WIDGET(self->start_button), !why && !starting);
  gtk_widget_set_tooltip_text(GTK_WIDGET(self->start_button), why ? why : _("Start the capture"));
  gtk_label_set_text(self->more_label, more);
  gtk_widget_set_visible(GTK_WIDGET(self->back_button), strcmp(page, "choose") != 0);
  gtk_widget_set_visible(GTK_WIDGET(self->cancel_button), strcmp(page, "choose") == 0 || starting);
  gtk_widget_set_sensitive(GTK_WIDGET(self->stack), !starting);
  gtk_spinner_set_spinning(self->spinner, starting);
  gtk_widget_set_visible(GTK_WIDGET(self->start_button), strcmp(page, "host") != 0);
  gtk_stack_set_visible_child_name(self->titles,
                                   strcmp(page, "choose") == 0 && !starting ? "places" : "title");
  adw_window_title_set_title(self->title, strcmp(page, "more") == 0   ? _("Further options")
                                          : strcmp(page, "host") == 0 ? _("Another host")
                                                                      : _("Capture"));
  adw_window_title_set_subtitle(self->title, starting                    ? _("Starting…")
                                             : strcmp(page, "host") == 0 ? ""
                                                                         : on);
}

static void
show_page(LmuCaptureDialog *self, const char *name)
{
  gtk_stack_set_visible_child_name(self->stack, name);
  update_cb(self);
}

static void
update_use(LmuCaptureDialog *self)
{
  guint32 types[LM_HELPER_MAX_LINKS] = {RAW_IP};
  gsize n = place(self) == LMU_CAPTURE_LISTEN;
  if (place(self) == LMU_CAPTURE_HERE)
    n = lmu_interface_page_get_link_types(self->interfaces, types, G_N_ELEMENTS(types));
  gtk_label_set_text(self->keep_label, describe_kept(place(self), kept(self)));
  lmu_capture_filter_set_use(self->filter, kept(self), types, n);
  update_cb(self);
}

static void
place_cb(LmuCaptureDialog *self)
{
  if (!self->filling)
    update_use(self);
}

static void
edit_host_cb(LmuCaptureDialog *self, LmuRemoteHost *host)
{
  lmu_remote_edit_show(self->host, host);
  show_page(self, "host");
}

static void
host_saved_cb(LmuCaptureDialog *self, LmuRemoteHost *host)
{
  lmu_remote_page_choose(self->remote, lmu_remote_host_get_host(host),
                         lmu_remote_host_get_interface(host));
  show_page(self, "choose");
}

static void
keep_cb(LmuCaptureDialog *self)
{
  if (!self->filling)
    update_use(self);
}

static void
more_cb(LmuCaptureDialog *self)
{
  show_page(self, "more");
}

static void
back_cb(LmuCaptureDialog *self)
{
  show_page(self, "choose");
}

static void
cancel_cb(LmuCaptureDialog *self)
{
  if (self->cancellable)
    g_cancellable_cancel(self->cancellable);
  else
    gtk_window_close(GTK_WINDOW(self));
}

static gboolean
escape_cb(GtkWidget *widget, GVariant *arguments, gpointer data)
{
  LmuCaptureDialog *self = LMU_CAPTURE_DIALOG(widget);
  if (strcmp(gtk_stack_get_visible_child_name(self->stack), "choose") != 0)
    back_cb(self);
  else
    cancel_cb(self);
  return TRUE;
}

static void
text_shown_cb(LmuCaptureDialog *self)
{
  LmText text = LM_TEXT_INIT;
  read_options(self);
  lm_bpf_text(self->options->filter, self->options->only, 1, &text);
  gtk_label_set_text(self->text_label, text.len ? text.str : _("Everything: no filter."));
  lm_text_clear(&text);
}

/* From now on the filter says all of it. */
static void
edit_text_cb(LmuCaptureDialog *self)
{
  LmText text = LM_TEXT_INIT;
  read_options(self);
  lm_bpf_text(self->options->filter, self->options->only, 1, &text);
  gtk_popover_popdown(self->text_popover);
  gtk_toggle_button_set_active(self->keep_all, TRUE);
  lmu_capture_filter_set_text(self->filter, text.len ? text.str : "");
  lm_text_clear(&text);
  gtk_widget_child_focus(GTK_WIDGET(self->filter), GTK_DIR_TAB_FORWARD);
}

static void
tell_fault(LmuCaptureDialog *self, const LmError *error)
{
  g_autofree char *text = lmu_format_sentence(error ? error->message : "");
  gtk_label_set_text(self->fault_label, text);
  gtk_revealer_set_reveal_child(self->fault, *text != '\0');
}

static void
started_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(LmuCaptureDialog) self = data;
  LmError error = {0};
  LmHepFeed *feed;
  LmLive *live = lmu_capture_start_finish(result, &feed, &error);
  GtkWindow *parent = gtk_window_get_transient_for(GTK_WINDOW(self));
  g_clear_object(&self->cancellable);
  if (live && parent && self->started) {
    lmu_capture_filter_remember(self->filter);
    lmu_capture_set_last(self->options);
    self->started(parent, live, feed, self->options);
    gtk_window_close(GTK_WINDOW(self));
    return;
  }
  lm_live_free(live);
  lm_hep_feed_free(feed);
  if (!self->stack)
    return;
  if (lmu_capture_more_tell(self->more, &error)) {
    show_page(self, "more");
    return;
  }
  show_page(self, error.code == LM_ERROR_PRIVILEGE ? "privilege" : "choose");
  if (self->options->place == LMU_CAPTURE_LISTEN && lmu_listen_page_tell(self->listen, &error))
    return;
  tell_fault(self,
             error.code == LM_ERROR_CANCELLED || error.code == LM_ERROR_PRIVILEGE ? NULL : &error);
}

static void
start_cb(LmuCaptureDialog *self)
{
  update_cb(self);
  if (!gtk_widget_get_sensitive(GTK_WIDGET(self->start_button)))
    return;
  tell_fault(self, NULL);
  gtk_window_set_focus(GTK_WINDOW(self), NULL); /* an entry that cannot be used must not have it */
  self->cancellable = g_cancellable_new();
  lmu_capture_start_async(self->options, self->cancellable, started_cb, g_object_ref(self));
  update_cb(self);
}

static gboolean
lmu_capture_dialog_close_request(GtkWindow *window)
{
  LmuCaptureDialog *self = LMU_CAPTURE_DIALOG(window);
  if (self->cancellable)
    g_cancellable_cancel(self->cancellable);
  return GTK_WINDOW_CLASS(lmu_capture_dialog_parent_class)->close_request(window);
}

static void
lmu_capture_dialog_dispose(GObject *object)
{
  LmuCaptureDialog *self = LMU_CAPTURE_DIALOG(object);
  g_clear_pointer(&self->options, lmu_capture_options_free);
  self->stack = NULL;
  G_OBJECT_CLASS(lmu_capture_dialog_parent_class)->dispose(object);
}

static void
bind_children(GtkWidgetClass *widget_class)
{
#define BIND(name) gtk_widget_class_bind_template_child(widget_class, LmuCaptureDialog, name)
  BIND(cancel_button);
  BIND(back_button);
  BIND(start_button);
  BIND(title);
  BIND(spinner);
  BIND(stack);
  BIND(places);
  BIND(titles);
  BIND(remote);
  BIND(listen);
  BIND(host);
  BIND(interfaces);
  BIND(keep_both);
  BIND(keep_headers);
  BIND(keep_sip);
  BIND(keep_all);
  BIND(keep_label);
  BIND(more_label);
  BIND(text_label);
  BIND(text_popover);
  BIND(fault);
  BIND(fault_label);
  BIND(filter);
  BIND(more);
  BIND(privilege);
#undef BIND
}

static void
lmu_capture_dialog_class_init(LmuCaptureDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);
  G_OBJECT_CLASS(klass)->dispose = lmu_capture_dialog_dispose;
  GTK_WINDOW_CLASS(klass)->close_request = lmu_capture_dialog_close_request;
  g_type_ensure(LMU_TYPE_CAPTURE_FILTER);
  g_type_ensure(LMU_TYPE_CAPTURE_MORE);
  g_type_ensure(LMU_TYPE_CAPTURE_PRIVILEGE);
  g_type_ensure(LMU_TYPE_INTERFACE_PAGE);
  g_type_ensure(LMU_TYPE_LISTEN_PAGE);
  g_type_ensure(LMU_TYPE_REMOTE_EDIT);
  g_type_ensure(LMU_TYPE_REMOTE_PAGE);
  gtk_widget_class_set_template_from_resource(widget_class,
                                              "/org/linesman/Linesman/capture/capture-dialog.ui");
  bind_children(widget_class);
  gtk_widget_class_bind_template_callback(widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback(widget_class, back_cb);
  gtk_widget_class_bind_template_callback(widget_class, start_cb);
  gtk_widget_class_bind_template_callback(widget_class, more_cb);
  gtk_widget_class_bind_template_callback(widget_class, keep_cb);
  gtk_widget_class_bind_template_callback(widget_class, place_cb);
  gtk_widget_class_bind_template_callback(widget_class, edit_host_cb);
  gtk_widget_class_bind_template_callback(widget_class, host_saved_cb);
  gtk_widget_class_bind_template_callback(widget_class, update_cb);
  gtk_widget_class_bind_template_callback(widget_class, text_shown_cb);
  gtk_widget_class_bind_template_callback(widget_class, edit_text_cb);
  gtk_widget_class_add_binding(widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
show_options(LmuCaptureDialog *self)
{
  GtkToggleButton *const buttons[] = {[LM_BPF_ALL] = self->keep_all,
                                      [LM_BPF_SIP] = self->keep_sip,
                                      [LM_BPF_SIP_AND_RTP] = self->keep_both,
                                      [LM_BPF_HEADERS] = self->keep_headers};
  self->filling = TRUE;
  static const char *const all[] = {"any", NULL};
  gboolean any = self->options->interfaces[0] != NULL;
  lmu_interface_page_choose(self->interfaces,
                            any ? (const char *const *)self->options->interfaces : all);
  if (self->options->remote_host)
    lmu_remote_page_choose(self->remote, self->options->remote_host,
                           self->options->remote_interface);
  lmu_listen_page_show(self->listen, self->options);
  gtk_stack_set_visible_child_name(self->places, places[self->options->place]);
  gtk_toggle_button_set_active(buttons[self->options->only], TRUE);
  keep_cb(self);
  lmu_capture_filter_set_text(self->filter, self->options->filter);
  lmu_capture_more_show(self->more, self->options);
  self->filling = FALSE;
}

static void
lmu_capture_dialog_init(LmuCaptureDialog *self)
{
  self->filling = TRUE;
  gtk_widget_init_template(GTK_WIDGET(self));
  self->options = lmu_capture_last();
  lmu_name_scrolled_windows(GTK_WIDGET(self->more), _("Further options"));
  lmu_name_scrolled_windows(GTK_WIDGET(self->privilege), _("Capturing needs a privilege"));
  show_options(self);
  update_use(self);
}

void
lmu_capture_dialog_show(GtkWindow *parent, LmuCaptureStarted started)
{
  LmuCaptureDialog *self = g_object_new(LMU_TYPE_CAPTURE_DIALOG, "transient-for", parent, NULL);
  self->started = started;
  gtk_window_present(GTK_WINDOW(self));
}
