/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* MRCPv2 (RFC 6787): speech recognizers and synthesizers, driven over TCP. Pure; slices point into
 * the message. */

#include "base/slice.h"
#include "proto/anomaly.h"

typedef enum { LM_MRCP_REQUEST, LM_MRCP_RESPONSE, LM_MRCP_EVENT } LmMrcpKind;

typedef struct {
  LmSlice bytes;
  LmMrcpKind kind;
  LmSlice name; /* of a method or event: "RECOGNIZE", "START-OF-INPUT" */
  LmSlice request_id;
  LmSlice state;      /* of a response or event: "IN-PROGRESS" */
  uint16_t status;    /* of a response */
  LmSlice channel;    /* Channel-Identifier, as in a=channel of the session description */
  LmSlice completion; /* Completion-Cause: "000 success" */
  LmSlice content_type;
  LmSlice body;
  LmAnomaly anomaly; /* the first; kind NONE where all is well */
} LmMrcp;

/* Whether @bytes begin with "MRCP/2.0 ", a length and a space. */
bool lm_mrcp_looks_like(LmSlice bytes);
/* The length that the message states, which has its first line (RFC 6787, 5.1); 0 if it is none, or
 * too little is there to say. */
size_t lm_mrcp_len(LmSlice bytes);
/* Takes the message apart, as far as it is there. False when lm_mrcp_looks_like() is. */
bool lm_mrcp_parse(LmSlice bytes, LmMrcp *message);
