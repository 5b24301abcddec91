/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/look.h"

#include "base/i18n.h"
#include "media/quality.h"

static const struct {
  const char *name;
  const char *title;
} looks[LMU_N_LOOKS] = {
    [LMU_LOOK_CALLS] = {"calls", N_("Calls")},
    [LMU_LOOK_OTHER] = {"other", N_("Other dialogs")},
    [LMU_LOOK_PROBLEMS] = {"problems", N_("Problems")},
    [LMU_LOOK_FAILED] = {"failed", N_("Failed")},
    [LMU_LOOK_NOT_ANSWERED] = {"not-answered", N_("Not answered")},
    [LMU_LOOK_POOR] = {"poor-quality", N_("Poor quality")},
    [LMU_LOOK_IN_CALL] = {"in-call", N_("In call")},
    [LMU_LOOK_RETRANSMITTED] = {"retransmitted", N_("Retransmissions")},
    [LMU_LOOK_MALFORMED] = {"malformed", N_("Malformed")},
};

static gboolean
is_poor(const LmCallRow *row)
{
  return row->quality == LM_QUALITY_POOR;
}

static gboolean
was_not_answered(const LmCallRow *row)
{
  return row->state == LM_CALL_CANCELLED || row->state == LM_CALL_REJECTED ||
         row->state == LM_CALL_BUSY || row->state == LM_CALL_NO_ANSWER;
}

LmuLooks
lmu_looks_of(const LmCallRow *row)
{
  gboolean failed = row->state == LM_CALL_FAILED;
  if (row->index == LM_NONE)
    return 0;
  if (row->number == 0)
    return LMU_LOOK_BIT(LMU_LOOK_OTHER);
  const gboolean has[LMU_N_LOOKS] = {
      [LMU_LOOK_CALLS] = TRUE,
      [LMU_LOOK_PROBLEMS] = failed || is_poor(row) || row->n_malformed > 0,
      [LMU_LOOK_FAILED] = failed,
      [LMU_LOOK_NOT_ANSWERED] = was_not_answered(row),
      [LMU_LOOK_POOR] = is_poor(row),
      [LMU_LOOK_IN_CALL] = row->state == LM_CALL_IN_CALL,
      [LMU_LOOK_RETRANSMITTED] = row->n_retransmissions > 0,
      [LMU_LOOK_MALFORMED] = row->n_malformed > 0,
  };
  LmuLooks looks_of = 0;
  for (guint look = 0; look < LMU_N_LOOKS; look++)
    looks_of |= has[look] ? LMU_LOOK_BIT(look) : 0;
  return looks_of;
}

gboolean
lmu_look_has(LmuLook look, const LmCallRow *row)
{
  return (lmu_looks_of(row) & LMU_LOOK_BIT(look)) != 0;
}

const char *
lmu_look_name(LmuLook look)
{
  return look < LMU_N_LOOKS ? looks[look].name : "";
}

LmuLook
lmu_look_by_name(const char *name)
{
  for (guint i = 0; i < LMU_N_LOOKS; i++)
    if (g_strcmp0(looks[i].name, name) == 0)
      return i;
  return LMU_N_LOOKS;
}

const char *
lmu_look_title(LmuLook look)
{
  return look < LMU_N_LOOKS ? _(looks[look].title) : "";
}
