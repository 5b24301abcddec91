/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Speech-like sound of known content through every codec that something here encodes, over a line
 * that loses 0, 1, 5 and 20 % of the packets, with and without its gaps concealed. */

#include "sound-line.h"

#include <gst/gst.h>
#include <math.h>

#define MOST_LOSSY_DB 5

/* What GLib leaves behind as it starts is known by who called it, which a leak checker in a hurry
 * does not look for. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
  return "fast_unwind_on_malloc=0";
}

typedef enum { AS_IT_IS, AMR_ALIGNED, AMR_PACKED, NO_HEADERS } Packing;

/* How like the original the sound has to be without loss, and with 20 % of it where packets came
 * behind one that came; and the whole of it, gaps and all. */
static const struct {
  const char *name;
  TestLine line;
  const char *encoder;
  unsigned rate_hz, packet_bytes; /* 0 bytes: a buffer is a packet */
  Packing packing;
  unsigned amr_bits;
  double least, least_lossy, least_whole, most_db;
} codecs[] = {
#define LINE(map, hz, ms)                          \
  {                                                \
    .rtpmap = map, .clock_hz = hz, .packet_ms = ms \
  }
    {"PCMU", LINE("0 PCMU/8000", 8000, 20), "mulawenc", 8000, 160, 0, 0, 0.99, 0.99, 0.8, 0.5},
    {"PCMA", LINE("8 PCMA/8000", 8000, 20), "alawenc", 8000, 160, 0, 0, 0.99, 0.99, 0.8, 0.5},
    {"L16", LINE("97 L16/16000", 16000, 20), "audioconvert ! audio/x-raw,format=S16BE", 16000, 640,
     0, 0, 0.999, 0.999, 0.8, 0.1},
    {"G.722", LINE("9 G722/8000", 8000, 20), "avenc_g722", 16000, 160, 0, 0, 0.98, 0.97, 0.78, 1},
    {"G.726-16", LINE("97 G726-16/8000", 8000, 20), "libav g726le 16000", 8000, 40, 0, 0, 0.9, 0.8,
     0.65, 1},
    {"G.726-24", LINE("97 G726-24/8000", 8000, 20), "libav g726le 24000", 8000, 60, 0, 0, 0.97,
     0.78, 0.75, 1},
    {"G.726-32", LINE("97 G726-32/8000", 8000, 20), "libav g726le 32000", 8000, 80, 0, 0, 0.97,
     0.92, 0.7, 1},
    {"G.726-40", LINE("97 G726-40/8000", 8000, 20), "libav g726le 40000", 8000, 100, 0, 0, 0.99,
     0.94, 0.75, 1},
    {"AAL2-G.726-16", LINE("97 AAL2-G726-16/8000", 8000, 20), "avenc_g726 bitrate=16000", 8000, 40,
     0, 0, 0.9, 0.8, 0.65, 1},
    {"AAL2-G.726-24", LINE("97 AAL2-G726-24/8000", 8000, 20), "avenc_g726 bitrate=24000", 8000, 60,
     0, 0, 0.97, 0.78, 0.75, 1},
    {"AAL2-G.726-32", LINE("97 AAL2-G726-32/8000", 8000, 20), "avenc_g726 bitrate=32000", 8000, 80,
     0, 0, 0.97, 0.92, 0.7, 1},
    {"AAL2-G.726-40", LINE("97 AAL2-G726-40/8000", 8000, 20), "avenc_g726 bitrate=40000", 8000, 100,
     0, 0, 0.99, 0.94, 0.75, 1},
    {"G.729", LINE("18 G729/8000", 8000, 20), "bcg729", 8000, 20, 0, 0, 0.88, 0.5, 0.38, 1.5},
    {"G.723.1", LINE("4 G723/8000", 8000, 30), "libav g723_1 6300", 8000, 24, 0, 0, 0.95, 0.55,
     0.38, 2},
    {"GSM", LINE("3 GSM/8000", 8000, 20), "gsmenc", 8000, 33, 0, 0, 0.93, 0.8, 0.45, 1.5},
    {"Opus", LINE("97 opus/48000/2", 48000, 20), "opusenc frame-size=20 bitrate=48000", 48000, 0,
     NO_HEADERS, 0, 0.95, 0.85, 0.62, 1},
    {"Speex", LINE("97 speex/16000", 16000, 20), "speexenc quality=8", 16000, 0, NO_HEADERS, 0,
     0.93, 0.78, 0.58, 1.5},
    {"AMR, aligned",
     {"97 AMR/8000", "octet-align=1", NULL, NULL, 8000, 20},
     "amrnbenc band-mode=7",
     8000,
     32,
     AMR_ALIGNED,
     244,
     0.9,
     0.6,
     0.48,
     1.5},
    {"AMR, packed", LINE("97 AMR/8000", 8000, 20), "amrnbenc band-mode=7", 8000, 32, AMR_PACKED,
     244, 0.9, 0.6, 0.48, 1.5},
    {"AMR-WB, aligned",
     {"97 AMR-WB/16000", "octet-align=1", NULL, NULL, 16000, 20},
     "voamrwbenc band-mode=8",
     16000,
     61,
     AMR_ALIGNED,
     477,
     0.95,
     0.75,
     0.5,
     1},
    {"AMR-WB, packed", LINE("97 AMR-WB/16000", 16000, 20), "voamrwbenc band-mode=8", 16000, 61,
     AMR_PACKED, 477, 0.95, 0.75, 0.5, 1},
    {"Siren", LINE("97 SIREN/16000", 16000, 40), "sirenenc", 16000, 80, 0, 0, 0.95, 0.9, 0.8, 1},
#undef LINE
};

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

/* What an Ogg file would begin with is no part of RTP. */
static bool
is_header(guint i, const uint8_t *data)
{
  return g_str_has_prefix((const char *)data, "Opus") ||
         g_str_has_prefix((const char *)data, "Speex") ||
         (i == 1 && data[0] > 4 && data[1] == 0 && data[2] == 0);
}

/* One payload a packet. */
static GPtrArray *
packetize(size_t codec, GPtrArray *buffers)
{
  Packing packing = codecs[codec].packing;
  GPtrArray *packets = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  g_autoptr(GPtrArray) pieces = codecs[codec].packet_bytes
                                    ? test_pieces(buffers, codecs[codec].packet_bytes)
                                    : g_ptr_array_ref(buffers);
  for (guint i = 0; i < pieces->len; i++) {
    gsize len;
    const uint8_t *data = g_bytes_get_data(pieces->pdata[i], &len);
    if (packing == AMR_ALIGNED || packing == AMR_PACKED)
      g_ptr_array_add(packets, pack_amr(data, len, codecs[codec].amr_bits, packing == AMR_ALIGNED));
    else if (packing != NO_HEADERS || !is_header(i, data))
      g_ptr_array_add(packets, g_bytes_ref(pieces->pdata[i]));
  }
  return packets;
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

/* What was made up is nearer to the original than silence is, and is no louder than it. */
static void
check_gaps(size_t codec, const LmSoundStream *stream, const int16_t *original, size_t n, size_t lag,
           unsigned loss)
{
  LmSound *silent = test_decode(&(LmSoundOptions){.gaps = LM_SOUND_GAPS_SILENT});
  g_autofree bool *gaps = test_within(stream, LM_SOUND_LOST);
  double louder_db, whole = test_likeness(stream, NULL, original, n, lag, &louder_db);
  double off_db = test_level_error(stream, gaps, original, n, lag);
  double silent_db = test_level_error(&silent->streams[0], gaps, original, n, lag);
  g_test_message("%u %% lost: the whole %.4f (%.4f with silent gaps), level %+.2f dB; gaps %.1f dB "
                 "off (%.1f silent)",
                 loss, whole, test_likeness(&silent->streams[0], NULL, original, n, lag, NULL),
                 louder_db, off_db, silent_db);
  g_assert_cmpuint(silent->streams[0].n_frames, ==, stream->n_frames);
  for (uint32_t i = 0; i < silent->streams[0].n_marks; i++)
    g_assert_cmpint(silent->streams[0].marks[i].kind, !=, LM_SOUND_CONCEALED);
  lm_sound_free(silent);
  if (loss < 20)
    return;
  g_autofree bool *made_up = test_within(stream, LM_SOUND_CONCEALED);
  for (uint64_t i = 0; i < stream->n_frames; i++)
    g_assert_true(!made_up[i] || gaps[i]);
  g_assert_cmpfloat(off_db, <, silent_db / 2);
  g_assert_cmpfloat(louder_db, <, 3);
  g_assert_cmpfloat(whole, >, codecs[codec].least_whole);
}

static void
check_loss(size_t codec, GPtrArray *packets, const int16_t *original, size_t n, unsigned loss,
           size_t *lag)
{
  double least = codecs[codec].least, lossy = codecs[codec].least_lossy, louder_db;
  const TestLine *line = &codecs[codec].line;
  test_send(line, packets, NULL, loss, NULL);
  LmSound *sound = test_decode(NULL);
  const LmSoundStream *stream = &sound->streams[0];
  if (stream->package || (stream->error.code && strstr(stream->error.message, "not installed"))) {
    g_test_skip(stream->error.message);
    lm_sound_free(sound);
    return;
  }
  g_assert_cmpstr(stream->error.message, ==, "");
  g_assert_cmpuint(stream->rate_hz, ==, codecs[codec].rate_hz);
  g_assert_cmpuint(stream->n_frames, ==,
                   packets->len * line->packet_ms * codecs[codec].rate_hz / 1000);
  g_autofree bool *good = test_without(stream, LM_SOUND_LOST, line->packet_ms);
  if (loss == 0)
    *lag = test_find_lag(stream, original, n);
  double likeness = test_likeness(stream, good, original, n, *lag, &louder_db);
  g_test_message("%u %% lost: correlation %.4f, level %+.2f dB, lag %zu frames", loss, likeness,
                 louder_db, *lag);
  if (loss)
    check_gaps(codec, stream, original, n, *lag, loss);
  g_assert_cmpfloat(likeness, >, loss == 0 ? least : loss < 20 ? (least + lossy) / 2 : lossy);
  g_assert_cmpfloat(fabs(louder_db), <, loss ? MOST_LOSSY_DB : codecs[codec].most_db);
  lm_sound_free(sound);
}

static void
test_codec(void)
{
  static const unsigned losses[] = {0, 1, 5, 20};
  size_t codec = codec_of_test(), n = (size_t)(TEST_SECONDS * codecs[codec].rate_hz), lag = 0;
  g_autofree int16_t *original = test_speech(codecs[codec].rate_hz, n);
  g_autoptr(GPtrArray) buffers =
      test_encode(codecs[codec].encoder, codecs[codec].rate_hz, original, n);
  if (!buffers || buffers->len == 0) {
    g_test_skip(strpbrk(codecs[codec].encoder, "=!") || strstr(codecs[codec].encoder, "enc")
                    ? "GStreamer has no encoder for it here"
                    : "its encoder, of libbcg729 or libavcodec, was not there when this was built");
    return;
  }
  g_autoptr(GPtrArray) packets = packetize(codec, buffers);
  for (size_t i = 0; i < G_N_ELEMENTS(losses); i++)
    check_loss(codec, packets, original, n, losses[i], &lag);
}

/* No package of Debian has an encoder for these: that something of the right length comes out is
 * all that is seen, and not that it is what was said. */
static void
test_not_compared(void)
{
  static const struct {
    const char *name;
    TestLine line;
    unsigned bytes, rate_hz;
  } cases[] = {
      {"iLBC, 30 ms", {"97 iLBC/8000", "mode=30", NULL, NULL, 8000, 30}, 50, 8000},
      {"iLBC, 20 ms", {"97 iLBC/8000", "mode=20", NULL, NULL, 8000, 20}, 38, 8000},
      {"G.722.1 at 24 kbit/s",
       {"97 G7221/16000", "bitrate=24000", NULL, NULL, 16000, 20},
       60,
       16000},
      {"G.722.1 at 32 kbit/s",
       {"97 G7221/16000", "bitrate=32000", NULL, NULL, 16000, 20},
       80,
       16000},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GPtrArray) packets = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    for (unsigned p = 0; p < 50; p++) {
      uint8_t bytes[80];
      for (unsigned b = 0; b < sizeof bytes; b++)
        bytes[b] = strstr(cases[i].name, "iLBC") ? 0 : (uint8_t)g_rand_int(random);
      g_ptr_array_add(packets, g_bytes_new(bytes, cases[i].bytes));
    }
    test_send(&cases[i].line, packets, NULL, 20, NULL);
    LmSound *sound = test_decode(NULL);
    const LmSoundStream *stream = &sound->streams[0];
    if (stream->error.code) {
      g_test_skip(stream->error.message);
      lm_sound_free(sound);
      return;
    }
    /* Of random bits not all make a frame. */
    g_assert_cmpuint(stream->decoded, >, stream->packets / 3);
    g_assert_cmpuint(stream->rate_hz, ==, cases[i].rate_hz);
    g_assert_cmpuint(stream->n_frames, >=, 49 * cases[i].line.packet_ms * cases[i].rate_hz / 1000);
    g_test_message("%s: no package of Debian encodes it, so it is not compared with an original",
                   cases[i].name);
    lm_sound_free(sound);
  }
}

int
main(int argc, char **argv)
{
  gst_init(&argc, &argv);
  TestCase cases[G_N_ELEMENTS(codecs) + 1] = {{"/sound-codecs/not-compared", test_not_compared}};
  for (size_t i = 0; i < G_N_ELEMENTS(codecs); i++)
    cases[1 + i] = (TestCase){g_strdup_printf("/sound-codecs/%s", codecs[i].name), test_codec};
  int status = test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
  for (size_t i = 0; i < G_N_ELEMENTS(codecs); i++)
    g_free((char *)(uintptr_t)cases[1 + i].path);
  return status;
}
