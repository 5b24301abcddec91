/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/session-remains.h"

/* What takes long to let go where there are millions of rows: to unmap two gigabytes takes 100 ms.
 * The engine's thread may still wake the source. */
typedef struct {
  LmEngine *engine;
  GSource *wake;
  LmuCallStore *calls;
} Remains;

static GMutex remains_mutex;
static GCond remains_gone;
static guint n_remains;

static gpointer
free_remains(gpointer data)
{
  Remains *remains = data;
  lm_engine_free(remains->engine);
  g_source_unref(remains->wake);
  lmu_call_store_free(remains->calls);
  g_free(remains);
  g_mutex_lock(&remains_mutex);
  n_remains--;
  g_cond_signal(&remains_gone);
  g_mutex_unlock(&remains_mutex);
  return NULL;
}

void
lmu_session_wait_freed(void)
{
  g_mutex_lock(&remains_mutex);
  while (n_remains > 0)
    g_cond_wait(&remains_gone, &remains_mutex);
  g_mutex_unlock(&remains_mutex);
}

void
lmu_session_leave(LmEngine *engine, GSource *wake, LmuCallStore *calls)
{
  Remains *remains = g_new0(Remains, 1);
  *remains = (Remains){engine, wake, calls};
  g_mutex_lock(&remains_mutex);
  n_remains++;
  g_mutex_unlock(&remains_mutex);
  g_thread_unref(g_thread_new("linesman-free", free_remains, remains));
}
