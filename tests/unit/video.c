/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What payloads of video say. Parameter sets and first packets are those of x264, x265, libvpx and
 * libaom for pictures of a known size. */

#include "proto/video/video.h"
#include "proto/red.h"

#include <glib.h>

/* From hexadecimal digits into memory of exactly their size. */
static LmSlice
bytes_of(const char *hex)
{
  size_t len = strlen(hex) / 2;
  uint8_t *bytes = g_malloc(len ? len : 1);
  for (size_t i = 0; i < len; i++)
    bytes[i] =
        (uint8_t)(g_ascii_xdigit_value(hex[2 * i]) << 4 | g_ascii_xdigit_value(hex[2 * i + 1]));
  return lm_slice(bytes, len);
}

/* A "+" behind @encoding is for decoding order numbers. */
static LmVideoPayload
parse(const char *encoding, const char *hex)
{
  LmVideoPayload says;
  LmSlice rest, name = lm_slice_split(lm_slice_str(encoding), '+', &rest);
  const LmVideoCodec *codec = lm_video_codec(name);
  if (name.len < strlen(encoding))
    codec = lm_video_codec_ordered(codec);
  LmSlice payload = bytes_of(hex);
  g_assert_nonnull(codec);
  lm_video_parse(codec, payload, &says);
  g_free((void *)(uintptr_t)payload.data);
  return says;
}

/* s start, e end, k key, p parameters, f fault; then the size. */
static char *
words_of(const char *encoding, const char *hex)
{
  LmVideoPayload says = parse(encoding, hex);
  return g_strdup_printf("%s%s%s%s%s %ux%u t%u s%u", says.start ? "s" : "", says.end ? "e" : "",
                         says.key ? "k" : "", says.parameters ? "p" : "", says.fault ? "f" : "",
                         says.width, says.height, says.temporal_layer, says.spatial_layer);
}

#define assert_says(encoding, hex, words)            \
  do {                                               \
    g_autofree char *said = words_of(encoding, hex); \
    g_assert_cmpstr(said, ==, words);                \
  } while (0)

static void
test_codecs(void)
{
  g_assert_cmpstr(lm_video_codec(LM_SLICE_LITERAL("h264"))->encoding, ==, "H264");
  g_assert_null(lm_video_codec(LM_SLICE_LITERAL("H26")));
  g_assert_null(lm_video_codec(LM_SLICE_EMPTY));
  g_assert_true(lm_video_is_video(LM_SLICE_LITERAL("H261")));
  g_assert_true(lm_video_is_video(LM_SLICE_LITERAL("vp8")));
  g_assert_false(lm_video_is_video(LM_SLICE_LITERAL("PCMU")));
  g_assert_false(lm_video_is_video(LM_SLICE_LITERAL("rtx")));
}

/* Cropped to 1080 lines; 4:4:4, 4:2:2 and 10 bits of High profiles; fields. */
static void
test_h264_sizes(void)
{
  assert_says("H264", "6742c028da01e0089f97016a020202800000030080000019478c1950",
              "sp 1920x1080 t0 s0");
  assert_says("H264", "67f4002091968056061e2fc05a808080a0000003002000000651e30654",
              "sp 1366x768 t0 s0");
  assert_says("H264", "677a001ebcb405a1ffc5e02d4181819000000300100000030328f162ea",
              "sp 720x486 t0 s0");
  assert_says("H264", "674d401ef405a126c052830303528000000300800000194f8a1550", "sp 720x576 t0 s0");
  assert_says("H264", "676e000da6cb423d80b5060606a5000003000100000300328f142aa0", "sp 64x48 t0 s0");
  /* Cut off, and a size that no picture has. */
  assert_says("H264", "6742c028da01e0", "spf 0x0 t0 s0");
  assert_says("H264", "6742c028d8000000000000000000", "spf 0x0 t0 s0");
}

static void
test_h264_units(void)
{
  /* Slices: of a picture that needs others, of one that does not, and a later one of it. */
  assert_says("H264", "419a0102", "s 0x0 t0 s0");
  assert_says("H264", "65880102", "sk 0x0 t0 s0");
  assert_says("H264", "65488000", "k 0x0 t0 s0");
  assert_says("H264", "0910", "s 0x0 t0 s0");
  /* Several in one (STAP-A), and one that is longer than what is left. */
  assert_says(
      "H264",
      "78001c6742c028da01e0089f97016a020202800000030080000019478c1950000468ce3c80000465880102",
      "skp 1920x1080 t0 s0");
  assert_says("H264", "78001041", "f 0x0 t0 s0");
  assert_says("H264", "7800", "f 0x0 t0 s0");
  /* With decoding order numbers: STAP-B, MTAP16, MTAP24. */
  assert_says("H264", "790001000465880102", "sk 0x0 t0 s0");
  assert_says("H264", "7a000100040100006588010200", "skf 0x0 t0 s0");
  assert_says("H264", "7b0001000401000000658801020004", "skf 0x0 t0 s0");
  /* Fragments: first, middle, last. */
  assert_says("H264", "7c85880102", "sk 0x0 t0 s0");
  assert_says("H264", "7c05880102", "k 0x0 t0 s0");
  assert_says("H264", "7c45880102", "ek 0x0 t0 s0");
  assert_says("H264", "7c81488000", " 0x0 t0 s0");
  assert_says("H264", "7c85", "f 0x0 t0 s0");
  /* Layers of RFC 6190. */
  assert_says("H264-SVC", "6e8010401f", " 0x0 t2 s1");
}

static void
test_h265(void)
{
  assert_says(
      "H265",
      "420101016000000300900000030000030078a003c0801107cb96e92930bffc00040005a80808082000000"
      "300200000030321",
      "sp 1920x1080 t0 s0");
  assert_says("H265",
              "4201010408000003009e080000030000789000561006038bf2dd252617ff80008000b501010104000003"
              "0004000003006420",
              "sp 1366x768 t0 s0");
  assert_says(
      "H265",
      "42010102200000030090000003000003003fa03881073db65ba4a4c2fff000100016a0c0c0c0800000030"
      "08000000c84",
      "sp 100x60 t0 s0");
  /* IDR_W_RADL, TRAIL_R of another temporal layer, its second slice. */
  assert_says("H265", "2601af13", "sk 0x0 t0 s0");
  assert_says("H265", "0203d000", "s 0x0 t2 s0");
  assert_says("H265", "02035000", " 0x0 t2 s0");
  /* Aggregation; fragments; what is too short. */
  assert_says("H265", "600100042601af1300034401c0", "skp 0x0 t0 s0");
  assert_says("H265", "620193af13", "sk 0x0 t0 s0");
  assert_says("H265", "620153af13", "ek 0x0 t0 s0");
  assert_says("H265", "620193", "f 0x0 t0 s0");
  assert_says("H265", "26", "f 0x0 t0 s0");
  assert_says("H265", "4201010160", "spf 0x0 t0 s0");
}

/* The same with decoding order numbers (RFC 7798, 4.4), which sprop-max-don-diff announces. */
static void
test_h265_ordered(void)
{
  assert_says("H265+", "26010009af13", "sk 0x0 t0 s0");
  assert_says("H265", "26010009af13", "k 0x0 t0 s0");
  assert_says("H265+", "6001000500042601af130100034401c0", "skp 0x0 t0 s0");
  assert_says("H265+", "6201930007af13", "sk 0x0 t0 s0");
  assert_says("H265+", "620153af13", "ek 0x0 t0 s0");
  assert_says("H265+", "2601af", "f 0x0 t0 s0");
  assert_says("H265+", "60010005000426", "f 0x0 t0 s0");
  assert_says("H265+", "6001", " 0x0 t0 s0");
}

static void
test_vp8(void)
{
  assert_says("VP8", "9080b437f014009d012a4001b4000bc708", "sk 320x180 t0 s0");
  assert_says("VP8", "9080b438f103003411fc", "s 0x0 t0 s0");
  assert_says("VP8", "8080b438f103003411fc", " 0x0 t0 s0");
  /* Every extension: picture of 7 bits, TL0PICIDX, layer 2. */
  assert_says("VP8", "90f0120180f103003411", "s 0x0 t2 s0");
  /* The size has bits of scaling above it. */
  assert_says("VP8", "10f014009d012a40414880", "sk 320x72 t0 s0");
  assert_says("VP8", "10f014009d012a40410080", "sk 0x0 t0 s0");
  assert_says("VP8", "10f014009d012b4001b400", "skf 0x0 t0 s0");
  assert_says("VP8", "10f014009d012a40", "skf 0x0 t0 s0");
  assert_says("VP8", "10", "sf 0x0 t0 s0");
  assert_says("VP8", "9080", "f 0x0 t0 s0");
  assert_says("VP8", "90", "f 0x0 t0 s0");
}

static void
test_vp9(void)
{
  assert_says("VP9", "8ee7b318014000b4010401824983422013f00b363238", "sekp 320x180 t0 s0");
  assert_says("VP9", "cce7b4860040929c1c4f", "se 0x0 t0 s0");
  /* Without structure the frame itself has the size. */
  assert_says("VP9", "8ce7b3824983422013f00b363238", "sek 320x180 t0 s0");
  /* Layers: the second of size in a picture; flexible mode with two references. */
  assert_says("VP9", "a82343050082", " 0x0 t2 s1");
  assert_says("VP9", "f8120003028700", "s 0x0 t0 s0");
  assert_says("VP9", "8ce7b3824983410013f00b36", "sekf 0x0 t0 s0");
  assert_says("VP9", "02", "f 0x0 t0 s0");
  assert_says("VP9", "0a1f", "f 0x0 t0 s0");
}

static void
test_av1(void)
{
  /* A sequence header with the frame behind it, and a frame that needs others. */
  assert_says("AV1", "280a08000000043cfecf81b5f2008030100b", "sekp 320x180 t0 s0");
  assert_says("AV1", "1808000000043cfecf81b5f20080", "sekp 320x180 t0 s0");
  assert_says("AV1", "103010808001", "sek 0x0 t0 s0");
  assert_says("AV1", "103030808001", "se 0x0 t0 s0");
  /* Lengths of all, what goes on from the packet before and in the next. */
  assert_says("AV1", "000230300130", "se 0x0 t0 s0");
  assert_says("AV1", "90624f8dc6", "e 0x0 t0 s0");
  assert_says("AV1", "5030108080", "sk 0x0 t0 s0");
  /* Layers, a length that is too long, one that never ends. */
  assert_says("AV1", "1034483000", "e 0x0 t2 s1");
  assert_says("AV1", "000530", "f 0x0 t0 s0");
  assert_says("AV1", "00ffffffffffffffffff", "f 0x0 t0 s0");
  assert_says("AV1", "100800", "sepf 0x0 t0 s0");
}

static void
test_h263(void)
{
  /* RFC 2190: mode A, B and C. */
  assert_says("H263", "0040000000008002080320", "sk 176x144 t0 s0");
  assert_says("H263", "00500000000080020a083f", "s 176x144 t0 s0");
  assert_says("H263", "80600000000000001234", "k 352x288 t0 s0");
  assert_says("H263", "c0600000800000000000000012", " 352x288 t0 s0");
  assert_says("H263", "c06000008000000000000000", "f 0x0 t0 s0");
  /* RFC 4629: a picture, its second packet, a picture of a size of its own, one that is cut off. */
  assert_says("H263-1998", "040080021cb8c300100835838100", "sk 352x288 t0 s0");
  assert_says("H263-1998", "00005b9ef75b9ef7", " 0x0 t0 s0");
  assert_says("H263-2000", "04008002", "sf 0x0 t0 s0");
  assert_says("H263-2000", "0400", " 0x0 t0 s0");
  assert_says("H263-2000", "0230", "f 0x0 t0 s0");
}

/* Custom format (ITU-T H.263, 5.1.4, 5.1.5): 10 00 00 behind two bytes that are left out, TR, five
 * bits, 111, UFEP 001, format 110 with 15 bits, an I picture with six, no CPM, CPFMT: aspect 0001,
 * (59 + 1) * 4, 1, 50 * 4. */
static void
test_h263_custom(void)
{
  static const char bits[] = "100000"
                             "00000000"
                             "10000"
                             "111"
                             "001"
                             "110000000000000000"
                             "000000000"
                             "0"
                             "0001"
                             "000111011"
                             "1"
                             "000110010";
  GString *hex = g_string_new("0400");
  for (size_t i = 0; i < sizeof bits - 1; i += 4) {
    unsigned digit = 0;
    for (size_t j = i; j < i + 4; j++)
      digit = digit << 1 | (j < sizeof bits - 1 && bits[j] == '1');
    g_string_append_printf(hex, "%x", digit);
  }
  g_string_append(hex, hex->len % 2 ? "0" : "00");
  assert_says("H263-2000", hex->str, "sk 240x200 t0 s0");
  g_string_free(hex, TRUE);
}

static void
test_announced(void)
{
  LmVideoPayload says;
  const LmVideoCodec *h264 = lm_video_codec(LM_SLICE_LITERAL("H264"));
  const LmVideoCodec *h265 = lm_video_codec(LM_SLICE_LITERAL("H265"));
  g_assert_true(lm_video_parse_sprop(
      h264, LM_SLICE_LITERAL("aM48gA==,Z0LAKNoB4AiflwFqAgICgAAAAwCAAAAZR4wZUA=="), &says));
  g_assert_cmpuint(says.width, ==, 1920);
  g_assert_cmpuint(says.height, ==, 1080);
  g_assert_false(lm_video_parse_sprop(h265, LM_SLICE_LITERAL("Z0LAKNoB4AiflwFqAgICgA=="), &says));
  g_assert_false(lm_video_parse_sprop(h264, LM_SLICE_LITERAL(",,,"), &says));
  g_assert_false(lm_video_parse_sprop(h264, LM_SLICE_LITERAL("Z0L@"), &says));
}

/* Every way to cut a payload short is read without a byte too far. */
static void
test_cut(void)
{
  static const char *const payloads[][2] = {
      {"H264", "78001c6742c028da01e0089f97016a020202800000030080000019478c1950000468ce3c80"},
      {"H265", "420101016000000300900000030000030078a003c0801107cb96e92930bffc00040005a80808"},
      {"VP8", "90f0b4370180f014009d012a4001b4000bc708"},
      {"VP9", "beb30143030518014000b40104018249834220"},
      {"AV1", "280a08000000043cfecf81b5f2008030100b"},
      {"H263", "c0600000800000000000000012"},
      {"H263-1998", "0618001080021cb8c3001008"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(payloads); i++)
    for (size_t len = 0; len <= strlen(payloads[i][1]); len += 2) {
      g_autofree char *cut = g_strndup(payloads[i][1], len);
      parse(payloads[i][0], cut);
    }
}

/* RFC 2198, 4: two older blocks and the newest. */
static void
test_red(void)
{
  LmRedWalk walk;
  LmRedBlock block;
  LmSlice payload = bytes_of("8003c002"
                             "8501e003"
                             "00"
                             "aabb"
                             "ccddee"
                             "ff0102");
  lm_red_walk(payload, &walk);
  g_assert_true(lm_red_next(&walk, &block));
  g_assert_cmpuint(block.payload_type, ==, 0);
  g_assert_cmpuint(block.offset, ==, 0x0f0);
  g_assert_cmpuint(block.block.len, ==, 2);
  g_assert_true(lm_red_next(&walk, &block));
  g_assert_cmpuint(block.payload_type, ==, 5);
  g_assert_cmpuint(block.offset, ==, 0x078);
  g_assert_cmpuint(block.block.data[0], ==, 0xcc);
  g_assert_true(lm_red_next(&walk, &block));
  g_assert_true(block.primary);
  g_assert_cmpuint(block.block.len, ==, 3);
  g_assert_false(lm_red_next(&walk, &block));
  g_assert_true(lm_red_primary(payload, &block));
  g_assert_cmpuint(block.block.data[0], ==, 0xff);
  g_assert_false(lm_red_primary(lm_slice_sub(payload, 0, 8), &block));
  g_assert_true(lm_red_primary(lm_slice_sub(payload, 0, 10), &block));
  g_assert_cmpuint(block.block.len, ==, 0);
  g_assert_false(lm_red_primary(LM_SLICE_EMPTY, &block));
  g_free((void *)(uintptr_t)payload.data);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/video/codecs", test_codecs);
  g_test_add_func("/video/h264-sizes", test_h264_sizes);
  g_test_add_func("/video/h264-units", test_h264_units);
  g_test_add_func("/video/h265", test_h265);
  g_test_add_func("/video/h265-ordered", test_h265_ordered);
  g_test_add_func("/video/vp8", test_vp8);
  g_test_add_func("/video/vp9", test_vp9);
  g_test_add_func("/video/av1", test_av1);
  g_test_add_func("/video/h263", test_h263);
  g_test_add_func("/video/h263-custom", test_h263_custom);
  g_test_add_func("/video/announced", test_announced);
  g_test_add_func("/video/cut", test_cut);
  g_test_add_func("/video/red", test_red);
  return g_test_run();
}
