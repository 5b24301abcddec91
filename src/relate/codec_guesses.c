/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/codec_guesses.h"

typedef struct {
  uint32_t stream;
  uint32_t packets; /* that it had at the last look */
  LmCodecGuess guess;
  uint8_t payload_type;
  bool old; /* it had more when it was last asked for */
} Kept;

void
lm_codec_guesses_init(LmCodecGuesses *guesses)
{
  *guesses = (LmCodecGuesses){.rows = LM_VEC_INIT(Kept)};
}

void
lm_codec_guesses_clear(LmCodecGuesses *guesses)
{
  lm_table_clear(&guesses->by_stream);
  lm_vec_clear(&guesses->rows);
  lm_codec_guesses_init(guesses);
}

static Kept *
find(LmCodecGuesses *guesses, uint32_t row)
{
  uint64_t hash = lm_hash_pair(lm_hash_key(), row, 0);
  LmTableWalk walk;
  for (uint32_t i = lm_table_first(&guesses->by_stream, hash, &walk); i != LM_NONE;
       i = lm_table_next(&guesses->by_stream, &walk)) {
    Kept *kept = lm_vec_at(&guesses->rows, i);
    if (kept->stream == row)
      return kept;
  }
  Kept *kept = lm_vec_push(&guesses->rows);
  kept->stream = row;
  lm_table_add(&guesses->by_stream, hash, guesses->rows.len - 1);
  return kept;
}

bool
lm_codec_guesses_at(LmCodecGuesses *guesses, uint32_t row, const LmStream *stream,
                    uint8_t payload_type, LmCodecGuess *guess)
{
  Kept *kept = find(guesses, row);
  uint32_t packets = (uint32_t)stream->stats.packets;
  kept->old = kept->packets && kept->payload_type == payload_type && packets / 2 < kept->packets;
  if (!kept->old) {
    kept->packets = packets;
    kept->payload_type = payload_type;
    lm_codec_guess(stream, payload_type, &kept->guess);
  }
  kept->old = kept->packets != packets;
  *guess = kept->guess;
  return guess->encoding != NULL;
}

uint32_t
lm_codec_guesses_next_old(const LmCodecGuesses *guesses, uint32_t *at)
{
  while (*at < guesses->rows.len) {
    const Kept *kept = lm_vec_at(&guesses->rows, (*at)++);
    if (kept->old)
      return kept->stream;
  }
  return LM_NONE;
}
