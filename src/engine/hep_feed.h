/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Sends the messages of a session on by HEP, each to every one of some places (capture/hep_send.h):
 * SIP as it was found, decrypted and put together, between the ends and at the time at which it was
 * seen; the reports of plain RTCP, as JSON, with the Call-ID that they belong to; and reports that
 * came by HEP. What must not go in circles is left out, and counted. One thread, that of the
 * session. */

#include "capture/hep_send.h"
#include "track/trace.h"

#define LM_HEP_FEED_PLACES 8u

/* What of that which came by HEP itself is sent. */
typedef enum {
  LM_HEP_FEED_ALL,     /* of files, which have an end */
  LM_HEP_FEED_FOREIGN, /* where HEP is listened for: what was not captured by ourselves; it keeps
                          the number of who did */
  LM_HEP_FEED_NONE,    /* off interfaces: it is on its way to somebody, perhaps sent by ourselves */
} LmHepFeedRule;

typedef struct {
  const char *const *places;
  size_t n_places;
  const char *const *own; /* where this program listens for HEP, and none may be sent to */
  size_t n_own;
  const char *key_file;
  LmTlsFiles tls;
  uint32_t agent; /* our number; 0: one that is made of the name of this machine */
  uint32_t per_second;
  LmHepFeedRule rule;
} LmHepFeedOptions;

typedef struct LmHepFeed LmHepFeed;

typedef struct {
  uint64_t given;   /* messages, to each of the places */
  uint64_t own;     /* came by HEP with our own number */
  uint64_t foreign; /* came by HEP otherwise, and were left out by the rule */
  uint32_t agent;   /* our number */
} LmHepFeedCounts;

/* Nothing of @options is borrowed. NULL with @error set. Owned: lm_hep_feed_free(). */
LmHepFeed *lm_hep_feed_new(const LmHepFeedOptions *options, LmError *error);
void lm_hep_feed_free(LmHepFeed *feed);
/* Takes what is new in @trace, as a session does after each step (LmSessionOptions.feed). It never
 * waits. */
void lm_hep_feed_take(LmHepFeed *feed, const LmTrace *trace);
/* The same of a message, an RTCP datagram or an event alone, for who chooses. */
void lm_hep_feed_put_message(LmHepFeed *feed, const LmTrace *trace, uint32_t row);
void lm_hep_feed_put_rtcp(LmHepFeed *feed, const LmTrace *trace, uint32_t row);
void lm_hep_feed_put_event(LmHepFeed *feed, const LmTrace *trace, uint32_t row);
/* Whether each place takes one more message without dropping it. */
bool lm_hep_feed_has_room(LmHepFeed *feed);
/* Nothing more comes; what waits has so long to go. */
void lm_hep_feed_end(LmHepFeed *feed, int64_t most_ns);
/* The same, but does not wait for it. */
void lm_hep_feed_finish(LmHepFeed *feed, int64_t most_ns);
const LmHepFeedCounts *lm_hep_feed_counts(const LmHepFeed *feed);
size_t lm_hep_feed_n(const LmHepFeed *feed);
/* Any thread: what became of it at place @index; the text is borrowed. */
const char *lm_hep_feed_status(LmHepFeed *feed, size_t index, LmHepSendStatus *status);
