/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How offers and answers are put together. For relate/offer*.c only. */

#include "base/hash.h"
#include "relate/description.h"
#include "relate/offers.h"

/* What is known under two numbers. */
typedef struct {
  uint64_t key; /* keyed hash of all of it; that two share it does not happen */
  uint32_t value, extra;
} LmOfferEntry;

typedef enum {
  LM_OFFER_BY_MESSAGE,     /* message, 0: exchange and role */
  LM_OFFER_BY_TRANSACTION, /* transaction, dialog: exchange */
  LM_OFFER_BY_LATE,        /* dialog, CSeq number of the INVITE: the newest late exchange */
  LM_OFFER_BY_HOP,         /* dialog, hop: association */
  LM_OFFER_BY_TWIN,        /* dialog, CSeq and the like: the first such exchange */
} LmOfferIndex;

/* What two neighbours on a hop have told each other in a dialog. */
typedef struct {
  uint32_t pending[2]; /* exchanges that a side began and that are not answered; or LM_NONE */
  uint32_t sent[2];    /* the newest message of a side with a description; or LM_NONE */
  LmSlice bodies[2];   /* of these */
  uint32_t agreed;     /* the newest exchange that is answered; or LM_NONE */
} LmOfferHop;

/* What is remembered of an exchange beside its row, under the same number. */
typedef struct {
  uint32_t hop;         /* association, or LM_NONE */
  uint32_t next_fork;   /* another exchange by the same offer, or LM_NONE */
  uint32_t next_late;   /* an older one in the list of BY_LATE */
  uint32_t next_twin;   /* a newer one in the list of BY_TWIN */
  uint32_t before[2];   /* the message with the description that each side told before; LM_NONE */
  LmSlice bodies[2];    /* of offer and answer, by LmOfferSide */
  LmSlice earlier[2];   /* of @before */
  uint32_t first_found; /* of the problems met while pairing; LM_NONE */
  bool unknown;         /* the request was not captured: whether it had the offer is not known */
} LmOfferWork;

typedef struct {
  LmOfferProblem problem;
  uint32_t next;
} LmOfferFound;

struct LmOffers {
  const LmTrace *trace;
  LmArena arena; /* of the formats */
  LmVec exchanges, lines, problems;
  LmVec entries;
  LmTable table;
  bool cut;
};

typedef struct {
  LmOffers *offers;
  const LmTrace *trace;
  LmArena scratch;
  size_t decoded_bytes; /* of descriptions that are kept */
  LmSipMessage sip;
  LmVec works; /* LmOfferWork */
  LmVec hops;  /* LmOfferHop */
  LmVec found; /* LmOfferFound */
} LmOfferBuilder;

/* The entry under these, or NULL. Borrowed; stays where it is. */
LmOfferEntry *
lm_offers_find(const LmOffers *offers, LmOfferIndex index, uint64_t first, uint64_t second);
/* The same; made where it is not there. */
LmOfferEntry *lm_offers_put(LmOffers *offers, LmOfferIndex index, uint64_t first, uint64_t second);

static inline LmExchange *
lm_offers_row(const LmOffers *offers, uint32_t index)
{
  return lm_vec_at(&offers->exchanges, index);
}

static inline LmOfferWork *
lm_offers_work(const LmOfferBuilder *builder, uint32_t index)
{
  return lm_vec_at(&builder->works, index);
}

/* A message with what it says of a session. */
typedef struct {
  uint32_t row;
  const LmMessage *message;
  LmSlice body;     /* the description; empty without */
  bool opaque;      /* there is a body that cannot be looked into */
  bool reliable;    /* a provisional response with RSeq (RFC 3262, 3), or none of these */
  uint32_t invite;  /* ACK and PRACK: the number of the INVITE that they are about */
  LmOfferSide side; /* that sent it */
} LmOfferTold;

/* offer_steps.c */

/* A number for the two neighbours, whichever of them sent. */
uint64_t lm_offers_hop_of(const LmOfferBuilder *builder, uint32_t src, uint32_t dst);
/* What @src and @dst told each other in @dialog; made where they are new. */
uint32_t lm_offers_associate(LmOfferBuilder *builder, uint32_t dialog, uint32_t src, uint32_t dst);
LmOfferHop *lm_offers_hop(const LmOfferBuilder *builder, uint32_t index);
/* Notes a problem of @exchange, which @told shows. */
void lm_offers_note(LmOfferBuilder *builder, uint32_t exchange, LmAnomalyKind kind,
                    const LmOfferTold *told, uint32_t against);
void
lm_offers_set_role(LmOfferBuilder *builder, uint32_t message, uint32_t exchange, LmOfferRole role);
/* An exchange that begins with @told, which is neither its offer nor its answer yet. */
uint32_t
lm_offers_add_exchange(LmOfferBuilder *builder, const LmOfferTold *told, LmExchangeState state);
/* Whether it waits for an answer, or for a better one. LM_NONE does not. */
bool lm_offers_is_open(const LmOfferBuilder *builder, uint32_t exchange);
/* Ties an exchange to the two neighbours that have it, from when there is a dialog. */
void lm_offers_enter_hop(LmOfferBuilder *builder, uint32_t index);
/* Lets ACK and PRACK find it. */
void lm_offers_list_late(LmOfferBuilder *builder, uint32_t index, const LmOfferTold *told);
/* @told offers. */
uint32_t lm_offers_begin(LmOfferBuilder *builder, const LmOfferTold *told, bool late);
/* The exchange that the request of a response began; LM_NONE where it had no offer. */
uint32_t lm_offers_find_begun(const LmOfferBuilder *builder, const LmMessage *message);
/* The same in the dialog of the response: another branch of a fork gets one of its own. */
uint32_t lm_offers_find_branch(LmOfferBuilder *builder, const LmOfferTold *told);
/* @told answers, maybe again. */
void lm_offers_answer(LmOfferBuilder *builder, uint32_t index, const LmOfferTold *told);
/* @told had to answer and has no description. */
void lm_offers_leave(LmOfferBuilder *builder, uint32_t index, const LmOfferTold *told);
/* @told takes back what was offered, in all branches, with what was said to it unreliably. */
void lm_offers_reject(LmOfferBuilder *builder, uint32_t index, const LmOfferTold *told);
/* @told has a description that nobody waits for, or has none where one must be: an exchange that is
 * a finding. */
void lm_offers_stray(LmOfferBuilder *builder, const LmOfferTold *told, LmAnomalyKind kind);

/* offer_h264.c: whether @answer, if it is H.264, is what one of those in @offer allows. */
bool lm_offers_h264_fits(const LmSdpMedia *offer, const LmSdpFormat *answer);

/* offer_pairing.c: takes the messages of @call, and makes the exchanges. */
void lm_offers_pair(LmOfferBuilder *builder, uint32_t call);

/* An exchange with its descriptions, by side; a body that is empty is not there. */
typedef struct {
  uint32_t index;
  const LmExchange *exchange;
  LmOfferSide offerer, answerer;
  LmDescription descriptions[2];
  LmDescription before[2]; /* what each told before */
} LmOfferView;

/* offer_lines.c: the media lines of an exchange. */
void lm_offers_add_lines(LmOfferBuilder *builder, const LmOfferView *view);
/* offer_rules.c: what in the answer does not go with the offer. */
void lm_offers_check_answer(LmOfferBuilder *builder, const LmOfferView *view);
/* offer_history.c: what in both does not go with what was told before. */
void lm_offers_check_history(LmOfferBuilder *builder, const LmOfferView *view);

/* Adds a problem of @view's exchange: @where is in @of. */
void lm_offers_add_problem(LmOfferBuilder *builder, const LmOfferView *view, LmAnomalyKind kind,
                           const LmDescription *of, LmSlice where, uint32_t line, uint32_t against);

/* offer_lines.c */

/* The value of attribute @name of @media, or of the session. */
bool lm_offers_attribute(const LmSdp *sdp, const LmSdpMedia *media, LmSlice name, LmSlice *value);
/* The identifications that @sdp groups as a BUNDLE (RFC 9143, 7.2), as text; of several groups the
 * one that @mid is in. Empty without. */
LmSlice lm_offers_bundle(const LmSdp *sdp, LmSlice mid);
/* Whether the formats are payload types. */
bool lm_offers_is_rtp(const LmSdpMedia *media);
/* Whether both mean the same codec, whatever their payload types. */
bool lm_offers_same_codec(const LmSdpFormat *a, const LmSdpFormat *b);
/* Whether the offerer wants the line: it has a port, or shares another's (RFC 9143, 6). */
bool lm_offers_is_offered(const LmSdpMedia *media);
bool lm_offers_is_accepted(const LmSdp *answer, const LmSdpMedia *media);
