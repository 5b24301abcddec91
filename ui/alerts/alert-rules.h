/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Rules that calls are held to while they come (engine/alerts.h), the same ones for every window,
 * as they are kept in the settings. Main thread only. */

#include "engine/alerts.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define LMU_TYPE_ALERT_RULE (lmu_alert_rule_get_type())
G_DECLARE_FINAL_TYPE(LmuAlertRule, lmu_alert_rule, LMU, ALERT_RULE, GObject)

typedef enum {
  LMU_ALERT_NAME,
  LMU_ALERT_QUERY,
  LMU_ALERT_COMMAND,
  LMU_ALERT_N_TEXTS,
} LmuAlertText;

typedef enum {
  LMU_ALERT_NOTIFY = 1 << 0, /* a notification of the desktop */
  LMU_ALERT_ALL = 1 << 1,    /* other Call-IDs than those of calls too */
} LmuAlertFlags;

/* Notifies, and asks for nothing yet. Owned. */
LmuAlertRule *lmu_alert_rule_new(const char *name, const char *query);
/* Borrowed; never NULL. */
const char *lmu_alert_rule_get_text(LmuAlertRule *self, LmuAlertText which);
void lmu_alert_rule_set_text(LmuAlertRule *self, LmuAlertText which, const char *text);
gboolean lmu_alert_rule_has_flag(LmuAlertRule *self, LmuAlertFlags flag);
void lmu_alert_rule_set_flag(LmuAlertRule *self, LmuAlertFlags flag, gboolean on);
/* NULL where it can be used; else what is wrong, for a person. Owned. */
char *lmu_alert_rule_fault(LmuAlertRule *self);

/* All of them, in the order in which they were made, as LmuAlertRule. Borrowed. */
GListModel *lmu_alert_rules(void);
void lmu_alert_rules_add(LmuAlertRule *rule);
void lmu_alert_rules_remove(LmuAlertRule *rule);
/* Those that can be used, for lm_engine_set_alerts(), and as LmuAlertRule in the same order in
 * @used, which gets references. Owned; NULL without any. */
LmAlerts *lmu_alert_rules_make(GPtrArray *used);
/* Calls @changed with @data when what the rules say has changed. Once a program. */
void lmu_alert_rules_watch(void (*changed)(gpointer data), gpointer data);
/* As they are kept: the texts and flags of each in turn. Owned: g_strfreev(). */
char **lmu_alert_rules_to_strv(void);
void lmu_alert_rules_from_strv(const char *const *kept);

G_END_DECLS
