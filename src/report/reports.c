/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which reports there are. */

#include "report/reports.h"

const LmReport *const lm_reports[] = {
    &lm_report_conversations,
    &lm_report_media,
    &lm_report_registrations,
    &lm_report_subscriptions,
    &lm_report_authentication,
    &lm_report_hosts,
    &lm_report_chats,
    &lm_report_dialogs,
    &lm_report_transactions,
    &lm_report_rtcp,
    &lm_report_srtp,
    &lm_report_videos,
    &lm_report_repairs,
    &lm_report_extensions,
    &lm_report_vq,
    &lm_report_digits,
    &lm_report_texts,
    &lm_report_faxes,
    NULL,
};

const LmReport *
lm_report_find(const char *name)
{
  for (size_t i = 0; lm_reports[i]; i++)
    if (!strcmp(lm_reports[i]->name, name))
      return lm_reports[i];
  return NULL;
}
