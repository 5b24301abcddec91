/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Finds the tones of keys (DTMF, ITU-T Q.23) and those that fax machines call and answer with
 * (T.30, 4.1 and 4.2) in linear sound, as a receiver of ITU-T Q.24 does. Its state is the caller's;
 * one thread. No memory, no other state.
 *
 * What Q.24 asks of receivers (2 and table A-1, the figures of AT&T): 1.5 % off the nominal
 * frequency is accepted, 3.5 % is not; the high tone is at most 4 dB stronger and 8 dB weaker than
 * the low one; a tone of 40 ms is accepted, and so are two with a pause of 40 ms. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LM_TONES_MIN_HZ 8000u
#define LM_TONES_MAX_HZ 48000u
#define LM_TONES_FREQUENCIES 12 /* 4 low, 4 high, 2 of fax; the rest makes the loop even */

/* The code of a tone is that of its telephone event (proto/telephone_event.h): keys are 0 to 15. */
#define LM_TONE_CED 32 /* 2100 Hz, 2.6 to 4.0 s: called terminal identification */
#define LM_TONE_CNG 36 /* 1100 Hz, 0.5 s of every 3.5 s: calling tone */

typedef struct {
  uint64_t start, n; /* samples, as they were counted when they were taken in */
  double level_dbm0; /* of all of it */
  uint8_t code;
} LmHeardTone;

typedef void (*LmToneTake)(void *data, const LmHeardTone *tone);

typedef struct {
  float power[LM_TONES_FREQUENCIES]; /* as a sine of that frequency would have it */
  float total;                       /* of all sound: the mean of the squares */
} LmToneBlock;

typedef struct {
  LmToneTake take;
  void *data;
  uint32_t block; /* samples in one */
  uint32_t rate_hz;
  uint32_t filled; /* of the block at hand */
  uint64_t at;     /* the next sample */
  float coefficient[LM_TONES_FREQUENCIES];
  float s1[LM_TONES_FREQUENCIES], s2[LM_TONES_FREQUENCIES];
  float total;
  LmToneBlock last; /* the block before */
  bool has_last;
  bool missed; /* it was without the tone that is heard */
  /* The tone that is heard. */
  int code; /* -1: none */
  uint32_t blocks;
  double power, before; /* the sum of its blocks; how much of a block it began earlier */
  uint64_t start;
} LmTones;

/* @rate_hz from LM_TONES_MIN_HZ to LM_TONES_MAX_HZ; false otherwise. @take is told of each tone
 * when it has ended. */
bool lm_tones_init(LmTones *tones, uint32_t rate_hz, LmToneTake take, void *data);
/* Takes in what follows. */
void lm_tones_add(LmTones *tones, const int16_t *samples, size_t n);
/* What follows is sample @at: what was heard so far ends. Also at the end of the sound. */
void lm_tones_break(LmTones *tones, uint64_t at);
