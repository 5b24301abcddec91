/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gathering packets into pixel columns, and the axis above them. */

#include "base/arena.h"
#include "base/time.h"
#include "ui/graph/axis.h"
#include "ui/graph/series.h"
#include "ui/streams/packet-list.h"

static LmRtpPacket
packet(gint64 time_ms, float delta_ms, guint32 lost)
{
  return (LmRtpPacket){.time_ns = time_ms * LM_NS_PER_MS,
                       .delta_ms = delta_ms,
                       .jitter_ms = delta_ms / 10,
                       .flags = lost ? LM_RTP_LOSS : 0,
                       .lost_before = lost};
}

static LmuSeries *
series_of(const LmRtpPacket *packets, guint n)
{
  LmStreamDetail *detail = lm_alloc(sizeof *detail);

  detail->packets = lm_alloc(sizeof *detail->packets);
  detail->packets->rows = lm_alloc((n + 1) * sizeof *detail->packets->rows);
  detail->packets->n = n;
  if (n > 0)
    memcpy(detail->packets->rows, packets, n * sizeof *packets);
  return lmu_series_new(detail);
}

static void
test_gather(void)
{
  const LmRtpPacket packets[] = {packet(0, 0, 0),   packet(20, 20, 0), packet(40, 25, 0),
                                 packet(60, 15, 3), packet(80, 20, 1), packet(99, 300, 0)};
  g_autoptr(LmuSeries) series = series_of(packets, G_N_ELEMENTS(packets));
  LmuSeriesColumn columns[2];

  g_assert_cmpuint(series->max_gap, ==, 3);
  lmu_series_gather(series, 0, 100 * LM_NS_PER_MS, columns, 2);
  g_assert_cmpuint(columns[0].n_packets, ==, 3);
  g_assert_cmpuint(columns[1].n_packets, ==, 3);
  /* The first packet has no delta of its own. */
  g_assert_cmpfloat(columns[0].ranges[LMU_DELTA].first, ==, 20);
  g_assert_cmpfloat(columns[0].ranges[LMU_DELTA].most, ==, 25);
  g_assert_cmpfloat(columns[0].ranges[LMU_DELTA].last, ==, 25);
  g_assert_cmpfloat(columns[1].ranges[LMU_DELTA].least, ==, 15);
  g_assert_cmpfloat(columns[1].ranges[LMU_DELTA].most, ==, 300);
  g_assert_cmpuint(columns[1].lost, ==, 4);
  g_assert_cmpuint(columns[1].gap, ==, 3);
  g_assert_false(lmu_series_column_resumes(&columns[1]));
}

/* Nothing that is in view may be left out, whatever the width, and blocks of packets say the same
 * as each of them. */
static void
test_gather_keeps_all(void)
{
  enum { N = 9000 };
  g_autofree LmRtpPacket *packets = g_new0(LmRtpPacket, N);
  g_autoptr(LmuSeries) series = NULL;
  static const gsize widths[] = {1, 2, 7, 640, 8999, 20001};

  for (int i = 0; i < N; i++) {
    packets[i] = packet(i * 20, (float)(i == 3210 ? 777 : 20 + i % 7), i == 4321 ? 5 : 0);
    packets[i].flags |= i % 100 == 0 ? LM_RTP_LATE(0) : 0;
  }
  packets[0].delta_ms = packets[1].delta_ms;
  series = series_of(packets, N);
  for (gsize w = 0; w < G_N_ELEMENTS(widths); w++) {
    g_autofree LmuSeriesColumn *columns = g_new(LmuSeriesColumn, widths[w]);
    guint n = 0, lost = 0, late = 0;
    float most = 0;

    lmu_series_gather(series, packets[0].time_ns, packets[N - 1].time_ns, columns, widths[w]);
    for (gsize i = 0; i < widths[w]; i++) {
      const LmuSeriesColumn *column = &columns[i];

      if (column->n_packets == 0)
        continue;
      /* Columns take packets in their order. */
      g_assert_cmpfloat(column->ranges[LMU_DELTA].first, ==, packets[n].delta_ms);
      n += column->n_packets;
      g_assert_cmpfloat(column->ranges[LMU_DELTA].last, ==, packets[n - 1].delta_ms);
      lost += column->lost;
      late += column->n_late;
      most = MAX(most, column->ranges[LMU_DELTA].most);
    }
    g_assert_cmpuint(n, ==, N);
    g_assert_cmpuint(lost, ==, 5);
    g_assert_cmpuint(late, ==, N / 100);
    g_assert_cmpfloat(most, ==, 777);
  }
}

static void
test_unordered(void)
{
  const LmRtpPacket packets[] = {packet(40, 20, 0), packet(0, 20, 0), packet(20, 20, 0)};
  g_autoptr(LmuSeries) series = series_of(packets, G_N_ELEMENTS(packets));
  g_autoptr(LmuSeries) empty = series_of(NULL, 0);

  g_assert_cmpint(lmu_series_at(series, 0)->time_ns, ==, 0);
  g_assert_cmpint(lmu_series_at(series, 2)->time_ns, ==, 40 * LM_NS_PER_MS);
  g_assert_cmpuint(lmu_series_find(series, 1), ==, 1);
  g_assert_cmpuint(lmu_series_find(series, 41 * LM_NS_PER_MS), ==, 3);
  g_assert_true(lmu_series_nearest(series, 29 * LM_NS_PER_MS) == lmu_series_at(series, 1));
  g_assert_true(lmu_series_nearest(series, 31 * LM_NS_PER_MS) == lmu_series_at(series, 2));
  g_assert_null(lmu_series_nearest(empty, 0));
  g_assert_null(lmu_series_next_problem(empty, 0, 1));
}

static void
test_problems(void)
{
  const LmRtpPacket packets[] = {packet(0, 0, 0), packet(20, 20, 2), packet(40, 20, 0),
                                 packet(60, 20, 1)};
  g_autoptr(LmuSeries) series = series_of(packets, G_N_ELEMENTS(packets));
  const LmRtpPacket *first = lmu_series_at(series, 1), *second = lmu_series_at(series, 3);

  g_assert_cmpuint(series->n_problems, ==, 2);
  g_assert_true(lmu_series_next_problem(series, G_MININT64, 1) == first);
  g_assert_true(lmu_series_next_problem(series, first->time_ns, 1) == second);
  g_assert_null(lmu_series_next_problem(series, second->time_ns, 1));
  g_assert_true(lmu_series_next_problem(series, G_MAXINT64, -1) == second);
  g_assert_true(lmu_series_next_problem(series, second->time_ns, -1) == first);
  g_assert_null(lmu_series_next_problem(series, first->time_ns, -1));
}

static void
test_packet_list(void)
{
  const LmRtpPacket packets[] = {packet(0, 0, 0), packet(20, 20, 2), packet(40, 20, 0),
                                 packet(60, 20, 1)};
  g_autoptr(LmuSeries) series = series_of(packets, G_N_ELEMENTS(packets));
  LmuPacketList *list = lmu_packet_list_new();
  GListModel *model = G_LIST_MODEL(list);

  g_assert_cmpuint(g_list_model_get_n_items(model), ==, 0);
  lmu_packet_list_set(list, series, LM_RTP_PROBLEMS);
  g_assert_cmpuint(g_list_model_get_n_items(model), ==, 2);
  g_autoptr(LmuPacketItem) item = g_list_model_get_item(model, 1);
  g_assert_true(lmu_packet_item_get_packet(item) == lmu_series_at(series, 3));
  g_assert_null(g_list_model_get_item(model, 2));
  g_assert_cmpuint(lmu_packet_list_find(list, 0), ==, 0);
  g_assert_cmpuint(lmu_packet_list_find(list, 41 * LM_NS_PER_MS), ==, 1);
  g_assert_cmpuint(lmu_packet_list_find(list, G_MAXINT64), ==, 1);
  lmu_packet_list_set(list, series, LM_RTP_TALKSPURT);
  g_assert_cmpuint(g_list_model_get_n_items(model), ==, 0);
  lmu_packet_list_set(list, series, 0);
  g_assert_cmpuint(g_list_model_get_n_items(model), ==, 4);
  lmu_packet_list_set(list, NULL, 0);
  g_assert_cmpuint(lmu_packet_list_find(list, 0), ==, G_MAXUINT);
  g_assert_finalize_object(list);
  /* An item keeps what it is of. */
  g_assert_cmpuint(lmu_packet_item_get_packet(item)->lost_before, ==, 1);
}

/* What RTCP and the score say at a time. */
static void
test_at_time(void)
{
  g_autoptr(LmuSeries) series = series_of(NULL, 0);
  LmStreamDetail *detail = series->detail;
  const gint64 second = LM_NS_PER_S;

  detail->words = lm_alloc(2 * sizeof *detail->words);
  detail->n_words = 2;
  detail->words[0].time_ns = 5 * second;
  detail->words[1].time_ns = 10 * second;
  detail->working.intervals = lm_alloc(2 * sizeof *detail->working.intervals);
  detail->working.n_intervals = 2;
  detail->working.intervals[1].start_ns = 20 * second;
  g_assert_null(lmu_series_word(series, 5 * second - 1));
  g_assert_true(lmu_series_word(series, 5 * second) == &detail->words[0]);
  g_assert_true(lmu_series_word(series, 99 * second) == &detail->words[1]);
  g_assert_true(lmu_series_interval(series, second) == &detail->working.intervals[0]);
  g_assert_null(lmu_series_interval(series, 6 * second));
  g_assert_true(lmu_series_interval(series, 24 * second) == &detail->working.intervals[1]);
  g_assert_null(lmu_series_interval(series, -1));
}

/* Times at the ends of their range, and views that are turned round or empty. */
static void
test_odd_views(void)
{
  const LmRtpPacket packets[] = {{.time_ns = INT64_MIN + 1}, {.time_ns = INT64_MAX}};
  g_autoptr(LmuSeries) series = series_of(packets, G_N_ELEMENTS(packets));
  g_autoptr(LmuSeries) empty = series_of(NULL, 0);
  LmuSeriesColumn columns[3];

  lmu_series_gather(series, INT64_MIN + 1, INT64_MAX, columns, 3);
  lmu_series_gather(series, 10, 0, columns, 3);
  g_assert_cmpuint(columns[0].n_packets, ==, 0);
  lmu_series_gather(series, 0, 0, columns, 3);
  lmu_series_gather(series, 0, 1, NULL, 0);
  lmu_series_gather(empty, 0, 1, columns, 3);
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
  g_test_add_func("/ui/graph/problems", test_problems);
  g_test_add_func("/ui/graph/packet-list", test_packet_list);
  g_test_add_func("/ui/graph/at-time", test_at_time);
  g_test_add_func("/ui/graph/odd-views", test_odd_views);
  g_test_add_func("/ui/graph/axis", test_axis);
  g_test_add_func("/ui/graph/step", test_step);
  return g_test_run();
}
