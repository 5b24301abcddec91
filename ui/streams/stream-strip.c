/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/stream-strip.h"

#include "base/i18n.h"
#include "ui/model/stream-item.h"

#include <math.h>

#define LEAST_WIDTH 84
#define USUAL_WIDTH 160
#define HEIGHT 16
/* The bar of what cannot be worse, so that it is seen. */
#define LEAST_BAR 3.0
#define MOST_MOS 4.4
/* Where no score tells, this loss cannot be worse. */
#define MOST_LOSS 0.2

struct _LmuStreamStrip {
  GtkWidget parent_instance;
  LmuStripStore *store;
  LmuStreamItem *item;
  guint64 told; /* packets of the strip that the words are about */
};

G_DEFINE_FINAL_TYPE(LmuStreamStrip, lmu_stream_strip, GTK_TYPE_WIDGET)

static double
loss_of(const LmStripCell *cell)
{
  return (double)cell->lost / MAX((double)cell->lost + cell->packets, 1);
}

/* For who cannot see the bars. */
static void
tell(LmuStreamStrip *self, const LmStreamStrip *strip)
{
  g_autofree char *words = NULL;
  double worst = 0;
  guint n = 0;

  if (self->told == strip->packets)
    return;
  self->told = strip->packets;
  for (guint i = 0; i < strip->n_cells; i++) {
    worst = MAX(worst, loss_of(&strip->cells[i]));
    n += strip->cells[i].lost > 0;
  }
  if (n == 0)
    words = g_strdup(_("Over time: no packet missing"));
  else
    words = g_strdup_printf(_("Over time: packets are missing in %u of %u parts, %.1f %% in the "
                              "worst"),
                            n, strip->n_cells, worst * 100);
  gtk_widget_set_tooltip_text(GTK_WIDGET(self), words);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
append_cell(GtkSnapshot *snapshot, const LmStripCell *cell, const GdkRGBA colours[], double x,
            double width, double height)
{
  double good =
      cell->mos > 0 ? ((double)cell->mos - 1) / (MOST_MOS - 1) : 1 - loss_of(cell) / MOST_LOSS;
  double bar = cell->packets ? LEAST_BAR + (height - LEAST_BAR) * CLAMP(good, 0, 1) : 1;

  bar = round(bar);
  gtk_snapshot_append_color(
      snapshot, &colours[cell->packets ? cell->quality : LM_QUALITY_NONE],
      &GRAPHENE_RECT_INIT((float)x, (float)(height - bar), (float)width, (float)bar));
}

static void
lmu_stream_strip_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  LmuStreamStrip *self = LMU_STREAM_STRIP(widget);
  const LmStreamRow *row = self->item ? lmu_stream_item_get_row(self->item) : NULL;
  const LmStreamStrip *strip = row ? lmu_strip_store_get(self->store, row) : NULL;
  GtkStyleContext *style = gtk_widget_get_style_context(widget);
  double width = MIN(gtk_widget_get_width(widget), USUAL_WIDTH), step;
  GdkRGBA colours[4];

  if (!strip)
    return;
  for (guint i = 0; i < G_N_ELEMENTS(colours); i++)
    gtk_style_context_get_color(style, &colours[i]);
  colours[LM_QUALITY_NONE].alpha *= 0.4f;
  gtk_style_context_lookup_color(style, "lmu_good", &colours[LM_QUALITY_GOOD]);
  gtk_style_context_lookup_color(style, "lmu_fair", &colours[LM_QUALITY_FAIR]);
  gtk_style_context_lookup_color(style, "lmu_bad", &colours[LM_QUALITY_POOR]);
  /* Few packets have a short strip, of bars as wide as all others. */
  step = MAX(floor(width / LM_STRIP_CELLS), 2);
  for (guint i = 0; i < strip->n_cells; i++)
    append_cell(snapshot, &strip->cells[i], colours, i * step, step - 1,
                gtk_widget_get_height(widget));
}

static void
lmu_stream_strip_measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? USUAL_WIDTH : HEIGHT;
}

static void
lmu_stream_strip_dispose(GObject *object)
{
  LmuStreamStrip *self = LMU_STREAM_STRIP(object);

  g_clear_object(&self->item);
  g_clear_object(&self->store);
  G_OBJECT_CLASS(lmu_stream_strip_parent_class)->dispose(object);
}

static void
lmu_stream_strip_class_init(LmuStreamStripClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_stream_strip_dispose;
  widget_class->snapshot = lmu_stream_strip_snapshot;
  widget_class->measure = lmu_stream_strip_measure;
  gtk_widget_class_set_css_name(widget_class, "streamstrip");
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lmu_stream_strip_init(LmuStreamStrip *self)
{
  gtk_widget_set_valign(GTK_WIDGET(self), GTK_ALIGN_CENTER);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Over time"), -1);
}

static void
came_cb(LmuStreamStrip *self)
{
  const LmStreamRow *row = self->item ? lmu_stream_item_get_row(self->item) : NULL;
  const LmStreamStrip *strip = row && gtk_widget_get_mapped(GTK_WIDGET(self))
                                   ? lmu_strip_store_find(self->store, row)
                                   : NULL;

  if (!strip || self->told == strip->packets)
    return;
  tell(self, strip);
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void
setup_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item, LmuStripStore *store)
{
  LmuStreamStrip *self = g_object_new(LMU_TYPE_STREAM_STRIP, NULL);

  self->store = g_object_ref(store);
  g_signal_connect_object(store, "came", G_CALLBACK(came_cb), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child(list_item, GTK_WIDGET(self));
}

static void
set_item(LmuStreamStrip *self, LmuStreamItem *item)
{
  if (self->item)
    g_signal_handlers_disconnect_by_data(self->item, self);
  g_set_object(&self->item, item);
  self->told = G_MAXUINT64;
  if (item)
    g_signal_connect_object(item, "changed", G_CALLBACK(gtk_widget_queue_draw), self,
                            G_CONNECT_SWAPPED);
  came_cb(self);
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void
bind_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  set_item(LMU_STREAM_STRIP(gtk_list_item_get_child(list_item)), gtk_list_item_get_item(list_item));
}

static void
unbind_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  set_item(LMU_STREAM_STRIP(gtk_list_item_get_child(list_item)), NULL);
}

GtkListItemFactory *
lmu_stream_strip_factory_new(LmuStripStore *store)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new();

  g_signal_connect_object(factory, "setup", G_CALLBACK(setup_cb), store, 0);
  g_signal_connect(factory, "bind", G_CALLBACK(bind_cb), NULL);
  g_signal_connect(factory, "unbind", G_CALLBACK(unbind_cb), NULL);
  return factory;
}
