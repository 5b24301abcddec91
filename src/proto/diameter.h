/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Diameter (RFC 6733), as far as the applications of an IMS use it: Cx (3GPP TS 29.229), Sh
 * (29.329), Rx (29.214), Gx (29.212), credit control (RFC 8506). Pure; slices point into the
 * message. */

#include "base/addr.h"
#include "proto/anomaly.h"

#define LM_DIAMETER_HEADER_BYTES 20
#define LM_DIAMETER_VENDOR_3GPP 10415u
#define LM_DIAMETER_MAX_IDENTITIES 6
#define LM_DIAMETER_MAX_FLOWS 8

typedef enum {
  LM_DIAMETER_OCTETS,
  LM_DIAMETER_UTF8, /* and what RFC 6733, 4.3.1 derives from it */
  LM_DIAMETER_UNSIGNED32,
  LM_DIAMETER_ENUMERATED,
  LM_DIAMETER_ADDRESS, /* behind its family, or as 4 or 16 bytes */
  LM_DIAMETER_GROUPED,
} LmDiameterType;

typedef struct {
  uint32_t code, vendor; /* 0: the IETF's */
  const char *name;
  LmDiameterType type;
} LmDiameterName;

typedef struct {
  uint32_t code, vendor;
  uint8_t flags;
  LmSlice value; /* without padding */
} LmDiameterAvp;

typedef struct {
  LmSlice bytes;
  uint32_t command, application;
  uint32_t hop_by_hop, end_to_end;
  bool request, error;
  uint32_t result;   /* Result-Code or Experimental-Result-Code; 0: none */
  bool experimental; /* the latter: its meaning is the vendor's */
  LmSlice session_id, user_name, origin_host, destination_host, server_name;
  /* Public identities, subscriptions and stations that it is about. */
  LmSlice identities[LM_DIAMETER_MAX_IDENTITIES];
  uint32_t n_identities;
  LmSlice charging_identifier; /* AF-Charging-Identifier: the icid-value of SIP (RFC 7315, 5.6) */
  LmAddr framed_ip;            /* of the user, in IPv6 its /64; family NONE: not stated */
  /* Both ends of the media that it is about, by its Flow-Descriptions (TS 29.214, 5.3.8). */
  LmEndpoint flows[LM_DIAMETER_MAX_FLOWS];
  uint32_t n_flows;
  LmAnomaly anomaly; /* the first; kind NONE where all is well */
} LmDiameter;

/* Whether @bytes begin with a header and the start of an AVP that messages begin with (RFC 6733, 3
 * and 8.8: Session-Id, or Origin-Host where there is no session). */
bool lm_diameter_looks_like(LmSlice bytes);
/* How long the message is that begins with @bytes; 0 if they are none, or too few to say. */
size_t lm_diameter_len(LmSlice bytes);
/* Takes the message apart. False when lm_diameter_len() is 0. */
bool lm_diameter_parse(LmSlice bytes, LmDiameter *message);
/* Takes the next AVP off @rest, which lies behind the header or in a grouped AVP. */
bool lm_diameter_next_avp(LmSlice *rest, LmDiameterAvp *avp);

/* The dictionary's entry; NULL for an AVP that is not in it. */
const LmDiameterName *lm_diameter_avp_name(uint32_t code, uint32_t vendor);
/* "UAR" for User-Authorization-Request; the number of a command without a name. @out holds 16 bytes
 * and is returned. */
const char *lm_diameter_command_name(uint32_t command, bool request, char *out);
/* "Cx"; NULL for an application without a name. */
const char *lm_diameter_application_name(uint32_t application);
/* "DIAMETER_SUCCESS"; NULL for one without a name. */
const char *lm_diameter_result_name(uint32_t result, bool experimental);
