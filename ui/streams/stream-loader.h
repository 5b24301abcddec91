/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Gets from the engine all that is known of the streams that are looked at, and keeps it as long as
 * they are. Main thread. */

#include "ui/graph/series.h"
#include "ui/model/session.h"

G_BEGIN_DECLS

#define LMU_STREAM_LOADER_MAX 8u

typedef struct LmuStreamLoader LmuStreamLoader;
typedef void (*LmuStreamLoaderCame)(gpointer data);

/* Calls @came when more is known. Owned: lmu_stream_loader_free(). */
LmuStreamLoader *lmu_stream_loader_new(LmuStreamLoaderCame came, gpointer data);
void lmu_stream_loader_free(LmuStreamLoader *loader);
/* @session may be NULL. What was known goes. */
void lmu_stream_loader_set_session(LmuStreamLoader *loader, LmuSession *session);
/* Rows of the trace, LMU_STREAM_LOADER_MAX of them at most. Asks for what is not known. */
void lmu_stream_loader_set_streams(LmuStreamLoader *loader, const guint32 *streams, guint n);
/* Asks again for streams that have grown. */
void lmu_stream_loader_refresh(LmuStreamLoader *loader);
/* What is known of @stream, one of those that were set; NULL while it is not. Borrowed. */
LmuSeries *lmu_stream_loader_get(LmuStreamLoader *loader, guint stream);

G_END_DECLS
