/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A capture on another host, with a stand-in for ssh that runs here what would run there, and one
 * for tcpdump that replays records. */

#include "capture/capture.h"
#include "capture/live.h"
#include "capture/remote_command.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

static char *folder;

/* It takes ssh's options away, notes them, and has a shell take the command, as sshd does. */
#define STAND_IN                                                                                   \
  "#!/bin/sh\n"                                                                                    \
  "echo \"$*\" >\"${0%/*}/options\"\n"                                                             \
  "while [ $# -gt 0 ]; do case $1 in -o|-p) shift 2;; --) shift; break;; *) shift;; esac; done\n"  \
  "[ \"$1\" = refused ] && { echo 'me@refused: Permission denied (publickey).' >&2; exit 255; }\n" \
  "[ \"$1\" = chatty ] && echo 'Welcome to chatty'\n"                                              \
  "shift; exec sh -c \"$*\"\n"

/* Notes its words, writes the head of a capture and its records, and goes on until it is ended. */
#define REPLAY                                                                                   \
  "#!/bin/sh\n"                                                                                  \
  "trap 'echo 3 packets dropped by kernel >&2; exit 0' TERM\n"                                   \
  "here=${0%/*}; for word; do printf '%s\\n' \"$word\"; done >\"$here/words\"; echo $$ "         \
  ">\"$here/pid\"\n"                                                                             \
  "cat \"$here/records\"; [ -e \"$here/brief\" ] && exit 0\n"                                    \
  "while :; do sleep 0.05; [ -e \"$here/again\" ] && { rm \"$here/again\"; cat \"$here/more\"; " \
  "}; done\n"

static void
put(const char *name, const void *bytes, gssize len, int mode)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  g_assert_true(g_file_set_contents(path, bytes, len, NULL));
  g_assert_cmpint(g_chmod(path, mode), ==, 0);
}

static char *
get(const char *name)
{
  g_autofree char *path = g_build_filename(folder, name, NULL);
  char *text = NULL;
  g_file_get_contents(path, &text, NULL, NULL);
  return text;
}

static void
add_u32(GByteArray *bytes, guint32 value)
{
  value = GUINT32_TO_LE(value);
  g_byte_array_append(bytes, (const guint8 *)&value, sizeof value);
}

/* Datagrams of 200 bytes: of ten, the first is for port 5060. */
static void
add_records(GByteArray *bytes, guint n)
{
  for (guint i = 0; i < n; i++) {
    guint8 packet[242] = {
        [12] = 0x08, [14] = 0x45, [17] = 228,  [22] = 64,   [23] = 17,   [26] = 192,  [29] = 1,
        [30] = 192,  [33] = 2,    [34] = 0x4e, [35] = 0x20, [36] = 0x75, [37] = 0x30, [39] = 208};
    if (i % 10 == 0)
      packet[36] = 0x13, packet[37] = 0xc4;
    add_u32(bytes, 1700000000 + i);
    add_u32(bytes, i);
    add_u32(bytes, sizeof packet);
    add_u32(bytes, sizeof packet);
    g_byte_array_append(bytes, packet, sizeof packet);
  }
}

static void
add_head(GByteArray *bytes)
{
  static const guint32 head[] = {0xa1b2c3d4, 0x00040002, 0, 0, 262144, 1};
  for (gsize i = 0; i < G_N_ELEMENTS(head); i++)
    add_u32(bytes, head[i]);
}

/* What the stand-in for tcpdump writes: a head and @n records, but for the last @cut bytes. */
static void
put_records(guint n, guint cut)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new(), more = g_byte_array_new();
  add_head(bytes);
  add_records(bytes, n);
  put("records", bytes->data, bytes->len - cut, 0600);
  add_records(more, 10);
  put("more", more->data, more->len, 0600);
}

static guint look_back_mib;

static LmLive *
start(const char *host, const char *filter, LmBpfOnly only, const char *path, LmError *error)
{
  static const char *const interfaces[] = {"eth0"};
  g_autofree char *command = g_strdup_printf("%s/tcpdump 'a b'", folder);
  LmLiveRemote remote = {.host = host, .command = command};
  LmLiveOptions options = {.interfaces = interfaces,
                           .n_interfaces = 1,
                           .filter = filter,
                           .only = only,
                           .path = path,
                           .file_bytes = path ? 1000 : 0,
                           .look_back_mib = look_back_mib,
                           .look_back_s = 1000,
                           .remote = &remote};
  *error = (LmError){0};
  return lm_live_start(&options, NULL, error);
}

static LmLiveStatus status;

static void
wait_written(LmLive *live, guint64 n)
{
  for (int i = 0; i < 1000; i++) {
    lm_live_status(live, &status);
    if (status.ended || status.sum.written >= n)
      return;
    g_usleep(10000);
  }
}

static void
wait_ended(LmLive *live)
{
  do {
    g_usleep(5000);
    lm_live_status(live, &status);
  } while (!status.ended);
}

static gboolean
can_run(void)
{
  LmError error;
  LmLive *live = start("pbx", NULL, LM_BPF_SIP, NULL, &error);
  gboolean ok = live || error.code != LM_ERROR_UNSUPPORTED;
  if (!ok)
    g_test_skip(error.message);
  lm_live_free(live);
  return ok;
}

static void
test_hosts(void)
{
  static const struct {
    const char *text, *user_host, *port; /* NULL: refused */
  } rows[] = {{"pbx", "pbx", ""},
              {"me@pbx.example:2222", "me@pbx.example", "2222"},
              {"me@[2001:db8::1]:22", "me@2001:db8::1", "22"},
              {"2001:db8::1", "2001:db8::1", ""},
              {"[2001:db8::1]", "2001:db8::1", ""},
              {"DOMAIN\\me@pbx", "DOMAIN\\me@pbx", ""},
              {"", NULL, NULL},
              {"-oProxyCommand=id", NULL, NULL},
              {"me@-oProxyCommand=id", NULL, NULL},
              {"@pbx", NULL, NULL},
              {"pbx:0", NULL, NULL},
              {"pbx:70000", NULL, NULL},
              {"pbx:22x", NULL, NULL},
              {"[2001:db8::1]x", NULL, NULL},
              {"two words", NULL, NULL},
              {"pbx\n", NULL, NULL}};
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
    LmRemoteHost host;
    LmError error = {0};
    gboolean ok = lm_remote_host_parse(rows[i].text, &host, &error);
    g_assert_cmpint(ok, ==, rows[i].user_host != NULL);
    if (ok) {
      g_assert_cmpstr(host.user_host, ==, rows[i].user_host);
      g_assert_cmpstr(host.port, ==, rows[i].port);
    }
  }
}

static void
test_capture(void)
{
  LmError error;
  put_records(100, 0);
  if (!can_run())
    return;
  const char *filter = "udp and not host '; touch /tmp/x'";
  g_assert_null(start("pbx", filter, LM_BPF_SIP, NULL, &error));
  g_assert_cmpint(error.code, ==, LM_ERROR_USAGE);
  LmLive *live = start("me@pbx:2222", "src host 192.0.0.1", LM_BPF_SIP, NULL, &error);
  g_assert_cmpstr(error.message, ==, "");
  wait_written(live, 10);
  g_assert_cmpuint(status.sum.written, ==, 10);
  g_assert_cmpstr(status.names[0], ==, "eth0");
  lm_live_stop(live);
  wait_ended(live);
  g_assert_cmpstr(status.error.message, ==, "");
  g_assert_cmpuint(status.sum.dropped_by_system, ==, 3);
  g_assert_cmpuint(status.sum.not_kept, ==, 90);
  g_assert_cmpuint(status.sum.received, ==, 103);
  lm_live_free(live);
  g_autofree char *words = get("words"), *options = get("options"), *pid = get("pid");
  g_assert_true(
      g_str_has_prefix(words, "a b\n-U\n-n\n-w\n-\n-i\neth0\n(src host 192.0.0.1) and (("));
  g_assert_true(g_str_has_prefix(options, "-T -o BatchMode=yes -o ConnectTimeout=20"));
  g_assert_nonnull(strstr(options, " -p 2222 -- me@pbx exec "));
  /* It is not left behind. */
  g_autofree char *process = g_strdup_printf("/proc/%s", g_strstrip(pid));
  for (int i = 0; i < 200 && g_file_test(process, G_FILE_TEST_EXISTS); i++)
    g_usleep(10000);
  g_assert_false(g_file_test(process, G_FILE_TEST_EXISTS));
}

/* What is kept can be changed here, for the other host sends what may be wanted. */
static void
test_keep(void)
{
  LmError error;
  put_records(100, 0);
  if (!can_run())
    return;
  look_back_mib = 1;
  LmLive *live = start("pbx", "udp", LM_BPF_SIP, NULL, &error);
  look_back_mib = 0;
  g_assert_cmpstr(error.message, ==, "");
  wait_written(live, 10);
  g_assert_cmpuint(status.sum.written, ==, 10);
  g_autofree char *words = get("words");
  g_assert_true(g_str_has_suffix(words, "\neth0\n(udp)\n") ||
                g_str_has_suffix(words, "\neth0\nudp\n"));
  g_assert_true(lm_live_keep(live, LM_BPF_ALL, &error));
  wait_written(live, 100);
  lm_live_stop(live);
  wait_ended(live);
  g_assert_cmpuint(status.sum.written, ==, 100);
  g_assert_cmpuint(status.sum.not_kept, ==, 0);
  lm_live_free(live);
  live = start("pbx", "udp", LM_BPF_SIP, NULL, &error);
  g_assert_false(lm_live_keep(live, LM_BPF_ALL, &error));
  g_assert_cmpint(error.code, ==, LM_ERROR_USAGE);
  lm_live_free(live);
}

static guint
count_frames(const char *path)
{
  LmError error = {0};
  LmFrame frames[64];
  LmCapture *capture = lm_capture_open(path, NULL, &error);
  guint n = 0;
  size_t got;
  if (!capture)
    g_error("%s", error.message);
  while ((got = lm_capture_read(capture, frames, G_N_ELEMENTS(frames))) > 0)
    n += (guint)got;
  g_assert_cmpint(lm_capture_damage(capture)->code, ==, LM_ERROR_NONE);
  lm_capture_close(capture);
  return n;
}

/* The connection breaks amid a record: what came before is in whole files. */
static void
test_files(void)
{
  LmError error;
  guint n = 0;
  put_records(100, 50);
  if (!can_run())
    return;
  g_autofree char *path = g_build_filename(folder, "out.pcapng", NULL);
  LmLive *live = start("pbx", NULL, LM_BPF_ALL, path, &error);
  g_assert_cmpstr(error.message, ==, "");
  wait_written(live, 99);
  for (int i = 0; i < 200 && status.n_files < 2; i++) {
    g_usleep(10000);
    lm_live_status(live, &status);
  }
  g_assert_cmpuint(status.n_files, >=, 2);
  put("again", "", 0, 0600);
  wait_written(live, 100);
  g_autofree char *pid = get("pid");
  g_autofree char *kill = g_strdup_printf("kill -9 %s", g_strstrip(pid));
  g_assert_true(g_spawn_command_line_sync(kill, NULL, NULL, NULL, NULL));
  wait_ended(live);
  g_assert_cmpint(status.error.code, ==, LM_ERROR_UNREADABLE);
  guint64 written = status.sum.written;
  lm_live_free(live);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name(dir));)
    if (g_str_has_prefix(name, "out_")) {
      g_autofree char *file = g_build_filename(folder, name, NULL);
      n += count_frames(file);
    }
  g_assert_cmpuint(n, ==, written);
}

/* The other end is content, and yet the last record is not whole. */
static void
test_cut(void)
{
  LmError error;
  put_records(100, 50);
  put("brief", "", 0, 0600);
  if (!can_run())
    return;
  LmLive *live = start("pbx", NULL, LM_BPF_ALL, NULL, &error);
  g_assert_cmpstr(error.message, ==, "");
  wait_ended(live);
  g_assert_cmpuint(status.sum.written, ==, 99);
  g_assert_cmpint(status.error.code, ==, LM_ERROR_UNREADABLE);
  g_assert_nonnull(strstr(status.error.message, "the stream has ended after"));
  lm_live_free(live);
  g_autofree char *brief = g_build_filename(folder, "brief", NULL);
  g_assert_cmpint(g_unlink(brief), ==, 0);
}

static void
assert_refused(const char *host, const char *words)
{
  LmError error;
  g_assert_null(start(host, NULL, LM_BPF_ALL, NULL, &error));
  if (!strstr(error.message, words))
    g_error("“%s” has no “%s”", error.message, words);
}

static void
test_failures(void)
{
  put_records(1, 0);
  assert_refused("-oProxyCommand=id", "no host");
  assert_refused("refused", "Permission denied (publickey).; let ssh in");
  assert_refused("chatty", "is no capture");
  put("records", "\x0a\x0d\x0d\x0a----------------------------", 32, 0600);
  assert_refused("pbx", "is no capture");
  put("records", "", 0, 0600);
  put("brief", "", 0, 0600);
  assert_refused("pbx", "has ended");
  g_autofree char *brief = g_build_filename(folder, "brief", NULL);
  g_assert_cmpint(g_unlink(brief), ==, 0);
}

static LmSlice
cause(const char *said)
{
  return lm_remote_cause(lm_slice_str(said));
}

static void
test_causes(void)
{
  LmSlice found = cause("tcpdump: eth9: No such device exists\n(No such device exists)\n");
  g_assert_cmpmem(found.data, found.len, "tcpdump: eth9: No such device exists", 36);
  found = cause("Warning: Permanently added 'x'\r\nssh: no route\r\n0 packets captured\n");
  g_assert_cmpmem(found.data, found.len, "ssh: no route", 13);
  g_assert_cmpuint(cause("\n\n").len, ==, 0);
  g_assert_cmpuint(lm_remote_count(lm_slice_str("1 packets captured\n17 packets dropped by kernel"),
                                   "dropped by kernel"),
                   ==, 17);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  folder = g_dir_make_tmp("linesman-remote-XXXXXX", NULL);
  put("ssh", STAND_IN, -1, 0700);
  put("tcpdump", REPLAY, -1, 0700);
  g_autofree char *path = g_strdup_printf("%s:%s", folder, g_getenv("PATH"));
  g_setenv("PATH", path, TRUE);
  g_unsetenv("SSH_CONNECTION");
  g_test_add_func("/capture-remote/hosts", test_hosts);
  g_test_add_func("/capture-remote/causes", test_causes);
  g_test_add_func("/capture-remote/capture", test_capture);
  g_test_add_func("/capture-remote/keep", test_keep);
  g_test_add_func("/capture-remote/files", test_files);
  g_test_add_func("/capture-remote/cut", test_cut);
  g_test_add_func("/capture-remote/failures", test_failures);
  int result = g_test_run();
  g_autofree char *remove = g_strdup_printf("rm -r %s", folder);
  g_spawn_command_line_sync(remove, NULL, NULL, NULL, NULL);
  g_free(folder);
  return result;
}
