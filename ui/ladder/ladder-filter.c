/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-filter.h"

#include "base/i18n.h"
#include "ui/calls/filter-help.h"
#include "ui/model/format.h"

struct _LmuLadderFilter {
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkEditable *entry;
  GtkLabel *count_label;

  LmuFilterHelp *help;
  char *text; /* the last that had no fault */
};

G_DEFINE_FINAL_TYPE(LmuLadderFilter, lmu_ladder_filter, ADW_TYPE_BIN)

enum { CHANGED, OPENED, CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
set_text(LmuLadderFilter *self, const char *text)
{
  if (g_str_equal(self->text, text))
    return;
  g_free(self->text);
  self->text = g_strdup(text);
  g_signal_emit(self, signals[CHANGED], 0);
}

/* Words that are no expression are a fault here: the search is what looks for words. */
static void
text_changed_cb(LmuLadderFilter *self)
{
  g_autofree char *text = g_strstrip(g_strdup(gtk_editable_get_text(self->entry)));
  LmQueryError error;
  LmQuery *query = lm_query_new(lm_slice_str(text), &error);
  LmuFilterKind kind = !*text ? LMU_FILTER_WORDS : query ? LMU_FILTER_QUERY : LMU_FILTER_FAULT;

  lmu_filter_help_update(self->help, kind, &error);
  if (query)
    set_text(self, text);
  lm_query_free(query);
}

static gboolean
is_open(LmuLadderFilter *self)
{
  return gtk_revealer_get_reveal_child(self->revealer);
}

static void
lmu_ladder_filter_dispose(GObject *object)
{
  LmuLadderFilter *self = LMU_LADDER_FILTER(object);

  g_clear_pointer(&self->help, lmu_filter_help_free);
  G_OBJECT_CLASS(lmu_ladder_filter_parent_class)->dispose(object);
}

static void
lmu_ladder_filter_finalize(GObject *object)
{
  g_free(LMU_LADDER_FILTER(object)->text);
  G_OBJECT_CLASS(lmu_ladder_filter_parent_class)->finalize(object);
}

static void
lmu_ladder_filter_class_init(LmuLadderFilterClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  G_OBJECT_CLASS(class)->dispose = lmu_ladder_filter_dispose;
  G_OBJECT_CLASS(class)->finalize = lmu_ladder_filter_finalize;
  signals[CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[OPENED] = g_signal_new("opened", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  signals[CLOSED] = g_signal_new("closed", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource(widget_class,
                                              "/org/linesman/Linesman/ladder/ladder-filter.ui");
  gtk_widget_class_bind_template_child(widget_class, LmuLadderFilter, revealer);
  gtk_widget_class_bind_template_child(widget_class, LmuLadderFilter, entry);
  gtk_widget_class_bind_template_child(widget_class, LmuLadderFilter, count_label);
  gtk_widget_class_bind_template_callback(widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback(widget_class, lmu_ladder_filter_close);
}

static void
lmu_ladder_filter_init(LmuLadderFilter *self)
{
  self->text = g_strdup("");
  gtk_widget_init_template(GTK_WIDGET(self));
  self->help = lmu_filter_help_new(self->entry);
}

void
lmu_ladder_filter_open(LmuLadderFilter *self)
{
  if (!is_open(self)) {
    gtk_revealer_set_reveal_child(self->revealer, TRUE);
    g_signal_emit(self, signals[OPENED], 0);
  }
  gtk_widget_grab_focus(GTK_WIDGET(self->entry));
  gtk_editable_select_region(self->entry, 0, -1);
}

void
lmu_ladder_filter_close(LmuLadderFilter *self)
{
  if (!is_open(self))
    return;
  gtk_editable_set_text(self->entry, "");
  set_text(self, "");
  gtk_revealer_set_reveal_child(self->revealer, FALSE);
  g_signal_emit(self, signals[CLOSED], 0);
}

const char *
lmu_ladder_filter_get_text(LmuLadderFilter *self)
{
  return self->text;
}

void
lmu_ladder_filter_tell(LmuLadderFilter *self, const LmLadder *ladder)
{
  g_autofree char *text = NULL, *left = NULL, *all = NULL;

  if (ladder && *self->text) {
    left = lmu_format_count(lm_ladder_n_things(ladder));
    all = lmu_format_count(ladder->n_all_rows);
    text = g_strdup_printf(LM_NGETTEXT("%s of %s row", "%s of %s rows", ladder->n_all_rows), left,
                           all);
  }
  gtk_label_set_label(self->count_label, text ? text : "");
}
