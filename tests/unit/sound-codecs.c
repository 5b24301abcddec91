/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Speech-like sound of known content through every codec: encoded by GStreamer, sent as RTP over a
 * line that loses and delays packets, decoded, and laid beside the original. */

#include "sip-packets.h"
#include "sound/decoder.h"
#include "sound/sound.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <math.h>

#define SECONDS 1.5
#define MOST_LAG_MS 60
#define MOST_LOSSY_DB 4

/* What GLib leaves behind as it starts is known by who called it, which a leak checker in a hurry
 * does not look for. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
  return "fast_unwind_on_malloc=0";
}

typedef enum { AS_IT_IS, HALVES_TURNED, AMR_ALIGNED, AMR_PACKED, NO_HEADERS } Packing;

/* How like the original the sound has to be without loss, and with 20 % of it where packets came.
 */
static const struct {
  const char *name, *rtpmap, *fmtp, *encoder;
  unsigned rate_hz, clock_hz, packet_ms, packet_bytes; /* 0 bytes: a buffer is a packet */
  Packing packing;
  unsigned amr_bits;
  double least, least_lossy, most_db;
} codecs[] = {
    {"PCMU", "0 PCMU/8000", NULL, "mulawenc", 8000, 8000, 20, 160, AS_IT_IS, 0, 0.99, 0.99, 0.5},
    {"PCMA", "8 PCMA/8000", NULL, "alawenc", 8000, 8000, 20, 160, AS_IT_IS, 0, 0.99, 0.99, 0.5},
    {"L16", "97 L16/16000", NULL, "audioconvert ! audio/x-raw,format=S16BE", 16000, 16000, 20, 640,
     AS_IT_IS, 0, 0.999, 0.999, 0.1},
    {"G.722", "9 G722/8000", NULL, "avenc_g722", 16000, 8000, 20, 160, AS_IT_IS, 0, 0.98, 0.9, 1},
    {"G.726", "97 G726-32/8000", NULL, "avenc_g726 bitrate=32000", 8000, 8000, 20, 80,
     HALVES_TURNED, 0, 0.97, 0.8, 1},
    {"AAL2-G.726", "97 AAL2-G726-32/8000", NULL, "avenc_g726 bitrate=32000", 8000, 8000, 20, 80,
     AS_IT_IS, 0, 0.97, 0.8, 1},
    {"GSM", "3 GSM/8000", NULL, "gsmenc", 8000, 8000, 20, 33, AS_IT_IS, 0, 0.93, 0.75, 1.5},
    {"Opus", "97 opus/48000/2", NULL, "opusenc frame-size=20 bitrate=48000", 48000, 48000, 20, 0,
     NO_HEADERS, 0, 0.95, 0.75, 1},
    {"Speex", "97 speex/16000", NULL, "speexenc quality=8", 16000, 16000, 20, 0, NO_HEADERS, 0,
     0.93, 0.65, 1.5},
    {"AMR, aligned", "97 AMR/8000", "octet-align=1", "amrnbenc band-mode=7", 8000, 8000, 20, 32,
     AMR_ALIGNED, 244, 0.9, 0.4, 1.5},
    {"AMR, packed", "97 AMR/8000", NULL, "amrnbenc band-mode=7", 8000, 8000, 20, 32, AMR_PACKED,
     244, 0.9, 0.4, 1.5},
    {"AMR-WB, aligned", "97 AMR-WB/16000", "octet-align=1", "voamrwbenc band-mode=8", 16000, 16000,
     20, 61, AMR_ALIGNED, 477, 0.95, 0.65, 1},
    {"AMR-WB, packed", "97 AMR-WB/16000", NULL, "voamrwbenc band-mode=8", 16000, 16000, 20, 61,
     AMR_PACKED, 477, 0.95, 0.65, 1},
    {"Siren", "97 SIREN/16000", NULL, "sirenenc", 16000, 16000, 40, 80, AS_IT_IS, 0, 0.95, 0.9, 1},
};

/* A voice that glides, with three formants, in syllables. */
static int16_t *
make_speech(unsigned rate_hz, size_t n)
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

/* The buffers that @encoder makes of @samples; NULL where it is not installed. */
static GPtrArray *
encode(const char *encoder, unsigned rate_hz, const int16_t *samples, size_t n)
{
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
  GPtrArray *buffers = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
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

/* A frame as it is stored to one packet (RFC 4867, 4.3 and 4.4). */
static GBytes *
pack_amr(const uint8_t *stored, size_t len, unsigned bits, bool aligned)
{
  GByteArray *out = g_byte_array_new();
  if (aligned) {
    const uint8_t head[] = {0xf0, stored[0] & 0x7c};
    g_byte_array_append(out, head, 2);
    g_byte_array_append(out, stored + 1, (guint)len - 1);
    return g_byte_array_free_to_bytes(out);
  }
  g_byte_array_set_size(out, (10 + bits + 7) / 8);
  memset(out->data, 0, out->len);
  unsigned head = 15u << 6 | (stored[0] >> 3 & 15u) << 1 | 1;
  for (unsigned i = 0; i < 10 + bits; i++) {
    unsigned bit =
        i < 10 ? head >> (9 - i) & 1 : stored[1 + (i - 10) / 8] >> (7 - (i - 10) % 8) & 1;
    out->data[i / 8] = (uint8_t)(out->data[i / 8] | bit << (7 - i % 8));
  }
  return g_byte_array_free_to_bytes(out);
}

static GBytes *
pack(size_t codec, const uint8_t *bytes, size_t len)
{
  if (codecs[codec].packing == AMR_ALIGNED || codecs[codec].packing == AMR_PACKED)
    return pack_amr(bytes, len, codecs[codec].amr_bits, codecs[codec].packing == AMR_ALIGNED);
  uint8_t *copy = g_memdup2(bytes, len);
  for (size_t i = 0; codecs[codec].packing == HALVES_TURNED && i < len; i++)
    copy[i] = (uint8_t)(bytes[i] << 4 | bytes[i] >> 4);
  return g_bytes_new_take(copy, len);
}

/* One payload a packet. */
static GPtrArray *
packetize(size_t codec, GPtrArray *buffers)
{
  GPtrArray *packets = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  g_autoptr(GByteArray) all = g_byte_array_new();
  for (guint i = 0; i < buffers->len; i++) {
    gsize len;
    const uint8_t *data = g_bytes_get_data(buffers->pdata[i], &len);
    /* What an Ogg file would begin with is no part of RTP. */
    bool header = codecs[codec].packing == NO_HEADERS &&
                  (g_str_has_prefix((const char *)data, "Opus") ||
                   g_str_has_prefix((const char *)data, "Speex") ||
                   (i == 1 && data[0] > 4 && data[1] == 0 && data[2] == 0));
    if (codecs[codec].packet_bytes)
      g_byte_array_append(all, data, (guint)len);
    else if (!header)
      g_ptr_array_add(packets, pack(codec, data, len));
  }
  for (gsize at = 0; codecs[codec].packet_bytes && at + codecs[codec].packet_bytes <= all->len;
       at += codecs[codec].packet_bytes)
    g_ptr_array_add(packets, pack(codec, all->data + at, codecs[codec].packet_bytes));
  return packets;
}

static uint32_t
draw(uint32_t *state)
{
  *state = *state * 1664525 + 1013904223;
  return *state >> 8;
}

/* Sends the packets over a line that loses @loss_percent of them and delays each by up to 15 ms,
 * now and then by 50. */
static void
send_packets(size_t codec, GPtrArray *packets, unsigned loss_percent)
{
  uint32_t state = 4711 + loss_percent;
  uint8_t type = (uint8_t)g_ascii_strtoull(codecs[codec].rtpmap, NULL, 10);
  uint32_t step = codecs[codec].clock_hz / 1000 * codecs[codec].packet_ms;
  GPtrArray *waiting = g_ptr_array_new();
  double due_ms = 0;
  for (guint i = 0; i < packets->len; i++) {
    gsize len;
    const uint8_t *payload = g_bytes_get_data(packets->pdata[i], &len);
    bool ends = i == 0 || i + 1 == packets->len;
    bool lost = !ends && draw(&state) % 100 < loss_percent;
    double at_ms = 100 + i * codecs[codec].packet_ms + (ends ? 0 : draw(&state) % 15);
    uint32_t timestamp = 1000 + i * step;
    GByteArray *packet = g_byte_array_new();
    const uint8_t header[12] = {0x80,
                                type,
                                (uint8_t)((i + 60000) >> 8),
                                (uint8_t)(i + 60000),
                                (uint8_t)(timestamp >> 24),
                                (uint8_t)(timestamp >> 16),
                                (uint8_t)(timestamp >> 8),
                                (uint8_t)timestamp,
                                0,
                                0,
                                0,
                                9};
    g_byte_array_append(packet, header, 12);
    g_byte_array_append(packet, payload, (guint)len);
    if (lost) {
      g_byte_array_unref(packet);
      continue;
    }
    /* One in 25 overtakes nobody, but is overtaken. */
    if (!ends && loss_percent && draw(&state) % 25 == 0 && waiting->len == 0) {
      g_ptr_array_add(waiting, packet);
      due_ms = at_ms + 50;
      continue;
    }
    test_udp(at_ms, BOB_MEDIA, ALICE_MEDIA, packet->data, packet->len);
    g_byte_array_unref(packet);
    if (waiting->len && (at_ms >= due_ms || ends)) {
      GByteArray *late = waiting->pdata[0];
      test_udp(at_ms + 1, BOB_MEDIA, ALICE_MEDIA, late->data, late->len);
      g_byte_array_unref(late);
      g_ptr_array_set_size(waiting, 0);
    }
  }
  for (guint i = 0; i < waiting->len; i++)
    g_byte_array_unref(waiting->pdata[i]);
  g_ptr_array_unref(waiting);
}

static LmSound *
transmit(size_t codec, GPtrArray *packets, unsigned loss_percent)
{
  test_net_reset();
  g_autofree char *type = g_strndup(codecs[codec].rtpmap, strcspn(codecs[codec].rtpmap, " "));
  g_autofree char *lines = codecs[codec].fmtp
                               ? g_strdup_printf("a=rtpmap:%s\r\na=fmtp:%s %s\r\n",
                                                 codecs[codec].rtpmap, type, codecs[codec].fmtp)
                               : g_strdup_printf("a=rtpmap:%s\r\n", codecs[codec].rtpmap);
  g_autofree char *sdp = test_sdp(ALICE_MEDIA, type, lines);
  SIP(0, ALICE, BOB, "INVITE", .sdp = sdp);
  send_packets(codec, packets, loss_percent);
  const uint32_t stream = 0;
  LmSoundOptions options = {0};
  LmSound *sound = lm_sound_job_run(lm_sound_job_new(net->trace, &stream, 1, &options), NULL, NULL);
  g_assert_nonnull(sound);
  return sound;
}

/* Which frames came, in a packet behind one that came: what a codec remembers of a gap is not its
 * fault. */
static bool *
mark_sound(const LmSoundStream *stream, unsigned packet_ms)
{
  bool *good = g_new(bool, stream->n_frames + 1);
  uint64_t behind = (uint64_t)stream->rate_hz * packet_ms / 1000;
  memset(good, 1, stream->n_frames + 1);
  for (uint32_t i = 0; i < stream->n_marks; i++)
    if (stream->marks[i].kind == LM_SOUND_LOST)
      for (uint64_t f = stream->marks[i].start;
           f < stream->marks[i].start + stream->marks[i].n + behind && f < stream->n_frames; f++)
        good[f] = false;
  return good;
}

/* The correlation of the sound with the original @lag frames before, and how much louder it is. */
static double
compare(const LmSoundStream *stream, const bool *good, const int16_t *original, size_t n,
        size_t lag, double *louder_db)
{
  double xy = 0, xx = 1, yy = 1;
  for (size_t i = lag; i < stream->n_frames && i - lag < n; i++) {
    if (!good[i])
      continue;
    double x = original[i - lag], y = stream->samples[i];
    xy += x * y;
    xx += x * x;
    yy += y * y;
  }
  *louder_db = 10 * log10(yy / xx);
  return xy / sqrt(xx * yy);
}

static size_t
find_lag(const LmSoundStream *stream, const bool *good, const int16_t *original, size_t n)
{
  double best = -1, db;
  size_t found = 0;
  for (size_t lag = 0; lag < stream->rate_hz * MOST_LAG_MS / 1000; lag++) {
    double likeness = compare(stream, good, original, n, lag, &db);
    if (likeness > best) {
      best = likeness;
      found = lag;
    }
  }
  return found;
}

/* The codec is the one that the test is called by. */
static size_t
codec_of_test(void)
{
  const char *name = strrchr(g_test_get_path(), '/') + 1;
  size_t codec = 0;
  while (strcmp(codecs[codec].name, name))
    codec++;
  return codec;
}

static void
test_codec(void)
{
  static const unsigned losses[] = {0, 1, 5, 20};
  size_t codec = codec_of_test(), n = (size_t)(SECONDS * codecs[codec].rate_hz), lag = 0;
  g_autofree int16_t *original = make_speech(codecs[codec].rate_hz, n);
  g_autoptr(GPtrArray) buffers = encode(codecs[codec].encoder, codecs[codec].rate_hz, original, n);
  if (!buffers || buffers->len == 0) {
    g_test_skip("GStreamer has no encoder for it here");
    return;
  }
  g_autoptr(GPtrArray) packets = packetize(codec, buffers);
  for (size_t i = 0; i < G_N_ELEMENTS(losses); i++) {
    LmSound *sound = transmit(codec, packets, losses[i]);
    const LmSoundStream *stream = &sound->streams[0];
    if (stream->package || (stream->error.code && strstr(stream->error.message, "not installed"))) {
      g_test_skip(stream->error.message);
      lm_sound_free(sound);
      return;
    }
    g_assert_cmpstr(stream->error.message, ==, "");
    g_assert_cmpuint(stream->rate_hz, ==, codecs[codec].rate_hz);
    g_assert_cmpuint(stream->n_frames, ==,
                     packets->len * codecs[codec].packet_ms * codecs[codec].rate_hz / 1000);
    g_autofree bool *good = mark_sound(stream, codecs[codec].packet_ms);
    if (i == 0)
      lag = find_lag(stream, good, original, n);
    double louder_db;
    double likeness = compare(stream, good, original, n, lag, &louder_db);
    g_test_message("%u %% lost: correlation %.4f, level %+.2f dB, lag %zu frames", losses[i],
                   likeness, louder_db, lag);
    double least = codecs[codec].least, lossy = codecs[codec].least_lossy;
    g_assert_cmpfloat(likeness, >,
                      losses[i] == 0   ? least
                      : losses[i] < 20 ? (least + lossy) / 2
                                       : lossy);
    g_assert_cmpfloat(fabs(louder_db), <, losses[i] ? MOST_LOSSY_DB : codecs[codec].most_db);
    lm_sound_free(sound);
  }
}

/* Codecs that nothing here encodes: what comes out has at least its length. */
static void
test_only_decoded(void)
{
  static const struct {
    const char *type, *rtpmap;
    unsigned bytes, packet_ms;
  } cases[] = {
      {"18", "a=rtpmap:18 G729/8000\r\n", 20, 20},
      {"4", "a=rtpmap:4 G723/8000\r\n", 24, 30},
      {"97", "a=rtpmap:97 iLBC/8000\r\na=fmtp:97 mode=30\r\n", 50, 30},
      {"97", "a=rtpmap:97 iLBC/8000\r\na=fmtp:97 mode=20\r\n", 38, 20},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    test_net_reset();
    g_autofree char *sdp = test_sdp(ALICE_MEDIA, cases[i].type, cases[i].rtpmap);
    SIP(0, ALICE, BOB, "INVITE", .sdp = sdp);
    for (unsigned p = 0; p < 50; p++) {
      uint8_t packet[12 + 64] = {0x80, (uint8_t)atoi(cases[i].type), 0, (uint8_t)p};
      uint32_t timestamp = p * 8 * cases[i].packet_ms;
      packet[6] = (uint8_t)(timestamp >> 8);
      packet[7] = (uint8_t)timestamp;
      test_udp(p * cases[i].packet_ms, BOB_MEDIA, ALICE_MEDIA, packet, 12 + cases[i].bytes);
    }
    const uint32_t stream = 0;
    LmSoundOptions options = {0};
    LmSound *sound =
        lm_sound_job_run(lm_sound_job_new(net->trace, &stream, 1, &options), NULL, NULL);
    if (sound->streams[0].error.code) {
      g_test_skip(sound->streams[0].error.message);
      lm_sound_free(sound);
      return;
    }
    g_assert_cmpuint(sound->streams[0].decoded, ==, 50);
    g_assert_cmpuint(sound->streams[0].n_frames, ==, 50 * 8 * cases[i].packet_ms);
    lm_sound_free(sound);
  }
}

int
main(int argc, char **argv)
{
  gst_init(&argc, &argv);
  TestCase cases[G_N_ELEMENTS(codecs) + 1] = {{"/sound-codecs/only-decoded", test_only_decoded}};
  for (size_t i = 0; i < G_N_ELEMENTS(codecs); i++)
    cases[1 + i] = (TestCase){g_strdup_printf("/sound-codecs/%s", codecs[i].name), test_codec};
  int status = test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
  for (size_t i = 0; i < G_N_ELEMENTS(codecs); i++)
    g_free((char *)(uintptr_t)cases[1 + i].path);
  return status;
}
