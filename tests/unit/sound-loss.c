/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What packets bring besides their own sound, and what is in them in another order: redundancy of
 * RFC 2198 and of Opus, the forms of AMR (RFC 4867), DVI4. */

#include "media/dvi4.h"
#include "sound-line.h"

#include <gst/gst.h>
#include <math.h>

const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
  return "fast_unwind_on_malloc=0";
}

#define N_SAMPLES ((size_t)(TEST_SECONDS * 8000))

static GPtrArray *
new_payloads(void)
{
  return g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
}

static bool
skip_without(GPtrArray *buffers, const char *what)
{
  if (buffers && buffers->len)
    return false;
  g_autofree char *text = g_strdup_printf("GStreamer has no encoder of %s here", what);
  g_test_skip(text);
  return true;
}

/* Whether all was decoded; false, with the test skipped, where a plug-in is missing. */
static bool
is_decoded(const LmSoundStream *stream)
{
  if (stream->package || strstr(stream->error.message, "not installed")) {
    g_test_skip(stream->error.message);
    return false;
  }
  g_assert_cmpstr(stream->error.message, ==, "");
  return true;
}

/* ---- redundancy ----------------------------------------------------------------------------- */

/* Each packet with the @generations before it (RFC 2198, 3). */
static GPtrArray *
make_red(GPtrArray *frames, uint8_t type, unsigned step, unsigned generations)
{
  GPtrArray *out = new_payloads();
  for (guint i = 0; i < frames->len; i++) {
    GByteArray *payload = g_byte_array_new();
    guint from = i < generations ? 0 : i - generations;
    for (guint k = from; k < i; k++) {
      uint32_t offset = (i - k) * step, len = (uint32_t)g_bytes_get_size(frames->pdata[k]);
      uint32_t word = 0x80000000u | (uint32_t)type << 24 | offset << 10 | len;
      const uint8_t header[] = {(uint8_t)(word >> 24), (uint8_t)(word >> 16), (uint8_t)(word >> 8),
                                (uint8_t)word};
      g_byte_array_append(payload, header, 4);
    }
    g_byte_array_append(payload, &type, 1);
    for (guint k = from; k <= i; k++)
      g_byte_array_append(payload, g_bytes_get_data(frames->pdata[k], NULL),
                          (guint)g_bytes_get_size(frames->pdata[k]));
    g_ptr_array_add(out, g_byte_array_free_to_bytes(payload));
  }
  return out;
}

/* What of @lost the next @generations packets, where one came, have again. */
static unsigned
recoverable(const bool *lost, guint n, unsigned generations)
{
  unsigned count = 0;
  for (guint i = 0; i < n; i++)
    for (guint k = i + 1; lost[i] && k < n && k <= i + generations; k++)
      if (!lost[k]) {
        count++;
        break;
      }
  return count;
}

static unsigned
packets_marked(const LmSoundStream *stream, LmSoundMarkKind kind)
{
  unsigned packets = 0;
  for (uint32_t i = 0; i < stream->n_marks; i++)
    packets += stream->marks[i].kind == kind ? stream->marks[i].packets : 0;
  return packets;
}

/* As if nothing had been lost, wherever a later packet came. */
static void
test_red(void)
{
  static const TestLine line = {.rtpmap = "121 red/8000",
                                .fmtp = "0/0/0",
                                .more = "a=rtpmap:0 PCMU/8000\r\n",
                                .formats = " 0",
                                .clock_hz = 8000,
                                .packet_ms = 20};
  g_autofree int16_t *original = test_speech(8000, N_SAMPLES);
  g_autoptr(GPtrArray) whole = test_encode("mulawenc", 8000, original, N_SAMPLES);
  if (skip_without(whole, "PCMU"))
    return;
  g_autoptr(GPtrArray) frames = test_pieces(whole, 160);
  g_autofree bool *lost = g_new0(bool, frames->len);
  for (unsigned generations = 1; generations <= 2; generations++) {
    g_autoptr(GPtrArray) payloads = make_red(frames, 0, 160, generations);
    test_send(&line, payloads, NULL, 0, NULL);
    LmSound *clean = test_decode(NULL);
    g_assert_true(is_decoded(&clean->streams[0]));
    g_assert_cmpstr(clean->streams[0].codec, ==, "G.711 µ-law");
    g_assert_cmpuint(clean->streams[0].n_marks, ==, 0);
    test_send(&line, payloads, NULL, 20, lost);
    LmSound *sound = test_decode(NULL);
    const LmSoundStream *stream = &sound->streams[0];
    unsigned expected = recoverable(lost, frames->len, generations);
    g_assert_cmpuint(expected, >, 5);
    g_assert_cmpuint(packets_marked(stream, LM_SOUND_RECOVERED), ==, expected);
    g_assert_cmpuint(stream->decoded, ==, stream->packets);
    g_autofree bool *lost_frames = test_within(stream, LM_SOUND_LOST);
    g_autofree bool *recovered = test_within(stream, LM_SOUND_RECOVERED);
    for (uint64_t i = 0; i < stream->n_frames; i++)
      if (recovered[i] || !lost_frames[i])
        g_assert_cmpint(stream->samples[i], ==, clean->streams[0].samples[i]);
    g_test_message("%u of %u lost packets recovered, with %u generations", expected,
                   packets_marked(stream, LM_SOUND_LOST), generations);
    lm_sound_free(sound);
    /* As it was sent, with nothing in its gaps. */
    sound = test_decode(&(LmSoundOptions){.gaps = LM_SOUND_GAPS_SILENT});
    g_assert_cmpuint(packets_marked(&sound->streams[0], LM_SOUND_RECOVERED), ==, 0);
    lm_sound_free(sound);
    sound = test_decode(&(LmSoundOptions){.gaps = LM_SOUND_GAPS_RECOVERED});
    g_assert_cmpuint(packets_marked(&sound->streams[0], LM_SOUND_RECOVERED), ==, expected);
    g_assert_cmpuint(packets_marked(&sound->streams[0], LM_SOUND_CONCEALED), ==, 0);
    lm_sound_free(sound);
    lm_sound_free(clean);
  }
}

/* Blocks of a codec that another process decodes, of a dynamic type. */
static void
test_red_apart(void)
{
  static const TestLine line = {.rtpmap = "121 red/8000",
                                .fmtp = "97/97",
                                .more = "a=rtpmap:97 AMR/8000\r\na=fmtp:97 octet-align=1\r\n",
                                .formats = " 97",
                                .clock_hz = 8000,
                                .packet_ms = 20};
  g_autofree int16_t *original = test_speech(8000, N_SAMPLES);
  g_autoptr(GPtrArray) whole = test_encode("amrnbenc band-mode=7", 8000, original, N_SAMPLES);
  if (skip_without(whole, "AMR"))
    return;
  g_autoptr(GPtrArray) stored = test_pieces(whole, 32);
  g_autoptr(GPtrArray) frames = new_payloads();
  for (guint i = 0; i < stored->len; i++) {
    uint8_t payload[33] = {0xf0};
    memcpy(payload + 1, g_bytes_get_data(stored->pdata[i], NULL), 32);
    g_ptr_array_add(frames, g_bytes_new(payload, sizeof payload));
  }
  g_autoptr(GPtrArray) payloads = make_red(frames, 97, 160, 2);
  test_send(&line, payloads, NULL, 0, NULL);
  LmSound *clean = test_decode(NULL);
  test_send(&line, payloads, NULL, 5, NULL);
  LmSound *sound = test_decode(NULL);
  if (is_decoded(&sound->streams[0])) {
    g_assert_cmpuint(packets_marked(&sound->streams[0], LM_SOUND_RECOVERED), >, 0);
    g_assert_cmpuint(sound->streams[0].n_frames, ==, clean->streams[0].n_frames);
    g_assert_cmpmem(sound->streams[0].samples, sound->streams[0].n_frames * 2,
                    clean->streams[0].samples, clean->streams[0].n_frames * 2);
  }
  lm_sound_free(clean);
  lm_sound_free(sound);
}

/* Packets of Opus that have the one before again (RFC 6716, 2.1.7). */
static void
test_opus_redundancy(void)
{
  static const TestLine line = {.rtpmap = "97 opus/48000/2", .clock_hz = 48000, .packet_ms = 20};
  size_t n = (size_t)(TEST_SECONDS * 48000);
  g_autofree int16_t *original = test_speech(48000, n);
  double off_db[2] = {0}, like[2] = {0};
  for (int fec = 0; fec < 2; fec++) {
    g_autofree char *encoder =
        g_strdup_printf("opusenc frame-size=20 bitrate=24000 audio-type=voice bandwidth=wideband "
                        "inband-fec=%s packet-loss-percentage=25",
                        fec ? "true" : "false");
    g_autoptr(GPtrArray) buffers = test_encode(encoder, 48000, original, n);
    if (skip_without(buffers, "Opus"))
      return;
    g_autoptr(GPtrArray) payloads = new_payloads();
    for (guint i = 0; i < buffers->len; i++)
      if (!g_str_has_prefix(g_bytes_get_data(buffers->pdata[i], NULL), "Opus"))
        g_ptr_array_add(payloads, g_bytes_ref(buffers->pdata[i]));
    test_send(&line, payloads, NULL, 0, NULL);
    LmSound *clean = test_decode(NULL);
    if (!is_decoded(&clean->streams[0])) {
      lm_sound_free(clean);
      return;
    }
    size_t lag = test_find_lag(&clean->streams[0], original, n);
    test_send(&line, payloads, NULL, 20, NULL);
    LmSound *sound = test_decode(NULL);
    const LmSoundStream *stream = &sound->streams[0];
    g_autofree bool *gaps = test_within(stream, LM_SOUND_LOST);
    off_db[fec] = test_level_error(stream, gaps, original, n, lag);
    like[fec] = test_likeness(stream, gaps, original, n, lag, NULL);
    g_test_message("in-band redundancy %s: %u recovered, %u made up; gaps %.4f like, %.1f dB off",
                   fec ? "on" : "off", packets_marked(stream, LM_SOUND_RECOVERED),
                   packets_marked(stream, LM_SOUND_CONCEALED), like[fec], off_db[fec]);
    g_assert_cmpuint(stream->n_frames, ==, clean->streams[0].n_frames);
    g_assert_cmpint(packets_marked(stream, LM_SOUND_RECOVERED) > 5, ==, fec);
    lm_sound_free(sound);
    lm_sound_free(clean);
  }
  g_assert_cmpfloat(like[1], >, like[0] + 0.1);
}

/* ---- AMR ------------------------------------------------------------------------------------ */

typedef struct {
  const char *name, *fmtp;
  bool aligned, crc, sorted;
  unsigned group; /* packets that are interleaved; 0: none */
  unsigned frames;
} AmrForm;

static void
add_bits(GByteArray *out, unsigned *n, unsigned value, unsigned bits)
{
  for (unsigned i = 0; i < bits; i++, ++*n) {
    if (*n % 8 == 0)
      g_byte_array_append(out, (const uint8_t[]){0}, 1);
    out->data[*n / 8] =
        (uint8_t)(out->data[*n / 8] | (value >> (bits - 1 - i) & 1) << (7 - *n % 8));
  }
}

/* A payload of stored frames of @bits of speech (RFC 4867, 4.3 and 4.4). */
static GBytes *
pack(const AmrForm *form, GBytes *const *frames, unsigned bits, unsigned place)
{
  GByteArray *out = g_byte_array_new();
  unsigned n = 0, pad = form->aligned ? 2 : 0;
  add_bits(out, &n, 15, 4);
  if (form->aligned)
    add_bits(out, &n, 0, 4);
  if (form->group)
    add_bits(out, &n, (form->group - 1) << 4 | place, 8);
  for (unsigned i = 0; i < form->frames; i++) {
    unsigned type = *(const uint8_t *)g_bytes_get_data(frames[i], NULL) >> 3 & 15;
    add_bits(out, &n, (i + 1 < form->frames) << 5 | type << 1 | 1, 6);
    add_bits(out, &n, 0, pad);
  }
  for (unsigned i = 0; form->crc && i < form->frames; i++)
    add_bits(out, &n, 0xa5, 8);
  unsigned bytes = (bits + 7) / 8;
  for (unsigned i = 0; i < bytes * form->frames; i++) {
    unsigned frame = form->sorted ? i % form->frames : i / bytes;
    unsigned byte = form->sorted ? i / form->frames : i % bytes;
    unsigned left = bits - byte * 8, some = form->aligned || left > 8 ? 8 : left;
    uint8_t value = ((const uint8_t *)g_bytes_get_data(frames[frame], NULL))[1 + byte];
    add_bits(out, &n, value >> (8 - some), some);
  }
  return g_byte_array_free_to_bytes(out);
}

/* Payloads of all frames, and the timestamps of them in frames. */
static GPtrArray *
pack_all(const AmrForm *form, GPtrArray *stored, unsigned bits, unsigned *steps)
{
  GPtrArray *out = new_payloads();
  unsigned group = form->group ? form->group : 1, block = group * form->frames;
  for (guint first = 0; first + block <= stored->len; first += block)
    for (unsigned place = 0; place < group; place++) {
      GBytes *frames[16];
      for (unsigned k = 0; k < form->frames; k++)
        frames[k] = stored->pdata[first + place + k * group];
      steps[out->len] = first + place;
      g_ptr_array_add(out, pack(form, frames, bits, place));
    }
  return out;
}

/* Every form gives the same samples, to the last one. */
static void
test_amr_forms(void)
{
  static const AmrForm forms[] = {
      {"aligned", "octet-align=1", true, false, false, 0, 1},
      {"packed", "octet-align=0", false, false, false, 0, 1},
      {"packed, three a packet", "", false, false, false, 0, 3},
      {"aligned, three a packet", "octet-align=1", true, false, false, 0, 3},
      {"with CRC", "crc=1", true, true, false, 0, 2},
      {"sorted", "robust-sorting=1", true, false, true, 0, 3},
      {"sorted with CRC", "crc=1; robust-sorting=1", true, true, true, 0, 3},
      {"interleaved", "interleaving=6", true, false, false, 3, 2},
      {"interleaved, sorted, with CRC", "interleaving=12; crc=1; robust-sorting=1", true, true,
       true, 4, 3},
  };
  static const struct {
    const char *name, *encoder;
    unsigned rate_hz, bytes, bits;
  } codecs[] = {
      {"AMR", "amrnbenc band-mode=7", 8000, 32, 244},
      {"AMR", "amrnbenc band-mode=0", 8000, 13, 95},
      {"AMR-WB", "voamrwbenc band-mode=8", 16000, 61, 477},
  };
  for (size_t c = 0; c < G_N_ELEMENTS(codecs); c++) {
    size_t n = (size_t)(TEST_SECONDS * codecs[c].rate_hz);
    g_autofree int16_t *original = test_speech(codecs[c].rate_hz, n);
    g_autoptr(GPtrArray) whole = test_encode(codecs[c].encoder, codecs[c].rate_hz, original, n);
    if (skip_without(whole, codecs[c].name))
      return;
    g_autoptr(GPtrArray) stored = test_pieces(whole, codecs[c].bytes);
    g_ptr_array_set_size(stored, 72); /* a multiple of all numbers of frames */
    g_autofree char *rtpmap = g_strdup_printf("97 %s/%u", codecs[c].name, codecs[c].rate_hz);
    LmSound *first = NULL;
    for (size_t f = 0; f < G_N_ELEMENTS(forms); f++) {
      unsigned steps[80];
      g_autoptr(GPtrArray) payloads = pack_all(&forms[f], stored, codecs[c].bits, steps);
      TestLine line = {
          .rtpmap = rtpmap, .fmtp = forms[f].fmtp, .clock_hz = codecs[c].rate_hz, .packet_ms = 20};
      test_send(&line, payloads, steps, 0, NULL);
      LmSound *sound = test_decode(NULL);
      const LmSoundStream *stream = &sound->streams[0];
      if (!is_decoded(stream)) {
        lm_sound_free(sound);
        return;
      }
      g_test_message("%s, %s: %lu frames", codecs[c].encoder, forms[f].name,
                     (unsigned long)stream->n_frames);
      g_assert_cmpuint(stream->decoded, ==, payloads->len);
      g_assert_cmpuint(stream->n_frames, ==, 72 * codecs[c].rate_hz / 50);
      if (!first)
        first = sound;
      else {
        g_assert_cmpmem(stream->samples, stream->n_frames * 2, first->streams[0].samples,
                        first->streams[0].n_frames * 2);
        lm_sound_free(sound);
      }
    }
    lm_sound_free(first);
  }
}

/* What a lost packet held is missing in places apart, and nothing is moved. */
static void
test_amr_interleaved_loss(void)
{
  static const AmrForm form = {"", "", true, false, false, 3, 2};
  static const TestLine line = {
      .rtpmap = "97 AMR/8000", .fmtp = "interleaving=6", .clock_hz = 8000, .packet_ms = 20};
  g_autofree int16_t *original = test_speech(8000, N_SAMPLES);
  g_autoptr(GPtrArray) whole = test_encode("amrnbenc band-mode=7", 8000, original, N_SAMPLES);
  if (skip_without(whole, "AMR"))
    return;
  g_autoptr(GPtrArray) stored = test_pieces(whole, 32);
  unsigned steps[80];
  g_ptr_array_set_size(stored, 72);
  g_autoptr(GPtrArray) payloads = pack_all(&form, stored, 244, steps);
  g_autofree bool *lost = g_new0(bool, payloads->len);
  test_send(&line, payloads, steps, 0, NULL);
  LmSound *clean = test_decode(NULL);
  test_send(&line, payloads, steps, 20, lost);
  LmSound *sound = test_decode(NULL);
  const LmSoundStream *stream = &sound->streams[0];
  if (is_decoded(stream)) {
    g_autofree bool *missing = test_within(stream, LM_SOUND_LOST);
    unsigned n_lost = 0;
    for (guint i = 0; i < payloads->len; i++)
      for (unsigned k = 0; k < 2; k++) {
        g_assert_cmpint(missing[(steps[i] + 3 * k) * 160 + 80], ==, lost[i]);
        n_lost += lost[i];
      }
    g_assert_cmpuint(n_lost, >, 4);
    g_assert_cmpuint(packets_marked(stream, LM_SOUND_CONCEALED), ==, n_lost);
    g_assert_cmpuint(stream->n_frames, ==, clean->streams[0].n_frames);
    size_t lag = test_find_lag(&clean->streams[0], original, N_SAMPLES);
    double likeness = test_likeness(stream, NULL, original, N_SAMPLES, lag, NULL);
    g_test_message("%u frames lost: the whole %.4f", n_lost, likeness);
    g_assert_cmpfloat(likeness, >, 0.4);
  }
  lm_sound_free(clean);
  lm_sound_free(sound);
}

/* ---- DVI4 ----------------------------------------------------------------------------------- */

/* Blocks as WAV files have them, from another's encoder: the first sample, then codes, the first of
 * a byte in its low half. The other way round they are packets of DVI4. */
static void
test_dvi4(void)
{
  g_autofree int16_t *original = test_speech(8000, N_SAMPLES);
  g_autoptr(GPtrArray) whole = test_encode("avenc_adpcm_ima_wav", 8000, original, N_SAMPLES);
  if (skip_without(whole, "IMA ADPCM"))
    return;
  gsize block = g_bytes_get_size(whole->pdata[0]);
  double xy = 0, xx = 1, yy = 1;
  for (guint b = 0; b < whole->len; b++) {
    gsize len;
    const uint8_t *wav = g_bytes_get_data(whole->pdata[b], &len);
    g_autofree uint8_t *payload = g_memdup2(wav, len);
    g_autofree int16_t *out = g_new(int16_t, 2 * len);
    payload[0] = wav[1];
    payload[1] = wav[0];
    for (gsize i = 4; i < len; i++)
      payload[i] = (uint8_t)(wav[i] << 4 | wav[i] >> 4);
    g_assert_cmpuint(lm_dvi4_samples(lm_slice(payload, len)), ==, 2 * (len - 4));
    lm_dvi4_decode(lm_slice(payload, len), out);
    size_t first = b * (2 * (block - 4) + 1) + 1;
    for (size_t i = 0; i < 2 * (len - 4) && first + i < N_SAMPLES; i++) {
      xy += (double)original[first + i] * out[i];
      xx += (double)original[first + i] * original[first + i];
      yy += (double)out[i] * out[i];
    }
  }
  g_test_message("correlation %.4f, level %+.2f dB", xy / sqrt(xx * yy), 10 * log10(yy / xx));
  g_assert_cmpfloat(xy / sqrt(xx * yy), >, 0.99);
  g_assert_cmpfloat(fabs(10 * log10(yy / xx)), <, 0.5);
  /* A header alone, or less, and an index beyond the table. */
  int16_t out[8];
  g_assert_cmpuint(lm_dvi4_samples(lm_slice("abcd", 4)), ==, 0);
  g_assert_cmpuint(lm_dvi4_samples(lm_slice("ab", 2)), ==, 0);
  lm_dvi4_decode(lm_slice("\x7f\xff\xff\x00\x77\x77", 6), out);
  g_assert_cmpint(out[0], ==, 32767);
}

/* The same from end to end, where a packet is lost. */
static void
test_dvi4_stream(void)
{
  static const TestLine line = {.rtpmap = "5 DVI4/8000", .clock_hz = 8000, .packet_ms = 20};
  g_autoptr(GPtrArray) payloads = new_payloads();
  for (unsigned i = 0; i < 75; i++) {
    uint8_t payload[84] = {0, 0, 40, 0};
    memset(payload + 4, i % 2 ? 0x19 : 0x91, 80);
    g_ptr_array_add(payloads, g_bytes_new(payload, sizeof payload));
  }
  test_send(&line, payloads, NULL, 20, NULL);
  LmSound *sound = test_decode(NULL);
  const LmSoundStream *stream = &sound->streams[0];
  g_assert_cmpstr(stream->error.message, ==, "");
  g_assert_cmpstr(stream->codec, ==, "DVI4");
  g_assert_cmpuint(stream->n_frames, ==, 75 * 160);
  g_assert_cmpuint(stream->decoded, ==, stream->packets);
  lm_sound_free(sound);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/sound-loss/red", test_red},
      {"/sound-loss/red-apart", test_red_apart},
      {"/sound-loss/opus-redundancy", test_opus_redundancy},
      {"/sound-loss/amr-forms", test_amr_forms},
      {"/sound-loss/amr-interleaved-loss", test_amr_interleaved_loss},
      {"/sound-loss/dvi4", test_dvi4},
      {"/sound-loss/dvi4-stream", test_dvi4_stream},
  };
  gst_init(&argc, &argv);
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
