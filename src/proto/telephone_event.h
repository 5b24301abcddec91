/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Telephone events in RTP (RFC 4733, which took the place of RFC 2833): keys, tones of modems and
 * fax, states of lines. Pure functions. */

#include "base/bytes.h"

#define LM_TELEPHONE_EVENT_BYTES 4
#define LM_TELEPHONE_EVENT_LAST_DTMF 15
#define LM_TELEPHONE_EVENT_FLASH 16
/* A longer event goes on in a segment with a timestamp of its own (RFC 4733, 2.5.1.3). */
#define LM_TELEPHONE_EVENT_MAX_DURATION 0xffff

typedef struct {
  uint8_t event; /* its code: RFC 4733, 7, with RFC 4734 and RFC 5244 */
  bool end;
  bool reserved;     /* the bit R is set, which must not be (2.3.3) */
  uint8_t volume;    /* the level is -volume dBm0, 0 to 63; of DTMF alone (2.3.4) */
  uint16_t duration; /* since its timestamp, in units of the stream's clock (2.3.5) */
} LmTelephoneEvent;

/* Takes the next event off the front of @rest, the payload of a packet: there may be several, each
 * beginning where the one before ends (2.5.1.5). False where there is no whole one. */
bool lm_telephone_event_next(LmSlice *rest, LmTelephoneEvent *event);
/* The key '0' to '9', '*', '#', 'A' to 'D'; 0 for what is none (3.2). */
char lm_telephone_event_key(uint8_t event);
/* The code of @key; -1 for what is none. Small letters are those of keys too. */
int lm_telephone_event_of_key(int key);
/* "5", "flash", "CNG", "ANSam"; NULL for one without a name. */
const char *lm_telephone_event_name(uint8_t event);
