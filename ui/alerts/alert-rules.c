/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/alerts/alert-rules.h"

#include "base/i18n.h"

#define N_KEPT (LMU_ALERT_N_TEXTS + 1)

struct _LmuAlertRule {
  GObject parent_instance;
  char *texts[LMU_ALERT_N_TEXTS];
  LmuAlertFlags flags;
};

G_DEFINE_FINAL_TYPE(LmuAlertRule, lmu_alert_rule, G_TYPE_OBJECT)

static void (*watcher)(gpointer data);
static gpointer watcher_data;

static void
tell(void)
{
  if (watcher)
    watcher(watcher_data);
}

static void
lmu_alert_rule_finalize(GObject *object)
{
  LmuAlertRule *self = LMU_ALERT_RULE(object);
  for (guint i = 0; i < LMU_ALERT_N_TEXTS; i++)
    g_free(self->texts[i]);
  G_OBJECT_CLASS(lmu_alert_rule_parent_class)->finalize(object);
}

static void
lmu_alert_rule_class_init(LmuAlertRuleClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = lmu_alert_rule_finalize;
}

static void
lmu_alert_rule_init(LmuAlertRule *self)
{
  self->flags = LMU_ALERT_NOTIFY;
  for (guint i = 0; i < LMU_ALERT_N_TEXTS; i++)
    self->texts[i] = g_strdup("");
}

LmuAlertRule *
lmu_alert_rule_new(const char *name, const char *query)
{
  LmuAlertRule *self = g_object_new(LMU_TYPE_ALERT_RULE, NULL);
  lmu_alert_rule_set_text(self, LMU_ALERT_NAME, name);
  lmu_alert_rule_set_text(self, LMU_ALERT_QUERY, query);
  return self;
}

const char *
lmu_alert_rule_get_text(LmuAlertRule *self, LmuAlertText which)
{
  return self->texts[which];
}

/* Whether it is among those that are held to. */
static gboolean
is_listed(LmuAlertRule *self)
{
  return g_list_store_find(G_LIST_STORE(lmu_alert_rules()), self, NULL);
}

void
lmu_alert_rule_set_text(LmuAlertRule *self, LmuAlertText which, const char *text)
{
  g_autofree char *valid = g_strstrip(g_utf8_make_valid(text, -1));
  if (g_strcmp0(valid, self->texts[which]) == 0)
    return;
  g_free(self->texts[which]);
  self->texts[which] = g_steal_pointer(&valid);
  if (is_listed(self))
    tell();
}

gboolean
lmu_alert_rule_has_flag(LmuAlertRule *self, LmuAlertFlags flag)
{
  return (self->flags & flag) != 0;
}

void
lmu_alert_rule_set_flag(LmuAlertRule *self, LmuAlertFlags flag, gboolean on)
{
  if (lmu_alert_rule_has_flag(self, flag) == on)
    return;
  self->flags ^= flag;
  if (is_listed(self))
    tell();
}

static gboolean
add_to(LmAlerts *alerts, LmuAlertRule *rule, LmError *error)
{
  LmAlertRule made = {.name = rule->texts[LMU_ALERT_NAME],
                      .query = rule->texts[LMU_ALERT_QUERY],
                      .command = rule->texts[LMU_ALERT_COMMAND],
                      .all = lmu_alert_rule_has_flag(rule, LMU_ALERT_ALL)};
  /* White space asks for everything, which nobody means who has not written anything yet. */
  if (!*made.query)
    return lm_error_set(error, LM_ERROR_USAGE, _("Nothing is asked for yet"));
  return lm_alerts_add(alerts, &made, NULL, error);
}

char *
lmu_alert_rule_fault(LmuAlertRule *self)
{
  LmError error = {0};
  LmAlerts *alerts = lm_alerts_new();
  gboolean fine = add_to(alerts, self, &error);
  lm_alerts_free(alerts);
  return fine ? NULL : g_strdup(error.message);
}

GListModel *
lmu_alert_rules(void)
{
  static GListStore *rules;
  if (!rules)
    rules = g_list_store_new(LMU_TYPE_ALERT_RULE);
  return G_LIST_MODEL(rules);
}

void
lmu_alert_rules_add(LmuAlertRule *rule)
{
  g_list_store_append(G_LIST_STORE(lmu_alert_rules()), rule);
  tell();
}

void
lmu_alert_rules_remove(LmuAlertRule *rule)
{
  guint at;
  if (!g_list_store_find(G_LIST_STORE(lmu_alert_rules()), rule, &at))
    return;
  g_list_store_remove(G_LIST_STORE(lmu_alert_rules()), at);
  tell();
}

LmAlerts *
lmu_alert_rules_make(GPtrArray *used)
{
  LmAlerts *alerts = lm_alerts_new();
  GListModel *all = lmu_alert_rules();
  for (guint i = 0; i < g_list_model_get_n_items(all); i++) {
    g_autoptr(LmuAlertRule) rule = g_list_model_get_item(all, i);
    LmError error = {0};
    if (add_to(alerts, rule, &error))
      g_ptr_array_add(used, g_steal_pointer(&rule));
  }
  if (lm_alerts_n_rules(alerts))
    return alerts;
  lm_alerts_free(alerts);
  return NULL;
}

void
lmu_alert_rules_watch(void (*changed)(gpointer data), gpointer data)
{
  watcher = changed;
  watcher_data = data;
}

char **
lmu_alert_rules_to_strv(void)
{
  g_autoptr(GStrvBuilder) kept = g_strv_builder_new();
  GListModel *all = lmu_alert_rules();
  for (guint i = 0; i < g_list_model_get_n_items(all); i++) {
    g_autoptr(LmuAlertRule) rule = g_list_model_get_item(all, i);
    g_autofree char *flags = g_strdup_printf("%u", rule->flags);
    g_strv_builder_addv(kept,
                        (const char *[]){rule->texts[LMU_ALERT_NAME], rule->texts[LMU_ALERT_QUERY],
                                         rule->texts[LMU_ALERT_COMMAND], flags, NULL});
  }
  return g_strv_builder_end(kept);
}

void
lmu_alert_rules_from_strv(const char *const *kept)
{
  GListStore *rules = G_LIST_STORE(lmu_alert_rules());
  g_list_store_remove_all(rules);
  for (guint n = g_strv_length((char **)(guintptr)kept); n >= N_KEPT; n -= N_KEPT, kept += N_KEPT) {
    g_autoptr(LmuAlertRule) rule = lmu_alert_rule_new(kept[0], kept[1]);
    lmu_alert_rule_set_text(rule, LMU_ALERT_COMMAND, kept[2]);
    rule->flags =
        (LmuAlertFlags)(g_ascii_strtoull(kept[3], NULL, 10) & (LMU_ALERT_NOTIFY | LMU_ALERT_ALL));
    g_list_store_append(rules, rule);
  }
}
