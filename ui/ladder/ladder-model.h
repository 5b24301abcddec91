/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The rows of one ladder as a list model. Items are made when the list asks for them, so that a
 * ladder of 100,000 rows costs no more than what is on screen. When a ladder grows, only the rows
 * that differ are announced: scrolling and selection stay. Main thread. */

#include "ladder/ladder.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define LMU_TYPE_LADDER_MODEL (lmu_ladder_model_get_type())
G_DECLARE_FINAL_TYPE(LmuLadderModel, lmu_ladder_model, LMU, LADDER_MODEL, GObject)

#define LMU_TYPE_LADDER_ITEM (lmu_ladder_item_get_type())
G_DECLARE_FINAL_TYPE(LmuLadderItem, lmu_ladder_item, LMU, LADDER_ITEM, GObject)

/* What lies in time and not in a row. */
typedef enum { LMU_LADDER_CURSOR, LMU_LADDER_PLAY_HEAD, LMU_N_LADDER_MARKS } LmuLadderMark;

/* Signals: "redraw": rows that were not announced as changed may look different all the same;
 * "marks-changed": so may the marks on them. */
LmuLadderModel *lmu_ladder_model_new(void);
/* Takes @ladder over; NULL empties the model. */
void lmu_ladder_model_set_ladder(LmuLadderModel *self, LmLadder *ladder);
/* Borrowed until the next ladder; NULL while there is none. */
const LmLadder *lmu_ladder_model_get_ladder(LmuLadderModel *self);
/* The same for another thread. Owned: lm_ladder_free(); NULL while there is none. */
LmLadder *lmu_ladder_model_share_ladder(LmuLadderModel *self);
/* The position of @message, @event or @stream, or LM_NONE. */
guint lmu_ladder_model_find_message(LmuLadderModel *self, guint message);
guint lmu_ladder_model_find_event(LmuLadderModel *self, guint event);
guint lmu_ladder_model_find_stream(LmuLadderModel *self, guint stream);
/* The position of the first message of @leg, or LM_NONE. */
guint lmu_ladder_model_find_leg(LmuLadderModel *self, guint leg);
/* The first row that is a message, or LM_NONE. */
guint lmu_ladder_model_first_message(LmuLadderModel *self);
/* What the ladder holds. */
typedef struct {
  guint messages; /* with those folded into others */
  guint events, streams;
} LmuLadderCounts;

LmuLadderCounts lmu_ladder_model_get_counts(LmuLadderModel *self);
/* "22 messages, 9 events, 2 streams". Owned. */
char *lmu_ladder_counts_text(const LmuLadderCounts *counts);

/* Where the marks are; LM_TIME_NONE: nowhere. */
void lmu_ladder_model_set_times(LmuLadderModel *self, gint64 cursor_ns, gint64 play_ns);
gint64 lmu_ladder_model_get_time(LmuLadderModel *self, LmuLadderMark mark);
/* How many rows are above it: 2.5 is the middle of the third row, and the time of that row.
 * Negative where it is not in the time of the ladder. */
double lmu_ladder_model_get_place(LmuLadderModel *self, LmuLadderMark mark);

/* The row's position in the ladder. */
guint lmu_ladder_item_get_index(LmuLadderItem *self);
LmuLadderModel *lmu_ladder_item_get_model(LmuLadderItem *self);
/* Borrowed until the next ladder; NULL where the row is no more. */
const LmLadderRow *lmu_ladder_item_get_row(LmuLadderItem *self);

G_END_DECLS
