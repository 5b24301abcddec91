/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table */
#include "proto/rtcp-fields.h"

/* The report blocks of extended reports (RFC 3611, and those that registered more): what they have
 * is in tables, beside the few that are lists. Offsets are from the start of a block. */

#define BLOCK_HEADER_BYTES 4

/* What the measured interval is (RFC 6776, 4.1, and all that take their I flag from it). */
static const char *const intervals[] = {"reserved", "sampled", "interval", "cumulative", NULL};
static const char *const ttl_or_hop_limit[] = {"none", "TTL", "hop limit", "reserved", NULL};
static const char *const concealments[] = {"unspecified", "disabled", "enhanced", "standard", NULL};
static const char *const adaptive[] = {"unknown", "reserved", "non-adaptive", "adaptive", NULL};
static const char *const discards[] = {"duplicate", "early", "late", "early and late", NULL};
static const char *const variations[] = {"MAPDV2", "2-point PDV", NULL};
static const char *const repairs[] = {"silence insertion", "simple replay", "attenuated replay",
                                      "enhanced", NULL};

#define SSRC                                \
  {                                         \
    "SSRC of source", 32, 32, LM_RTCP_AS_ID \
  }
#define RANGE                              \
  {"begin_seq", 64, 16, LM_RTCP_AS_COUNT}, \
  {                                        \
    "end_seq", 80, 16, LM_RTCP_AS_COUNT    \
  }
#define INTERVAL                                          \
  {                                                       \
    "interval", 8, 2, LM_RTCP_AS_WORD, .words = intervals \
  }

static const LmRtcpField run_lengths[] = {
    {"thinning", 12, 4, LM_RTCP_AS_COUNT},
    SSRC,
    RANGE,
};
static const LmRtcpField discard_runs[] = {
    {"early", 11, 1, LM_RTCP_AS_FLAG},
    {"thinning", 12, 4, LM_RTCP_AS_COUNT},
    SSRC,
    RANGE,
};
static const LmRtcpField reference_time[] = {{"NTP timestamp", 32, 64, LM_RTCP_AS_NTP}};
/* Of each sub-block, from its own start. */
static const LmRtcpField delay_since_reference[] = {
    {"SSRC", 0, 32, LM_RTCP_AS_ID},
    {"last RR", 32, 32, LM_RTCP_AS_ID},
    {"delay since last RR", 64, 32, LM_RTCP_AS_65536THS},
};
/* RFC 3611, 4.6: figures whose flag is not set are zero. */
static const LmRtcpField statistics[] = {
    {"loss report", 8, 1, LM_RTCP_AS_FLAG},
    {"duplicate report", 9, 1, LM_RTCP_AS_FLAG},
    {"jitter report", 10, 1, LM_RTCP_AS_FLAG},
    {"TTL or hop limit", 11, 2, LM_RTCP_AS_WORD, .words = ttl_or_hop_limit},
    SSRC,
    RANGE,
    {"lost_packets", 96, 32, LM_RTCP_AS_COUNT},
    {"dup_packets", 128, 32, LM_RTCP_AS_COUNT},
    {"min_jitter", 160, 32, LM_RTCP_AS_COUNT},
    {"max_jitter", 192, 32, LM_RTCP_AS_COUNT},
    {"mean_jitter", 224, 32, LM_RTCP_AS_COUNT},
    {"dev_jitter", 256, 32, LM_RTCP_AS_COUNT},
    {"min_ttl_or_hl", 288, 8, LM_RTCP_AS_COUNT},
    {"max_ttl_or_hl", 296, 8, LM_RTCP_AS_COUNT},
    {"mean_ttl_or_hl", 304, 8, LM_RTCP_AS_COUNT},
    {"dev_ttl_or_hl", 312, 8, LM_RTCP_AS_COUNT},
};
/* RFC 3611, 4.7. */
static const LmRtcpField voip_metrics[] = {
    SSRC,
    {"loss rate", 64, 8, LM_RTCP_AS_256THS},
    {"discard rate", 72, 8, LM_RTCP_AS_256THS},
    {"burst density", 80, 8, LM_RTCP_AS_256THS},
    {"gap density", 88, 8, LM_RTCP_AS_256THS},
    {"burst duration", 96, 16, LM_RTCP_AS_COUNT, .unit = "ms"},
    {"gap duration", 112, 16, LM_RTCP_AS_COUNT, .unit = "ms"},
    {"round trip delay", 128, 16, LM_RTCP_AS_COUNT, .unit = "ms"},
    {"end system delay", 144, 16, LM_RTCP_AS_COUNT, .unit = "ms"},
    {"signal level", 160, 8, LM_RTCP_AS_SIGNED, LM_RTCP_GONE_127, "dBm0"},
    {"noise level", 168, 8, LM_RTCP_AS_SIGNED, LM_RTCP_GONE_127, "dBm0"},
    {"RERL", 176, 8, LM_RTCP_AS_COUNT, LM_RTCP_GONE_127, "dB"},
    {"Gmin", 184, 8, LM_RTCP_AS_COUNT},
    {"R factor", 192, 8, LM_RTCP_AS_COUNT, LM_RTCP_GONE_127},
    {"ext. R factor", 200, 8, LM_RTCP_AS_COUNT, LM_RTCP_GONE_127},
    {"MOS-LQ", 208, 8, LM_RTCP_AS_TENTHS, LM_RTCP_GONE_127},
    {"MOS-CQ", 216, 8, LM_RTCP_AS_TENTHS, LM_RTCP_GONE_127},
    {"packet loss concealment", 224, 2, LM_RTCP_AS_WORD, .words = concealments},
    {"jitter buffer", 226, 2, LM_RTCP_AS_WORD, .words = adaptive},
    {"jitter buffer rate", 228, 4, LM_RTCP_AS_COUNT},
    {"JB nominal", 240, 16, LM_RTCP_AS_COUNT, .unit = "ms"},
    {"JB maximum", 256, 16, LM_RTCP_AS_COUNT, .unit = "ms"},
    {"JB abs max", 272, 16, LM_RTCP_AS_COUNT, .unit = "ms"},
};
/* RFC 7272, 6. */
static const LmRtcpField synchronization_group[] = {
    {"SPST", 8, 4, LM_RTCP_AS_COUNT},
    {"presented timestamp", 15, 1, LM_RTCP_AS_FLAG},
    {"payload type", 32, 7, LM_RTCP_AS_COUNT},
    {"media stream correlation identifier", 64, 32, LM_RTCP_AS_COUNT},
    {"SSRC of media source", 96, 32, LM_RTCP_AS_ID},
    {"packet received NTP timestamp", 128, 64, LM_RTCP_AS_NTP},
    {"packet received RTP timestamp", 192, 32, LM_RTCP_AS_COUNT},
    {"packet presented NTP timestamp", 224, 32, LM_RTCP_AS_ID},
};
/* RFC 6679, 5.2. */
static const LmRtcpField ecn_summary[] = {
    {"SSRC of media sender", 32, 32, LM_RTCP_AS_ID}, {"ECT (0)", 64, 32, LM_RTCP_AS_COUNT},
    {"ECT (1)", 96, 32, LM_RTCP_AS_COUNT},           {"ECN-CE", 128, 16, LM_RTCP_AS_COUNT},
    {"not-ECT", 144, 16, LM_RTCP_AS_COUNT},          {"lost packets", 160, 16, LM_RTCP_AS_COUNT},
    {"duplication", 176, 16, LM_RTCP_AS_COUNT},
};
/* RFC 6776, 4.2. */
static const LmRtcpField measurement[] = {
    SSRC,
    {"first sequence number", 80, 16, LM_RTCP_AS_COUNT},
    {"extended first sequence number of interval", 96, 32, LM_RTCP_AS_COUNT},
    {"extended last sequence number", 128, 32, LM_RTCP_AS_COUNT},
    {"measurement duration (interval)", 160, 32, LM_RTCP_AS_65536THS},
    {"measurement duration (cumulative)", 192, 64, LM_RTCP_AS_2_TO_32NDS},
};
/* RFC 6798, 3.2. */
static const LmRtcpField delay_variation[] = {
    INTERVAL,
    {"PDV type", 10, 4, LM_RTCP_AS_WORD, .words = variations},
    SSRC,
    {"positive PDV threshold or peak", 64, 16, LM_RTCP_AS_16THS, LM_RTCP_GONE_SIGNED},
    {"positive PDV percentile", 80, 16, LM_RTCP_AS_PERCENT_8_8, LM_RTCP_GONE_ONES},
    {"negative PDV threshold or peak", 96, 16, LM_RTCP_AS_16THS, LM_RTCP_GONE_SIGNED},
    {"negative PDV percentile", 112, 16, LM_RTCP_AS_PERCENT_8_8, LM_RTCP_GONE_ONES},
    {"mean PDV", 128, 16, LM_RTCP_AS_16THS, LM_RTCP_GONE_SIGNED},
};
/* RFC 6843, 3.2. */
static const LmRtcpField delay[] = {
    INTERVAL,
    SSRC,
    {"mean network round-trip delay", 64, 32, LM_RTCP_AS_65536THS, LM_RTCP_GONE_ONES},
    {"min network round-trip delay", 96, 32, LM_RTCP_AS_65536THS, LM_RTCP_GONE_ONES},
    {"max network round-trip delay", 128, 32, LM_RTCP_AS_65536THS, LM_RTCP_GONE_ONES},
    {"end system delay", 160, 64, LM_RTCP_AS_2_TO_32NDS, LM_RTCP_GONE_ONES},
};
/* RFC 7004, 3.1.2, 3.2.2, 4.1.2. */
static const LmRtcpField burst_loss_summary[] = {
    INTERVAL,
    SSRC,
    {"burst loss rate", 64, 16, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"gap loss rate", 80, 16, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"burst duration mean", 96, 16, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms"},
    {"burst duration variance", 112, 16, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms²"},
};
static const LmRtcpField burst_discard_summary[] = {
    INTERVAL,
    SSRC,
    {"burst discard rate", 64, 16, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"gap discard rate", 80, 16, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
};
static const LmRtcpField frame_impairment[] = {
    {"frame type indicator", 8, 1, LM_RTCP_AS_COUNT},
    SSRC,
    RANGE,
    {"discarded_frames", 96, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"dup_frames", 128, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"full_lost_frames", 160, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"partial_lost_frames", 192, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
};
/* RFC 6958, 3.2. The sum of squares begins in the last four bits of the word before it. */
static const LmRtcpField burst_loss[] = {
    INTERVAL,
    {"loss and discard combined", 10, 1, LM_RTCP_AS_FLAG},
    SSRC,
    {"threshold", 64, 8, LM_RTCP_AS_COUNT},
    {"sum of burst durations", 72, 24, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms"},
    {"packets lost in bursts", 96, 24, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"total packets expected in bursts", 120, 24, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"number of bursts", 144, 12, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"sum of squares of burst durations", 156, 36, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms²"},
};
/* RFC 7003, 3.2. */
static const LmRtcpField burst_discard[] = {
    INTERVAL,
    SSRC,
    {"threshold", 64, 8, LM_RTCP_AS_COUNT},
    {"packets discarded in bursts", 72, 24, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"total packets expected in bursts", 96, 24, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
};
/* RFC 6990, 3. */
static const LmRtcpField transport_stream[] = {
    SSRC,
    RANGE,
    {"TS_sync_loss_count", 96, 32, LM_RTCP_AS_COUNT},
    {"Sync_byte_error_count", 128, 32, LM_RTCP_AS_COUNT},
    {"Continuity_count_error_count", 160, 32, LM_RTCP_AS_COUNT},
    {"Transport_error_count", 192, 32, LM_RTCP_AS_COUNT},
    {"PCR_error_count", 224, 32, LM_RTCP_AS_COUNT},
    {"PCR_repetition_error_count", 256, 32, LM_RTCP_AS_COUNT},
    {"PCR_discontinuity_indicator_error_count", 288, 32, LM_RTCP_AS_COUNT},
    {"PCR_accuracy_error_count", 320, 32, LM_RTCP_AS_COUNT},
    {"PTS_error_count", 352, 32, LM_RTCP_AS_COUNT},
};
/* RFC 7005, 4.2. */
static const LmRtcpField jitter_buffer[] = {
    INTERVAL,
    {"adaptive", 10, 1, LM_RTCP_AS_FLAG},
    SSRC,
    {"DJB nominal", 64, 16, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms"},
    {"DJB maximum", 80, 16, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms"},
    {"DJB high-water mark", 96, 16, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms"},
    {"DJB low-water mark", 112, 16, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms"},
};
/* RFC 7002, 3.2. */
static const LmRtcpField discard_count[] = {
    INTERVAL,
    {"discard type", 10, 2, LM_RTCP_AS_WORD, .words = discards},
    SSRC,
    {"discard count", 64, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
};
/* RFC 7243, 3. */
static const LmRtcpField bytes_discarded[] = {
    INTERVAL,
    {"early", 10, 1, LM_RTCP_AS_FLAG},
    SSRC,
    {"RTP payload bytes discarded", 64, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
};
/* RFC 7244, 3.2, 4.2. */
static const LmRtcpField synchronization_delay[] = {
    SSRC,
    {"initial synchronization delay", 64, 32, LM_RTCP_AS_65536THS, LM_RTCP_GONE_ONES},
};
static const LmRtcpField synchronization_offset[] = {
    INTERVAL,
    SSRC,
    {"synchronization offset", 64, 64, LM_RTCP_AS_2_TO_32NDS, LM_RTCP_GONE_ONES},
};
static const LmRtcpField mos[] = {INTERVAL, SSRC};
/* RFC 7294, 3.2, 4.2. */
static const LmRtcpField loss_concealment[] = {
    INTERVAL,
    {"packet loss concealment", 10, 2, LM_RTCP_AS_WORD, .words = repairs},
    SSRC,
    {"on-time playout duration", 64, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms"},
    {"loss concealment duration", 96, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms"},
    {"buffer adjustment concealment duration", 128, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms"},
    {"playout interrupt count", 160, 16, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"mean playout interrupt size", 192, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms"},
};
static const LmRtcpField concealed_seconds[] = {
    INTERVAL,
    {"packet loss concealment", 10, 2, LM_RTCP_AS_WORD, .words = repairs},
    SSRC,
    {"unimpaired seconds", 64, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"concealed seconds", 96, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"severely concealed seconds", 128, 16, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"SCS threshold", 152, 8, LM_RTCP_AS_COUNT, .unit = "ms"},
};
/* RFC 7380, 3. */
static const LmRtcpField program_information[] = {
    SSRC,
    RANGE,
    {"PAT_error_count", 96, 16, LM_RTCP_AS_COUNT},
    {"PAT_error_2_count", 112, 16, LM_RTCP_AS_COUNT},
    {"PMT_error_count", 128, 16, LM_RTCP_AS_COUNT},
    {"PMT_error_2_count", 144, 16, LM_RTCP_AS_COUNT},
    {"PID_error_count", 160, 16, LM_RTCP_AS_COUNT},
    {"CRC_error_count", 176, 16, LM_RTCP_AS_COUNT},
    {"CAT_error_count", 192, 16, LM_RTCP_AS_COUNT},
};
/* RFC 7509, 3.2. */
static const LmRtcpField post_repair[] = {
    SSRC,
    RANGE,
    {"post-repair loss count", 96, 16, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"repaired loss count", 112, 16, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
};
/* RFC 7867, 4. Only where pictures are frozen does the duration of that stand between the durations
 * and the proportions. That these are of 256 is from memory. */
static const LmRtcpField video_concealment[] = {
    INTERVAL,
    {"concealment method", 10, 2, LM_RTCP_AS_COUNT},
    SSRC,
    {"impaired duration", 64, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms"},
    {"concealed duration", 96, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms"},
};
static const LmRtcpField freezing[] = {
    {"mean frame freeze duration", 0, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms"},
};
static const LmRtcpField proportions[] = {
    {"mean impaired frame proportion", 0, 8, LM_RTCP_AS_256THS, LM_RTCP_GONE_ONES},
    {"mean concealed frame proportion", 8, 8, LM_RTCP_AS_256THS, LM_RTCP_GONE_ONES},
    {"fraction of frames subject to concealment", 16, 8, LM_RTCP_AS_256THS, LM_RTCP_GONE_ONES},
};
/* RFC 8015, 3.2. */
static const LmRtcpField independent_discard[] = {
    INTERVAL,
    SSRC,
    {"threshold", 64, 8, LM_RTCP_AS_COUNT},
    {"sum of burst durations", 72, 24, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES, "ms"},
    {"packets discarded in bursts", 96, 24, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"number of bursts", 120, 16, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"total packets expected in bursts", 136, 24, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
    {"discard count", 160, 32, LM_RTCP_AS_COUNT, LM_RTCP_GONE_ONES},
};

/* What stands behind the fields. */
typedef enum { NO_LIST, RUNS, TIMES, DELAYS, SEGMENTS, FRAMES } List;

typedef struct {
  const char *name;
  const LmRtcpField *fields;
  uint8_t n;
  uint8_t list;
} Block;

#define BLOCK(name, table, list)                       \
  {                                                    \
    name, table, sizeof(table) / sizeof *(table), list \
  }

/* By block type (IANA, "RTCP XR Block Type"). */
static const Block blocks[] = {
    [1] = BLOCK("Loss RLE", run_lengths, RUNS),
    [2] = BLOCK("Duplicate RLE", run_lengths, RUNS),
    [3] = BLOCK("Packet Receipt Times", run_lengths, TIMES),
    [4] = BLOCK("Receiver Reference Time", reference_time, NO_LIST),
    [5] = {"DLRR", NULL, 0, DELAYS},
    [6] = BLOCK("Statistics Summary", statistics, NO_LIST),
    [7] = BLOCK("VoIP Metrics", voip_metrics, NO_LIST),
    [8] = {"RTCP XNQ", NULL, 0, NO_LIST},
    [10] = BLOCK("Post-repair Loss RLE", run_lengths, RUNS),
    [11] = {"Multicast Acquisition", NULL, 0, NO_LIST},
    [12] = BLOCK("IDMS", synchronization_group, NO_LIST),
    [13] = BLOCK("ECN Summary", ecn_summary, NO_LIST),
    [14] = BLOCK("Measurement Information", measurement, NO_LIST),
    [15] = BLOCK("Packet Delay Variation", delay_variation, NO_LIST),
    [16] = BLOCK("Delay", delay, NO_LIST),
    [17] = BLOCK("Burst/Gap Loss Summary", burst_loss_summary, NO_LIST),
    [18] = BLOCK("Burst/Gap Discard Summary", burst_discard_summary, NO_LIST),
    [19] = BLOCK("Frame Impairment Summary", frame_impairment, NO_LIST),
    [20] = BLOCK("Burst/Gap Loss", burst_loss, NO_LIST),
    [21] = BLOCK("Burst/Gap Discard", burst_discard, NO_LIST),
    [22] = BLOCK("MPEG-2 TS PSI-Independent Decodability", transport_stream, NO_LIST),
    [23] = BLOCK("De-Jitter Buffer", jitter_buffer, NO_LIST),
    [24] = BLOCK("Discard Count", discard_count, NO_LIST),
    [25] = BLOCK("Discard RLE", discard_runs, RUNS),
    [26] = BLOCK("Bytes Discarded", bytes_discarded, NO_LIST),
    [27] = BLOCK("Initial Synchronization Delay", synchronization_delay, NO_LIST),
    [28] = BLOCK("Synchronization Offset", synchronization_offset, NO_LIST),
    [29] = BLOCK("MOS", mos, SEGMENTS),
    [30] = BLOCK("Loss Concealment", loss_concealment, NO_LIST),
    [31] = BLOCK("Concealed Seconds", concealed_seconds, NO_LIST),
    [32] = BLOCK("MPEG-2 TS PSI Decodability", program_information, NO_LIST),
    [33] = BLOCK("Post-Repair Loss Count", post_repair, NO_LIST),
    [34] = BLOCK("Video Loss Concealment", video_concealment, FRAMES),
    [35] = BLOCK("Independent Burst/Gap Discard", independent_discard, NO_LIST),
};

static const Block *
find_block(uint8_t type)
{
  return type < sizeof blocks / sizeof *blocks && blocks[type].name ? &blocks[type] : NULL;
}

/* A chunk is a run of equal bits, 15 bits, or nothing more (RFC 3611, 4.1.1 to 4.1.3). */
static void
walk_runs(LmRtcpWalk *walk, LmSlice rest)
{
  lm_rtcp_begin(walk, "chunks", rest, true);
  while (rest.len >= 2 && !walk->full) {
    LmSlice chunk = lm_slice_sub(rest, 0, 2);
    uint16_t bits = lm_slice_be16(chunk, 0);
    rest = lm_slice_from(rest, 2);
    if (bits == 0)
      continue;
    lm_rtcp_begin(walk, "chunk", chunk, false);
    if (bits & 0x8000) {
      LmRtcpValue value = {.kind = LM_RTCP_COUNT, .bytes = chunk, .number = bits & 0x7fff};
      if (walk->sink->value)
        walk->sink->value(walk, "bit vector", &value);
      lm_rtcp_count(walk, "ones", chunk, (unsigned)__builtin_popcount(bits & 0x7fff));
    } else {
      lm_rtcp_word(walk, "run of", chunk, bits & 0x4000 ? "ones" : "zeros");
      lm_rtcp_count(walk, "run length", chunk, bits & 0x3fff);
    }
    lm_rtcp_end(walk, false);
  }
  lm_rtcp_end(walk, true);
}

static void
walk_times(LmRtcpWalk *walk, LmSlice rest)
{
  lm_rtcp_begin(walk, "receipt times", rest, true);
  for (; rest.len >= 4 && !walk->full; rest = lm_slice_from(rest, 4))
    lm_rtcp_count(walk, "receipt time", lm_slice_sub(rest, 0, 4), lm_slice_be32(rest, 0));
  lm_rtcp_end(walk, true);
}

static void
walk_delays(LmRtcpWalk *walk, LmSlice rest)
{
  LmSlice block;
  lm_rtcp_begin(walk, "sub-blocks", rest, true);
  for (; lm_slice_take(rest, 0, 12, &block) && !walk->full; rest = lm_slice_from(rest, 12)) {
    lm_rtcp_begin(walk, "sub-block", block, false);
    LM_RTCP_FIELDS(walk, block, delay_since_reference);
    lm_rtcp_end(walk, false);
  }
  lm_rtcp_end(walk, true);
  if (rest.len && !walk->full)
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_XR, rest);
}

/* RFC 7266, 3.2. */
static void
walk_segments(LmRtcpWalk *walk, LmSlice rest)
{
  static const LmRtcpField single[] = {
      {"algorithm", 1, 8, LM_RTCP_AS_COUNT},
      {"payload type", 9, 7, LM_RTCP_AS_COUNT},
      {"MOS", 16, 16, LM_RTCP_AS_MOS, LM_RTCP_GONE_ONES},
  };
  static const LmRtcpField of_channel[] = {
      {"algorithm", 1, 8, LM_RTCP_AS_COUNT},
      {"payload type", 9, 7, LM_RTCP_AS_COUNT},
      {"channel", 16, 3, LM_RTCP_AS_COUNT},
      {"MOS", 19, 13, LM_RTCP_AS_MOS, LM_RTCP_GONE_ONES},
  };
  lm_rtcp_begin(walk, "segments", rest, true);
  for (; rest.len >= 4 && !walk->full; rest = lm_slice_from(rest, 4)) {
    LmSlice segment = lm_slice_sub(rest, 0, 4);
    lm_rtcp_begin(walk, "segment", segment, false);
    if (lm_slice_u8(segment, 0) & 0x80)
      LM_RTCP_FIELDS(walk, segment, of_channel);
    else
      LM_RTCP_FIELDS(walk, segment, single);
    lm_rtcp_end(walk, false);
  }
  lm_rtcp_end(walk, true);
}

static void
walk_frames(LmRtcpWalk *walk, LmSlice rest)
{
  if (rest.len >= 8) {
    LM_RTCP_FIELDS(walk, rest, freezing);
    rest = lm_slice_from(rest, 4);
  }
  LM_RTCP_FIELDS(walk, rest, proportions);
}

static void
walk_block(LmRtcpWalk *walk, LmSlice whole)
{
  uint8_t type = lm_slice_u8(whole, 0);
  const Block *block = find_block(type);
  lm_rtcp_begin(walk, block ? block->name : "block", whole, false);
  lm_rtcp_count(walk, "block type", lm_slice_sub(whole, 0, 1), type);
  if (block)
    lm_rtcp_word(walk, "block name", lm_slice_sub(whole, 0, 1), block->name);
  size_t fixed = block && block->fields ? lm_rtcp_fields_bytes(block->fields, block->n)
                                        : (size_t)BLOCK_HEADER_BYTES;
  if (block && block->fields)
    lm_rtcp_fields(walk, whole, block->fields, block->n);
  /* All of it is known but what a later version added: a block may be longer, never shorter. */
  if (whole.len < fixed)
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_XR, whole);
  LmSlice rest = lm_slice_from(whole, fixed);
  switch (block ? block->list : NO_LIST) {
  case RUNS:
    walk_runs(walk, rest);
    break;
  case TIMES:
    walk_times(walk, rest);
    break;
  case DELAYS:
    walk_delays(walk, rest);
    break;
  case SEGMENTS:
    walk_segments(walk, rest);
    break;
  case FRAMES:
    walk_frames(walk, rest);
    break;
  default:
    if (rest.len && !(block && block->fields))
      lm_rtcp_bytes(walk, "content", rest);
    break;
  }
  lm_rtcp_end(walk, false);
}

void
lm_rtcp_walk_xr(LmRtcpWalk *walk, LmSlice body)
{
  LmRtcpBlock block;
  LmSlice rest = body;
  lm_rtcp_begin(walk, "report blocks", body, true);
  while (!walk->full && lm_rtcp_next_block(&rest, &block))
    walk_block(walk, block.block);
  lm_rtcp_end(walk, true);
  if (rest.len && !walk->full)
    lm_rtcp_fault(walk, LM_ANOMALY_RTCP_XR, rest);
}
