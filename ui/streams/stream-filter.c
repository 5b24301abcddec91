/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/stream-filter.h"

#include "base/i18n.h"
#include "ui/calls/filter-help.h"
#include "ui/model/format.h"

struct LmuStreamFilter {
  GtkEditable *entry;
  GtkLabel *count;
  LmuStreamList *list;
  LmuFilterHelp *help;
  LmuSession *session; /* owned; or NULL */
  guint serial;        /* of the request for what the entry holds; 0: none */
  gboolean setting;    /* the text is on its way */
};

static void
changed_cb(LmuStreamFilter *filter)
{
  LmQuery *expression;
  LmQueryError error;

  if (filter->setting)
    return;
  const char *text = gtk_editable_get_text(filter->entry);
  LmuFilterKind kind = lmu_filter_text_read(text, &expression, &error);
  gboolean begun = lmu_filter_help_update(filter->help, kind, &error);
  filter->serial = 0;
  if (kind == LMU_FILTER_WORDS && !begun) {
    lmu_stream_list_set_words(filter->list, text);
    lmu_stream_filter_update_count(filter);
  } else if (kind == LMU_FILTER_QUERY && filter->session) {
    LmEngine *engine = lmu_session_get_engine(filter->session);
    filter->serial = lm_engine_filter_streams(engine, expression);
  } else {
    /* What is shown stays until the text is one that can be asked. */
    lm_query_free(expression);
  }
}

/* The answer comes once more where the engine puts it right when all is read. */
static void
filtered_cb(LmuStreamFilter *filter, guint serial)
{
  if (filter->serial == 0 || serial != filter->serial)
    return;
  lmu_stream_list_set_expression(filter->list);
  lmu_stream_filter_update_count(filter);
}

static void
stop_cb(LmuStreamFilter *filter)
{
  gtk_editable_set_text(filter->entry, "");
}

LmuStreamFilter *
lmu_stream_filter_new(GtkEditable *entry, GtkLabel *count, LmuStreamList *list)
{
  LmuStreamFilter *filter = g_new0(LmuStreamFilter, 1);
  *filter = (LmuStreamFilter){.entry = entry, .count = count, .list = list};
  filter->help = lmu_filter_help_new(entry);
  g_signal_connect_swapped(entry, "search-changed", G_CALLBACK(changed_cb), filter);
  g_signal_connect_swapped(entry, "stop-search", G_CALLBACK(stop_cb), filter);
  return filter;
}

static void
forget_session(LmuStreamFilter *filter)
{
  if (filter->session)
    g_signal_handlers_disconnect_by_data(filter->session, filter);
  g_clear_object(&filter->session);
  filter->serial = 0;
}

void
lmu_stream_filter_free(LmuStreamFilter *filter)
{
  forget_session(filter);
  g_signal_handlers_disconnect_by_data(filter->entry, filter);
  lmu_filter_help_free(filter->help);
  g_free(filter);
}

void
lmu_stream_filter_set_session(LmuStreamFilter *filter, LmuSession *session)
{
  forget_session(filter);
  gtk_editable_set_text(filter->entry, "");
  lmu_stream_list_set_words(filter->list, "");
  lmu_stream_filter_update_count(filter);
  if (!session)
    return;
  filter->session = g_object_ref(session);
  g_signal_connect_swapped(session, "filtered", G_CALLBACK(filtered_cb), filter);
}

void
lmu_stream_filter_set_text(LmuStreamFilter *filter, const char *text)
{
  /* Otherwise it would first look for nothing, as the old text goes before the new one comes. */
  filter->setting = *text != '\0';
  gtk_editable_set_text(filter->entry, text);
  filter->setting = FALSE;
}

void
lmu_stream_filter_update_count(LmuStreamFilter *filter)
{
  guint all = lmu_stream_list_n_unfiltered(filter->list);
  guint shown = g_list_model_get_n_items(lmu_stream_list_get_model(filter->list));
  g_autofree char *all_text = lmu_format_count(all);
  g_autofree char *shown_text = lmu_format_count(shown);
  g_autofree char *text = NULL;
  if (shown == all)
    text = g_strdup_printf(LM_NGETTEXT("%s stream", "%s streams", all), all_text);
  else
    text = g_strdup_printf(LM_NGETTEXT("%s of %s stream", "%s of %s streams", all), shown_text,
                           all_text);
  gtk_label_set_text(filter->count, text);
}
