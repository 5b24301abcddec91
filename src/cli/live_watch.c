/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/live_watch.h"

#include "base/i18n.h"
#include "capture/interfaces.h"
#include "cli/input.h"

#define SILENT_S 3 /* its figures come five times a second */

static void
look_for_gone(LmLiveWatch *watch, const LmLiveStatus *status)
{
  for (uint32_t i = 0; i < status->n_links; i++) {
    LmError error = {0};
    if (watch->gone[i] || !status->gone[i])
      continue;
    watch->gone[i] = true;
    lm_error_set(&error, LM_ERROR_DAMAGED,
                 _("%s; nothing more comes from it, and what came before is kept"),
                 status->gone_why[i]);
    lm_input_warn(&error);
  }
}

/* The kernel says so to nobody who listens on it. */
static void
look_for_off(LmLiveWatch *watch, const LmLiveStatus *status)
{
  for (uint32_t i = 0; i < status->n_links; i++) {
    LmError error = {0};
    bool off = !status->gone[i] && lm_interface_is_off(status->names[i]);
    if (off == watch->off[i] || status->gone[i])
      continue;
    watch->off[i] = off;
    lm_error_set(&error, LM_ERROR_DAMAGED,
                 off ? _("%s is switched off: nothing comes from it until it is on again")
                     : _("%s is on again"),
                 status->names[i]);
    lm_input_warn(&error);
  }
}

/* Where this program itself slept, what was said meanwhile only waits to be heard: so several looks
 * in a row count, and not how long it was. */
static void
look_for_silence(LmLiveWatch *watch, const LmLiveStatus *status)
{
  LmError error = {0};
  bool heard = status->heard_ns != watch->heard_ns || status->ended;
  watch->heard_ns = status->heard_ns;
  watch->n_quiet = heard ? 0 : watch->n_quiet + 1;
  bool silent = watch->n_quiet >= SILENT_S;
  if (silent == watch->silent)
    return;
  watch->silent = silent;
  lm_error_set(
      &error, LM_ERROR_DAMAGED,
      silent ? _("what takes the packets has said nothing for %d s: it may be stopped, or the "
                 "disk, or who reads its pipe, stands still; what its buffer has no room for "
                 "is counted as dropped when it goes on")
             : _("what takes the packets goes on, after more than %d s"),
      SILENT_S);
  lm_input_warn(&error);
}

static void
look_for_removed(LmLiveWatch *watch, const LmLiveStatus *status)
{
  LmError error = {0};
  if (status->n_removed == watch->n_removed)
    return;
  watch->n_removed = status->n_removed;
  lm_error_set(&error, LM_ERROR_DAMAGED,
               _("%s was removed while it is written: what is in it is lost"), status->path);
  lm_input_warn(&error);
}

static void
look_for_cut(LmLiveWatch *watch, const LmLiveStatus *status)
{
  LmError error = {0};
  if (status->n_cut == watch->n_cut)
    return;
  watch->n_cut = status->n_cut;
  lm_error_set(&error, LM_ERROR_DAMAGED,
               _("%s was cut while it is written, as logrotate does with copytruncate: what was in "
                 "it is lost, and it goes on in a new file; --file-size and --file-time change "
                 "files without a loss"),
               status->cut_path);
  lm_input_warn(&error);
}

/* Of several places the first: what allows more is the same for all. */
static void
look_for_small_buffer(LmLiveWatch *watch, const LmLiveStatus *status)
{
  for (uint32_t i = 0; i < status->n_links && !watch->small_buffer; i++) {
    LmError error = {0};
    if (!status->small_buffer[i])
      continue;
    watch->small_buffer = true;
    lm_error_set(&error, LM_ERROR_LIMIT,
                 _("%s: the kernel drops messages, and did not allow the %u MiB of room for them "
                   "that it was asked for; “sysctl -w net.core.rmem_max=%u” does, for captures "
                   "that are begun then"),
                 status->names[i], status->buffer_mib, status->buffer_mib << 20);
    lm_input_warn(&error);
  }
}

void
lm_live_watch_end(LmLiveWatch *watch, const LmLiveStatus *status)
{
  look_for_gone(watch, status);
  look_for_small_buffer(watch, status);
  look_for_removed(watch, status);
  look_for_cut(watch, status);
}

void
lm_live_watch_look(LmLiveWatch *watch, const LmLiveStatus *status, bool here)
{
  lm_live_watch_end(watch, status);
  if (here && !status->listens)
    look_for_off(watch, status);
  look_for_silence(watch, status);
}
