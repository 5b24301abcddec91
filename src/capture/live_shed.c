/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

void
lm_live_shed_privilege(void)
{
  struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
  const uint32_t raw = CAP_TO_MASK(CAP_NET_RAW);
  if (syscall(SYS_capget, &head, sets) != 0 || !(sets[0].permitted & raw))
    return;
  sets[0].effective &= ~raw;
  sets[0].permitted &= ~raw;
  sets[0].inheritable &= ~raw; /* and with it what programs that it starts would have had */
  syscall(SYS_capset, &head, sets);
}
