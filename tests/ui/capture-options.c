/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a capture is begun with: the same after it was kept, and nothing that is kept and makes no
 * sense is taken. How beginning fails is told. */

#include "ui/capture/capture-options.h"
#include "ui/capture/capture-check.h"

static void
test_kept(void)
{
  g_autoptr(LmuCaptureOptions) options = lmu_capture_options_new();
  g_assert_false(lmu_capture_options_are_whole(options));
  g_strfreev(options->interfaces);
  options->interfaces = g_strsplit("eth0 any wl;an0", " ", 0);
  options->filter = g_strdup("host 192.0.2.1 and\tport 5060");
  options->only = LM_BPF_HEADERS;
  options->promiscuous = FALSE;
  options->snap_bytes = 256;
  options->folder = g_strdup("/tmp/K\303\266ln; a=b");
  options->file_bytes = 100000000;
  options->file_ns = 3600000000000;
  options->n_files = 24;
  options->stop_calls = 20;
  options->keep_on = FALSE;
  options->budget_bytes = (guint64)8 << 30;
  g_autofree char *text = lmu_capture_options_to_text(options);
  g_autoptr(LmuCaptureOptions) again = lmu_capture_options_from_text(text);
  g_assert_cmpuint(g_strv_length(again->interfaces), ==, 3);
  g_assert_cmpstr(again->interfaces[2], ==, "wl;an0");
  g_assert_cmpstr(again->filter, ==, options->filter);
  g_assert_cmpint(again->only, ==, LM_BPF_HEADERS);
  g_assert_false(again->promiscuous);
  g_assert_false(again->keep_on);
  g_assert_cmpuint(again->snap_bytes, ==, 256);
  g_assert_cmpstr(again->folder, ==, options->folder);
  g_assert_cmpuint(again->file_bytes, ==, 100000000);
  g_assert_cmpint(again->file_ns, ==, 3600000000000);
  g_assert_cmpuint(again->n_files, ==, 24);
  g_assert_cmpuint(again->stop_calls, ==, 20);
  g_assert_cmpuint(again->budget_bytes, ==, (guint64)8 << 30);
  g_assert_null(again->key_log);
  g_autofree char *twice = lmu_capture_options_to_text(again);
  g_assert_cmpstr(twice, ==, text);
}

/* The text may have been changed by hand. */
static void
test_odd_text(void)
{
  static const char *const odd[] = {
      "", "nonsense", "[capture]\nonly=7\nsnap-bytes=-1\nfiles=many\npromiscuous=perhaps\n",
      "[capture]\nfile-bytes=99999999999999999999\nstop-ns=18446744073709551615\n",
      "[capture]\ninterfaces=;;an-interface-whose-name-is-far-too-long-to-be-one;\nfilter=\n"};
  g_autoptr(LmuCaptureOptions) fresh = lmu_capture_options_new();
  g_autofree char *wanted = lmu_capture_options_to_text(fresh);
  for (gsize i = 0; i < G_N_ELEMENTS(odd); i++) {
    g_autoptr(LmuCaptureOptions) options = lmu_capture_options_from_text(odd[i]);
    g_autofree char *text = lmu_capture_options_to_text(options);
    g_assert_cmpstr(text, ==, wanted);
  }
  GString *many = g_string_new("[capture]\ninterfaces=");
  for (int i = 0; i < 100; i++)
    g_string_append_printf(many, "eth%d;", i);
  g_autoptr(LmuCaptureOptions) options = lmu_capture_options_from_text(many->str);
  g_assert_cmpuint(g_strv_length(options->interfaces), ==, LM_HELPER_MAX_LINKS);
  g_string_free(many, TRUE);
}

/* Another host, and the list of those, are kept too; what is not whole is left out. */
static void
test_hosts(void)
{
  static const char *const odd[] = {
      "PBX", "me@pbx:22", "eth0", "sudo -n tcpdump", "ask", "", " ", "eth0",
      "",    "",          "",     "proxy",           "any", "", "",  "cut",
      NULL};
  lmu_remote_hosts_from_strv(odd);
  g_assert_cmpuint(g_list_model_get_n_items(lmu_remote_hosts()), ==, 2);
  g_autoptr(LmuRemoteHost) host = g_list_model_get_item(lmu_remote_hosts(), 0);
  g_autoptr(LmuRemoteHost) other = g_list_model_get_item(lmu_remote_hosts(), 1);
  g_assert_cmpstr(lmu_remote_host_get_name(other), ==, "proxy");
  g_autoptr(LmuCaptureOptions) options = lmu_capture_options_new();
  lmu_capture_options_set_remote(options, host);
  g_autofree char *text = lmu_capture_options_to_text(options);
  g_autoptr(LmuCaptureOptions) again = lmu_capture_options_from_text(text);
  g_assert_true(lmu_capture_options_are_whole(again));
  g_assert_cmpstr(again->remote_command, ==, "sudo -n tcpdump");
  g_assert_true(again->remote_ask);
  g_autofree char *words = lmu_capture_options_describe(again);
  g_assert_cmpstr(words, ==, "eth0 on me@pbx:22");
  g_autoptr(LmuRemoteHost) changed = lmu_remote_host_new("P", "pbx", "any", "", FALSE);
  lmu_remote_hosts_put(host, changed);
  lmu_remote_hosts_remove(other);
  g_auto(GStrv) kept = lmu_remote_hosts_to_strv();
  g_autofree char *all = g_strjoinv("|", kept);
  g_assert_cmpstr(all, ==, "P|pbx|any||");
  lmu_capture_options_set_remote(again, NULL);
  g_assert_false(lmu_capture_options_are_whole(again));
}

/* Where HEP is listened for is kept, but for the key: without it nothing begins by itself. */
static void
test_listen(void)
{
  g_autoptr(LmuCaptureOptions) options = lmu_capture_options_new();
  options->place = LMU_CAPTURE_LISTEN;
  g_assert_true(lmu_capture_options_are_whole(options));
  g_assert_false(lmu_capture_options_go_on(options));
  g_strfreev(options->listen.places);
  options->listen.places = g_strsplit("udp:9060 tls:[2001:db8::1]:9061", " ", 0);
  g_strfreev(options->listen.networks);
  options->listen.networks = g_strsplit("10.0.0.0/8", " ", 0);
  options->listen.certificate = g_strdup("/etc/hep/cert.pem");
  options->listen.key_typed = TRUE;
  lmu_capture_options_set_key(options, "a secret of the house");
  g_autofree char *text = lmu_capture_options_to_text(options);
  g_assert_null(strstr(text, "secret"));
  g_autoptr(LmuCaptureOptions) copy = lmu_capture_options_copy(options);
  g_assert_cmpstr(copy->listen.key, ==, "a secret of the house");
  g_autoptr(LmuCaptureOptions) again = lmu_capture_options_from_text(text);
  g_assert_cmpstr(again->listen.places[1], ==, "tls:[2001:db8::1]:9061");
  g_assert_cmpstr(again->listen.networks[0], ==, "10.0.0.0/8");
  g_assert_cmpstr(again->listen.certificate, ==, "/etc/hep/cert.pem");
  g_assert_null(again->listen.key);
  g_assert_false(lmu_capture_options_are_whole(again));
  lmu_capture_options_set_key(again, "another");
  g_assert_true(lmu_capture_options_are_whole(again));
  g_autofree char *words = lmu_capture_options_describe(again);
  g_assert_cmpstr(words, ==, "HEP at udp:9060 and tls:[2001:db8::1]:9061");
}

static void
assert_described(const char *interfaces, const char *wanted)
{
  g_autoptr(LmuCaptureOptions) options = lmu_capture_options_new();
  g_strfreev(options->interfaces);
  options->interfaces = g_strsplit(interfaces, " ", 0);
  g_autofree char *text = lmu_capture_options_describe(options);
  g_assert_cmpstr(text, ==, wanted);
}

static void
test_describe(void)
{
  assert_described("", "no interface");
  assert_described("eth0", "eth0");
  assert_described("any", "all interfaces");
  assert_described("eth0 eth1", "eth0 and eth1");
  assert_described("eth0 eth1 eth2", "eth0 and 2 more interfaces");
}

static void
test_enough(void)
{
  g_autoptr(LmuCaptureOptions) options = lmu_capture_options_new();
  g_assert_false(lmu_capture_options_have_enough(options, G_MAXUINT64, G_MAXUINT64));
  options->stop_calls = 3;
  g_assert_false(lmu_capture_options_have_enough(options, 100, 2));
  g_assert_true(lmu_capture_options_have_enough(options, 100, 3));
  options->stop_packets = 100;
  g_assert_true(lmu_capture_options_have_enough(options, 100, 0));
}

static void
started_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  LmError error = {0};
  g_assert_null(lmu_capture_start_finish(result, NULL, &error));
  *(LmError *)data = error;
}

static LmError
fail_to_start(LmuCaptureOptions *options)
{
  LmError error = {0};
  lmu_capture_start_async(options, NULL, started_cb, &error);
  while (error.code == LM_ERROR_NONE)
    g_main_context_iteration(NULL, TRUE);
  return error;
}

static void
test_failure(void)
{
  g_autoptr(LmuCaptureOptions) options = lmu_capture_options_new();
  LmError error = fail_to_start(options);
  g_assert_cmpint(error.code, ==, LM_ERROR_USAGE);
  g_strfreev(options->interfaces);
  options->interfaces = g_strsplit("lo", " ", 0);
  options->folder = g_strdup("/proc/none/of/these");
  error = fail_to_start(options);
  g_assert_cmpint(error.code, ==, LM_ERROR_UNREADABLE);
  g_assert_nonnull(strstr(error.message, "/proc/none/of/these"));
  /* What comes by HEP would come again and again. */
  options->place = LMU_CAPTURE_LISTEN;
  g_strfreev(options->send.places);
  options->send.places = g_strsplit("udp:127.0.0.1:9060", " ", 0);
  error = fail_to_start(options);
  g_assert_cmpint(error.code, ==, LM_ERROR_USAGE);
  g_assert_nonnull(strstr(error.message, "udp:127.0.0.1:9060"));
}

static void
checked_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  LmuCaptureCheck *check = data;
  lmu_capture_check_finish(result, check);
  check->fault += 1000;
}

static LmuCaptureCheck
check(const char *filter, LmBpfOnly only)
{
  static const guint32 link_types[] = {1, 101};
  LmuCaptureCheck found = {0};
  lmu_capture_check_async(filter, only, link_types, 2, checked_cb, &found);
  while (found.fault < 1000)
    g_main_context_iteration(NULL, TRUE);
  found.fault -= 1000;
  return found;
}

static void
test_check(void)
{
  LmuCaptureCheck found = check("udp prot 5060", LM_BPF_ALL);
  if (found.error.code == LM_ERROR_UNSUPPORTED) {
    g_test_skip(found.error.message);
    return;
  }
  g_assert_cmpint(found.error.code, ==, LM_ERROR_USAGE);
  g_assert_cmpuint(found.fault, ==, 4);
  g_assert_cmpuint(found.fault_len, ==, 4);
  found = check("host pbx.example", LM_BPF_SIP);
  g_assert_cmpint(found.error.code, ==, LM_ERROR_NONE);
  g_assert_cmpstr(found.name, ==, "pbx.example");
  /* What one of the interfaces cannot have. */
  found = check("ether host 02:00:00:00:00:01", LM_BPF_ALL);
  g_assert_cmpint(found.error.code, ==, LM_ERROR_USAGE);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/capture-options/kept", test_kept);
  g_test_add_func("/capture-options/odd-text", test_odd_text);
  g_test_add_func("/capture-options/hosts", test_hosts);
  g_test_add_func("/capture-options/listen", test_listen);
  g_test_add_func("/capture-options/describe", test_describe);
  g_test_add_func("/capture-options/enough", test_enough);
  g_test_add_func("/capture-options/failure", test_failure);
  g_test_add_func("/capture-options/check", test_check);
  return g_test_run();
}
