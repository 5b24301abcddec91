/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/calls/filter-help.h"

#include "base/i18n.h"

#include <string.h>

#define MOST_CANDIDATES 12

struct LmuFilterHelp {
  GtkEditable *entry;               /* borrowed */
  GtkEventController *keys, *focus; /* of the entry's */
  GtkWidget *popover;
  GtkListBox *list;
  GtkLabel *fault;
  LmQueryCandidates *candidates; /* owned; NULL while there are none */
  char *text;                    /* that they are for; owned */
  gsize cursor;                  /* bytes before it in that text */
};

static gsize
cursor_bytes(GtkEditable *entry)
{
  const char *text = gtk_editable_get_text(entry);
  return (gsize)(g_utf8_offset_to_pointer(text, gtk_editable_get_position(entry)) - text);
}

static GtkWidget *
candidate_row(const LmQueryCandidate *candidate)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *text = gtk_label_new(candidate->text), *help = gtk_label_new(candidate->help);
  GtkWidget *row = gtk_list_box_row_new();

  gtk_label_set_xalign(GTK_LABEL(text), 0);
  gtk_widget_add_css_class(text, "monospace");
  gtk_label_set_xalign(GTK_LABEL(help), 1);
  gtk_label_set_ellipsize(GTK_LABEL(help), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars(GTK_LABEL(help), 44);
  gtk_widget_set_hexpand(help, TRUE);
  gtk_widget_add_css_class(help, "dim-label");
  gtk_box_append(GTK_BOX(box), text);
  gtk_box_append(GTK_BOX(box), help);
  gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(row), box);
  gtk_widget_set_focusable(row, FALSE);
  return row;
}

static void
clear(LmuFilterHelp *help)
{
  GtkWidget *row;
  while ((row = GTK_WIDGET(gtk_list_box_get_row_at_index(help->list, 0))))
    gtk_list_box_remove(help->list, row);
  g_clear_pointer(&help->candidates, lm_query_candidates_free);
}

static void
fill(LmuFilterHelp *help)
{
  const char *text = gtk_editable_get_text(help->entry);
  gsize cursor = cursor_bytes(help->entry);
  /* The entry says late that it has changed; what was chosen meanwhile stays chosen. */
  if (gtk_widget_get_visible(help->popover) && cursor == help->cursor &&
      g_strcmp0(help->text, text) == 0)
    return;
  clear(help);
  g_free(help->text);
  help->text = g_strdup(text);
  help->cursor = cursor;
  help->candidates = lm_query_complete(lm_slice_str(text), cursor, MOST_CANDIDATES);
  for (gsize i = 0; help->candidates && i < help->candidates->n; i++)
    gtk_list_box_append(help->list, candidate_row(&help->candidates->candidates[i]));
}

static gsize
n_candidates(const LmuFilterHelp *help)
{
  return help->candidates ? help->candidates->n : 0;
}

/* A whole word needs no help. */
static gboolean
is_complete(const LmuFilterHelp *help)
{
  const LmQueryCandidates *found = help->candidates;
  const char *text = gtk_editable_get_text(help->entry);
  return n_candidates(help) == 1 && strlen(found->candidates[0].text) == found->len &&
         strncmp(text + found->offset, found->candidates[0].text, found->len) == 0;
}

static void
show(LmuFilterHelp *help, gboolean fault)
{
  gboolean any = n_candidates(help) > 0 && !is_complete(help);
  gtk_widget_set_visible(GTK_WIDGET(help->list), any);
  gtk_widget_set_visible(GTK_WIDGET(help->fault), fault);
  if (!any && !fault) {
    gtk_popover_popdown(GTK_POPOVER(help->popover));
    return;
  }
  gtk_popover_popup(GTK_POPOVER(help->popover));
  /* It may be shown already, in another size. */
  gtk_popover_present(GTK_POPOVER(help->popover));
}

static void
tell_fault(LmuFilterHelp *help, const LmQueryError *error)
{
  const char *text = gtk_editable_get_text(help->entry);
  gsize offset = MIN(error->offset, strlen(text)), len = MIN(error->len, strlen(text) - offset);
  g_autofree char *place = g_utf8_make_valid(text + offset, (gssize)len);
  g_autoptr(GString) told = g_string_new(error->message);
  if (*place && !strstr(error->message, place))
    g_string_append_printf(told, " (%s)", place);
  if (*error->hint) {
    g_string_append_c(told, '\n');
    g_string_append_printf(told, _("Did you mean %s?"), error->hint);
  }
  gtk_label_set_text(help->fault, told->str);
}

/* What is wrong with the text, or NULL, to those who point at the entry or cannot see it. */
static void
tell_reader(GtkWidget *entry, const char *fault)
{
  gtk_widget_set_tooltip_text(entry, fault);
  gtk_accessible_update_state(GTK_ACCESSIBLE(entry), GTK_ACCESSIBLE_STATE_INVALID,
                              fault ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                              -1);
  gtk_accessible_update_property(GTK_ACCESSIBLE(entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                 fault ? fault : "", -1);
}

/* Whether all of the text is the beginning of a field's name. */
static gboolean
begins_field(const LmuFilterHelp *help, const char *text)
{
  const LmQueryCandidates *found = help->candidates;
  return strchr(text, '.') && n_candidates(help) > 0 && found->offset == 0 &&
         found->len == strlen(text);
}

gboolean
lmu_filter_help_update(LmuFilterHelp *help, LmuFilterKind kind, const LmQueryError *error)
{
  GtkWidget *entry = GTK_WIDGET(help->entry);
  const char *text = gtk_editable_get_text(help->entry);
  gboolean fault = kind == LMU_FILTER_FAULT;
  if (fault) {
    gtk_widget_add_css_class(entry, "error");
    tell_fault(help, error);
  } else {
    gtk_widget_remove_css_class(entry, "error");
  }
  tell_reader(entry, fault ? gtk_label_get_text(help->fault) : NULL);
  gboolean typed = gtk_widget_get_state_flags(entry) & GTK_STATE_FLAG_FOCUS_WITHIN;
  /* Rows for nobody to see would keep the list waiting. */
  if (!typed || (kind == LMU_FILTER_WORDS && !strchr(text, '.'))) {
    lmu_filter_help_hide(help);
    return FALSE;
  }
  fill(help);
  gboolean between = help->candidates && help->candidates->len == 0;
  if (kind == LMU_FILTER_QUERY && between)
    lmu_filter_help_hide(help);
  else
    show(help, fault);
  return begins_field(help, text);
}

void
lmu_filter_help_hide(LmuFilterHelp *help)
{
  gtk_popover_popdown(GTK_POPOVER(help->popover));
}

static void
accept(LmuFilterHelp *help, int index)
{
  if (index < 0 || (gsize)index >= n_candidates(help))
    return;
  const LmQueryCandidates *found = help->candidates;
  const char *text = gtk_editable_get_text(help->entry);
  int begin = (int)g_utf8_pointer_to_offset(text, text + found->offset);
  int end = (int)g_utf8_pointer_to_offset(text, text + found->offset + found->len);
  g_autofree char *with_space = g_strconcat(found->candidates[index].text, " ", NULL);
  gtk_editable_delete_text(help->entry, begin, end);
  gtk_editable_insert_text(help->entry, with_space, -1, &begin);
  gtk_editable_set_position(help->entry, begin);
}

static void
move(LmuFilterHelp *help, int by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row(help->list);
  int at = row ? gtk_list_box_row_get_index(row) + by : by > 0 ? 0 : (int)n_candidates(help) - 1;
  row = gtk_list_box_get_row_at_index(help->list, at);
  if (row)
    gtk_list_box_select_row(help->list, row);
  else
    gtk_list_box_unselect_all(help->list);
}

/* Keys come faster than the entry says that it has changed. */
static gboolean
catch_up(LmuFilterHelp *help)
{
  const char *text = gtk_editable_get_text(help->entry);
  LmQuery *query;
  LmQueryError error;

  if (g_strcmp0(help->text ? help->text : "", text) == 0)
    return FALSE;
  lmu_filter_help_update(help, lmu_filter_text_read(text, &query, &error), &error);
  lm_query_free(query);
  return TRUE;
}

static gboolean
key_cb(LmuFilterHelp *help, guint key, guint code, GdkModifierType state)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row(help->list);
  if (key == GDK_KEY_space && (state & GDK_CONTROL_MASK)) {
    fill(help);
    show(help, FALSE);
    return TRUE;
  }
  if (catch_up(help))
    row = NULL;
  if (!gtk_widget_get_visible(help->popover))
    return FALSE;
  switch (key) {
  case GDK_KEY_Down:
  case GDK_KEY_Up:
    move(help, key == GDK_KEY_Down ? 1 : -1);
    return TRUE;
  case GDK_KEY_Tab:
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
    if (!row && key != GDK_KEY_Tab) {
      lmu_filter_help_hide(help);
      return FALSE;
    }
    if (n_candidates(help) == 0)
      return FALSE;
    accept(help, row ? gtk_list_box_row_get_index(row) : 0);
    return TRUE;
  case GDK_KEY_Escape:
    lmu_filter_help_hide(help);
    return TRUE;
  default:
    return FALSE;
  }
}

static void
activated_cb(LmuFilterHelp *help, GtkListBoxRow *row)
{
  accept(help, gtk_list_box_row_get_index(row));
}

static void
make_popover(LmuFilterHelp *help)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
  help->list = GTK_LIST_BOX(gtk_list_box_new());
  help->fault = GTK_LABEL(gtk_label_new(NULL));
  gtk_list_box_set_activate_on_single_click(help->list, TRUE);
  gtk_widget_set_focusable(GTK_WIDGET(help->list), FALSE);
  gtk_accessible_update_property(GTK_ACCESSIBLE(help->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("What can be typed here"), -1);
  gtk_label_set_xalign(help->fault, 0);
  gtk_label_set_wrap(help->fault, TRUE);
  gtk_label_set_width_chars(help->fault, 48);
  gtk_label_set_max_width_chars(help->fault, 60);
  gtk_widget_add_css_class(GTK_WIDGET(help->fault), "error");
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(help->list));
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(help->fault));
  help->popover = gtk_popover_new();
  gtk_popover_set_child(GTK_POPOVER(help->popover), box);
  gtk_popover_set_autohide(GTK_POPOVER(help->popover), FALSE);
  gtk_popover_set_has_arrow(GTK_POPOVER(help->popover), FALSE);
  gtk_popover_set_position(GTK_POPOVER(help->popover), GTK_POS_BOTTOM);
  gtk_widget_set_halign(help->popover, GTK_ALIGN_START);
  gtk_widget_add_css_class(help->popover, "filter-help");
  gtk_widget_set_parent(help->popover, GTK_WIDGET(help->entry));
}

LmuFilterHelp *
lmu_filter_help_new(GtkEditable *entry)
{
  LmuFilterHelp *help = g_new0(LmuFilterHelp, 1);
  help->entry = entry;
  help->keys = gtk_event_controller_key_new();
  help->focus = gtk_event_controller_focus_new();
  make_popover(help);
  gtk_event_controller_set_propagation_phase(help->keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped(help->keys, "key-pressed", G_CALLBACK(key_cb), help);
  g_signal_connect_swapped(help->focus, "leave", G_CALLBACK(lmu_filter_help_hide), help);
  g_signal_connect_swapped(help->list, "row-activated", G_CALLBACK(activated_cb), help);
  gtk_widget_add_controller(GTK_WIDGET(entry), help->keys);
  gtk_widget_add_controller(GTK_WIDGET(entry), help->focus);
  return help;
}

void
lmu_filter_help_free(LmuFilterHelp *help)
{
  gtk_widget_remove_controller(GTK_WIDGET(help->entry), help->keys);
  gtk_widget_remove_controller(GTK_WIDGET(help->entry), help->focus);
  clear(help);
  gtk_widget_unparent(help->popover);
  g_free(help->text);
  g_free(help);
}
