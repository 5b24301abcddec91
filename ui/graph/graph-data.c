/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/graph/graph-data.h"

#include "base/time.h"

void
lmu_graph_data_set(LmuGraphData *data, LmuSeries *const *series, guint n)
{
  LmuSeries *kept[LMU_GRAPH_MAX_STREAMS];

  n = MIN(n, LMU_GRAPH_MAX_STREAMS);
  /* Some may be those that are shown already. */
  for (guint i = 0; i < n; i++)
    kept[i] = lmu_series_ref(series[i]);
  lmu_graph_data_clear(data);
  for (guint i = 0; i < n; i++)
    data->lines[i].series = kept[i];
  data->n = n;
  data->stale = TRUE;
}

void
lmu_graph_data_clear(LmuGraphData *data)
{
  for (guint i = 0; i < data->n; i++) {
    g_clear_pointer(&data->lines[i].columns, g_free);
    g_clear_pointer(&data->lines[i].series, lmu_series_unref);
  }
  data->n = 0;
  data->n_columns = 0;
}

void
lmu_graph_data_set_levels(LmuGraphData *data, LmuLevels *const *levels, guint n)
{
  for (guint i = 0; i < data->n_levels; i++)
    lmu_levels_unref(data->levels[i]);
  data->n_levels = MIN(n, LMU_GRAPH_MAX_STREAMS);
  for (guint i = 0; i < data->n_levels; i++)
    data->levels[i] = lmu_levels_ref(levels[i]);
}

void
lmu_graph_data_gather(LmuGraphData *data, LmuGraphAxis *axis, gsize n_columns)
{
  if (!data->stale && n_columns == data->n_columns)
    return;
  for (guint i = 0; i < data->n; i++) {
    LmuGraphLine *line = &data->lines[i];

    line->columns = g_renew(LmuSeriesColumn, line->columns, n_columns);
    lmu_series_gather(line->series, lmu_graph_axis_get_from(axis), lmu_graph_axis_get_to(axis),
                      line->columns, n_columns);
  }
  data->n_columns = n_columns;
  data->stale = FALSE;
}

gboolean
lmu_graph_data_extent(const LmuGraphData *data, gint64 *start_ns, gint64 *end_ns)
{
  gboolean any = FALSE;

  for (guint i = 0; i < data->n; i++) {
    const LmuSeries *series = data->lines[i].series;
    gint64 first, last;

    if (series->n_rows == 0)
      continue;
    first = lmu_series_at(series, 0)->time_ns;
    last = lmu_series_at(series, series->n_rows - 1)->time_ns;
    *start_ns = any ? MIN(*start_ns, first) : first;
    *end_ns = any ? MAX(*end_ns, last) : last;
    any = TRUE;
  }
  return any;
}

const LmColour *
lmu_graph_colours(gboolean dark)
{
  static const LmColour light[LMU_GRAPH_MAX_STREAMS] = {
      {0x1a, 0x5f, 0xb4}, {0xb8, 0x4a, 0x00}, {0x81, 0x3d, 0x9c}, {0x26, 0x83, 0x4a},
      {0x0e, 0x7c, 0x86}, {0x8a, 0x5a, 0x2b}, {0xa3, 0x34, 0x6b}, {0x5e, 0x5c, 0x64}};
  static const LmColour on_dark[LMU_GRAPH_MAX_STREAMS] = {
      {0x78, 0xae, 0xed}, {0xff, 0xa3, 0x48}, {0xd5, 0x9c, 0xf0}, {0x57, 0xd9, 0x8a},
      {0x5b, 0xcf, 0xd8}, {0xd0, 0xac, 0x86}, {0xf0, 0x8d, 0xbb}, {0xb8, 0xb6, 0xbf}};

  return dark ? on_dark : light;
}
