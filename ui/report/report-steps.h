/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What JSON of a report says, as text for people. Pure. */

#include "proto/detail.h"

#include <glib.h>

G_BEGIN_DECLS

/* A list of words or numbers, "[1,2]", as "1, 2"; any other JSON as it is. Owned. */
char *lmu_report_list_text(LmSlice json);
/* Whether @node is something that happened at a time: an object with "time_ns". */
gboolean lmu_report_is_step(const LmDetail *node);
/* "06:30:22.552" of a step; "" of others. Owned. */
char *lmu_report_step_time(const LmDetail *node);
/* What it is called: the value of its first member that is a word, and that as it is, for its
 * colour. Owned. */
char *lmu_report_step_name(const LmDetail *node);
LmSlice lmu_report_step_word(const LmDetail *node);
/* The rest of @node in one line: "status 200 · expires 60 s". Owned. */
char *lmu_report_step_rest(const LmDetail *node);

G_END_DECLS
