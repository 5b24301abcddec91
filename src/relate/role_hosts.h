/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the search for roles remembers. For relate/role*.c only. */

#include "base/hash.h"
#include "relate/look.h"
#include "relate/roles.h"

/* A request on all its hops. */
typedef struct {
  uint64_t hash;
  int64_t time_ns;
  int64_t joined_ns; /* when the call that it led to at a B2BUA was answered */
  int64_t again_ns;  /* when it came again, and to which host */
  uint32_t again_at;
  uint32_t at;          /* host that it came to last */
  uint32_t sent_100_by; /* host, of an INVITE; LM_NONE */
  uint32_t led_from;    /* request that came to the host that made this one before; LM_NONE */
  uint32_t pinged_by;   /* host whose OPTIONS outside a dialog it is; LM_NONE */
  uint16_t n_vias;      /* on the last hop */
  bool answered;
} LmRoleRequest;

struct LmRoles {
  const LmTrace *trace;
  LmLook *look;
  LmVec hosts, requests;
  LmTable by_host, by_request;
  /* Addresses that talk to themselves; as the search begins. */
  LmVec selves;
  LmTable by_self;
  uint32_t pass, next; /* which time it goes through the messages, and where it is */
};

static inline LmHostRoles *
lm_role_host(const LmRoles *roles, uint32_t index)
{
  return lm_vec_at(&roles->hosts, index);
}

static inline void
lm_role_give(LmRoles *roles, uint32_t host, LmRole role, const LmMessage *evidence)
{
  LmHostRoles *row = lm_role_host(roles, host);
  if (!(row->roles & 1u << role))
    row->frames[role] = evidence->frame;
  row->roles |= 1u << role;
}

/* role_hosts.c: notes that the host of message row @row talks to itself, if it does. */
void lm_role_note_self(LmRoles *roles, const LmMessage *row);
/* When all were noted: makes the rows of the hosts that sent and received it. */
void lm_role_collect(LmRoles *roles, const LmMessage *row);
/* role_requests.c */
void lm_role_take_request(LmRoles *roles, const LmMessage *own, const LmSipMessage *message);
LmRoleRequest *
lm_role_request(const LmRoles *roles, const LmMessage *own, const LmSipMessage *message);
/* What begins and ends calls in the telephone network says so (RFC 3204; RFC 3398). */
void lm_role_look_for_gateway(LmRoles *roles, uint32_t host, const LmMessage *own,
                              const LmSipMessage *message);
