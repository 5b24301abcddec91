/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/ice_tracker.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "track/announcement.h"
#include "track/endpoint.h"
#include "track/living.h"

#include <stdio.h>
#include <stdlib.h>

#define DETAIL_SIZE 256
#define RECENT_CHECKS 4
#define CONSENT_NS (30 * LM_NS_PER_S) /* RFC 7675, 5.1 */
/* Checks without an answer that say that there is none, and not that one was lost. */
#define UNANSWERED_CHECKS 4

typedef struct {
  uint64_t transaction; /* hash; 0: none */
  bool nominates;
} Check;

/* What one end of a pair sent, and how it was answered. */
typedef struct {
  Check recent[RECENT_CHECKS]; /* the newest at @next - 1 */
  uint8_t next;
  uint32_t n_checks, n_unanswered; /* requests that are not repetitions; since the last answer */
  int64_t last_check_ns, last_answer_ns; /* LM_TIME_NONE: none */
  uint32_t last_frame;
  uint64_t user; /* hash of the names in its checks; 0: none were seen */
} Side;

/*   checked --(success of a check with USE-CANDIDATE)--> nominated
 *   nominated --(30 s of checks, no answer)--> lost --(success)--> nominated */
typedef struct {
  uint32_t ends[2];     /* endpoint rows: of the true ends */
  uint32_t outer[2][2]; /* rows of the packet's source and destination, as each side sends */
  Side sides[2];
  bool nominated, lost;
  bool tied[2]; /* the end is known to belong to a call */
} Pair;

typedef struct {
  uint32_t call, message, media;
} User;

struct LmIceTracker {
  LmVec pairs;
  LmVec users;
  LmTable pairs_by_ends;
  LmTable users_by_name;
};

void
lm_ice_tracker_free(LmIceTracker *ice)
{
  if (!ice)
    return;
  lm_vec_clear(&ice->pairs);
  lm_vec_clear(&ice->users);
  lm_table_clear(&ice->pairs_by_ends);
  lm_table_clear(&ice->users_by_name);
  free(ice);
}

static LmIceTracker *
tracker_of(LmTrace *trace)
{
  if (!trace->ice) {
    trace->ice = lm_alloc(sizeof *trace->ice);
    trace->ice->pairs = LM_VEC_INIT(Pair);
    trace->ice->users = LM_VEC_INIT(User);
  }
  return trace->ice;
}

static uint64_t
hash_slice(LmSlice bytes)
{
  return lm_hash(lm_hash_key(), bytes.data, bytes.len);
}

void
lm_trace_learn_ice_user(LmTrace *trace, uint64_t ufrag, uint32_t call, uint32_t message,
                        uint32_t media)
{
  LmIceTracker *ice = tracker_of(trace);
  LmTableWalk walk;
  uint32_t row = lm_table_first(&ice->users_by_name, ufrag, &walk);
  /* The whole 64 bits of a keyed hash stand for the name. A bundle has one for all its lines. */
  if (row == LM_NONE) {
    if (ice->users.len >= LM_LIMIT_ICE_USERS) {
      trace->counters.pairs_refused++;
      return;
    }
    row = ice->users.len;
    lm_vec_push(&ice->users);
    lm_table_add(&ice->users_by_name, ufrag, row);
    *(User *)lm_vec_at(&ice->users, row) = (User){call, message, media};
    return;
  }
  User *user = lm_vec_at(&ice->users, row);
  if (user->message != message)
    *user = (User){call, message, media};
}

static const User *
find_user(const LmIceTracker *ice, LmSlice name)
{
  LmTableWalk walk;
  uint32_t row = name.len ? lm_table_first(&ice->users_by_name, hash_slice(name), &walk) : LM_NONE;
  return row == LM_NONE ? NULL : lm_vec_at(&ice->users, row);
}

static Pair *
find_pair(LmIceTracker *ice, uint32_t a, uint32_t b, bool make)
{
  const uint32_t key[] = {a < b ? a : b, a < b ? b : a};
  uint64_t hash = lm_hash(lm_hash_key(), key, sizeof key);
  LmTableWalk walk;
  uint32_t row = lm_table_first(&ice->pairs_by_ends, hash, &walk);
  for (; row != LM_NONE; row = lm_table_next(&ice->pairs_by_ends, &walk)) {
    Pair *pair = lm_vec_at(&ice->pairs, row);
    if (pair->ends[0] == key[0] && pair->ends[1] == key[1])
      return pair;
  }
  if (!make || ice->pairs.len >= LM_LIMIT_ICE_PAIRS)
    return NULL;
  lm_table_add(&ice->pairs_by_ends, hash, ice->pairs.len);
  Pair *pair = lm_vec_push(&ice->pairs);
  *pair = (Pair){.ends = {key[0], key[1]}, .outer = {{LM_NONE, LM_NONE}, {LM_NONE, LM_NONE}}};
  for (int i = 0; i < 2; i++)
    pair->sides[i].last_check_ns = pair->sides[i].last_answer_ns = LM_TIME_NONE;
  return pair;
}

/* What is known of the pair, with its ends in the order of @from. */
static void
describe_pair(const LmTrace *trace, const Pair *pair, unsigned from, char detail[DETAIL_SIZE])
{
  char a[LM_ENDPOINT_TEXT_SIZE], b[LM_ENDPOINT_TEXT_SIZE];
  snprintf(detail, DETAIL_SIZE, "%s <-> %s",
           lm_endpoint_format(lm_trace_endpoint(trace, pair->ends[from]), a),
           lm_endpoint_format(lm_trace_endpoint(trace, pair->ends[!from]), b));
}

static void
add_state(LmTrace *trace, const Pair *pair, unsigned from, int64_t time_ns, LmEventOutcome outcome,
          const char *label)
{
  char detail[DETAIL_SIZE];
  describe_pair(trace, pair, from, detail);
  LmDatagram at = {
      .time_ns = time_ns,
      .frame = pair->sides[from].last_frame,
      .src = pair->outer[from][0],
      .dst = pair->outer[from][1],
  };
  lm_datagram_state(trace, &at, LM_EVENT_ICE, outcome, label, detail);
}

/* Consent ends 30 seconds after the last answer (RFC 7675, 5.1); @now_ns is when it is asked. */
static void
check_consent(LmTrace *trace, Pair *pair, unsigned from, int64_t now_ns)
{
  const Side *side = &pair->sides[from];
  if (!pair->nominated || pair->lost || side->last_answer_ns == LM_TIME_NONE ||
      side->n_unanswered < UNANSWERED_CHECKS ||
      lm_time_sub(now_ns, side->last_answer_ns) < CONSENT_NS)
    return;
  pair->lost = true;
  add_state(trace, pair, from, side->last_answer_ns + CONSENT_NS, LM_EVENT_FAILURE,
            N_("consent lost"));
}

/* An end that @name stands for belongs to the call that announced the name, whatever address
 * translators made of it (RFC 8445, 7.3.1.3). A server of TURN belongs to none: where its peer is
 * not known, nothing is tied. */
static void
tie_end(LmTrace *trace, Pair *pair, unsigned end, LmSlice name)
{
  const User *user = pair->tied[end] ? NULL : find_user(trace->ice, name);
  if (!user)
    return;
  pair->tied[end] = true;
  lm_trace_announce_at(trace, pair->ends[end], user->call, user->message, user->media);
}

/* The name is the receiver's, a colon and the sender's (RFC 8445, 7.2.2). */
static void
tie_ends(LmTrace *trace, Pair *pair, unsigned from, const LmDatagram *datagram, LmSlice username)
{
  LmSlice sender, receiver = lm_slice_split(username, ':', &sender);
  bool hidden = datagram->in_turn && datagram->real_src == datagram->src &&
                datagram->real_dst == datagram->dst;
  if (hidden)
    return;
  tie_end(trace, pair, !from, receiver);
  tie_end(trace, pair, from, sender);
}

static void
note_check(Side *side, const LmDatagram *datagram, const LmStun *stun)
{
  uint64_t transaction = hash_slice(stun->transaction);
  side->last_check_ns = datagram->time_ns;
  side->last_frame = datagram->frame;
  for (unsigned i = 0; i < RECENT_CHECKS; i++)
    if (side->recent[i].transaction == transaction)
      return;
  side->recent[side->next++ % RECENT_CHECKS] = (Check){transaction, stun->use_candidate};
  side->n_checks++;
  side->n_unanswered++;
}

/* Other names are another session of ICE between the same ends: after a restart (RFC 8445, 9), or
 * of the next call. */
static void
check_session(Pair *pair, unsigned from, LmSlice username)
{
  if (username.len == 0)
    return;
  uint64_t user = hash_slice(username);
  if (pair->sides[from].user && pair->sides[from].user != user) {
    pair->nominated = pair->lost = pair->tied[0] = pair->tied[1] = false;
    for (unsigned i = 0; i < 2; i++)
      pair->sides[i] = (Side){.last_check_ns = LM_TIME_NONE, .last_answer_ns = LM_TIME_NONE};
  }
  pair->sides[from].user = user;
}

static const char *
describe_check(const LmStun *stun, char detail[DETAIL_SIZE])
{
  snprintf(detail, DETAIL_SIZE, "%s%s%s", stun->controlling ? "controlling" : "",
           stun->controlled ? "controlled" : "", stun->use_candidate ? ", USE-CANDIDATE" : "");
  size_t at = strlen(detail);
  if (stun->has_priority)
    snprintf(detail + at, DETAIL_SIZE - at, "%spriority %u", at ? ", " : "", stun->priority);
  return detail;
}

/* Behind @detail: through which peer of TURN. */
static void
add_peer(const LmTrace *trace, const LmDatagram *datagram, char detail[DETAIL_SIZE])
{
  char text[LM_ENDPOINT_TEXT_SIZE];
  uint32_t peer = datagram->real_src != datagram->src ? datagram->real_src : datagram->real_dst;
  if (!datagram->in_turn)
    return;
  size_t at = strlen(detail);
  snprintf(detail + at, DETAIL_SIZE - at, "%sTURN%s%s", at ? ", " : "",
           peer == datagram->dst ? "" : " peer ",
           peer == datagram->dst ? "" : lm_endpoint_format(lm_trace_endpoint(trace, peer), text));
}

static void
add_check(LmTrace *trace, const LmDatagram *datagram, const LmStun *stun)
{
  char detail[DETAIL_SIZE];
  describe_check(stun, detail);
  add_peer(trace, datagram, detail);
  Pair *pair = find_pair(tracker_of(trace), datagram->real_src, datagram->real_dst, true);
  trace->counters.pairs_refused += !pair;
  if (pair) {
    unsigned from = pair->ends[0] != datagram->real_src;
    pair->outer[from][0] = datagram->src;
    pair->outer[from][1] = datagram->dst;
    check_session(pair, from, stun->username);
    tie_ends(trace, pair, from, datagram, stun->username);
    check_consent(trace, pair, from, datagram->time_ns);
    note_check(&pair->sides[from], datagram, stun);
  }
  lm_datagram_event(trace, datagram, LM_EVENT_ICE, LM_EVENT_NOTE, "Binding request", detail);
}

static void
describe_answer(const LmTrace *trace, const LmDatagram *datagram, const LmStun *stun,
                char detail[DETAIL_SIZE])
{
  char address[LM_ENDPOINT_TEXT_SIZE];
  detail[0] = '\0';
  if (stun->mapped.addr.family != LM_ADDR_NONE)
    snprintf(detail, DETAIL_SIZE, "mapped %s", lm_endpoint_format(&stun->mapped, address));
  add_peer(trace, datagram, detail);
}

/* Role conflicts are settled by trying again (RFC 8445, 7.3.1.1), and challenges are answered. */
static LmEventOutcome
outcome_of(const LmStun *stun)
{
  if (stun->message_class == LM_STUN_SUCCESS)
    return LM_EVENT_GOOD;
  if (stun->message_class != LM_STUN_ERROR)
    return LM_EVENT_NOTE;
  return stun->error == 487 || stun->error == 401 || stun->error == 438 ? LM_EVENT_WARNING
                                                                        : LM_EVENT_FAILURE;
}

static void
add_answer_event(LmTrace *trace, const LmDatagram *datagram, const LmStun *stun,
                 LmEventProtocol protocol)
{
  bool error = stun->message_class == LM_STUN_ERROR;
  char detail[DETAIL_SIZE], label[64];
  describe_answer(trace, datagram, stun, detail);
  snprintf(label, sizeof label, "Binding %s", error ? "error" : "success");
  if (error && stun->error)
    snprintf(label, sizeof label, "Binding error %u %s", stun->error,
             lm_stun_error_name(stun->error));
  LmEventOutcome outcome = outcome_of(stun);
  /* Of many answers those to checks alone say that something came to be. */
  if (outcome == LM_EVENT_GOOD && protocol == LM_EVENT_STUN)
    outcome = LM_EVENT_NOTE;
  lm_datagram_event(trace, datagram, protocol, outcome, label, detail);
}

/* Whether the answer is one to a check of @side that asked for nomination. */
static bool
answers(Side *side, const LmStun *stun, bool *nominates)
{
  uint64_t transaction = hash_slice(stun->transaction);
  for (unsigned i = 0; i < RECENT_CHECKS; i++)
    if (side->recent[i].transaction == transaction) {
      *nominates = side->recent[i].nominates;
      return true;
    }
  return false;
}

static void
note_success(LmTrace *trace, Pair *pair, unsigned from, const LmDatagram *datagram, bool nominates)
{
  Side *side = &pair->sides[from];
  check_consent(trace, pair, from, datagram->time_ns);
  side->n_unanswered = 0;
  side->last_answer_ns = datagram->time_ns;
  side->last_frame = datagram->frame;
  if (pair->lost)
    add_state(trace, pair, from, datagram->time_ns, LM_EVENT_GOOD, N_("consent given again"));
  pair->lost = false;
  if (nominates && !pair->nominated) {
    pair->nominated = true;
    add_state(trace, pair, from, datagram->time_ns, LM_EVENT_GOOD, N_("nominated"));
  }
}

static void
add_answer(LmTrace *trace, const LmDatagram *datagram, const LmStun *stun)
{
  LmIceTracker *ice = trace->ice;
  Pair *pair = ice ? find_pair(ice, datagram->real_src, datagram->real_dst, false) : NULL;
  unsigned from = pair && pair->ends[0] != datagram->real_dst;
  bool nominates = false;
  if (!pair || !answers(&pair->sides[from], stun, &nominates)) {
    add_answer_event(trace, datagram, stun, LM_EVENT_STUN);
    return;
  }
  add_answer_event(trace, datagram, stun, LM_EVENT_ICE);
  if (stun->message_class == LM_STUN_SUCCESS)
    note_success(trace, pair, from, datagram, nominates);
}

void
lm_trace_add_binding(LmTrace *trace, const LmDatagram *datagram, const LmStun *stun)
{
  char label[64];
  if (stun->message_class == LM_STUN_SUCCESS || stun->message_class == LM_STUN_ERROR) {
    add_answer(trace, datagram, stun);
  } else if (stun->message_class == LM_STUN_REQUEST && lm_stun_has_ice(stun)) {
    add_check(trace, datagram, stun);
  } else {
    const char *name = lm_stun_method_name(stun->method);
    snprintf(label, sizeof label, "%s %s", *name ? name : "?",
             lm_stun_class_name(stun->message_class));
    lm_datagram_event(trace, datagram, LM_EVENT_STUN, LM_EVENT_NOTE, label,
                      stun->classic ? "RFC 3489" : "");
  }
}

void
lm_trace_finish_ice(LmTrace *trace)
{
  for (uint32_t row = 0; trace->ice && row < trace->ice->pairs.len; row++) {
    Pair *pair = lm_vec_at(&trace->ice->pairs, row);
    for (unsigned from = 0; from < 2; from++) {
      const Side *side = &pair->sides[from];
      check_consent(trace, pair, from, trace->counters.last_ns);
      if (side->last_answer_ns == LM_TIME_NONE && side->n_unanswered >= UNANSWERED_CHECKS)
        add_state(trace, pair, from, side->last_check_ns, LM_EVENT_WARNING,
                  N_("checks without an answer"));
    }
  }
}

static bool
keeps_pair(const LmLiving *living, void *row)
{
  const Pair *pair = row;
  return lm_living_has_ends(living, pair->ends[0], pair->ends[1]) &&
         lm_living_has_ends(living, pair->outer[0][0], pair->outer[0][1]) &&
         lm_living_has_ends(living, pair->outer[1][0], pair->outer[1][1]);
}

static bool
keeps_user(const LmLiving *living, void *row)
{
  return lm_living_has_call(living, ((const User *)row)->call);
}

void
lm_ice_keep(LmIceTracker *ice, const LmLiving *living)
{
  if (!ice)
    return;
  free(lm_living_keep(&ice->pairs, &ice->pairs_by_ends, living, keeps_pair));
  free(lm_living_keep(&ice->users, &ice->users_by_name, living, keeps_user));
}
