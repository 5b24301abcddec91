/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* All that a capture is begun with, and beginning it. The struct owns its strings; whoever has it
 * may change them. Nothing of it needs a display. */

#include "capture/live.h"
#include "engine/hep_feed.h"
#include "ui/capture/remote-hosts.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where the packets are. */
typedef enum {
  LMU_CAPTURE_HERE,
  LMU_CAPTURE_REMOTE,
  LMU_CAPTURE_LISTEN,
  LMU_CAPTURE_N_PLACES
} LmuCapturePlace;

/* Where HEP is listened for, and who may send it. */
typedef struct {
  char **places, **networks; /* as LmHepListenOptions has them; ended by NULL; never NULL itself */
  char *key;                 /* as it was typed; it is not kept. NULL: none was */
  gboolean key_typed;        /* one was, perhaps in an earlier run, and is gone */
  char *key_file, *certificate, *private_key, *authorities; /* NULL: none */
} LmuCaptureListen;

/* Where the messages go on to by HEP, as LmHepFeedOptions has it. */
typedef struct {
  char **places; /* ended by NULL; never NULL itself; of none: nothing is sent */
  char *key_file, *certificate, *private_key, *authorities; /* NULL: none */
  guint agent, per_second;
} LmuCaptureSend;

typedef struct {
  LmuCapturePlace place;
  char **interfaces; /* of this machine; ended by NULL; never NULL itself */
  /* Through ssh; NULL: none, tcpdump. */
  char *remote_host, *remote_interface, *remote_command;
  gboolean remote_ask;
  LmuCaptureListen listen;
  LmuCaptureSend send;
  char *filter; /* as pcap-filter(7); NULL: everything */
  LmBpfOnly only;
  gboolean promiscuous, monitor, hardware_time;
  guint snap_bytes, kernel_mib, ring_mib; /* 0: as the helper has it */

  char *folder; /* where its files are kept; NULL: nowhere, until it is saved */
  guint64 file_bytes;
  gint64 file_ns;
  guint n_files;

  /* It stops after that much; 0: when it is told to. */
  gint64 stop_ns;
  guint64 stop_bytes, stop_packets, stop_calls;

  gint64 look_back_ns; /* what is not kept is held so long, and that can be changed; 0: it cannot */

  gboolean keep_on;     /* it goes on when the window is gone */
  guint64 budget_bytes; /* of memory for what is found; 0: as the engine has it */
  guint n_rows;         /* the most of a table; 0: as many as have numbers */
  char *key_log;        /* a file that is followed; NULL: none */
} LmuCaptureOptions;

/* Those of somebody who has chosen nothing yet: SIP and RTP, on no interface. Owned. */
LmuCaptureOptions *lmu_capture_options_new(void);
LmuCaptureOptions *lmu_capture_options_copy(const LmuCaptureOptions *options);
void lmu_capture_options_free(LmuCaptureOptions *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LmuCaptureOptions, lmu_capture_options_free)

/* As they are kept: the text of a key file. What is missing in @text, or makes no sense, is as in
 * new options. Owned. */
char *lmu_capture_options_to_text(const LmuCaptureOptions *options);
LmuCaptureOptions *lmu_capture_options_from_text(const char *text);

/* Copies @key; "" is none. */
void lmu_capture_options_set_key(LmuCaptureOptions *options, const char *key);
/* Captures on @host, or on this machine for NULL. */
void lmu_capture_options_set_remote(LmuCaptureOptions *options, LmuRemoteHost *host);
/* Whether there is something to capture on, and nothing has to be typed again. */
gboolean lmu_capture_options_are_whole(const LmuCaptureOptions *options);
/* Whether it goes on when the window is gone: what is taken by this program itself cannot. */
gboolean lmu_capture_options_go_on(const LmuCaptureOptions *options);
/* In a few words, for a title: "eth0 and wlan0". Owned. */
char *lmu_capture_options_describe(const LmuCaptureOptions *options);
/* Whether so many packets and calls are enough, and the capture is to be stopped: the helper knows
 * of time and size alone. */
gboolean
lmu_capture_options_have_enough(const LmuCaptureOptions *options, guint64 packets, guint64 calls);

/* Begins a capture in a thread. Where the helper has no privilege, the desktop is asked for it
 * once, if it can be. @options are copied. */
void lmu_capture_start_async(const LmuCaptureOptions *options, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);
/* Owned: lm_live_free(). NULL with @error set, which is LM_ERROR_PRIVILEGE where that is missing.
 * @feed, which may be NULL, gets what is to send its messages on, or NULL: lm_hep_feed_free(). */
LmLive *lmu_capture_start_finish(GAsyncResult *result, LmHepFeed **feed, LmError *error);

/* What the newest capture of this user was begun with; new options where there was none. Owned.
 * Main thread only. */
LmuCaptureOptions *lmu_capture_last(void);
void lmu_capture_set_last(const LmuCaptureOptions *options);

G_END_DECLS
