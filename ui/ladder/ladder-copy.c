/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-copy.h"

#include "export/export.h"

static void
write_text(GTask *task, gpointer source, gpointer ladder, GCancellable *cancellable)
{
  LmText text = LM_TEXT_INIT;

  lm_export_ladder_text(ladder, 0, &text);
  g_task_return_pointer(task, text.str, free);
}

static void
text_written_cb(GObject *object, GAsyncResult *result, gpointer data)
{
  char *text = g_task_propagate_pointer(G_TASK(result), NULL);

  if (text)
    gdk_clipboard_set_text(gtk_widget_get_clipboard(GTK_WIDGET(object)), text);
  free(text);
}

void
lmu_ladder_copy(LmLadder *ladder, GtkWidget *widget)
{
  g_autoptr(GTask) task = g_task_new(widget, NULL, text_written_cb, NULL);

  g_task_set_task_data(task, ladder, (GDestroyNotify)lm_ladder_free);
  g_task_run_in_thread(task, write_text);
}
