/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/message/message-source.h"

#include "ui/message/event-text.h"
#include "ui/message/message-text.h"

#include <adwaita.h>
#include <sys/mman.h>
#include <unistd.h>

#define RESOURCE_FOLDER "/org/linesman/Linesman/message"

struct _LmuMessageSource {
  GtkSourceView parent_instance;
  LmuMessageText text;
  GtkTextTag *anomaly_tag;
  GtkTextTag *range_tag;
  gulong dark_handler;
};

G_DEFINE_FINAL_TYPE(LmuMessageSource, lmu_message_source, GTK_SOURCE_TYPE_VIEW)

static void
update_colours(LmuMessageSource *self)
{
  AdwStyleManager *style = adw_style_manager_get_default();
  gboolean dark = adw_style_manager_get_dark(style);
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default();
  GtkSourceStyleScheme *scheme = gtk_source_style_scheme_manager_get_scheme(
      schemes, dark ? "linesman-dark" : "linesman-light");
  GtkTextBuffer *buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(self));

  gtk_source_buffer_set_style_scheme(GTK_SOURCE_BUFFER(buffer), scheme);
  g_object_set(self->anomaly_tag, "background", dark ? "#5c2a2a" : "#f9dedc", NULL);
  g_object_set(self->range_tag, "background", dark ? "#2f5f96" : "#c3d9f5", NULL);
}

/* GtkSourceView 5.6 finds style schemes in resources, but then wants to read them as files. So a
 * scheme gets a file in memory, which stays open as long as the program runs. */
static void
add_scheme(const char *resource)
{
  g_autoptr(GBytes) bytes = g_resources_lookup_data(resource, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *path = NULL;
  gsize size = bytes ? g_bytes_get_size(bytes) : 0;
  int fd = memfd_create("linesman-scheme", MFD_CLOEXEC);

  if (fd < 0 || size == 0 || write(fd, g_bytes_get_data(bytes, NULL), size) != (gssize)size) {
    g_warning("The style scheme %s cannot be loaded", resource);
    if (fd >= 0)
      close(fd);
    return;
  }
  path = g_strdup_printf("/proc/self/fd/%d", fd);
  gtk_source_style_scheme_manager_append_search_path(gtk_source_style_scheme_manager_get_default(),
                                                     path);
}

static void
add_search_paths(void)
{
  static gboolean done;

  if (done)
    return;
  done = TRUE;
  gtk_source_language_manager_append_search_path(gtk_source_language_manager_get_default(),
                                                 "resource://" RESOURCE_FOLDER);
  add_scheme(RESOURCE_FOLDER "/linesman-light.xml");
  add_scheme(RESOURCE_FOLDER "/linesman-dark.xml");
}

static void
get_range(LmuMessageSource *self, gsize offset, gsize len, GtkTextIter *start, GtkTextIter *end)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(self));
  gsize last = len > G_MAXSIZE - offset ? G_MAXSIZE : offset + len;

  gtk_text_buffer_get_iter_at_offset(buffer, start,
                                     (int)lmu_message_text_place(&self->text, offset));
  gtk_text_buffer_get_iter_at_offset(buffer, end, (int)lmu_message_text_place(&self->text, last));
}

/* An anomaly without bytes of its own, a header that is missing, is told below the text alone. */
static void
mark_anomalies(LmuMessageSource *self, const LmMessageView *message)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(self));

  for (guint i = 0; i < MIN(message->n_anomalies, G_N_ELEMENTS(message->anomalies)); i++) {
    GtkTextIter start, end;

    if (message->anomalies[i].len == 0 || message->anomalies[i].offset >= self->text.bytes.len)
      continue;
    get_range(self, message->anomalies[i].offset, message->anomalies[i].len, &start, &end);
    gtk_text_buffer_apply_tag(buffer, self->anomaly_tag, &start, &end);
  }
}

static void
lmu_message_source_dispose(GObject *object)
{
  LmuMessageSource *self = LMU_MESSAGE_SOURCE(object);

  g_clear_signal_handler(&self->dark_handler, adw_style_manager_get_default());
  lmu_message_text_clear(&self->text);
  G_OBJECT_CLASS(lmu_message_source_parent_class)->dispose(object);
}

static void
init_buffer(LmuMessageSource *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(self));
  GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default();

  gtk_source_buffer_set_language(
      GTK_SOURCE_BUFFER(buffer),
      gtk_source_language_manager_get_language(languages, "linesman-sip"));
  gtk_source_buffer_set_highlight_matching_brackets(GTK_SOURCE_BUFFER(buffer), FALSE);
  gtk_text_buffer_set_enable_undo(buffer, FALSE);
  self->anomaly_tag =
      gtk_text_buffer_create_tag(buffer, NULL, "underline", PANGO_UNDERLINE_ERROR, NULL);
  self->range_tag = gtk_text_buffer_create_tag(buffer, NULL, NULL);
}

static void
lmu_message_source_constructed(GObject *object)
{
  LmuMessageSource *self = LMU_MESSAGE_SOURCE(object);
  GtkTextView *view = GTK_TEXT_VIEW(object);

  G_OBJECT_CLASS(lmu_message_source_parent_class)->constructed(object);
  add_search_paths();
  init_buffer(self);
  gtk_text_view_set_editable(view, FALSE);
  gtk_text_view_set_cursor_visible(view, FALSE);
  gtk_text_view_set_monospace(view, TRUE);
  gtk_text_view_set_wrap_mode(view, GTK_WRAP_NONE);
  gtk_text_view_set_left_margin(view, 12);
  gtk_text_view_set_right_margin(view, 12);
  gtk_text_view_set_top_margin(view, 6);
  gtk_text_view_set_bottom_margin(view, 12);
  self->dark_handler = g_signal_connect_swapped(adw_style_manager_get_default(), "notify::dark",
                                                G_CALLBACK(update_colours), self);
  update_colours(self);
}

static void
lmu_message_source_class_init(LmuMessageSourceClass *class)
{
  G_OBJECT_CLASS(class)->constructed = lmu_message_source_constructed;
  G_OBJECT_CLASS(class)->dispose = lmu_message_source_dispose;
}

static void
lmu_message_source_init(LmuMessageSource *self)
{
}

void
lmu_message_source_set_message(LmuMessageSource *self, const LmMessageView *message)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(self));
  GtkTextIter start;

  lmu_message_text_clear(&self->text);
  if (message && message->is_event)
    lmu_event_text_init(&self->text, message);
  else
    lmu_message_text_init(&self->text, message ? message->bytes : LM_SLICE_EMPTY);
  gtk_text_buffer_set_text(buffer, self->text.text.str, (int)self->text.text.len);
  if (message)
    mark_anomalies(self, message);
  gtk_text_buffer_get_start_iter(buffer, &start);
  gtk_text_buffer_place_cursor(buffer, &start);
  gtk_adjustment_set_value(gtk_scrollable_get_hadjustment(GTK_SCROLLABLE(self)), 0);
  gtk_adjustment_set_value(gtk_scrollable_get_vadjustment(GTK_SCROLLABLE(self)), 0);
}

void
lmu_message_source_show_range(LmuMessageSource *self, gsize offset, gsize len)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(self));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds(buffer, &start, &end);
  gtk_text_buffer_remove_tag(buffer, self->range_tag, &start, &end);
  /* The words about an event are not its bytes. */
  if (len == 0 || self->text.bytes.len == 0)
    return;
  get_range(self, offset, len, &start, &end);
  gtk_text_buffer_apply_tag(buffer, self->range_tag, &start, &end);
  gtk_text_buffer_place_cursor(buffer, &start);
  gtk_text_view_scroll_to_mark(GTK_TEXT_VIEW(self), gtk_text_buffer_get_insert(buffer), 0.05, FALSE,
                               0, 0);
}
