/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/video_guess.h"

/* What is looked at, and what is asked of it: bounds of our own. */
#define MOST_PACKETS 600u
#define LEAST_PICTURES 5u
#define LEAST_SHARED 3u /* packets that go on with a picture: sound has none */
#define LEAST_NS (LM_NS_PER_S / 2)
/* What comes in a rush, or is kept back, makes another clock of 90 kHz than that of the timestamps;
 * this far apart are those of narrowband and wideband sound. */
#define LEAST_HZ 30000.0
#define MOST_HZ 200000.0
#define CLOCK_TOLERANCE 0.05
#define LEAST_AGREEMENT 0.9
#define MOST_FAULTS 0.02

/* What packets say if they are of a codec. */
typedef struct {
  uint32_t agreeing, packets, faults;
  bool key, size;
} Trial;

/* Where a picture begins in @packets: another timestamp than that of the packet before, which is
 * there. */
static bool
begins(const LmRtpPacket *packet, const LmRtpPacket *before)
{
  return before->timestamp != packet->timestamp && packet->sequence == before->sequence + 1;
}

/* By the timestamps of the pictures, and when they came. @within says that there are packets which
 * go on with a picture. */
static bool
is_video_clock(const LmRtpPackets *packets, uint32_t n, bool within)
{
  const LmRtpPacket *first = &packets->rows[0], *last = &packets->rows[n - 1];
  int64_t elapsed_ns = lm_time_sub(last->time_ns, first->time_ns);
  double ticks = (int32_t)(last->timestamp - first->timestamp);
  if (elapsed_ns < LEAST_NS)
    return false;
  double hz = ticks * 1e9 / (double)elapsed_ns;
  if (within)
    return hz >= LEAST_HZ && hz <= MOST_HZ;
  return hz >= LM_VIDEO_CLOCK_HZ * (1 - CLOCK_TOLERANCE) &&
         hz <= LM_VIDEO_CLOCK_HZ * (1 + CLOCK_TOLERANCE);
}

typedef struct {
  const char *encoding;
  bool units; /* pictures are of units, several of which may each be said to begin one */
} Candidate;

/* Whether the payloads say the same of where pictures begin as the timestamps do. */
static Trial
try(const Candidate *candidate, const LmVideoCodec *codec, const LmRtpPackets *packets, uint32_t n,
    uint8_t payload_type)
{
  Trial trial = {0};
  for (uint32_t i = 0; i < n; i++) {
    const LmRtpPacket *packet = &packets->rows[i], *before = i ? packet - 1 : NULL;
    LmVideoPayload says;
    if (packet->payload_type != payload_type || packet->payload_len == 0)
      continue;
    lm_video_parse(codec, lm_rtp_packet_payload(packet), &says);
    trial.size |= !says.fault && says.width > 0;
    trial.key |= !says.fault && says.key;
    if (!before || packet->sequence != before->sequence + 1)
      continue;
    trial.packets++;
    trial.faults += says.fault;
    trial.agreeing +=
        !says.fault && (begins(packet, before) ? says.start : !says.start || candidate->units);
  }
  return trial;
}

const LmVideoCodec *
lm_video_guess(const LmRtpPackets *packets, uint8_t payload_type)
{
  static const Candidate candidates[] = {{"H264", true}, {"H265", true}, {"VP8", false},
                                         {"VP9", false}, {"AV1", false}, {"H263-1998", false}};
  const LmVideoCodec *best = NULL;
  double best_score = 0;
  uint32_t n = packets->n < MOST_PACKETS ? packets->n : MOST_PACKETS;
  uint32_t pictures = 0, shared = 0;
  for (uint32_t i = 1; i < n; i++) {
    pictures += begins(&packets->rows[i], &packets->rows[i - 1]);
    shared += packets->rows[i].timestamp == packets->rows[i - 1].timestamp;
  }
  if (pictures < LEAST_PICTURES || !is_video_clock(packets, n, shared >= LEAST_SHARED))
    return NULL;
  for (unsigned i = 0; i < sizeof candidates / sizeof *candidates; i++) {
    const LmVideoCodec *codec = lm_video_codec(lm_slice_str(candidates[i].encoding));
    Trial trial = try(&candidates[i], codec, packets, n, payload_type);
    double agreement = trial.packets ? (double)trial.agreeing / trial.packets : 0;
    double score = agreement + (trial.size ? 1 : 0);
    if (!(trial.key || trial.size) || agreement < LEAST_AGREEMENT ||
        trial.faults > trial.packets * MOST_FAULTS || score <= best_score)
      continue;
    best = codec;
    best_score = score;
  }
  return best;
}
