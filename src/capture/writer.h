/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Writes a capture in the pcapng format (draft-ietf-opsawg-pcapng), with nanoseconds.
 *
 * Blocks are gathered in a buffer, and only whole blocks are handed to the kernel, so that a reader
 * which follows the file, or a crash of this process, meets no cut block short of a full disk. The
 * memory is all taken at the start. One thread at a time. */

#include "base/error.h"
#include "base/slice.h"

typedef struct LmWriter LmWriter;

enum { LM_WRITER_SECRETS_BYTES = (64 << 10) - 64 };

typedef struct {
  const char *name, *description, *filter; /* each may be NULL */
  uint16_t link_type;
  uint32_t snap_bytes; /* 0: no limit */
} LmWriterInterface;

typedef struct {
  uint32_t interface; /* as lm_writer_add_interface() returned it */
  int64_t time_ns;    /* since the Unix epoch; before it is written as the epoch */
  LmSlice data;       /* what is beyond LM_LIMIT_FRAME_BYTES is cut off */
  uint32_t original_bytes;
  LmSlice comment; /* UTF-8; may be empty */
} LmWriterPacket;

/* Counts since @start_ns; UINT64_MAX: not known. What was accepted and neither dropped by the
 * system nor delivered was dropped by the program that captured. */
typedef struct {
  uint32_t interface;
  int64_t time_ns;
  int64_t start_ns, end_ns; /* of the capture; 0: not said */
  uint64_t received, dropped_by_interface, accepted, dropped_by_system, delivered;
  LmSlice comment; /* UTF-8; may be empty */
} LmWriterStatistics;

/* Begins a section on @fd, which stays the caller's. @application and @comment may be NULL. Owned:
 * lm_writer_free(). */
LmWriter *lm_writer_new(int fd, const char *application, const char *comment);
/* Flushes and frees. False when anything could not be written; @error, which may be NULL, says
 * why. */
bool lm_writer_free(LmWriter *writer, LmError *error);

/* Where @fd may not take what is written, as a pipe whose reader rests: @goes_on is asked
 * meanwhile, ten times a second, and false makes that a failure. Without this it waits for as long
 * as it takes.
 */
void lm_writer_set_patience(LmWriter *writer, bool (*goes_on)(void *user), void *user);

/* Each of these returns false once a write has failed; lm_writer_error() says why. */
bool lm_writer_add_interface(LmWriter *writer, const LmWriterInterface *interface, uint32_t *id);
bool lm_writer_add_packet(LmWriter *writer, const LmWriterPacket *packet);
bool lm_writer_add_statistics(LmWriter *writer, const LmWriterStatistics *statistics);
/* Decryption secrets; @type as in LmCaptureNote. At most LM_WRITER_SECRETS_BYTES. */
bool lm_writer_add_secrets(LmWriter *writer, uint32_t type, LmSlice secrets);
/* When it fails, what was written ends behind a whole block, if that can be had: a regular file is
 * cut there. */
bool lm_writer_flush(LmWriter *writer);
/* Flushes if what is gathered has so many bytes, or waits for so long; @now_ns is of a clock that
 * nobody sets. False once a write has failed. */
bool lm_writer_flush_due(LmWriter *writer, size_t bytes, int64_t age_ns, int64_t now_ns);
/* Of the packets of an interface, those that are written, and those that were lost. */
void
lm_writer_counts(const LmWriter *writer, uint32_t interface, uint64_t *written, uint64_t *lost);
/* Bytes of blocks that wait for the next flush. */
uint64_t lm_writer_gathered(const LmWriter *writer);
/* Bytes that were written. */
uint64_t lm_writer_bytes(const LmWriter *writer);
/* Borrowed. */
const LmError *lm_writer_error(const LmWriter *writer);
