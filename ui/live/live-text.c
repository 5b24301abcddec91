/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "ui/live/live-status.h"
#include "ui/model/format.h"

guint64
lmu_live_dropped(const LmHelperFigures *figures)
{
  return figures->dropped_by_system + figures->dropped_by_ring + figures->unwritten;
}

char *
lmu_live_describe(const LmLiveStatus *status)
{
  if (status->n_links == 0)
    return g_strdup(_("Capture"));
  const char *name = strcmp(status->names[0], "any") == 0 ? _("all interfaces") : status->names[0];
  if (status->n_links == 1)
    return g_strdup(name);
  if (status->n_links == 2)
    return g_strdup_printf(_("%s and %s"), name, status->names[1]);
  guint more = status->n_links - 1;
  return g_strdup_printf(LM_NGETTEXT("%s and %u more interface", "%s and %u more interfaces", more),
                         name, more);
}

/* Adds @text, taken, where @n is not 0. */
static void
add(GString *all, guint64 n, char *text)
{
  if (n)
    g_string_append_printf(all, "%s%s", all->len ? ", " : "", text);
  g_free(text);
}

char *
lmu_live_describe_drops(const LmLiveStatus *status)
{
  const LmHelperFigures *figures = &status->sum;
  g_autoptr(GString) all = g_string_new(NULL);
  g_autofree char *interface = lmu_format_count(figures->dropped_by_interface);
  g_autofree char *system = lmu_format_count(figures->dropped_by_system);
  g_autofree char *ring = lmu_format_count(figures->dropped_by_ring);
  g_autofree char *unwritten = lmu_format_count(figures->unwritten);
  add(all, figures->dropped_by_interface,
      status->listens ? g_strdup_printf(_("%s refused"), interface)
                      : g_strdup_printf(_("%s dropped by the interface"), interface));
  add(all, figures->dropped_by_system, g_strdup_printf(_("%s dropped by the system"), system));
  add(all, figures->dropped_by_ring, g_strdup_printf(_("%s dropped by the buffer"), ring));
  add(all, figures->unwritten, g_strdup_printf(_("%s not written"), unwritten));
  return all->len ? g_string_free(g_steal_pointer(&all), FALSE) : NULL;
}

char *
lmu_live_describe_lost(const LmLiveStatus *status)
{
  guint64 refused = status->listens ? status->sum.dropped_by_interface : 0;
  guint64 lost = lmu_live_dropped(&status->sum) + status->sum.dropped_by_interface - refused;
  g_autofree char *count = lmu_format_count(lost ? lost : refused);
  if (lost)
    return g_strdup_printf(LM_NGETTEXT("%s lost", "%s lost", lost), count);
  return refused ? g_strdup_printf(_("%s refused"), count) : g_strdup("");
}

char *
lmu_live_describe_sent(const char *place, const LmHepSendStatus *status)
{
  g_autoptr(GString) all = g_string_new(NULL);
  guint64 dropped = status->dropped + status->too_large;
  g_autofree char *sent = lmu_format_count(status->sent);
  g_autofree char *lost = lmu_format_count(dropped);
  g_autofree char *waiting = lmu_format_count(status->waiting);
  g_string_append_printf(all, _("Sent on to %s: "), place);
  g_string_append_printf(all, LM_NGETTEXT("%s message", "%s messages", status->sent), sent);
  if (dropped)
    g_string_append_printf(all, _(", %s dropped"), lost);
  if (status->waiting)
    g_string_append_printf(all, LM_NGETTEXT(", %s waits", ", %s wait", status->waiting), waiting);
  if (!status->up && status->error.code != LM_ERROR_NONE)
    g_string_append_printf(all, "\n%s", status->error.message);
  return g_string_free(g_steal_pointer(&all), FALSE);
}
