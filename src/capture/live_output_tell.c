/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live_output_own.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static void
tell(const LmLiveOutput *output, const LmHelperNote *note, bool may_lose)
{
  lm_helper_send(output->control, lm_slice(note, sizeof *note), -1, may_lose ? MSG_DONTWAIT : 0);
}

void
lm_live_output_tell_link(const LmLiveOutput *output, uint32_t number)
{
  const LmWriterInterface *interface = &output->links[number].interface;
  LmHelperNote note = {.kind = LM_HELPER_LINK,
                       .link = number,
                       .link_type = interface->link_type,
                       .snap_bytes = interface->snap_bytes};
  snprintf(note.text, sizeof note.text, "%s", interface->name);
  tell(output, &note, false);
}

void
lm_live_output_fail(LmLiveOutput *output, LmHelperCause cause, const char *why)
{
  LmHelperNote note = {.kind = LM_HELPER_FAILED, .cause = cause};
  snprintf(note.text, sizeof note.text, "%s", why);
  if (!output->failed) {
    tell(output, &note, false);
    memcpy(output->failure, note.text, sizeof output->failure);
  }
  output->failed = true;
}

void
lm_live_output_count(LmLiveOutput *output)
{
  for (uint32_t i = 0; i < output->n_links; i++) {
    LmLiveOutputLink *link = &output->links[i];
    uint64_t written, lost;
    lm_writer_counts(output->writer, i, &written, &lost);
    link->now = link->link.figures;
    link->now.written = link->before.written + written;
    link->now.unwritten = link->before.unwritten + lost;
    link->now.not_kept += link->not_kept;
  }
  if (lm_writer_error(output->writer)->code != LM_ERROR_NONE)
    lm_live_output_fail(output, LM_HELPER_CAUSE_FULL, lm_writer_error(output->writer)->message);
}

void
lm_live_output_tell_figures(LmLiveOutput *output, bool may_lose)
{
  lm_live_output_count(output);
  for (uint32_t i = 0; i < output->n_links; i++) {
    const LmLiveOutputLink *link = &output->links[i];
    LmHelperNote note = {.kind = LM_HELPER_FIGURES,
                         .link = i,
                         .cause = link->link.facts,
                         .bytes = lm_live_output_bytes(output),
                         .figures = link->now};
    snprintf(note.text, sizeof note.text, "%s", link->link.said);
    tell(output, &note, may_lose);
  }
}

void
lm_live_output_tell_file(const LmLiveOutput *output)
{
  LmHelperNote note = {.kind = LM_HELPER_FILE, .bytes = output->n_files};
  tell(output, &note, false);
}

void
lm_live_output_tell(const LmLiveOutput *output, LmHelperKind kind)
{
  LmHelperNote note = {.kind = kind};
  tell(output, &note, false);
}

void
lm_live_output_welcome(LmLiveOutput *output, int control)
{
  output->control = control;
  output->has_asked = false;
  for (uint32_t i = 0; i < output->n_links; i++)
    lm_live_output_tell_link(output, i);
  lm_live_output_tell_file(output);
  lm_live_output_tell_figures(output, false);
  lm_live_output_tell(output, LM_HELPER_READY);
}

/* Its room is taken already. Where it can be written no more, nothing is known of why. */
static void
write_last(const LmLiveOutput *output, const LmHelperNote *note)
{
  if (output->last >= 0 && write(output->last, note, sizeof *note) != (ssize_t)sizeof *note)
    return;
}

void
lm_live_output_tell_end(LmLiveOutput *output, LmHelperEnd why)
{
  LmHelperNote note = {.kind = LM_HELPER_ENDED, .cause = why};
  memcpy(note.text, output->failure, sizeof note.text);
  tell(output, &note, false);
  write_last(output, &note);
}
