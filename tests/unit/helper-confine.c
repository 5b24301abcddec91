/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <linux/capability.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
  const char *name;
  long number;
  intptr_t a[6];
} Call;

/* What is accepted on. It is not open here: who may call it hears that. */
#define LISTENING 77

#define TEXT(text) (intptr_t)(text)

static const Call forbidden[] = {
    {"openat", SYS_openat, {AT_FDCWD, TEXT("/etc/passwd"), O_RDONLY}},
    {"openat to write", SYS_openat, {AT_FDCWD, TEXT("/tmp/never"), O_CREAT | O_WRONLY, 0600}},
    {"openat2", SYS_openat2, {AT_FDCWD, TEXT("/etc/passwd")}},
    {"open_by_handle_at", SYS_open_by_handle_at, {AT_FDCWD}},
    {"memfd_create", SYS_memfd_create, {TEXT("x")}},
    {"socket of Internet", SYS_socket, {AF_INET, SOCK_STREAM}},
    {"socket of packets", SYS_socket, {AF_PACKET, SOCK_RAW}},
    {"socket of Unix", SYS_socket, {AF_UNIX, SOCK_STREAM}},
    {"socketpair", SYS_socketpair, {AF_UNIX, SOCK_STREAM}},
    {"connect", SYS_connect, {0}},
    {"bind", SYS_bind, {0}},
    {"listen", SYS_listen, {0}},
    {"accept4", SYS_accept4, {0, 0, 0, SOCK_CLOEXEC}},
    {"accept4 that tells who came", SYS_accept4, {LISTENING, 1, 0, SOCK_CLOEXEC}},
    {"accept4 that is inherited", SYS_accept4, {LISTENING, 0, 0, 0}},
    {"accept", SYS_accept, {LISTENING, 0, 0}},
    {"sendmsg", SYS_sendmsg, {0}},
    {"setsockopt", SYS_setsockopt, {0, SOL_SOCKET, SO_ATTACH_FILTER}},
    {"getsockopt", SYS_getsockopt, {0, SOL_SOCKET, SO_PEERSEC}},
    {"getsockopt of a descriptor", SYS_getsockopt, {0, SOL_SOCKET, 77 /* SO_PEERPIDFD */}},
    {"ioctl", SYS_ioctl, {0, 0x5412 /* TIOCSTI */}},
    {"execve", SYS_execve, {TEXT("/bin/true")}},
    {"execveat", SYS_execveat, {AT_FDCWD, TEXT("/bin/true")}},
    {"clone", SYS_clone, {SIGCHLD}},
    {"clone3", SYS_clone3, {0}},
    {"ptrace", SYS_ptrace, {0}},
    {"process_vm_readv", SYS_process_vm_readv, {1}},
    {"process_vm_writev", SYS_process_vm_writev, {1}},
    {"pidfd_open", SYS_pidfd_open, {1}},
    {"pidfd_getfd", SYS_pidfd_getfd, {0}},
    {"kill", SYS_kill, {1, 0}},
    {"setuid", SYS_setuid, {0}},
    {"setresuid", SYS_setresuid, {0, 0, 0}},
    {"setgroups", SYS_setgroups, {0}},
    {"capset", SYS_capset, {0}},
    {"prctl", SYS_prctl, {PR_SET_DUMPABLE, 1}},
    {"seccomp", SYS_seccomp, {0}},
    {"unshare", SYS_unshare, {CLONE_NEWUSER}},
    {"setns", SYS_setns, {0}},
    {"mount", SYS_mount, {TEXT("none"), TEXT("/mnt"), TEXT("tmpfs")}},
    {"umount2", SYS_umount2, {TEXT("/proc")}},
    {"chroot", SYS_chroot, {TEXT("/")}},
    {"pivot_root", SYS_pivot_root, {TEXT("/"), TEXT("/")}},
    {"bpf", SYS_bpf, {0}},
    {"perf_event_open", SYS_perf_event_open, {0}},
    {"io_uring_setup", SYS_io_uring_setup, {1}},
    {"userfaultfd", SYS_userfaultfd, {0}},
    {"keyctl", SYS_keyctl, {0}},
    {"init_module", SYS_init_module, {0}},
    {"unlinkat", SYS_unlinkat, {AT_FDCWD, TEXT("/tmp/never")}},
    {"renameat2", SYS_renameat2, {AT_FDCWD, TEXT("/tmp/a"), AT_FDCWD, TEXT("/tmp/b")}},
    {"linkat", SYS_linkat, {AT_FDCWD, TEXT("/tmp/a"), AT_FDCWD, TEXT("/tmp/b")}},
    {"symlinkat", SYS_symlinkat, {TEXT("/tmp/a"), AT_FDCWD, TEXT("/tmp/b")}},
    {"mkdirat", SYS_mkdirat, {AT_FDCWD, TEXT("/tmp/never")}},
    {"mknodat", SYS_mknodat, {AT_FDCWD, TEXT("/tmp/never")}},
    {"fchmod", SYS_fchmod, {1, 0777}},
    {"fchownat", SYS_fchownat, {AT_FDCWD, TEXT("/tmp")}},
    {"dup3", SYS_dup3, {0, 9}},
    {"fcntl", SYS_fcntl, {0, F_DUPFD}},
    {"mmap of a file", SYS_mmap, {0, 4096, PROT_READ, MAP_PRIVATE, 0}},
    {"mmap to run", SYS_mmap, {0, 4096, PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1}},
    {"shmget", SYS_shmget, {0}},
    {"reboot", SYS_reboot, {0}},
};

static atomic_bool go;

/* What another thread, begun before, may still do. */
static void *
open_from_thread(void *data)
{
  while (!atomic_load(&go))
    ;
  long fd = syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
  return (void *)(intptr_t)(fd < 0 ? errno : 0);
}

static void
say(int fd, const char *text)
{
  if (write(fd, text, strlen(text)) < 0 || write(fd, "\n", 1) < 0)
    _exit(2);
}

/* What is refused is not said; whatever else happens is. */
static void
try_everything(int fd)
{
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct before[2] = {{0}};
  pthread_t thread;
  void *result;
  if (!lm_confine_privileges())
    say(fd, "the privileges are not given up");
  if (geteuid() == 0 && access("/proc/1/setgroups", W_OK) == 0)
    say(fd, "it is still root");
  if (syscall(SYS_capget, &header, before) || before[0].effective || before[0].permitted ||
      before[0].inheritable || before[1].effective || before[1].permitted)
    say(fd, "capabilities are left");
  pthread_create(&thread, NULL, open_from_thread, NULL);
  if (!lm_confine_calls(LISTENING))
    say(fd, "the calls are not confined");
  for (size_t i = 0; i < G_N_ELEMENTS(forbidden); i++) {
    const Call *call = &forbidden[i];
    const intptr_t *a = call->a;
    errno = 0;
    if (syscall(call->number, a[0], a[1], a[2], a[3], a[4], a[5]) != -1 || errno != EPERM)
      say(fd, call->name);
  }
  atomic_store(&go, true);
  pthread_join(thread, &result);
  if ((intptr_t)result != EPERM)
    say(fd, "a thread that was begun before opens files");
  if (syscall(SYS_accept4, LISTENING, 0, 0, SOCK_CLOEXEC) != -1 || errno != EBADF)
    say(fd, "nobody can be accepted");
  char *memory = malloc(1 << 20);
  memset(memory, 1, 1 << 20);
  free(memory);
  say(fd, "done");
}

static void
test_forbidden(void)
{
  int ends[2], status;
  if (LM_CONFINE_SANITIZED) {
    g_test_skip("a sanitizer calls what it likes, so the calls are not confined here");
    return;
  }
  char text[4096] = "";
  g_assert_cmpuint(G_N_ELEMENTS(forbidden), >=, 40);
  g_assert_cmpint(pipe(ends), ==, 0);
  pid_t child = fork();
  if (child == 0) {
    try_everything(ends[1]);
    _exit(0);
  }
  close(ends[1]);
  size_t len = 0;
  for (ssize_t n; (n = read(ends[0], text + len, sizeof text - 1 - len)) > 0;)
    len += (size_t)n;
  close(ends[0]);
  g_assert_cmpint(waitpid(child, &status, 0), ==, child);
  g_assert_cmpstr(text, ==, "done\n");
  g_assert_cmpint(status, ==, 0);
}

#ifdef __x86_64__

/* By the numbers of x32, which the same instruction takes. */
static void *
call_as_another_architecture(void *data)
{
  while (!atomic_load(&go))
    ;
  syscall(0x40000000L + SYS_getpid);
  return data;
}

/* The process ends, and not the thread alone: half a helper would capture nothing and never end. */
static void
test_another_architecture(void)
{
  int status;
  if (LM_CONFINE_SANITIZED) {
    g_test_skip("a sanitizer calls what it likes, so the calls are not confined here");
    return;
  }
  pid_t child = fork();
  if (child == 0) {
    pthread_t thread;
    pthread_create(&thread, NULL, call_as_another_architecture, NULL);
    if (!lm_confine_privileges() || !lm_confine_calls(LISTENING))
      _exit(2);
    atomic_store(&go, true);
    pthread_join(thread, NULL);
    _exit(0);
  }
  g_assert_cmpint(waitpid(child, &status, 0), ==, child);
  g_assert_true(WIFSIGNALED(status));
  g_assert_cmpint(WTERMSIG(status), ==, SIGSYS);
}

#endif

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/helper-confine/forbidden", test_forbidden);
#ifdef __x86_64__
  g_test_add_func("/helper-confine/another-architecture", test_another_architecture);
#endif
  return g_test_run();
}
