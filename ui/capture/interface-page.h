/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The list of this machine's interfaces, of which some are chosen. It looks at them only while it
 * is seen. */

#include <adwaita.h>

G_BEGIN_DECLS

#define LMU_TYPE_INTERFACE_PAGE (lmu_interface_page_get_type())
G_DECLARE_FINAL_TYPE(LmuInterfacePage, lmu_interface_page, LMU, INTERFACE_PAGE, AdwBin)

/* Signals: "changed", others are chosen; "activated", it is to begin with what is. */
GtkWidget *lmu_interface_page_new(void);
/* Chooses those of @names that are there, or come while it is open. */
void lmu_interface_page_choose(LmuInterfacePage *self, const char *const *names);
/* Those that are chosen and there. Owned: g_strfreev(). */
char **lmu_interface_page_get_chosen(LmuInterfacePage *self);
/* The kinds of their packets, each once; at most @most. Returns their number. */
gsize lmu_interface_page_get_link_types(LmuInterfacePage *self, guint32 *types, gsize most);

G_END_DECLS
