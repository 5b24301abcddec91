/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the walk over dialogs remembers. For relate/dialog*.c only. */

#include "base/sparse.h"
#include "relate/dialogs.h"
#include "relate/look.h"
#include "relate/transactions.h"

#define LM_DIALOG_RECENT 8
/* 64 * T1: so long a response is sent again and waits for its ACK or PRACK. */
#define LM_DIALOG_TIMEOUT_NS (32 * LM_NS_PER_S)

/* A request that was seen, so that its copy on the next hop is known. */
typedef struct {
  uint32_t cseq;
  uint8_t method;
} LmDialogSeen;

/* The last reliable provisional response (RFC 3262). */
typedef struct {
  uint32_t message; /* row; LM_NONE: none */
  uint32_t again;   /* row of its last repetition that no PRACK came before; LM_NONE */
  uint32_t rseq, cseq;
  bool taken; /* PRACK came */
} LmReliable;

/* Beside a row. */
typedef struct {
  LmDialogSeen seen[2][LM_DIALOG_RECENT]; /* by side, the last ones */
  uint8_t n_seen[2];
  uint32_t bye;           /* row of the first; LM_NONE */
  uint32_t unacked;       /* row of a 2xx to INVITE that waits for its ACK; LM_NONE */
  uint32_t unacked_again; /* the same sent again for the last time */
  LmReliable reliable;
  uint32_t invite_src; /* endpoint of the caller on the first hop; LM_NONE */
  uint32_t answer;     /* row of the last answer that reached the caller there */
  LmSlice target;      /* the URI of its Contact */
  LmSlice moved;       /* of the last request of the callee's that may change it */
  uint32_t acked_cseq;
  bool answer_known, answer_final;
} LmDialogMemory;

struct LmDialogs {
  const LmTrace *trace;
  LmLook *look, *look_back;
  LmVec rows, memories, problems;
  LmSparse by_dialog;   /* the row of each dialog that is there */
  LmSparse by_call;     /* the row without dialog of each call */
  LmSparse invites;     /* the first request outside a dialog that can make one, of each call */
  uint32_t transaction; /* that is looked at */
};

static inline LmDialogView *
lm_dialog_view(const LmDialogs *dialogs, uint32_t index)
{
  return lm_vec_at(&dialogs->rows, index);
}

static inline LmDialogMemory *
lm_dialog_memory(const LmDialogs *dialogs, uint32_t index)
{
  return lm_vec_at(&dialogs->memories, index);
}

void lm_dialog_add_problem(LmDialogs *dialogs, uint32_t index, const LmProblem *problem);
void lm_dialog_tell(LmDialogs *dialogs, uint32_t index, LmProblemKind kind,
                    const LmMessage *message, const LmMessage *before, int64_t span_ns);

/* dialog_check.c: what a request of @side (0: the caller) in the dialog breaks. */
void lm_dialog_check_request(LmDialogs *dialogs, uint32_t index, unsigned side, uint32_t row,
                             const LmSipMessage *message);
/* What the answer to the request that makes the dialog tells the caller. */
void lm_dialog_take_answer(LmDialogs *dialogs, uint32_t index, uint32_t row,
                           const LmSipMessage *message);

/* reliable.c */
void lm_dialog_take_reliable(LmDialogs *dialogs, uint32_t index, uint32_t row,
                             const LmSipMessage *message);
void lm_dialog_take_prack(LmDialogs *dialogs, uint32_t index, const LmMessage *own,
                          const LmSipMessage *message);
void lm_dialog_end_reliable(LmDialogs *dialogs, uint32_t index);

/* session_timer.c: a 2xx to INVITE or UPDATE; @by_caller: the request was the caller's. */
void lm_dialog_take_session(LmDialogs *dialogs, uint32_t index, const LmMessage *own,
                            const LmSipMessage *message, bool by_caller);
/* The session at @now_ns, behind which nothing of it was seen. */
void lm_dialog_end_session(LmDialogs *dialogs, uint32_t index, int64_t now_ns);
