/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The rows of registrations: how bindings are found, begin and end. For relate/registrations.c and
 * relate/binding.c only. */

#include "base/hash.h"
#include "relate/look.h"
#include "relate/registrations.h"

/* A REGISTER, on however many hops. */
typedef struct {
  uint32_t message;
  uint32_t call, cseq;
  bool answered;
} LmRegisterRequest;

/* The bindings of an address of record that may be alive. */
typedef struct {
  uint64_t hash;
  LmSlice uri;
  uint32_t first;
} LmAor;

struct LmRegistrations {
  const LmTrace *trace;
  LmLook *look, *look_back; /* at the message in turn, and at the request that it answers */
  LmVec bindings, steps, requests, aors;
  LmTable by_contact, by_request, by_aor;
  uint64_t refused;
};

/* What the walk over a message's contacts knows of each. */
typedef struct {
  LmSlice uri, parameters;
  LmSlice instance;
  uint32_t reg_id;
} LmContact;

static inline LmBinding *
lm_binding_row(const LmRegistrations *r, uint32_t index)
{
  return lm_vec_at(&r->bindings, index);
}

LmContact lm_contact_read(LmSlice value);
LmAor *lm_aor_intern(LmRegistrations *r, LmSlice uri);
/* The row of @contact, or LM_NONE. */
uint32_t lm_binding_find(const LmRegistrations *r, const LmAor *aor, const LmContact *contact);
/* The row of @contact, made if there is none; LM_NONE when there are too many. */
uint32_t
lm_binding_intern(LmRegistrations *r, const LmAor *aor, const LmContact *contact, int64_t time_ns);
void lm_binding_add_step(LmRegistrations *r, uint32_t index, LmBindingStep step);
/* What was granted and not refreshed has gone before @now_ns. */
void lm_binding_let_expire(LmRegistrations *r, uint32_t index, int64_t now_ns);
/* The response of row @row granted it for @granted_s seconds; @asked_for: to a request for it. */
void lm_binding_begin(LmRegistrations *r, uint32_t index, LmAor *aor, uint32_t row,
                      uint32_t granted_s, bool asked_for);
void lm_binding_end(LmRegistrations *r, uint32_t index, const LmMessage *response);
/* "Contact: *" (RFC 3261, 10.2.2). */
void lm_binding_end_all(LmRegistrations *r, LmAor *aor, const LmMessage *response);
