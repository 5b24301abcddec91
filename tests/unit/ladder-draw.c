/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ladder/draw.h"
#include "ladders.h"

#include <glib.h>
#include <math.h>

/* A canvas that remembers the boxes of what is drawn, in a font whose letters are all alike. */

typedef struct {
  double x1, y1, x2, y2;
  char *text;
  int role;
} Box;

typedef struct {
  LmCanvas canvas;
  GArray *texts;  /* Box */
  GArray *shapes; /* Box: heads and badges, which text must not cover */
  unsigned n_dotted, n_polygons, n_lines;
  double right; /* of everything */
} Recorder;

static void
reach(Recorder *recorder, double x)
{
  recorder->right = fmax(recorder->right, x);
}

static void
record_line(LmCanvas *canvas, double x1, double y1, double x2, double y2, double width, bool dotted,
            LmPaint paint)
{
  Recorder *recorder = (Recorder *)canvas;
  recorder->n_lines++;
  recorder->n_dotted += dotted;
  reach(recorder, fmax(x1, x2));
  /* Slanted lines are open heads and crosses. */
  if (x1 == x2 || y1 == y2)
    return;
  Box box = {fmin(x1, x2), fmin(y1, y2), fmax(x1, x2), fmax(y1, y2), NULL, (int)paint.role};
  g_array_append_val(recorder->shapes, box);
}

static void
record_rect(LmCanvas *canvas, double x, double y, double w, double h, double radius, double stroke,
            LmPaint paint)
{
  g_assert_cmpfloat(w, >, 0);
  g_assert_cmpfloat(h, >, 0);
  reach((Recorder *)canvas, x + w);
}

static void
record_polygon(LmCanvas *canvas, const double *points, size_t n, LmPaint paint)
{
  Recorder *recorder = (Recorder *)canvas;
  Box box = {points[0], points[1], points[0], points[1], NULL, (int)paint.role};
  for (size_t i = 0; i < n; i++) {
    box.x1 = fmin(box.x1, points[2 * i]);
    box.x2 = fmax(box.x2, points[2 * i]);
    box.y1 = fmin(box.y1, points[2 * i + 1]);
    box.y2 = fmax(box.y2, points[2 * i + 1]);
  }
  recorder->n_polygons++;
  reach(recorder, box.x2);
  g_array_append_val(recorder->shapes, box);
}

static double
record_measure(LmCanvas *canvas, const char *text, LmFont font)
{
  return (double)g_utf8_strlen(text, -1) * font.size * (font.bold ? 0.6 : 0.55);
}

static void
record_text(LmCanvas *canvas, double x, double y, double max_width, const char *text, LmFont font,
            LmTextAlign align, LmPaint paint)
{
  double width = record_measure(canvas, text, font);
  if (max_width > 0)
    width = fmin(width, max_width);
  double left = align == LM_TEXT_LEFT ? x : align == LM_TEXT_RIGHT ? x - width : x - width / 2;
  Box box = {left,           y - font.size * 0.78, left + width, y + font.size * 0.2,
             g_strdup(text), (int)paint.role};
  g_array_append_val(((Recorder *)canvas)->texts, box);
  reach((Recorder *)canvas, box.x2);
}

static void
free_box(void *box)
{
  g_free(((Box *)box)->text);
}

static Recorder
recorder_new(void)
{
  Recorder recorder = {.canvas = {.line = record_line,
                                  .rect = record_rect,
                                  .polygon = record_polygon,
                                  .text = record_text,
                                  .measure = record_measure},
                       .texts = g_array_new(FALSE, FALSE, sizeof(Box)),
                       .shapes = g_array_new(FALSE, FALSE, sizeof(Box))};
  g_array_set_clear_func(recorder.texts, free_box);
  return recorder;
}

static void
recorder_free(Recorder *recorder)
{
  g_array_unref(recorder->texts);
  g_array_unref(recorder->shapes);
}

static void
recorder_reset(Recorder *recorder)
{
  g_array_set_size(recorder->texts, 0);
  g_array_set_size(recorder->shapes, 0);
  recorder->n_dotted = recorder->n_polygons = recorder->n_lines = 0;
}

static bool
overlap(const Box *a, const Box *b)
{
  return a->x1 < b->x2 - 0.6 && b->x1 < a->x2 - 0.6 && a->y1 < b->y2 - 0.1 && b->y1 < a->y2 - 0.1;
}

static void
assert_apart(const Recorder *recorder, const LmLadderGeometry *geometry, double height)
{
  for (unsigned i = 0; i < recorder->texts->len; i++) {
    const Box *text = &g_array_index(recorder->texts, Box, i);
    g_assert_cmpfloat(text->x1, >=, 0);
    g_assert_cmpfloat(text->x2, <=, geometry->width);
    g_assert_cmpfloat(text->y1, >=, 0);
    g_assert_cmpfloat(text->y2, <=, height);
    for (unsigned j = 0; j < i; j++) {
      const Box *other = &g_array_index(recorder->texts, Box, j);
      if (overlap(text, other))
        g_error("\"%s\" covers \"%s\"", text->text, other->text);
    }
    for (unsigned j = 0; j < recorder->shapes->len; j++)
      if (overlap(text, &g_array_index(recorder->shapes, Box, j)))
        g_error("\"%s\" covers a head", text->text);
  }
  g_assert_cmpfloat(recorder->right, <=, geometry->width);
}

static void
draw_all(const LmLadder *ladder, double width)
{
  Recorder recorder = recorder_new();
  LmLadderGeometry geometry = lm_ladder_geometry(ladder, width);
  g_assert_cmpfloat(geometry.width, >=, width);
  g_assert_cmpfloat(geometry.column_distance, >=, 110);
  lm_ladder_draw_header(ladder, &geometry, &recorder.canvas);
  assert_apart(&recorder, &geometry, LM_LADDER_HEADER_HEIGHT);
  for (uint32_t i = 0; i < ladder->n_rows; i++) {
    recorder_reset(&recorder);
    lm_ladder_draw_row(ladder, &geometry, i, &recorder.canvas);
    assert_apart(&recorder, &geometry, LM_LADDER_ROW_HEIGHT);
    g_assert_cmpuint(recorder.texts->len, >=, 1);
  }
  recorder_free(&recorder);
}

static void
test_apart(void)
{
  static const double widths[] = {100, 380, 500, 716, 1280, 4000};
  LmLadder *ladders[] = {ladder_proxied_call(), ladder_failed_call(), ladder_six_hosts(),
                         ladder_awkward(), ladder_ice_call()};
  for (unsigned i = 0; i < G_N_ELEMENTS(ladders); i++) {
    for (LmLadderTime time = LM_LADDER_SINCE_FIRST; time <= LM_LADDER_CLOCK; time++) {
      ladders[i]->options.time = time;
      for (unsigned w = 0; w < G_N_ELEMENTS(widths); w++)
        draw_all(ladders[i], widths[w]);
    }
    lm_ladder_free(ladders[i]);
  }
}

static const Box *
find_text(const Recorder *recorder, const char *text)
{
  for (unsigned i = 0; i < recorder->texts->len; i++)
    if (strcmp(g_array_index(recorder->texts, Box, i).text, text) == 0)
      return &g_array_index(recorder->texts, Box, i);
  return NULL;
}

/* In its natural width nothing is cut. */
static void
test_natural(void)
{
  LmLadder *ladder = ladder_proxied_call();
  Recorder recorder = recorder_new();
  double width = lm_ladder_natural_width(ladder, &recorder.canvas);
  LmLadderGeometry geometry = lm_ladder_geometry(ladder, width);
  g_assert_cmpfloat_with_epsilon(geometry.width, width, 0.5);
  for (uint32_t i = 0; i < ladder->n_rows; i++) {
    const LmLadderRow *row = &ladder->rows[i];
    recorder_reset(&recorder);
    lm_ladder_draw_row(ladder, &geometry, i, &recorder.canvas);
    const Box *detail = find_text(&recorder, row->detail);
    if (*row->detail) {
      g_assert_nonnull(detail);
      LmFont font = {.size = 12};
      g_assert_cmpfloat_with_epsilon(detail->x2 - detail->x1,
                                     record_measure(NULL, row->detail, font), 0.7);
    }
  }
  recorder_free(&recorder);
  lm_ladder_free(ladder);
}

/* Never colour alone: each kind of message has its own shape. */
static void
test_shapes(void)
{
  LmLadder *ladder = ladder_proxied_call();
  Recorder recorder = recorder_new();
  LmLadderGeometry geometry = lm_ladder_geometry(ladder, 716);
  lm_ladder_draw_row(ladder, &geometry, 0, &recorder.canvas);
  g_assert_cmpuint(recorder.n_polygons, ==, 1); /* a request's solid head */
  recorder_reset(&recorder);
  lm_ladder_draw_row(ladder, &geometry, 1, &recorder.canvas);
  g_assert_cmpuint(recorder.n_polygons, ==, 0);
  g_assert_cmpuint(recorder.shapes->len, ==, 2); /* a response's open head */
  recorder_reset(&recorder);
  lm_ladder_draw_row(ladder, &geometry, 5, &recorder.canvas);
  g_assert_nonnull(find_text(&recorder, "×11"));
  recorder_reset(&recorder);
  lm_ladder_draw_row(ladder, &geometry, 10, &recorder.canvas);
  g_assert_nonnull(find_text(&recorder, "← RTP G729"));
  g_assert_nonnull(find_text(&recorder, "MOS 2.64"));
  lm_ladder_free(ladder);
  ladder = ladder_failed_call();
  geometry = lm_ladder_geometry(ladder, 716);
  recorder_reset(&recorder);
  lm_ladder_draw_row(ladder, &geometry, 5, &recorder.canvas);
  g_assert_cmpuint(recorder.shapes->len, ==, 4); /* an open head and a cross */
  recorder_reset(&recorder);
  lm_ladder_draw_row(ladder, &geometry, 1, &recorder.canvas);
  g_assert_cmpuint(recorder.shapes->len, ==, 2); /* a challenge is no failure */
  lm_ladder_free(ladder);
  recorder_free(&recorder);
}

static void
test_empty(void)
{
  LmLadder *ladder = ladder_new("", NULL, 0);
  Recorder recorder = recorder_new();
  LmLadderGeometry geometry = lm_ladder_geometry(ladder, 400);
  g_assert_cmpfloat(lm_ladder_natural_width(ladder, &recorder.canvas), >, 0);
  lm_ladder_draw_header(ladder, &geometry, &recorder.canvas);
  lm_ladder_draw_row(ladder, &geometry, 0, &recorder.canvas);
  g_assert_cmpuint(recorder.texts->len, ==, 0);
  recorder_free(&recorder);
  lm_ladder_free(ladder);
}

/* A canvas that remembers what of one column's height its lifeline and bars cover. */
#define SAMPLES_A_PIXEL 2

typedef struct {
  LmCanvas canvas;
  double x, top; /* of the column; of what is drawn now */
  guint8 *line, *bar;
  unsigned n;
} Upright;

static void
cover(const Upright *upright, guint8 *covered, double y1, double y2)
{
  for (unsigned i = 0; i < upright->n; i++) {
    double y = (i + 0.5) / SAMPLES_A_PIXEL;
    if (y > upright->top + y1 && y < upright->top + y2)
      covered[i] = 1;
  }
}

static void
upright_line(LmCanvas *canvas, double x1, double y1, double x2, double y2, double width,
             bool dotted, LmPaint paint)
{
  Upright *upright = (Upright *)canvas;
  if (x1 == x2 && fabs(x1 - upright->x) < 0.01 && paint.role == LM_PAINT_LIFELINE)
    cover(upright, upright->line, y1, y2);
}

static void
upright_rect(LmCanvas *canvas, double x, double y, double w, double h, double radius, double stroke,
             LmPaint paint)
{
  Upright *upright = (Upright *)canvas;
  if (paint.role == LM_PAINT_DIALOG_BAR && fabs(x + w / 2 - upright->x) < 0.01)
    cover(upright, upright->bar, y, y + h);
}

static void
upright_polygon(LmCanvas *canvas, const double *points, size_t n, LmPaint paint)
{
}

static void
upright_text(LmCanvas *canvas, double x, double y, double max_width, const char *text, LmFont font,
             LmTextAlign align, LmPaint paint)
{
}

static Upright
upright_new(double x, uint32_t n_rows)
{
  Upright upright = {.canvas = {.line = upright_line,
                                .rect = upright_rect,
                                .polygon = upright_polygon,
                                .text = upright_text,
                                .measure = record_measure},
                     .x = x,
                     .n = (unsigned)(n_rows * LM_LADDER_ROW_HEIGHT * SAMPLES_A_PIXEL)};
  upright.line = g_new0(guint8, upright.n + 1);
  upright.bar = g_new0(guint8, upright.n + 1);
  return upright;
}

static void
upright_free(Upright *upright)
{
  g_free(upright->line);
  g_free(upright->bar);
}

/* The lifelines of many rows at once cover what those of each row do. */
static void
assert_same_lifelines(const LmLadder *ladder, uint32_t first, uint32_t n)
{
  LmLadderGeometry geometry = lm_ladder_geometry(ladder, 600);
  for (uint32_t column = 0; column < ladder->n_columns; column++) {
    double x = geometry.first_x + column * geometry.column_distance;
    Upright rows = upright_new(x, n), sheet = upright_new(x, n);
    unsigned n_covered = 0;
    for (uint32_t i = 0; i < n; i++) {
      rows.top = i * LM_LADDER_ROW_HEIGHT;
      lm_ladder_draw_row(ladder, &geometry, first + i, &rows.canvas);
    }
    lm_ladder_draw_lifelines(ladder, &geometry, first, n, &sheet.canvas);
    for (unsigned i = 0; i < sheet.n; i++) {
      g_assert_cmpuint(rows.line[i], ==, sheet.line[i]);
      g_assert_cmpuint(rows.bar[i], ==, sheet.bar[i]);
      n_covered += sheet.line[i] || sheet.bar[i];
    }
    g_assert_cmpuint(n_covered, >, sheet.n / 2);
    g_assert_cmpuint(n_covered, <=, sheet.n);
    upright_free(&rows);
    upright_free(&sheet);
  }
}

static void
test_lifelines(void)
{
  LmLadder *ladders[] = {ladder_proxied_call(), ladder_failed_call(), ladder_six_hosts(),
                         ladder_awkward(), ladder_ice_call()};
  for (unsigned i = 0; i < G_N_ELEMENTS(ladders); i++) {
    assert_same_lifelines(ladders[i], 0, ladders[i]->n_rows);
    assert_same_lifelines(ladders[i], 2, ladders[i]->n_rows - 3);
    lm_ladder_free(ladders[i]);
  }
}

/* What is out of sight is not drawn, and the text of a long arrow stands where it is seen. */
static void
test_shown(void)
{
  static const char *const columns[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
  LmLadder *ladder = ladder_new("Wide", columns, G_N_ELEMENTS(columns));
  ladder_add(ladder, 0, 0, 9, LM_TONE_REQUEST, "INVITE", "");
  ladder_add(ladder, 1, 9, 1, LM_TONE_SUCCESS, "200 OK", "a detail that is wider than one gap");
  Recorder recorder = recorder_new();
  LmLadderGeometry geometry = lm_ladder_geometry(ladder, 0);
  unsigned n_whole[2];
  for (uint32_t row = 0; row < 2; row++) {
    recorder_reset(&recorder);
    lm_ladder_draw_row(ladder, &geometry, row, &recorder.canvas);
    n_whole[row] = recorder.n_lines;
  }
  for (uint32_t column = 0; column + 3 < G_N_ELEMENTS(columns); column++) {
    geometry.shown_x1 = geometry.first_x + column * geometry.column_distance - 20;
    geometry.shown_x2 = geometry.shown_x1 + 3 * geometry.column_distance;
    for (uint32_t row = 0; row < 2; row++) {
      recorder_reset(&recorder);
      lm_ladder_draw_row(ladder, &geometry, row, &recorder.canvas);
      const Box *label = find_text(&recorder, ladder->rows[row].label);
      g_assert_nonnull(label);
      g_assert_cmpfloat(label->x1, >=, geometry.shown_x1);
      g_assert_cmpfloat(label->x2, <=, geometry.shown_x2);
      g_assert_cmpuint(recorder.n_lines, <, n_whole[row]);
    }
    recorder_reset(&recorder);
    lm_ladder_draw_header(ladder, &geometry, &recorder.canvas);
    g_assert_nonnull(find_text(&recorder, columns[column + 1]));
    g_assert_cmpuint(recorder.texts->len, <=, 7);
  }
  recorder_free(&recorder);
  lm_ladder_free(ladder);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/ladder/draw/apart", test_apart);
  g_test_add_func("/ladder/draw/natural", test_natural);
  g_test_add_func("/ladder/draw/shapes", test_shapes);
  g_test_add_func("/ladder/draw/empty", test_empty);
  g_test_add_func("/ladder/draw/lifelines", test_lifelines);
  g_test_add_func("/ladder/draw/shown", test_shown);
  return g_test_run();
}
