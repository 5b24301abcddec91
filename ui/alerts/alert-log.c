/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/alerts/alert-log.h"

#include "base/time.h"
#include "ui/calls/call-columns.h"

struct _LmuAlertEntry {
  GObject parent_instance;
  char *rule, *time, *call;
  guint serial, number;
  GWeakRef session, window;
};

G_DEFINE_FINAL_TYPE(LmuAlertEntry, lmu_alert_entry, G_TYPE_OBJECT)

static void
lmu_alert_entry_finalize(GObject *object)
{
  LmuAlertEntry *self = LMU_ALERT_ENTRY(object);
  g_free(self->rule);
  g_free(self->time);
  g_free(self->call);
  g_weak_ref_clear(&self->session);
  g_weak_ref_clear(&self->window);
  G_OBJECT_CLASS(lmu_alert_entry_parent_class)->finalize(object);
}

static void
lmu_alert_entry_class_init(LmuAlertEntryClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = lmu_alert_entry_finalize;
}

static void
lmu_alert_entry_init(LmuAlertEntry *self)
{
  g_weak_ref_init(&self->session, NULL);
  g_weak_ref_init(&self->window, NULL);
}

const char *
lmu_alert_entry_get_rule(LmuAlertEntry *self)
{
  return self->rule;
}

const char *
lmu_alert_entry_get_time(LmuAlertEntry *self)
{
  return self->time;
}

const char *
lmu_alert_entry_get_call(LmuAlertEntry *self)
{
  return self->call;
}

guint
lmu_alert_entry_get_serial(LmuAlertEntry *self)
{
  return self->serial;
}

gboolean
lmu_alert_entry_open(LmuAlertEntry *self)
{
  g_autoptr(GObject) session = g_weak_ref_get(&self->session);
  g_autoptr(GtkWindow) window = g_weak_ref_get(&self->window);
  if (!session || !window)
    return FALSE;
  gtk_window_present(window);
  if (self->number)
    g_action_group_activate_action(G_ACTION_GROUP(window), "select-call",
                                   g_variant_new_uint32(self->number));
  else
    g_action_group_change_action_state(G_ACTION_GROUP(window), "show-view",
                                       g_variant_new_string("other"));
  return TRUE;
}

GListModel *
lmu_alert_log(void)
{
  static GListStore *log;
  if (!log)
    log = g_list_store_new(LMU_TYPE_ALERT_ENTRY);
  return G_LIST_MODEL(log);
}

/* Puts it on top. */
static LmuAlertEntry *
add(char *rule, int64_t time_ns, char *call)
{
  static guint serial;
  char clock[LM_TIME_TEXT_SIZE];
  GListStore *log = G_LIST_STORE(lmu_alert_log());
  g_autoptr(LmuAlertEntry) entry = g_object_new(LMU_TYPE_ALERT_ENTRY, NULL);
  entry->rule = rule;
  entry->time = g_strdup(lm_time_format_clock(time_ns, clock));
  entry->call = call;
  entry->serial = ++serial;
  if (g_list_model_get_n_items(G_LIST_MODEL(log)) >= LMU_ALERT_LOG_MOST)
    g_list_store_remove(log, LMU_ALERT_LOG_MOST - 1);
  g_list_store_insert(log, 0, entry);
  return entry; /* the log holds it */
}

void
lmu_alert_log_note(const char *rule, const char *text)
{
  add(g_strdup(rule), g_get_real_time() * 1000, g_utf8_make_valid(text, -1));
}

LmuAlertEntry *
lmu_alert_log_add(const LmAlert *alert, LmuSession *session, GtkWindow *window)
{
  const LmuCallRows *rows = lmu_call_store_rows(lmu_session_get_call_store(session));
  LmuCallEntry call = {0};
  if (alert->call.index < rows->n_rows)
    call = *lmu_call_rows_get(rows, alert->call.index); /* with what is made of its names */
  call.row = alert->call;
  LmuAlertEntry *entry =
      add(g_utf8_make_valid(alert->name, -1), alert->time_ns, lmu_call_words(&call));
  entry->number = alert->call.number;
  g_weak_ref_set(&entry->session, session);
  g_weak_ref_set(&entry->window, window);
  return entry;
}

LmuAlertEntry *
lmu_alert_log_find(guint serial)
{
  GListModel *log = lmu_alert_log();
  for (guint i = 0; i < g_list_model_get_n_items(log); i++) {
    g_autoptr(LmuAlertEntry) entry = g_list_model_get_item(log, i);
    if (entry->serial == serial)
      return entry; /* the log holds it */
  }
  return NULL;
}
