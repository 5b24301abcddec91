/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The ledger of keys that were pressed in calls (DTMF), and of tones of fax machines: by telephone
 * events in RTP (RFC 4733), in INFO (application/dtmf-relay), as notifications of KPML (RFC 4730),
 * and as tones in the sound of G.711 and L16. One row a digit and way, so that what was sent by two
 * ways, twice or by one of them alone is seen. Worked out from the trace when somebody looks; the
 * trace must outlive it. One thread. */

#include "relate/sides.h"

typedef enum {
  LM_DIGIT_RTP,
  LM_DIGIT_INFO,
  LM_DIGIT_KPML,
  LM_DIGIT_SOUND,
  LM_N_DIGIT_WAYS
} LmDigitWay;

/* What is wrong with one, bit by bit. */
typedef enum {
  LM_DIGIT_TYPE_NOT_AGREED, /* its payload type is none that the receiver named for events */
  LM_DIGIT_WRONG_CLOCK,     /* its duration does not grow as time goes by */
  LM_DIGIT_NO_END,          /* no packet has the end bit (RFC 4733, 2.5.1.4) */
  LM_DIGIT_DURATION_BACK,   /* a later packet has a shorter duration */
  LM_DIGIT_TOO_SHORT,       /* less than 40 ms (ITU-T Q.24, table A-1) */
  LM_DIGIT_DOUBLED,         /* the same key came by another way as well */
  LM_DIGIT_TWICE,           /* the same key by the same way, with no pause before it; or more often
                               than it was pressed on the leg before */
  LM_DIGIT_MISSING,         /* it did not come by a way by which others of the call did */
  LM_DIGIT_LOST,            /* it is not in the same media one hop further on, nor on the leg that a
                               B2BUA makes of its call, though media of that were seen */
  LM_DIGIT_REFUSED,         /* the INFO was answered with a failure */
  LM_DIGIT_RESERVED_BIT,    /* the bit R is set (RFC 4733, 2.3.3) */
  LM_N_DIGIT_PROBLEMS
} LmDigitProblem;

#define LM_DIGIT_NO_LEVEL INT8_MIN

typedef struct {
  int64_t time_ns;     /* of the first packet, of the message, of the sound's beginning */
  int64_t duration_ns; /* LM_TIME_NONE: not stated */
  uint32_t call;       /* row; LM_NONE: none */
  uint32_t stream;     /* row; LM_NONE: it came in a message */
  uint32_t message;    /* row; LM_NONE: it came in media */
  uint32_t src, dst;   /* endpoints */
  uint32_t packets;    /* that told of it, the repeated ends among them */
  uint32_t ends;       /* packets with the end bit: three where all is well */
  uint32_t segments;   /* of RTP; more than 1: longer than a timestamp can tell (2.5.1.3) */
  uint32_t recovered;  /* blocks of RFC 2198 that brought what no packet of its own did */
  uint32_t timestamp;  /* of its first packet */
  uint32_t hops;       /* how often the same message was seen on its way further on */
  uint32_t twin;       /* the row of the same key by another way, or before it; LM_NONE */
  uint32_t same_as;    /* the row of the same key one hop or one leg before; LM_NONE */
  uint16_t problems;   /* bit n: LmDigitProblem n */
  uint16_t missing;    /* bit n: it is missing by LmDigitWay n */
  uint16_t status;     /* of the answer to the INFO; 0: none */
  uint8_t code;        /* of the telephone event: 0 to 15 are keys */
  uint8_t way;         /* LmDigitWay */
  uint8_t from;        /* LmSide */
  uint8_t payload_type;
  int8_t level_dbm0; /* LM_DIGIT_NO_LEVEL: not told */
} LmDigit;

typedef struct LmDigits LmDigits;

typedef struct {
  const uint32_t *calls; /* rows whose digits are wanted; NULL: all, and of streams without call */
  size_t n_calls;
  bool no_sound; /* leave tones in the sound alone */
} LmDigitOptions;

/* @options may be NULL. Owned: lm_digits_free(). */
LmDigits *lm_digits_new(const LmTrace *trace, const LmDigitOptions *options);
void lm_digits_free(LmDigits *digits);
/* By call, in each by time; those without a call are the last. Borrowed. */
uint32_t lm_digits_n(const LmDigits *digits);
const LmDigit *lm_digits_at(const LmDigits *digits, uint32_t index);
/* Rows beyond LM_LIMIT_RELATED_ROWS, which are not there. */
uint64_t lm_digits_refused(const LmDigits *digits);

/* "5", "flash", "CNG"; "event 99" for one without a name, for which @room holds
 * LM_DIGIT_NAME_SIZE bytes. */
#define LM_DIGIT_NAME_SIZE 16
const char *lm_digit_name(const LmDigit *digit, char *room);
/* The words of the JSON: "rfc4733", "info", "kpml", "sound"; "no-end". */
const char *lm_digit_way_name(LmDigitWay way);
const char *lm_digit_problem_name(LmDigitProblem problem);
/* For people (translated). */
const char *lm_digit_way_text(LmDigitWay way);
const char *lm_digit_problem_text(LmDigitProblem problem);
