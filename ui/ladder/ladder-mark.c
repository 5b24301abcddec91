/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-mark.h"

#include "base/time.h"
#include "export/palette.h"

#include <adwaita.h>

#define PADDING 3.0
#define LABEL_SCALE 0.82
/* At its left end the line is seen best; over the arrows and their texts it is faint. */
#define TICK 14.0
#define FAINT 0.4f

/* The time at the right end, within the row so that the next one does not cover it. */
static void
append_time(GtkWidget *widget, GtkSnapshot *snapshot, gint64 time_ns, gboolean play,
            const GdkRGBA *colour, double x2, double y, double height)
{
  char clock[LM_TIME_TEXT_SIZE];
  g_autofree char *text =
      g_strdup_printf(play ? "▶ %s" : "%s", lm_time_format_clock(time_ns, clock));
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout(widget, text);
  PangoAttrList *attributes = pango_attr_list_new();
  GdkRGBA ground = {1, 1, 1, 0.9f};
  int width, text_height;
  double top;

  pango_attr_list_insert(attributes, pango_attr_scale_new(LABEL_SCALE));
  pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum=1"));
  pango_layout_set_attributes(layout, attributes);
  pango_attr_list_unref(attributes);
  pango_layout_get_pixel_size(layout, &width, &text_height);
  gtk_style_context_lookup_color(gtk_widget_get_style_context(widget), "view_bg_color", &ground);
  top = CLAMP(y - text_height / 2.0, 0, MAX(height - text_height, 0));
  gtk_snapshot_append_color(snapshot, &ground,
                            &GRAPHENE_RECT_INIT((float)(x2 - width - 2 * PADDING), (float)top,
                                                (float)(width + 2 * PADDING), (float)text_height));
  gtk_snapshot_save(snapshot);
  gtk_snapshot_translate(snapshot, &GRAPHENE_POINT_INIT((float)(x2 - width - PADDING), (float)top));
  gtk_snapshot_append_layout(snapshot, layout, colour);
  gtk_snapshot_restore(snapshot);
}

static void
append_line(GtkSnapshot *snapshot, const GdkRGBA *colour, double x1, double x2, double y,
            float width)
{
  GdkRGBA faint = *colour;

  if (x2 <= x1 + TICK)
    return;
  faint.alpha *= FAINT;
  gtk_snapshot_append_color(snapshot, colour,
                            &GRAPHENE_RECT_INIT((float)x1, (float)y, TICK, width));
  gtk_snapshot_append_color(
      snapshot, &faint,
      &GRAPHENE_RECT_INIT((float)(x1 + TICK), (float)y, (float)(x2 - x1 - TICK), width));
}

void
lmu_ladder_mark_snapshot(LmuLadderModel *model, guint index, GtkWidget *widget,
                         GtkSnapshot *snapshot, double x1, double x2, double height)
{
  gboolean dark = adw_style_manager_get_dark(adw_style_manager_get_default());
  LmColour tone = (dark ? lm_palette_dark : lm_palette_light).tones[LM_TONE_SUCCESS];

  for (guint i = 0; i < LMU_N_LADDER_MARKS; i++) {
    gint64 time_ns = lmu_ladder_model_get_time(model, (LmuLadderMark)i);
    double y = (lmu_ladder_model_get_place(model, (LmuLadderMark)i) - index) * height;
    gboolean play = i == LMU_LADDER_PLAY_HEAD;
    GdkRGBA colour;

    if (y < 0 || y >= height)
      continue;
    /* The row itself is the selected one then. */
    if (!play && time_ns == lmu_ladder_model_get_ladder(model)->rows[index].time_ns)
      continue;
    gtk_style_context_get_color(gtk_widget_get_style_context(widget), &colour);
    colour.alpha *= 0.75f;
    if (play)
      colour = (GdkRGBA){(float)tone.red / 255, (float)tone.green / 255, (float)tone.blue / 255, 1};
    append_line(snapshot, &colour, x1, x2, MIN(y, height - 2), play ? 2 : 1);
    append_time(widget, snapshot, time_ns, play, &colour, x2, y, height);
  }
}
