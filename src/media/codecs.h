/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the E-model has to know of a codec: the equipment impairment factor Ie and the packet-loss
 * robustness factor Bpl, with the table that each stands in. The values are data/codecs.tsv, which
 * also says where the recommendations have none. Immutable. */

#include "base/slice.h"

typedef enum {                 /* the scale that a value belongs to */
               LM_BAND_NARROW, /* G.107, 300 to 3400 Hz */
               LM_BAND_WIDE,   /* G.107.1, 50 to 7000 Hz */
               LM_BAND_FULL,   /* G.107.2, 20 to 20000 Hz */
} LmBand;

typedef struct {
  const char *encoding; /* name in rtpmap */
  double rate_kbps;     /* 0: of no single rate */
  LmBand band;
  const char *payload; /* which packets carry it; see data/codecs.tsv */
  double ie;           /* negative: not published */
  const char *ie_source;
  double bpl; /* for loss at random. 0: not published, so a stream with loss gets no score */
  const char *bpl_source;
  const char *condition; /* what the values hold for; "" */
  bool compared;         /* the values were laid beside a second transcription of the table */
} LmEmodelCodec;

/* The recommendation that rates a band: "G.107". */
const char *lm_band_model(LmBand band);

/* The values for @encoding where nothing is known of its packets. NULL where no recommendation
 * gives any, or where they depend on the rate. Case does not matter. Borrowed. */
const LmEmodelCodec *lm_emodel_codec(LmSlice encoding);
/* The same for packets with @payload_bytes (0: not known) behind the RTP header. With @lossy those
 * that have a Bpl go first. */
const LmEmodelCodec *lm_emodel_codec_of_packets(LmSlice encoding, size_t payload_bytes, bool lossy);

/* Every row, in the order of the file. */
extern const LmEmodelCodec lm_emodel_codecs[];
extern const size_t lm_n_emodel_codecs;
