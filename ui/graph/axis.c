/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/graph/axis.h"

#include <math.h>

/* The least time that can be in view. */
#define LEAST_SPAN_NS (10 * LM_NS_PER_MS)

struct _LmuGraphAxis {
  GObject parent_instance;
  gint64 start, end; /* all */
  gint64 from, to;   /* in view */
  gint64 cursor, play;
};

G_DEFINE_FINAL_TYPE(LmuGraphAxis, lmu_graph_axis, G_TYPE_OBJECT)

enum { CHANGED, CURSOR_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
lmu_graph_axis_class_init(LmuGraphAxisClass *class)
{
  signals[CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[CURSOR_CHANGED] = g_signal_new("cursor-changed", G_TYPE_FROM_CLASS(class),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lmu_graph_axis_init(LmuGraphAxis *self)
{
  self->end = self->to = LEAST_SPAN_NS;
  self->cursor = self->play = LM_TIME_NONE;
}

LmuGraphAxis *
lmu_graph_axis_new(void)
{
  return g_object_new(LMU_TYPE_GRAPH_AXIS, NULL);
}

/* Shows @span from @from on, moved and cut so that it lies within all of the time. */
static void
show_span(LmuGraphAxis *self, gint64 from, gint64 span)
{
  gint64 all = lm_time_sub(self->end, self->start);

  span = CLAMP(span, MIN(LEAST_SPAN_NS, all), all);
  from = CLAMP(from, self->start, lm_time_sub(self->end, span));
  if (from == self->from && lm_time_add(from, span) == self->to)
    return;
  self->from = from;
  self->to = lm_time_add(from, span);
  g_signal_emit(self, signals[CHANGED], 0);
}

void
lmu_graph_axis_set_extent(LmuGraphAxis *self, gint64 start_ns, gint64 end_ns, gboolean reset)
{
  gboolean zoomed = lmu_graph_axis_is_zoomed(self) && !reset;

  self->start = start_ns;
  self->end = MAX(end_ns, lm_time_add(start_ns, LEAST_SPAN_NS));
  if (reset)
    lmu_graph_axis_set_cursor(self, LM_TIME_NONE);
  if (zoomed)
    show_span(self, self->from, lm_time_sub(self->to, self->from));
  else
    lmu_graph_axis_reset(self);
}

gboolean
lmu_graph_axis_holds(LmuGraphAxis *self, gint64 time_ns)
{
  return time_ns >= self->start && time_ns <= self->end;
}

gint64
lmu_graph_axis_get_from(LmuGraphAxis *self)
{
  return self->from;
}

gint64
lmu_graph_axis_get_to(LmuGraphAxis *self)
{
  return self->to;
}

gboolean
lmu_graph_axis_is_zoomed(LmuGraphAxis *self)
{
  return self->from != self->start || self->to != self->end;
}

void
lmu_graph_axis_zoom(LmuGraphAxis *self, double factor, double place)
{
  double span = (double)lm_time_sub(self->to, self->from);
  double all = (double)lm_time_sub(self->end, self->start);
  double next = CLAMP(span * factor, MIN((double)LEAST_SPAN_NS, all), all);

  show_span(self, self->from + (gint64)((span - next) * CLAMP(place, 0, 1)), (gint64)next);
}

void
lmu_graph_axis_pan(LmuGraphAxis *self, double part)
{
  double span = (double)lm_time_sub(self->to, self->from);

  show_span(self, lm_time_add(self->from, (gint64)(span * CLAMP(part, -10, 10))),
            lm_time_sub(self->to, self->from));
}

gboolean
lmu_graph_axis_scroll(LmuGraphAxis *self, double dx, double dy, gboolean sideways, gboolean zooming,
                      double place)
{
  if (sideways) {
    dx += dy;
    dy = 0;
  }
  /* What does not fit is scrolled to, as everywhere. */
  if (dy != 0 && !zooming)
    return FALSE;
  if (dx != 0)
    lmu_graph_axis_pan(self, dx * LMU_GRAPH_PAN_STEP);
  if (dy != 0)
    lmu_graph_axis_zoom(self, pow(LMU_GRAPH_ZOOM_STEP, -dy), place);
  return TRUE;
}

void
lmu_graph_axis_reset(LmuGraphAxis *self)
{
  show_span(self, self->start, lm_time_sub(self->end, self->start));
}

void
lmu_graph_axis_set_cursor(LmuGraphAxis *self, gint64 time_ns)
{
  if (time_ns != LM_TIME_NONE)
    time_ns = CLAMP(time_ns, self->start, self->end);
  if (time_ns == self->cursor)
    return;
  self->cursor = time_ns;
  g_signal_emit(self, signals[CURSOR_CHANGED], 0);
}

gint64
lmu_graph_axis_get_cursor(LmuGraphAxis *self)
{
  return self->cursor;
}

void
lmu_graph_axis_set_play(LmuGraphAxis *self, gint64 time_ns)
{
  if (time_ns == self->play)
    return;
  self->play = time_ns;
  g_signal_emit(self, signals[CURSOR_CHANGED], 0);
}

gint64
lmu_graph_axis_get_play(LmuGraphAxis *self)
{
  return self->play;
}

double
lmu_graph_axis_place(LmuGraphAxis *self, gint64 time_ns, double width)
{
  double span = (double)lm_time_sub(self->to, self->from);

  return (double)lm_time_sub(time_ns, self->from) / MAX(span, 1) * width;
}

gint64
lmu_graph_axis_time(LmuGraphAxis *self, double x, double width)
{
  double span = (double)lm_time_sub(self->to, self->from);

  return lm_time_add(self->from, (gint64)(x / MAX(width, 1) * span));
}

gint64
lmu_graph_axis_step(gint64 span_ns, guint most)
{
  static const gint64 steps_ms[] = {1,      2,      5,      10,     20,      50,      100,    200,
                                    500,    1000,   2000,   5000,   10000,   15000,   30000,  60000,
                                    120000, 300000, 600000, 900000, 1800000, 3600000, 7200000};

  for (gsize i = 0; i < G_N_ELEMENTS(steps_ms); i++)
    if (span_ns / (steps_ms[i] * LM_NS_PER_MS) < (gint64)MAX(most, 1))
      return steps_ms[i] * LM_NS_PER_MS;
  return span_ns / MAX(most, 1);
}
