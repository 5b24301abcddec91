/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A capture that comes as a stream of bytes, from whoever takes the packets, as the links and
 * packets of an LmLiveOutput. Its interfaces are links, from when they are named on; the same one
 * in a later section is the same link. What its statistics say was dropped counts as theirs.
 * Private to this room. One thread at a time. */

#include "base/error.h"
#include "capture/live_output.h"

typedef struct {
  LmLiveOutput *output;
  const char *name; /* what messages call it */
  /* Of an interface that the stream itself does not say it of; NULL: nothing. Borrowed. */
  const char *link_name, *link_description;
  const char *filter;  /* in place of what it says; NULL: that. Borrowed */
  uint32_t snap_bytes; /* more is not taken of a packet; 0: all */
  bool looks_back;     /* what is to be kept is said apart from what is to be taken */
} LmLiveStreamSetup;

typedef struct LmLiveStream LmLiveStream;

/* Owned. */
LmLiveStream *lm_live_stream_new(const LmLiveStreamSetup *setup);
void lm_live_stream_free(LmLiveStream *stream);
/* Reads once of @fd, which waits if there is nothing. The output begins with the first interface.
 * False when no more is to be read: it has ended, is damaged, or the caller is gone. */
bool lm_live_stream_read(LmLiveStream *stream, int fd);
/* No more will be read: settles the damage. */
void lm_live_stream_end(LmLiveStream *stream);
/* Whether the output has begun. */
bool lm_live_stream_begun(const LmLiveStream *stream);
/* Whether it is known to be a capture. */
bool lm_live_stream_is_capture(const LmLiveStream *stream);
bool lm_live_stream_is_empty(const LmLiveStream *stream);
/* Brings the figures of the links up to date. */
void lm_live_stream_count(LmLiveStream *stream);
/* What is amiss; LM_ERROR_NONE of a sound one. Borrowed. */
const LmError *lm_live_stream_damage(const LmLiveStream *stream);
