/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/timeline/timeline.h"

#include "base/i18n.h"
#include "ui/model/format.h"
#include "ui/timeline/bins.h"

#define STRIP_HEIGHT 54
#define MARGIN 6
#define BAR_PITCH 7
#define BAR_GAP 2
/* Less than this is a click and not a drag. */
#define CLICK_PIXELS 4.0
/* While a file is read the strip is counted anew this often, and not with every batch. */
#define REFRESH_MS 120

struct _LmuTimeline {
  GtkWidget parent_instance;
  LmuSession *session;
  gboolean other;
  LmuBins bins;
  gint64 from_ns, to_ns;
  double drag_x;
  guint refresh_id;
};

G_DEFINE_FINAL_TYPE(LmuTimeline, lmu_timeline, GTK_TYPE_WIDGET)

enum { SIGNAL_RANGE_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
update_description(LmuTimeline *self)
{
  g_autofree char *calls = lmu_format_n_calls(self->bins.calls);
  g_autofree char *failed = lmu_format_count(self->bins.failed);
  g_autofree char *text = NULL;
  if (self->bins.n_bins) {
    char from[LM_TIME_TEXT_SIZE], to[LM_TIME_TEXT_SIZE];
    text = g_strdup_printf(_("%s from %.8s to %.8s, %s failed"), calls,
                           lm_time_format_clock(self->bins.first_ns, from),
                           lm_time_format_clock(lmu_bins_time(&self->bins, self->bins.n_bins), to),
                           failed);
  } else {
    text = g_strdup(_("Empty"));
  }
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                 -1);
}

static void
recount(LmuTimeline *self)
{
  int width = gtk_widget_get_width(GTK_WIDGET(self)) - 2 * MARGIN;
  if (self->session && width > 0)
    lmu_bins_count(&self->bins, lmu_call_store_rows(lmu_session_get_call_store(self->session)),
                   self->other, MAX(1u, (guint)width / BAR_PITCH));
  else
    lmu_bins_clear(&self->bins);
  update_description(self);
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

static gboolean
refresh_cb(gpointer data)
{
  LmuTimeline *self = data;
  self->refresh_id = 0;
  recount(self);
  return G_SOURCE_REMOVE;
}

static void
calls_changed_cb(LmuTimeline *self)
{
  if (!self->refresh_id)
    self->refresh_id = g_timeout_add(REFRESH_MS, refresh_cb, self);
}

/* Pixels of a bin, which fill the width whatever it is. */
static double
bin_width(LmuTimeline *self)
{
  double width = gtk_widget_get_width(GTK_WIDGET(self)) - 2 * MARGIN;
  return self->bins.n_bins ? MAX(width, 1) / self->bins.n_bins : 1;
}

static guint
bin_at_x(LmuTimeline *self, double x)
{
  double index = (x - MARGIN) / bin_width(self);
  return index <= 0 ? 0 : (guint)MIN(index, self->bins.n_bins ? self->bins.n_bins - 1 : 0);
}

static double
x_of_time(LmuTimeline *self, gint64 time_ns)
{
  double bins = (double)lm_time_sub(time_ns, self->bins.first_ns) / (double)self->bins.bin_ns;
  return MARGIN + CLAMP(bins, 0, self->bins.n_bins) * bin_width(self);
}

static GdkRGBA
named_color(LmuTimeline *self, const char *name)
{
  GdkRGBA color = {0.5f, 0.5f, 0.5f, 1};
  gtk_style_context_lookup_color(gtk_widget_get_style_context(GTK_WIDGET(self)), name, &color);
  return color;
}

static void
fill(GtkSnapshot *snapshot, const GdkRGBA *color, double x, double y, double w, double h)
{
  graphene_rect_t rect = GRAPHENE_RECT_INIT((float)x, (float)y, (float)w, (float)h);
  gtk_snapshot_append_color(snapshot, color, &rect);
}

static void
snapshot_bars(LmuTimeline *self, GtkSnapshot *snapshot, double height)
{
  GdkRGBA plain = named_color(self, "lmu_bar"), bad = named_color(self, "lmu_bar_failed");
  GdkRGBA faint = plain;
  faint.alpha *= 0.45f;
  double pitch = bin_width(self);
  gboolean any = self->from_ns != LM_TIME_NONE;
  guint begin = any ? lmu_bins_at(&self->bins, self->from_ns) : 0;
  guint end = any ? lmu_bins_at(&self->bins, self->to_ns - 1) : G_MAXUINT;
  for (guint i = 0; i < self->bins.n_bins; i++) {
    const LmuBin *bin = &self->bins.bins[i];
    if (!bin->calls)
      continue;
    double x = MARGIN + i * pitch, w = MAX(pitch - BAR_GAP, 1);
    double h = MAX(height * bin->calls / self->bins.highest, 2);
    fill(snapshot, i >= begin && i <= end ? &plain : &faint, x, height - h, w, h);
    if (bin->failed) {
      double failed = MAX(height * bin->failed / self->bins.highest, 2);
      fill(snapshot, &bad, x, height - failed, w, failed);
    }
  }
}

static void
lmu_timeline_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  LmuTimeline *self = LMU_TIMELINE(widget);
  double height = gtk_widget_get_height(widget) - 2 * 4;
  if (!self->bins.n_bins)
    return;
  if (self->from_ns != LM_TIME_NONE) {
    double x = x_of_time(self, self->from_ns);
    double w = MAX(x_of_time(self, self->to_ns) - x, 2);
    GdkRGBA color = named_color(self, "lmu_brush");
    graphene_rect_t rect = GRAPHENE_RECT_INIT((float)x - 1, 1, (float)w, (float)height + 6);
    GskRoundedRect rounded;
    gsk_rounded_rect_init_from_rect(&rounded, &rect, 4);
    gtk_snapshot_push_rounded_clip(snapshot, &rounded);
    gtk_snapshot_append_color(snapshot, &color, &rect);
    gtk_snapshot_pop(snapshot);
  }
  gtk_snapshot_save(snapshot);
  gtk_snapshot_translate(snapshot, &GRAPHENE_POINT_INIT(0, 4));
  snapshot_bars(self, snapshot, height);
  gtk_snapshot_restore(snapshot);
}

static void
lmu_timeline_measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? STRIP_HEIGHT : 100;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? STRIP_HEIGHT : 400;
  *minimum_baseline = *natural_baseline = -1;
}

static void
lmu_timeline_size_allocate(GtkWidget *widget, int width, int height, int baseline)
{
  LmuTimeline *self = LMU_TIMELINE(widget);
  if (self->session && (guint)MAX(1, (width - 2 * MARGIN) / BAR_PITCH) != self->bins.n_bins)
    calls_changed_cb(self);
}

static gboolean
lmu_timeline_query_tooltip(GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  LmuTimeline *self = LMU_TIMELINE(widget);
  if (!self->bins.n_bins || keyboard)
    return FALSE;
  guint index = bin_at_x(self, x);
  char from[LM_TIME_TEXT_SIZE], to[LM_TIME_TEXT_SIZE];
  g_autofree char *calls = lmu_format_n_calls(self->bins.bins[index].calls);
  g_autofree char *failed = lmu_format_count(self->bins.bins[index].failed);
  g_autofree char *text = g_strdup_printf(
      _("%.8s to %.8s: %s, %s failed"),
      lm_time_format_clock(lmu_bins_time(&self->bins, index), from),
      lm_time_format_clock(lmu_bins_time(&self->bins, index + 1), to), calls, failed);
  gtk_tooltip_set_text(tooltip, text);
  return TRUE;
}

/* Chooses the bins from @a to @b, whichever comes first. */
static void
choose_bins(LmuTimeline *self, guint a, guint b)
{
  if (self->bins.n_bins)
    lmu_timeline_set_range(self, lmu_bins_time(&self->bins, MIN(a, b)),
                           lmu_bins_time(&self->bins, MAX(a, b) + 1));
}

static void
drag_begin_cb(LmuTimeline *self, double x, double y)
{
  self->drag_x = x;
  gtk_widget_grab_focus(GTK_WIDGET(self));
}

static void
drag_update_cb(LmuTimeline *self, double dx, double dy)
{
  if (ABS(dx) >= CLICK_PIXELS)
    choose_bins(self, bin_at_x(self, self->drag_x), bin_at_x(self, self->drag_x + dx));
}

static void
drag_end_cb(LmuTimeline *self, double dx, double dy)
{
  if (ABS(dx) < CLICK_PIXELS)
    lmu_timeline_set_range(self, LM_TIME_NONE, LM_TIME_NONE);
}

static gboolean
key_pressed_cb(LmuTimeline *self, guint key, guint code, GdkModifierType state)
{
  int step = key == GDK_KEY_Left || key == GDK_KEY_KP_Left     ? -1
             : key == GDK_KEY_Right || key == GDK_KEY_KP_Right ? 1
                                                               : 0;
  gboolean any = self->from_ns != LM_TIME_NONE;
  if (key == GDK_KEY_Escape && any) {
    lmu_timeline_set_range(self, LM_TIME_NONE, LM_TIME_NONE);
    return TRUE;
  }
  if (!step || !self->bins.n_bins)
    return FALSE;
  if (gtk_widget_get_direction(GTK_WIDGET(self)) == GTK_TEXT_DIR_RTL)
    step = -step;
  guint last = self->bins.n_bins - 1;
  if (!any) {
    guint bin = step > 0 ? 0 : last;
    choose_bins(self, bin, bin);
    return TRUE;
  }
  gint64 begin = lmu_bins_at(&self->bins, self->from_ns);
  gint64 end = lmu_bins_at(&self->bins, self->to_ns - 1);
  if (state & GDK_SHIFT_MASK)
    end = CLAMP(end + step, begin, last);
  else if (begin + step >= 0 && end + step <= last)
    begin += step, end += step;
  choose_bins(self, (guint)begin, (guint)end);
  return TRUE;
}

static void
lmu_timeline_dispose(GObject *object)
{
  LmuTimeline *self = LMU_TIMELINE(object);
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_clear_object(&self->session);
  g_clear_handle_id(&self->refresh_id, g_source_remove);
  lmu_bins_clear(&self->bins);
  G_OBJECT_CLASS(lmu_timeline_parent_class)->dispose(object);
}

static void
lmu_timeline_class_init(LmuTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);
  G_OBJECT_CLASS(klass)->dispose = lmu_timeline_dispose;
  widget_class->snapshot = lmu_timeline_snapshot;
  widget_class->measure = lmu_timeline_measure;
  widget_class->size_allocate = lmu_timeline_size_allocate;
  widget_class->query_tooltip = lmu_timeline_query_tooltip;
  gtk_widget_class_set_css_name(widget_class, "timeline");
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[SIGNAL_RANGE_CHANGED] =
      g_signal_new("range-changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
}

static void
lmu_timeline_init(LmuTimeline *self)
{
  GtkWidget *widget = GTK_WIDGET(self);
  self->from_ns = self->to_ns = LM_TIME_NONE;
  gtk_widget_set_focusable(widget, TRUE);
  gtk_widget_set_has_tooltip(widget, TRUE);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Calls over time"), -1);
  GtkGesture *drag = gtk_gesture_drag_new();
  g_signal_connect_swapped(drag, "drag-begin", G_CALLBACK(drag_begin_cb), self);
  g_signal_connect_swapped(drag, "drag-update", G_CALLBACK(drag_update_cb), self);
  g_signal_connect_swapped(drag, "drag-end", G_CALLBACK(drag_end_cb), self);
  gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(drag));
  GtkEventController *key = gtk_event_controller_key_new();
  g_signal_connect_swapped(key, "key-pressed", G_CALLBACK(key_pressed_cb), self);
  gtk_widget_add_controller(widget, key);
}

void
lmu_timeline_set_session(LmuTimeline *self, LmuSession *session)
{
  g_return_if_fail(LMU_IS_TIMELINE(self));
  if (self->session)
    g_signal_handlers_disconnect_by_data(self->session, self);
  g_set_object(&self->session, session);
  if (session)
    g_signal_connect_swapped(session, "calls-changed", G_CALLBACK(calls_changed_cb), self);
  recount(self);
}

void
lmu_timeline_set_other(LmuTimeline *self, gboolean other)
{
  self->other = other;
  recount(self);
}

void
lmu_timeline_get_range(LmuTimeline *self, gint64 *from_ns, gint64 *to_ns)
{
  *from_ns = self->from_ns;
  *to_ns = self->to_ns;
}

void
lmu_timeline_set_range(LmuTimeline *self, gint64 from_ns, gint64 to_ns)
{
  if (self->from_ns == from_ns && self->to_ns == to_ns)
    return;
  self->from_ns = from_ns;
  self->to_ns = to_ns;
  gtk_widget_queue_draw(GTK_WIDGET(self));
  g_signal_emit(self, signals[SIGNAL_RANGE_CHANGED], 0);
}
