/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Hosts that captures were taken on through ssh: the same ones in every window. Nothing of a
 * password is in them. Main thread only. */

#include <gio/gio.h>

G_BEGIN_DECLS

#define LMU_TYPE_REMOTE_HOST (lmu_remote_host_get_type())
G_DECLARE_FINAL_TYPE(LmuRemoteHost, lmu_remote_host, LMU, REMOTE_HOST, GObject)

/* None of the texts may be NULL. */
LmuRemoteHost *lmu_remote_host_new(const char *name, const char *host, const char *interface,
                                   const char *command, gboolean ask);
/* What the user calls it; the host where that is empty. All are borrowed. */
const char *lmu_remote_host_get_name(LmuRemoteHost *self);
const char *lmu_remote_host_get_own_name(LmuRemoteHost *self);
/* "[user@]host[:port]". */
const char *lmu_remote_host_get_host(LmuRemoteHost *self);
const char *lmu_remote_host_get_interface(LmuRemoteHost *self);
/* What is run there; empty: tcpdump. */
const char *lmu_remote_host_get_command(LmuRemoteHost *self);
/* Whether ssh may have a password asked for. */
gboolean lmu_remote_host_get_ask(LmuRemoteHost *self);

/* All of them in the order in which they were added. Borrowed. */
GListModel *lmu_remote_hosts(void);
/* Puts @host in the place of @old, or last where that is NULL. */
void lmu_remote_hosts_put(LmuRemoteHost *old, LmuRemoteHost *host);
void lmu_remote_hosts_remove(LmuRemoteHost *host);
/* As they are kept: five texts for each. Owned: g_strfreev(). */
char **lmu_remote_hosts_to_strv(void);
void lmu_remote_hosts_from_strv(const char *const *kept);

G_END_DECLS
