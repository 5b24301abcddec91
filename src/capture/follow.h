/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Files that somebody is still writing, read as one input: a capture that grows, and the files that
 * it goes on in. Each is mapped at an address that does not change, one behind the other, and stays
 * there when its name is gone, until it is let go. One thread adds files, another reads. */

#include "base/cancel.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdint.h>

typedef struct LmFollow LmFollow;

/* NULL with @error set. Owned: lm_follow_free(), when nobody reads any more. */
LmFollow *lm_follow_new(LmError *error);
void lm_follow_free(LmFollow *follow);
/* Reading goes on in the file @fd, which it takes and closes; the one before has all its bytes. */
bool lm_follow_add(LmFollow *follow, int fd, LmError *error);
/* The last file has all its bytes. */
void lm_follow_finish(LmFollow *follow);

/* For the reader, which is in the first file to begin with. Offsets count from the first byte. */
const uint8_t *lm_follow_data(const LmFollow *follow);
/* Where what can be read of the reader's file ends; with @wait, once that is @end or more, all the
 * file has is there, or @cancel, which may be NULL, is set. */
uint64_t lm_follow_wait(LmFollow *follow, uint64_t end, bool wait, const LmCancel *cancel);
/* Goes on from the end of the reader's file to the next; false while there is none. @offset is
 * moved. */
bool lm_follow_turn(LmFollow *follow, uint64_t *offset);
/* True when no more bytes will come. */
bool lm_follow_finished(LmFollow *follow);
/* For whoever uses what was read, and is done with everything before @at.
 *
 * Whether there is a file before that whose name is gone, and where its bytes lie: its room on the
 * disk is free once lm_follow_let_go() was called, in the same words, and it reads as zeros then.
 */
bool lm_follow_gone(LmFollow *follow, const uint8_t *at, LmSlice *bytes);
void lm_follow_let_go(LmFollow *follow, const uint8_t *at);
/* Gives back memory of what lies a little before @at, some MiB at a time; it is read from the file
 * again when somebody looks. @again: also what was given back before. */
void lm_follow_drop(LmFollow *follow, const uint8_t *at, bool again);
/* From any thread: the reader waits no more. */
void lm_follow_cancel(LmFollow *follow);
