/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The working of a stream's scores, for people and as JSON. */

#include "engine/engine.h"
#include "relate/working.h"

/* Prints it to standard output, with what the stream's packets say of it; behind an empty line with
 * @apart. @announced_ms as lm_rtp_figures_text() has it. */
void lm_working_print(const LmStreamRow *row, const LmRtpFigures *figures, uint32_t announced_ms,
                      const LmWorking *working, bool apart);
/* A list of the views: of each its inputs with their sources, its terms and its scores. */
void lm_working_add_json(const LmWorking *working, LmText *json);
/* A list of the stretches of 5 s, with what each lost and its score. */
void lm_working_add_intervals_json(const LmWorking *working, LmText *json);
