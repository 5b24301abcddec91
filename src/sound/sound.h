/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The sound of streams: packets decoded and laid on a time line. G.711, DVI4 and L16 are decoded
 * here, all others by linesman-sound, a process of its own without privileges, so that the fault of
 * a codec is not the program's. Encrypted streams are opened where there are keys.
 *
 * A job is made on the trace's thread, which reads the packets. It may then be run on any thread,
 * beside the tracker: what it needs of the trace it has copied, and the bytes of the capture, to
 * which its payloads point, must stay as long as it. What comes out needs neither. */

#include "base/cancel.h"
#include "base/error.h"
#include "media/jitter_buffer.h"
#include "track/trace.h"

typedef enum {
  LM_SOUND_AS_SENT,  /* by the timestamps; every packet that came is heard, however late */
  LM_SOUND_BUFFERED, /* the same, but what comes too late for a jitter buffer is lost. The time that
                        packets wait in it is left out */
  LM_SOUND_JOINED,   /* what came, one packet behind the other, without gaps */
} LmSoundTiming;

/* What is heard where no packet came, or came too late. */
typedef enum {
  LM_SOUND_GAPS_CONCEALED, /* what redundancy brings (RFC 2198, Opus); else what the decoder makes
                              up, or the house where a codec has no such way (conceal.c) */
  LM_SOUND_GAPS_RECOVERED, /* what redundancy brings; else silence */
  LM_SOUND_GAPS_SILENT,
} LmSoundGaps;

/* Zeroed: as sent, gaps concealed. */
typedef struct {
  LmSoundTiming timing;
  LmSoundGaps gaps;
  const LmJitterBuffer *buffer; /* of BUFFERED; NULL: the adaptive one */
  const char *codecs;  /* what payload types are, as "111=opus/48000/2,97=AMR/8000"; NULL: as
                          announced,  or guessed where that can be. Borrowed until the job is made */
  const char *program; /* the decoding program; NULL: the installed one. Borrowed */
} LmSoundOptions;

/* What stands where a stream cannot simply be heard. */
typedef enum {
  LM_SOUND_LOST,          /* no packet came: silence, but for what is concealed or recovered */
  LM_SOUND_LATE,          /* it came too late for the buffer: the same */
  LM_SOUND_REORDERED,     /* it came behind a later one, and is heard */
  LM_SOUND_COMFORT_NOISE, /* the sender described its silence (RFC 3389 or the codec's own way) */
  LM_SOUND_EVENT,         /* telephone-event (RFC 4733): silence */
  LM_SOUND_PAUSE,     /* the sender sent nothing: its timestamps go on, and no number is missing */
  LM_SOUND_JUMP,      /* timestamps or numbers begin anew; by arrival from here. No length */
  LM_SOUND_UNDECODED, /* a packet out of which no sound was made: silence */
  LM_SOUND_CONCEALED, /* made up, of what came before */
  LM_SOUND_RECOVERED, /* of redundancy in later packets (RFC 2198; RFC 6716, 2.1.7) */
  LM_N_SOUND_MARKS
} LmSoundMarkKind;

/* In frames: a frame is one sample of each channel. */
typedef struct {
  uint64_t start, n;
  uint32_t packets; /* that it stands for */
  uint8_t kind;     /* LmSoundMarkKind */
} LmSoundMark;

/* From frame @start on, frames lie on the clock from @time_ns on. */
typedef struct {
  uint64_t start;
  int64_t time_ns;
} LmSoundSpan;

/* Decibels below full scale (a sample of 32768); LM_SOUND_LEAST_DBFS for digital silence. Without
 * anything heard all are LM_SOUND_LEAST_DBFS and 0. */
#define LM_SOUND_LEAST_DBFS (-96.0)
typedef struct {
  double peak_dbfs;
  double rms_dbfs;       /* of all that was decoded: what is silent or made up is left out */
  double speech_dbfs;    /* of the 20 ms blocks that are no silence */
  double silent_percent; /* of these blocks of what was decoded: below LM_SOUND_SILENCE_DBFS */
  uint64_t heard;        /* frames that were decoded */
  uint64_t clipped;      /* of them, in runs of at least 3 at either end of the codec's scale */
} LmSoundLevels;
#define LM_SOUND_SILENCE_DBFS (-50.0)
/* Of a mean of squares of samples. */
double lm_sound_dbfs(double square);

/* A stream that was asked for. */
typedef struct {
  uint32_t stream;   /* row of the trace */
  char codec[32];    /* of most packets, for people; "" where it is not known */
  bool guessed;      /* nobody announced that codec: it is by what the packets look like */
  uint32_t rate_hz;  /* 0: nothing could be decoded, and there are no samples */
  uint32_t channels; /* 1 or 2, interleaved */
  int64_t start_ns;  /* when frame 0 is */
  uint64_t n_frames;
  int16_t *samples;   /* n_frames * channels; NULL where there are none */
  LmSoundMark *marks; /* by their start */
  uint32_t n_marks;
  LmSoundSpan *spans; /* by their start; the first begins with frame 0 */
  uint32_t n_spans;
  LmSoundLevels levels;
  uint64_t packets, decoded; /* that there are; out of which sound was made */
  bool cut;                  /* by a limit: there is more of it */
  /* The first thing that could not be decoded and why, for people: it names stream and codec.
   * What else there is of the stream is there all the same. */
  LmError error;
  const char *package; /* Debian's package of the plug-in that is missing, or NULL. Static */
} LmSoundStream;

typedef struct {
  LmSoundStream *streams; /* as they were asked for */
  size_t n;
} LmSound;

typedef struct LmSoundJob LmSoundJob;

/* Whether @text can be LmSoundOptions.codecs. */
bool lm_sound_codecs_are_good(const char *text);

/* Reads the packets of @n streams, which are rows of @trace. Owned: lm_sound_job_run() or
 * lm_sound_job_free(). */
LmSoundJob *lm_sound_job_new(const LmTrace *trace, const uint32_t *streams, size_t n,
                             const LmSoundOptions *options);
void lm_sound_job_free(LmSoundJob *job);
/* Decodes, which may take seconds, and frees the job. NULL with @error set where it was cancelled
 * or there is no memory; what is amiss with one stream stands in that. Owned: lm_sound_free(). */
LmSound *lm_sound_job_run(LmSoundJob *job, const LmCancel *cancel, LmError *error);
void lm_sound_free(LmSound *sound);

/* When @frame of the stream was sent, by the capture's clock, and the frame at a time: clamped to
 * the stream. */
int64_t lm_sound_time_at(const LmSoundStream *stream, uint64_t frame);
uint64_t lm_sound_frame_at(const LmSoundStream *stream, int64_t time_ns);

/* Whether the caller of its call sends the stream, and not the callee: by who announced the end
 * that it goes to, or comes from; else by addresses. On the trace's thread. */
bool lm_sound_is_from_caller(const LmTrace *trace, uint32_t stream);

/* For data ("lost") and for people. */
const char *lm_sound_mark_name(LmSoundMarkKind kind);
const char *lm_sound_mark_text(LmSoundMarkKind kind);
