/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Starting what takes the packets, up to the first of them: linesman-capture, or a thread that
 * speaks as it does (capture/helper.h). Private to this room. */

#include "capture/live.h"

#include <pthread.h>

typedef struct {
  int control;    /* the socket to it */
  pid_t pid;      /* 0: no child of this process */
  bool is_thread; /* and then this is it */
  pthread_t thread;
  LmHepSenders *senders; /* of a listener, whose thread counts them; owned by who joins that */
} LmLiveHelper;

/* A thread in the helper's place. It sends LINK and takes FILTER for each link (LINK may have the
 * link's name as text), sends READY, and from then on takes and sends what the helper does. It owns
 * @control and @output and closes both; closing @control is its last word. All signals are blocked.
 */
typedef void (*LmLiveProducer)(int control, int output, void *data);

/* Starts it on the file @output; @listening, or -1, is where callers may come by later. Both stay
 * the caller's. False with @error set; then nothing is left. */
bool lm_live_launch(const LmLiveOptions *options, int output, int listening, LmLiveHelper *helper,
                    LmLiveStatus *status, LmError *error);
/* Then, until it captures. @status gets the links. False with @error set; then it has ended. */
bool lm_live_greet(const LmLiveOptions *options, const LmCancel *cancel, LmLiveHelper *helper,
                   LmLiveStatus *status, LmError *error);
/* For lm_live_launch() to begin with in place of the program: @run in a thread. */
bool lm_live_launch_thread(LmLiveProducer run, void *data, int output, LmLiveHelper *helper,
                           LmError *error);
/* Waits for its end and closes @control. True if it was a process; @how is then as waitpid() has
 * it. */
bool lm_live_join(LmLiveHelper *helper, int *how);
/* The same of one that is not wanted after all: it ends though it may be to keep on, and though
 * somebody is still asked for a password. */
void lm_live_give_up(LmLiveHelper *helper);
/* Sends @note, with the file @fd if that is not -1. */
bool lm_live_send(int control, const LmHelperNote *note, int fd);
/* Takes one without waiting: its bytes, 0 at the end, -1 with errno. One that the helper sent
 * before it went is not lost where it had not read what was sent to it: Linux tells of that first,
 * as ECONNRESET, and gives what waits to the next call. */
ssize_t lm_live_receive(int control, LmHelperNote *note);
/* Tells what of @link, which @status knows, is wanted: LM_HELPER_FILTER or LM_HELPER_KEEP. */
bool lm_live_send_filter(int control, LmHelperKind kind, uint32_t link, const char *filter,
                         LmBpfOnly only, const LmLiveStatus *status, LmError *error);
/* Answers that @link was opened, as @options want it. With a look back what may be wanted later is
 * taken too, and chosen from at the other end. */
bool lm_live_answer_link(const LmLiveOptions *options, uint32_t link, int control,
                         const LmLiveStatus *status, LmError *error);
/* Makes what the helper says of its end an error for a person. */
void lm_live_explain(const LmHelperNote *note, LmError *error);
