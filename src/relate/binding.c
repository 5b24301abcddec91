/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/binding.h"

#include "base/limits.h"
#include "relate/look.h"

void
lm_binding_add_step(LmRegistrations *r, uint32_t index, LmBindingStep step)
{
  LmBinding *binding = lm_binding_row(r, index);
  uint32_t row = r->steps.len;
  step.next = LM_NONE;
  *(LmBindingStep *)lm_vec_push(&r->steps) = step;
  if (binding->last_step == LM_NONE)
    binding->first_step = row;
  else
    ((LmBindingStep *)lm_vec_at(&r->steps, binding->last_step))->next = row;
  binding->last_step = row;
}

LmAor *
lm_aor_intern(LmRegistrations *r, LmSlice uri)
{
  uint64_t hash = lm_look_hash_nocase(uri);
  LmTableWalk walk;
  uint32_t index = lm_table_first(&r->by_aor, hash, &walk);
  for (; index != LM_NONE; index = lm_table_next(&r->by_aor, &walk)) {
    LmAor *aor = lm_vec_at(&r->aors, index);
    if (aor->hash == hash && lm_slice_equal_nocase(aor->uri, uri))
      return aor;
  }
  index = r->aors.len;
  LmAor *aor = lm_vec_push(&r->aors);
  *aor = (LmAor){.hash = hash, .uri = uri, .first = LM_NONE};
  lm_table_add(&r->by_aor, hash, index);
  return aor;
}

LmContact
lm_contact_read(LmSlice value)
{
  LmSipAddress address = {0};
  LmContact contact = {.reg_id = LM_NONE};
  if (!lm_sip_address_parse(value, &address))
    address.uri = lm_slice_trim(value);
  contact.uri = address.uri;
  contact.parameters = address.parameters;
  contact.instance = lm_look_parameter(address.parameters, "+sip.instance");
  contact.reg_id = lm_look_number(address.parameters, "reg-id", LM_NONE);
  return contact;
}

/* A client with several flows is known by its instance and the flow's number, whatever its contact
 * (RFC 5626, 6). */
static bool
is_flow(const LmContact *contact)
{
  return contact->instance.len && contact->reg_id != LM_NONE;
}

static uint64_t
contact_hash(const LmAor *aor, const LmContact *contact)
{
  LmSlice instance = contact->instance;
  uint64_t own =
      is_flow(contact)
          ? lm_hash_pair(lm_hash_key(), lm_hash(lm_hash_key(), instance.data, instance.len),
                         contact->reg_id)
          : lm_look_hash_nocase(contact->uri);
  return lm_hash_pair(lm_hash_key(), aor->hash, own);
}

uint32_t
lm_binding_find(const LmRegistrations *r, const LmAor *aor, const LmContact *contact)
{
  uint64_t hash = contact_hash(aor, contact);
  LmTableWalk walk;
  uint32_t index = lm_table_first(&r->by_contact, hash, &walk);
  for (; index != LM_NONE; index = lm_table_next(&r->by_contact, &walk)) {
    const LmBinding *binding = lm_binding_row(r, index);
    bool same = binding->hash == hash && lm_slice_equal_nocase(binding->aor, aor->uri);
    if (same && is_flow(contact) && binding->reg_id == contact->reg_id &&
        lm_slice_equal(binding->instance, contact->instance))
      return index;
    if (same && !is_flow(contact) && lm_slice_equal_nocase(binding->contact, contact->uri))
      return index;
  }
  return LM_NONE;
}

/* The row of @contact, made if there is none; LM_NONE when there are too many. */
uint32_t
lm_binding_intern(LmRegistrations *r, const LmAor *aor, const LmContact *contact, int64_t time_ns)
{
  uint64_t hash = contact_hash(aor, contact);
  uint32_t index = lm_binding_find(r, aor, contact);
  if (index != LM_NONE)
    return index;
  if (r->bindings.len >= LM_LIMIT_RELATED_ROWS) {
    r->refused++;
    return LM_NONE;
  }
  index = r->bindings.len;
  *(LmBinding *)lm_vec_push(&r->bindings) = (LmBinding){
      .hash = hash,
      .aor = aor->uri,
      .contact = contact->uri,
      .instance = contact->instance,
      .reg_id = contact->reg_id,
      .first_ns = time_ns,
      .registered_ns = LM_TIME_NONE,
      .refreshed_ns = LM_TIME_NONE,
      .expires_ns = LM_TIME_NONE,
      .ended_ns = LM_TIME_NONE,
      .source = LM_NONE,
      .registrar = LM_NONE,
      .asked_s = LM_NONE,
      .granted_s = LM_NONE,
      .flow_timer_s = LM_NONE,
      .first_step = LM_NONE,
      .last_step = LM_NONE,
      .call = LM_NONE,
      .request = LM_NONE,
      .response = LM_NONE,
      .next_of_aor = LM_NONE,
  };
  lm_table_add(&r->by_contact, hash, index);
  return index;
}

/* What was granted and not refreshed has gone before @now_ns. */
void
lm_binding_let_expire(LmRegistrations *r, uint32_t index, int64_t now_ns)
{
  LmBinding *binding = lm_binding_row(r, index);
  if (binding->state != LM_BINDING_REGISTERED || binding->expires_ns == LM_TIME_NONE ||
      now_ns <= binding->expires_ns)
    return;
  binding->state = LM_BINDING_EXPIRED;
  binding->ended_ns = binding->expires_ns;
  lm_binding_add_step(r, index,
                      (LmBindingStep){.time_ns = binding->ended_ns,
                                      .kind = LM_BINDING_STEP_EXPIRED,
                                      .expires_s = LM_NONE});
}

void
lm_binding_end(LmRegistrations *r, uint32_t index, const LmMessage *response)
{
  LmBinding *binding = lm_binding_row(r, index);
  binding->state = LM_BINDING_REMOVED;
  binding->ended_ns = response->time_ns;
  binding->expires_ns = LM_TIME_NONE;
  lm_binding_add_step(r, index,
                      (LmBindingStep){.time_ns = response->time_ns,
                                      .frame = response->frame,
                                      .kind = LM_BINDING_STEP_REMOVED,
                                      .status = response->status,
                                      .expires_s = 0});
}

void
lm_binding_begin(LmRegistrations *r, uint32_t index, LmAor *aor, uint32_t row, uint32_t granted_s,
                 bool asked_for)
{
  const LmMessage *response = lm_trace_message(r->trace, row);
  LmBinding *binding = lm_binding_row(r, index);
  LmBindingStepKind kind = LM_BINDING_STEP_REGISTERED;
  lm_binding_let_expire(r, index, response->time_ns);
  if (binding->state == LM_BINDING_REGISTERED) {
    kind = LM_BINDING_STEP_REFRESHED;
    binding->n_refreshes += asked_for;
    binding->refreshed_ns = asked_for ? response->time_ns : binding->refreshed_ns;
  } else {
    binding->registered_ns = response->time_ns;
  }
  bool news = asked_for || binding->state != LM_BINDING_REGISTERED;
  binding->state = LM_BINDING_REGISTERED;
  binding->response = row;
  binding->call = response->call;
  binding->ended_ns = LM_TIME_NONE;
  binding->granted_s = asked_for || binding->granted_s == LM_NONE ? granted_s : binding->granted_s;
  if (granted_s != LM_NONE)
    binding->expires_ns = lm_time_add(response->time_ns, (int64_t)granted_s * LM_NS_PER_S);
  if (!binding->listed_of_aor) {
    binding->listed_of_aor = true;
    binding->next_of_aor = aor->first;
    aor->first = index;
  }
  if (news)
    lm_binding_add_step(r, index,
                        (LmBindingStep){.time_ns = response->time_ns,
                                        .frame = response->frame,
                                        .kind = asked_for ? kind : LM_BINDING_STEP_LISTED,
                                        .status = response->status,
                                        .expires_s = granted_s});
}

/* "Contact: *" (RFC 3261, 10.2.2). Each was put into the list by what registered it. */
void
lm_binding_end_all(LmRegistrations *r, LmAor *aor, const LmMessage *response)
{
  uint32_t index = aor->first;
  aor->first = LM_NONE;
  while (index != LM_NONE) {
    LmBinding *binding = lm_binding_row(r, index);
    uint32_t next = binding->next_of_aor;
    binding->listed_of_aor = false;
    lm_binding_let_expire(r, index, response->time_ns);
    if (binding->state == LM_BINDING_REGISTERED)
      lm_binding_end(r, index, response);
    index = next;
  }
}

const char *
lm_binding_state_name(LmBindingState state)
{
  static const char *const names[LM_N_BINDING_STATES] = {"pending", "unanswered", "registered",
                                                         "removed", "expired",    "failed"};
  return names[state];
}

const char *
lm_credentials_name(LmCredentials credentials)
{
  static const char *const names[LM_N_CREDENTIALS] = {"none", "challenged", "accepted", "failed",
                                                      "stale"};
  return names[credentials];
}

const char *
lm_binding_step_name(LmBindingStepKind kind)
{
  static const char *const names[LM_N_BINDING_STEPS] = {"asked",     "challenged", "registered",
                                                        "refreshed", "listed",     "removed",
                                                        "expired",   "failed",     "unanswered"};
  return names[kind];
}
