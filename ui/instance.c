/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/instance.h"

#define BUS_NAME "org.freedesktop.DBus"
#define BUS_PATH "/org/freedesktop/DBus"
/* Of LM_APP_ID, as GApplication makes it. */
#define APP_PATH "/org/linesman/Linesman"
/* Whose main loop runs answers within some milliseconds, on a busy machine some tenths of a
 * second. GApplication itself would wait for 25 s, and then give up. */
#define ANSWER_MS 2000
#define PAUSE_MS 10

/* NULL if it fails, or nothing comes in time. Owned. */
static GVariant *
call(GDBusConnection *bus, const char *name, const char *path, const char *interface,
     const char *method, GVariant *parameters, GError **error)
{
  return g_dbus_connection_call_sync(bus, name, path, interface, method, parameters, NULL,
                                     G_DBUS_CALL_FLAGS_NO_AUTO_START, ANSWER_MS, NULL, error);
}

/* Whether an instance has the name that does not answer. That there is none, or that it goes while
 * it is asked, is said at once. What it is asked for is what GApplication asks for, and what the
 * main loop of an instance answers rather than a thread. */
static gboolean
is_silent(GDBusConnection *bus)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) actions =
      call(bus, LM_APP_ID, APP_PATH, "org.gtk.Actions", "DescribeAll", NULL, &error);
  return g_error_matches(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

/* Of who has the name; 0 if nobody does. */
static guint
process_of_owner(GDBusConnection *bus)
{
  guint process = 0;
  g_autoptr(GVariant) answer = call(bus, BUS_NAME, BUS_PATH, BUS_NAME, "GetConnectionUnixProcessID",
                                    g_variant_new("(s)", LM_APP_ID), NULL);
  if (answer && g_variant_is_of_type(answer, G_VARIANT_TYPE("(u)")))
    g_variant_get(answer, "(u)", &process);
  return process;
}

/* With who has the name, or as that one. It fails where that one goes just then. */
static gboolean
register_with_others(GApplication *application, GDBusConnection *bus)
{
  gint64 until = g_get_monotonic_time() + ANSWER_MS * G_TIME_SPAN_MILLISECOND;
  while (!is_silent(bus)) {
    if (g_application_register(application, NULL, NULL))
      return TRUE;
    if (g_get_monotonic_time() > until)
      return FALSE;
    g_usleep(PAUSE_MS * G_TIME_SPAN_MILLISECOND);
  }
  return FALSE;
}

gboolean
lmu_instance_register(GApplication *application, guint *silent, GError **error)
{
  GApplicationFlags flags = g_application_get_flags(application);
  g_autoptr(GDBusConnection) bus =
      flags & G_APPLICATION_NON_UNIQUE ? NULL : g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, NULL);
  *silent = 0;
  if (bus) {
    if (register_with_others(application, bus))
      return TRUE;
    *silent = process_of_owner(bus);
    g_application_set_flags(application, flags | G_APPLICATION_NON_UNIQUE);
  }
  return g_application_register(application, NULL, error);
}
