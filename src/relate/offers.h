/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Offers and answers (RFC 3264): the session descriptions of INVITE, its responses, ACK, PRACK and
 * UPDATE paired as RFC 3261, 13.2.1, RFC 3262, 5, RFC 3311, 5 and RFC 6337 have them, what each
 * exchange agreed on for each media line, and what in it is against the rules.
 *
 * Worked out when somebody asks, from the trace as it is then. Linear in the messages of the calls
 * that are asked for. One thread; the trace must outlive it and not grow meanwhile. */

#include "proto/anomaly.h"
#include "proto/sdp/sdp.h"
#include "track/trace.h"

typedef struct LmOffers LmOffers;

/* Whose turn it is: the one that sent the first request of the call, or the other. */
typedef enum { LM_SIDE_CALLER, LM_SIDE_CALLEE } LmOfferSide;

typedef enum {
  LM_EXCHANGE_PENDING,    /* not answered as far as the capture goes */
  LM_EXCHANGE_PREVIEW,    /* answered in an unreliable response alone (RFC 6337, 3.1.2) */
  LM_EXCHANGE_ANSWERED,   /* agreed on */
  LM_EXCHANGE_REJECTED,   /* by a final response: the session stays as it was (RFC 3261, 14.1) */
  LM_EXCHANGE_CHALLENGED, /* the same by 401 or 407: the request comes again */
  LM_EXCHANGE_UNANSWERED, /* the message that had to answer did not */
  LM_EXCHANGE_STRAY,      /* a description that is neither offer nor answer, or none at all */
  LM_N_EXCHANGE_STATES
} LmExchangeState;

/* An offer and its answer on one hop, in one dialog: a forked INVITE has one a branch. */
typedef struct {
  uint32_t call;
  uint32_t dialog; /* LM_NONE while there is none */
  uint32_t offer,
      answer; /* messages; LM_NONE for what is not there. Of several answers the last one, which
                  is what implementations go by, whatever RFC 3261, 13.2.1 says */
  uint32_t closing;     /* the message that ended it: answer, final response, ACK; or LM_NONE */
  uint32_t transaction; /* of the request that began it */
  uint32_t src, dst;    /* endpoints of the message that offers, or else answers */
  uint32_t same_as;     /* an earlier exchange that is this one on another hop, to the letter of
                           both descriptions; then it has no lines and problems of its own */
  uint32_t previous;    /* the exchange that was agreed on before it, here; or LM_NONE */
  uint32_t first_line, n_lines;       /* rows of lm_offers_line() */
  uint32_t first_problem, n_problems; /* rows of lm_offers_problem() */
  uint8_t state;                      /* LmExchangeState */
  uint8_t offerer;                    /* LmOfferSide */
  bool late; /* the INVITE had no offer: its response made it, ACK or PRACK answer */
} LmExchange;

typedef enum {
  LM_MEDIA_SECURITY_NONE,
  LM_MEDIA_SECURITY_SDES, /* RFC 4568 */
  LM_MEDIA_SECURITY_DTLS, /* RFC 5763 */
  LM_MEDIA_SECURITY_ZRTP, /* RFC 6189 */
  LM_MEDIA_SECURITY_OTHER /* the protocol is a secure one, by keys that are not told here */
} LmMediaSecurity;

/* What an exchange did to a media line. */
enum {
  LM_MEDIA_BEGUN = 1 << 0,   /* it was not used before */
  LM_MEDIA_ENDED = 1 << 1,   /* it was used before */
  LM_MEDIA_HELD = 1 << 2,    /* a side put it on hold */
  LM_MEDIA_RESUMED = 1 << 3, /* a side took it from hold */
  LM_MEDIA_MOVED = 1 << 4,   /* an address changed */
  LM_MEDIA_CODECS = 1 << 5,  /* what was agreed on is not what it was */
};

/* A format that both sides list. Without RTP its payload types are 255. */
typedef struct {
  LmSlice encoding; /* as the answer has it */
  uint32_t clock_hz, channels;
  uint8_t offer_type, answer_type; /* payload types: what the offerer wants to receive it with, and
                                      the answerer (RFC 3264, 5.1, 6.1) */
  LmSlice offer_fmtp, answer_fmtp;
} LmAgreedFormat;

/* A media line as an exchange leaves it. Where the exchange is not answered, only what the offer
 * says. */
typedef struct {
  uint32_t exchange;
  uint32_t index;                /* of the m= line, from 0 */
  LmSlice kind, protocol, mid;   /* of the offer, else of the answer */
  const LmAgreedFormat *formats; /* in the order of the answer, which is its preference */
  uint32_t n_formats;
  LmEndpoint addresses[2];      /* where each side wants it, by LmOfferSide; port 0: not at all */
  LmSlice hosts[2];             /* the same as text, which may be a name */
  LmSdpDirection directions[2]; /* as each side wrote it */
  bool sends[2];                /* whether that side may send, by both of them */
  bool held[2];                 /* that side has the other on hold (RFC 3264, 8.4) */
  bool offered, active;         /* the offer has a port; both have */
  bool rtcp_mux, ice, lite[2];  /* by both; lite: RFC 8445, 2.5 */
  uint8_t controlling;          /* LmOfferSide, where there is ICE (RFC 8445, 6.1.1) */
  uint8_t security;             /* LmMediaSecurity */
  int8_t dtls_client;           /* LmOfferSide; -1: not known */
  LmSlice suite;                /* the crypto suite of the answer (SDES) */
  uint32_t ptime_ms[2];         /* 0: not stated */
  uint32_t bundle;              /* the line whose transport it shares; its own where it has the
                                   bundle's; LM_NONE without */
  uint8_t changes;              /* LM_MEDIA_* */
} LmMediaLine;

typedef struct {
  uint32_t exchange;
  uint16_t kind;        /* LmAnomalyKind */
  uint32_t line;        /* index of the media line, or LM_NONE */
  uint32_t message;     /* that is at fault */
  uint32_t offset, len; /* the bytes of it that show it */
  uint32_t against;     /* the message that it contradicts, or LM_NONE */
} LmOfferProblem;

typedef enum {
  LM_ROLE_NONE,
  LM_ROLE_OFFER,
  LM_ROLE_ANSWER,
  LM_ROLE_PREVIEW, /* an answer in an unreliable response */
  LM_ROLE_REPEAT,  /* a description that was told before, in the same transaction */
  LM_ROLE_STRAY
} LmOfferRole;

/* Those of the @n calls, rows of the trace; of all where @calls is NULL. Owned: lm_offers_free().
 */
LmOffers *lm_offers_new(const LmTrace *trace, const uint32_t *calls, size_t n);
void lm_offers_free(LmOffers *offers);

/* Rows, borrowed; in the order of their calls, and in a call in that of its messages. */
uint32_t lm_offers_n_exchanges(const LmOffers *offers);
const LmExchange *lm_offers_exchange(const LmOffers *offers, uint32_t index);
const LmMediaLine *lm_offers_line(const LmOffers *offers, uint32_t index);
/* Whether there were more media lines than LM_LIMIT_MEDIA_LINES, so that later exchanges have none.
 */
bool lm_offers_cut(const LmOffers *offers);
const LmOfferProblem *lm_offers_problem(const LmOffers *offers, uint32_t index);
/* The exchange whose lines and problems @exchange has: itself, or what it is the same as. */
const LmExchange *lm_offers_whole(const LmOffers *offers, const LmExchange *exchange);
/* What the description of @message is, and in which exchange; LM_ROLE_NONE where it has none. Of a
 * response that answers in several, the first. */
LmOfferRole lm_offers_role(const LmOffers *offers, uint32_t message, const LmExchange **exchange);

/* "answered", and the same for people (translated). */
const char *lm_exchange_state_name(LmExchangeState state);
const char *lm_exchange_state_text(LmExchangeState state);
