/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fax in sound: spandsp's receivers of tones, of V.21 and of the modem that the last command named.
 * V.21 is listened to all the time; the fast modem when no V.21 is heard. */

#include "fax/child/listener.h"

#include "base/arena.h"

#include <stdlib.h>

#define BLOCK 160
#define LONGEST_GAP 4000      /* samples, over which receivers are kept going */
#define V21_SHOWS_WITHIN 4000 /* samples: what looked like a failed training before is V.21 */
#define FLAGS_OF_PREAMBLE 5
#define LONGEST_FRAME 300

struct LmFaxModems {
  LmFaxListener *listener;
  fsk_rx_state_t *v21;
  hdlc_rx_state_t *v21_frames, *fast_frames;
  v17_rx_state_t *v17;
  v29_rx_state_t *v29;
  v27ter_rx_state_t *v27ter;
  modem_connect_tones_rx_state_t *cng, *answer;
  uint8_t modulation; /* that is expected; 0: none */
  bool v21_on;        /* flags of HDLC were heard */
  bool trained;
  bool long_training, restart;
  uint32_t failed_ago; /* samples since a training failed, plus one; 0: none did */
};

static void
tell_tone(const LmFaxModems *modems, LmFaxTone tone)
{
  uint8_t told = (uint8_t)tone;
  modems->listener->tell(modems->listener->data, LM_FAX_WIRE_TONE, lm_slice(&told, 1));
}

static void
tell_training(const LmFaxModems *modems, bool succeeded)
{
  uint8_t told[] = {modems->modulation, succeeded};
  modems->listener->tell(modems->listener->data, LM_FAX_WIRE_TRAINED, lm_slice(told, 2));
}

static void
take_cng(void *data, int code, int level, int delay)
{
  (void)level, (void)delay;
  if (code == MODEM_CONNECT_TONES_FAX_CNG)
    tell_tone(data, LM_FAX_TONE_CNG);
}

static void
take_answer(void *data, int code, int level, int delay)
{
  (void)level, (void)delay;
  if (code == MODEM_CONNECT_TONES_ANS)
    tell_tone(data, LM_FAX_TONE_CED);
  else if (code == MODEM_CONNECT_TONES_ANS_PR || code == MODEM_CONNECT_TONES_ANSAM ||
           code == MODEM_CONNECT_TONES_ANSAM_PR)
    tell_tone(data, LM_FAX_TONE_ANSAM);
}

static void
take_v21_frame(void *data, const uint8_t *frame, int len, int ok)
{
  LmFaxModems *modems = data;
  if (len > 0 && (ok || (modems->v21_on && !modems->trained)))
    lm_fax_listener_frame(modems->listener, lm_slice(frame, (size_t)len), ok, false);
}

static void
take_v21_status(void *data, int status)
{
  LmFaxModems *modems = data;
  if (status == SIG_STATUS_FRAMING_OK && !modems->v21_on && !modems->trained) {
    modems->v21_on = true;
    modems->failed_ago = 0;
    tell_tone(modems, LM_FAX_TONE_PREAMBLE);
  } else if (status == SIG_STATUS_CARRIER_DOWN && modems->v21_on) {
    modems->v21_on = false;
    modems->restart = true;
  }
}

static void
take_v21_bit(void *data, int bit)
{
  LmFaxModems *modems = data;
  hdlc_rx_put_bit(modems->v21_frames, bit);
}

static void
take_fast_frame(void *data, const uint8_t *frame, int len, int ok)
{
  LmFaxModems *modems = data;
  if (len > 0)
    lm_fax_listener_frame(modems->listener, lm_slice(frame, (size_t)len), ok, true);
}

static void
take_fast_frame_status(void *data, int status)
{
  (void)data, (void)status;
}

static void
take_fast_status(LmFaxModems *modems, int status)
{
  if (status == SIG_STATUS_TRAINING_SUCCEEDED) {
    modems->trained = true;
    tell_training(modems, true);
    hdlc_rx_restart(modems->fast_frames);
    lm_fax_listener_begin_burst(modems->listener, modems->modulation);
  } else if (status == SIG_STATUS_TRAINING_FAILED) {
    modems->failed_ago = 1;
  } else if (status == SIG_STATUS_CARRIER_DOWN) {
    if (modems->trained) {
      modems->long_training = false;
      lm_fax_listener_end_burst(modems->listener);
    }
    modems->trained = false;
    modems->restart = true;
  }
}

static void
take_fast_bit(void *data, int bit)
{
  LmFaxModems *modems = data;
  LmFaxListener *listener = modems->listener;
  if (bit < 0) {
    take_fast_status(modems, bit);
    return;
  }
  if (!modems->trained)
    return;
  lm_fax_listener_bit(listener, bit);
  if (listener->form.ecm && !listener->burst_is_training)
    hdlc_rx_put_bit(modems->fast_frames, bit);
}

static LmFaxModems *
modems_new(LmFaxListener *listener)
{
  LmFaxModems *modems = lm_alloc(sizeof *modems);
  modems->listener = listener;
  modems->v21_frames = hdlc_rx_init(NULL, 0, 1, FLAGS_OF_PREAMBLE, take_v21_frame, modems);
  modems->fast_frames = hdlc_rx_init(NULL, 0, 0, FLAGS_OF_PREAMBLE, take_fast_frame, modems);
  modems->v21 =
      fsk_rx_init(NULL, &preset_fsk_specs[FSK_V21CH2], FSK_FRAME_MODE_SYNC, take_v21_bit, modems);
  modems->v17 = v17_rx_init(NULL, 14400, take_fast_bit, modems);
  modems->v29 = v29_rx_init(NULL, 9600, take_fast_bit, modems);
  modems->v27ter = v27ter_rx_init(NULL, 4800, take_fast_bit, modems);
  modems->cng = modem_connect_tones_rx_init(NULL, MODEM_CONNECT_TONES_FAX_CNG, take_cng, modems);
  modems->answer =
      modem_connect_tones_rx_init(NULL, MODEM_CONNECT_TONES_ANS_PR, take_answer, modems);
  if (!modems->v21_frames || !modems->fast_frames || !modems->v21 || !modems->v17 || !modems->v29 ||
      !modems->v27ter || !modems->cng || !modems->answer) {
    lm_fax_modems_free(modems);
    return NULL;
  }
  hdlc_rx_set_status_handler(modems->v21_frames, take_v21_status, modems);
  hdlc_rx_set_status_handler(modems->fast_frames, take_fast_frame_status, modems);
  hdlc_rx_set_max_frame_len(modems->v21_frames, LONGEST_FRAME);
  hdlc_rx_set_max_frame_len(modems->fast_frames, LONGEST_FRAME);
  return modems;
}

void
lm_fax_modems_free(LmFaxModems *modems)
{
  if (!modems)
    return;
  hdlc_rx_free(modems->v21_frames);
  hdlc_rx_free(modems->fast_frames);
  fsk_rx_free(modems->v21);
  v17_rx_free(modems->v17);
  v29_rx_free(modems->v29);
  v27ter_rx_free(modems->v27ter);
  modem_connect_tones_rx_free(modems->cng);
  modem_connect_tones_rx_free(modems->answer);
  free(modems);
}

void
lm_fax_modems_expect(LmFaxModems *modems, bool long_training)
{
  modems->modulation = modems->listener->form.modulation;
  modems->long_training = long_training;
  modems->restart = true;
}

/* V.17 trains in short when it has before (T.30, 5.3.2 and T.4 have the order of both). */
static void
restart_fast(LmFaxModems *modems)
{
  int rate = (int)modems->listener->form.bit_rate;
  modems->restart = false;
  modems->trained = false;
  if (modems->modulation >= 5)
    v17_rx_restart(modems->v17, rate, !modems->long_training);
  else if (modems->modulation >= 3)
    v29_rx_restart(modems->v29, rate, 0);
  else if (modems->modulation >= 1)
    v27ter_rx_restart(modems->v27ter, rate, 0);
}

static void
listen_fast(LmFaxModems *modems, const int16_t *samples, int n)
{
  if (modems->restart)
    restart_fast(modems);
  if (modems->modulation >= 5)
    v17_rx(modems->v17, samples, n);
  else if (modems->modulation >= 3)
    v29_rx(modems->v29, samples, n);
  else if (modems->modulation >= 1)
    v27ter_rx(modems->v27ter, samples, n);
  if (modems->failed_ago && (modems->failed_ago += (uint32_t)n) > V21_SHOWS_WITHIN) {
    modems->failed_ago = 0;
    tell_training(modems, false);
  }
}

bool
lm_fax_listener_sound(LmFaxListener *listener, const int16_t *samples, size_t n)
{
  if (!listener->modems && !(listener->modems = modems_new(listener)))
    return false;
  LmFaxModems *modems = listener->modems;
  for (size_t at = 0; at < n; at += BLOCK) {
    int len = (int)(n - at < BLOCK ? n - at : BLOCK);
    modem_connect_tones_rx(modems->cng, samples + at, len);
    modem_connect_tones_rx(modems->answer, samples + at, len);
    fsk_rx(modems->v21, samples + at, len);
    if (!modems->v21_on)
      listen_fast(modems, samples + at, len);
  }
  return true;
}

/* A short gap is bridged, so that the modems keep their time; a long one is the end of a carrier.
 */
void
lm_fax_listener_lost(LmFaxListener *listener, uint32_t n)
{
  LmFaxModems *modems = listener->modems;
  if (!modems)
    return;
  if (n > LONGEST_GAP) {
    static const int16_t silence[LONGEST_GAP];
    lm_fax_listener_sound(listener, silence, LONGEST_GAP);
    return;
  }
  fsk_rx_fillin(modems->v21, (int)n);
  if (modems->v21_on)
    return;
  if (modems->modulation >= 5)
    v17_rx_fillin(modems->v17, (int)n);
  else if (modems->modulation >= 3)
    v29_rx_fillin(modems->v29, (int)n);
  else if (modems->modulation >= 1)
    v27ter_rx_fillin(modems->v27ter, (int)n);
}
