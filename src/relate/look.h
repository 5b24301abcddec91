/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A message of the trace, parsed once more because somebody looks, and the few readings of it that
 * all relations need. What is found points into the capture's bytes, so it lives as long as the
 * trace, and not only as long as the look. One thread. */

#include "proto/sip/address.h"
#include "proto/sip/message.h"
#include "track/trace.h"

typedef struct {
  const LmTrace *trace;
  LmArena arena; /* of the message looked at */
  LmSipMessage message;
} LmLook;

/* Owned: lm_look_free(). */
LmLook *lm_look_new(const LmTrace *trace);
void lm_look_free(LmLook *look);
/* Message @index of the trace; it stays until the next call. NULL where it cannot be parsed. */
const LmSipMessage *lm_look_at(LmLook *look, uint32_t index);

/* The value of the first header called @name, for those without a number of their own; empty where
 * there is none. */
LmSlice lm_look_named(const LmSipMessage *message, const char *name);

/* Walks over the values of all headers of one name, split at commas (RFC 3261, 7.3.1). */
typedef struct {
  const LmSipMessage *message;
  LmSipHeaderKind kind; /* OTHER: by @name */
  const char *name;
  uint32_t next; /* header */
  LmSlice rest;  /* of the header before */
} LmLookValues;

static inline LmLookValues
lm_look_values(const LmSipMessage *message, LmSipHeaderKind kind)
{
  return (LmLookValues){.message = message, .kind = kind};
}

static inline LmLookValues
lm_look_named_values(const LmSipMessage *message, const char *name)
{
  return (LmLookValues){.message = message, .name = name};
}

bool lm_look_next(LmLookValues *values, LmSlice *value);

/* "expires=3600" of @parameters as a number; @otherwise where it is not there or no number. */
uint32_t lm_look_number(LmSlice parameters, const char *name, uint32_t otherwise);
/* The value of a parameter without its quotes; empty where it is not there. */
LmSlice lm_look_parameter(LmSlice parameters, const char *name);
/* A header value that is a number of seconds; @otherwise where it is none. */
uint32_t lm_look_seconds(LmSlice value, uint32_t otherwise);

/* The URI of @value (From, To, Contact), all of it where there is none to be found; and without
 * parameters and headers, as an address of record (RFC 3261, 10.3, step 5). */
LmSlice lm_look_uri(LmSlice value);
LmSlice lm_look_aor(LmSlice value);
/* A keyed hash that does not depend on the case of ASCII letters. */
uint64_t lm_look_hash_nocase(LmSlice text);
