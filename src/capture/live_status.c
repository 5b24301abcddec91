/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live_status.h"

#include "base/i18n.h"
#include "capture/live_start.h"

#include <stdio.h>

static void
add_figures(LmLiveStatus *status)
{
  LmHelperFigures sum = {0};
  for (uint32_t i = 0; i < status->n_links; i++) {
    const LmHelperFigures *one = &status->links[i];
    sum.received += one->received;
    sum.written += one->written;
    sum.dropped_by_system += one->dropped_by_system;
    sum.dropped_by_ring += one->dropped_by_ring;
    sum.unwritten += one->unwritten;
    sum.dropped_by_interface += one->dropped_by_interface;
    sum.not_kept += one->not_kept;
  }
  status->sum = sum;
}

/* Links come in their order; names that were asked for stay where the note has none. */
static void
add_link(LmLiveStatus *status, const LmHelperNote *note)
{
  if (note->link != status->n_links || status->n_links >= LM_HELPER_MAX_LINKS)
    return;
  uint32_t link = status->n_links++;
  status->link_types[link] = note->link_type;
  status->snap_bytes[link] = note->snap_bytes;
  if (note->text[0])
    snprintf(status->names[link], sizeof status->names[0], "%s", note->text);
}

/* Where nothing was said of why, it is plain that it is gone. */
static void
take_gone(LmLiveStatus *status, const LmHelperNote *note)
{
  uint32_t link = note->link;
  if (status->gone[link])
    return;
  status->n_gone++;
  status->gone[link] = true;
  if (note->text[0])
    snprintf(status->gone_why[link], sizeof status->gone_why[0], "%s", note->text);
  else
    snprintf(status->gone_why[link], sizeof status->gone_why[0], _("%s: it delivers no more"),
             status->names[link]);
}

void
lm_live_status_take(LmLiveStatus *status, const LmHelperNote *note)
{
  if (note->kind == LM_HELPER_LINK)
    add_link(status, note);
  else if (note->kind == LM_HELPER_FAILED)
    lm_live_explain(note, &status->error);
  else if (note->kind == LM_HELPER_ENDED)
    status->by_signal = note->cause == LM_HELPER_END_SIGNAL;
  if (note->link >= status->n_links || note->kind != LM_HELPER_FIGURES)
    return;
  status->links[note->link] = note->figures;
  add_figures(status);
  status->system_time[note->link] = note->cause & LM_HELPER_SYSTEM_TIME;
  status->small_buffer[note->link] = note->cause & LM_HELPER_SMALL_BUFFER;
  if (note->cause & LM_HELPER_IS_GONE)
    take_gone(status, note);
  else
    snprintf(status->said[note->link], sizeof status->said[0], "%s", note->text);
}

bool
lm_live_was_ended(const LmLiveStatus *status, bool asked, LmError *error)
{
  if (!status->by_signal || asked)
    return false;
  lm_error_set(error, LM_ERROR_DAMAGED, "%s", _("a signal to linesman-capture ended the capture"));
  return true;
}
