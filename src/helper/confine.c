/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/confine.h"

#include <cap-ng.h>
#include <errno.h>
#include <grp.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define NOBODY 65534

static const int allowed[] = {
    SCMP_SYS(ppoll),           SCMP_SYS(futex),          SCMP_SYS(clock_gettime), SCMP_SYS(rseq),
    SCMP_SYS(set_robust_list), SCMP_SYS(getpid),         SCMP_SYS(brk),           SCMP_SYS(gettid),
    SCMP_SYS(recvmsg),         SCMP_SYS(exit_group),     SCMP_SYS(read),          SCMP_SYS(write),
    SCMP_SYS(madvise),         SCMP_SYS(rt_sigprocmask), SCMP_SYS(gettimeofday),  SCMP_SYS(pread64),
    SCMP_SYS(close),           SCMP_SYS(lseek),          SCMP_SYS(munmap),        SCMP_SYS(poll),
    SCMP_SYS(sendto),          SCMP_SYS(ftruncate),      SCMP_SYS(rt_sigreturn),  SCMP_SYS(exit),
    SCMP_SYS(restart_syscall), SCMP_SYS(fstat),
};

/* Who is root becomes the user who asked pkexec, who can then end this process, or nobody. In a
 * user namespace without other users there is nobody to become. */
static bool
leave_root(void)
{
  const char *asked = getenv("PKEXEC_UID");
  uid_t user = asked ? (uid_t)strtoul(asked, NULL, 10) : NOBODY;
  user = user ? user : NOBODY;
  return geteuid() != 0 || ((setgroups(0, NULL) == 0 || errno == EPERM) &&
                            (setresgid(user, user, user) == 0 || errno == EINVAL) &&
                            (setresuid(user, user, user) == 0 || errno == EINVAL));
}

/* The bounding set can be emptied only by who may; an empty set of one's own is what counts. */
bool
lm_confine_privileges(void)
{
  struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_CORE, &none) || capng_get_caps_process())
    return false;
  bool may = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP);
  capng_clear(CAPNG_SELECT_BOTH);
  if (may)
    capng_apply(CAPNG_SELECT_BOUNDS);
  return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == 0 && leave_root() &&
         capng_apply(CAPNG_SELECT_CAPS) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

static int
allow_option(scmp_filter_ctx filter, int level, int option)
{
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(getsockopt), 2,
                          SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)level),
                          SCMP_A2(SCMP_CMP_EQ, (scmp_datum_t)option));
}

/* Memory that cannot be run and is no file; asking sockets what they dropped and who is at their
 * other end, and the kernel whether an interface is still there, which libpcap does when one goes
 * down; of accepting, what is done here and no more. */
static bool
add_conditions(scmp_filter_ctx filter, int listening)
{
  int failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
                                SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                                SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
  failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  failed |= allow_option(filter, SOL_PACKET, PACKET_STATISTICS);
  failed |= allow_option(filter, SOL_SOCKET, SO_ERROR);
  failed |= allow_option(filter, SOL_SOCKET, SO_PEERCRED);
  if (listening >= 0)
    failed |= seccomp_rule_add(
        filter, SCMP_ACT_ALLOW, SCMP_SYS(accept4), 4, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)listening),
        SCMP_A1(SCMP_CMP_EQ, 0), SCMP_A2(SCMP_CMP_EQ, 0), SCMP_A3(SCMP_CMP_EQ, SOCK_CLOEXEC));
  failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
                             SCMP_A1(SCMP_CMP_EQ, SIOCGIFFLAGS));
  return failed == 0;
}

/* What is not allowed fails and does not kill: a call that a library makes in passing must not end
 * a capture that has run for weeks, and gives away no more by failing. By the numbers of another
 * architecture no library calls: that ends the process, as of a thread alone nobody would know. */
bool
lm_confine_calls(int listening)
{
  if (LM_CONFINE_SANITIZED)
    return true;
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  int failed = filter == NULL;
  for (size_t i = 0; !failed && i < sizeof allowed / sizeof *allowed; i++)
    failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
  failed = failed || !add_conditions(filter, listening) ||
           seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) ||
           seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) || seccomp_load(filter);
  seccomp_release(filter);
  return !failed;
}
