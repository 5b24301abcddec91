/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live_meet.h"

#include "base/i18n.h"
#include "capture/live_start.h"
#include "capture/live_status.h"

#include <poll.h>

#define LOOK_MS 50
#define PATIENCE_TURNS 200 /* it accepts within 100 ms, unless it is stopped */

bool
lm_live_meet(int control, LmLiveStatus *status, uint32_t *n_begun, const LmCancel *cancel,
             LmError *error)
{
  status->n_links = 0;
  for (int i = 0; i < PATIENCE_TURNS; i++) {
    LmHelperNote note = {0};
    struct pollfd wait = {.fd = control, .events = POLLIN};
    if (lm_is_cancelled(cancel))
      return lm_error_set(error, LM_ERROR_CANCELLED, _("the capture was not taken up"));
    if (poll(&wait, 1, LOOK_MS) <= 0)
      continue;
    ssize_t n = lm_live_receive(control, &note);
    if (n <= 0)
      return lm_error_set(error, LM_ERROR_UNREADABLE,
                          _("the capture goes on, but does not let this user take it up"));
    if (!lm_helper_note_is_good(&note, n))
      continue;
    lm_live_status_take(status, &note);
    if (note.kind == LM_HELPER_FILE)
      *n_begun = (uint32_t)note.bytes;
    if (note.kind == LM_HELPER_READY)
      return true;
  }
  return lm_error_set(error, LM_ERROR_UNREADABLE,
                      _("the capture goes on, but does not answer; it can be taken up later"));
}
