/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What cannot be mapped, made mappable: a thread of its own reads a pipe or a compressed file,
 * decompresses it where its first bytes say so, and writes it to a temporary file without a name,
 * which is mapped once over a large range, so that bytes never move. All functions may be called
 * from any thread, except that lm_spool_free() comes last. */

#include "base/cancel.h"
#include "base/error.h"
#include "capture/decompress.h"

typedef struct LmSpool LmSpool;

/* Starts on @fd, which the spool takes and closes, also when it fails. @expected_bytes: the most
 * that may come out, where that is known, else 0. While @cancel, which may be NULL, is
 * set, waiting ends. NULL with @error set (no file name in it). */
LmSpool *lm_spool_new(int fd, uint64_t expected_bytes, const LmCancel *cancel, LmError *error);
/* Cancels, waits for the thread and unmaps. */
void lm_spool_free(LmSpool *spool);
/* Stops the thread soon, also where it waits for a pipe, and wakes whoever waits for bytes. */
void lm_spool_cancel(LmSpool *spool);

/* The start of the bytes; they never move. */
const uint8_t *lm_spool_data(const LmSpool *spool);
/* Bytes that can be read now. */
uint64_t lm_spool_available(const LmSpool *spool);
/* Waits until @end bytes can be read, or no more will come. Returns how many can be read. */
uint64_t lm_spool_wait(LmSpool *spool, uint64_t end);
/* True when no more bytes will come; lm_spool_error() is settled then. */
bool lm_spool_finished(const LmSpool *spool);
/* Why the input ended early; LM_ERROR_NONE for a sound end. Borrowed; read it when finished. */
const LmError *lm_spool_error(const LmSpool *spool);
/* Settled once a byte can be read or the spool is finished. */
LmCompression lm_spool_compression(const LmSpool *spool);
/* Bytes taken from the descriptor. */
uint64_t lm_spool_input_bytes(const LmSpool *spool);
