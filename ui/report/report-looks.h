/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How reports look in the window: what a report cannot say of itself, because it is for other
 * readers too. Pure. */

#include "report/report.h"

#include <glib.h>

G_BEGIN_DECLS

/* What stands beside a table. */
typedef enum {
  LMU_REPORT_SIDE_DETAIL, /* all that is known of the selected row */
  LMU_REPORT_SIDE_CHAT,   /* the messages of its conversation */
} LmuReportSide;

typedef struct {
  const char *name; /* of the report */
  const char *icon;
  const char *empty_title, *empty_text; /* marked for translation */
  LmuReportSide side;
} LmuReportLook;

/* Of a report that is not known, one that suits any. */
const LmuReportLook *lmu_report_look(const LmReport *report);

/* Whether @column is one of words that are told apart by colour. */
gboolean lmu_report_is_pill(const LmReportColumn *column);
/* For @word of such a column what people read, and its colour: "good", "fair", "bad", "plain" or
 * "turned". */
const char *lmu_report_word_text(LmSlice word);
const char *lmu_report_word_tone(LmSlice word);

/* Of a role as it is called in a table; NULL where there is none for it. */
const char *lmu_report_role_icon(LmSlice roles);
/* Whether the cells of @column are roles. */
gboolean lmu_report_is_roles(const LmReport *report, const LmReportColumn *column);

G_END_DECLS
