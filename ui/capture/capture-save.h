/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Makes one file of those of a capture, in a thread. A pcapng file may have several sections
 * (draft-ietf-opsawg-pcapng, section 4.1), so they stand one behind the other, byte for byte. */

#include <gio/gio.h>

G_BEGIN_DECLS

/* @paths, ended by NULL, are those of the capture in the order of time. @to is only there, or has
 * another content, once all is written; it may be one of them. */
void lmu_capture_save_async(const char *const *paths, const char *to, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer data);
gboolean lmu_capture_save_finish(GAsyncResult *result, GError **error);

G_END_DECLS
