/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands in RTCP packets of every kind, as tree and as JSON, and what is wrong with them. */

#include "proto/rtcp-walk.h"
#include "proto/detail-steps.h"

#include "linear.h"

#include <glib.h>

static LmSlice
exact_copy(const void *bytes, size_t len)
{
  return lm_slice(g_memdup2(len ? bytes : "", len ? len : 1), len);
}

static char *
json_of(const void *bytes, size_t len)
{
  LmSlice copy = exact_copy(bytes, len);
  LmText packets = LM_TEXT_INIT, faults = LM_TEXT_INIT;
  lm_rtcp_json(copy, &packets, &faults);
  char *json = g_strdup_printf("%s %s", packets.str, faults.str);
  lm_text_clear(&packets);
  lm_text_clear(&faults);
  g_free((void *)(uintptr_t)copy.data);
  return json;
}

#define assert_json(bytes, json)                               \
  do {                                                         \
    g_autofree char *made = json_of(bytes, sizeof(bytes) - 1); \
    g_assert_cmpstr(made, ==, json);                           \
  } while (0)

/* The names of the faults, in their order. */
static char *
faults_of(const void *bytes, size_t len)
{
  LmSlice copy = exact_copy(bytes, len);
  LmAnomaly faults[8];
  uint32_t n = lm_rtcp_faults(copy, faults, G_N_ELEMENTS(faults));
  GString *names = g_string_new("");
  for (uint32_t i = 0; i < n; i++)
    g_string_append_printf(names, "%s%s@%u", i ? " " : "", lm_anomaly_name(faults[i].kind),
                           faults[i].offset);
  g_free((void *)(uintptr_t)copy.data);
  return g_string_free(names, FALSE);
}

#define assert_faults(bytes, names)                              \
  do {                                                           \
    g_autofree char *made = faults_of(bytes, sizeof(bytes) - 1); \
    g_assert_cmpstr(made, ==, names);                            \
  } while (0)

#define HEADER(name, type, words, padding)                                            \
  "\"type\":\"" name "\",\"version\":2,\"padding\":" padding ",\"packet_type\":" type \
  ",\"length_in_words\":" words
#define RR1 "\x80\xc9\x00\x01\x00\x00\x00\x01"
#define CNAME "\x81\xca\x00\x02\x00\x00\x00\x01\x01\x01x\x00"

static void
test_reports(void)
{
  assert_json(
      "\x81\xc8\x00\x0c\x00\x00\x00\x01\xe5\xa1\xb2\xc3\x80\x00\x00\x00\x00\x00\x00\x09"
      "\x00\x00\x00\x03\x00\x00\x01\x00\x00\x00\x00\x02\x40\xff\xff\xfe\x00\x01\x00\x05"
      "\x00\x00\x00\x07\x11\x22\x33\x44\x00\x01\x80\x00" CNAME,
      "[{" HEADER(
          "SR", "200", "12",
          "false") ",\"ssrc_of_packet_sender\":\"0x00000001\",\"ntp_timestamp\":"
                   "\"0xe5a1b2c380000000\","
                   "\"ntp_timestamp_ns\":1643590723500000000,\"rtp_timestamp\":9,"
                   "\"senders_packet_count\":3,\"senders_octet_count\":256,\"report_blocks\":[{"
                   "\"ssrc\":\"0x00000002\",\"fraction_lost_percent\":25.00,"
                   "\"cumulative_number_of_packets_lost\":-2,\"extended_highest_sequence_number\":"
                   "65541,"
                   "\"interarrival_jitter\":7,\"last_sr\":\"0x11223344\","
                   "\"delay_since_last_sr_ms\":1500.000}]},{" HEADER(
                       "SDES", "202", "2", "false") ",\"chunks\":[{\"ssrc\":\"0x00000001\","
                                                    "\"items\":[{\"type\":\"CNAME\",\"text\":\"x\"}"
                                                    "]}]}] []");
}

static void
test_sources(void)
{
  assert_json(
      RR1 "\x81\xca\x00\x04\x00\x00\x00\x01\x08\x05\x02"
          "abyz\x01\x00\x00\x00\x00"
          "\x81\xcb\x00\x02\x00\x00\x00\x09\x02hi\x00",
      "[{" HEADER("RR", "201", "1", "false") ",\"ssrc_of_packet_sender\":\"0x00000001\"},{" HEADER(
          "SDES", "202", "4",
          "false") ",\"chunks\":[{\"ssrc\":\"0x00000001\",\"items\":["
                   "{\"type\":\"PRIV\",\"prefix\":\"ab\",\"text\":\"yz\"},{\"type\":\"CNAME\","
                   "\"text\":"
                   "\"\"}]}]},{" HEADER(
                       "BYE", "203", "2",
                       "false") ",\"sources\":[\"0x00000009\"],\"reason_for_leaving\":\"hi\"}] []");
}

static void
test_extended(void)
{
  /* VoIP metrics, with values that are not available. */
  static const char voip[] =
      "\x80\xcf\x00\x0a\x00\x00\x00\x01\x07\x00\x00\x08\x00\x00\x00\x02\x80\x40\x00\x00"
      "\x00\x10\x00\x20\x00\x30\x00\x40\xec\x7f\x7f\x10\x5d\x7f\x2b\x7f\xb0\x00\x00\x50\x00\x60\x00"
      "\x70";
  assert_json(
      voip,
      "[{" HEADER(
          "XR", "207", "10",
          "false") ",\"ssrc_of_packet_sender\":\"0x00000001\",\"report_blocks\":[{\"block_type\":7,"
                   "\"block_name\":\"VoIP Metrics\",\"ssrc_of_source\":\"0x00000002\","
                   "\"loss_rate_percent\":50.00,\"discard_rate_percent\":25.00,"
                   "\"burst_density_percent\":0.00,\"gap_density_percent\":0.00,"
                   "\"burst_duration_ms\":16,\"gap_duration_ms\":32,\"round_trip_delay_ms\":48,"
                   "\"end_system_delay_ms\":64,\"signal_level_dbm0\":-20,\"noise_level_dbm0\":null,"
                   "\"rerl_db\":null,\"gmin\":16,\"r_factor\":93,\"ext_r_factor\":null,\"mos_lq\":"
                   "4.3,"
                   "\"mos_cq\":null,\"packet_loss_concealment\":\"enhanced\","
                   "\"jitter_buffer\":\"adaptive\",\"jitter_buffer_rate\":0,\"jb_nominal_ms\":80,"
                   "\"jb_maximum_ms\":96,\"jb_abs_max_ms\":112}]}] [{\"name\":\"rtcp-first\","
                   "\"offset\":0,\"length\":4,\"source\":\"RFC 3550, 6.1\"}]");
  /* Runs, and a bit vector. */
  static const char runs[] =
      RR1 CNAME "\x80\xcf\x00\x05\x00\x00\x00\x01\x01\x03\x00\x03\x00\x00\x00\x02\x00\x01\x00\x40"
                "\x40\x05\xc0\x01";
  g_autofree char *json = json_of(runs, sizeof runs - 1);
  g_assert_nonnull(strstr(json, "\"thinning\":3,\"ssrc_of_source\":\"0x00000002\",\"begin_seq\":1,"
                                "\"end_seq\":64,\"chunks\":[{\"run_of\":\"ones\","
                                "\"run_length\":5},{\"bit_vector\":16385,\"ones\":2}]"));
}

/* Blocks whose fields are not of whole bytes, or depend on the length. */
static void
test_blocks(void)
{
  static const char burst[] = "\x80\xcf\x00\x07\x00\x00\x00\x01\x14\xa0\x00\x05\x00\x00\x00\x02"
                              "\x10\x00\x01\x00\x00\x00\x05\x00\x00\x09\x00\x31\x00\x00\x00\x04";
  g_autofree char *bursts = json_of(burst, sizeof burst - 1);
  g_assert_nonnull(strstr(bursts, "\"interval\":\"interval\",\"loss_and_discard_combined\":true,"));
  g_assert_nonnull(strstr(bursts, "\"threshold\":16,\"sum_of_burst_durations_ms\":256,"
                                  "\"packets_lost_in_bursts\":5,"
                                  "\"total_packets_expected_in_bursts\":9,"
                                  "\"number_of_bursts\":3,"));
  /* The sum has 36 bits: 1 << 32, and 4. */
  g_assert_nonnull(strstr(bursts, ":4294967300}"));
  static const char frozen[] = "\x80\xcf\x00\x07\x00\x00\x00\x01\x22\xe0\x00\x05\x00\x00\x00\x02"
                               "\x00\x00\x00\x64\x00\x00\x00\x32\x00\x00\x00\x28\x40\x80\xff\x00";
  g_autofree char *freezes = json_of(frozen, sizeof frozen - 1);
  g_assert_nonnull(strstr(freezes, "\"impaired_duration_ms\":100,\"concealed_duration_ms\":50,"
                                   "\"mean_frame_freeze_duration_ms\":40,"
                                   "\"mean_impaired_frame_proportion_percent\":25.00,"
                                   "\"mean_concealed_frame_proportion_percent\":50.00,"
                                   "\"fraction_of_frames_subject_to_concealment"));
  static const char shown[] = "\x80\xcf\x00\x06\x00\x00\x00\x01\x22\xf0\x00\x04\x00\x00\x00\x02"
                              "\x00\x00\x00\x64\x00\x00\x00\x32\x40\x80\xff\x00";
  g_autofree char *proportions = json_of(shown, sizeof shown - 1);
  g_assert_nonnull(strstr(proportions, "\"concealed_duration_ms\":50,"
                                       "\"mean_impaired_frame_proportion_percent\":25.00,"));
}

static void
test_feedback(void)
{
  static const char nack[] = "\x81\xcd\x00\x03\x00\x00\x00\x01\x00\x00\x00\x02\x00\x0a\x80\x01";
  assert_json(nack, "[{\"type\":\"RTPFB\",\"feedback\":\"NACK\",\"version\":2,\"padding\":false,"
                    "\"packet_type\":205,\"length_in_words\":3,"
                    "\"ssrc_of_packet_sender\":\"0x00000001\","
                    "\"ssrc_of_media_source\":\"0x00000002\",\"entries\":[{"
                    "\"packet_identifier\":10,\"bitmask_of_following_lost_packets\":32769,"
                    "\"lost_packets\":3}]}] []");
  static const char remb[] = "\x8f\xce\x00\x05\x00\x00\x00\x01\x00\x00\x00\x00REMB\x01\x17\x00\x01"
                             "\x00\x00\x00\x07";
  g_autofree char *estimate = json_of(remb, sizeof remb - 1);
  /* 0x17: exponent 5, mantissa 0x30001. */
  g_assert_nonnull(strstr(estimate, "\"bit_rate_bit_s\":6291488,\"sources\":[\"0x00000007\"]"));
  /* Five small deltas, then vectors of one and two bits. */
  static const char tcc[] = "\x8f\xcd\x00\x08\x00\x00\x00\x01\x00\x00\x00\x02"
                            "\x00\x0a\x00\x09\x00\x00\x10\x07\x20\x05\xd2\x00"
                            "\x04\x04\x04\x04\x04\x08\xff\xfc\x00\x00\x00\x00";
  g_autofree char *times = json_of(tcc, sizeof tcc - 1);
  g_assert_nonnull(strstr(times, "\"base_sequence_number\":10,\"packet_status_count\":9,"
                                 "\"feedback_packet_count\":7,\"reference_time_ms\":1024"));
  g_assert_nonnull(strstr(times, "\"received\":7,\"not_received\":2,\"recv_deltas\":"));
  g_assert_nonnull(strstr(times, "[1.00,1.00,1.00,1.00,1.00,2.00,-1.00]"));
}

static void
test_faults(void)
{
  assert_faults(RR1 CNAME, "");
  assert_faults(RR1, "rtcp-no-cname@0");
  assert_faults(CNAME, "rtcp-first@0");
  /* Reduced size. */
  assert_faults("\x81\xce\x00\x02\x00\x00\x00\x01\x00\x00\x00\x02", "");
  assert_faults(RR1 CNAME "\x81\xc9\x00\x09\x00\x00\x00\x01", "rtcp-length@20");
  assert_faults(RR1 CNAME "\x01\x02\x03\x04", "rtcp-version@20");
  assert_faults("\x82\xc9\x00\x01\x00\x00\x00\x01" CNAME, "rtcp-count@0");
  assert_faults("\xa0\xc9\x00\x02\x00\x00\x00\x01\x00\x00\x00\x04" CNAME, "rtcp-padding@0");
  assert_faults(RR1 CNAME "\xa0\xc9\x00\x02\x00\x00\x00\x01\x00\x00\x00\x03", "rtcp-padding@20");
  assert_faults(RR1 CNAME "\xa0\xc9\x00\x02\x00\x00\x00\x01\x00\x00\x00\x04", "");
  assert_faults(RR1 "\x81\xca\x00\x02\x00\x00\x00\x01\x01\x09x\x00",
                "rtcp-sdes@16 rtcp-no-cname@0");
  assert_faults(RR1 "\x81\xca\x00\x02\x00\x00\x00\x01\x01\x02xx", "rtcp-sdes@12");
  assert_faults(RR1 CNAME "\x80\xcb\x00\x01\x09hel", "rtcp-bye@24");
  assert_faults(RR1 CNAME "\x80\xcf\x00\x03\x00\x00\x00\x01\x07\x00\x00\x01\x00\x00\x00\x02",
                "rtcp-xr@28");
  assert_faults(RR1 CNAME "\x80\xcf\x00\x02\x00\x00\x00\x01\x07\x00\x00\x09", "rtcp-xr@28");
  assert_faults("\x84\xce\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x05",
                "rtcp-feedback@12");
  assert_faults("\x8f\xce\x00\x04\x00\x00\x00\x01\x00\x00\x00\x00REMB\x02\x00\x00\x01",
                "rtcp-feedback@16");
}

static void
dump(const LmDetail *node, int level, GString *out)
{
  g_string_append_printf(out, "%*s%s=%.*s [%u+%u]\n", level * 2, "", node->name,
                         (int)node->value.len, (const char *)node->value.data, node->offset,
                         node->len);
  for (const LmDetail *child = node->first_child; child; child = child->next)
    dump(child, level + 1, out);
}

static void
test_tree(void)
{
  static const char bytes[] = RR1 CNAME;
  LmArena arena = LM_ARENA_INIT;
  const LmDetail *root = lm_detail_rtcp(lm_slice(bytes, sizeof bytes - 1), &arena);
  g_autoptr(GString) out = g_string_new("");
  for (const LmDetail *child = root->first_child; child; child = child->next)
    dump(child, 0, out);
  g_assert_cmpstr(out->str, ==,
                  "RR= [0+8]\n"
                  "  type=RR [1+1]\n"
                  "  version=2 [0+1]\n"
                  "  padding=no [0+1]\n"
                  "  packet type=201 [1+1]\n"
                  "  length in words=1 [2+2]\n"
                  "  SSRC of packet sender=0x00000001 [4+4]\n"
                  "SDES= [8+12]\n"
                  "  type=SDES [9+1]\n"
                  "  version=2 [8+1]\n"
                  "  padding=no [8+1]\n"
                  "  packet type=202 [9+1]\n"
                  "  length in words=2 [10+2]\n"
                  "  chunks= [12+8]\n"
                  "    chunk= [12+8]\n"
                  "      SSRC=0x00000001 [12+4]\n"
                  "      items= [16+3]\n"
                  "        item= [16+3]\n"
                  "          type=CNAME [16+1]\n"
                  "          text=x [18+1]\n");
  g_assert_null(lm_detail_rtcp(LM_SLICE_LITERAL("\x80\xc9\x00\x09"), &arena));
  lm_arena_clear(&arena);
}

static void
run_walk(const char *text, size_t len)
{
  LmText packets = LM_TEXT_INIT, faults = LM_TEXT_INIT;
  lm_rtcp_json(lm_slice(text, len), &packets, &faults);
  lm_text_clear(&packets);
  lm_text_clear(&faults);
}

static void
test_linear(void)
{
  assert_linear(run_walk, "", "\x80\xcb\x00\x00", "");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/rtcp-walk/reports", test_reports);
  g_test_add_func("/rtcp-walk/sources", test_sources);
  g_test_add_func("/rtcp-walk/extended", test_extended);
  g_test_add_func("/rtcp-walk/blocks", test_blocks);
  g_test_add_func("/rtcp-walk/feedback", test_feedback);
  g_test_add_func("/rtcp-walk/faults", test_faults);
  g_test_add_func("/rtcp-walk/tree", test_tree);
  g_test_add_func("/rtcp-walk/linear", test_linear);
  return g_test_run();
}
