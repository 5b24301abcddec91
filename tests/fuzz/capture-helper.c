/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the program that captures and whoever starts it hear from each other: bytes of the one, as
 * messages of a socket, to the checks of the other. The first byte says who hears. */

#include "capture/live_status.h"
#include "fuzz.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* The helper: what passes its checks must be as long as it says. */
static void
hear_caller(int control, bool first)
{
  static LmHelperStart start;
  static LmHelperFilter filter;
  int file;
  ssize_t n = first ? lm_helper_receive(control, &start, sizeof start, &file, MSG_DONTWAIT)
                    : lm_helper_receive(control, &filter, sizeof filter, &file, MSG_DONTWAIT);
  if (file >= 0)
    abort();
  if (first && lm_helper_start_is_good(&start, n) &&
      (start.n_links > LM_HELPER_MAX_LINKS || strlen(start.names[0]) > 31 ||
       strlen(start.filter) > 1023))
    abort();
  if (!first && lm_helper_note_is_good(&filter.note, n) && filter.note.kind == LM_HELPER_KEEP &&
      filter.note.n_instructions > LM_HELPER_MAX_INSTRUCTIONS)
    abort();
}

/* The caller: whatever is said, what it shows stays within its bounds. */
static void
hear_helper(int control, LmLiveStatus *status)
{
  LmHelperNote note;
  int file;
  ssize_t n = lm_helper_receive(control, &note, sizeof note, &file, MSG_DONTWAIT);
  if (!lm_helper_note_is_good(&note, n))
    return;
  lm_live_status_take(status, &note);
  if (status->n_links > LM_HELPER_MAX_LINKS || status->n_gone > status->n_links)
    abort();
  for (uint32_t i = 0; i < status->n_links; i++)
    if (strlen(status->names[i]) > 31 || strlen(status->gone_why[i]) > 159)
      abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static LmLiveStatus status;
  int ends[2];
  if (size == 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
    return 0;
  LmSlice rest = lm_slice(data + 1, size - 1), message;
  memset(&status, 0, sizeof status);
  for (bool first = true; rest.len >= 2; first = false) {
    size_t len = (size_t)rest.data[0] | (size_t)rest.data[1] << 8;
    message = lm_slice_sub(rest, 2, len);
    rest = lm_slice_from(rest, 2 + message.len);
    if (message.len == 0 || !lm_helper_send(ends[0], message, -1, MSG_DONTWAIT))
      continue;
    if (data[0] & 1)
      hear_helper(ends[1], &status);
    else
      hear_caller(ends[1], first);
  }
  close(ends[0]);
  close(ends[1]);
  return 0;
}
