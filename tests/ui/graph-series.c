/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gathering packets into pixel columns, and the axis above them. */

#include "base/time.h"
#include "ui/graph/axis.h"
#include "ui/graph/series.h"

static LmStreamPoint
point(gint64 time_ms, float delta_ms, gint32 lost)
{
  return (LmStreamPoint){.time_ns = time_ms * LM_NS_PER_MS,
                         .delta_ms = delta_ms,
                         .jitter_ms = delta_ms / 10,
                         .lost = lost};
}

static void
test_gather(void)
{
  const LmStreamPoint points[] = {point(0, 0, 0),   point(20, 20, 0), point(40, 25, 0),
                                  point(60, 15, 3), point(80, 20, 1), point(99, 300, -1)};
  LmuSeries series = {0};
  LmuSeriesColumn columns[2];

  lmu_series_set(&series, points, G_N_ELEMENTS(points));
  g_assert_cmpuint(series.max_gap, ==, 3);
  lmu_series_gather(&series, 0, 100 * LM_NS_PER_MS, columns, 2);
  g_assert_cmpuint(columns[0].n_packets, ==, 3);
  g_assert_cmpuint(columns[1].n_packets, ==, 3);
  /* The first packet has no delta of its own. */
  g_assert_cmpfloat(columns[0].delta.first, ==, 20);
  g_assert_cmpfloat(columns[0].delta.most, ==, 25);
  g_assert_cmpfloat(columns[0].delta.last, ==, 25);
  g_assert_cmpfloat(columns[1].delta.least, ==, 15);
  g_assert_cmpfloat(columns[1].delta.most, ==, 300);
  g_assert_cmpuint(columns[1].lost, ==, 4);
  g_assert_cmpuint(columns[1].gap, ==, 3);
  g_assert_false(lmu_series_column_resumes(&columns[1]));
  lmu_series_clear(&series);
}

/* Nothing that is in view may be left out, whatever the width. */
static void
test_gather_keeps_all(void)
{
  enum { N = 5000 };
  g_autofree LmStreamPoint *points = g_new0(LmStreamPoint, N);
  LmuSeries series = {0};
  static const gsize widths[] = {1, 2, 7, 640, 4999, 9001};

  for (int i = 0; i < N; i++)
    points[i] = point(i * 20, (float)(i == 3210 ? 777 : 20), i == 4321 ? 5 : 0);
  lmu_series_set(&series, points, N);
  for (gsize w = 0; w < G_N_ELEMENTS(widths); w++) {
    g_autofree LmuSeriesColumn *columns = g_new(LmuSeriesColumn, widths[w]);
    guint packets = 0, lost = 0;
    float most = 0;

    lmu_series_gather(&series, points[0].time_ns, points[N - 1].time_ns, columns, widths[w]);
    for (gsize i = 0; i < widths[w]; i++) {
      packets += columns[i].n_packets;
      lost += columns[i].lost;
      most = MAX(most, columns[i].delta.most);
    }
    g_assert_cmpuint(packets, ==, N);
    g_assert_cmpuint(lost, ==, 5);
    g_assert_cmpfloat(most, ==, 777);
  }
  lmu_series_clear(&series);
}

static void
test_unordered(void)
{
  const LmStreamPoint points[] = {point(40, 20, 0), point(0, 20, 0), point(20, 20, 0)};
  LmuSeries series = {0};

  lmu_series_set(&series, points, G_N_ELEMENTS(points));
  g_assert_cmpint(series.points[0].time_ns, ==, 0);
  g_assert_cmpint(series.points[2].time_ns, ==, 40 * LM_NS_PER_MS);
  g_assert_cmpuint(lmu_series_find(&series, 1), ==, 1);
  g_assert_cmpuint(lmu_series_find(&series, 41 * LM_NS_PER_MS), ==, 3);
  g_assert_true(lmu_series_nearest(&series, 29 * LM_NS_PER_MS) == &series.points[1]);
  g_assert_true(lmu_series_nearest(&series, 31 * LM_NS_PER_MS) == &series.points[2]);
  lmu_series_clear(&series);
  g_assert_null(lmu_series_nearest(&series, 0));
}

/* Times at the ends of their range, and views that are turned round or empty. */
static void
test_odd_views(void)
{
  const LmStreamPoint points[] = {{.time_ns = INT64_MIN + 1}, {.time_ns = INT64_MAX}};
  LmuSeries series = {0};
  LmuSeriesColumn columns[3];

  lmu_series_set(&series, points, G_N_ELEMENTS(points));
  lmu_series_gather(&series, INT64_MIN + 1, INT64_MAX, columns, 3);
  lmu_series_gather(&series, 10, 0, columns, 3);
  g_assert_cmpuint(columns[0].n_packets, ==, 0);
  lmu_series_gather(&series, 0, 0, columns, 3);
  lmu_series_gather(&series, 0, 1, NULL, 0);
  lmu_series_clear(&series);
  lmu_series_set(&series, NULL, 0);
  lmu_series_gather(&series, 0, 1, columns, 3);
  g_assert_cmpuint(columns[2].n_packets, ==, 0);
}

static void
count_cb(LmuGraphAxis *axis, guint *n)
{
  (*n)++;
}

static void
test_axis(void)
{
  LmuGraphAxis *axis = lmu_graph_axis_new();
  const gint64 second = LM_NS_PER_S;
  guint changes = 0;

  lmu_graph_axis_set_extent(axis, 100 * second, 200 * second, TRUE);
  g_signal_connect(axis, "changed", G_CALLBACK(count_cb), &changes);
  g_assert_false(lmu_graph_axis_is_zoomed(axis));
  /* The place under the pointer stays. */
  lmu_graph_axis_zoom(axis, 0.5, 0.25);
  g_assert_cmpint(lmu_graph_axis_get_from(axis), ==, 112 * second + second / 2);
  g_assert_cmpint(lmu_graph_axis_get_to(axis), ==, 162 * second + second / 2);
  g_assert_cmpuint(changes, ==, 1);
  lmu_graph_axis_pan(axis, -9);
  g_assert_cmpint(lmu_graph_axis_get_from(axis), ==, 100 * second);
  lmu_graph_axis_pan(axis, 9);
  g_assert_cmpint(lmu_graph_axis_get_to(axis), ==, 200 * second);
  lmu_graph_axis_pan(axis, 1);
  g_assert_cmpuint(changes, ==, 3);
  /* A stream that grows does not move what is being looked at. */
  lmu_graph_axis_set_extent(axis, 100 * second, 300 * second, FALSE);
  g_assert_cmpint(lmu_graph_axis_get_from(axis), ==, 150 * second);
  g_assert_cmpint(lmu_graph_axis_time(axis, 50, 100), ==, 175 * second);
  g_assert_cmpfloat(lmu_graph_axis_place(axis, 175 * second, 100), ==, 50);
  for (int i = 0; i < 200; i++)
    lmu_graph_axis_zoom(axis, 0.1, 0.5);
  g_assert_cmpint(lmu_graph_axis_get_to(axis) - lmu_graph_axis_get_from(axis), ==,
                  10 * LM_NS_PER_MS);
  for (int i = 0; i < 200; i++)
    lmu_graph_axis_zoom(axis, 10, 0.5);
  g_assert_false(lmu_graph_axis_is_zoomed(axis));
  lmu_graph_axis_set_cursor(axis, 400 * second);
  g_assert_cmpint(lmu_graph_axis_get_cursor(axis), ==, 300 * second);
  g_assert_finalize_object(axis);
}

static void
test_step(void)
{
  g_assert_cmpint(lmu_graph_axis_step(10 * LM_NS_PER_S, 10), ==, 2 * LM_NS_PER_S);
  g_assert_cmpint(lmu_graph_axis_step(10 * LM_NS_PER_MS, 20), ==, LM_NS_PER_MS);
  for (gint64 span = LM_NS_PER_MS; span < INT64_MAX / 2; span *= 2)
    for (guint most = 1; most < 20; most++)
      g_assert_cmpint(span / lmu_graph_axis_step(span, most), <=, most);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/ui/graph/gather", test_gather);
  g_test_add_func("/ui/graph/gather-keeps-all", test_gather_keeps_all);
  g_test_add_func("/ui/graph/unordered", test_unordered);
  g_test_add_func("/ui/graph/odd-views", test_odd_views);
  g_test_add_func("/ui/graph/axis", test_axis);
  g_test_add_func("/ui/graph/step", test_step);
  return g_test_run();
}
