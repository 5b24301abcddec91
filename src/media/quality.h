/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How good a stream is, in three bands: the one place that says what counts as poor, for the
 * ladder, the lists and the filters. Pure functions. */

typedef enum {                  /* the worse, the greater */
               LM_QUALITY_NONE, /* nothing is known of it */
               LM_QUALITY_GOOD,
               LM_QUALITY_FAIR,
               LM_QUALITY_POOR,
} LmQuality;

/* The band of a stream with @mos (0: its codec has no score) and @loss_percent of its packets lost:
 * the worse of what both say. */
LmQuality lm_quality(double mos, double loss_percent);
/* The band that @loss_percent alone gives; never LM_QUALITY_NONE. */
LmQuality lm_quality_of_loss(double loss_percent);
