/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/capture/found-captures.h"

#include "base/i18n.h"

static void
leave(gpointer live)
{
  lm_live_leave(live);
}

/* NULL and no error where another program takes it up just now: it is none of ours then. */
static LmLive *
take_up(const LmLiveFound *one, LmError *error)
{
  LmError why = {0};
  LmLive *live = lm_live_adopt(one, NULL, &why);
  if (!live && why.code != LM_ERROR_USAGE)
    *error = why;
  return live;
}

static void
look_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LmuFoundCaptures *found = g_new0(LmuFoundCaptures, 1);
  LmLiveCleaning cleaning = LM_LIVE_CLEANING;
  found->taken = g_ptr_array_new_with_free_func(leave);
  found->cleaned = lm_live_clean(&cleaning);
  found->n_all = lm_live_found(&found->all);
  for (gsize i = 0; i < found->n_all; i++) {
    LmLive *live = found->all[i].running ? take_up(&found->all[i], &found->error) : NULL;
    if (live)
      g_ptr_array_add(found->taken, live);
  }
  g_task_return_pointer(task, found, (GDestroyNotify)lmu_found_captures_free);
}

void
lmu_found_captures_look_async(gpointer source, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr(GTask) task = g_task_new(source, NULL, callback, data);
  g_task_run_in_thread(task, look_thread);
}

LmuFoundCaptures *
lmu_found_captures_look_finish(GAsyncResult *result)
{
  return g_task_propagate_pointer(G_TASK(result), NULL);
}

void
lmu_found_captures_free(LmuFoundCaptures *found)
{
  if (!found)
    return;
  g_ptr_array_unref(found->taken);
  lm_live_found_free(found->all, found->n_all);
  g_free(found);
}

/* The day too, where it is another than today. Owned. */
static char *
describe_time(gint64 time_ns)
{
  g_autoptr(GDateTime) then = g_date_time_new_from_unix_local(time_ns / 1000000000);
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  if (!then)
    return g_strdup("?");
  gboolean today = g_date_time_get_year(then) == g_date_time_get_year(now) &&
                   g_date_time_get_day_of_year(then) == g_date_time_get_day_of_year(now);
  return g_date_time_format(then, today ? "%H:%M" : "%x, %H:%M");
}

/* Owned. */
static char *
describe_links(const LmLinkName *names, guint n)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < n; i++)
    g_string_append_printf(text, "%s%s", i ? ", " : "", names[i]);
  if (!text->len)
    g_string_append(text, "?");
  g_autofree char *bytes = g_string_free(text, FALSE);
  return g_utf8_make_valid(bytes, -1);
}

char *
lmu_found_captures_describe_taken(LmLive *live)
{
  g_autofree LmLiveStatus *status = g_new0(LmLiveStatus, 1);
  lm_live_status(live, status);
  g_autofree char *links = describe_links((const LmLinkName *)status->names, status->n_links);
  g_autofree char *when = describe_time(status->began_ns);
  return g_strdup_printf(_("Took up the capture on %s that began at %s"), links, when);
}

char *
lmu_found_captures_describe_ended(const LmLiveFound *found)
{
  g_autofree char *links = describe_links(found->links, found->n_links);
  g_autofree char *when = describe_time(found->began_ns);
  g_autofree char *size = g_format_size(found->bytes);
  const char *why = lm_live_found_why(found);
  return g_strdup_printf(
      _("A capture on %s that began at %s has ended: %s. Nobody has seen all of it (%s)"), links,
      when, why ? why : "?", size);
}
