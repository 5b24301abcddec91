/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A stream's figures as a person reads them, and whether they are good. Pure functions; each text
 * is owned, for g_free(). */

#include "engine/engine.h"

#include <glib.h>

G_BEGIN_DECLS

/* "124 (7.8 %)" */
char *lmu_stream_lost_text(const LmStreamRow *row);
/* "0x44C61AFB" */
char *lmu_stream_ssrc_text(const LmStreamRow *row);
/* The codec's name, or the payload type's number where no name is known. */
char *lmu_stream_codec_text(const LmStreamRow *row);
char *lmu_stream_endpoint_text(const LmEndpoint *endpoint);
/* "192.0.2.1:4000 → 192.0.2.2:4000 PCMU" */
char *lmu_stream_ends_text(const LmStreamRow *row);
/* "20.3 ms", and from a second on "3.08 s" */
char *lmu_stream_ms_text(double ms);
/* "EF", "CS5", "AF41", or the number. */
char *lmu_stream_dscp_text(guint dscp);
/* "good", "fair", "bad"; NULL where nothing is known. Borrowed. */
const char *lmu_stream_mos_tone(const LmStreamRow *row);
const char *lmu_stream_loss_tone(double percent);
const char *lmu_stream_jitter_tone(const LmStreamRow *row);
/* "PCMU stream from 192.0.2.1:4000 to 192.0.2.2:4000, loss 7.6 %": what a screen reader says of the
 * row. Owned. */
char *lmu_stream_words(const LmStreamRow *row);

G_END_DECLS
