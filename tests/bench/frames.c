/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frames.h"

#define TICK_MS 1
#define DRAW_LIMIT_MS 10000
#define US_PER_MS 1000.0

typedef struct {
  gint64 update_us, layout_us, snapshot_us, render_us;
} Frame;

struct Frames {
  GtkWidget *window;
  GdkFrameClock *clock;
  GArray *frames; /* Frame */
  Frame frame;    /* the one under way */
  gint64 mark_us; /* when its last phase ended */
  guint tick_id;
  gint64 tick_us;                               /* when the main loop last ran */
  gint64 tick_render_us;                        /* what the renderer took since */
  gint64 blocked_us, with_render_us;            /* the longest so far */
  void (*snapshot)(GtkWidget *, GtkSnapshot *); /* the class's own */
};

/* The function that replaces the one of the window's class has no room for data of ours. */
static Frames *current;

static gint64
lap(Frames *frames)
{
  gint64 now = g_get_monotonic_time(), took = now - frames->mark_us;
  frames->mark_us = now;
  return took;
}

static void
snapshot_timed(GtkWidget *widget, GtkSnapshot *snapshot)
{
  gint64 begin = g_get_monotonic_time();
  current->snapshot(widget, snapshot);
  if (widget == current->window)
    current->frame.snapshot_us += g_get_monotonic_time() - begin;
}

static void
before_paint_cb(Frames *frames)
{
  frames->frame = (Frame){0};
  frames->mark_us = g_get_monotonic_time();
}

/* The handlers below come behind all others of their phase, and so see it end. */
static void
update_cb(Frames *frames)
{
  frames->frame.update_us += lap(frames);
}

static void
layout_cb(Frames *frames)
{
  frames->frame.layout_us += lap(frames);
}

static void
paint_cb(Frames *frames)
{
  frames->frame.render_us = lap(frames) - frames->frame.snapshot_us;
  frames->tick_render_us += frames->frame.render_us;
}

static void
after_paint_cb(Frames *frames)
{
  g_array_append_val(frames->frames, frames->frame);
}

static void
note_tick(Frames *frames)
{
  gint64 now = g_get_monotonic_time(), gap = now - frames->tick_us;
  frames->with_render_us = MAX(frames->with_render_us, gap);
  frames->blocked_us = MAX(frames->blocked_us, gap - frames->tick_render_us);
  frames->tick_us = now;
  frames->tick_render_us = 0;
}

static gboolean
tick_cb(gpointer data)
{
  note_tick(data);
  return G_SOURCE_CONTINUE;
}

Frames *
frames_new(GtkWindow *window)
{
  g_assert(!current && gtk_widget_get_realized(GTK_WIDGET(window)));
  Frames *frames = g_new0(Frames, 1);
  GtkWidgetClass *klass = GTK_WIDGET_GET_CLASS(window);
  frames->window = GTK_WIDGET(window);
  frames->frames = g_array_new(FALSE, FALSE, sizeof(Frame));
  frames->clock = g_object_ref(gtk_widget_get_frame_clock(frames->window));
  frames->snapshot = klass->snapshot;
  klass->snapshot = snapshot_timed;
  current = frames;
  const GConnectFlags last = G_CONNECT_SWAPPED | G_CONNECT_AFTER;
  g_signal_connect_data(frames->clock, "before-paint", G_CALLBACK(before_paint_cb), frames, NULL,
                        last);
  g_signal_connect_data(frames->clock, "update", G_CALLBACK(update_cb), frames, NULL, last);
  g_signal_connect_data(frames->clock, "layout", G_CALLBACK(layout_cb), frames, NULL, last);
  g_signal_connect_data(frames->clock, "paint", G_CALLBACK(paint_cb), frames, NULL, last);
  g_signal_connect_data(frames->clock, "after-paint", G_CALLBACK(after_paint_cb), frames, NULL,
                        last);
  frames->tick_id = g_timeout_add_full(G_PRIORITY_HIGH, TICK_MS, tick_cb, frames, NULL);
  frames_reset(frames);
  return frames;
}

void
frames_free(Frames *frames)
{
  GTK_WIDGET_GET_CLASS(frames->window)->snapshot = frames->snapshot;
  current = NULL;
  g_source_remove(frames->tick_id);
  g_signal_handlers_disconnect_by_data(frames->clock, frames);
  g_object_unref(frames->clock);
  g_array_unref(frames->frames);
  g_free(frames);
}

void
frames_reset(Frames *frames)
{
  g_array_set_size(frames->frames, 0);
  frames->tick_us = g_get_monotonic_time();
  frames->tick_render_us = frames->blocked_us = frames->with_render_us = 0;
}

typedef gint64 (*Part)(const Frame *frame);

static gint64
layout_of(const Frame *frame)
{
  return frame->layout_us;
}

static gint64
snapshot_of(const Frame *frame)
{
  return frame->snapshot_us;
}

static gint64
work_of(const Frame *frame)
{
  return frame->layout_us + frame->snapshot_us;
}

static gint64
update_of(const Frame *frame)
{
  return frame->update_us;
}

static gint64
render_of(const Frame *frame)
{
  return frame->render_us;
}

static int
compare(const void *a, const void *b)
{
  gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
  return (left > right) - (left < right);
}

/* The smallest value that @percent of all are not above. */
static double
percentile_ms(Frames *frames, Part part, guint percent)
{
  guint n = frames->frames->len;
  if (n == 0)
    return 0;
  g_autofree gint64 *values = g_new(gint64, n);
  for (guint i = 0; i < n; i++)
    values[i] = part(&g_array_index(frames->frames, Frame, i));
  qsort(values, n, sizeof *values, compare);
  guint rank = (n * percent + 99) / 100;
  return (double)values[MAX(rank, 1) - 1] / US_PER_MS;
}

FramesFigures
frames_figures(Frames *frames)
{
  note_tick(frames);
  return (FramesFigures){
      .n = frames->frames->len,
      .p50_ms = percentile_ms(frames, work_of, 50),
      .p99_ms = percentile_ms(frames, work_of, 99),
      .max_ms = percentile_ms(frames, work_of, 100),
      .layout_p99_ms = percentile_ms(frames, layout_of, 99),
      .layout_max_ms = percentile_ms(frames, layout_of, 100),
      .snapshot_p99_ms = percentile_ms(frames, snapshot_of, 99),
      .snapshot_max_ms = percentile_ms(frames, snapshot_of, 100),
      .update_max_ms = percentile_ms(frames, update_of, 100),
      .render_p99_ms = percentile_ms(frames, render_of, 99),
      .blocked_max_ms = (double)frames->blocked_us / US_PER_MS,
      .blocked_with_render_max_ms = (double)frames->with_render_us / US_PER_MS,
  };
}

void
frames_print(Frames *frames, const char *prefix, FILE *out)
{
  const FramesFigures f = frames_figures(frames);
  const struct {
    const char *name;
    double value;
  } members[] = {
      {"frame_p50_ms", f.p50_ms},
      {"frame_p99_ms", f.p99_ms},
      {"frame_max_ms", f.max_ms},
      {"layout_p99_ms", f.layout_p99_ms},
      {"layout_max_ms", f.layout_max_ms},
      {"snapshot_p99_ms", f.snapshot_p99_ms},
      {"snapshot_max_ms", f.snapshot_max_ms},
      {"update_max_ms", f.update_max_ms},
      {"render_p99_ms", f.render_p99_ms},
      {"blocked_max_ms", f.blocked_max_ms},
      {"blocked_with_render_max_ms", f.blocked_with_render_max_ms},
  };
  fprintf(out, "  \"%s_frames\": %u,\n", prefix, f.n);
  for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
    fprintf(out, "  \"%s_%s\": %.2f,\n", prefix, members[i].name, members[i].value);
}

gboolean
frames_wait(gboolean (*done)(gpointer data), gpointer data, guint timeout_ms)
{
  gint64 begin = g_get_monotonic_time();
  while (!done(data)) {
    if (frames_since_ms(begin) >= timeout_ms)
      return FALSE;
    g_main_context_iteration(NULL, TRUE);
  }
  return TRUE;
}

static gboolean
never(gpointer data)
{
  return FALSE;
}

void
frames_run(guint ms)
{
  frames_wait(never, NULL, ms);
}

typedef struct {
  Frames *frames;
  guint n;
} Drawn;

static gboolean
is_drawn(gpointer data)
{
  const Drawn *drawn = data;
  return drawn->frames->frames->len > drawn->n;
}

void
frames_draw(Frames *frames)
{
  Drawn drawn = {frames, frames->frames->len};
  gtk_widget_queue_draw(frames->window);
  frames_wait(is_drawn, &drawn, DRAW_LIMIT_MS);
}

double
frames_since_ms(gint64 begin_us)
{
  return (double)(g_get_monotonic_time() - begin_us) / US_PER_MS;
}
