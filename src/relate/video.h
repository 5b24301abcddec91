/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Video as its headers have it: the pictures of a stream, how large they are, how often they come,
 * which of them arrived whole, and where the picture stood still. Nothing is decoded. Made from the
 * packets of a stream when somebody looks. One thread, that of the trace; afterwards it needs
 * neither. */

#include "base/vec.h"
#include "proto/video/video.h"
#include "relate/srtp.h"

/* A picture, or what came of it: the packets of one RTP timestamp. */
typedef struct {
  int64_t start_ns, end_ns; /* when its first packet came and its last */
  uint32_t timestamp;
  uint32_t packets, bytes; /* bytes of payload */
  bool key;
  bool complete; /* nothing of it is known to be missing */
  bool started;  /* its first bytes are there */
} LmVideoFrame;

typedef struct {
  int64_t time_ns;
  uint32_t width, height;
} LmVideoSize;

/* The picture stands still: W3C, "Identifiers for WebRTC's Statistics API", freezeCount. */
typedef struct {
  int64_t start_ns, end_ns; /* when the picture before was there and the one after */
} LmVideoFreeze;

typedef enum {
  LM_VIDEO_PLAIN,
  LM_VIDEO_OPENED,    /* SRTP that a key opened */
  LM_VIDEO_ENCRYPTED, /* no key: what is within the pictures is not known */
  LM_VIDEO_UNKNOWN,   /* the headers of its codec are not read */
  LM_N_VIDEO_STATES
} LmVideoState;

typedef struct {
  uint32_t stream;                /* row */
  const LmVideoCodec *codec;      /* NULL where UNKNOWN */
  bool guessed;                   /* nobody announced it: it is by what its packets look like */
  LmSlice encoding;               /* of the pictures, where they are within RED too */
  uint8_t state;                  /* LmVideoState */
  uint32_t n_temporal, n_spatial; /* layers */
  bool cut;                       /* packets beyond LM_LIMIT_RELATED_ROWS were not looked at */
  bool size_announced;            /* the first size is that of the SDP */
  LmVec frames;                   /* LmVideoFrame, by sequence number */
  LmVec sizes;                    /* LmVideoSize, each other than the one before */
  LmVec freezes;                  /* LmVideoFreeze */
  uint32_t n_frames, n_freezes, n_keys, n_incomplete;
  uint32_t n_lost;            /* packets, within pictures and between them */
  uint32_t n_faults;          /* packets whose headers cannot be */
  uint32_t key_distance_most; /* in pictures; 0: there are no two */
  double key_distance_mean;
  double frames_per_s; /* by timestamps, over those that came; 0: not known */
  double bytes_mean;   /* of a picture */
  uint32_t bytes_most;
  int64_t frozen_ns, freeze_longest_ns;
  int64_t duration_ns; /* from the first picture to the last */
  uint64_t bytes;      /* of payload */
} LmVideo;

/* Whether stream @row may be video, by its payload types alone: cheap. */
bool lm_video_is_likely(const LmTrace *trace, uint32_t row);
/* Reads stream @row. @srtp may be NULL: SRTP stays encrypted. False where it is no video. Free what
 * it holds with lm_video_clear(). */
bool lm_video_read(const LmTrace *trace, uint32_t row, LmSrtpView *srtp, LmVideo *video);
void lm_video_clear(LmVideo *video);

/* "encrypted". */
const char *lm_video_state_name(LmVideoState state);
