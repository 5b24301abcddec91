/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/sound/player.h"

#include "base/i18n.h"
#include "sound/decoder.h"

/* What is mixed and written at once. */
#define CHUNK_MS 100
#define MOST_LINE_BYTES 1000

/* One run of the program. It outlives its being stopped until its last answer has come. */
typedef struct {
  LmuPlayer *player; /* borrowed; NULL: nobody wants it any more */
  GSubprocess *process;
  GCancellable *cancellable;
  GDataInputStream *lines;
  LmuDecoded *decoded; /* keeps what is mixed */
  LmSoundMixer *mixer;
  const LmSoundStream *clock; /* the stream whose time is told */
  guint64 clock_frame;        /* of the mixer, that is the stream's first */
  gboolean joined, heard;
  guint64 first, next; /* frames of the mixer: where it began, and what is mixed next */
  guint channels, n_chunk;
  gint16 *chunk;
  char *words; /* why it came to an end */
  gboolean ended;
} Run;

struct _LmuPlayer {
  GObject parent_instance;
  Run *run;
  gint64 time_ns;
};

G_DEFINE_FINAL_TYPE(LmuPlayer, lmu_player, G_TYPE_OBJECT)

enum { MOVED, STOPPED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
run_clear(gpointer data)
{
  Run *run = data;

  g_clear_object(&run->process);
  g_clear_object(&run->cancellable);
  g_clear_object(&run->lines);
  g_clear_pointer(&run->mixer, lm_sound_mixer_free);
  g_clear_pointer(&run->decoded, lmu_decoded_unref);
  g_free(run->chunk);
  g_free(run->words);
}

static void
run_unref(Run *run)
{
  g_rc_box_release_full(run, run_clear);
}

static gint64
time_of_frame(const Run *run, guint64 frame)
{
  double rate = lm_sound_mixer_rate_hz(run->mixer);

  if (!run->joined && frame < run->clock_frame)
    return lm_time_add(lm_sound_mixer_start_ns(run->mixer), (gint64)((double)frame / rate * 1e9));
  return lm_sound_time_at(
      run->clock, (guint64)((double)(frame - run->clock_frame) / rate * run->clock->rate_hz));
}

static guint64
frame_of_time(const Run *run, gint64 time_ns)
{
  double rate = lm_sound_mixer_rate_hz(run->mixer);
  guint64 frame;

  if (time_ns == LM_TIME_NONE)
    return 0;
  if (!run->joined && time_ns < run->clock->start_ns) {
    gint64 since = lm_time_sub(time_ns, lm_sound_mixer_start_ns(run->mixer));

    return (guint64)((double)MAX(since, 0) / 1e9 * rate);
  }
  frame = lm_sound_frame_at(run->clock, time_ns);
  return run->clock_frame + (guint64)((double)frame / run->clock->rate_hz * rate);
}

static void
stopped(Run *run)
{
  LmuPlayer *self = run->player;

  if (!self)
    return;
  run->player = NULL;
  self->run = NULL;
  self->time_ns = LM_TIME_NONE;
  g_cancellable_cancel(run->cancellable);
  g_signal_emit(self, signals[STOPPED], 0, run->words);
  run_unref(run);
}

static char *
missing_words(const char *package)
{
  return g_strdup_printf(_("Playing needs GStreamer, of which a part is missing: install %s."),
                         package);
}

/* A line of the program; see src/sound/child/play.c. */
static void
take_line(Run *run, const char *line)
{
  guint64 frames;

  if (g_str_has_prefix(line, "position ")) {
    if (!g_ascii_string_to_unsigned(line + strlen("position "), 10, 0, G_MAXUINT64 / 2, &frames,
                                    NULL))
      return;
    run->heard = TRUE;
    run->player->time_ns =
        time_of_frame(run, MIN(run->first + frames, lm_sound_mixer_n_frames(run->mixer)));
    g_signal_emit(run->player, signals[MOVED], 0);
  } else if (g_str_equal(line, "end")) {
    run->ended = TRUE;
  } else if (g_str_equal(line, "no-device")) {
    run->words = g_strdup(_("No audio device was found. Connect one, or start the sound system "
                            "(PipeWire, PulseAudio or ALSA)."));
  } else if (g_str_has_prefix(line, "missing ")) {
    run->words = missing_words(line + strlen("missing "));
  } else if (g_str_has_prefix(line, "failed ")) {
    run->words = g_strdup_printf(_("The sound system says: %s"), line + strlen("failed "));
  }
}

static void
line_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  g_autofree char *line =
      g_data_input_stream_read_line_finish_utf8(G_DATA_INPUT_STREAM(source), result, NULL, NULL);

  if (line && run->player && strlen(line) < MOST_LINE_BYTES && !run->words)
    take_line(run, line);
  if (line && run->player) {
    g_data_input_stream_read_line_async(run->lines, G_PRIORITY_DEFAULT, run->cancellable, line_cb,
                                        run);
    return;
  }
  if (run->player && !run->words && !run->ended)
    run->words = g_strdup(_("The program that plays sound stopped unexpectedly."));
  stopped(run);
  run_unref(run);
}

static void write_chunk(Run *run);

static void
written_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  gboolean written = g_output_stream_write_all_finish(G_OUTPUT_STREAM(source), result, NULL, NULL);

  /* What went wrong, the program says, or its end does. */
  if (written && run->player)
    write_chunk(run);
  run_unref(run);
}

static void
write_chunk(Run *run)
{
  GOutputStream *in = g_subprocess_get_stdin_pipe(run->process);
  guint64 n_frames = lm_sound_mixer_n_frames(run->mixer);
  guint n = (guint)MIN(run->n_chunk, n_frames - MIN(run->next, n_frames));

  if (n == 0) {
    g_output_stream_close_async(in, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
    return;
  }
  lm_sound_mixer_read(run->mixer, run->next, n, run->chunk);
  run->next += n;
  g_output_stream_write_all_async(in, run->chunk, (gsize)n * run->channels * sizeof *run->chunk,
                                  G_PRIORITY_DEFAULT, run->cancellable, written_cb,
                                  g_rc_box_acquire(run));
}

/* False, with the reason in its words, where there is no playing. */
static gboolean
start_program(Run *run)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *rate = g_strdup_printf("%u", lm_sound_mixer_rate_hz(run->mixer));
  g_autofree char *channels = g_strdup_printf("%u", run->channels);
  g_autoptr(GSubprocessLauncher) launcher =
      g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  char path[PATH_MAX];

  if (!lm_decoder_find_program(path, sizeof path)) {
    run->words = g_strdup(_("This build of Linesman cannot play: it was made without GStreamer."));
    return FALSE;
  }
  run->process = g_subprocess_launcher_spawn(launcher, &error, path, "play", rate, channels, NULL);
  if (!run->process)
    run->words =
        g_strdup_printf(_("The program that plays sound cannot be started: %s"), error->message);
  return run->process != NULL;
}

/* The mixer's frame at which the stream whose time is told begins. */
static void
choose_clock(Run *run, const LmSoundRoute *routes, gsize n)
{
  gint64 late;

  run->clock = routes[0].stream;
  for (gsize i = 1; i < n; i++)
    if (routes[i].stream->n_frames / MAX(routes[i].stream->rate_hz, 1) >
        run->clock->n_frames / MAX(run->clock->rate_hz, 1))
      run->clock = routes[i].stream;
  late = lm_time_sub(run->clock->start_ns, lm_sound_mixer_start_ns(run->mixer));
  if (!run->joined && late > 0)
    run->clock_frame = (guint64)((double)late / 1e9 * lm_sound_mixer_rate_hz(run->mixer));
}

void
lmu_player_play(LmuPlayer *self, LmuDecoded *decoded, const LmSoundRoute *routes, gsize n,
                guint channels, gint64 from_ns)
{
  Run *run;

  g_return_if_fail(LMU_IS_PLAYER(self) && n > 0);
  lmu_player_stop(self);
  run = g_rc_box_new0(Run);
  run->player = self;
  run->cancellable = g_cancellable_new();
  run->decoded = lmu_decoded_ref(decoded);
  run->joined = decoded->timing == LM_SOUND_JOINED;
  run->mixer = lm_sound_mixer_new(routes, n, channels, 0, run->joined);
  run->channels = channels;
  run->n_chunk = MAX(lm_sound_mixer_rate_hz(run->mixer) * CHUNK_MS / 1000, 1);
  run->chunk = g_new(gint16, (gsize)run->n_chunk * channels);
  choose_clock(run, routes, n);
  run->first = frame_of_time(run, from_ns);
  if (run->first >= lm_sound_mixer_n_frames(run->mixer))
    run->first = 0;
  run->next = run->first;
  self->run = run;
  self->time_ns = time_of_frame(run, run->first);
  if (!start_program(run)) {
    stopped(run);
    return;
  }
  run->lines = g_data_input_stream_new(g_subprocess_get_stdout_pipe(run->process));
  g_data_input_stream_read_line_async(run->lines, G_PRIORITY_DEFAULT, run->cancellable, line_cb,
                                      g_rc_box_acquire(run));
  write_chunk(run);
  g_signal_emit(self, signals[MOVED], 0);
}

void
lmu_player_stop(LmuPlayer *self)
{
  Run *run = self->run;

  if (!run)
    return;
  self->run = NULL;
  self->time_ns = LM_TIME_NONE;
  run->player = NULL;
  g_cancellable_cancel(run->cancellable);
  g_subprocess_force_exit(run->process);
  run_unref(run);
  g_signal_emit(self, signals[MOVED], 0);
}

gboolean
lmu_player_is_playing(LmuPlayer *self)
{
  return self->run != NULL;
}

gint64
lmu_player_get_time_ns(LmuPlayer *self)
{
  return self->time_ns;
}

static void
lmu_player_dispose(GObject *object)
{
  lmu_player_stop(LMU_PLAYER(object));
  G_OBJECT_CLASS(lmu_player_parent_class)->dispose(object);
}

static void
lmu_player_class_init(LmuPlayerClass *class)
{
  G_OBJECT_CLASS(class)->dispose = lmu_player_dispose;
  signals[MOVED] = g_signal_new("moved", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[STOPPED] = g_signal_new("stopped", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lmu_player_init(LmuPlayer *self)
{
  self->time_ns = LM_TIME_NONE;
}

LmuPlayer *
lmu_player_new(void)
{
  return g_object_new(LMU_TYPE_PLAYER, NULL);
}
