/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Payloads of every codec that another process decodes, broken in every way that chance finds, and
 * that process killed by the limits that it has: at most it ends, and what is told says so. */

#include "sound-line.h"
#include "sound/codecs.h"
#include "sound/decoder.h"

#include <glib/gstdio.h>
#include <gst/gst.h>
#include <sys/resource.h>

const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
  return "fast_unwind_on_malloc=0";
}

#define PACKETS 400
#define MOST_SECONDS 20

static const struct {
  const char *encoding, *fmtp, *encoder; /* NULL: what chance makes */
  unsigned clock_hz, rate_hz, bytes;
} codecs[] = {
    {"G722", "", "avenc_g722", 8000, 16000, 160},
    {"G726-24", "", "avenc_g726 bitrate=24000", 8000, 8000, 60},
    {"AAL2-G726-40", "", "avenc_g726 bitrate=40000", 8000, 8000, 100},
    {"G729", "", "bcg729", 8000, 8000, 20},
    {"G723", "", "libav g723_1 6300", 8000, 8000, 24},
    {"GSM", "", "gsmenc", 8000, 8000, 33},
    {"iLBC", "mode=30", NULL, 8000, 8000, 50},
    {"opus", "", "opusenc inband-fec=true packet-loss-percentage=20", 48000, 48000, 0},
    {"speex", "", "speexenc", 16000, 16000, 0},
    {"AMR", "octet-align=1; crc=1", "amrnbenc band-mode=7", 8000, 8000, 32},
    {"AMR-WB", "", "voamrwbenc band-mode=8", 16000, 16000, 61},
    {"SIREN", "", "sirenenc", 16000, 16000, 40},
    {"G7221", "bitrate=32000", NULL, 16000, 16000, 80},
};

typedef struct {
  GPtrArray *payloads; /* to begin with */
  GRand *random;
  GByteArray *packet;
  unsigned given, most;
  uint64_t bytes;
  int resource; /* that the program is denied from packet 20000 on; -1: none */
  rlim_t limit;
} Feeding;

static uint8_t
any_byte(Feeding *feeding)
{
  return (uint8_t)g_rand_int(feeding->random);
}

/* Bits turned, bytes of chance, cut short, made longer, or something else altogether. */
static void
mutate(Feeding *feeding)
{
  GByteArray *packet = feeding->packet;
  switch (g_rand_int_range(feeding->random, 0, 7)) {
  case 0:
    break;
  case 1:
    g_byte_array_set_size(packet,
                          (guint)g_rand_int_range(feeding->random, 0, (int)packet->len + 1));
    break;
  case 2:
    for (int i = g_rand_int_range(feeding->random, 1, 1200); i > 0; i--)
      g_byte_array_append(packet, (const uint8_t[]){any_byte(feeding)}, 1);
    break;
  case 3:
    for (guint i = 0; i < packet->len; i++)
      packet->data[i] = any_byte(feeding);
    break;
  case 4:
    if (packet->len)
      packet->data[0] = any_byte(feeding);
    break;
  default:
    for (int i = g_rand_int_range(feeding->random, 1, 9); i > 0 && packet->len; i--)
      packet->data[g_rand_int(feeding->random) % packet->len] ^=
          (uint8_t)(1u << g_rand_int_range(feeding->random, 0, 8));
  }
}

static void
deny(const Feeding *feeding)
{
  g_autofree char *text = NULL;
  g_autofree char *path = g_strdup_printf("/proc/self/task/%d/children", (int)getpid());
  const struct rlimit limits = {feeding->limit, feeding->limit};
  if (!g_file_get_contents(path, &text, NULL, NULL))
    return;
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  for (char **word = words; *word; word++)
    if (**word)
      prlimit((pid_t)g_ascii_strtoll(*word, NULL, 10), (__rlimit_resource_t)feeding->resource,
              &limits, NULL);
}

static bool
give(void *data, uint32_t *number, LmSlice *payload, uint32_t *gap_us)
{
  Feeding *feeding = data;
  if (feeding->given == feeding->most)
    return false;
  if (feeding->given == 20000 && feeding->resource >= 0)
    deny(feeding);
  *number = feeding->given++;
  *gap_us = g_rand_int_range(feeding->random, 0, 8) ? 0 : 20000;
  GBytes *from = feeding->payloads->pdata[feeding->given % feeding->payloads->len];
  g_byte_array_set_size(feeding->packet, 0);
  g_byte_array_append(feeding->packet, g_bytes_get_data(from, NULL), (guint)g_bytes_get_size(from));
  if (feeding->resource < 0)
    mutate(feeding);
  *payload = lm_slice(feeding->packet->data, feeding->packet->len);
  return true;
}

static void
take(void *data, uint32_t number, LmSlice samples)
{
  Feeding *feeding = data;
  g_assert_cmpuint(number, <, feeding->given);
  feeding->bytes += samples.len;
}

static void
take_noise(void *data, uint32_t number)
{
  (void)data;
  (void)number;
}

static LmDecoderResult
run(size_t codec, Feeding *feeding, LmDecoderTask *task)
{
  *task = (LmDecoderTask){
      .codec = {.encoding = lm_slice_str(codecs[codec].encoding),
                .fmtp = lm_slice_str(codecs[codec].fmtp),
                .clock_hz = codecs[codec].clock_hz,
                .rate_hz = codecs[codec].rate_hz,
                .channels = 1,
                .want_channels = 1},
      .patience_ms = MOST_SECONDS * 1000,
      .give = give,
      .take = take,
      .take_noise = take_noise,
      .data = feeding,
  };
  return lm_decoder_run(task, NULL);
}

/* What the encoder makes of half a second; of no encoder, bytes of chance. */
static GPtrArray *
make_payloads(size_t codec, GRand *random)
{
  size_t n = codecs[codec].rate_hz / 2;
  g_autofree int16_t *speech = test_speech(codecs[codec].rate_hz, n);
  g_autoptr(GPtrArray) made =
      codecs[codec].encoder ? test_encode(codecs[codec].encoder, codecs[codec].rate_hz, speech, n)
                            : NULL;
  /* What an Ogg file would begin with, a header and a comment, is no part of RTP. */
  for (int i = 0; i < 2 && made && made->len > 2 && !codecs[codec].bytes; i++)
    g_ptr_array_remove_index(made, 0);
  if (made && made->len)
    return codecs[codec].bytes ? test_pieces(made, codecs[codec].bytes) : g_steal_pointer(&made);
  GPtrArray *payloads = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  for (unsigned i = 0; i < 25; i++) {
    uint8_t bytes[160];
    for (size_t b = 0; b < sizeof bytes; b++)
      bytes[b] = (uint8_t)g_rand_int(random);
    g_ptr_array_add(payloads,
                    g_bytes_new(bytes, codecs[codec].bytes ? codecs[codec].bytes : sizeof bytes));
  }
  return payloads;
}

static void
test_mutated(void)
{
  char path[4096];
  if (!lm_decoder_find_program(path, sizeof path)) {
    g_test_skip("linesman-sound was not built, as GStreamer or libseccomp is missing");
    return;
  }
  gint64 start_us = g_get_monotonic_time();
  for (size_t codec = 0; codec < G_N_ELEMENTS(codecs); codec++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(20260 + (guint32)codec);
    g_autoptr(GPtrArray) payloads = make_payloads(codec, random);
    g_autoptr(GByteArray) packet = g_byte_array_new();
    Feeding feeding = {
        .payloads = payloads, .random = random, .packet = packet, .most = PACKETS, .resource = -1};
    LmDecoderTask task;
    LmDecoderResult result = run(codec, &feeding, &task);
    static const char *const told[] = {"done",    "no program", "no plug-in",
                                       "stopped", "failed",     "cancelled"};
    g_test_message("%s: %u packets, %lu bytes of sound: %s %s", codecs[codec].encoding,
                   feeding.given, (unsigned long)feeding.bytes, told[result], task.reason);
    g_assert_cmpint(result, !=, LM_DECODER_NO_PROGRAM);
    g_assert_cmpint(result, !=, LM_DECODER_CANCELLED);
    g_assert_true(result != LM_DECODER_FAILED || task.reason[0]);
    /* One in seven packets is as it was: something of them is heard. */
    if (result == LM_DECODER_DONE) {
      g_assert_cmpuint(feeding.given, ==, PACKETS);
      g_assert_cmpuint(feeding.bytes, >, codecs[codec].rate_hz / 10);
    }
  }
  g_assert_cmpint(g_get_monotonic_time() - start_us, <, 2 * MOST_SECONDS * G_USEC_PER_SEC);
}

/* In the middle of its work there is no more memory for it, and its time is over: neither goes
 * unnoticed, nor does this process. */
static void
test_denied(void)
{
  static const struct {
    const char *name;
    int resource;
    rlim_t limit;
  } cases[] = {{"memory", RLIMIT_AS, 1 << 20}, {"processor time", RLIMIT_CPU, 1}};
  char path[4096];
  size_t codec = 3;
  if (!lm_decoder_find_program(path, sizeof path)) {
    g_test_skip("linesman-sound was not built, as GStreamer or libseccomp is missing");
    return;
  }
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    g_autoptr(GPtrArray) payloads = make_payloads(codec, random);
    g_autoptr(GByteArray) packet = g_byte_array_new();
    Feeding feeding = {.payloads = payloads,
                       .random = random,
                       .packet = packet,
                       .most = 3000000,
                       .resource = cases[i].resource,
                       .limit = cases[i].limit};
    LmDecoderTask task;
    LmDecoderResult result = run(codec, &feeding, &task);
    if (result == LM_DECODER_NO_PLUGIN) {
      g_test_skip("GStreamer's plug-in for G.729 is missing (gstreamer1.0-libav)");
      return;
    }
    g_test_message("without %s it ended behind %u packets", cases[i].name, feeding.given);
    g_assert_cmpint(result, ==, LM_DECODER_STOPPED);
    g_assert_cmpuint(feeding.given, <, feeding.most);
  }
}

/* What a user reads of a stream whose decoder was ready, and then dies. */
static void
test_told(void)
{
  static const TestLine line = {.rtpmap = "18 G729/8000", .clock_hz = 8000, .packet_ms = 20};
  g_autofree char *folder = g_dir_make_tmp("linesman-sound-XXXXXX", NULL);
  g_autofree char *script = g_build_filename(folder, "dies", NULL);
  g_assert_true(g_file_set_contents(
      script, "#!/bin/sh\nprintf '\\000\\000\\000R\\000\\000\\000\\000'\nkill -SEGV $$\n", -1,
      NULL));
  g_assert_cmpint(g_chmod(script, 0700), ==, 0);
  g_autoptr(GRand) random = g_rand_new_with_seed(1);
  g_autoptr(GPtrArray) payloads = make_payloads(3, random);
  test_send(&line, payloads, NULL, 0, NULL);
  LmSound *sound = test_decode(&(LmSoundOptions){.program = script});
  g_assert_cmpstr(sound->streams[0].error.message, ==,
                  "stream 1: the decoder of G.729 stopped; the stream may be hostile");
  g_assert_null(sound->streams[0].samples);
  lm_sound_free(sound);
  g_remove(script);
  g_rmdir(folder);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/sound-hostile/mutated", test_mutated},
      {"/sound-hostile/denied", test_denied},
      {"/sound-hostile/told", test_told},
  };
  gst_init(&argc, &argv);
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
