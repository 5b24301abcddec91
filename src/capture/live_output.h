/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a live capture gives out, at the end that takes the packets: to its file they go as whole
 * blocks, at least every 40 ms or 64 KiB, with statistics each second; to its caller goes what
 * became of them (capture/helper.h). It goes on in the next file when the caller hands one over,
 * keeps what the caller wants of the packets, holds the rest for a while, and knows when to end.
 *
 * linesman-capture, who listens for HEP, and who reads from another host all write through this,
 * so it opens nothing, and it needs nothing of the house but the writer. One thread at a time. */

#include "base/ring.h"
#include "capture/helper.h"

typedef struct LmLiveOutput LmLiveOutput;

/* Programs for packets, as struct bpf_insn. They come from the caller. */
typedef struct {
  /* Whether it can be run, for it will end and reads no memory but the packet's; NULL: it is of
   * this process, and can be. */
  bool (*is_sound)(const uint64_t *program, uint32_t n);
  /* How much of a packet it keeps. */
  uint32_t (*run)(const uint64_t *program, uint32_t n, const uint8_t *packet, uint32_t wire_bytes,
                  uint32_t bytes);
} LmLivePrograms;

typedef struct {
  int control, file;       /* it closes both */
  const char *application; /* for the file; borrowed */
  LmLivePrograms programs;
  uint64_t limit_bytes;     /* then it ends, with the packet that reaches it */
  uint64_t limit_packets;   /* of those that are written */
  uint64_t file_bytes;      /* the packet behind the one that reaches this begins a file */
  int64_t limit_ns;         /* each: 0 for no limit */
  int gather_ms;            /* what is put is written after so long at most, or 64 KiB; 0: 20 */
  bool keep_on;             /* it does not end when its caller does */
  uint64_t look_back_bytes; /* for each link: of what is not kept; 0: none is held */
  int64_t look_back_ns;
} LmLiveOutputSetup;

/* For the producer to fill in, at any time. */
typedef struct {
  LmHelperFigures figures; /* what was received, and dropped before it came here; no more of it */
  uint32_t facts;          /* LmHelperFact */
  char said[sizeof((LmHelperNote *)0)->text]; /* why it is gone, or what else is to be said of it */
} LmLiveLink;

/* Owned: lm_live_output_end(). */
LmLiveOutput *lm_live_output_new(const LmLiveOutputSetup *setup);
/* Adds a link, mostly before it begins, and asks the caller what is wanted of it. @link is borrowed
 * until the end. What is to be taken (LM_HELPER_FILTER), borrowed until the next call; what of that
 * is to be kept is seen to here. NULL: the caller does not answer. */
const LmHelperFilter *lm_live_output_add_link(LmLiveOutput *output, const LmWriterInterface *link);
/* From now on those packets are kept of @link, and those that were held and now pass. False: it is
 * not sound. */
bool lm_live_output_keep(LmLiveOutput *output, uint32_t link, const LmHelperFilter *filter);
/* All is open: begins the file, and says so. */
void lm_live_output_begin(LmLiveOutput *output);
/* Borrowed. */
LmLiveLink *lm_live_output_link(LmLiveOutput *output, uint32_t link);
void lm_live_output_put(LmLiveOutput *output, const LmRingPacket *packet, const uint8_t *data);
/* Keys for what comes behind; more than a block may hold is left out. It has begun. */
void lm_live_output_put_secrets(LmLiveOutput *output, uint32_t type, LmSlice secrets);
/* To be waited on, at most so long, with what brings packets; then lm_live_output_turn(). -1: there
 * is no caller. */
int lm_live_output_control(const LmLiveOutput *output);
/* False if somebody removed the file that is written: nobody can find what goes into it. */
bool lm_live_output_has_name(const LmLiveOutput *output);
int lm_live_output_wait_ms(const LmLiveOutput *output);
/* Does what is due and what the caller asks for. False when it is to end; packets that are put
 * after that are kept all the same, unless it has its limit. */
bool lm_live_output_turn(LmLiveOutput *output);
/* Whether that is because the caller said so, or went. */
bool lm_live_output_was_stopped(const LmLiveOutput *output);
/* Somebody came when there was no caller: tells all that one has to know. */
void lm_live_output_welcome(LmLiveOutput *output, int control);
/* Of all files, in whole blocks. */
uint64_t lm_live_output_bytes(const LmLiveOutput *output);
/* Tells why it ends early, the first time. */
void lm_live_output_fail(LmLiveOutput *output, LmHelperCause cause, const char *why);
/* Writes what there is, says so, closes and frees. @why it ends, where it is not for what was asked
 * or failed. */
void lm_live_output_end(LmLiveOutput *output, LmHelperEnd why);
