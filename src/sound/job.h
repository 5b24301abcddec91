/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a job holds, for the files of this room alone: collect.c reads the trace, schedule.c says
 * when each packet is heard, interleave.c when each frame is, gaps.c where something is missing and
 * what of it later packets bring again; lay.c decodes and puts it there, conceal.c makes up what is
 * missing still, marks.c says what is not heard. */

#include "base/arena.h"
#include "relate/packets.h"
#include "sound/codecs.h"
#include "sound/sound.h"

/* A payload type of a stream. */
typedef struct {
  uint8_t payload_type;
  uint8_t channels; /* as stated: 1 or 2 */
  bool event, comfort_noise;
  bool red;               /* of several blocks (RFC 2198), which have types of their own */
  bool interleaved;       /* frames of one packet are not of one time (RFC 4867, 4.4.1) */
  bool guessed;           /* by what its packets look like */
  LmSlice encoding, fmtp; /* in the arena */
  uint32_t clock_hz;
  const LmSoundCodec *codec; /* NULL: it is none that is known, or no sound */
  uint64_t packets;
} LmSoundType;

/* Those within redundant blocks need not be among those of packets. */
#define LM_SOUND_MAX_TYPES (LM_RTP_MAX_TYPES + 8)

typedef struct {
  uint32_t row;
  LmRtpPackets *packets; /* owned */
  LmSlice *payloads;     /* a packet: in the capture or in the arena; empty where it is sealed */
  LmSoundType types[LM_SOUND_MAX_TYPES];
  uint32_t n_types;
  bool sealed; /* encrypted, and there is no key */
} LmSoundSource;

struct LmSoundJob {
  LmArena arena;
  LmSoundSource *sources; /* in the arena */
  size_t n;
  LmSoundOptions options;
};

/* What becomes of a packet. */
enum {
  LM_PLACE_PLAY = 1 << 0,  /* it is to be heard */
  LM_PLACE_LATE = 1 << 1,  /* it is not, as it comes too late */
  LM_PLACE_JUMP = 1 << 2,  /* the time line is set by its arrival */
  LM_PLACE_NOISE = 1 << 3, /* it describes silence */
  LM_PLACE_EVENT = 1 << 4,
  LM_PLACE_GAP = 1 << 5,       /* nothing is there to be heard: it may be concealed */
  LM_PLACE_RECOVERED = 1 << 6, /* of a later packet; with GAP, by the decoder itself */
  LM_PLACE_FURTHER = 1 << 7,   /* not the first frame of its packet */
};
#define LM_PLACE_DECODED (LM_PLACE_PLAY | LM_PLACE_GAP) /* what decoders are told of */

typedef struct {
  LmSlice payload;
  uint32_t row;         /* of the packets; of a gap, that behind it */
  uint32_t lost_before; /* packets that are missing before it */
  int64_t at_ns;        /* on the time line */
  int64_t sent_ns;      /* since the stream began; the same, but where packets are joined */
  int64_t nominal_ns;   /* how long it probably is */
  uint64_t start, n;    /* frames: where it is, and what was decoded of it */
  uint8_t flags;
  uint8_t type; /* of LmSoundSource.types; UINT8_MAX: none */
} LmSoundPlace;

typedef struct {
  LmArena arena;        /* payloads of frames by themselves */
  LmSoundPlace *places; /* by sequence, or by time where frames are interleaved; no copies. Owned */
  uint32_t n, n_room;
  uint64_t room; /* frames that there is memory for */
  bool cut;
} LmSoundSchedule;

/* unannounced.c: names the types that nobody announced, by @codecs, which may be NULL, or by their
 * looks. */
void lm_sound_name_types(LmSoundSource *source, const LmStream *stream, const char *codecs);
/* The type of packet @row of @source, or NULL, and what of it is of that type. */
const LmSoundType *lm_sound_type_of(const LmSoundSource *source, uint32_t row, LmSlice *payload);
/* The one with that number; NULL where there is none. */
LmSoundType *lm_sound_find_type(LmSoundSource *source, uint8_t payload_type);
/* redundancy.c: adds the types of redundant blocks, as far as their numbers say what they are. */
void lm_sound_add_red_types(LmSoundSource *source);
/* Fills gaps before the @n-th place from the redundant blocks of its packet. */
void lm_sound_fill_from_red(const LmSoundSource *source, LmSoundSchedule *schedule, uint32_t n);
void lm_sound_schedule(const LmSoundSource *source, const LmSoundOptions *options,
                       LmSoundSchedule *schedule);
void lm_sound_schedule_clear(LmSoundSchedule *schedule);
/* Appended, zeroed; owned by the schedule. */
LmSoundPlace *lm_sound_add_place(LmSoundSchedule *schedule);
/* A place a frame, in the order in which they are heard, where packets hold frames of several times
 * (RFC 4867, 4.4.1). True where there are any. */
bool lm_sound_deinterleave(const LmSoundSource *source, LmSoundSchedule *schedule);
/* Places for what is missing. */
void lm_sound_find_gaps(const LmSoundSource *source, LmSoundGaps gaps, LmSoundSchedule *schedule);
/* Decodes what is in the schedule into @out, whose rate and channels it sets; *@budget is what may
 * still be taken of memory, in bytes. False if it was cancelled. */
bool lm_sound_lay(const LmSoundJob *job, const LmSoundSource *source, LmSoundSchedule *schedule,
                  uint64_t *budget, const LmCancel *cancel, LmSoundStream *out);
/* Makes up what is missing still, of the sound before it. */
void lm_sound_conceal(const LmSoundSchedule *schedule, LmSoundStream *out);
/* Marks and spans of what was laid. */
void
lm_sound_mark(const LmSoundSource *source, const LmSoundSchedule *schedule, LmSoundStream *out);
/* The levels of what was decoded. */
void
lm_sound_measure(const LmSoundSource *source, const LmSoundSchedule *schedule, LmSoundStream *out);
