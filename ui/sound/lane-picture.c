/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/worker.h"
#include "ui/sound/lane-private.h"
#include "ui/sound/spectrum.h"

/* What a picture shows. */
typedef struct {
  LmuDecoded *decoded; /* compared and kept */
  gsize index;
  gint64 from_ns, to_ns;
  gsize width, height;
  gboolean dark;
} Subject;

typedef struct {
  Subject subject;
  guint8 *pixels; /* what came of it; NULL where it was cancelled */
} Job;

struct LmuLanePicture {
  GtkWidget *lane;
  GdkTexture *texture;
  Subject shown, wanted;
  GCancellable *cancellable; /* of the job under way, or NULL */
};

static gboolean
subjects_equal(const Subject *a, const Subject *b)
{
  return a->decoded == b->decoded && a->index == b->index && a->from_ns == b->from_ns &&
         a->to_ns == b->to_ns && a->width == b->width && a->height == b->height &&
         a->dark == b->dark;
}

static void
subject_set(Subject *to, const Subject *from)
{
  LmuDecoded *before = to->decoded;

  *to = *from;
  if (to->decoded)
    lmu_decoded_ref(to->decoded);
  if (before)
    lmu_decoded_unref(before);
}

static void
job_free(Job *job)
{
  g_clear_pointer(&job->subject.decoded, lmu_decoded_unref);
  g_free(job->pixels);
  g_free(job);
}

LmuLanePicture *
lmu_lane_picture_new(GtkWidget *lane)
{
  LmuLanePicture *self = g_new0(LmuLanePicture, 1);

  self->lane = lane;
  return self;
}

void
lmu_lane_picture_free(LmuLanePicture *picture)
{
  if (!picture)
    return;
  /* The job holds a reference to the lane, but not to this. */
  if (picture->cancellable)
    g_cancellable_cancel(picture->cancellable);
  g_clear_object(&picture->cancellable);
  g_clear_object(&picture->texture);
  g_clear_pointer(&picture->shown.decoded, lmu_decoded_unref);
  g_clear_pointer(&picture->wanted.decoded, lmu_decoded_unref);
  g_free(picture);
}

/* From quiet to loud: off the ground of the view, so that silence looks like nothing. */
static const guint8 light_stops[][3] = {
    {255, 255, 255}, {206, 224, 246}, {98, 160, 234}, {97, 53, 131}, {38, 8, 46}};
static const guint8 dark_stops[][3] = {
    {30, 30, 30}, {38, 42, 86}, {120, 44, 130}, {230, 97, 60}, {252, 236, 150}};

static void
make_colours(gboolean dark, guint32 colours[256])
{
  const guint8(*stops)[3] = dark ? dark_stops : light_stops;
  guint n = G_N_ELEMENTS(light_stops) - 1;

  for (guint level = 0; level < 256; level++) {
    double place = level / 255.0 * n;
    guint stop = MIN((guint)place, n - 1);
    guint8 pixel[4] = {0, 0, 0, 255};

    for (guint i = 0; i < 3; i++)
      pixel[i] = (guint8)(stops[stop][i] + (place - stop) * (stops[stop + 1][i] - stops[stop][i]));
    memcpy(&colours[level], pixel, sizeof pixel);
  }
}

static void
work(gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  const Subject *subject = &job->subject;
  const LmSoundStream *stream = &subject->decoded->sound->streams[subject->index];
  gsize n = subject->width * subject->height;
  g_autofree guint8 *levels = g_new0(guint8, n);
  guint32 colours[256];
  /* Time runs evenly within a stretch that is in view, but for jumps of its clock. */
  double per_column = (double)lm_time_sub(subject->to_ns, subject->from_ns) / 1e9 *
                      stream->rate_hz / (double)subject->width;
  double first = (double)lm_time_sub(subject->from_ns, stream->start_ns) / 1e9 * stream->rate_hz;
  guint64 frame = lm_sound_frame_at(stream, subject->from_ns);

  if (subject->from_ns > stream->start_ns)
    first = (double)frame;
  if (!lmu_spectrum_draw(stream->samples, stream->n_frames, stream->channels, stream->rate_hz,
                         first, per_column, subject->width, subject->height, levels, cancellable))
    return;
  make_colours(subject->dark, colours);
  job->pixels = g_malloc(n * 4);
  for (gsize i = 0; i < n; i++)
    memcpy(job->pixels + 4 * i, &colours[levels[i]], 4);
}

static void
done_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = G_TASK(result);
  Job *job = g_task_get_task_data(task);
  LmuLanePicture *self = data;
  g_autoptr(GBytes) bytes = NULL;

  if (g_cancellable_is_cancelled(g_task_get_cancellable(task)))
    return;
  g_clear_object(&self->cancellable);
  if (!job->pixels)
    return;
  bytes =
      g_bytes_new_take(g_steal_pointer(&job->pixels), job->subject.width * job->subject.height * 4);
  g_clear_object(&self->texture);
  self->texture = gdk_memory_texture_new((int)job->subject.width, (int)job->subject.height,
                                         GDK_MEMORY_R8G8B8A8, bytes, job->subject.width * 4);
  subject_set(&self->shown, &job->subject);
  gtk_widget_queue_draw(self->lane);
}

static void
start(LmuLanePicture *self, const Subject *subject)
{
  Job *job = g_new0(Job, 1);
  GTask *task;

  if (self->cancellable)
    g_cancellable_cancel(self->cancellable);
  g_clear_object(&self->cancellable);
  self->cancellable = g_cancellable_new();
  subject_set(&self->wanted, subject);
  subject_set(&job->subject, subject);
  task = g_task_new(self->lane, self->cancellable, done_cb, self);
  g_task_set_task_data(task, job, (GDestroyNotify)job_free);
  lmu_worker_start(task, work);
}

void
lmu_lane_picture_draw(LmuLanePicture *picture, const LmuLanePlot *plot, LmuDecoded *decoded,
                      gsize index, LmuGraphAxis *axis, gboolean dark, GtkSnapshot *snapshot)
{
  Subject subject = {.decoded = decoded,
                     .index = index,
                     .from_ns = lmu_graph_axis_get_from(axis),
                     .to_ns = lmu_graph_axis_get_to(axis),
                     .width = plot->n_columns,
                     .height = (gsize)plot->height,
                     .dark = dark};
  double x, end;

  if (!subjects_equal(&subject, &picture->shown) && !subjects_equal(&subject, &picture->wanted))
    start(picture, &subject);
  if (!picture->texture || picture->shown.decoded != decoded || picture->shown.index != index)
    return;
  x = lmu_graph_axis_place(axis, picture->shown.from_ns, (double)plot->n_columns);
  end = lmu_graph_axis_place(axis, picture->shown.to_ns, (double)plot->n_columns);
  if (end <= x)
    return;
  gtk_snapshot_push_clip(snapshot,
                         &GRAPHENE_RECT_INIT((float)plot->left, (float)plot->top,
                                             (float)plot->n_columns, (float)plot->height));
  gtk_snapshot_append_texture(snapshot, picture->texture,
                              &GRAPHENE_RECT_INIT((float)(plot->left + x), (float)plot->top,
                                                  (float)(end - x), (float)plot->height));
  gtk_snapshot_pop(snapshot);
}
