/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sound-line.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <math.h>

#ifdef HAVE_BCG729
#include <bcg729/encoder.h>
#endif
#ifdef HAVE_AVCODEC
#include <libavcodec/avcodec.h>
#endif

#define MOST_LAG_MS 60

int16_t *
test_speech(unsigned rate_hz, size_t n)
{
  static const double formants[] = {500, 1500, 2500};
  int16_t *samples = g_new(int16_t, n);
  double phase = 0;
  for (size_t i = 0; i < n; i++) {
    double t = (double)i / rate_hz, pitch_hz = 130 + 30 * sin(2 * G_PI * 0.7 * t), sum = 0;
    phase += 2 * G_PI * pitch_hz / rate_hz;
    for (int k = 1; k * pitch_hz < 3400; k++) {
      double weight = 0.02;
      for (size_t f = 0; f < G_N_ELEMENTS(formants); f++)
        weight +=
            exp(-pow((k * pitch_hz - formants[f] - 150 * sin(3 * t)) / 150, 2)) / (double)(f + 1);
      sum += weight * sin(k * phase + k * k);
    }
    double syllable = 0.55 - 0.45 * cos(2 * G_PI * 4 * t);
    samples[i] = (int16_t)(3500 * syllable * sum);
  }
  return samples;
}

static GPtrArray *
new_buffers(void)
{
  return g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
}

/* ITU-T G.729, Annex A: 10 ms a frame of 10 bytes. */
static GPtrArray *
encode_g729(const int16_t *samples, size_t n)
{
#ifdef HAVE_BCG729
  GPtrArray *buffers = new_buffers();
  bcg729EncoderChannelContextStruct *encoder = initBcg729EncoderChannel(0);
  for (size_t at = 0; at + 80 <= n; at += 80) {
    uint8_t bytes[10], len = 0;
    bcg729Encoder(encoder, samples + at, bytes, &len);
    g_ptr_array_add(buffers, g_bytes_new(bytes, len));
  }
  closeBcg729EncoderChannel(encoder);
  return buffers;
#else
  (void)samples;
  (void)n;
  return NULL;
#endif
}

#ifdef HAVE_AVCODEC
static void
take_packets(AVCodecContext *encoder, GPtrArray *buffers)
{
  AVPacket *packet = av_packet_alloc();
  while (avcodec_receive_packet(encoder, packet) == 0) {
    g_ptr_array_add(buffers, g_bytes_new(packet->data, (gsize)packet->size));
    av_packet_unref(packet);
  }
  av_packet_free(&packet);
}
#endif

/* "libav NAME BITRATE": what GStreamer's plug-in of libav has no caps for. */
static GPtrArray *
encode_libav(const char *what, unsigned rate_hz, const int16_t *samples, size_t n)
{
#ifdef HAVE_AVCODEC
  g_auto(GStrv) words = g_strsplit(what, " ", 3);
  const AVCodec *codec = avcodec_find_encoder_by_name(words[1]);
  AVCodecContext *encoder = codec ? avcodec_alloc_context3(codec) : NULL;
  if (!encoder)
    return NULL;
  encoder->sample_rate = (int)rate_hz;
  encoder->sample_fmt = AV_SAMPLE_FMT_S16;
  encoder->ch_layout = (AVChannelLayout)AV_CHANNEL_LAYOUT_MONO;
  encoder->bit_rate = g_ascii_strtoll(words[2], NULL, 10);
  if (avcodec_open2(encoder, codec, NULL) < 0) {
    avcodec_free_context(&encoder);
    return NULL;
  }
  GPtrArray *buffers = new_buffers();
  size_t step = encoder->frame_size ? (size_t)encoder->frame_size : 240;
  AVFrame *frame = av_frame_alloc();
  for (size_t at = 0; at + step <= n; at += step) {
    frame->nb_samples = (int)step;
    frame->format = AV_SAMPLE_FMT_S16;
    frame->ch_layout = encoder->ch_layout;
    frame->sample_rate = (int)rate_hz;
    av_frame_get_buffer(frame, 0);
    memcpy(frame->data[0], samples + at, step * sizeof *samples);
    avcodec_send_frame(encoder, frame);
    take_packets(encoder, buffers);
    av_frame_unref(frame);
  }
  avcodec_send_frame(encoder, NULL);
  take_packets(encoder, buffers);
  av_frame_free(&frame);
  avcodec_free_context(&encoder);
  return buffers;
#else
  (void)what;
  (void)rate_hz;
  (void)samples;
  (void)n;
  return NULL;
#endif
}

GPtrArray *
test_encode(const char *encoder, unsigned rate_hz, const int16_t *samples, size_t n)
{
  if (!strcmp(encoder, "bcg729"))
    return encode_g729(samples, n);
  if (g_str_has_prefix(encoder, "libav "))
    return encode_libav(encoder, rate_hz, samples, n);
  g_autofree char *text =
      g_strdup_printf("appsrc name=in format=time caps=audio/x-raw,format=S16LE,layout=interleaved,"
                      "rate=%u,channels=1 ! audioconvert ! %s ! appsink name=out sync=false",
                      rate_hz, encoder);
  g_autoptr(GError) error = NULL;
  g_autoptr(GstElement) pipeline = gst_parse_launch(text, &error);
  if (error)
    return NULL;
  g_autoptr(GstElement) in = gst_bin_get_by_name(GST_BIN(pipeline), "in");
  g_autoptr(GstElement) out = gst_bin_get_by_name(GST_BIN(pipeline), "out");
  GPtrArray *buffers = new_buffers();
  GstBuffer *buffer = gst_buffer_new_memdup(samples, n * sizeof *samples);
  GST_BUFFER_PTS(buffer) = 0;
  GST_BUFFER_DURATION(buffer) = n * GST_SECOND / rate_hz;
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  gst_app_src_push_buffer(GST_APP_SRC(in), buffer);
  gst_app_src_end_of_stream(GST_APP_SRC(in));
  GstSample *sample;
  while ((sample = gst_app_sink_try_pull_sample(GST_APP_SINK(out), 5 * GST_SECOND))) {
    GstMapInfo map;
    gst_buffer_map(gst_sample_get_buffer(sample), &map, GST_MAP_READ);
    g_ptr_array_add(buffers, g_bytes_new(map.data, map.size));
    gst_buffer_unmap(gst_sample_get_buffer(sample), &map);
    gst_sample_unref(sample);
  }
  gst_element_set_state(pipeline, GST_STATE_NULL);
  return buffers;
}

GPtrArray *
test_pieces(GPtrArray *buffers, size_t bytes)
{
  GPtrArray *pieces = new_buffers();
  g_autoptr(GByteArray) all = g_byte_array_new();
  for (guint i = 0; i < buffers->len; i++) {
    gsize len;
    const uint8_t *data = g_bytes_get_data(buffers->pdata[i], &len);
    g_byte_array_append(all, data, (guint)len);
  }
  for (gsize at = 0; at + bytes <= all->len; at += bytes)
    g_ptr_array_add(pieces, g_bytes_new(all->data + at, bytes));
  return pieces;
}

static uint32_t
draw(uint32_t *state)
{
  *state = *state * 1664525 + 1013904223;
  return *state >> 8;
}

static void
announce(const TestLine *line)
{
  g_autofree char *type = g_strndup(line->rtpmap, strcspn(line->rtpmap, " "));
  g_autofree char *fmtp =
      line->fmtp ? g_strdup_printf("a=fmtp:%s %s\r\n", type, line->fmtp) : g_strdup("");
  g_autofree char *lines =
      g_strdup_printf("a=rtpmap:%s\r\n%s%s", line->rtpmap, fmtp, line->more ? line->more : "");
  g_autofree char *formats = g_strconcat(type, line->formats, NULL);
  g_autofree char *sdp = test_sdp(ALICE_MEDIA, formats, lines);
  SIP(0, ALICE, BOB, "INVITE", .sdp = sdp);
}

static GByteArray *
make_packet(const TestLine *line, guint i, unsigned step, GBytes *payload)
{
  gsize len;
  const uint8_t *bytes = g_bytes_get_data(payload, &len);
  uint32_t timestamp = 1000 + step * (line->clock_hz / 1000 * line->packet_ms);
  const uint8_t header[12] = {
      0x80,
      (uint8_t)g_ascii_strtoull(line->rtpmap, NULL, 10),
      (uint8_t)((i + 60000) >> 8),
      (uint8_t)(i + 60000),
      (uint8_t)(timestamp >> 24),
      (uint8_t)(timestamp >> 16),
      (uint8_t)(timestamp >> 8),
      (uint8_t)timestamp,
      [11] = 9,
  };
  GByteArray *packet = g_byte_array_new();
  g_byte_array_append(packet, header, 12);
  g_byte_array_append(packet, bytes, (guint)len);
  return packet;
}

static void
arrive(double at_ms, GByteArray *packet)
{
  test_udp(at_ms, BOB_MEDIA, ALICE_MEDIA, packet->data, packet->len);
  g_byte_array_unref(packet);
}

void
test_send(const TestLine *line, GPtrArray *payloads, const unsigned *steps, unsigned loss_percent,
          bool *lost)
{
  uint32_t state = 4711 + loss_percent;
  GByteArray *waiting = NULL;
  double due_ms = 0;
  test_net_reset();
  announce(line);
  for (guint i = 0; i < payloads->len; i++) {
    bool ends = i == 0 || i + 1 == payloads->len;
    bool is_lost = !ends && draw(&state) % 100 < loss_percent;
    double at_ms = 100 + i * line->packet_ms + (ends ? 0 : draw(&state) % 15);
    if (lost)
      lost[i] = is_lost;
    if (is_lost)
      continue;
    GByteArray *packet = make_packet(line, i, steps ? steps[i] : i, payloads->pdata[i]);
    /* One in 25 is overtaken. */
    if (!ends && loss_percent && draw(&state) % 25 == 0 && !waiting) {
      waiting = packet;
      due_ms = at_ms + 50;
      continue;
    }
    arrive(at_ms, packet);
    if (waiting && (at_ms >= due_ms || ends)) {
      arrive(at_ms + 1, waiting);
      waiting = NULL;
    }
  }
  g_clear_pointer(&waiting, g_byte_array_unref);
}

LmSound *
test_decode(const LmSoundOptions *options)
{
  static const LmSoundOptions none;
  const uint32_t stream = 0;
  LmSound *sound = lm_sound_job_run(
      lm_sound_job_new(net->trace, &stream, 1, options ? options : &none), NULL, NULL);
  g_assert_nonnull(sound);
  return sound;
}

static bool *
paint(const LmSoundStream *stream, LmSoundMarkKind kind, uint64_t behind, bool within)
{
  bool *which = g_new(bool, stream->n_frames + 1);
  memset(which, !within, stream->n_frames + 1);
  for (uint32_t i = 0; i < stream->n_marks; i++) {
    const LmSoundMark *mark = &stream->marks[i];
    for (uint64_t f = mark->start; mark->kind == kind && f < stream->n_frames; f++)
      if (f < mark->start + mark->n + behind)
        which[f] = within;
  }
  return which;
}

bool *
test_without(const LmSoundStream *stream, LmSoundMarkKind kind, unsigned behind_ms)
{
  return paint(stream, kind, (uint64_t)stream->rate_hz * behind_ms / 1000, false);
}

bool *
test_within(const LmSoundStream *stream, LmSoundMarkKind kind)
{
  return paint(stream, kind, 0, true);
}

double
test_likeness(const LmSoundStream *stream, const bool *which, const int16_t *original, size_t n,
              size_t lag, double *louder_db)
{
  double xy = 0, xx = 1, yy = 1;
  for (size_t i = lag; i < stream->n_frames && i - lag < n; i++) {
    if (which && !which[i])
      continue;
    double x = original[i - lag], y = stream->samples[i];
    xy += x * y;
    xx += x * x;
    yy += y * y;
  }
  if (louder_db)
    *louder_db = 10 * log10(yy / xx);
  return xy / sqrt(xx * yy);
}

double
test_level_error(const LmSoundStream *stream, const bool *which, const int16_t *original, size_t n,
                 size_t lag)
{
  size_t block = stream->rate_hz / 50;
  double off = 0, blocks = 0;
  for (size_t at = lag; at + block <= stream->n_frames && at - lag + block <= n; at += block) {
    double xx = 0, yy = 0;
    if (!which[at] || !which[at + block - 1])
      continue;
    for (size_t i = at; i < at + block; i++) {
      xx += (double)original[i - lag] * original[i - lag];
      yy += (double)stream->samples[i] * stream->samples[i];
    }
    double x = fmax(10 * log10(xx / (double)block + 1), 30);
    double y = fmax(10 * log10(yy / (double)block + 1), 30);
    off += fabs(x - y);
    blocks++;
  }
  return blocks > 0 ? off / blocks : 0;
}

size_t
test_find_lag(const LmSoundStream *stream, const int16_t *original, size_t n)
{
  double best = -1;
  size_t found = 0;
  for (size_t lag = 0; lag < stream->rate_hz * MOST_LAG_MS / 1000; lag++) {
    double likeness = test_likeness(stream, NULL, original, n, lag, NULL);
    if (likeness > best) {
      best = likeness;
      found = lag;
    }
  }
  return found;
}
