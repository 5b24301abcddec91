/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the text and the two sequence diagram languages share. Internal to this folder. */

#include "ladder/ladder.h"

/* "INVITE SDP PCMU ×2", "← RTP PCMU 31.9 s · MOS 3.92": all that is said of a row, plain text in
 * @out, which is emptied first; the badge (the MOS) only with @badge. */
void lm_diagram_row_text(const LmLadderRow *row, bool badge, LmText *out);
