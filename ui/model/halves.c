/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/model/halves.h"

typedef struct {
  LmuHalf half;
  gpointer data;
  gsize begin, end;
} Call;

static gpointer
run(gpointer data)
{
  const Call *call = data;
  call->half(call->data, call->begin, call->end);
  return NULL;
}

gsize
lmu_in_halves(LmuHalf half, gpointer data, gsize n, gsize least)
{
  Call second = {half, data, n / 2, n};
  GThread *thread = NULL;
  if (n >= MAX(least, 2u))
    thread = g_thread_try_new("linesman-half", run, &second, NULL);
  half(data, 0, thread ? n / 2 : n);
  if (!thread)
    return 0;
  g_thread_join(thread);
  return n / 2;
}
