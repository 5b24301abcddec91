/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/capture-options.h"

#include "base/i18n.h"

#define GROUP "capture"
#define MAX_NAME_BYTES 32 /* with its NUL: LmHelperStart */
#define MAX_PLACE_BYTES 300

typedef enum { TEXT, NAMES, LIST, TRUTH, NUMBER, LONG } Kind;

/* table */
static const struct {
  const char *key;
  Kind kind;
  gsize offset;
  guint64 most;
} kept[] = {
#define ROW(key, kind, member, most)                            \
  {                                                             \
    key, kind, G_STRUCT_OFFSET(LmuCaptureOptions, member), most \
  }
    ROW("place", NUMBER, place, LMU_CAPTURE_N_PLACES - 1),
    ROW("remote-host", TEXT, remote_host, 300),
    ROW("remote-interface", TEXT, remote_interface, 300),
    ROW("remote-command", TEXT, remote_command, 1000),
    ROW("remote-ask", TRUTH, remote_ask, 1),
    ROW("interfaces", NAMES, interfaces, LM_HELPER_MAX_LINKS),
    ROW("listen-places", LIST, listen.places, LM_HELPER_MAX_LINKS),
    ROW("listen-networks", LIST, listen.networks, 256),
    ROW("listen-key-typed", TRUTH, listen.key_typed, 1),
    ROW("listen-key-file", TEXT, listen.key_file, 4000),
    ROW("listen-certificate", TEXT, listen.certificate, 4000),
    ROW("listen-private-key", TEXT, listen.private_key, 4000),
    ROW("listen-authorities", TEXT, listen.authorities, 4000),
    ROW("send-places", LIST, send.places, LM_HEP_FEED_PLACES),
    ROW("send-key-file", TEXT, send.key_file, 4000),
    ROW("send-certificate", TEXT, send.certificate, 4000),
    ROW("send-private-key", TEXT, send.private_key, 4000),
    ROW("send-authorities", TEXT, send.authorities, 4000),
    ROW("send-agent", NUMBER, send.agent, G_MAXUINT32),
    ROW("send-per-second", NUMBER, send.per_second, G_MAXUINT32),
    ROW("filter", TEXT, filter, 1023),
    ROW("only", NUMBER, only, LM_BPF_HEADERS),
    ROW("promiscuous", TRUTH, promiscuous, 1),
    ROW("monitor", TRUTH, monitor, 1),
    ROW("hardware-time", TRUTH, hardware_time, 1),
    ROW("snap-bytes", NUMBER, snap_bytes, LM_HELPER_MAX_SNAP_BYTES),
    ROW("kernel-mib", NUMBER, kernel_mib, 2047),
    ROW("ring-mib", NUMBER, ring_mib, 65536),
    ROW("folder", TEXT, folder, 4000),
    ROW("file-bytes", LONG, file_bytes, G_MAXINT64),
    ROW("file-ns", LONG, file_ns, G_MAXINT64),
    ROW("files", NUMBER, n_files, 100000),
    ROW("stop-ns", LONG, stop_ns, G_MAXINT64),
    ROW("stop-bytes", LONG, stop_bytes, G_MAXINT64),
    ROW("stop-packets", LONG, stop_packets, G_MAXINT64),
    ROW("stop-calls", LONG, stop_calls, G_MAXINT64),
    ROW("look-back-ns", LONG, look_back_ns, (guint64)3600 * G_GINT64_CONSTANT(1000000000)),
    ROW("keep-on", TRUTH, keep_on, 1),
    ROW("budget-bytes", LONG, budget_bytes, G_MAXINT64),
    ROW("rows", NUMBER, n_rows, G_MAXUINT32),
    ROW("key-log", TEXT, key_log, 4000),
#undef ROW
};

G_STATIC_ASSERT(sizeof(LmBpfOnly) == sizeof(guint));
G_STATIC_ASSERT(sizeof(LmuCapturePlace) == sizeof(guint));

static gboolean
is_list(Kind kind)
{
  return kind == NAMES || kind == LIST;
}

LmuCaptureOptions *
lmu_capture_options_new(void)
{
  LmuCaptureOptions *options = g_new(LmuCaptureOptions, 1);
  *options = (LmuCaptureOptions){.interfaces = g_new0(char *, 1),
                                 .listen = {.networks = g_new0(char *, 1)},
                                 .send = {.places = g_new0(char *, 1)},
                                 .only = LM_BPF_SIP_AND_RTP,
                                 .look_back_ns = 60 * G_GINT64_CONSTANT(1000000000),
                                 .promiscuous = TRUE,
                                 .keep_on = TRUE};
  options->listen.places = g_strsplit("udp:9060", " ", 0);
  return options;
}

LmuCaptureOptions *
lmu_capture_options_copy(const LmuCaptureOptions *options)
{
  LmuCaptureOptions *copy = g_new(LmuCaptureOptions, 1);
  *copy = *options;
  copy->listen.key = g_strdup(options->listen.key);
  for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
    gpointer at = G_STRUCT_MEMBER_P(copy, kept[i].offset);
    if (kept[i].kind == TEXT)
      *(char **)at = g_strdup(*(char **)at);
    else if (is_list(kept[i].kind))
      *(char ***)at = g_strdupv(*(char ***)at);
  }
  return copy;
}

void
lmu_capture_options_free(LmuCaptureOptions *options)
{
  if (!options)
    return;
  lmu_capture_options_set_key(options, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
    gpointer at = G_STRUCT_MEMBER_P(options, kept[i].offset);
    if (kept[i].kind == TEXT)
      g_free(*(char **)at);
    else if (is_list(kept[i].kind))
      g_strfreev(*(char ***)at);
  }
  g_free(options);
}

char *
lmu_capture_options_to_text(const LmuCaptureOptions *options)
{
  g_autoptr(GKeyFile) file = g_key_file_new();
  for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
    gconstpointer at = (const char *)options + kept[i].offset;
    const char *text = kept[i].kind == TEXT ? *(char *const *)at : NULL;
    char **list = is_list(kept[i].kind) ? *(char **const *)at : NULL;
    if (text)
      g_key_file_set_string(file, GROUP, kept[i].key, text);
    else if (list)
      g_key_file_set_string_list(file, GROUP, kept[i].key, (const char *const *)list,
                                 g_strv_length(list));
    else if (kept[i].kind == TRUTH)
      g_key_file_set_boolean(file, GROUP, kept[i].key, *(const gboolean *)at);
    else if (kept[i].kind == NUMBER)
      g_key_file_set_uint64(file, GROUP, kept[i].key, *(const guint *)at);
    else if (kept[i].kind == LONG)
      g_key_file_set_uint64(file, GROUP, kept[i].key, *(const guint64 *)at);
  }
  return g_key_file_to_data(file, NULL, NULL);
}

/* What no interface or place can be is left out: text that was changed by hand is not trusted. */
static char **
take_list(char **list, guint64 most, gsize max_bytes)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  guint n = 0;
  for (guint i = 0; list && list[i] && n < most; i++)
    if (*list[i] && strlen(list[i]) < max_bytes) {
      g_strv_builder_add(builder, list[i]);
      n++;
    }
  g_strfreev(list);
  return g_strv_builder_end(builder);
}

static void
read_key(GKeyFile *file, gsize row, LmuCaptureOptions *options)
{
  g_autoptr(GError) error = NULL;
  const char *key = kept[row].key;
  gpointer at = G_STRUCT_MEMBER_P(options, kept[row].offset);
  if (kept[row].kind == TEXT) {
    g_autofree char *text = g_key_file_get_string(file, GROUP, key, NULL);
    if (text && *text && strlen(text) <= kept[row].most)
      *(char **)at = g_steal_pointer(&text);
  } else if (is_list(kept[row].kind)) {
    g_strfreev(*(char ***)at);
    *(char ***)at =
        take_list(g_key_file_get_string_list(file, GROUP, key, NULL, NULL), kept[row].most,
                  kept[row].kind == NAMES ? MAX_NAME_BYTES : MAX_PLACE_BYTES);
  } else if (kept[row].kind == TRUTH) {
    gboolean value = g_key_file_get_boolean(file, GROUP, key, &error);
    if (!error)
      *(gboolean *)at = value;
  } else {
    guint64 value = g_key_file_get_uint64(file, GROUP, key, &error);
    if (error || value > kept[row].most)
      return;
    if (kept[row].kind == NUMBER)
      *(guint *)at = (guint)value;
    else
      *(guint64 *)at = value;
  }
}

LmuCaptureOptions *
lmu_capture_options_from_text(const char *text)
{
  LmuCaptureOptions *options = lmu_capture_options_new();
  g_autoptr(GKeyFile) file = g_key_file_new();
  if (!text || !g_key_file_load_from_data(file, text, (gsize)-1, G_KEY_FILE_NONE, NULL))
    return options;
  for (gsize i = 0; i < G_N_ELEMENTS(kept); i++)
    if (g_key_file_has_key(file, GROUP, kept[i].key, NULL))
      read_key(file, i, options);
  return options;
}

void
lmu_capture_options_set_remote(LmuCaptureOptions *options, LmuRemoteHost *host)
{
  g_clear_pointer(&options->remote_host, g_free);
  g_clear_pointer(&options->remote_interface, g_free);
  g_clear_pointer(&options->remote_command, g_free);
  options->place = host ? LMU_CAPTURE_REMOTE : LMU_CAPTURE_HERE;
  if (!host)
    return;
  options->remote_host = g_strdup(lmu_remote_host_get_host(host));
  options->remote_interface = g_strdup(lmu_remote_host_get_interface(host));
  if (*lmu_remote_host_get_command(host))
    options->remote_command = g_strdup(lmu_remote_host_get_command(host));
  options->remote_ask = lmu_remote_host_get_ask(host);
}

void
lmu_capture_options_set_key(LmuCaptureOptions *options, const char *key)
{
  char *copy = key && *key ? g_strdup(key) : NULL;
  if (options->listen.key)
    explicit_bzero(options->listen.key, strlen(options->listen.key));
  g_free(options->listen.key);
  options->listen.key = copy;
}

gboolean
lmu_capture_options_go_on(const LmuCaptureOptions *options)
{
  return options->keep_on && options->place == LMU_CAPTURE_HERE;
}

gboolean
lmu_capture_options_are_whole(const LmuCaptureOptions *options)
{
  const LmuCaptureListen *listen = &options->listen;
  if (options->place == LMU_CAPTURE_REMOTE)
    return options->remote_host != NULL;
  if (options->place == LMU_CAPTURE_LISTEN)
    return listen->places[0] && (listen->key || listen->key_file || !listen->key_typed);
  return options->interfaces[0] != NULL;
}

/* "eth0", "eth0 and eth1", "eth0 and 2 more interfaces". Owned. */
static char *
describe_names(char **names, gboolean are_places)
{
  guint n = g_strv_length(names), more = n - 1;
  if (n == 0)
    return g_strdup(are_places ? _("no place") : _("no interface"));
  if (n == 1)
    return g_strdup(strcmp(names[0], "any") == 0 ? _("all interfaces") : names[0]);
  if (n == 2)
    return g_strdup_printf(_("%s and %s"), names[0], names[1]);
  if (are_places)
    return g_strdup_printf(LM_NGETTEXT("%s and %u more place", "%s and %u more places", more),
                           names[0], more);
  return g_strdup_printf(LM_NGETTEXT("%s and %u more interface", "%s and %u more interfaces", more),
                         names[0], more);
}

char *
lmu_capture_options_describe(const LmuCaptureOptions *options)
{
  if (options->place == LMU_CAPTURE_LISTEN) {
    g_autofree char *places = describe_names(options->listen.places, TRUE);
    return g_strdup_printf(_("HEP at %s"), places);
  }
  if (options->place == LMU_CAPTURE_REMOTE)
    return options->remote_host
               ? g_strdup_printf(_("%s on %s"), options->remote_interface, options->remote_host)
               : g_strdup(_("no host"));
  return describe_names(options->interfaces, FALSE);
}

gboolean
lmu_capture_options_have_enough(const LmuCaptureOptions *options, guint64 packets, guint64 calls)
{
  return (options->stop_packets && packets >= options->stop_packets) ||
         (options->stop_calls && calls >= options->stop_calls);
}
