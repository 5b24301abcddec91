/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* BFCP (RFC 8855): who has the floor of a conference, on TCP (version 1) and UDP (version 2). Pure;
 * slices point into the message. */

#include "base/bytes.h"
#include "proto/anomaly.h"

#define LM_BFCP_HEADER_BYTES 12

typedef struct {
  LmSlice bytes;
  uint8_t version, primitive;
  bool response, fragment;
  uint32_t conference;
  uint16_t transaction, user;
  bool has_floor, has_request, has_error;
  uint16_t floor, request; /* the first floor and floor request that it names */
  uint8_t status;          /* of a request: 1 pending ... 7 revoked; 0: not stated */
  uint8_t error;
  LmSlice error_info, status_info, display_name;
  LmAnomaly anomaly; /* the first; kind NONE where all is well */
} LmBfcp;

/* How long the message is that begins with @bytes; 0 if they are none, or too few to say. */
size_t lm_bfcp_len(LmSlice bytes);
/* Whether @bytes begin with a whole message whose attributes fit. */
bool lm_bfcp_looks_like(LmSlice bytes);
/* Takes the message apart. False when lm_bfcp_len() is 0. */
bool lm_bfcp_parse(LmSlice bytes, LmBfcp *message);
/* "FloorRequest"; "" for one that is not assigned. */
const char *lm_bfcp_primitive_name(uint8_t primitive);
/* "Granted"; "" for 0. */
const char *lm_bfcp_status_name(uint8_t status);
const char *lm_bfcp_error_name(uint8_t error);
