/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What an LmLiveOutput is made of, and what it tells its caller (live_output_tell.c). Private to
 * it. */

#include "base/look_back.h"
#include "capture/live_output.h"

typedef struct {
  LmLiveLink link;
  LmWriterInterface interface;
  LmHelperFigures now, before; /* before: when the file began */
  uint64_t not_kept;           /* here */
  LmLookBack *back;            /* holds that; NULL: it is gone at once */
  uint32_t n_keep;             /* instructions that say what is kept; 0: all */
  bool is_new;                 /* what was held is to be looked through for it */
  uint64_t keep[LM_HELPER_MAX_INSTRUCTIONS];
} LmLiveOutputLink;

struct LmLiveOutput {
  LmLiveOutputSetup setup;
  int control, file;
  int next; /* the file that the caller wants it to go on in; -1: none */
  int last; /* where its last words go; -1: to the caller alone */
  LmWriter *writer;
  LmLiveOutputLink *links;
  uint32_t n_links, n_files;
  int64_t file_ns;                               /* when the file began */
  int64_t began_ns, told_ns, stated_ns, over_ns; /* of the steady clock; over: 0 for not yet */
  uint64_t before_bytes;                         /* of the files before */
  uint64_t n_packets;                            /* that were written */
  bool stopped, failed;                          /* the caller said so; it told why it ends */
  bool reached, counted;                         /* its limit of bytes, or of packets */
  bool has_asked;                                /* for the next file */
  char failure[sizeof((LmHelperNote *)0)->text];
  LmHelperFilter message;
};

/* What the writer says became of its packets is what became of them. */
void lm_live_output_count(LmLiveOutput *output);
/* Counts first. @may_lose: where the caller takes nothing now, it hears it the next time. */
void lm_live_output_tell_figures(LmLiveOutput *output, bool may_lose);
void lm_live_output_tell_link(const LmLiveOutput *output, uint32_t number);
void lm_live_output_tell_file(const LmLiveOutput *output);
void lm_live_output_tell(const LmLiveOutput *output, LmHelperKind kind);
/* Its last words, to the caller and to who comes when it is over. */
void lm_live_output_tell_end(LmLiveOutput *output, LmHelperEnd why);
