/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The time line of streams that are made here, what becomes of a decoder that fails, and the mix of
 * several streams. */

#include "base/i18n.h"
#include "sip-packets.h"
#include "sound/decoder.h"
#include "sound/mixer.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>

#define PCMU_ZERO 0xff
#define PCMU_LOUD 0x80 /* 32124 */

static LmSound *
decode(const LmSoundOptions *options)
{
  static const LmSoundOptions none;
  g_autofree uint32_t *streams = g_new(uint32_t, lm_trace_n_streams(net->trace) + 1);
  for (uint32_t i = 0; i < lm_trace_n_streams(net->trace); i++)
    streams[i] = i;
  LmError error = {0};
  LmSound *sound =
      lm_sound_job_run(lm_sound_job_new(net->trace, streams, lm_trace_n_streams(net->trace),
                                        options ? options : &none),
                       NULL, &error);
  g_assert_nonnull(sound);
  return sound;
}

static void
send_packet(double at_ms, uint16_t sequence, uint32_t timestamp, uint8_t type, const void *payload,
            size_t len)
{
  uint8_t *packet = g_malloc0(12 + len);
  packet[0] = 0x80;
  packet[1] = type;
  packet[2] = (uint8_t)(sequence >> 8);
  packet[3] = (uint8_t)sequence;
  for (int i = 0; i < 4; i++)
    packet[4 + i] = (uint8_t)(timestamp >> (24 - 8 * i));
  packet[11] = 7;
  memcpy(packet + 12, payload, len);
  test_udp(at_ms, BOB_MEDIA, ALICE_MEDIA, packet, 12 + len);
  g_free(packet);
}

/* 20 ms of one level. */
static void
send_level(double at_ms, uint16_t sequence, uint32_t timestamp, uint8_t byte)
{
  uint8_t payload[160];
  memset(payload, byte, sizeof payload);
  send_packet(at_ms, sequence, timestamp, 0, payload, sizeof payload);
}

static void
announce(const char *formats, const char *rtpmap)
{
  g_autofree char *sdp = test_sdp(ALICE_MEDIA, formats, rtpmap);
  SIP(0, ALICE, BOB, "INVITE", .sdp = sdp);
}

/* "lost 160+320 late 480+160 ..." */
static void
assert_marks(const LmSoundStream *stream, const char *expected)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (uint32_t i = 0; i < stream->n_marks; i++)
    g_string_append_printf(text, "%s%s %" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT, i ? ", " : "",
                           lm_sound_mark_name((LmSoundMarkKind)stream->marks[i].kind),
                           stream->marks[i].start, stream->marks[i].n);
  g_assert_cmpstr(text->str, ==, expected);
}

static void
test_clean(void)
{
  for (uint16_t i = 0; i < 50; i++)
    send_level(100 + 20 * i, i, 160u * i, i == 10 ? PCMU_LOUD : PCMU_ZERO);
  LmSound *sound = decode(NULL);
  const LmSoundStream *stream = &sound->streams[0];
  g_assert_cmpint(stream->error.code, ==, LM_ERROR_NONE);
  g_assert_cmpuint(stream->rate_hz, ==, 8000);
  g_assert_cmpuint(stream->n_frames, ==, 8000);
  g_assert_cmpuint(stream->decoded, ==, 50);
  g_assert_cmpint(stream->start_ns, ==, TEST_EPOCH_NS + 100 * LM_NS_PER_MS);
  g_assert_cmpint(stream->samples[1599], ==, 0);
  g_assert_cmpint(stream->samples[1600], ==, 32124);
  g_assert_cmpint(stream->samples[1759], ==, 32124);
  g_assert_cmpint(stream->samples[1760], ==, 0);
  assert_marks(stream, "");
  g_assert_cmpfloat_with_epsilon(stream->levels.peak_dbfs, 20 * log10(32124 / 32768.0), 0.01);
  g_assert_cmpfloat_with_epsilon(stream->levels.silent_percent, 98, 1e-9);
  g_assert_cmpuint(stream->levels.clipped, ==, 160);
  g_assert_cmpuint(stream->levels.heard, ==, 8000);
  g_assert_cmpint(lm_sound_time_at(stream, 4000), ==, TEST_EPOCH_NS + 600 * LM_NS_PER_MS);
  g_assert_cmpuint(lm_sound_frame_at(stream, TEST_EPOCH_NS + 600 * LM_NS_PER_MS), ==, 4000);
  g_assert_cmpuint(lm_sound_frame_at(stream, 0), ==, 0);
  g_assert_cmpuint(lm_sound_frame_at(stream, INT64_MAX), ==, 8000);
  lm_sound_free(sound);
}

/* Two are lost, one comes behind its follower, one twice, then nobody talks for 200 ms. */
static void
send_bad_line(void)
{
  for (uint16_t i = 0; i < 40; i++) {
    uint16_t n = i == 20 ? 21 : i == 21 ? 20 : i;
    double pause_ms = i < 30 ? 0 : 200;
    if (n == 5 || n == 6)
      continue;
    send_level(20 * i + pause_ms, n, 160u * n + (i < 30 ? 0u : 1600u), PCMU_LOUD);
    if (n == 15)
      send_level(20 * i + 1, n, 160u * n, PCMU_ZERO);
  }
}

static void
test_bad_line(void)
{
  send_bad_line();
  LmSound *sound = decode(NULL);
  const LmSoundStream *stream = &sound->streams[0];
  assert_marks(stream, "lost 800+320, concealed 800+320, reordered 3200+160, pause 4800+1600");
  g_assert_cmpuint(stream->n_frames, ==, 8000);
  g_assert_cmpint(stream->samples[799], ==, 32124);
  g_assert_cmpint(stream->samples[1119], >, 16000);
  g_assert_cmpint(stream->samples[1120], ==, 32124);
  g_assert_cmpint(stream->samples[2400], ==, 32124);
  g_assert_cmpint(stream->samples[4800], ==, 0);
  g_assert_cmpint(stream->samples[6400], ==, 32124);
  lm_sound_free(sound);
  sound = decode(&(LmSoundOptions){.gaps = LM_SOUND_GAPS_SILENT});
  stream = &sound->streams[0];
  assert_marks(stream, "lost 800+320, reordered 3200+160, pause 4800+1600");
  g_assert_cmpint(stream->samples[800], ==, 0);
  g_assert_cmpint(stream->samples[1119], ==, 0);
  g_assert_cmpint(stream->samples[1120], ==, 32124);
  lm_sound_free(sound);
  sound = decode(&(LmSoundOptions){.timing = LM_SOUND_JOINED});
  stream = &sound->streams[0];
  g_assert_cmpuint(stream->n_frames, ==, 38 * 160);
  for (uint64_t i = 0; i < stream->n_frames; i++)
    g_assert_cmpint(stream->samples[i], ==, 32124);
  g_assert_cmpint(lm_sound_time_at(stream, 5 * 160), ==, TEST_EPOCH_NS + 140 * LM_NS_PER_MS);
  g_assert_cmpuint(lm_sound_frame_at(stream, TEST_EPOCH_NS + 140 * LM_NS_PER_MS), ==, 5 * 160);
  lm_sound_free(sound);
}

/* A packet that comes 100 ms late is heard as sent, and not behind a buffer of 50 ms. */
static void
test_late(void)
{
  for (uint16_t i = 0; i < 50; i++)
    send_level(20 * i + (i == 25 ? 100 : 0), i, 160u * i, PCMU_LOUD);
  LmSound *sound = decode(NULL);
  g_assert_cmpint(sound->streams[0].samples[4000], ==, 32124);
  lm_sound_free(sound);
  sound = decode(&(LmSoundOptions){
      .timing = LM_SOUND_BUFFERED, .buffer = &lm_jitter_buffers[0], .gaps = LM_SOUND_GAPS_SILENT});
  g_assert_cmpint(sound->streams[0].samples[4000], ==, 0);
  g_assert_cmpuint(sound->streams[0].decoded, ==, 49);
  assert_marks(&sound->streams[0], "late 4000+160");
  lm_sound_free(sound);
  sound = decode(&(LmSoundOptions){.timing = LM_SOUND_BUFFERED, .buffer = &lm_jitter_buffers[0]});
  assert_marks(&sound->streams[0], "late 4000+160, concealed 4000+160");
  g_assert_cmpuint(sound->streams[0].decoded, ==, 49);
  g_assert_cmpuint(sound->streams[0].levels.heard, ==, 49 * 160);
  lm_sound_free(sound);
  sound = decode(&(LmSoundOptions){.timing = LM_SOUND_BUFFERED, .buffer = &lm_jitter_buffers[1]});
  g_assert_cmpint(sound->streams[0].samples[4000], ==, 32124);
  lm_sound_free(sound);
}

/* Timestamps that begin anew, at another place. */
static void
test_jump(void)
{
  for (uint16_t i = 0; i < 20; i++)
    send_level(20 * i, i, 160u * i + (i < 10 ? 0u : 3000000000u), PCMU_LOUD);
  LmSound *sound = decode(NULL);
  assert_marks(&sound->streams[0], "jump 1600+0");
  g_assert_cmpuint(sound->streams[0].n_frames, ==, 3200);
  lm_sound_free(sound);
}

/* A hostile one: a second packet that claims to be days later, by its timestamp and by its time. */
static void
test_far(void)
{
  send_level(0, 1, 0, PCMU_LOUD);
  send_level(20, 2, 160, PCMU_LOUD);
  send_level(40, 3, 2000000000, PCMU_LOUD);
  send_level(60, 4, 2000000160, PCMU_LOUD);
  send_level(3e8, 5, 2000000320, PCMU_LOUD);
  LmSound *sound = decode(NULL);
  g_assert_cmpuint(sound->streams[0].n_frames, <=, 8000);
  g_assert_true(sound->streams[0].cut);
  lm_sound_free(sound);
}

static void
test_events(void)
{
  uint8_t event[4] = {5, 10, 0, 160};
  announce("0 101", "a=rtpmap:101 telephone-event/8000\r\n");
  for (uint16_t i = 0; i < 10; i++)
    send_level(20 * i, i, 160u * i, PCMU_LOUD);
  for (uint16_t i = 10; i < 15; i++) {
    event[2] = (uint8_t)((i - 9) * 160 >> 8);
    event[3] = (uint8_t)((i - 9) * 160);
    send_packet(20 * i, i, 1600, 101, event, 4);
  }
  for (uint16_t i = 15; i < 20; i++)
    send_level(20 * i, i, 160u * i, PCMU_LOUD);
  send_packet(400, 20, 3200, 13, "\x40", 1);
  LmSound *sound = decode(NULL);
  assert_marks(&sound->streams[0], "event 1600+800, comfort_noise 3200+160");
  g_assert_cmpint(sound->streams[0].error.code, ==, LM_ERROR_NONE);
  lm_sound_free(sound);
}

static void
test_not_decoded(void)
{
  announce("97", "a=rtpmap:97 EVS/16000\r\n");
  for (uint16_t i = 0; i < 20; i++)
    send_packet(20 * i, i, 320u * i, 97, "abcdefgh", 8);
  LmSound *sound = decode(NULL);
  g_assert_null(sound->streams[0].samples);
  g_assert_cmpuint(sound->streams[0].rate_hz, ==, 0);
  g_assert_cmpstr(sound->streams[0].error.message, ==,
                  "stream 1: there is no decoder for EVS in Debian");
  lm_sound_free(sound);
}

/* ---- the program ---------------------------------------------------------------------------- */

static void
send_g729(void)
{
  announce("18", "");
  for (uint16_t i = 0; i < 200; i++)
    send_packet(20 * i, i, 160u * i, 18, "abcdefghijabcdefghij", 20);
}

/* It is not there; it ends at once; it talks nonsense. The other stream is heard all the same. */
static void
test_program_fails(void)
{
  static const struct {
    const char *program, *told;
  } cases[] = {
      {"/nonexistent/linesman-sound", "is not installed"},
      {"/bin/true", "stopped; the stream may be hostile"},
      {"/usr/bin/yes", "stopped; the stream may be hostile"},
  };
  send_g729();
  test_rtp_run(0, ALICE_MEDIA, BOB_MEDIA, 9, 1, 0, 50);
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    LmSound *sound = decode(&(LmSoundOptions){.program = cases[i].program});
    g_assert_nonnull(strstr(sound->streams[0].error.message, cases[i].told));
    g_assert_nonnull(strstr(sound->streams[0].error.message, "stream 1"));
    g_assert_nonnull(strstr(sound->streams[0].error.message, "G.729"));
    g_assert_null(sound->streams[0].samples);
    g_assert_cmpint(sound->streams[1].error.code, ==, LM_ERROR_NONE);
    g_assert_cmpuint(sound->streams[1].n_frames, ==, 8000);
    lm_sound_free(sound);
  }
}

typedef struct {
  unsigned given, taken;
  bool kill;
} Feeding;

/* The processes that this one has started. */
static void
kill_children(void)
{
  g_autofree char *text = NULL;
  g_autofree char *path = g_strdup_printf("/proc/self/task/%d/children", (int)getpid());
  if (!g_file_get_contents(path, &text, NULL, NULL))
    return;
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  for (char **word = words; *word; word++)
    if (**word)
      kill((pid_t)g_ascii_strtoll(*word, NULL, 10), SIGKILL);
}

static bool
give(void *data, uint32_t *number, LmSlice *payload, uint32_t *gap_us)
{
  Feeding *feeding = data;
  *gap_us = 0;
  *number = feeding->given;
  *payload = LM_SLICE_LITERAL("abcdefghij");
  if (feeding->kill && feeding->given == 30000)
    kill_children();
  return feeding->given++ < 100000;
}

static void
take(void *data, uint32_t number, LmSlice samples)
{
  Feeding *feeding = data;
  (void)number;
  (void)samples;
  feeding->taken++;
}

static void
take_noise(void *data, uint32_t number)
{
  (void)data;
  (void)number;
}

static LmDecoderResult
run_decoder(const char *program, Feeding *feeding, const LmCancel *cancel)
{
  LmDecoderTask task = {
      .program = program,
      .codec = {.encoding = LM_SLICE_LITERAL("G729"),
                .clock_hz = 8000,
                .rate_hz = 8000,
                .channels = 1,
                .want_channels = 1},
      .patience_ms = program ? 300 : 0,
      .give = give,
      .take = take,
      .take_noise = take_noise,
      .data = feeding,
  };
  return lm_decoder_run(&task, cancel);
}

/* One that stands still is given up; one that is killed in the middle of its work is noticed. */
static void
test_program_stops(void)
{
  g_autofree char *folder = g_dir_make_tmp("linesman-sound-XXXXXX", NULL);
  g_autofree char *script = g_build_filename(folder, "sleeper", NULL);
  char path[4096];
  Feeding feeding = {0};
  g_assert_true(g_file_set_contents(script, "#!/bin/sh\nexec sleep 60\n", -1, NULL));
  g_assert_cmpint(g_chmod(script, 0700), ==, 0);
  gint64 start_us = g_get_monotonic_time();
  g_assert_cmpint(run_decoder(script, &feeding, NULL), ==, LM_DECODER_STOPPED);
  g_assert_cmpint(g_get_monotonic_time() - start_us, <, 5 * G_USEC_PER_SEC);
  LmCancel cancel = {true};
  g_assert_cmpint(run_decoder(script, &feeding, &cancel), ==, LM_DECODER_CANCELLED);
  g_remove(script);
  g_rmdir(folder);
  if (!lm_decoder_find_program(path, sizeof path)) {
    g_test_skip("linesman-sound was not built, as GStreamer or libseccomp is missing");
    return;
  }
  feeding = (Feeding){.kill = true};
  LmDecoderResult result = run_decoder(NULL, &feeding, NULL);
  if (result == LM_DECODER_NO_PLUGIN) {
    g_test_skip("GStreamer's plug-in for G.729 is missing (gstreamer1.0-libav)");
    return;
  }
  g_assert_cmpint(result, ==, LM_DECODER_STOPPED);
  g_assert_cmpuint(feeding.taken, <, 100000);
}

/* ---- mixing --------------------------------------------------------------------------------- */

static void
test_mixer(void)
{
  int16_t slow[800], fast[1600], out[4];
  for (int i = 0; i < 800; i++)
    slow[i] = (int16_t)lrint(10000 * sin(2 * G_PI * 500 * i / 8000));
  for (int i = 0; i < 1600; i++)
    fast[i] = 20000;
  LmSoundStream streams[] = {
      {.rate_hz = 8000, .channels = 1, .n_frames = 800, .samples = slow, .start_ns = 0},
      {.rate_hz = 16000,
       .channels = 1,
       .n_frames = 1600,
       .samples = fast,
       .start_ns = 50 * LM_NS_PER_MS},
  };
  const LmSoundRoute routes[] = {{&streams[0], 0, 1}, {&streams[1], 1, 1}, {&streams[1], 1, 1}};
  LmSoundMixer *mixer = lm_sound_mixer_new(routes, 3, 2, 0, false);
  g_assert_cmpuint(lm_sound_mixer_rate_hz(mixer), ==, 16000);
  g_assert_cmpuint(lm_sound_mixer_n_frames(mixer), ==, 800 + 1600);
  /* The sine between its samples, and the other side, which begins later and is too loud. */
  for (uint64_t at = 64; at < 1500; at += 7) {
    lm_sound_mixer_read(mixer, at, 1, out);
    g_assert_cmpfloat_with_epsilon(out[0], 10000 * sin(2 * G_PI * 500 * (double)at / 16000), 60);
    g_assert_cmpint(out[1], ==, at < 800 ? 0 : 32767);
  }
  lm_sound_mixer_read(mixer, 2398, 2, out);
  g_assert_cmpint(out[3], ==, 32767);
  lm_sound_mixer_read(mixer, 2400, 1, out);
  g_assert_cmpint(out[1], ==, 0);
  lm_sound_mixer_free(mixer);
  mixer = lm_sound_mixer_new(routes, 2, 1, 8000, true);
  g_assert_cmpuint(lm_sound_mixer_n_frames(mixer), ==, 800);
  lm_sound_mixer_free(mixer);
  uint8_t header[LM_WAV_HEADER_BYTES];
  g_assert_true(lm_wav_header(8000, 2, 1000, header));
  g_assert_cmpmem(header, 4, "RIFF", 4);
  g_assert_cmphex(header[4], ==, (4000 + 36) & 0xff);
  g_assert_false(lm_wav_header(8000, 2, 1ull << 31, header));
  mixer = lm_sound_mixer_new(NULL, 0, 1, 0, false);
  g_assert_cmpuint(lm_sound_mixer_n_frames(mixer), ==, 0);
  lm_sound_mixer_free(mixer);
}

/* Alice called, and what goes to her is Bob's. */
static void
test_side(void)
{
  g_autofree char *offer = test_sdp(ALICE_MEDIA, "0", "");
  g_autofree char *answer = test_sdp(BOB_MEDIA, "0", "");
  SIP(0, ALICE, PROXY, "INVITE", .sdp = offer);
  SIP(1, PROXY, BOB, "INVITE", .sdp = offer);
  SIP(50, BOB, PROXY, "200 OK", .to_tag = "b", .sdp = answer);
  test_rtp_run(100, ALICE_MEDIA, BOB_MEDIA, 1, 1, 0, 20);
  test_rtp_run(100, BOB_MEDIA, ALICE_MEDIA, 2, 1, 0, 20);
  g_assert_true(lm_sound_is_from_caller(net->trace, 0));
  g_assert_false(lm_sound_is_from_caller(net->trace, 1));
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/sound/clean", test_clean},
      {"/sound/bad-line", test_bad_line},
      {"/sound/late", test_late},
      {"/sound/jump", test_jump},
      {"/sound/far", test_far},
      {"/sound/events", test_events},
      {"/sound/not-decoded", test_not_decoded},
      {"/sound/program-fails", test_program_fails},
      {"/sound/program-stops", test_program_stops},
      {"/sound/mixer", test_mixer},
      {"/sound/side", test_side},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
