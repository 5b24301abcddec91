/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/packets-page.h"

#include "base/i18n.h"
#include "base/text.h"
#include "relate/packet_status.h"
#include "ui/model/format.h"
#include "ui/streams/packet-list.h"
#include "ui/streams/stream-text.h"
#include "ui/window/accessible.h"

struct _LmuPacketsPage {
  AdwBin parent_instance;
  LmuSeries *series;
  LmuPacketList *list;
  GtkSingleSelection *selection;
  GtkColumnView *view;
  GtkStack *stack;
  GtkDropDown *filter;
  GtkLabel *count, *none;
  gboolean moving; /* the selection follows the cursor, and not the other way round */
};

G_DEFINE_FINAL_TYPE(LmuPacketsPage, lmu_packets_page, ADW_TYPE_BIN)

enum { PACKET_SELECTED, N_SIGNALS };
static guint signals[N_SIGNALS];

#define LATE (LM_RTP_LATE(0) | LM_RTP_LATE(1) | LM_RTP_LATE(LM_N_JITTER_BUFFERS - 1))

static const struct {
  const char *title;
  guint32 flags;
} filters[] = {
    {N_("All problems"), LM_RTP_PROBLEMS},
    {N_("Missing before it"), LM_RTP_LOSS},
    {N_("Too late"), LATE},
    {N_("Out of order, twice"), LM_RTP_REORDERED | LM_RTP_DUPLICATE | LM_RTP_STRAY},
    {N_("Behind a gap"), LM_RTP_PAUSE | LM_RTP_OUTAGE | LM_RTP_SILENCE},
    {N_("Timestamps, restarts"),
     LM_RTP_TIMESTAMP_JUMP | LM_RTP_TIMESTAMP_BACK | LM_RTP_RESTART | LM_RTP_BAD_PADDING},
    {N_("Payload type, DSCP, TTL"), LM_RTP_TYPE_CHANGE | LM_RTP_DSCP_CHANGE | LM_RTP_TTL_CHANGE},
    {N_("Talk begins, events"), LM_RTP_TALKSPURT | LM_RTP_EVENT | LM_RTP_COMFORT_NOISE},
    {N_("All packets"), 0},
};

static char *
time_text(const LmRtpPacket *packet)
{
  char text[LM_TIME_TEXT_SIZE];

  return g_strdup(lm_time_format_clock(packet->time_ns, text));
}

static char *
number_text(const LmRtpPacket *packet)
{
  return g_strdup_printf("%u", packet->number);
}

static char *
status_text(const LmRtpPacket *packet)
{
  LmText text = LM_TEXT_INIT;
  char *words;

  lm_rtp_status_text(packet, &text);
  words = g_strdup(text.str ? text.str : "");
  lm_text_clear(&text);
  return words;
}

static char *
delta_text(const LmRtpPacket *packet)
{
  return lmu_stream_ms_text((double)packet->delta_ms);
}

static char *
jitter_text(const LmRtpPacket *packet)
{
  return lmu_stream_ms_text((double)packet->jitter_ms);
}

static char *
skew_text(const LmRtpPacket *packet)
{
  return lmu_format_minus(g_strdup_printf(_("%.1f ms"), (double)packet->skew_ms));
}

static char *
type_text(const LmRtpPacket *packet)
{
  return packet->flags & LM_RTP_MARKER ? g_strdup_printf(_("%u, marker"), packet->payload_type)
                                       : g_strdup_printf("%u", packet->payload_type);
}

static char *
bytes_text(const LmRtpPacket *packet)
{
  return lmu_format_count(packet->payload_len);
}

typedef struct {
  const char *title;
  int chars;
  gboolean expand;
  char *(*text)(const LmRtpPacket *packet);
} Column;

static const Column columns[] = {
    {N_("Time"), 12, FALSE, time_text},
    {N_("Packet"), 6, FALSE, number_text},
    {N_("What is with it"), 20, TRUE, status_text},
    {N_("Delta"), 8, FALSE, delta_text},
    {N_("Jitter"), 7, FALSE, jitter_text},
    {N_("Skew"), 8, FALSE, skew_text},
    {N_("Type"), 9, FALSE, type_text},
    {N_("Payload bytes"), 6, FALSE, bytes_text},
};

static void
setup_cb(GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const Column *column = data;
  GtkWidget *cell = gtk_label_new(NULL);

  gtk_label_set_xalign(GTK_LABEL(cell), 0);
  gtk_label_set_ellipsize(GTK_LABEL(cell), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars(GTK_LABEL(cell), column->chars);
  gtk_list_item_set_child(item, cell);
}

static void
bind_cb(GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const Column *column = data;
  GtkWidget *cell = gtk_list_item_get_child(item);
  const LmRtpPacket *packet = lmu_packet_item_get_packet(gtk_list_item_get_item(item));
  g_autofree char *text = column->text(packet);

  gtk_label_set_label(GTK_LABEL(cell), text);
  if (lmu_names_row(cell)) {
    g_autofree char *status = status_text(packet);
    g_autofree char *name = g_strdup_printf(_("Packet %u at %s: %s"), packet->number, text,
                                            *status ? status : _("nothing special"));

    lmu_name_row(cell, name);
  }
}

static void
show(LmuPacketsPage *self)
{
  guint chosen = MIN(gtk_drop_down_get_selected(self->filter), G_N_ELEMENTS(filters) - 1);
  g_autofree char *count = NULL;
  g_autofree char *all = NULL;
  g_autofree char *text = NULL;
  guint n;

  self->moving = TRUE;
  lmu_packet_list_set(self->list, self->series, filters[chosen].flags);
  self->moving = FALSE;
  n = g_list_model_get_n_items(G_LIST_MODEL(self->list));
  count = lmu_format_count(n);
  all = lmu_format_count(self->series ? self->series->n_rows : 0);
  text = g_strdup_printf(_("%s of %s packets"), count, all);
  gtk_label_set_label(self->count, text);
  gtk_label_set_label(self->none,
                      self->series && self->series->n_problems == 0 && chosen == 0
                          ? _("No packet has a problem. Choose “All packets” to see them.")
                          : _("No packet is like that. Choose something else above."));
  lmu_show_page(self->stack, n > 0 ? "list" : "none");
}

static void
selected_cb(LmuPacketsPage *self)
{
  LmuPacketItem *item = gtk_single_selection_get_selected_item(self->selection);

  if (item && !self->moving)
    g_signal_emit(self, signals[PACKET_SELECTED], 0, lmu_packet_item_get_packet(item)->time_ns);
}

static void
lmu_packets_page_dispose(GObject *object)
{
  LmuPacketsPage *self = LMU_PACKETS_PAGE(object);

  self->moving = TRUE;
  g_clear_pointer(&self->series, lmu_series_unref);
  g_clear_object(&self->selection);
  g_clear_object(&self->list);
  G_OBJECT_CLASS(lmu_packets_page_parent_class)->dispose(object);
}

static void
lmu_packets_page_class_init(LmuPacketsPageClass *class)
{
  G_OBJECT_CLASS(class)->dispose = lmu_packets_page_dispose;
  signals[PACKET_SELECTED] =
      g_signal_new("packet-selected", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static GtkWidget *
make_bar(LmuPacketsPage *self)
{
  GtkWidget *bar = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
  g_autoptr(GtkStringList) titles = gtk_string_list_new(NULL);
  GtkWidget *filter, *count = gtk_label_new(NULL);

  for (gsize i = 0; i < G_N_ELEMENTS(filters); i++)
    gtk_string_list_append(titles, _(filters[i].title));
  filter = gtk_drop_down_new(G_LIST_MODEL(g_steal_pointer(&titles)), NULL);
  gtk_accessible_update_property(GTK_ACCESSIBLE(filter), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Which packets are listed"), -1);
  gtk_widget_add_css_class(count, "caption");
  gtk_widget_add_css_class(count, "dim-label");
  gtk_widget_add_css_class(count, "numeric");
  gtk_box_append(GTK_BOX(bar), filter);
  gtk_box_append(GTK_BOX(bar), count);
  gtk_widget_add_css_class(bar, "packet-bar");
  self->filter = GTK_DROP_DOWN(filter);
  self->count = GTK_LABEL(count);
  g_signal_connect_swapped(filter, "notify::selected", G_CALLBACK(show), self);
  return bar;
}

static void
add_columns(LmuPacketsPage *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
    g_autoptr(GtkColumnViewColumn) column = NULL;
    union {
      const Column *in;
      gpointer out;
    } data = {.in = &columns[i]};

    g_signal_connect(factory, "setup", G_CALLBACK(setup_cb), data.out);
    g_signal_connect(factory, "bind", G_CALLBACK(bind_cb), data.out);
    column = gtk_column_view_column_new(_(columns[i].title), factory);
    gtk_column_view_column_set_resizable(column, TRUE);
    gtk_column_view_column_set_expand(column, columns[i].expand);
    gtk_column_view_append_column(self->view, column);
  }
}

static void
lmu_packets_page_init(LmuPacketsPage *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new(), *none = gtk_label_new(NULL);

  self->list = lmu_packet_list_new();
  self->selection = gtk_single_selection_new(G_LIST_MODEL(g_object_ref(self->list)));
  gtk_single_selection_set_autoselect(self->selection, FALSE);
  gtk_single_selection_set_can_unselect(self->selection, TRUE);
  self->view =
      GTK_COLUMN_VIEW(gtk_column_view_new(GTK_SELECTION_MODEL(g_object_ref(self->selection))));
  add_columns(self);
  lmu_name_column_titles(self->view, _("Columns"));
  gtk_widget_add_css_class(GTK_WIDGET(self->view), "data-table");
  gtk_widget_add_css_class(GTK_WIDGET(self->view), "stream-list");
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Packets"), -1);
  gtk_accessible_update_property(GTK_ACCESSIBLE(scroller), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Packets"), -1);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), GTK_WIDGET(self->view));
  gtk_widget_set_vexpand(scroller, TRUE);
  gtk_label_set_wrap(GTK_LABEL(none), TRUE);
  gtk_widget_add_css_class(none, "dim-label");
  self->none = GTK_LABEL(none);
  self->stack = GTK_STACK(gtk_stack_new());
  gtk_stack_add_named(self->stack, scroller, "list");
  gtk_stack_add_named(self->stack, none, "none");
  gtk_box_append(GTK_BOX(box), make_bar(self));
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->stack));
  adw_bin_set_child(ADW_BIN(self), box);
  g_signal_connect_object(self->selection, "notify::selected-item", G_CALLBACK(selected_cb), self,
                          G_CONNECT_SWAPPED);
  show(self);
}

void
lmu_packets_page_set_series(LmuPacketsPage *self, LmuSeries *series)
{
  if (series == self->series)
    return;
  if (series)
    lmu_series_ref(series);
  g_clear_pointer(&self->series, lmu_series_unref);
  self->series = series;
  show(self);
}

void
lmu_packets_page_set_cursor(LmuPacketsPage *self, gint64 time_ns)
{
  guint position = time_ns == LM_TIME_NONE ? GTK_INVALID_LIST_POSITION
                                           : lmu_packet_list_find(self->list, time_ns);

  if (position == gtk_single_selection_get_selected(self->selection))
    return;
  self->moving = TRUE;
  gtk_single_selection_set_selected(self->selection, position);
  self->moving = FALSE;
  if (position != GTK_INVALID_LIST_POSITION)
    lmu_scroll_column_view(self->view, position);
}
