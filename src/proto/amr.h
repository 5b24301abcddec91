/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Frames of AMR and AMR-WB as RTP carries them (RFC 4867). Pure functions; any thread. */

#include <stdbool.h>

/* Types of a frame (4.3.2). */
enum {
  LM_AMR_SPEECH_LOST = 14, /* of AMR-WB alone */
  LM_AMR_NO_DATA = 15,
};

/* Bits of a frame of @type, which has four bits, comfort noise among them (3GPP TS 26.101, table 1;
 * of AMR-WB, @wide, TS 26.201, table 1); 0 for one that holds nothing, -1 for a reserved type. */
int lm_amr_frame_bits(bool wide, unsigned type);
