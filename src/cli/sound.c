/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sound of streams: a row of figures for each, or with -o a file of what is heard in them. */

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/listing.h"
#include "engine/rows.h"
#include "engine/sound_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const LmOutputColumn columns[] = {
    {"stream", N_("Stream"), LM_SHOW_ALL, true, 0},
    {"call", N_("Call"), LM_SHOW_ALL, true, 0},
    {"side", N_("Side"), LM_SHOW_ALL, false, 0},
    {"codec", N_("Codec"), LM_SHOW_ALL, false, 0},
    {"codec_guessed", NULL, LM_SHOW_DATA, false, 0},
    {"rate_hz", N_("Rate, Hz"), LM_SHOW_ALL, true, 0},
    {"channels", NULL, LM_SHOW_DATA, true, 0},
    {"start_ns", NULL, LM_SHOW_DATA, true, 0},
    {"duration_ms", NULL, LM_SHOW_DATA, true, 0},
    {"duration", N_("Duration"), LM_SHOW_PEOPLE, true, 0},
    {"packets", N_("Packets"), LM_SHOW_ALL, true, 0},
    {"decoded", N_("Decoded"), LM_SHOW_ALL, true, 0},
    {"peak_dbfs", N_("Peak, dBFS"), LM_SHOW_ALL, true, 0},
    {"rms_dbfs", N_("Level, dBFS"), LM_SHOW_ALL, true, 0},
    {"speech_dbfs", N_("Speech, dBFS"), LM_SHOW_ALL, true, 0},
    {"silent_percent", N_("Silence, %"), LM_SHOW_ALL, true, 0},
    {"clipped", N_("Clipped"), LM_SHOW_ALL, true, 0},
    {"marks", NULL, LM_SHOW_DATA, false, 0},
    {"cut", NULL, LM_SHOW_DATA, false, 0},
    {"package", NULL, LM_SHOW_DATA, false, 0},
    {"error", NULL, LM_SHOW_DATA, false, 0},
};

/* What packets go through before they are heard. */
static const struct {
  const char *name;
  LmSoundTiming timing;
  size_t buffer;
} buffers[] = {
    {"none", LM_SOUND_AS_SENT, 0},  {"50", LM_SOUND_BUFFERED, 0},
    {"200", LM_SOUND_BUFFERED, 1},  {"adaptive", LM_SOUND_BUFFERED, 2},
    {"joined", LM_SOUND_JOINED, 0},
};

/* By LmSoundGaps. */
static const char *const gap_forms[] = {"concealed", "recovered", "silent"};

typedef enum { MONO, STEREO, EACH } Layout;
static const char *const layouts[] = {"mono", "stereo", "each"};

static bool
read_gaps(const char *text, LmSoundOptions *options, LmError *error)
{
  for (size_t i = 0; i < sizeof gap_forms / sizeof *gap_forms; i++)
    if (!text || !strcmp(gap_forms[i], text)) {
      options->gaps = (LmSoundGaps)i;
      return true;
    }
  return lm_error_set(error, LM_ERROR_USAGE,
                      _("--gaps takes concealed, recovered or silent, not “%s”"), text);
}

static bool
read_options(const LmArguments *arguments, LmSoundOptions *options, Layout *layout, LmError *error)
{
  const char *buffer = arguments->buffer ? arguments->buffer : "none";
  const char *channels = arguments->channels;
  size_t i = 0;
  *options = (LmSoundOptions){0};
  while (i < sizeof buffers / sizeof *buffers && strcmp(buffers[i].name, buffer))
    i++;
  if (i == sizeof buffers / sizeof *buffers)
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("--buffer takes none, 50, 200, adaptive or joined, not “%s”"), buffer);
  options->timing = buffers[i].timing;
  options->buffer = &lm_jitter_buffers[buffers[i].buffer];
  options->codecs = arguments->codecs;
  if (!read_gaps(arguments->gaps, options, error))
    return false;
  if (arguments->codecs && !lm_sound_codecs_are_good(arguments->codecs))
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("--codecs takes what payload types are, as 111=opus/48000/2,97=AMR/8000, "
                          "not “%s”"),
                        arguments->codecs);
  *layout = arguments->call || arguments->call_id ? STEREO : EACH;
  if (!channels)
    return true;
  for (i = 0; i < sizeof layouts / sizeof *layouts; i++)
    if (!strcmp(layouts[i], channels)) {
      *layout = (Layout)i;
      return true;
    }
  return lm_error_set(error, LM_ERROR_USAGE, _("--channels takes mono, stereo or each, not “%s”"),
                      channels);
}

static void
write_levels(LmOutput *output, const LmSoundStream *stream)
{
  const LmSoundLevels *levels = &stream->levels;
  if (levels->heard == 0) {
    for (int i = 0; i < 5; i++)
      lm_output_none(output);
    return;
  }
  lm_output_real(output, levels->peak_dbfs, 1);
  lm_output_real(output, levels->rms_dbfs, 1);
  lm_output_real(output, levels->speech_dbfs, 1);
  lm_output_real(output, levels->silent_percent, 1);
  lm_output_uint(output, levels->clipped);
}

/* How much of the stream is not heard, by why. */
static void
write_marks(LmOutput *output, const LmSoundStream *stream)
{
  LmText json = LM_TEXT_INIT;
  lm_text_add_char(&json, '{');
  for (int kind = 0; kind < LM_N_SOUND_MARKS; kind++) {
    uint64_t marks = 0, frames = 0, packets = 0;
    for (uint32_t i = 0; i < stream->n_marks; i++)
      if (stream->marks[i].kind == kind) {
        marks++;
        frames += stream->marks[i].n;
        packets += stream->marks[i].packets;
      }
    if (marks)
      lm_text_printf(&json, "%s\"%s\":{\"marks\":%lu,\"packets\":%lu,\"ms\":%.3f}",
                     json.len > 1 ? "," : "", lm_sound_mark_name((LmSoundMarkKind)kind),
                     (unsigned long)marks, (unsigned long)packets,
                     (double)frames * 1000 / stream->rate_hz);
  }
  lm_text_add_char(&json, '}');
  lm_output_json(output, &json);
  lm_text_clear(&json);
}

static void
write_row(const LmListing *listing, const LmSoundStream *stream)
{
  LmOutput *output = listing->output;
  LmStreamRow row;
  char text[LM_TIME_TEXT_SIZE];
  lm_stream_row_fill(listing->trace, stream->stream, NULL, &row);
  lm_output_uint(output, stream->stream + 1);
  if (row.call_number)
    lm_output_uint(output, row.call_number);
  else
    lm_output_none(output);
  if (row.call_number)
    lm_output_str(output,
                  lm_sound_is_from_caller(listing->trace, stream->stream) ? "caller" : "callee");
  else
    lm_output_none(output);
  lm_output_str(output, stream->codec[0] ? stream->codec : NULL);
  lm_output_bool(output, stream->guessed);
  if (stream->rate_hz)
    lm_output_uint(output, stream->rate_hz);
  else
    lm_output_none(output);
  lm_output_uint(output, stream->channels);
  lm_output_time_ns(output, stream->start_ns);
  int64_t span_ns =
      stream->rate_hz ? (int64_t)((double)stream->n_frames * 1e9 / stream->rate_hz) : LM_TIME_NONE;
  lm_output_span_ms(output, span_ns);
  lm_output_str(output, stream->rate_hz ? lm_time_format_duration(span_ns, text) : NULL);
  lm_output_uint(output, stream->packets);
  lm_output_uint(output, stream->decoded);
  write_levels(output, stream);
  write_marks(output, stream);
  lm_output_bool(output, stream->cut);
  lm_output_str(output, stream->package);
  lm_output_str(output, stream->error.code == LM_ERROR_NONE ? NULL : stream->error.message);
  lm_output_end_row(output);
}

/* What is amiss with streams is told on standard error too. */
static void
warn_of(const LmSound *sound)
{
  for (size_t i = 0; sound && i < sound->n; i++)
    if (sound->streams[i].error.code != LM_ERROR_NONE)
      lm_input_warn(&sound->streams[i].error);
}

/* A stream at a time: none of the others waits in memory. */
static void
list(LmListing *listing, const uint32_t *streams, size_t n, const LmSoundOptions *options)
{
  for (size_t i = 0; i < n; i++) {
    LmSoundJob *job = lm_sound_job_new(listing->trace, &streams[i], 1, options);
    LmSound *sound = lm_sound_job_run(job, NULL, NULL);
    listing->row = streams[i];
    write_row(listing, &sound->streams[0]);
    warn_of(sound);
    lm_sound_free(sound);
  }
}

static uint32_t
channel_of(const LmListing *listing, Layout layout, uint32_t stream, size_t i)
{
  if (layout == STEREO)
    return lm_sound_is_from_caller(listing->trace, stream) ? 0 : 1;
  return layout == MONO ? 0 : (uint32_t)i;
}

static bool
write_wav(const LmListing *listing, const uint32_t *streams, size_t n,
          const LmSoundOptions *options, Layout layout, const char *path, LmError *error)
{
  LmSound *sound =
      lm_sound_job_run(lm_sound_job_new(listing->trace, streams, n, options), NULL, error);
  if (!sound)
    return false;
  warn_of(sound);
  LmSoundRoute *routes = lm_alloc((n + 1) * sizeof *routes);
  uint32_t channels = layout == MONO ? 1 : layout == STEREO ? 2 : (uint32_t)n;
  uint64_t heard = 0;
  for (size_t i = 0; i < n; i++) {
    heard += sound->streams[i].n_frames;
    routes[i] = (LmSoundRoute){&sound->streams[i], channel_of(listing, layout, streams[i], i), 1};
    /* One stream of two channels keeps them. */
    if (layout == EACH && n == 1 && sound->streams[i].channels == 2) {
      channels = 2;
      routes[i].channel = LM_SOUND_ALL_CHANNELS;
    }
  }
  LmSoundMixer *mixer =
      lm_sound_mixer_new(routes, n, channels, 0, options->timing == LM_SOUND_JOINED);
  bool ok = heard ? lm_sound_write_wav(mixer, channels, path, error)
                  : lm_error_set(error, LM_ERROR_UNSUPPORTED,
                                 _("%s: there is nothing to be heard in what was chosen"), path);
  lm_sound_mixer_free(mixer);
  free(routes);
  lm_sound_free(sound);
  return ok;
}

static bool
write_file(const LmListing *listing, const LmArguments *arguments, const uint32_t *streams,
           size_t n, const LmSoundOptions *options, Layout layout, LmError *error)
{
  const char *path = arguments->output, *extension = strrchr(path, '.');
  extension = extension ? extension : "";
  bool raw = !strcmp(extension, ".raw");
  bool dump = !strcmp(extension, ".rtpdump") || !strcmp(extension, ".rtp");
  if (n == 0)
    return lm_error_set(error, LM_ERROR_USAGE, _("%s: no stream is chosen"), path);
  if (!strcmp(extension, ".wav"))
    return write_wav(listing, streams, n, options, layout, path, error);
  if (!raw && !dump)
    return lm_error_set(error, LM_ERROR_USAGE,
                        _("%s: its extension is none of .wav, .raw and .rtpdump"), path);
  if (n > 1)
    return lm_error_set(error, LM_ERROR_USAGE, _("%s: such a file holds one stream; --stream N"),
                        path);
  return raw ? lm_sound_write_raw(listing->trace, streams[0], path, error)
             : lm_sound_write_rtpdump(listing->trace, streams[0], path, error);
}

int
lm_command_sound(const LmArguments *arguments)
{
  LmListing listing;
  LmSoundOptions options;
  Layout layout = EACH;
  LmError error = {0};
  int status;
  if (!read_options(arguments, &options, &layout, &error))
    return lm_input_fail(&error);
  /* A file instead of rows: not even their heading is printed. */
  LmArguments silent = *arguments;
  if (arguments->output)
    silent.format = LM_FORMAT_JSON;
  if (!lm_listing_open(&listing, &silent, LM_QUERY_STREAM, columns,
                       sizeof columns / sizeof columns[0], &status))
    return status;
  uint32_t all = lm_trace_n_streams(listing.trace);
  uint32_t *streams = lm_alloc((all + 1u) * sizeof *streams);
  size_t n = 0;
  for (uint32_t i = lm_trace_next_stream(listing.trace, 0); i < all;
       i = lm_trace_next_stream(listing.trace, i + 1))
    if ((!arguments->stream || arguments->stream == i + 1) && lm_listing_has(&listing, i))
      streams[n++] = i;
  bool ok = true;
  if (arguments->output)
    ok = write_file(&listing, arguments, streams, n, &options, layout, &error);
  else
    list(&listing, streams, n, &options);
  free(streams);
  return ok ? lm_listing_close(&listing) : lm_listing_fail(&listing, &error);
}
