/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "relate/evidence_parts.h"

#include <math.h>

/* Before any evidence: a call that comes in near another one that goes out is one of some twenty
 * pairs of which at most one belongs together. */
#define BEFORE_ALL (-3.0)
/* The times of two calls depend on each other: together they say no more than this. */
#define MOST_OF_TIMES 9.0

static const struct {
  const char *name, *text;
  LmWeigh *weigh;
  bool identity, time;
} table[LM_N_EVIDENCE] = {
    [LM_EVIDENCE_CALL_ID_QUOTED] = {"call-id-quoted", N_("a header repeats the Call-ID"),
                                    lm_weigh_call_id_quoted, true, false},
    [LM_EVIDENCE_CALL_ID_AFFIX] = {"call-id-affix", N_("Call-ID made from the other"),
                                   lm_weigh_call_id_affix, true, false},
    [LM_EVIDENCE_SESSION_ID] = {"session-id", N_("same Session-ID"), lm_weigh_session_id, true,
                                false},
    [LM_EVIDENCE_ICID] = {"icid", N_("same charging identifier"), lm_weigh_icid, true, false},
    [LM_EVIDENCE_USER_TO_USER] = {"user-to-user", N_("same User-to-User"), lm_weigh_user_to_user,
                                  true, false},
    [LM_EVIDENCE_HEADER] = {"header", N_("same value of a header"), lm_weigh_header, true, false},
    [LM_EVIDENCE_BRANCH] = {"branch", N_("same Via branch"), lm_weigh_branch, true, false},
    [LM_EVIDENCE_ORIGIN] = {"sdp-origin", N_("same SDP origin"), lm_weigh_origin, true, false},
    [LM_EVIDENCE_MEDIA] = {"media", N_("same media address and port"), lm_weigh_media, true, false},
    [LM_EVIDENCE_SSRC] = {"ssrc", N_("same media source (SSRC)"), lm_weigh_ssrc, true, false},
    [LM_EVIDENCE_CALLER] = {"caller", N_("caller"), lm_weigh_caller, false, false},
    [LM_EVIDENCE_CALLEE] = {"callee", N_("callee"), lm_weigh_callee, false, false},
    [LM_EVIDENCE_HOST] = {"host", N_("one comes in where the other goes out"), lm_weigh_host, false,
                          false},
    [LM_EVIDENCE_SAME_WAY] = {"same-way", N_("both go between the same hosts"), lm_weigh_same_way,
                              false, false},
    [LM_EVIDENCE_TRAIL] = {"trail", N_("came through a host of the other"), lm_weigh_trail, false,
                           false},
    [LM_EVIDENCE_START] = {"start", N_("began one after the other"), lm_weigh_start, false, true},
    [LM_EVIDENCE_RINGING] = {"ringing", N_("rang one after the other"), lm_weigh_ringing, false,
                             true},
    [LM_EVIDENCE_ANSWER] = {"answer", N_("were answered one after the other"), lm_weigh_answer,
                            false, true},
    [LM_EVIDENCE_END] = {"end", N_("ended together"), lm_weigh_end, false, true},
};

const char *
lm_evidence_name(LmEvidenceKind kind)
{
  return table[kind].name;
}

const char *
lm_evidence_text(LmEvidenceKind kind)
{
  return _(table[kind].text);
}

bool
lm_evidence_is_identity(LmEvidenceKind kind)
{
  return table[kind].identity;
}

double
lm_odds_to_probability(double odds)
{
  return 1 / (1 + exp(-odds));
}

/* How many other legs between the hosts of either have @a and @b, which are one value. */
static uint32_t
count_others(const LmSurroundings *around, const LmMark *a, const LmMark *b)
{
  uint32_t of_a = *(const uint32_t *)lm_vec_at(&around->crowds, a->crowd);
  uint32_t of_b = *(const uint32_t *)lm_vec_at(&around->crowds, b->crowd);
  return a->crowd == b->crowd ? of_a - 2 : of_a + of_b - 2;
}

static void
note_shared(LmPair *pair, const LmMark *a, const LmMark *b)
{
  if (a->kind != b->kind) {
    /* The Call-ID of one in the other's. */
    if (a->value.len > pair->core.len)
      pair->core = a->value;
    return;
  }
  uint32_t others = count_others(pair->around, a, b);
  const LmMark *rarest = pair->shared[a->kind];
  /* Of equally rare ones always the same, whatever the order of their hashes. */
  bool before =
      rarest && others == pair->n_others[a->kind] && lm_slice_compare(b->value, rarest->value) < 0;
  if (!pair->n_shared[a->kind]++ || others < pair->n_others[a->kind] || before) {
    pair->n_others[a->kind] = others;
    pair->shared[a->kind] = b;
  }
}

void
lm_pair_init(LmPair *pair, const LmSurroundings *around, const LmLeg *in, const LmLeg *out)
{
  *pair = (LmPair){.around = around, .in = in, .out = out};
  const uint64_t *of_in = around->gathered->hashes + in->first_mark;
  const uint64_t *of_out = around->gathered->hashes + out->first_mark;
  uint32_t i = 0, k = 0;
  while (i < in->n_marks && k < out->n_marks) {
    if (of_in[i] < of_out[k]) {
      i++;
    } else if (of_in[i] > of_out[k]) {
      k++;
    } else {
      const LmMark *a = lm_mark_at(around->gathered, in->first_mark + i);
      const LmMark *b = lm_mark_at(around->gathered, out->first_mark + k);
      bool same = a->kind == b->kind || lm_mark_is_call_id(a->kind);
      if (same)
        note_shared(pair, a, b);
      i += same || a->kind < b->kind;
      k += same || a->kind > b->kind;
    }
  }
}

double
lm_weigh_shared(const LmPair *pair, LmMarkKind kind, double most, LmSlice *what)
{
  if (!pair->n_shared[kind])
    return 0;
  *what = pair->shared[kind]->value;
  double all = pair->around->gathered->legs.len - 2.0, others = pair->n_others[kind];
  /* How often a leg that has nothing to do with it has the value, were a few more legs seen. */
  double weight = log((all + 4) / (others + 0.05));
  return weight < 0 ? 0 : weight > most ? most : weight;
}

double
lm_pair_weigh(const LmPair *pair, double *identity, LmEvidence *list, unsigned *n, LmArena *arena)
{
  LmEvidence found[LM_N_EVIDENCE];
  unsigned n_found = 0;
  double of_times = 0, sum = BEFORE_ALL;
  *identity = 0;
  for (unsigned kind = 0; kind < LM_N_EVIDENCE; kind++) {
    LmSlice what = LM_SLICE_EMPTY;
    double weight = table[kind].weigh(pair, arena, &what);
    if (weight > -0.05 && weight < 0.05)
      continue;
    found[n_found++] = (LmEvidence){.kind = (uint8_t)kind, .weight = weight, .what = what};
    if (table[kind].time && weight > 0)
      of_times += weight;
    if (table[kind].identity)
      *identity += weight;
  }
  double scale = of_times > MOST_OF_TIMES ? MOST_OF_TIMES / of_times : 1;
  for (unsigned i = 0; i < n_found; i++) {
    if (table[found[i].kind].time && found[i].weight > 0)
      found[i].weight *= scale;
    sum += found[i].weight;
    if (list)
      list[i] = found[i];
  }
  if (n)
    *n = n_found;
  return sum;
}
