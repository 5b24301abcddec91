/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How a running capture is doing, in the middle of the header bar: what it is on, since when, how
 * much came, and what was lost. Behind it, figures for each interface. */

#include "capture/hep_send.h"
#include "capture/live.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_LIVE_STATUS (lmu_live_status_get_type())
G_DECLARE_FINAL_TYPE(LmuLiveStatus, lmu_live_status, LMU, LIVE_STATUS, AdwBin)

typedef struct {
  gint64 running_us; /* since it began */
  guint64 waiting;   /* packets that are not shown while it is paused */
  guint64 evicted;   /* calls that had to go from memory */
  guint turns;       /* how often the numbers of frames began again at 1 */
  guint64 bytes;     /* that it has written */
  guint64 room;      /* that is left on the disk; G_MAXUINT64: not known */
  gboolean paused, stopping;
  gboolean silent;   /* what takes the packets has said nothing for long */
  const char *off;   /* an interface that is switched off; NULL: none */
  const char *amiss; /* what is wrong, and what was refused, in lines; "" for nothing */
  const char *times; /* whose clock the packets have their times of; "" where that is not known */
  const char *sent;  /* lines that say what was sent on; "" for none */
  gboolean send_fails;
  const char *senders; /* lines that say who sends HEP; "" for nobody */
} LmuLiveFigures;

GtkWidget *lmu_live_status_new(void);
/* A capture begins: nothing is known of it. */
void lmu_live_status_begin(LmuLiveStatus *self);
void lmu_live_status_show(LmuLiveStatus *self, const LmLiveStatus *status,
                          const LmuLiveFigures *figures);
void lmu_live_status_open(LmuLiveStatus *self);

/* All that was received and is not in the file. */
guint64 lmu_live_dropped(const LmHelperFigures *figures);
/* "eth0 and wlan0"; owned. */
char *lmu_live_describe(const LmLiveStatus *status);
/* "1,204 dropped by the system, 3 not written"; NULL where nothing was lost. Owned. */
char *lmu_live_describe_drops(const LmLiveStatus *status);
/* "1,207 lost", or what was refused of HEP; "" for nothing. Owned. */
char *lmu_live_describe_lost(const LmLiveStatus *status);
/* "Sent on to udp:192.0.2.1:9060: 1,204 messages, 3 dropped"; owned. */
char *lmu_live_describe_sent(const char *place, const LmHepSendStatus *status);

G_END_DECLS
