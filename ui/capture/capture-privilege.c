/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/capture-privilege.h"

#include "base/i18n.h"
#include "capture/live.h"

struct _LmuCapturePrivilege {
  AdwBin parent_instance;
  char *command;
  GtkWidget *copy;
};

G_DEFINE_FINAL_TYPE(LmuCapturePrivilege, lmu_capture_privilege, ADW_TYPE_BIN)

static guint again_signal;

static void
lmu_capture_privilege_finalize(GObject *object)
{
  g_free(LMU_CAPTURE_PRIVILEGE(object)->command);
  G_OBJECT_CLASS(lmu_capture_privilege_parent_class)->finalize(object);
}

static void
lmu_capture_privilege_class_init(LmuCapturePrivilegeClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = lmu_capture_privilege_finalize;
  again_signal = g_signal_new("again", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
}

static void
copy_cb(LmuCapturePrivilege *self)
{
  gdk_clipboard_set_text(gtk_widget_get_clipboard(GTK_WIDGET(self)), self->command);
  gtk_button_set_label(GTK_BUTTON(self->copy), _("Copied"));
}

static void
again_cb(LmuCapturePrivilege *self)
{
  g_signal_emit(self, again_signal, 0);
}

static GtkWidget *
add_label(GtkWidget *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new(text);
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_wrap(GTK_LABEL(label), TRUE);
  gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
  if (style)
    gtk_widget_add_css_class(label, style);
  gtk_box_append(GTK_BOX(box), label);
  return label;
}

/* A way to the privilege, with the button at its end. */
static GtkWidget *
make_card(const char *title, const char *text, const char *command, GtkWidget *button)
{
  GtkWidget *card = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class(card, "card");
  gtk_widget_add_css_class(card, "privilege-card");
  add_label(card, title, "heading");
  add_label(card, text, NULL);
  if (command) {
    GtkWidget *label = add_label(card, command, "monospace");
    gtk_label_set_selectable(GTK_LABEL(label), TRUE);
    gtk_widget_add_css_class(label, "privilege-command");
  }
  gtk_widget_set_halign(button, GTK_ALIGN_END);
  gtk_box_append(GTK_BOX(card), button);
  return card;
}

static GtkWidget *
make_cards(LmuCapturePrivilege *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
  g_autofree char *pkexec = g_find_program_in_path("pkexec");
  GtkWidget *again = gtk_button_new_with_mnemonic(pkexec ? _("_Ask again") : _("_Try again"));
  self->copy = gtk_button_new_with_mnemonic(_("_Copy the command"));
  g_signal_connect_object(self->copy, "clicked", G_CALLBACK(copy_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object(again, "clicked", G_CALLBACK(again_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append(GTK_BOX(box),
                 make_card(_("For this time"),
                           pkexec ? _("An administrator's password, which the desktop asks for. It "
                                      "was not given, or nothing here asks for it.")
                                  : _("The desktop could ask for a password if the program pkexec "
                                      "were there (Debian's package pkexec)."),
                           NULL, again));
  gtk_box_append(GTK_BOX(box),
                 make_card(_("For good, for all users of this computer"),
                           _("This command in a terminal lets linesman-capture take packets, and "
                             "nothing else. It is needed once more after an update."),
                           self->command, self->copy));
  return box;
}

static void
lmu_capture_privilege_init(LmuCapturePrivilege *self)
{
  char path[4096] = "linesman-capture";
  GtkWidget *page = adw_status_page_new();
  lm_live_find_helper(path, sizeof path);
  g_autofree char *quoted = g_shell_quote(path);
  self->command =
      g_strdup_printf("sudo setcap cap_net_raw+ep %s", strchr(path, ' ') ? quoted : path);
  adw_status_page_set_icon_name(ADW_STATUS_PAGE(page), "channel-secure-symbolic");
  adw_status_page_set_title(ADW_STATUS_PAGE(page), _("Capturing needs a privilege"));
  adw_status_page_set_description(
      ADW_STATUS_PAGE(page),
      _("The system lets only those see packets who are allowed to. There are two ways."));
  adw_status_page_set_child(ADW_STATUS_PAGE(page), make_cards(self));
  gtk_widget_add_css_class(page, "compact");
  adw_bin_set_child(ADW_BIN(self), page);
}

GtkWidget *
lmu_capture_privilege_new(void)
{
  return g_object_new(LMU_TYPE_CAPTURE_PRIVILEGE, NULL);
}
