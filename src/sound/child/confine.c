/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sound/child/verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define MOST_MEMORY_BYTES (2ull << 30) /* of addresses: threads reserve far more than they use */
#define MOST_SECONDS 600
#define MOST_FILES 64

/* A sanitizer reserves terabytes of addresses, and calls what it likes. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

/* What a decoder that is set up calls: its memory, its threads' waiting, its input and output. */
static const int allowed[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(close),
    SCMP_SYS(lseek),
    SCMP_SYS(fstat),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(futex),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(tgkill),
    SCMP_SYS(getppid),
    SCMP_SYS(sched_setattr),
    SCMP_SYS(sched_getattr),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getrusage),
    SCMP_SYS(getrandom),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rseq),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(uname),
    SCMP_SYS(pipe2),
    SCMP_SYS(eventfd2),
    SCMP_SYS(membarrier),
};

/* What is asked for in passing, and can be done without: it is refused, and the decoder goes on. */
static const int refused[] = {
    SCMP_SYS(open),        SCMP_SYS(openat),     SCMP_SYS(openat2),
    SCMP_SYS(stat),        SCMP_SYS(lstat),      SCMP_SYS(access),
    SCMP_SYS(faccessat),   SCMP_SYS(faccessat2), SCMP_SYS(readlink),
    SCMP_SYS(statx),       SCMP_SYS(newfstatat), SCMP_SYS(ioctl),
    SCMP_SYS(sysinfo),     SCMP_SYS(prlimit64),  SCMP_SYS(sched_setscheduler),
    SCMP_SYS(setpriority), SCMP_SYS(getcwd),     SCMP_SYS(getpeername),
    SCMP_SYS(getsockname),
};

static int
limit(int resource, rlim_t most)
{
  struct rlimit old, limits = {most, most};
  if (getrlimit((__rlimit_resource_t)resource, &old))
    return 0;
  if (old.rlim_max != RLIM_INFINITY && old.rlim_max < most)
    limits.rlim_cur = limits.rlim_max = old.rlim_max;
  return setrlimit((__rlimit_resource_t)resource, &limits) == 0;
}

/* New threads, but no new processes; memory, but none that can be run. */
static int
add_conditions(scmp_filter_ctx filter)
{
  int failed = 0;
  failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                             SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
  failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
  failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(mmap), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
  failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
                             SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
  failed |=
      seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, F_GETFL));
  return failed == 0;
}

static int
add_filter(void)
{
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  int failed = filter == NULL;
  for (size_t i = 0; !failed && i < sizeof allowed / sizeof *allowed; i++)
    failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
  for (size_t i = 0; !failed && i < sizeof refused / sizeof *refused; i++)
    failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), refused[i], 0);
  if (!failed)
    failed = !add_conditions(filter);
  /* The threads that GStreamer has begun are under it as well. */
  if (!failed)
    failed = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) || seccomp_load(filter);
  seccomp_release(filter);
  return !failed;
}

int
lm_sound_confine(void)
{
  int ok = limit(RLIMIT_CPU, MOST_SECONDS) && limit(RLIMIT_NOFILE, MOST_FILES) &&
           limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0);
  if (!SANITIZED)
    ok = ok && limit(RLIMIT_AS, MOST_MEMORY_BYTES);
  if (!SANITIZED)
    ok = ok && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && add_filter();
  if (!ok)
    fprintf(stderr, "%s: cannot be confined: %s\n", program_invocation_short_name, strerror(errno));
  return ok;
}
