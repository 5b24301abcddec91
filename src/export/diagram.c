/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/diagram.h"

void
lm_diagram_row_text(const LmLadderRow *row, bool badge, LmText *out)
{
  bool media = row->kind == LM_LADDER_MEDIA;
  lm_text_reset(out);
  if (media && row->from > row->to)
    lm_text_add_str(out, "← ");
  lm_text_add_str(out, row->label);
  if (media && row->from < row->to)
    lm_text_add_str(out, " →");
  if (row->repeats)
    lm_text_printf(out, " ×%u", row->repeats + 1);
  if (*row->detail)
    lm_text_printf(out, " %s", row->detail);
  if (badge && *row->badge)
    lm_text_printf(out, " · %s", row->badge);
}
