/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Payloads taken apart, the talk with the decoder, and what is known of codecs. */

#include "sound/payload.h"
#include "sound/wire.h"

#include <glib.h>

static LmPayloadFrames *frames;

static void
split(const char *encoding, const char *fmtp, const void *payload, size_t len)
{
  LmPayloadFormat format;
  /* Exactly as long as it is, so that a byte too far is seen. */
  g_autofree uint8_t *exact = g_memdup2(payload, len);
  lm_payload_format(lm_sound_codec(lm_slice_str(encoding)), lm_slice_str(fmtp), &format);
  lm_payload_split(&format, lm_slice(exact, len), frames);
}

static void
assert_lengths(const char *expected)
{
  g_autoptr(GString) found = g_string_new(NULL);
  for (uint32_t i = 0; i < frames->n; i++)
    g_string_append_printf(found, "%s%u", i ? " " : "", frames->frames[i].len);
  g_assert_cmpstr(found->str, ==, expected);
}

static const uint8_t *
frame(uint32_t i)
{
  return frames->bytes + frames->frames[i].offset;
}

static void
test_frames_by_length(void)
{
  uint8_t bytes[200] = {0};
  split("G729", "", bytes, 20);
  assert_lengths("10 10");
  g_assert_false(frames->noise);
  split("g729", "annexb=yes", bytes, 22);
  assert_lengths("10 10");
  g_assert_true(frames->noise);
  split("G729", "", bytes, 2);
  assert_lengths("");
  g_assert_true(frames->noise);
  split("G729", "", bytes, 13);
  assert_lengths("10");
  g_assert_true(frames->broken);
  split("GSM", "", bytes, 66);
  assert_lengths("33 33");
  split("iLBC", "mode=20", bytes, 76);
  assert_lengths("38 38");
  split("iLBC", "mode=30", bytes, 100);
  assert_lengths("50 50");
  split("iLBC", "", bytes, 38);
  assert_lengths("38");
  split("iLBC", "mode=30", bytes, 38);
  assert_lengths("38");
  split("opus", "", bytes, 0);
  assert_lengths("");
  /* RFC 3551, 4.5.3: 6.3 and 5.3 kbit/s, silence, and one not to be sent. */
  bytes[0] = 0;
  bytes[24] = 1;
  bytes[44] = 2;
  bytes[48] = 3;
  split("G723", "", bytes, 49);
  assert_lengths("24 20 4 1");
  split("G723", "", bytes, 30);
  assert_lengths("24");
  g_assert_true(frames->broken);
}

/* RFC 3551, 4.5.4: of three bits a sample, as its figure for G726-24 has them. */
static void
test_g726(void)
{
  /* A 1, B 2, C 3, D 4, E 5, F 6, G 7, H 0, from the low end. */
  const uint8_t little[] = {0xd1, 0x58, 0x1f};
  const uint8_t big[] = {0x29, 0xcb, 0xb8};
  split("G726-24", "", little, sizeof little);
  assert_lengths("3");
  g_assert_cmpmem(frame(0), 3, big, sizeof big);
  split("AAL2-G726-24", "", big, sizeof big);
  g_assert_cmpmem(frame(0), 3, big, sizeof big);
  const uint8_t nibbles[] = {0x21, 0x43};
  split("G726-32", "", nibbles, 2);
  g_assert_cmphex(frame(0)[0], ==, 0x12);
  g_assert_cmphex(frame(0)[1], ==, 0x34);
}

/* The example of RFC 4867, 4.5.1, is one frame of mode 7 (244 bits) in bandwidth-efficient form. */
static void
test_amr_packed(void)
{
  uint8_t payload[32];
  memset(payload, 0, sizeof payload);
  payload[0] = 0xf3; /* no request; the last, type 7 ... */
  payload[1] = 0xff; /* ... good, then bits that are all 1 */
  memset(payload + 2, 0xff, sizeof payload - 2);
  payload[31] = 0xfc; /* 4 + 6 + 244 bits, and two of padding */
  split("AMR", "", payload, sizeof payload);
  assert_lengths("32");
  g_assert_cmphex(frame(0)[0], ==, 7 << 3 | 1 << 2);
  g_assert_cmphex(frame(0)[1], ==, 0xff);
  g_assert_cmphex(frame(0)[31], ==, 0xf0); /* 244 bits are 30 bytes and four bits */
  /* The same where the other side said that it would align. */
  split("AMR", "octet-align=1", payload, sizeof payload);
  assert_lengths("32");
  g_assert_false(frames->broken);
  split("AMR", "", payload, 20);
  g_assert_true(frames->broken);
}

static void
test_amr_aligned(void)
{
  /* Mode 7, then no data, then a description of silence. */
  uint8_t payload[1 + 3 + 31 + 5] = {0xf0, 0x80 | 7 << 3 | 4, 0x80 | 15 << 3 | 4, 8 << 3 | 4};
  for (unsigned i = 0; i < 36; i++)
    payload[4 + i] = (uint8_t)i;
  split("AMR", "octet-align=1", payload, sizeof payload);
  assert_lengths("32 1 6");
  g_assert_cmphex(frame(0)[0], ==, 7 << 3 | 4);
  g_assert_cmphex(frame(0)[31], ==, 30);
  g_assert_cmphex(frame(1)[0], ==, 15 << 3 | 4);
  g_assert_cmphex(frame(2)[1], ==, 31);
  /* A type that is reserved. */
  payload[1] = 12 << 3;
  split("AMR", "octet-align=1", payload, sizeof payload);
  g_assert_true(frames->broken);
  g_assert_cmpuint(frames->n, ==, 0);
}

static void
test_amr_sorted(void)
{
  /* Two frames of AMR-WB, silence (5 bytes) each, with CRCs, sorted by bytes. */
  uint8_t payload[1 + 2 + 2 + 10] = {0xf0, 0x80 | 9 << 3 | 4, 9 << 3 | 4, 0xaa, 0xbb};
  for (unsigned i = 0; i < 10; i++)
    payload[5 + i] = (uint8_t)i;
  split("AMR-WB", "crc=1; robust-sorting=1", payload, sizeof payload);
  assert_lengths("6 6");
  const uint8_t first[] = {9 << 3 | 4, 0, 2, 4, 6, 8}, second[] = {9 << 3 | 4, 1, 3, 5, 7, 9};
  g_assert_cmpmem(frame(0), 6, first, 6);
  g_assert_cmpmem(frame(1), 6, second, 6);
}

/* Contents that go on to the end, and more frames than there is room for. */
static void
test_hostile(void)
{
  static uint8_t bytes[65535];
  memset(bytes, 0xff, sizeof bytes);
  split("AMR", "octet-align=1", bytes, sizeof bytes);
  g_assert_true(frames->broken);
  split("AMR-WB", "", bytes, sizeof bytes);
  g_assert_true(frames->broken);
  split("G729", "", bytes, sizeof bytes);
  g_assert_cmpuint(frames->n, ==, LM_PAYLOAD_MAX_FRAMES);
  g_assert_true(frames->broken);
  split("G726-40", "", bytes, sizeof bytes);
  g_assert_cmpuint(frames->n_bytes, ==, sizeof bytes);
}

static void
test_wire(void)
{
  LmText text = LM_TEXT_INIT;
  LmWireCodec codec = {.encoding = LM_SLICE_LITERAL("opus"),
                       .fmtp = LM_SLICE_LITERAL("stereo=1"),
                       .clock_hz = 48000,
                       .rate_hz = 48000,
                       .channels = 2,
                       .want_channels = 1};
  LmWireCodec read;
  LmWireFrame found;
  bool broken;
  lm_wire_add_codec(&text, &codec);
  lm_wire_add_numbered(&text, LM_WIRE_PACKET, 77, LM_SLICE_LITERAL("abc"));
  LmSlice bytes = lm_slice(text.str, text.len);
  size_t n = lm_wire_take(bytes, &found, &broken);
  g_assert_cmpuint(n, ==, LM_WIRE_HEADER_BYTES + 12 + 4 + 8);
  g_assert_true(lm_wire_read_codec(&found, &read));
  g_assert_true(lm_slice_equal(read.fmtp, codec.fmtp));
  g_assert_cmpuint(read.channels, ==, 2);
  g_assert_cmpuint(read.want_channels, ==, 1);
  uint32_t number;
  LmSlice rest;
  LmSlice second = lm_slice_from(bytes, n);
  for (size_t cut = 0; cut < second.len; cut++)
    g_assert_cmpuint(lm_wire_take(lm_slice_sub(second, 0, cut), &found, &broken), ==, 0);
  g_assert_false(broken);
  g_assert_cmpuint(lm_wire_take(second, &found, &broken), ==, second.len);
  g_assert_true(lm_wire_number(&found, &number, &rest));
  g_assert_cmpuint(number, ==, 77);
  g_assert_true(lm_slice_equal(rest, LM_SLICE_LITERAL("abc")));
  /* A body beyond the limit, and one that claims a rate that cannot be. */
  const uint8_t endless[] = {0, 0, 0, 'P', 0xff, 0, 0, 0};
  g_assert_cmpuint(lm_wire_take(lm_slice(endless, 8), &found, &broken), ==, 0);
  g_assert_true(broken);
  lm_text_reset(&text);
  codec.rate_hz = 1;
  lm_wire_add_codec(&text, &codec);
  g_assert_cmpuint(lm_wire_take(lm_slice(text.str, text.len), &found, &broken), >, 0);
  g_assert_false(lm_wire_read_codec(&found, &read));
  lm_text_clear(&text);
}

/* RFC 6716, 3.4, rule by rule; 2.1.7 and 4.2.3. */
static void
test_opus(void)
{
  static const uint8_t far[1300] = {0x78};
#define WHOLE(...) \
  lm_opus_is_whole(lm_slice((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})))
  g_assert_false(lm_opus_is_whole(LM_SLICE_EMPTY));
  g_assert_true(WHOLE(0x78));
  g_assert_true(lm_opus_is_whole(lm_slice(far, 1276)));
  g_assert_false(lm_opus_is_whole(lm_slice(far, 1277)));
  g_assert_true(WHOLE(0x79, 1, 2));
  g_assert_false(WHOLE(0x79, 1, 2, 3));
  g_assert_true(WHOLE(0x7a, 1, 9));
  g_assert_true(WHOLE(0x7a, 0));
  g_assert_false(WHOLE(0x7a));
  g_assert_false(WHOLE(0x7a, 3, 1, 2));
  g_assert_false(WHOLE(0x7a, 252));
  g_assert_false(WHOLE(0x7b));
  g_assert_false(WHOLE(0x7b, 0));
  g_assert_true(WHOLE(0x7b, 6, 1, 2, 3, 4, 5, 6));
  g_assert_false(WHOLE(0x7b, 7, 1, 2, 3, 4, 5, 6, 7)); /* 140 ms */
  g_assert_false(WHOLE(0x7b, 2, 1, 2, 3));
  g_assert_true(WHOLE(0x7b, 0x42, 1, 1, 2, 0));
  g_assert_false(WHOLE(0x7b, 0x42, 9, 1, 2));
  g_assert_false(WHOLE(0x7b, 0x42, 255));
  g_assert_true(WHOLE(0x7b, 0x82, 1, 1, 2));
  g_assert_false(WHOLE(0x7b, 0x82, 3, 1, 2));
  g_assert_false(WHOLE(0x7b, 0x83, 1));
#define AGAIN(...)        \
  lm_opus_has_redundancy( \
      lm_slice((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})))
  g_assert_true(AGAIN(0x48, 0x40)); /* wideband, 20 ms: behind one bit of speech */
  g_assert_false(AGAIN(0x48, 0xbf));
  g_assert_true(AGAIN(0x4c, 0x10));  /* of two channels, the second */
  g_assert_true(AGAIN(0x58, 0x10));  /* 60 ms: behind three bits */
  g_assert_false(AGAIN(0x80, 0xff)); /* without that layer */
  g_assert_false(AGAIN(0x48));
  g_assert_true(AGAIN(0x4b, 2, 0x40, 0));
}

static void
test_codecs(void)
{
  const char *element, *package;
  for (int i = LM_SOUND_FIRST_APART; i < LM_N_SOUND_DECODERS; i++) {
    g_assert_true(lm_sound_element((LmSoundDecoder)i, 0, &element, &package));
    g_assert_true(g_str_has_prefix(package, "gstreamer1.0-"));
  }
  g_assert_null(lm_sound_codec(LM_SLICE_LITERAL("H264")));
  g_assert_cmpuint(lm_sound_rate_hz(lm_sound_codec(LM_SLICE_LITERAL("g722")), 8000), ==, 16000);
  g_assert_cmpuint(lm_sound_rate_hz(lm_sound_codec(LM_SLICE_LITERAL("L16")), 44100), ==, 44100);
  g_assert_cmpuint(lm_sound_rate_hz(lm_sound_codec(LM_SLICE_LITERAL("L16")), 0), ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  frames = g_new0(LmPayloadFrames, 1);
  g_test_add_func("/sound-payload/by-length", test_frames_by_length);
  g_test_add_func("/sound-payload/g726", test_g726);
  g_test_add_func("/sound-payload/amr-packed", test_amr_packed);
  g_test_add_func("/sound-payload/amr-aligned", test_amr_aligned);
  g_test_add_func("/sound-payload/amr-sorted", test_amr_sorted);
  g_test_add_func("/sound-payload/hostile", test_hostile);
  g_test_add_func("/sound-payload/wire", test_wire);
  g_test_add_func("/sound-payload/opus", test_opus);
  g_test_add_func("/sound-payload/codecs", test_codecs);
  int status = g_test_run();
  g_free(frames);
  return status;
}
