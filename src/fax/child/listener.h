/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Listens to what one machine of a fax says (ITU-T T.30), by T.38 or in sound, and tells of it. It
 * answers nothing, and needs nothing of what the other machine says. One thread. */

#include "fax/child/ecm.h"

typedef struct LmFaxModems LmFaxModems;

typedef struct {
  LmFaxTell tell;
  void *data;
  LmFaxPaper paper;
  LmFaxEcm ecm;
  LmFaxForm form; /* of the last command */
  bool commanded;
  bool training; /* the next that comes by the fast modem is what it is tried with (TCF) */
  bool in_burst;
  bool burst_is_training;
  uint8_t burst_modulation;
  uint32_t burst_bits, burst_zeros, longest_zeros; /* zeros: one after the other */
  LmFaxModems *modems;                             /* made when there is sound */
  /* Of T.38. */
  uint8_t frame[512];
  uint32_t frame_bytes;
} LmFaxListener;

/* False where spandsp cannot be set up. */
bool lm_fax_listener_init(LmFaxListener *listener, LmFaxTell tell, void *data);
void lm_fax_listener_clear(LmFaxListener *listener);
/* ifp.c: a fax packet. */
void lm_fax_listener_ifp(LmFaxListener *listener, LmSlice packet);
/* modems.c: samples, or that so many are missing. False where there is no memory. */
bool lm_fax_listener_sound(LmFaxListener *listener, const int16_t *samples, size_t n);
void lm_fax_listener_lost(LmFaxListener *listener, uint32_t n);
/* No more comes. */
void lm_fax_listener_end(LmFaxListener *listener);

/* For ifp.c and modems.c. A frame from the address on, bits from the lowest on; by the fast modem
 * or by V.21. */
void lm_fax_listener_frame(LmFaxListener *listener, LmSlice frame, bool sound, bool fast);
void lm_fax_listener_begin_burst(LmFaxListener *listener, uint8_t modulation);
void lm_fax_listener_bit(LmFaxListener *listener, int bit);
void lm_fax_listener_end_burst(LmFaxListener *listener);
/* modems.c: what the fast modem has to expect has changed. */
void lm_fax_modems_expect(LmFaxModems *modems, bool long_training);
void lm_fax_modems_free(LmFaxModems *modems);
