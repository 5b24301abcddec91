/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Whether a capture filter can be compiled, found out in a thread. It asks the network for nothing.
 * Main thread only. */

#include "capture/bpf.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  LmError error;          /* LM_ERROR_NONE: it can */
  gsize fault, fault_len; /* bytes of the filter that are wrong; no bytes: something is missing */
  char name[256];         /* of a host that will be asked for when the capture begins; or "" */
} LmuCaptureCheck;

/* For every one of @link_types. */
void lmu_capture_check_async(const char *filter, LmBpfOnly only, const guint32 *link_types, gsize n,
                             GAsyncReadyCallback callback, gpointer data);
void lmu_capture_check_finish(GAsyncResult *result, LmuCaptureCheck *check);

G_END_DECLS
