/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The bytes of a capture at one address that does not change: a mapped file, a spool that is still
 * filled, or memory. One thread at a time, but for lm_source_cancel() and lm_source_bytes_read().
 */

#include "base/cancel.h"
#include "base/error.h"
#include "base/slice.h"
#include "capture/follow.h"
#include "capture/map.h"
#include "capture/spool.h"

#include <stdatomic.h>

typedef struct {
  const uint8_t *data;
  uint64_t available; /* bytes at @data that may be read */
  LmMap *map;         /* a plain file, or NULL */
  LmSpool *spool;     /* a pipe or a compressed file, or NULL */
  LmFollow *follow;   /* files that grow, or NULL; borrowed */
  bool fed;           /* whoever owns it puts bytes at @data; no more will come once it @ended */
  bool ended;
  uint64_t before;           /* of one that is fed: bytes that lay before @data, and went */
  LmCompression compression; /* and what they came in */
  int fd;                    /* of the mapped file, or -1 */
  uint64_t total_bytes;      /* of the file as it lies on disk; 0: not known */
  uint64_t ahead;            /* the map is asked for up to here */
  LmError loss;              /* why the file ends earlier than it did when it was opened */
  atomic_bool cancelled;
  const LmCancel *opener;    /* the same, by whoever opened it; may be NULL. Borrowed */
  _Atomic uint64_t position; /* how far the reader is */
} LmSource;

/* Opens @path, or standard input for "-". @name is what messages call it. False with @error set;
 * then nothing is to be closed. */
bool lm_source_open(LmSource *source, const char *path, const char *name, const LmCancel *cancel,
                    LmError *error);
/* Over bytes that stay the caller's. */
void lm_source_open_memory(LmSource *source, LmSlice bytes);
/* Over files that grow. @follow is borrowed. */
void lm_source_open_follow(LmSource *source, LmFollow *follow, const LmCancel *cancel);
void lm_source_close(LmSource *source);
void lm_source_cancel(LmSource *source);
bool lm_source_is_cancelled(const LmSource *source);

/* True when @end bytes can be read; with @wait it waits for them as long as more may come. */
bool lm_source_grow(LmSource *source, uint64_t end, bool wait);
/* At the end of one of several files: goes on with the next, at @offset. False if there is none. */
bool lm_source_turn(LmSource *source, uint64_t *offset);
/* True when no more bytes will come. */
bool lm_source_finished(const LmSource *source);
/* Says how far the reader is, and now and then has the bytes behind that brought into memory: true
 * when it did. */
bool lm_source_advance(LmSource *source, uint64_t offset);
/* Whether a byte was asked for that the file no longer has. Cheap. */
bool lm_source_faulted(const LmSource *source);
/* Looks whether more bytes were lost since the last look, because the file was cut or could not be
 * read. If so, shortens what is available and notes the cause in @loss. */
bool lm_source_lost(LmSource *source);
LmCompression lm_source_compression(const LmSource *source);
uint64_t lm_source_bytes_read(const LmSource *source);
