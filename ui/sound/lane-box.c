/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/sound/lane-box.h"

#include "base/i18n.h"
#include "ui/graph/graph.h"

#include <math.h>

/* Less than this is a click and not a drag. */
#define CLICK_PIXELS 4.0

struct _LmuLaneBox {
  GtkWidget parent_instance;
  LmuGraphAxis *axis;
  GPtrArray *lanes;   /* LmuSoundLane, borrowed: they are children */
  double pointer_x;   /* within the plot, 0 to 1 */
  double dragged;     /* pixels that the drag under way has panned */
  gint64 kept_cursor; /* where it was before the pointer came, and is when it has gone */
};

G_DEFINE_FINAL_TYPE(LmuLaneBox, lmu_lane_box, GTK_TYPE_WIDGET)

enum { SEEK, PROBLEM_WANTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static double
plot_width(LmuLaneBox *self)
{
  return lmu_graph_plot_width(gtk_widget_get_width(GTK_WIDGET(self)));
}

static gint64
time_at(LmuLaneBox *self, double x)
{
  double width = plot_width(self);

  return lmu_graph_axis_time(self->axis, CLAMP(x - lmu_graph_plot_x(), 0, width), width);
}

static void
enter_cb(LmuLaneBox *self)
{
  self->kept_cursor = lmu_graph_axis_get_cursor(self->axis);
}

static void
motion_cb(LmuLaneBox *self, double x, double y)
{
  self->pointer_x = CLAMP(x - lmu_graph_plot_x(), 0, plot_width(self)) / plot_width(self);
  lmu_graph_axis_set_cursor(self->axis, time_at(self, x));
}

static void
leave_cb(LmuLaneBox *self)
{
  self->pointer_x = 0.5;
  lmu_graph_axis_set_cursor(self->axis, self->kept_cursor);
}

static gboolean
scroll_cb(LmuLaneBox *self, double dx, double dy, GtkEventController *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state(controller);

  return lmu_graph_axis_scroll(self->axis, dx, dy, (state & GDK_SHIFT_MASK) != 0,
                               (state & GDK_CONTROL_MASK) != 0, self->pointer_x);
}

static void
drag_begin_cb(LmuLaneBox *self)
{
  self->dragged = 0;
  gtk_widget_grab_focus(GTK_WIDGET(self));
}

static void
drag_update_cb(LmuLaneBox *self, double dx, double dy)
{
  if (self->dragged == 0 && fabs(dx) < CLICK_PIXELS)
    return;
  lmu_graph_axis_pan(self->axis, (self->dragged - dx) / plot_width(self));
  self->dragged = dx;
}

static void
drag_end_cb(LmuLaneBox *self, double dx, double dy, GtkGestureDrag *gesture)
{
  double x, y;

  if (self->dragged != 0 || fabs(dy) >= CLICK_PIXELS)
    return;
  if (gtk_gesture_drag_get_start_point(gesture, &x, &y))
    g_signal_emit(self, signals[SEEK], 0, time_at(self, x));
}

/* "in", "out", "all". */
static gboolean
zoom_binding(GtkWidget *widget, GVariant *args, gpointer data)
{
  LmuLaneBox *self = LMU_LANE_BOX(widget);
  gint64 cursor = lmu_graph_axis_get_cursor(self->axis);
  double factor = g_variant_get_double(args);
  double place = cursor == LM_TIME_NONE ? 0.5 : lmu_graph_axis_place(self->axis, cursor, 1);

  if (factor == 0)
    lmu_graph_axis_reset(self->axis);
  else
    lmu_graph_axis_zoom(self->axis, factor, place < 0 || place > 1 ? 0.5 : place);
  return TRUE;
}

static gboolean
pan_binding(GtkWidget *widget, GVariant *args, gpointer data)
{
  lmu_graph_axis_pan(LMU_LANE_BOX(widget)->axis, g_variant_get_double(args));
  return TRUE;
}

/* Moves the cursor by pixels, and what is in view with it. */
static gboolean
cursor_binding(GtkWidget *widget, GVariant *args, gpointer data)
{
  LmuLaneBox *self = LMU_LANE_BOX(widget);
  gint64 cursor = lmu_graph_axis_get_cursor(self->axis);
  double width = plot_width(self);
  double x = cursor == LM_TIME_NONE ? width / 2 : lmu_graph_axis_place(self->axis, cursor, width);

  x += g_variant_get_double(args);
  if (x < 0 || x > width) {
    lmu_graph_axis_pan(self->axis, x < 0 ? -LMU_GRAPH_PAN_STEP : LMU_GRAPH_PAN_STEP);
    return TRUE;
  }
  self->kept_cursor = lmu_graph_axis_time(self->axis, x, width);
  lmu_graph_axis_set_cursor(self->axis, self->kept_cursor);
  return TRUE;
}

static gboolean
problem_binding(GtkWidget *widget, GVariant *args, gpointer data)
{
  g_signal_emit(widget, signals[PROBLEM_WANTED], 0, g_variant_get_int32(args));
  return TRUE;
}

static gboolean
seek_binding(GtkWidget *widget, GVariant *args, gpointer data)
{
  LmuLaneBox *self = LMU_LANE_BOX(widget);
  gint64 cursor = lmu_graph_axis_get_cursor(self->axis);

  if (cursor == LM_TIME_NONE)
    return FALSE;
  g_signal_emit(self, signals[SEEK], 0, cursor);
  return TRUE;
}

static void
lmu_lane_box_dispose(GObject *object)
{
  LmuLaneBox *self = LMU_LANE_BOX(object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child(GTK_WIDGET(self))))
    gtk_widget_unparent(child);
  g_clear_pointer(&self->lanes, g_ptr_array_unref);
  g_clear_object(&self->axis);
  G_OBJECT_CLASS(lmu_lane_box_parent_class)->dispose(object);
}

static void
add_bindings(GtkWidgetClass *class)
{
  static const struct {
    guint key;
    double factor;
  } zooms[] = {{GDK_KEY_plus, LMU_GRAPH_ZOOM_STEP * LMU_GRAPH_ZOOM_STEP},
               {GDK_KEY_equal, LMU_GRAPH_ZOOM_STEP * LMU_GRAPH_ZOOM_STEP},
               {GDK_KEY_KP_Add, LMU_GRAPH_ZOOM_STEP * LMU_GRAPH_ZOOM_STEP},
               {GDK_KEY_Up, LMU_GRAPH_ZOOM_STEP * LMU_GRAPH_ZOOM_STEP},
               {GDK_KEY_minus, 1 / (LMU_GRAPH_ZOOM_STEP * LMU_GRAPH_ZOOM_STEP)},
               {GDK_KEY_KP_Subtract, 1 / (LMU_GRAPH_ZOOM_STEP * LMU_GRAPH_ZOOM_STEP)},
               {GDK_KEY_Down, 1 / (LMU_GRAPH_ZOOM_STEP * LMU_GRAPH_ZOOM_STEP)},
               {GDK_KEY_0, 0},
               {GDK_KEY_KP_0, 0}};
  static const struct {
    guint key;
    double sign;
  } arrows[] = {{GDK_KEY_Left, -1}, {GDK_KEY_Right, 1}};

  for (gsize i = 0; i < G_N_ELEMENTS(zooms); i++)
    gtk_widget_class_add_binding(class, zooms[i].key, 0, zoom_binding, "d", zooms[i].factor);
  for (gsize i = 0; i < G_N_ELEMENTS(arrows); i++) {
    gtk_widget_class_add_binding(class, arrows[i].key, 0, pan_binding, "d",
                                 arrows[i].sign * LMU_GRAPH_PAN_STEP);
    gtk_widget_class_add_binding(class, arrows[i].key, GDK_SHIFT_MASK, cursor_binding, "d",
                                 arrows[i].sign);
    gtk_widget_class_add_binding(class, arrows[i].key, GDK_SHIFT_MASK | GDK_CONTROL_MASK,
                                 cursor_binding, "d", arrows[i].sign * 20);
  }
  gtk_widget_class_add_binding(class, GDK_KEY_Page_Down, 0, problem_binding, "i", 1);
  gtk_widget_class_add_binding(class, GDK_KEY_Page_Up, 0, problem_binding, "i", -1);
  gtk_widget_class_add_binding(class, GDK_KEY_Return, 0, seek_binding, NULL);
  gtk_widget_class_add_binding(class, GDK_KEY_KP_Enter, 0, seek_binding, NULL);
}

static void
lmu_lane_box_class_init(LmuLaneBoxClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_lane_box_dispose;
  signals[SEEK] = g_signal_new("seek", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[PROBLEM_WANTED] =
      g_signal_new("problem-wanted", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_css_name(widget_class, "lanebox");
  gtk_widget_class_set_layout_manager_type(widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  add_bindings(widget_class);
}

static void
lmu_lane_box_init(LmuLaneBox *self)
{
  GtkWidget *widget = GTK_WIDGET(self);
  GtkEventController *motion = gtk_event_controller_motion_new();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new(GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *drag = gtk_gesture_drag_new();

  self->pointer_x = 0.5;
  self->kept_cursor = LM_TIME_NONE;
  self->lanes = g_ptr_array_new();
  gtk_orientable_set_orientation(GTK_ORIENTABLE(gtk_widget_get_layout_manager(widget)),
                                 GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_focusable(widget, TRUE);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Sound over time"), -1);
  g_signal_connect_swapped(motion, "enter", G_CALLBACK(enter_cb), self);
  g_signal_connect_swapped(motion, "motion", G_CALLBACK(motion_cb), self);
  g_signal_connect_swapped(motion, "leave", G_CALLBACK(leave_cb), self);
  g_signal_connect_swapped(scroll, "scroll", G_CALLBACK(scroll_cb), self);
  g_signal_connect_swapped(drag, "drag-begin", G_CALLBACK(drag_begin_cb), self);
  g_signal_connect_swapped(drag, "drag-update", G_CALLBACK(drag_update_cb), self);
  g_signal_connect_swapped(drag, "drag-end", G_CALLBACK(drag_end_cb), self);
  gtk_widget_add_controller(widget, motion);
  gtk_widget_add_controller(widget, scroll);
  gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(drag));
}

GtkWidget *
lmu_lane_box_new(LmuGraphAxis *axis)
{
  LmuLaneBox *self = g_object_new(LMU_TYPE_LANE_BOX, NULL);

  self->axis = g_object_ref(axis);
  return GTK_WIDGET(self);
}

void
lmu_lane_box_set_n(LmuLaneBox *self, guint n)
{
  while (self->lanes->len > n) {
    gtk_widget_unparent(self->lanes->pdata[self->lanes->len - 1]);
    g_ptr_array_set_size(self->lanes, (gint)self->lanes->len - 1);
  }
  while (self->lanes->len < n) {
    GtkWidget *lane = lmu_sound_lane_new(self->axis);

    gtk_widget_set_vexpand(lane, TRUE);
    gtk_widget_set_parent(lane, GTK_WIDGET(self));
    g_ptr_array_add(self->lanes, lane);
  }
}

guint
lmu_lane_box_get_n(LmuLaneBox *self)
{
  return self->lanes->len;
}

LmuSoundLane *
lmu_lane_box_get(LmuLaneBox *self, guint index)
{
  return self->lanes->pdata[index];
}
