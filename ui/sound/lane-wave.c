/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/format.h"
#include "ui/sound/lane-private.h"

#include <math.h>

/* How each kind of mark is drawn. A place besides a colour tells it from the others. */
typedef enum {
  SHAPE_BAND_TOP,    /* a band with an edge above */
  SHAPE_BAND_BOTTOM, /* a band with an edge below */
  SHAPE_TICK,        /* a triangle below */
  SHAPE_LINE,        /* a line from top to bottom */
  SHAPE_GROUND,      /* a line along the ground */
} MarkShape;

static const struct {
  LmSoundMarkKind kind;
  MarkShape shape;
  LmTone tone;
  const char *sign; /* in the legend */
} shapes[] = {
    {LM_SOUND_PAUSE, SHAPE_GROUND, LM_TONE_PROVISIONAL, NULL},
    {LM_SOUND_COMFORT_NOISE, SHAPE_GROUND, LM_TONE_PROVISIONAL, NULL},
    {LM_SOUND_CONCEALED, SHAPE_GROUND, LM_TONE_WARNING, "▁"},
    {LM_SOUND_RECOVERED, SHAPE_GROUND, LM_TONE_SUCCESS, "▁"},
    {LM_SOUND_UNDECODED, SHAPE_BAND_BOTTOM, LM_TONE_PROVISIONAL, "▄"},
    {LM_SOUND_EVENT, SHAPE_BAND_BOTTOM, LM_TONE_REDIRECT, "▄"},
    {LM_SOUND_LOST, SHAPE_BAND_TOP, LM_TONE_FAILURE, "▀"},
    {LM_SOUND_LATE, SHAPE_BAND_BOTTOM, LM_TONE_WARNING, "▄"},
    {LM_SOUND_REORDERED, SHAPE_TICK, LM_TONE_WARNING, "▴"},
    {LM_SOUND_JUMP, SHAPE_LINE, LM_TONE_REDIRECT, "│"},
};

static GdkRGBA
rgba_of(LmColour colour, double alpha)
{
  return (GdkRGBA){(float)colour.red / 255.0f, (float)colour.green / 255.0f,
                   (float)colour.blue / 255.0f, (float)alpha};
}

static void
fill(GtkSnapshot *snapshot, const GdkRGBA *colour, double x, double y, double width, double height)
{
  gtk_snapshot_append_color(snapshot, colour,
                            &GRAPHENE_RECT_INIT((float)x, (float)y, (float)width, (float)height));
}

void
lmu_lane_draw_wave(const LmuLanePlot *plot, GtkSnapshot *snapshot)
{
  GdkRGBA wave = rgba_of(plot->palette->tones[LM_TONE_REQUEST], plot->heard ? 0.62 : 0.3);
  double middle = plot->top + plot->height / 2, half = plot->height / 2 - 1;
  cairo_t *cairo = gtk_snapshot_append_cairo(
      snapshot, &GRAPHENE_RECT_INIT((float)plot->left, (float)plot->top, (float)plot->n_columns,
                                    (float)plot->height));

  gdk_cairo_set_source_rgba(cairo, &wave);
  for (gsize i = 0; i < plot->n_columns; i++) {
    const LmuLaneColumn *column = &plot->columns[i];
    double above, below;

    if (!column->there)
      continue;
    above = middle - half * column->peak.most * plot->scale;
    below = middle - half * column->peak.least * plot->scale;
    /* Silence is a thin line. */
    if (below - above < 1) {
      above = (above + below) / 2 - 0.5;
      below = above + 1;
    }
    cairo_rectangle(cairo, plot->left + (double)i, above, 1, below - above);
  }
  cairo_fill(cairo);
  cairo_destroy(cairo);
}

static void
draw_run(const LmuLanePlot *plot, GtkSnapshot *snapshot, gsize shape, double x, double width)
{
  GdkRGBA strong = rgba_of(plot->palette->tones[shapes[shape].tone], 1), pale = strong;
  double bottom = plot->top + plot->height;

  pale.alpha = 0.24f;
  switch (shapes[shape].shape) {
  case SHAPE_BAND_TOP:
    fill(snapshot, &pale, x, plot->top, MAX(width, 2), plot->height);
    fill(snapshot, &strong, x, plot->top, MAX(width, 2), 3);
    break;
  case SHAPE_BAND_BOTTOM:
    fill(snapshot, &pale, x, plot->top, MAX(width, 2), plot->height);
    fill(snapshot, &strong, x, bottom - 3, MAX(width, 2), 3);
    break;
  case SHAPE_TICK:
    for (int i = 0; i < 5; i++)
      fill(snapshot, &strong, floor(x + width / 2) - i, bottom - 5 + i, 1 + 2 * i, 1);
    break;
  case SHAPE_LINE:
    fill(snapshot, &strong, floor(x), plot->top, 1, plot->height);
    break;
  case SHAPE_GROUND:
    pale.alpha = 0.5f;
    fill(snapshot, &pale, x, bottom - 2, MAX(width, 2), 2);
    break;
  }
}

/* Columns beside each other that have the same mark are drawn at once. */
void
lmu_lane_draw_marks(const LmuLanePlot *plot, GtkSnapshot *snapshot)
{
  for (gsize shape = 0; shape < G_N_ELEMENTS(shapes); shape++) {
    guint16 bit = (guint16)(1u << shapes[shape].kind);

    for (gsize i = 0; i < plot->n_columns; i++) {
      gsize from = i;

      if (!(plot->columns[i].marks & bit))
        continue;
      while (i + 1 < plot->n_columns && (plot->columns[i + 1].marks & bit))
        i++;
      draw_run(plot, snapshot, shape, plot->left + (double)from, (double)(i + 1 - from));
    }
  }
}

char *
lmu_lane_legend(const LmuLanePlot *plot)
{
  guint64 packets[LM_N_SOUND_MARKS];
  GString *text = g_string_new(NULL);

  lmu_lane_count(plot->stream, packets);
  for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
    LmColour colour = plot->palette->tones[shapes[i].tone];
    g_autofree char *words = NULL, *count = NULL;

    if (!shapes[i].sign || packets[shapes[i].kind] == 0)
      continue;
    count = lmu_format_count(packets[shapes[i].kind]);
    words = g_markup_escape_text(lm_sound_mark_text(shapes[i].kind), -1);
    g_string_append_printf(text, "%s<span foreground='#%02x%02x%02x'>%s</span> %s %s",
                           text->len ? "   " : "", colour.red, colour.green, colour.blue,
                           shapes[i].sign, count, words);
  }
  return g_string_free(text, FALSE);
}
