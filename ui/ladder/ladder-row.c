/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-row.h"

#include "ladder/draw.h"
#include "ui/ladder/ladder-mark.h"

#include <math.h>

#define HINT_SIZE 11.0
#define HINT_BASELINE 17.5
#define HINT_PADDING 8.0
#define MOST_HINT 160.0

/* What of the row is on the screen, in the drawing's own pixels from the row's left end. */
typedef struct {
  double x1, x2;
} Span;

/* The parts of a drawing are kept, because scrolling only moves them. */
struct _LmuLadderRow {
  GtkWidget parent_instance;
  LmuLadderPainter *painter;
  LmuLadderItem *item;
  gulong redraw_handler, marks_handler;
  gboolean marked;        /* cursor or play head were drawn on it */
  GskRenderNode *content; /* what stands between the hosts that are seen */
  Span content_span;      /* of the gaps that it was drawn for */
  GskRenderNode *margin;  /* the time, which stays at the left */
};

G_DEFINE_FINAL_TYPE(LmuLadderRow, lmu_ladder_row, GTK_TYPE_WIDGET)

/* The least width that the ladder's rows take. */
static int
min_width(LmuLadderRow *self)
{
  const LmLadder *ladder =
      self->item ? lmu_ladder_model_get_ladder(lmu_ladder_item_get_model(self->item)) : NULL;

  if (!ladder || ladder->n_columns == 0)
    return 0;
  return (int)ceil(lm_ladder_geometry(ladder, 0).width *
                   lmu_ladder_painter_get_scale(self->painter));
}

/* What a screen reader says stands on the list item, which is what has the focus. */
static void
update_words(LmuLadderRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent(GTK_WIDGET(self));
  const LmLadderRow *row = self->item ? lmu_ladder_item_get_row(self->item) : NULL;
  LmText words = LM_TEXT_INIT;

  if (!row || !parent)
    return;
  lm_ladder_describe_row(lmu_ladder_model_get_ladder(lmu_ladder_item_get_model(self->item)), row,
                         &words);
  if (words.str)
    gtk_accessible_update_property(GTK_ACCESSIBLE(parent), GTK_ACCESSIBLE_PROPERTY_LABEL, words.str,
                                   -1);
  lm_text_clear(&words);
}

static void
forget_drawing(LmuLadderRow *self)
{
  g_clear_pointer(&self->content, gsk_render_node_unref);
  g_clear_pointer(&self->margin, gsk_render_node_unref);
}

static void
redraw_cb(LmuLadderRow *self)
{
  forget_drawing(self);
  update_words(self);
  gtk_widget_queue_resize(GTK_WIDGET(self));
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void
marks_cb(LmuLadderRow *self)
{
  LmuLadderModel *model = lmu_ladder_item_get_model(self->item);
  guint index = lmu_ladder_item_get_index(self->item);
  gboolean marked = FALSE;

  for (guint i = 0; i < LMU_N_LADDER_MARKS; i++) {
    double place = lmu_ladder_model_get_place(model, (LmuLadderMark)i);

    marked |= place >= index && place < index + 1.0;
  }
  if (marked || self->marked)
    gtk_widget_queue_draw(GTK_WIDGET(self));
  self->marked = marked;
}

static Span
visible_span(LmuLadderRow *self, double scale)
{
  GtkWidget *widget = GTK_WIDGET(self);
  GtkWidget *list = gtk_widget_get_ancestor(widget, GTK_TYPE_LIST_VIEW);
  int width = gtk_widget_get_width(widget);
  double x, y;

  if (!list || !gtk_widget_translate_coordinates(widget, list, 0, 0, &x, &y))
    return (Span){0, width / scale};
  return (Span){MAX(-x, 0) / scale, MIN(gtk_widget_get_width(list) - x, width) / scale};
}

static GskRenderNode *
draw_content(LmuLadderRow *self, const LmLadder *ladder, const LmLadderGeometry *geometry)
{
  guint index = lmu_ladder_item_get_index(self->item);
  GtkSnapshot *snapshot = gtk_snapshot_new();
  double x1 = MAX(geometry->shown_x1 - geometry->column_distance, 0);
  double x2 = MIN(geometry->shown_x2 + geometry->column_distance, geometry->width);
  cairo_t *cr = gtk_snapshot_append_cairo(
      snapshot, &GRAPHENE_RECT_INIT(floor(x1), 0, ceil(x2 - floor(x1)), LM_LADDER_ROW_HEIGHT));
  LmCanvas *canvas = lmu_ladder_painter_begin(self->painter, cr);

  lm_ladder_draw_lifelines(ladder, geometry, index, 1, canvas);
  lm_ladder_draw_content(ladder, geometry, index, canvas);
  cairo_destroy(cr);
  return gtk_snapshot_free_to_node(snapshot);
}

static GskRenderNode *
draw_margin(LmuLadderRow *self, const LmLadder *ladder, const LmLadderGeometry *geometry)
{
  GtkSnapshot *snapshot = gtk_snapshot_new();
  cairo_t *cr = gtk_snapshot_append_cairo(
      snapshot, &GRAPHENE_RECT_INIT(0, 0, ceil(geometry->margin_x), LM_LADDER_ROW_HEIGHT));

  lm_ladder_draw_margin(ladder, geometry, lmu_ladder_item_get_index(self->item),
                        lmu_ladder_painter_begin(self->painter, cr));
  cairo_destroy(cr);
  return gtk_snapshot_free_to_node(snapshot);
}

/* Says what a row is whose arrow is out of sight, and on which side it is. Returns the width that
 * this takes, at the left (negative) or the right of @span, or 0. */
static double
draw_hint(LmuLadderRow *self, const LmLadder *ladder, const LmLadderGeometry *geometry, Span span,
          GtkSnapshot *snapshot)
{
  const LmLadderRow *row = lmu_ladder_item_get_row(self->item);
  const LmFont font = {.size = HINT_SIZE};
  g_autofree char *text = NULL;
  double x1, x2, width;
  gboolean left;
  LmCanvas *canvas;
  cairo_t *cr;

  if (!lm_ladder_row_extent(ladder, geometry, lmu_ladder_item_get_index(self->item), &x1, &x2) ||
      lm_ladder_is_seen(geometry, x1, x2, span.x1, span.x2))
    return 0;
  left = x1 < span.x1;
  text = left ? g_strconcat("‹ ", row->label, NULL) : g_strconcat(row->label, " ›", NULL);
  cr = gtk_snapshot_append_cairo(
      snapshot,
      &GRAPHENE_RECT_INIT(floor(span.x1), 0, ceil(span.x2 - span.x1) + 1, LM_LADDER_ROW_HEIGHT));
  canvas = lmu_ladder_painter_begin(self->painter, cr);
  width = MIN(canvas->measure(canvas, text, font), MOST_HINT);
  canvas->text(canvas, left ? span.x1 : span.x2 - HINT_PADDING, HINT_BASELINE, MOST_HINT, text,
               font, left ? LM_TEXT_LEFT : LM_TEXT_RIGHT,
               (LmPaint){.role = LM_PAINT_TONE, .tone = row->tone});
  cairo_destroy(cr);
  return left ? -width - HINT_PADDING : width + 2 * HINT_PADDING;
}

static void
append_content(LmuLadderRow *self, const LmLadder *ladder, LmLadderGeometry *geometry, Span span,
               GtkSnapshot *snapshot)
{
  Span free_span = span;
  double hint;

  /* The times stand still, and what scrolls goes away under them. */
  if (span.x1 > 0)
    free_span.x1 += geometry->margin_x;
  lm_ladder_geometry_show(geometry, span.x1 > 0 ? free_span.x1 : 0, span.x2);
  hint = draw_hint(self, ladder, geometry, free_span, snapshot);
  if (hint < 0)
    free_span.x1 -= hint;
  else
    free_span.x2 -= hint;
  if (free_span.x2 <= free_span.x1)
    return;
  if (self->content &&
      (self->content_span.x1 != geometry->shown_x1 || self->content_span.x2 != geometry->shown_x2))
    g_clear_pointer(&self->content, gsk_render_node_unref);
  if (!self->content)
    self->content = draw_content(self, ladder, geometry);
  self->content_span = (Span){geometry->shown_x1, geometry->shown_x2};
  gtk_snapshot_push_clip(snapshot, &GRAPHENE_RECT_INIT(free_span.x1, 0, free_span.x2 - free_span.x1,
                                                       LM_LADDER_ROW_HEIGHT));
  gtk_snapshot_append_node(snapshot, self->content);
  gtk_snapshot_pop(snapshot);
}

static void
lmu_ladder_row_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  LmuLadderRow *self = LMU_LADDER_ROW(widget);
  double scale = lmu_ladder_painter_get_scale(self->painter);
  int width = gtk_widget_get_width(widget);
  const LmLadder *ladder;
  LmLadderGeometry geometry;
  Span span;

  if (!self->item || !lmu_ladder_item_get_row(self->item) || width <= 0)
    return;
  ladder = lmu_ladder_model_get_ladder(lmu_ladder_item_get_model(self->item));
  geometry = lm_ladder_geometry(ladder, width / scale);
  span = visible_span(self, scale);
  if (span.x2 <= span.x1)
    return;
  gtk_snapshot_scale(snapshot, (float)scale, (float)scale);
  append_content(self, ladder, &geometry, span, snapshot);
  if (!self->margin)
    self->margin = draw_margin(self, ladder, &geometry);
  gtk_snapshot_translate(snapshot, &GRAPHENE_POINT_INIT((float)span.x1, 0));
  if (self->margin)
    gtk_snapshot_append_node(snapshot, self->margin);
  lmu_ladder_mark_snapshot(lmu_ladder_item_get_model(self->item),
                           lmu_ladder_item_get_index(self->item), widget, snapshot,
                           geometry.margin_x, span.x2 - span.x1, LM_LADDER_ROW_HEIGHT);
}

static void
lmu_ladder_row_size_allocate(GtkWidget *widget, int width, int height, int baseline)
{
  /* Called for a new size alone: the columns' distance depends on it. */
  forget_drawing(LMU_LADDER_ROW(widget));
}

static void
lmu_ladder_row_measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  LmuLadderRow *self = LMU_LADDER_ROW(widget);
  double scale = lmu_ladder_painter_get_scale(self->painter);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = (int)round(LM_LADDER_ROW_HEIGHT * scale);
  else
    *minimum = *natural = min_width(self);
}

static void
lmu_ladder_row_css_changed(GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS(lmu_ladder_row_parent_class)->css_changed(widget, change);
  forget_drawing(LMU_LADDER_ROW(widget));
  gtk_widget_queue_resize(widget);
  gtk_widget_queue_draw(widget);
}

static void
lmu_ladder_row_dispose(GObject *object)
{
  lmu_ladder_row_set_item(LMU_LADDER_ROW(object), NULL);
  g_clear_object(&LMU_LADDER_ROW(object)->painter);
  G_OBJECT_CLASS(lmu_ladder_row_parent_class)->dispose(object);
}

static void
lmu_ladder_row_class_init(LmuLadderRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_ladder_row_dispose;
  widget_class->snapshot = lmu_ladder_row_snapshot;
  widget_class->size_allocate = lmu_ladder_row_size_allocate;
  widget_class->measure = lmu_ladder_row_measure;
  widget_class->css_changed = lmu_ladder_row_css_changed;
  gtk_widget_class_set_css_name(widget_class, "ladderrow");
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
lmu_ladder_row_init(LmuLadderRow *self)
{
}

GtkWidget *
lmu_ladder_row_new(LmuLadderPainter *painter)
{
  LmuLadderRow *self = g_object_new(LMU_TYPE_LADDER_ROW, NULL);

  self->painter = g_object_ref(painter);
  return GTK_WIDGET(self);
}

guint
lmu_ladder_row_get_index(LmuLadderRow *self)
{
  return self->item ? lmu_ladder_item_get_index(self->item) : LM_NONE;
}

void
lmu_ladder_row_set_item(LmuLadderRow *self, LmuLadderItem *item)
{
  if (self->item == item)
    return;
  if (self->item) {
    g_clear_signal_handler(&self->redraw_handler, lmu_ladder_item_get_model(self->item));
    g_clear_signal_handler(&self->marks_handler, lmu_ladder_item_get_model(self->item));
  }
  g_set_object(&self->item, item);
  forget_drawing(self);
  if (!item)
    return;
  self->redraw_handler = g_signal_connect_swapped(lmu_ladder_item_get_model(item), "redraw",
                                                  G_CALLBACK(redraw_cb), self);
  self->marks_handler = g_signal_connect_swapped(lmu_ladder_item_get_model(item), "marks-changed",
                                                 G_CALLBACK(marks_cb), self);
  marks_cb(self);
  redraw_cb(self);
}

static void
setup_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item, LmuLadderPainter *painter)
{
  gtk_list_item_set_child(list_item, lmu_ladder_row_new(painter));
}

static void
bind_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  LmuLadderItem *item = gtk_list_item_get_item(list_item);
  const LmLadderRow *row = lmu_ladder_item_get_row(item);

  lmu_ladder_row_set_item(LMU_LADDER_ROW(gtk_list_item_get_child(list_item)), item);
  gtk_list_item_set_selectable(list_item, row && row->kind != LM_LADDER_PAUSE);
  gtk_list_item_set_activatable(list_item, row && row->kind != LM_LADDER_PAUSE);
}

static void
unbind_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  lmu_ladder_row_set_item(LMU_LADDER_ROW(gtk_list_item_get_child(list_item)), NULL);
}

GtkListItemFactory *
lmu_ladder_row_factory_new(LmuLadderPainter *painter)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new();

  g_signal_connect_object(factory, "setup", G_CALLBACK(setup_cb), painter, 0);
  g_signal_connect(factory, "bind", G_CALLBACK(bind_cb), NULL);
  g_signal_connect(factory, "unbind", G_CALLBACK(unbind_cb), NULL);
  return factory;
}
