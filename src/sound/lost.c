/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Frames that say to a decoder that one is missing, so that it makes something up and is in step
 * again behind the gap. How each codec says that:
 *
 *   AMR          the frame type NO_DATA (RFC 4867, 4.3.2; 3GPP TS 26.101, table 1a)
 *   AMR-WB       the frame type SPEECH_LOST (3GPP TS 26.201, table 1a): opencore all but mutes
 * then, so what is heard is made up of the sound before G.729        a frame of zeros, which libav
 * takes for an erased one G.723.1      a lag that is forbidden (ITU-T G.723.1, 3.2 and 4): an
 * erased frame iLBC         the last bit, which marks a frame as empty (RFC 3951, 3.8) GSM has
 * none: the last frame again, softer from the second on (GSM 06.11, 6) G.722, G.726 have none: the
 * last packet again, so that the steps to which they have adapted stay about right; what is heard
 * is made up of the sound before (conceal.c)
 */

#include "base/bytes.h"
#include "sound/payload.h"

#define NO_DATA (15 << 3)
#define SPEECH_LOST (14 << 3)
#define GSM_BYTES 33
#define GSM_HEAD_BITS 40 /* signature and reflection coefficients (RFC 3551, 4.5.8.1) */
#define GSM_PART_BITS 56
#define GSM_AMPLITUDE_BIT 11 /* of a part: six bits, behind lag, gain and grid */
#define GSM_FADE 4

void
lm_loss_remember(LmLossMemory *memory, const LmPayloadFrames *frames)
{
  if (frames->n == 0)
    return;
  const LmPayloadFrame *last = &frames->frames[frames->n - 1];
  memory->lost = 0;
  memory->len = last->len < sizeof memory->last ? last->len : sizeof memory->last;
  memcpy(memory->last, frames->bytes + last->offset, memory->len);
}

/* Subtracts from the amplitude of each part of the frame, down to 0. */
static void
fade_gsm(uint8_t *frame)
{
  for (unsigned part = 0; part < 4; part++) {
    unsigned at = GSM_HEAD_BITS + part * GSM_PART_BITS + GSM_AMPLITUDE_BIT, value = 0;
    for (unsigned i = at; i < at + 6; i++)
      value = value << 1 | (frame[i / 8] >> (7 - i % 8) & 1);
    value = value > GSM_FADE ? value - GSM_FADE : 0;
    for (unsigned i = at; i < at + 6; i++) {
      unsigned bit = value >> (at + 5 - i) & 1;
      frame[i / 8] = (uint8_t)((frame[i / 8] & ~(1u << (7 - i % 8))) | bit << (7 - i % 8));
    }
  }
}

static uint32_t
frame_us(const LmPayloadFormat *format, const LmLossMemory *memory)
{
  switch (format->decoder) {
  case LM_SOUND_G729:
    return 10000;
  case LM_SOUND_G723:
    return 30000;
  case LM_SOUND_ILBC:
    return memory->len == 50 ? 30000 : 20000;
  default:
    return 20000;
  }
}

/* False where the codec has no frame for it. */
static bool
add_frame(const LmPayloadFormat *format, LmLossMemory *memory, LmPayloadFrames *frames)
{
  uint8_t *out;
  switch (format->decoder) {
  case LM_SOUND_AMR:
  case LM_SOUND_AMR_WB:
    out = lm_payload_add(frames, 1);
    if (out)
      *out = format->decoder == LM_SOUND_AMR ? NO_DATA : SPEECH_LOST;
    return out != NULL;
  case LM_SOUND_G729:
    return lm_payload_add(frames, 10) != NULL;
  case LM_SOUND_G723:
    /* The type of the low bits, 0, has 24 bytes; all bits of the first lag are set. */
    out = lm_payload_add(frames, 24);
    if (out) {
      memset(out, 0xff, 24);
      *out = 0xfc;
    }
    return out != NULL;
  case LM_SOUND_ILBC:
    out = memory->len ? lm_payload_add(frames, memory->len) : NULL;
    if (out)
      out[memory->len - 1] = 1;
    return out != NULL;
  case LM_SOUND_GSM:
    out = memory->len == GSM_BYTES ? lm_payload_add(frames, GSM_BYTES) : NULL;
    if (!out)
      return false;
    if (memory->lost > 0)
      fade_gsm(memory->last);
    memcpy(out, memory->last, GSM_BYTES);
    return true;
  case LM_SOUND_G722:
  case LM_SOUND_G726:
  case LM_SOUND_G726_BIG:
    out = lm_payload_add(frames, memory->len);
    if (out)
      memcpy(out, memory->last, memory->len);
    return out != NULL;
  default:
    return false;
  }
}

bool
lm_loss_frames(const LmPayloadFormat *format, LmLossMemory *memory, uint32_t gap_us,
               LmPayloadFrames *frames)
{
  uint32_t each_us = frame_us(format, memory);
  frames->n = frames->n_bytes = 0;
  frames->noise = frames->broken = false;
  for (uint32_t us = each_us / 2; us < gap_us && add_frame(format, memory, frames); us += each_us)
    memory->lost++;
  return format->decoder != LM_SOUND_AMR_WB && format->decoder != LM_SOUND_G722 &&
         format->decoder != LM_SOUND_G726 && format->decoder != LM_SOUND_G726_BIG;
}
