/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Protocols beside SIP and RTP that are not analyzed but named for what they are, so that nobody
 * takes them for noise, nor for RTP. Pure. */

#include "base/bytes.h"

typedef enum {
  LM_NAMED_NONE,
  LM_NAMED_RTSP,
  LM_NAMED_MGCP,
  LM_NAMED_MEGACO,
  LM_NAMED_H225, /* call signalling: Q.931 in TPKT */
  LM_NAMED_H245,
  LM_NAMED_RAS,
  LM_NAMED_SKINNY,
  LM_NAMED_IAX2,
  LM_N_NAMED
} LmNamed;

#define LM_NAMED_LABEL_SIZE 40 /* bytes, with the NUL */

/* What @bytes are, which begin a datagram or, with @stream, a message of a stream; the ports say
 * what is likely. Cheap: most bytes are turned down by their first four. */
LmNamed lm_named_find(LmSlice bytes, bool stream, uint16_t src_port, uint16_t dst_port);
/* "MGCP", "H.225". */
const char *lm_named_name(LmNamed protocol);
/* What the message at the start of @bytes is: "CRCX", "200", "SETUP", "RegisterReq". @label holds
 * LM_NAMED_LABEL_SIZE bytes and is returned; "" for bytes that are only payload. */
const char *lm_named_label(LmNamed protocol, LmSlice bytes, char *label);
/* How long the message at the start of a stream's @bytes is; 0 where it does not say, or where it
 * is none. */
size_t lm_named_len(LmNamed protocol, LmSlice bytes);

/* The name of @number in a table that ends with NULL; NULL if it has none. */
typedef struct {
  uint16_t number;
  const char *name;
} LmNamedNumber;

extern const LmNamedNumber lm_named_q931[], lm_named_skinny[], lm_named_iax[];
extern const char *const lm_named_ras[25], *const lm_named_h245_requests[11],
                                               *const lm_named_h245_responses[19],
                                                   *const lm_named_h245_commands[7],
                                                       *const lm_named_h245_indications[14];
const char *lm_named_number(const LmNamedNumber *table, uint16_t number);
