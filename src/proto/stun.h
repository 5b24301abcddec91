/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* STUN messages (RFC 8489), classic ones (RFC 3489), and what TURN (RFC 8656) and ICE (RFC 8445)
 * add to them. Pure; slices point into the bytes that were parsed. */

#include "base/addr.h"
#include "proto/anomaly.h"

#define LM_STUN_HEADER_BYTES 20
#define LM_STUN_MAX_ANOMALIES 8

typedef enum {
  LM_STUN_REQUEST,
  LM_STUN_INDICATION,
  LM_STUN_SUCCESS,
  LM_STUN_ERROR,
} LmStunClass;

typedef enum {
  LM_STUN_BINDING = 1,
  LM_STUN_SHARED_SECRET = 2, /* RFC 3489 alone */
  LM_STUN_ALLOCATE = 3,
  LM_STUN_REFRESH = 4,
  LM_STUN_SEND = 6,
  LM_STUN_DATA = 7,
  LM_STUN_CREATE_PERMISSION = 8,
  LM_STUN_CHANNEL_BIND = 9,
  LM_STUN_CONNECT = 10,
  LM_STUN_CONNECTION_BIND = 11,
  LM_STUN_CONNECTION_ATTEMPT = 12,
} LmStunMethod;

/* How the value of an attribute is to be read. */
typedef enum {
  LM_STUN_BYTES, /* as it is */
  LM_STUN_TEXT,
  LM_STUN_ADDRESS,     /* RFC 8489, 14.1 */
  LM_STUN_XOR_ADDRESS, /* RFC 8489, 14.2 */
  LM_STUN_NUMBER,      /* 32 bits */
  LM_STUN_LONG_NUMBER, /* 64 bits */
  LM_STUN_FLAG,        /* no value */
  LM_STUN_ERROR_CODE,  /* RFC 8489, 14.8 */
  LM_STUN_TYPES,       /* a list of attribute types, RFC 8489, 14.9 */
  LM_STUN_CHANNEL,     /* RFC 8656, 18.1 */
  LM_STUN_TRANSPORT,   /* the number of an IP protocol, RFC 8656, 18.7 */
  LM_STUN_FAMILY,      /* of addresses, RFC 8656, 18.6 */
  LM_STUN_PAYLOAD,     /* what another protocol sent, RFC 8656, 18.3 */
  LM_STUN_CRC,         /* RFC 8489, 14.7 */
} LmStunForm;

typedef struct {
  uint16_t type;
  LmSlice whole; /* header, value and padding */
  LmSlice value; /* without padding */
} LmStunAttribute;

typedef struct {
  LmSlice bytes; /* the message; a datagram may have more */
  LmSlice transaction;
  uint16_t type, method;
  uint8_t message_class;                                     /* LmStunClass */
  bool classic;                                              /* without magic cookie */
  bool has_priority, use_candidate, controlling, controlled; /* ICE */
  bool has_integrity, has_fingerprint, fingerprint_good, has_lifetime;
  uint16_t channel;        /* 0: none */
  uint16_t error;          /* of an error response; 0: none */
  uint32_t lifetime_s;     /* TURN */
  uint32_t priority;       /* ICE */
  LmSlice error_reason;    /* as sent; may be empty */
  LmSlice username, realm; /* may hold any byte */
  LmSlice software;
  LmSlice data;         /* of a Send or Data indication */
  LmSlice dtls;         /* of a check that carries a handshake along */
  LmEndpoint mapped;    /* XOR-MAPPED-ADDRESS, else MAPPED-ADDRESS; family NONE: neither */
  LmEndpoint peer;      /* XOR-PEER-ADDRESS */
  LmEndpoint relayed;   /* XOR-RELAYED-ADDRESS */
  uint32_t n_anomalies; /* all that were met */
  LmAnomaly anomalies[LM_STUN_MAX_ANOMALIES]; /* offsets from the start of the message */
} LmStun;

/* Takes the message at the start of @datagram apart. False when there is no header, or its first
 * two bits are not zero. Of an attribute that stands twice the first counts (RFC 8489, 14). */
bool lm_stun_parse(LmSlice datagram, LmStun *stun);
/* Takes the next attribute off @rest, which begins behind the header. False at the end, and where
 * one reaches beyond it. */
bool lm_stun_next(LmSlice *rest, LmStunAttribute *attribute);
/* The address in @attribute of @stun; false where its value is none or it has another form. */
bool lm_stun_address(const LmStun *stun, const LmStunAttribute *attribute, LmEndpoint *address);
/* Whether the message is part of ICE: it has one of its attributes, or is the answer to a check,
 * which nothing but the request tells, so that a plain success is not known to be one. */
bool lm_stun_has_ice(const LmStun *stun);

/* As IANA has them (STUN Parameters), and the old and private ones that are met; "" for a number
 * without a name. */
const char *lm_stun_method_name(uint16_t method);
const char *lm_stun_attribute_name(uint16_t type);
LmStunForm lm_stun_attribute_form(uint16_t type);
const char *lm_stun_error_name(uint16_t code);
/* "request", "indication", "success", "error". */
const char *lm_stun_class_name(LmStunClass message_class);
