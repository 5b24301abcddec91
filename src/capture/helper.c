/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/helper.h"

#include <sys/socket.h>
#include <unistd.h>

bool
lm_helper_send(int control, LmSlice bytes, int file, int flags)
{
  char space[CMSG_SPACE(sizeof file)] = "";
  struct iovec part = {(void *)(uintptr_t)bytes.data, bytes.len};
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  if (file < 0)
    return send(control, bytes.data, bytes.len, flags | MSG_NOSIGNAL) == (ssize_t)bytes.len;
  struct cmsghdr *extra = CMSG_FIRSTHDR(&message);
  *extra = (struct cmsghdr){
      .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof file)};
  memcpy(CMSG_DATA(extra), &file, sizeof file);
  return sendmsg(control, &message, flags | MSG_NOSIGNAL) == (ssize_t)bytes.len;
}

ssize_t
lm_helper_receive(int control, void *bytes, size_t size, int *file, int flags)
{
  char space[CMSG_SPACE(sizeof *file)] = "";
  struct iovec part = {bytes, size};
  /* Room for one and no more: its padding would hold a second, which nobody would close. */
  struct msghdr message = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = space,
                           .msg_controllen = CMSG_LEN(sizeof *file)};
  ssize_t n = recvmsg(control, &message, flags | MSG_CMSG_CLOEXEC);
  struct cmsghdr *extra = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
  *file = -1;
  if (extra && extra->cmsg_level == SOL_SOCKET && extra->cmsg_type == SCM_RIGHTS)
    memcpy(file, CMSG_DATA(extra), sizeof *file);
  return n;
}

bool
lm_helper_start_is_good(LmHelperStart *start, ssize_t n)
{
  if (n != (ssize_t)sizeof *start)
    return false;
  for (uint32_t i = 0; i < LM_HELPER_MAX_LINKS; i++)
    start->names[i][sizeof start->names[i] - 1] = '\0';
  start->filter[sizeof start->filter - 1] = '\0';
  return start->n_links > 0 && start->n_links <= LM_HELPER_MAX_LINKS &&
         start->snap_bytes <= LM_HELPER_MAX_SNAP_BYTES && start->kernel_mib < 2048 &&
         start->ring_mib > 0 && start->ring_mib <= 65536 && start->look_back_mib <= 65536;
}

bool
lm_helper_note_is_good(LmHelperNote *note, ssize_t n)
{
  if (n < (ssize_t)sizeof *note)
    return false;
  bool program = note->kind == LM_HELPER_FILTER || note->kind == LM_HELPER_KEEP;
  size_t count = program ? note->n_instructions : 0;
  note->text[sizeof note->text - 1] = '\0';
  return count <= LM_HELPER_MAX_INSTRUCTIONS &&
         (size_t)n == sizeof *note + count * LM_HELPER_INSTRUCTION_BYTES;
}

LmWriterStatistics
lm_helper_statistics(uint32_t link, const LmHelperFigures *now, const LmHelperFigures *before)
{
  LmWriterStatistics statistics = {
      .interface = link,
      .dropped_by_interface = now->dropped_by_interface - before->dropped_by_interface,
      .dropped_by_system = now->dropped_by_system - before->dropped_by_system,
      .delivered = now->written - before->written};
  statistics.accepted = statistics.delivered + statistics.dropped_by_system + now->dropped_by_ring -
                        before->dropped_by_ring;
  /* Less than before is what was not kept in the file before, and stands in this one. */
  statistics.received = statistics.accepted;
  if (now->not_kept > before->not_kept)
    statistics.received += now->not_kept - before->not_kept;
  return statistics;
}
