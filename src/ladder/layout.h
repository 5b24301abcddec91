/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the steps of lm_ladder_new() share. Internal to this folder; one thread; everything here is
 * freed when the ladder is made. */

#include "ladder/columns.h"
#include "ladder/ladder.h"
#include "proto/sip/message.h"
#include "relate/digits.h"
#include "relate/offers.h"

/* In the order in which they stand when they have the same time. */
typedef enum {
  LM_LADDER_ITEM_MESSAGE,
  LM_LADDER_ITEM_EVENT,
  LM_LADDER_ITEM_STATE, /* an event that says what came of the one before */
  LM_LADDER_ITEM_DIGIT, /* of LmLayout.digits */
  LM_LADDER_ITEM_STREAM
} LmLadderItemKind;

/* A message, an event or a stream on its way to becoming a row. */
typedef struct {
  int64_t time_ns;
  uint32_t index; /* row of the trace in the table of its kind */
  uint32_t slot;  /* of the call in LmLayout.calls */
  LmLadderItemKind kind;
} LmLadderItem;

/* What is remembered of a selected call. */
typedef struct {
  uint32_t call; /* row of the trace */
  uint32_t leg;  /* of LmLadder.legs, or LM_NONE */
  bool callee_named;
} LmLadderCall;

typedef struct {
  const LmTrace *trace;
  const LmLadderExtras *extras;
  LmLadder *ladder;
  LmColumns columns;
  LmLadderCall *calls;
  uint32_t n_calls;
  LmOffers *offers;    /* of these calls */
  LmDigits *digits;    /* of these calls; NULL where no events are wanted */
  LmLadderItem *items; /* by time */
  uint32_t n_items;
  LmLadderRow *rows; /* grows; copied into the ladder at the end */
  uint32_t n_rows, row_capacity;
  LmTable row_of; /* entries of @seen by message */
  LmVec seen;     /* LmLadderSeen: message and its row, folded ones among them */
  LmTable hop_of; /* entries of @hops by their columns */
  LmVec hops;     /* see hops.c */
  LmArena scratch;
  LmText label, detail;
  LmSipMessage sip; /* of the message that is looked at */
  bool has_sip;
} LmLayout;

typedef struct {
  uint32_t message, row;
} LmLadderSeen;

/* Collects the messages, events and streams of the selected calls, and sorts them by time; what
 * came at the same time stays in the capture's order, events behind messages, and streams behind
 * these. */
void lm_layout_collect(LmLayout *layout, const uint32_t *calls, size_t n);

/* The row of @message, or of the row that it was folded into, or LM_NONE. */
uint32_t lm_layout_row_of(const LmLayout *layout, uint32_t message);

/* Whether the message of @row goes over another transport than the one before it between the same
 * columns. Before the first that is UDP, which is not worth a word. */
bool lm_layout_changes_transport(LmLayout *layout, const LmLadderRow *row, uint8_t transport);
void lm_layout_hops_init(LmLayout *layout);
void lm_layout_hops_clear(LmLayout *layout);
/* Label, tone, shape and detail of a message; what its SDP announces is told to the columns.
 * @column is the sender's. */
void lm_layout_message_row(LmLayout *layout, const LmLadderItem *item, uint32_t column,
                           LmLadderRow *row);
/* The short text behind the label, into layout->detail. */
void lm_layout_detail(LmLayout *layout, const LmMessage *message, uint32_t column);
/* "SDP PCMU, PCMA", into layout->detail. */
void lm_layout_sdp_detail(LmLayout *layout, uint32_t column);
/* "late offer", "hold", "resume", into layout->detail. */
void lm_layout_offer_detail(LmLayout *layout, uint32_t message);
/* Gives the columns of a message the names that it tells. */
void lm_layout_name_columns(LmLayout *layout, const LmLadderItem *item, const LmLadderRow *row);
/* Label, detail, badge, tone and loss marks of a stream. */
void lm_layout_media_row(LmLayout *layout, const LmLadderItem *item, LmLadderRow *row);
/* Label, detail, tone and shape of an event. */
void lm_layout_event_row(LmLayout *layout, const LmLadderItem *item, LmLadderRow *row);
/* The keys that were pressed in the selected calls, in media. digits_row.c */
void lm_layout_find_digits(LmLayout *layout);
void lm_layout_digit_row(LmLayout *layout, const LmLadderItem *item, LmLadderRow *row);
/* The user of a From or To value, else its display name. */
LmSlice lm_layout_party(LmSlice value);
/* Legs and links of the selected calls. */
void lm_layout_legs(LmLayout *layout, const LmLegs *legs);
/* Adds the calls of the conversations that @calls are in to them; @calls is reallocated. */
void lm_layout_add_legs(const LmLegs *legs, uint32_t **calls, size_t *n);
/* Finds the columns of media and events, when all messages have theirs. */
void lm_layout_find_columns(LmLayout *layout);
/* The bars of the dialogs, when all rows stand and the columns have their places. */
void lm_layout_bars(LmLayout *layout);
/* Hands over the columns, in their places; gives them their roles. */
void lm_layout_finish_columns(LmLayout *layout);
void lm_layout_add_roles(LmLayout *layout, LmLadderColumn *column);
/* Hands over the rows that are not left out, with pauses between them, and makes bars and columns
 * follow. */
void lm_layout_finish_rows(LmLayout *layout);

/* Adds at most @max_chars characters of packet bytes, escaped, and an ellipsis where some are left
 * out. */
void lm_layout_add_cut(LmText *out, LmSlice bytes, size_t max_chars);
/* Separates what follows from what stands in @out: " · ". */
void lm_layout_separate(LmText *out);
