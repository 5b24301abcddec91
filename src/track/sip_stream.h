/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* SIP in a stream of bytes: finds where messages begin and end (RFC 3261, 18.3), also where the
 * capture begins in the middle or lacks a part. Each byte is looked at a few times at most, however
 * small the pieces are that it comes in. */

#include "track/byte_queue.h"
#include "track/sip_tracker.h"

typedef struct {
  uint64_t foreign; /* bytes that were not SIP, before the first message */
  size_t wanted;    /* bytes that the message at the front is known to need */
  size_t seen;      /* bytes at the front in which its header does not end */
  bool line_seen;   /* but its first line does */
  bool is_sip;      /* at least one message was found */
} LmSipStream;

/* A stream that begins with this many bytes that nobody knows is not looked at any more. */
#define LM_STREAM_MAX_FOREIGN_BYTES (64u << 10)

static inline bool
lm_sip_stream_has_given_up(const LmSipStream *stream)
{
  return !stream->is_sip && stream->foreign > LM_STREAM_MAX_FOREIGN_BYTES;
}

/* Bytes were lost, or were taken by somebody else: what comes next is looked at afresh. */
static inline void
lm_sip_stream_restart(LmSipStream *stream)
{
  stream->wanted = stream->seen = 0;
}

/* Takes one message, or bytes that are none, off the front of @source; false when there is nothing
 * to take now. */
bool lm_sip_stream_take(LmSipStream *stream, LmSipTracker *sip, LmTrace *trace,
                        const LmByteSource *source, const LmSipOrigin *origin);
/* Whether an empty line ends in @bytes, the first @seen of which were looked at before. */
bool lm_stream_has_empty_line(LmSlice bytes, size_t seen);
