/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Why a call ended, as telephone networks number it: cause values of ITU-T Q.850, table 1, which
 * ISUP and DSS1 carry and the Reason header repeats (RFC 3326). Pure. */

#include <stdint.h>

/* "User busy" for 17, translated; "" for a value that is not in the table. */
const char *lm_q850_cause_text(uint32_t cause);
