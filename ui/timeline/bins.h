/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Calls counted by the interval that they began in. Pure; the caller owns and clears it. */

#include "ui/model/call-store.h"

G_BEGIN_DECLS

typedef struct {
  guint calls, failed;
} LmuBin;

typedef struct {
  LmuBin *bins;
  guint n_bins;            /* 0: nothing to show */
  gint64 first_ns, bin_ns; /* where bin 0 begins, and how long each is; at least 1 ns */
  guint highest;           /* calls in the fullest */
  guint calls, failed;     /* in all of them */
} LmuBins;

/* Spreads the calls of @rows, or the other dialogs, over @n_bins intervals of equal length. */
void lmu_bins_count(LmuBins *bins, const LmuCallRows *rows, gboolean other, guint n_bins);
void lmu_bins_clear(LmuBins *bins);
/* Where bin @index begins; @index may be n_bins: the end. */
gint64 lmu_bins_time(const LmuBins *bins, guint index);
/* The bin that holds @time_ns, the nearest for a time outside. */
guint lmu_bins_at(const LmuBins *bins, gint64 time_ns);

G_END_DECLS
