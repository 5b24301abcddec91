/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/graph/graph-stack.h"

#include "base/i18n.h"
#include "ui/graph/graph.h"
#include "ui/graph/ruler.h"

struct _LmuGraphStack {
  GtkWidget parent_instance;
  LmuGraphAxis *axis;
  LmuGraphData data;
  LmuGraph *graphs[LMU_N_GRAPHS];
  gint64 placed;    /* the cursor that stays; LM_TIME_NONE: none */
  double pointer_x; /* within the plot, 0 to 1 */
  double dragged;   /* pixels that the drag under way has panned */
};

G_DEFINE_FINAL_TYPE(LmuGraphStack, lmu_graph_stack, GTK_TYPE_WIDGET)

enum { CURSOR_PLACED, N_SIGNALS };
static guint signals[N_SIGNALS];

static double
plot_width(LmuGraphStack *self)
{
  return lmu_graph_plot_width(gtk_widget_get_width(GTK_WIDGET(self)));
}

static void
motion_cb(LmuGraphStack *self, double x, double y)
{
  double width = plot_width(self);
  double at = CLAMP(x - lmu_graph_plot_x(), 0, width);

  self->pointer_x = at / width;
  lmu_graph_axis_set_cursor(self->axis, lmu_graph_axis_time(self->axis, at, width));
}

static void
leave_cb(LmuGraphStack *self)
{
  self->pointer_x = 0.5;
  lmu_graph_axis_set_cursor(self->axis, self->placed);
}

static void
place_cursor(LmuGraphStack *self, gint64 time_ns)
{
  lmu_graph_axis_set_cursor(self->axis, time_ns);
  self->placed = lmu_graph_axis_get_cursor(self->axis);
  g_signal_emit(self, signals[CURSOR_PLACED], 0);
}

static void
click_cb(LmuGraphStack *self, int n_press, double x, double y)
{
  double width = plot_width(self);

  place_cursor(self,
               lmu_graph_axis_time(self->axis, CLAMP(x - lmu_graph_plot_x(), 0, width), width));
}

static gboolean
scroll_cb(LmuGraphStack *self, double dx, double dy, GtkEventController *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state(controller);

  return lmu_graph_axis_scroll(self->axis, dx, dy, (state & GDK_SHIFT_MASK) != 0,
                               (state & GDK_CONTROL_MASK) != 0, self->pointer_x);
}

static void
drag_begin_cb(LmuGraphStack *self)
{
  self->dragged = 0;
  gtk_widget_grab_focus(GTK_WIDGET(self));
}

static void
drag_update_cb(LmuGraphStack *self, double dx, double dy)
{
  lmu_graph_axis_pan(self->axis, (self->dragged - dx) / plot_width(self));
  self->dragged = dx;
}

static void
zoom_action(GtkWidget *widget, const char *name, GVariant *parameter)
{
  LmuGraphStack *self = LMU_GRAPH_STACK(widget);
  gint64 cursor = lmu_graph_axis_get_cursor(self->axis);
  double place = cursor == LM_TIME_NONE ? 0.5 : lmu_graph_axis_place(self->axis, cursor, 1);

  if (place < 0 || place > 1)
    place = 0.5;
  if (g_str_equal(name, "graph.zoom-fit"))
    lmu_graph_axis_reset(self->axis);
  else
    lmu_graph_axis_zoom(self->axis,
                        g_str_equal(name, "graph.zoom-in")
                            ? LMU_GRAPH_ZOOM_STEP * LMU_GRAPH_ZOOM_STEP
                            : 1 / (LMU_GRAPH_ZOOM_STEP * LMU_GRAPH_ZOOM_STEP),
                        place);
}

static gboolean
pan_binding(GtkWidget *widget, GVariant *args, gpointer data)
{
  lmu_graph_axis_pan(LMU_GRAPH_STACK(widget)->axis, g_variant_get_double(args));
  return TRUE;
}

/* Moves the cursor by pixels, and what is in view with it. */
static gboolean
cursor_binding(GtkWidget *widget, GVariant *args, gpointer data)
{
  LmuGraphStack *self = LMU_GRAPH_STACK(widget);
  gint64 cursor = lmu_graph_axis_get_cursor(self->axis);
  double width = plot_width(self);
  double x = cursor == LM_TIME_NONE ? width / 2 : lmu_graph_axis_place(self->axis, cursor, width);

  x += g_variant_get_double(args);
  if (x < 0 || x > width)
    lmu_graph_axis_pan(self->axis, x < 0 ? -LMU_GRAPH_PAN_STEP : LMU_GRAPH_PAN_STEP);
  else
    place_cursor(self, lmu_graph_axis_time(self->axis, x, width));
  return TRUE;
}

/* To the beginning or the end of all of the time. */
static gboolean
end_binding(GtkWidget *widget, GVariant *args, gpointer data)
{
  LmuGraphStack *self = LMU_GRAPH_STACK(widget);
  gint64 start = 0, end = 0;

  if (lmu_graph_data_extent(&self->data, &start, &end))
    lmu_graph_stack_place_cursor(self, g_variant_get_boolean(args) ? end : start);
  return TRUE;
}

static gboolean
escape_binding(GtkWidget *widget, GVariant *args, gpointer data)
{
  LmuGraphStack *self = LMU_GRAPH_STACK(widget);

  if (self->placed == LM_TIME_NONE)
    return FALSE;
  place_cursor(self, LM_TIME_NONE);
  return TRUE;
}

/* Says where the cursor is to those who cannot see it. */
static void
cursor_changed_cb(LmuGraphStack *self)
{
  gint64 cursor = lmu_graph_axis_get_cursor(self->axis);
  g_autoptr(GString) text = g_string_new(NULL);

  for (guint i = 0; cursor != LM_TIME_NONE && i < self->data.n; i++) {
    const LmRtpPacket *packet = lmu_series_nearest(self->data.lines[i].series, cursor);
    char time[LM_TIME_TEXT_SIZE];

    if (!packet)
      continue;
    if (text->len > 0)
      g_string_append(text, "; ");
    g_string_append_printf(text, _("%s: delta %.1f ms, jitter %.1f ms, %u lost before it"),
                           lm_time_format_clock(packet->time_ns, time), (double)packet->delta_ms,
                           (double)packet->jitter_ms, packet->lost_before);
  }
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                 text->str, -1);
}

/* What is gathered for one view is gathered before any graph draws it. */
static void
view_changed_cb(LmuGraphStack *self)
{
  self->data.stale = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS(self->graphs); i++)
    lmu_graph_changed(self->graphs[i]);
}

static void
lmu_graph_stack_dispose(GObject *object)
{
  LmuGraphStack *self = LMU_GRAPH_STACK(object);
  GtkWidget *child;

  if (self->axis)
    g_signal_handlers_disconnect_by_data(self->axis, self);
  while ((child = gtk_widget_get_first_child(GTK_WIDGET(self))))
    gtk_widget_unparent(child);
  g_clear_object(&self->axis);
  G_OBJECT_CLASS(lmu_graph_stack_parent_class)->dispose(object);
}

static void
lmu_graph_stack_finalize(GObject *object)
{
  lmu_graph_data_clear(&LMU_GRAPH_STACK(object)->data);
  lmu_graph_data_set_levels(&LMU_GRAPH_STACK(object)->data, NULL, 0);
  G_OBJECT_CLASS(lmu_graph_stack_parent_class)->finalize(object);
}

static void
add_bindings(GtkWidgetClass *class)
{
  static const guint plus[] = {GDK_KEY_plus, GDK_KEY_equal, GDK_KEY_KP_Add};
  static const guint minus[] = {GDK_KEY_minus, GDK_KEY_KP_Subtract};
  static const guint zero[] = {GDK_KEY_0, GDK_KEY_KP_0};
  static const struct {
    guint key;
    double sign;
  } arrows[] = {{GDK_KEY_Left, -1}, {GDK_KEY_Right, 1}};

  for (gsize i = 0; i < G_N_ELEMENTS(plus); i++)
    gtk_widget_class_add_binding_action(class, plus[i], 0, "graph.zoom-in", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(minus); i++)
    gtk_widget_class_add_binding_action(class, minus[i], 0, "graph.zoom-out", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(zero); i++)
    gtk_widget_class_add_binding_action(class, zero[i], 0, "graph.zoom-fit", NULL);
  gtk_widget_class_add_binding_action(class, GDK_KEY_Up, 0, "graph.zoom-in", NULL);
  gtk_widget_class_add_binding_action(class, GDK_KEY_Down, 0, "graph.zoom-out", NULL);
  gtk_widget_class_add_binding(class, GDK_KEY_Home, 0, end_binding, "b", FALSE);
  gtk_widget_class_add_binding(class, GDK_KEY_End, 0, end_binding, "b", TRUE);
  gtk_widget_class_add_binding(class, GDK_KEY_Escape, 0, escape_binding, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(arrows); i++) {
    gtk_widget_class_add_binding(class, arrows[i].key, 0, pan_binding, "d",
                                 arrows[i].sign * LMU_GRAPH_PAN_STEP);
    gtk_widget_class_add_binding(class, arrows[i].key, GDK_SHIFT_MASK, cursor_binding, "d",
                                 arrows[i].sign);
    gtk_widget_class_add_binding(class, arrows[i].key, GDK_SHIFT_MASK | GDK_CONTROL_MASK,
                                 cursor_binding, "d", arrows[i].sign * 20);
  }
}

static void
lmu_graph_stack_class_init(LmuGraphStackClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_graph_stack_dispose;
  G_OBJECT_CLASS(class)->finalize = lmu_graph_stack_finalize;
  signals[CURSOR_PLACED] = g_signal_new("cursor-placed", G_TYPE_FROM_CLASS(class),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name(widget_class, "graphstack");
  gtk_widget_class_set_layout_manager_type(widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_action(widget_class, "graph.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action(widget_class, "graph.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action(widget_class, "graph.zoom-fit", NULL, zoom_action);
  add_bindings(widget_class);
}

static void
add_controllers(LmuGraphStack *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new(GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *drag = gtk_gesture_drag_new(), *click = gtk_gesture_click_new();

  g_signal_connect_swapped(motion, "motion", G_CALLBACK(motion_cb), self);
  g_signal_connect_swapped(motion, "leave", G_CALLBACK(leave_cb), self);
  g_signal_connect_swapped(scroll, "scroll", G_CALLBACK(scroll_cb), self);
  g_signal_connect_swapped(drag, "drag-begin", G_CALLBACK(drag_begin_cb), self);
  g_signal_connect_swapped(drag, "drag-update", G_CALLBACK(drag_update_cb), self);
  g_signal_connect_swapped(click, "released", G_CALLBACK(click_cb), self);
  gtk_widget_add_controller(GTK_WIDGET(self), motion);
  gtk_widget_add_controller(GTK_WIDGET(self), scroll);
  gtk_widget_add_controller(GTK_WIDGET(self), GTK_EVENT_CONTROLLER(drag));
  gtk_widget_add_controller(GTK_WIDGET(self), GTK_EVENT_CONTROLLER(click));
}

static void
lmu_graph_stack_init(LmuGraphStack *self)
{
  GtkWidget *widget = GTK_WIDGET(self), *ruler;

  self->axis = lmu_graph_axis_new();
  self->pointer_x = 0.5;
  self->placed = LM_TIME_NONE;
  gtk_orientable_set_orientation(GTK_ORIENTABLE(gtk_widget_get_layout_manager(widget)),
                                 GTK_ORIENTATION_VERTICAL);
  for (gsize i = 0; i < G_N_ELEMENTS(self->graphs); i++) {
    GtkWidget *graph = lmu_graph_new((LmuGraphWhat)i, self->axis, &self->data);

    self->graphs[i] = LMU_GRAPH(graph);
    gtk_widget_set_vexpand(graph, TRUE);
    gtk_widget_set_parent(graph, widget);
  }
  ruler = lmu_graph_ruler_new(self->axis);
  gtk_widget_set_parent(ruler, widget);
  gtk_widget_set_focusable(widget, TRUE);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Graphs over time"), -1);
  g_signal_connect_swapped(self->axis, "changed", G_CALLBACK(view_changed_cb), self);
  g_signal_connect_swapped(self->axis, "cursor-changed", G_CALLBACK(cursor_changed_cb), self);
  add_controllers(self);
}

void
lmu_graph_stack_set_series(LmuGraphStack *self, LmuSeries *const *series, guint n, gboolean reset)
{
  gint64 start = 0, end = 0;

  g_return_if_fail(LMU_IS_GRAPH_STACK(self));

  lmu_graph_data_set(&self->data, series, n);
  if (reset)
    self->placed = LM_TIME_NONE;
  if (lmu_graph_data_extent(&self->data, &start, &end))
    lmu_graph_axis_set_extent(self->axis, start, end, reset);
  view_changed_cb(self);
  cursor_changed_cb(self);
}

void
lmu_graph_stack_set_levels(LmuGraphStack *self, LmuLevels *const *levels, guint n)
{
  g_return_if_fail(LMU_IS_GRAPH_STACK(self));

  lmu_graph_data_set_levels(&self->data, levels, n);
  view_changed_cb(self);
}

LmuGraphAxis *
lmu_graph_stack_get_axis(LmuGraphStack *self)
{
  return self->axis;
}

void
lmu_graph_stack_place_cursor(LmuGraphStack *self, gint64 time_ns)
{
  double place;

  place_cursor(self, time_ns);
  if (time_ns == LM_TIME_NONE)
    return;
  place = lmu_graph_axis_place(self->axis, time_ns, 1);
  if (place < 0 || place > 1)
    lmu_graph_axis_pan(self->axis, place - 0.5);
}

gint64
lmu_graph_stack_get_placed(LmuGraphStack *self)
{
  return self->placed;
}

void
lmu_graph_stack_set_graph_visible(LmuGraphStack *self, LmuGraphWhat what, gboolean visible)
{
  gtk_widget_set_visible(GTK_WIDGET(self->graphs[what]), visible);
}
