/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the messages of a generated call are, and their text. A call is an INVITE dialog, through a
 * record-routing proxy (14 messages on two hops) or straight between two agents (7 messages). */

#include "truth.h"
#include "writer.h"

typedef enum { PARTY_CALLER, PARTY_PROXY, PARTY_CALLEE } Party;

typedef struct {
  Party from, to;
  Method method;                /* of a request, or of the request that a response answers */
  int status;                   /* 0: a request */
  uint32_t delay_ms, random_ms; /* since the message before: delay_ms, and up to random_ms more */
  bool media;                   /* speech begins after this message; the next one ends it */
} Step;

extern const Step proxied_call[];
extern const int n_proxied_call;
extern const Step crowded_call[];
extern const int n_crowded_call;
extern const Step direct_call[];
extern const int n_direct_call;

typedef struct {
  uint64_t number; /* in the file; makes tags, branches and the Call-ID */
  bool proxied, tcp;
  int refusal;         /* the final status of a call that is not answered, else 0 */
  Path hops[2];        /* caller to proxy, proxy to callee; a direct call has the first alone */
  uint16_t media[2];   /* the RTP ports of caller and callee */
  char address[3][48]; /* of each Party, as it stands in a URI */
} Call;

/* Writes the message into @out; returns its length. */
size_t scenario_message(const Call *call, const Step *step, char *out, size_t size);
