/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/message/message-hex.h"

#include "ui/message/hex-dump.h"

#include <adwaita.h>

/* A mark over more lines than this is shown on the first ones only. */
#define MAX_MARKED_LINES 512
/* Pixels left and right of the text. */
#define MARGIN 12

struct _LmuMessageHex {
  GtkTextView parent_instance;
  LmSlice bytes;
  guint row_bytes;
  gsize marked_offset, marked_len;
  gboolean filled;
  GtkTextTag *range_tag;
  gulong dark_handler;
  guint refill_source;
};

G_DEFINE_FINAL_TYPE(LmuMessageHex, lmu_message_hex, GTK_TYPE_TEXT_VIEW)

static void
update_colours(LmuMessageHex *self)
{
  gboolean dark = adw_style_manager_get_dark(adw_style_manager_get_default());

  g_object_set(self->range_tag, "background", dark ? "#2f5f96" : "#c3d9f5", NULL);
}

static void
mark_columns(LmuMessageHex *self, guint line, guint first, guint last)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(self));
  const guint columns[][2] = {{lmu_hex_column(first), lmu_hex_column(last) + 2},
                              {lmu_hex_ascii_column(self->row_bytes, first),
                               lmu_hex_ascii_column(self->row_bytes, last) + 1}};

  for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
    GtkTextIter start, end;

    gtk_text_buffer_get_iter_at_line_offset(buffer, &start, (int)line, (int)columns[i][0]);
    gtk_text_buffer_get_iter_at_line_offset(buffer, &end, (int)line, (int)columns[i][1]);
    gtk_text_buffer_apply_tag(buffer, self->range_tag, &start, &end);
  }
}

static void
mark_range(LmuMessageHex *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(self));
  gsize shown = MIN(self->bytes.len, LMU_HEX_MAX_BYTES);
  gsize first = MIN(self->marked_offset, shown), rest = MIN(self->marked_len, shown - first);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds(buffer, &start, &end);
  gtk_text_buffer_remove_tag(buffer, self->range_tag, &start, &end);
  if (rest == 0)
    return;
  gtk_text_buffer_get_iter_at_line(buffer, &start, (int)(first / self->row_bytes));
  gtk_text_buffer_place_cursor(buffer, &start);
  gtk_text_view_scroll_to_mark(GTK_TEXT_VIEW(self), gtk_text_buffer_get_insert(buffer), 0.05, FALSE,
                               0, 0);
  for (guint n = 0; n < MAX_MARKED_LINES && rest > 0; n++) {
    guint column = first % self->row_bytes;
    gsize part = MIN(rest, self->row_bytes - column);

    mark_columns(self, (guint)(first / self->row_bytes), column, column + (guint)part - 1);
    first += part;
    rest -= part;
  }
}

static void
fill(LmuMessageHex *self)
{
  LmText text = LM_TEXT_INIT;

  if (self->filled)
    return;
  self->filled = TRUE;
  lm_text_add_str(&text, "");
  lmu_hex_dump(self->bytes, self->row_bytes, &text);
  gtk_text_buffer_set_text(gtk_text_view_get_buffer(GTK_TEXT_VIEW(self)), text.str, (int)text.len);
  lm_text_clear(&text);
  mark_range(self);
}

/* How many bytes of a row fit into @width pixels. */
static guint
fitting_row(LmuMessageHex *self, int width)
{
  PangoLayout *layout = gtk_widget_create_pango_layout(GTK_WIDGET(self), "0000000000");
  int ten;

  pango_layout_get_pixel_size(layout, &ten, NULL);
  g_object_unref(layout);
  return ((int)lmu_hex_line_chars(LMU_HEX_WIDE) * ten + 9) / 10 + 2 * MARGIN <= width
             ? LMU_HEX_WIDE
             : LMU_HEX_NARROW;
}

static void
refill(LmuMessageHex *self)
{
  self->filled = FALSE;
  if (gtk_widget_get_mapped(GTK_WIDGET(self)))
    fill(self);
}

static gboolean
refill_cb(gpointer data)
{
  LmuMessageHex *self = data;

  self->refill_source = 0;
  refill(self);
  return G_SOURCE_REMOVE;
}

static void
lmu_message_hex_size_allocate(GtkWidget *widget, int width, int height, int baseline)
{
  LmuMessageHex *self = LMU_MESSAGE_HEX(widget);
  guint row_bytes = fitting_row(self, width);

  GTK_WIDGET_CLASS(lmu_message_hex_parent_class)->size_allocate(widget, width, height, baseline);
  if (row_bytes == self->row_bytes)
    return;
  self->row_bytes = row_bytes;
  /* The text must not change while it is being laid out. */
  if (!self->refill_source)
    self->refill_source = g_idle_add_full(G_PRIORITY_HIGH_IDLE, refill_cb, self, NULL);
}

static void
lmu_message_hex_map(GtkWidget *widget)
{
  fill(LMU_MESSAGE_HEX(widget));
  GTK_WIDGET_CLASS(lmu_message_hex_parent_class)->map(widget);
}

static void
lmu_message_hex_dispose(GObject *object)
{
  LmuMessageHex *self = LMU_MESSAGE_HEX(object);

  g_clear_signal_handler(&self->dark_handler, adw_style_manager_get_default());
  g_clear_handle_id(&self->refill_source, g_source_remove);
  self->bytes = LM_SLICE_EMPTY;
  G_OBJECT_CLASS(lmu_message_hex_parent_class)->dispose(object);
}

static void
lmu_message_hex_class_init(LmuMessageHexClass *class)
{
  G_OBJECT_CLASS(class)->dispose = lmu_message_hex_dispose;
  GTK_WIDGET_CLASS(class)->map = lmu_message_hex_map;
  GTK_WIDGET_CLASS(class)->size_allocate = lmu_message_hex_size_allocate;
}

static void
lmu_message_hex_init(LmuMessageHex *self)
{
  GtkTextView *view = GTK_TEXT_VIEW(self);

  self->row_bytes = LMU_HEX_NARROW;
  gtk_text_buffer_set_enable_undo(gtk_text_view_get_buffer(view), FALSE);
  self->range_tag = gtk_text_buffer_create_tag(gtk_text_view_get_buffer(view), NULL, NULL);
  gtk_text_view_set_editable(view, FALSE);
  gtk_text_view_set_cursor_visible(view, FALSE);
  gtk_text_view_set_monospace(view, TRUE);
  gtk_text_view_set_left_margin(view, MARGIN);
  gtk_text_view_set_right_margin(view, MARGIN);
  gtk_text_view_set_top_margin(view, 6);
  gtk_text_view_set_bottom_margin(view, 12);
  self->dark_handler = g_signal_connect_swapped(adw_style_manager_get_default(), "notify::dark",
                                                G_CALLBACK(update_colours), self);
  update_colours(self);
}

void
lmu_message_hex_set_bytes(LmuMessageHex *self, LmSlice bytes)
{
  self->bytes = bytes;
  self->marked_len = 0;
  gtk_text_buffer_set_text(gtk_text_view_get_buffer(GTK_TEXT_VIEW(self)), "", 0);
  refill(self);
}

void
lmu_message_hex_show_range(LmuMessageHex *self, gsize offset, gsize len)
{
  self->marked_offset = offset;
  self->marked_len = len;
  if (self->filled)
    mark_range(self);
}
