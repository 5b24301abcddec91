/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/alerts/alerts.h"

#include "base/i18n.h"
#include "ui/alerts/alert-log.h"
#include "ui/alerts/alert-rules.h"
#include "ui/alerts/alerts-dialog.h"
#include "ui/window/settings.h"

#define KEY "alerts"
/* A rule notifies not more often than this; what comes between is counted. */
#define QUIET_MS 1000

/* A session that is held to the rules. */
typedef struct {
  LmuSession *session; /* borrowed; it outlives this, which hangs on it */
  GWeakRef window;
  GPtrArray *rules; /* LmuAlertRule, in the engine's order */
} Watched;

/* What a rule has to say to the desktop. */
typedef struct {
  LmuAlertRule *rule;
  guint n, quiet_id; /* calls since the last one; while it is quiet */
  guint newest;      /* of the log */
} Notice;

static GPtrArray *watched;  /* Watched, borrowed */
static GHashTable *notices; /* LmuAlertRule to Notice */

static void
notice_free(gpointer data)
{
  Notice *notice = data;
  g_clear_handle_id(&notice->quiet_id, g_source_remove);
  g_object_unref(notice->rule);
  g_free(notice);
}

static gboolean quiet_cb(gpointer data);

static void
send(Notice *notice)
{
  LmuAlertEntry *entry = lmu_alert_log_find(notice->newest);
  GApplication *application = g_application_get_default();
  const char *name = lmu_alert_rule_get_text(notice->rule, LMU_ALERT_NAME);
  if (!*name)
    name = lmu_alert_rule_get_text(notice->rule, LMU_ALERT_QUERY);
  if (!entry || !application)
    return;
  g_autoptr(GNotification) notification = g_notification_new(name);
  g_autofree char *id = g_strdup_printf("alert-%p", (void *)notice->rule);
  g_autofree char *body = NULL;
  if (notice->n > 1)
    body = g_strdup_printf(
        LM_NGETTEXT("%u call, the newest: %s", "%u calls, the newest: %s", notice->n), notice->n,
        lmu_alert_entry_get_call(entry));
  g_notification_set_body(notification, body ? body : lmu_alert_entry_get_call(entry));
  g_notification_set_default_action_and_target(notification, "app.show-alert", "u", notice->newest);
  g_application_send_notification(application, id, notification);
  notice->n = 0;
  notice->quiet_id = g_timeout_add(QUIET_MS, quiet_cb, notice);
}

static gboolean
quiet_cb(gpointer data)
{
  Notice *notice = data;
  notice->quiet_id = 0;
  if (notice->n)
    send(notice);
  return G_SOURCE_REMOVE;
}

static void
notify(LmuAlertRule *rule, LmuAlertEntry *entry)
{
  Notice *notice = g_hash_table_lookup(notices, rule);
  if (!notice) {
    notice = g_new0(Notice, 1);
    notice->rule = g_object_ref(rule);
    g_hash_table_insert(notices, rule, notice);
  }
  notice->n++;
  notice->newest = lmu_alert_entry_get_serial(entry);
  if (!notice->quiet_id)
    send(notice);
}

static void
alerts_cb(LmuSession *session, const LmAlert *alerts, gulong n, gulong n_more, const char *wrong,
          gpointer data)
{
  Watched *self = data;
  g_autoptr(GtkWindow) window = g_weak_ref_get(&self->window);
  for (gulong i = 0; i < n; i++) {
    LmuAlertEntry *entry = lmu_alert_log_add(&alerts[i], session, window);
    LmuAlertRule *rule =
        alerts[i].rule < self->rules->len ? self->rules->pdata[alerts[i].rule] : NULL;
    if (rule && lmu_alert_rule_has_flag(rule, LMU_ALERT_NOTIFY))
      notify(rule, entry);
  }
  if (n_more) {
    g_autofree char *text = g_strdup_printf(
        LM_NGETTEXT("%lu more call at the same time", "%lu more calls at the same time", n_more),
        n_more);
    lmu_alert_log_note(_("Alerts"), text);
  }
  if (wrong)
    lmu_alert_log_note(_("Command"), wrong);
}

static void
apply(Watched *self)
{
  g_ptr_array_set_size(self->rules, 0);
  LmAlerts *alerts = lmu_alert_rules_make(self->rules);
  lm_engine_set_alerts(lmu_session_get_engine(self->session), alerts);
}

static void
changed_cb(gpointer data)
{
  for (guint i = 0; i < watched->len; i++)
    apply(watched->pdata[i]);
  lmu_alerts_keep();
}

static void
watched_free(gpointer data)
{
  Watched *self = data;
  g_ptr_array_remove_fast(watched, self);
  g_ptr_array_unref(self->rules);
  g_weak_ref_clear(&self->window);
  g_free(self);
}

void
lmu_alerts_watch(LmuSession *session, GtkWindow *window)
{
  Watched *self = g_new0(Watched, 1);
  self->session = session;
  self->rules = g_ptr_array_new_with_free_func(g_object_unref);
  g_weak_ref_init(&self->window, window);
  g_object_set_data_full(G_OBJECT(session), "linesman-alerts", self, watched_free);
  g_ptr_array_add(watched, self);
  g_signal_connect(session, "alerts", G_CALLBACK(alerts_cb), self);
  apply(self);
}

void
lmu_alerts_keep(void)
{
  g_auto(GStrv) kept = lmu_alert_rules_to_strv();
  lmu_settings_set_strv(KEY, (const char *const *)kept);
}

static void
alerts_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_alerts_dialog_show(gtk_application_get_active_window(data));
}

static void
show_alert_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuAlertEntry *entry = lmu_alert_log_find(g_variant_get_uint32(parameter));
  if (!entry || !lmu_alert_entry_open(entry))
    g_action_group_activate_action(G_ACTION_GROUP(data), "alerts", NULL);
}

void
lmu_alerts_init(GtkApplication *application)
{
  static const GActionEntry entries[] = {
      {.name = "alerts", .activate = alerts_action},
      {.name = "show-alert", .parameter_type = "u", .activate = show_alert_action},
  };
  g_auto(GStrv) kept = lmu_settings_get_strv(KEY);
  watched = g_ptr_array_new();
  notices = g_hash_table_new_full(NULL, NULL, NULL, notice_free);
  lmu_alert_rules_from_strv((const char *const *)kept);
  lmu_alert_rules_watch(changed_cb, NULL);
  g_action_map_add_action_entries(G_ACTION_MAP(application), entries, G_N_ELEMENTS(entries),
                                  application);
}
