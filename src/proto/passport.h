/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A PASSporT (RFC 8225) as the header Identity carries it (RFC 8224, 4): who calls whom, signed by
 * who vouches for it. Taken apart for who looks; all of it is in the arena or points into the
 * value. Pure. */

#include "proto/detail.h"

typedef struct {
  LmSlice token;           /* "header.payload.signature", base64url */
  LmSlice signed_text;     /* what of it the signature is over; empty in compact form */
  LmSlice signature;       /* decoded */
  LmSlice info, alg, ppt;  /* parameters beside it, without brackets and quotes */
  LmSlice header, payload; /* decoded JSON */
  const LmDetail *members; /* of the header: below it; NULL where it is not JSON */
  const LmDetail *claims;  /* of the payload, likewise */
  bool compact;            /* the signature alone; what it is over is in the other headers */
} LmPassport;

/* Reads one value of Identity. False if it has not the look of a PASSporT. */
bool lm_passport_parse(LmSlice value, LmArena *arena, LmPassport *passport);

/* What kind of JSON a member has. */
typedef enum {
  LM_CLAIM_NONE, /* it is not there */
  LM_CLAIM_STRING,
  LM_CLAIM_NUMBER,
  LM_CLAIM_OBJECT,
  LM_CLAIM_ARRAY
} LmClaimKind;

/* The member @name directly below @within, or NULL. */
const LmDetail *lm_passport_member(const LmDetail *within, const char *name);
/* Its kind; @json is passport->header or ->payload, of which it is. */
LmClaimKind lm_passport_kind(const LmDetail *member, LmSlice json);
/* Seconds since 1970 of claim "iat"; false if there is none. */
bool lm_passport_issued(const LmPassport *passport, int64_t *seconds);
/* Whether all of @json is written in the one way that can be written again: members sorted, no
 * white space (RFC 8225, 9). @members are its. */
bool lm_passport_is_canonical(const LmDetail *members, LmSlice json);

#define LM_PASSPORT_NUMBER_SIZE 32
/* The digits of a telephone number in the user part of a URI, as a claim "tn" has them (RFC 8224,
 * 8.3): no plus, no separators, no parameters. False for what is no number, or has more than
 * LM_PASSPORT_NUMBER_SIZE - 1 digits. */
bool lm_passport_number(LmSlice user, char number[LM_PASSPORT_NUMBER_SIZE]);
/* Whether @claim, an object "orig" or "dest" of the PASSporT, names the @uri of a header: its
 * number
 * ("tn") or itself ("uri"), alone or in an array. Numbers that differ in a prefix alone agree. */
bool lm_passport_names(const LmPassport *passport, const LmDetail *claim, LmSlice uri);
