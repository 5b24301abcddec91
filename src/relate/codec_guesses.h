/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Guesses about the codecs of streams that still grow, kept so that their packets are not looked
 * through each time that somebody asks: anew only when there are twice as many. One thread. */

#include "base/hash.h"
#include "relate/codec_guess.h"

typedef struct {
  LmTable by_stream;
  LmVec rows;
} LmCodecGuesses;

void lm_codec_guesses_init(LmCodecGuesses *guesses);
void lm_codec_guesses_clear(LmCodecGuesses *guesses);
/* As lm_codec_guess() has it or had it, of @stream, which is row @row of the trace. */
bool lm_codec_guesses_at(LmCodecGuesses *guesses, uint32_t row, const LmStream *stream,
                         uint8_t payload_type, LmCodecGuess *guess);
/* The next row, from *@at on, of which the answer was an old one when it was last asked for;
 * LM_NONE: there are no more. *@at is 0 to begin with. */
uint32_t lm_codec_guesses_next_old(const LmCodecGuesses *guesses, uint32_t *at);
