/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-painter.h"

#include "export/canvas_cairo.h"
#include "ladder/draw.h"

#include <adwaita.h>
#include <math.h>

/* The drawing is made for a font of 11 points. */
#define PIXELS_PER_POINT (96.0 / 72)
#define USUAL_PIXELS (11 * PIXELS_PER_POINT)
#define MOST_SCALE 4

struct _LmuLadderPainter {
  GObject parent_instance;
  GtkWidget *view; /* weak */
  guint font_serial;
  LmCairoCanvas canvas;
};

G_DEFINE_FINAL_TYPE(LmuLadderPainter, lmu_ladder_painter, G_TYPE_OBJECT)

static void
lmu_ladder_painter_dispose(GObject *object)
{
  g_clear_weak_pointer(&LMU_LADDER_PAINTER(object)->view);
  G_OBJECT_CLASS(lmu_ladder_painter_parent_class)->dispose(object);
}

static void
lmu_ladder_painter_finalize(GObject *object)
{
  lm_cairo_canvas_clear(&LMU_LADDER_PAINTER(object)->canvas);
  G_OBJECT_CLASS(lmu_ladder_painter_parent_class)->finalize(object);
}

static void
lmu_ladder_painter_class_init(LmuLadderPainterClass *class)
{
  G_OBJECT_CLASS(class)->dispose = lmu_ladder_painter_dispose;
  G_OBJECT_CLASS(class)->finalize = lmu_ladder_painter_finalize;
}

static void
lmu_ladder_painter_init(LmuLadderPainter *self)
{
  lm_cairo_canvas_init(&self->canvas, NULL, &lm_palette_light);
}

LmuLadderPainter *
lmu_ladder_painter_new(GtkWidget *view)
{
  LmuLadderPainter *self = g_object_new(LMU_TYPE_LADDER_PAINTER, NULL);

  g_set_weak_pointer(&self->view, view);
  return self;
}

double
lmu_ladder_painter_get_scale(LmuLadderPainter *self)
{
  const PangoFontDescription *font;
  double pixels;

  if (!self->view)
    return 1;
  font = pango_context_get_font_description(gtk_widget_get_pango_context(self->view));
  pixels = (double)pango_font_description_get_size(font) / PANGO_SCALE;
  if (!pango_font_description_get_size_is_absolute(font))
    pixels *= PIXELS_PER_POINT;
  /* So that a row is whole pixels high, and lines go on from one to the next. */
  pixels = round(LM_LADDER_ROW_HEIGHT * CLAMP(pixels / USUAL_PIXELS, 1, MOST_SCALE));
  return pixels / LM_LADDER_ROW_HEIGHT;
}

LmCanvas *
lmu_ladder_painter_begin(LmuLadderPainter *self, cairo_t *cairo)
{
  gboolean dark = adw_style_manager_get_dark(adw_style_manager_get_default());

  if (self->view) {
    PangoContext *context = gtk_widget_get_pango_context(self->view);
    guint serial = pango_context_get_serial(context);

    /* The serial says that the font was changed; shaped text is forgotten with it. */
    if (serial != self->font_serial) {
      lm_cairo_canvas_set_context(&self->canvas, context);
      self->font_serial = serial;
    }
  }
  lm_cairo_canvas_target(&self->canvas, cairo, dark ? &lm_palette_dark : &lm_palette_light);
  return &self->canvas.canvas;
}
