/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What becomes of a fax, by what both machines say (ITU-T T.30). */

#include "fax/faxes.h"

/* Fills in what the steps of @fax tell, of which there is one at least. */
void lm_fax_take_steps(LmFax *fax);
