/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The reports of this folder, a file each. Others than reports.c need them to tell one from
 * another.
 */

#include "report/report.h"

extern const LmReport lm_report_conversations;
extern const LmReport lm_report_media;
extern const LmReport lm_report_registrations;
extern const LmReport lm_report_subscriptions;
extern const LmReport lm_report_authentication;
extern const LmReport lm_report_hosts;
extern const LmReport lm_report_chats;
extern const LmReport lm_report_dialogs;
extern const LmReport lm_report_transactions;
extern const LmReport lm_report_rtcp;
extern const LmReport lm_report_srtp;
extern const LmReport lm_report_videos;
extern const LmReport lm_report_repairs;
extern const LmReport lm_report_extensions;
extern const LmReport lm_report_vq;
extern const LmReport lm_report_digits;
extern const LmReport lm_report_texts;
extern const LmReport lm_report_faxes;
