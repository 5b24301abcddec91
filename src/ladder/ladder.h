/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A ladder: a selection of calls laid out as columns (hosts) and rows (messages, steps of other
 * protocols, media, pauses).
 * Made in one pure step from the trace; immutable; it owns copies of all text in it, so it may be
 * handed to another thread and outlive the trace. Drawing it is ladder/draw.h. */

#include "base/arena.h"
#include "base/text.h"
#include "ladder/conversation.h"
#include "relate/roles.h"
#include "track/trace.h"

#include <stdatomic.h>

typedef enum {
  LM_LADDER_MESSAGE, /* an arrow between two columns */
  LM_LADDER_MEDIA,   /* a bar between two columns: an RTP stream */
  LM_LADDER_PAUSE,   /* a thin row that says how long nothing happened */
  LM_LADDER_EVENT,   /* a step of another protocol: a thin arrow, or a box for a state */
} LmLadderRowKind;

/* What a row is drawn in: colour, and always a shape with it. */
typedef enum {
  LM_TONE_REQUEST,
  LM_TONE_PROVISIONAL,
  LM_TONE_SUCCESS,
  LM_TONE_REDIRECT,
  LM_TONE_FAILURE,
  LM_TONE_WARNING,
  LM_TONE_MEDIA_GOOD,
  LM_TONE_MEDIA_BAD,
  LM_TONE_DIM,
  LM_N_TONES
} LmTone;

typedef struct {
  const char *name;    /* a user or host name where one is known, else the address */
  const char *address; /* "192.0.2.15:5060", or without port where ports are merged */
  LmEndpoint endpoint;
  uint32_t roles;         /* bit n: LmRole n; 0 where none is known */
  uint8_t role;           /* the LmRole that its card shows; LM_N_ROLES: none */
  const char *role_text;  /* all of them for a person: "stateful proxy, registrar"; may be "" */
  const char *role_words; /* the one for its card: "stateful proxy"; may be "" */
  const char *role_word;  /* where that has no room: "proxy" */
} LmLadderColumn;

typedef struct {
  LmLadderRowKind kind;
  LmTone tone;
  uint32_t message;  /* row of the trace, or LM_NONE */
  uint32_t stream;   /* row of the trace, or LM_NONE */
  uint32_t event;    /* row of the trace; of an event alone. LM_NONE: a key that was pressed, in
                        @stream */
  uint32_t call;     /* row of the trace, or LM_NONE */
  uint32_t leg;      /* of LmLadder.legs; LM_NONE where they are not told apart */
  uint32_t from, to; /* columns; equal for a message from a host to itself */
  int64_t time_ns;   /* media: of the first packet */
  int64_t since_first_ns, since_previous_ns; /* the first row has 0 in both */
  const char *label;                         /* bold: "INVITE", "200 OK", "RTP PCMU" */
  const char *detail; /* dimmed, may be "": "SDP G729, PCMU"; "31.9 s · loss 0.1 % · jitter 4 ms" */
  const char *badge;    /* at the right end, may be "": "MOS 3.92" */
  const char *protocol; /* of an event alone: "STUN" */
  uint32_t repeats;     /* messages folded into this row beside the first */
  bool failure;         /* a cross at the head */
  bool response;        /* an open head instead of a solid one */
  bool retransmission;  /* of an earlier row, when not folded */
  bool malformed;
  bool state;    /* an event that is a state, and not a message from one host to the other */
  bool good;     /* an event that went well: a tick */
  bool warning;  /* an event that needs a look: a sign in the gutter */
  bool left_out; /* by the filter, while the ladder is laid out; no row of a ladder is */
  /* Media: where packets were lost, as parts of a thousand of the bar's length, ascending. */
  const uint16_t *loss_marks;
  uint32_t n_loss_marks;
} LmLadderRow;

/* A dialog's bar on a lifeline: from the row that began it to the one that ended it. Where legs are
 * told apart those of several stand side by side on a lifeline, in lanes. Sorted by column, lane
 * and row; the bars of a lane do not overlap. */
typedef struct {
  uint32_t column, first_row, last_row;
  uint32_t leg;           /* as of a row */
  uint16_t lane, n_lanes; /* how many there are beside it, itself among them */
} LmLadderBar;

typedef enum { LM_LADDER_SINCE_FIRST, LM_LADDER_SINCE_PREVIOUS, LM_LADDER_CLOCK } LmLadderTime;

typedef struct {
  LmLadderTime time;
  bool merge_ports;          /* one column a host; else one a host:port, as also where all
                                messages are between ports of one host */
  bool media;                /* rows for RTP streams */
  bool events;               /* rows for the steps of other protocols */
  bool fold_retransmissions; /* into a badge on the first */
  bool pauses;               /* rows for pauses above 5 s */
  bool legs; /* whole conversations; for who finds LmLadderExtras.legs, which is what shows them */
} LmLadderOptions;

#define LM_LADDER_OPTIONS_DEFAULT                      \
  ((LmLadderOptions){.time = LM_LADDER_SINCE_PREVIOUS, \
                     .merge_ports = true,              \
                     .media = true,                    \
                     .events = true,                   \
                     .fold_retransmissions = true,     \
                     .pauses = true})

typedef struct {
  LmArena arena;
  LmLadderOptions options;
  char *title; /* "sip:alice@a → sip:bob@b", or "3 calls" */
  LmLadderColumn *columns;
  uint32_t n_columns;
  LmLadderRow *rows;
  uint32_t n_rows;
  LmLadderBar *bars;
  uint32_t n_bars;
  uint32_t n_lanes;    /* the most on any lifeline; at least 1 */
  LmLadderLeg *legs;   /* of its calls, one behind the one that it belongs to; none where they */
  uint32_t n_legs;     /* are not told apart */
  LmLadderLink *links; /* between them */
  uint32_t n_links;
  uint32_t n_all_rows; /* without pauses, with what the filter left out */
  bool filtered;
  int64_t first_ns;     /* of the first row */
  atomic_uint n_shared; /* owners beside the first */
} LmLadder;

/* Lays the @n calls (rows of the trace) out, all their messages merged by time. Owned:
 * lm_ladder_free(). An empty selection gives a ladder without columns or rows. */
LmLadder *lm_ladder_new(const LmTrace *trace, const uint32_t *calls, size_t n,
                        const LmLadderOptions *options);

/* What a ladder is made with besides. Borrowed for the call; zeroed it is nothing. */
typedef struct {
  const LmRoles *roles; /* of the hosts; NULL: they are not told */
  const LmLegs *legs;   /* the conversations of the calls are shown whole, and their legs told
                           apart; at most LM_LIMIT_LADDER_LEGS. NULL: the calls alone */
  /* Which rows stand in it; NULL: all. @row is a row of the trace: a message, an event, a stream.
   */
  bool (*keeps)(void *data, LmLadderRowKind kind, uint32_t row);
  void *data; /* passed to it */
} LmLadderExtras;

/* The same; @extras may be NULL. */
LmLadder *lm_ladder_new_with(const LmTrace *trace, const uint32_t *calls, size_t n,
                             const LmLadderOptions *options, const LmLadderExtras *extras);
void lm_ladder_free(LmLadder *ladder);
/* The same ladder for another owner, who frees it as well; any thread. */
LmLadder *lm_ladder_share(LmLadder *ladder);
/* The bar of @column that covers @row, or NULL. Borrowed. */
const LmLadderBar *lm_ladder_bar_at(const LmLadder *ladder, uint32_t column, uint32_t row);
/* The index of the first bar in @lane of @column that ends at @row or below it, or of what follows
 * the bars of that lane. */
uint32_t lm_ladder_first_bar(const LmLadder *ladder, uint32_t column, uint32_t lane, uint32_t row);
/* How many rows that are no pauses it has. */
uint32_t lm_ladder_n_things(const LmLadder *ladder);
/* What stands at the left of @row by the ladder's time option: "0.000", "+312 ms", "10:02:11.002".
 * @out holds LM_TIME_TEXT_SIZE bytes and is returned. */
char *lm_ladder_time_text(const LmLadder *ladder, const LmLadderRow *row, char *out);
/* Adds the label, behind its protocol where the row is an event: "STUN Binding request". */
void lm_ladder_row_name(const LmLadderRow *row, LmText *out);
/* A sentence for a screen reader: "INVITE from alice to proxy, SDP PCMU, +0.3 ms". Added to @out.
 */
void lm_ladder_describe_row(const LmLadder *ladder, const LmLadderRow *row, LmText *out);
