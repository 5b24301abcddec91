/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/sound/lane.h"

#include "base/i18n.h"
#include "ui/graph/graph.h"
#include "ui/sound/lane-private.h"

#include <adwaita.h>
#include <math.h>

#define LEAST_HEIGHT 46
#define NATURAL_HEIGHT 66

struct _LmuSoundLane {
  GtkWidget parent_instance;
  LmuGraphAxis *axis;
  char *title;
  LmuDecoded *decoded;
  gsize index;
  char *words; /* why there is no sound, or not all of it */
  LmuPicture picture;
  gint64 head;
  gboolean heard;
  LmuLaneColumn *columns; /* what is in view; kept until view, width or sound change */
  gsize n_columns;
  gboolean stale;
  LmuLanePicture *spectrum;
};

G_DEFINE_FINAL_TYPE(LmuSoundLane, lmu_sound_lane, GTK_TYPE_WIDGET)

static const LmSoundStream *
get_stream(LmuSoundLane *self)
{
  const LmSoundStream *stream = self->decoded ? &self->decoded->sound->streams[self->index] : NULL;

  return stream && stream->n_frames > 0 ? stream : NULL;
}

static LmuLanePlot
get_plot(LmuSoundLane *self)
{
  int height = gtk_widget_get_height(GTK_WIDGET(self));
  gboolean dark = adw_style_manager_get_dark(adw_style_manager_get_default());
  gsize n = (gsize)lmu_graph_plot_width(gtk_widget_get_width(GTK_WIDGET(self)));
  LmuLanePlot plot = {.stream = get_stream(self),
                      .left = lmu_graph_plot_x(),
                      .top = LMU_LANE_TITLE,
                      .height = MAX(height - LMU_LANE_TITLE - LMU_LANE_FOOT, 8),
                      .palette = dark ? &lm_palette_dark : &lm_palette_light,
                      .scale = self->decoded ? self->decoded->scale : 0,
                      .heard = self->heard};

  if (plot.stream && (self->stale || n != self->n_columns)) {
    self->columns = g_renew(LmuLaneColumn, self->columns, n);
    self->n_columns = n;
    self->stale = FALSE;
    lmu_lane_gather(plot.stream, self->decoded->peaks[self->index],
                    lmu_graph_axis_get_from(self->axis), lmu_graph_axis_get_to(self->axis),
                    self->columns, n);
  }
  plot.columns = self->columns;
  plot.n_columns = plot.stream ? self->n_columns : n;
  gtk_style_context_get_color(gtk_widget_get_style_context(GTK_WIDGET(self)), &plot.text);
  return plot;
}

/* One line of small text; returns its width. */
static int
append_text(GtkWidget *widget, GtkSnapshot *snapshot, const char *markup, double x, double y,
            double room, gboolean right, const GdkRGBA *colour)
{
  PangoLayout *layout;
  int width;

  if (room < 1 || !*markup)
    return 0;
  layout = gtk_widget_create_pango_layout(widget, NULL);
  pango_layout_set_markup(layout, markup, -1);
  pango_layout_set_width(layout, (int)room * PANGO_SCALE);
  pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size(layout, &width, NULL);
  if (right)
    x += room - width;
  gtk_snapshot_save(snapshot);
  gtk_snapshot_translate(snapshot, &GRAPHENE_POINT_INIT((float)round(x), (float)y));
  gtk_snapshot_append_layout(snapshot, layout, colour);
  gtk_snapshot_restore(snapshot);
  g_object_unref(layout);
  return width;
}

/* What is at the cursor, or what the marks mean in all. Owned. */
static char *
legend(LmuSoundLane *self, const LmuLanePlot *plot)
{
  gint64 cursor = lmu_graph_axis_get_cursor(self->axis);
  const LmSoundMark *mark = cursor == LM_TIME_NONE ? NULL : lmu_lane_mark_at(plot->stream, cursor);

  if (mark)
    return g_strdup_printf(LM_NGETTEXT("here: %u packet %s", "here: %u packets %s", mark->packets),
                           mark->packets, lm_sound_mark_text(mark->kind));
  return lmu_lane_legend(plot);
}

static char *
level_text(const LmSoundStream *stream)
{
  /* What is never louder than silence has no level of speech. */
  if (stream->levels.speech_dbfs <= LM_SOUND_LEAST_DBFS)
    return g_strdup(_("silence"));
  if (stream->levels.clipped > 0)
    return g_strdup_printf(_("speech at −%.0f dBFS, clipped"), -stream->levels.speech_dbfs);
  return g_strdup_printf(_("speech at −%.0f dBFS"), -stream->levels.speech_dbfs);
}

static void
append_title(LmuSoundLane *self, GtkSnapshot *snapshot, const LmuLanePlot *plot)
{
  GtkWidget *widget = GTK_WIDGET(self);
  double room = (double)plot->n_columns, used, right = 0;
  g_autofree char *title = g_markup_printf_escaped(
      "<small><b>%s</b>  %s</small>", self->title ? self->title : "",
      self->decoded ? self->decoded->sound->streams[self->index].codec : "");
  GdkRGBA dim = plot->text;

  dim.alpha *= 0.74f;
  used = append_text(widget, snapshot, title, plot->left, 2, room, FALSE, &plot->text) + 16;
  if (plot->stream) {
    g_autofree char *level = level_text(plot->stream), *signs = legend(self, plot);
    g_autofree char *small = g_markup_printf_escaped("<small>%s</small>", level);
    g_autofree char *marks = g_strdup_printf("<small>%s</small>", signs);

    right =
        append_text(widget, snapshot, small, plot->left + used, 2, room - used, TRUE, &dim) + 16;
    append_text(widget, snapshot, marks, plot->left + used, 2, room - used - right, FALSE,
                &plot->text);
  }
}

/* Why nothing is heard: in the place of the sound where there is none, or as a line on its ground.
 */
static void
append_why(LmuSoundLane *self, GtkSnapshot *snapshot, const LmuLanePlot *plot)
{
  GtkWidget *widget = GTK_WIDGET(self);
  PangoLayout *layout;
  g_autofree char *markup = NULL;
  int height;

  if (!self->words || !*self->words)
    return;
  markup = g_markup_printf_escaped("<small>%s</small>", self->words);
  if (plot->stream) {
    append_text(widget, snapshot, markup, plot->left + 4, plot->top + plot->height - 18,
                (double)plot->n_columns - 8, FALSE, &plot->text);
    return;
  }
  layout = gtk_widget_create_pango_layout(widget, NULL);
  pango_layout_set_markup(layout, markup, -1);
  pango_layout_set_width(layout, (int)(plot->n_columns - 16) * PANGO_SCALE);
  pango_layout_set_height(layout, (int)plot->height * PANGO_SCALE);
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size(layout, NULL, &height);
  gtk_snapshot_save(snapshot);
  gtk_snapshot_translate(snapshot,
                         &GRAPHENE_POINT_INIT((float)plot->left + 8,
                                              (float)(plot->top + (plot->height - height) / 2)));
  gtk_snapshot_append_layout(snapshot, layout, &plot->text);
  gtk_snapshot_restore(snapshot);
  g_object_unref(layout);
}

/* A line at @time_ns, with a grip above where @grip. */
static void
append_line(LmuSoundLane *self, GtkSnapshot *snapshot, const LmuLanePlot *plot, gint64 time_ns,
            const GdkRGBA *colour, gboolean grip)
{
  double x;

  if (time_ns == LM_TIME_NONE)
    return;
  x = lmu_graph_axis_place(self->axis, time_ns, (double)plot->n_columns);
  if (x < 0 || x > (double)plot->n_columns)
    return;
  x = floor(plot->left + x);
  gtk_snapshot_append_color(
      snapshot, colour,
      &GRAPHENE_RECT_INIT((float)x, (float)plot->top, grip ? 2 : 1, (float)plot->height));
  for (int i = 0; grip && i < 4; i++)
    gtk_snapshot_append_color(snapshot, colour,
                              &GRAPHENE_RECT_INIT((float)x - 4 + (float)i,
                                                  (float)plot->top - 4 + (float)i,
                                                  10 - 2 * (float)i, 1));
}

static void
lmu_sound_lane_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  LmuSoundLane *self = LMU_SOUND_LANE(widget);
  LmuLanePlot plot = get_plot(self);
  GdkRGBA line = plot.text, accent = plot.text;
  gboolean dark = adw_style_manager_get_dark(adw_style_manager_get_default());

  line.alpha = 0.12f;
  gtk_snapshot_append_color(snapshot, &line,
                            &GRAPHENE_RECT_INIT((float)plot.left,
                                                (float)floor(plot.top + plot.height / 2),
                                                (float)plot.n_columns, 1));
  if (plot.stream) {
    if (self->picture == LMU_PICTURE_SPECTRUM)
      lmu_lane_picture_draw(self->spectrum, &plot, self->decoded, self->index, self->axis, dark,
                            snapshot);
    else
      lmu_lane_draw_wave(&plot, snapshot);
    lmu_lane_draw_marks(&plot, snapshot);
  }
  line.alpha = 0.55f;
  append_line(self, snapshot, &plot, lmu_graph_axis_get_cursor(self->axis), &line, FALSE);
  gtk_style_context_lookup_color(gtk_widget_get_style_context(widget), "accent_color", &accent);
  append_line(self, snapshot, &plot, self->head, &accent, TRUE);
  append_title(self, snapshot, &plot);
  append_why(self, snapshot, &plot);
}

static void
lmu_sound_lane_measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = *natural = 200;
  } else {
    *minimum = LEAST_HEIGHT;
    *natural = NATURAL_HEIGHT;
  }
}

static void
lmu_sound_lane_css_changed(GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS(lmu_sound_lane_parent_class)->css_changed(widget, change);
  gtk_widget_queue_draw(widget);
}

static void
lmu_sound_lane_dispose(GObject *object)
{
  LmuSoundLane *self = LMU_SOUND_LANE(object);

  if (self->axis)
    g_signal_handlers_disconnect_by_data(self->axis, self);
  g_clear_object(&self->axis);
  g_clear_pointer(&self->spectrum, lmu_lane_picture_free);
  g_clear_pointer(&self->decoded, lmu_decoded_unref);
  g_clear_pointer(&self->columns, g_free);
  g_clear_pointer(&self->title, g_free);
  g_clear_pointer(&self->words, g_free);
  self->n_columns = 0;
  G_OBJECT_CLASS(lmu_sound_lane_parent_class)->dispose(object);
}

static void
lmu_sound_lane_class_init(LmuSoundLaneClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_sound_lane_dispose;
  widget_class->snapshot = lmu_sound_lane_snapshot;
  widget_class->measure = lmu_sound_lane_measure;
  widget_class->css_changed = lmu_sound_lane_css_changed;
  gtk_widget_class_set_css_name(widget_class, "soundlane");
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lmu_sound_lane_init(LmuSoundLane *self)
{
  self->head = LM_TIME_NONE;
  self->heard = TRUE;
  self->stale = TRUE;
  self->spectrum = lmu_lane_picture_new(GTK_WIDGET(self));
  gtk_widget_set_overflow(GTK_WIDGET(self), GTK_OVERFLOW_HIDDEN);
}

static void
update_words(LmuSoundLane *self)
{
  const LmSoundStream *stream = get_stream(self);
  g_autofree char *marks = stream ? lmu_lane_words(stream) : NULL;
  g_autofree char *level = stream ? level_text(stream) : NULL;
  g_autofree char *said = NULL;

  if (stream)
    said = g_strdup_printf("%s, %s%s%s%s%s", stream->codec, level, *marks ? ", " : "", marks,
                           self->words && *self->words ? ". " : "", self->words ? self->words : "");
  gtk_accessible_update_property(
      GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->title ? self->title : "",
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, said ? said : (self->words ? self->words : ""), -1);
}

static void
axis_changed_cb(LmuSoundLane *self)
{
  self->stale = TRUE;
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

GtkWidget *
lmu_sound_lane_new(LmuGraphAxis *axis)
{
  LmuSoundLane *self = g_object_new(LMU_TYPE_SOUND_LANE, NULL);

  self->axis = g_object_ref(axis);
  g_signal_connect_swapped(axis, "changed", G_CALLBACK(axis_changed_cb), self);
  g_signal_connect_swapped(axis, "cursor-changed", G_CALLBACK(gtk_widget_queue_draw), self);
  return GTK_WIDGET(self);
}

void
lmu_sound_lane_set_title(LmuSoundLane *self, const char *title)
{
  g_free(self->title);
  self->title = g_strdup(title);
  update_words(self);
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

void
lmu_sound_lane_set_sound(LmuSoundLane *self, LmuDecoded *decoded, gsize index, const char *words)
{
  g_clear_pointer(&self->decoded, lmu_decoded_unref);
  self->decoded = decoded ? lmu_decoded_ref(decoded) : NULL;
  self->index = index;
  g_free(self->words);
  self->words = g_strdup(words);
  self->stale = TRUE;
  update_words(self);
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

void
lmu_sound_lane_set_picture(LmuSoundLane *self, LmuPicture picture)
{
  self->picture = picture;
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

void
lmu_sound_lane_set_head(LmuSoundLane *self, gint64 head_ns)
{
  if (self->head == head_ns)
    return;
  self->head = head_ns;
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

void
lmu_sound_lane_set_heard(LmuSoundLane *self, gboolean heard)
{
  if (self->heard == heard)
    return;
  self->heard = heard;
  gtk_widget_queue_draw(GTK_WIDGET(self));
}
