/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A capture being read: a file of any kind that is known, or a pipe. Frames come in the file's
 * order.
 *
 * An uncompressed regular file is mapped. A compressed file, or a pipe, is written to an unlinked
 * temporary file by a thread of its own while it is read, and that file is mapped: so memory stays
 * small, both cores work, and frames never move. Opening and reading is for one thread at a time;
 * lm_capture_cancel() and lm_capture_progress() may be called from any thread. */

#include "base/cancel.h"
#include "base/error.h"
#include "capture/follow.h"
#include "capture/frame.h"
#include "capture/steps_back.h"

typedef struct LmCapture LmCapture;

typedef struct {
  char name[64];        /* if_name, or empty */
  char description[64]; /* if_description, or empty */
  char filter[128];     /* if_filter as text, or empty */
  uint16_t link_type;
  uint32_t snap_bytes; /* 0: no limit stated */
  uint64_t packets;    /* frames read from it so far */
  uint64_t received, dropped_by_interface, dropped_by_system,
      dropped_by_program; /* last statistics block; UINT64_MAX: unknown */
} LmCaptureInterface;

typedef struct {
  uint64_t bytes_read;  /* of the file as it lies on disk */
  uint64_t bytes_total; /* 0 where the end is not known: a pipe */
  uint32_t n_turns;     /* how often the numbers of frames began again at 1 */
  LmStepsBackSum steps_back;
} LmCaptureProgress;

/* Opens @path; "-" is standard input. NULL with @error set when nothing at all can be read: the
 * message names the file, the cause and, where there is one, the next step. Owned:
 * lm_capture_close(). A pipe is waited for
 * until its header came, or @cancel, which may be NULL, is set from another thread. */
LmCapture *lm_capture_open(const char *path, const LmCancel *cancel, LmError *error);
/* The same of files that somebody is still writing, which go on one in the other; @follow is
 * borrowed. @name is what messages call it. */
LmCapture *
lm_capture_open_follow(LmFollow *follow, const char *name, const LmCancel *cancel, LmError *error);
void lm_capture_close(LmCapture *capture);

/* Reads up to @max frames into @frames and returns how many. 0 is the end of the input, or where
 * damage begins; then lm_capture_damage() says which. Waits for a pipe or a decompressor that has
 * no whole frame yet. */
size_t lm_capture_read(LmCapture *capture, LmFrame *frames, size_t max);

/* The next frame gets @number, from 1 on. Before reading. */
void lm_capture_count_from(LmCapture *capture, uint32_t number);

/* What ended the reading early, or what was found amiss: LM_ERROR_NONE in a sound file. Borrowed.
 * Names the file, the block or record, and the byte. */
const LmError *lm_capture_damage(const LmCapture *capture);

void lm_capture_progress(const LmCapture *capture, LmCaptureProgress *progress);
/* Makes a waiting or later lm_capture_read() return 0 soon. */
void lm_capture_cancel(LmCapture *capture);

/* "pcap", "pcap (nanoseconds)", "pcapng"; with " in gzip" etc. behind. Borrowed. */
const char *lm_capture_format(const LmCapture *capture);
const char *lm_capture_path(const LmCapture *capture);
size_t lm_capture_n_interfaces(const LmCapture *capture);
const LmCaptureInterface *lm_capture_interface(const LmCapture *capture, size_t index);
/* Blocks kept for later: capture comments, name resolution, decryption secrets. Borrowed slices
 * into the map. */
typedef enum { LM_CAPTURE_COMMENT, LM_CAPTURE_NAMES, LM_CAPTURE_SECRETS } LmCaptureNoteKind;
#define LM_SECRETS_TLS_KEY_LOG 0x544c534bu /* "TLSK": lines of SSLKEYLOGFILE's form */
typedef struct {
  LmCaptureNoteKind kind;
  uint32_t type;   /* secrets type (TLS key log: 0x544c534b); 0 for the others */
  uint32_t frame;  /* the frame of this capture that a comment belongs to; 0: none */
  bool big_endian; /* the byte order of the integers in a names block */
  LmSlice bytes;
} LmCaptureNote;
size_t lm_capture_n_notes(const LmCapture *capture);
const LmCaptureNote *lm_capture_note(const LmCapture *capture, size_t index);
