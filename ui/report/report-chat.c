/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/report/report-chat.h"

#include "base/i18n.h"
#include "base/vec.h"
#include "ui/model/format.h"
#include "ui/model/row-list.h"
#include "ui/report/report-item.h"
#include "ui/window/accessible.h"

#include <string.h>

#define NAME_BYTES 80
#define TEXT_BYTES 8192
#define FIRST_ERROR 400u

/* What a table of chats must have. */
typedef enum { CHAT, FROM, TO, KIND, STATUS, REPORT, TIME, TEXT, N_PARTS } Part;

struct _LmuReportChat {
  AdwBin parent_instance;
  GtkLabel *title;
  GtkListView *list;
  const LmReportTable *table; /* borrowed */
  int columns[N_PARTS];       /* of the table; -1: it has none */
  guint first, n;             /* its rows that are shown */
  LmuRowList *rows;
};

G_DEFINE_FINAL_TYPE(LmuReportChat, lmu_report_chat, ADW_TYPE_BIN)

enum { SIGNAL_ROW_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
find_columns(LmuReportChat *self)
{
  static const char *const names[N_PARTS] = {"chat", "from", "to", "kind", "status", "report"};
  for (guint part = 0; part < N_PARTS; part++)
    self->columns[part] = -1;
  for (guint i = 0; self->table && i < self->table->n_columns; i++) {
    const LmReportColumn *column = self->table->columns[i];
    for (guint part = 0; part < TIME; part++)
      if (g_strcmp0(column->name, names[part]) == 0)
        self->columns[part] = (int)i;
    if (column->kind == LM_CELL_TIME)
      self->columns[TIME] = (int)i;
    /* What people read of it, which has no name of its own. */
    if (column->kind == LM_CELL_TEXT && !column->name)
      self->columns[TEXT] = (int)i;
  }
}

static const LmCell *
cell_of(LmuReportChat *self, guint row, Part part)
{
  static const LmCell nothing = {.kind = LM_CELL_NOTHING};
  int column = self->columns[part];
  return column < 0 || row >= self->table->n_rows
             ? &nothing
             : lm_report_table_cell(self->table, row, (guint)column);
}

static gboolean
is_text(const LmCell *cell)
{
  return cell->kind == LM_CELL_TEXT || cell->kind == LM_CELL_WORD;
}

static gboolean
same(const LmCell *a, const LmCell *b)
{
  return a->kind == b->kind && lm_report_cell_compare(a, b) == 0;
}

/* "sip:alice@example.com" is "alice". Owned. */
static char *
short_name(const LmCell *cell)
{
  g_autofree char *uri = is_text(cell) ? lmu_format_safe(cell->text, NAME_BYTES) : g_strdup("?");
  const char *begin = strchr(uri, ':'), *end = strchr(uri, '@');
  begin = begin ? begin + 1 : uri;
  return end > begin ? g_strndup(begin, (gsize)(end - begin)) : g_strdup(begin);
}

static gboolean
is_kind(LmuReportChat *self, guint row, const char *kind)
{
  const LmCell *cell = cell_of(self, row, KIND);
  return is_text(cell) && lm_slice_equal(cell->text, lm_slice_str(kind));
}

/* What stands in a bubble. Owned. */
static char *
bubble_text(LmuReportChat *self, guint row)
{
  const LmCell *cell = cell_of(self, row, TEXT);
  if (is_kind(self, row, "composing"))
    return g_strdup(_("is writing…"));
  LmText text = LM_TEXT_INIT;
  if (is_text(cell))
    lm_text_add_safe(&text, lm_slice_sub(cell->text, 0, TEXT_BYTES), true);
  char *copy = g_strdup(text.str ? text.str : "");
  lm_text_clear(&text);
  return copy;
}

/* "alice · 06:30:22", where it is not clear from the one before. Owned. */
static char *
bubble_head(LmuReportChat *self, guint row)
{
  char clock[LM_TIME_TEXT_SIZE];
  const LmCell *time = cell_of(self, row, TIME);
  g_autofree char *name = short_name(cell_of(self, row, FROM));
  if (time->kind != LM_CELL_TIME)
    return g_steal_pointer(&name);
  return g_strdup_printf("%s · %s", name, lm_time_format_clock(time->time_ns, clock));
}

/* What became of it, where that is more than that it was sent. Owned. */
static char *
bubble_foot(LmuReportChat *self, guint row, gboolean *bad)
{
  const LmCell *status = cell_of(self, row, STATUS), *report = cell_of(self, row, REPORT);
  *bad = status->kind == LM_CELL_COUNT && status->count >= FIRST_ERROR;
  if (*bad)
    return g_strdup_printf(_("Not delivered: status %u"), (unsigned)status->count);
  return is_text(report) ? lmu_format_safe(report->text, NAME_BYTES) : g_strdup("");
}

static void
setup_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 2);
  for (int i = 0; i < 3; i++) {
    GtkWidget *label = gtk_label_new(NULL);
    gtk_label_set_wrap(GTK_LABEL(label), TRUE);
    gtk_label_set_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_xalign(GTK_LABEL(label), 0);
    gtk_label_set_max_width_chars(GTK_LABEL(label), 36);
    gtk_widget_add_css_class(label, i == 1 ? "bubble" : "caption");
    gtk_box_append(GTK_BOX(box), label);
  }
  gtk_list_item_set_child(list_item, box);
}

static void
set_side(GtkWidget *box, gboolean other, gboolean quiet)
{
  GtkAlign align = other ? GTK_ALIGN_END : GTK_ALIGN_START;
  GtkWidget *bubble = gtk_widget_get_next_sibling(gtk_widget_get_first_child(box));
  const char *classes[] = {quiet ? "quiet-bubble" : "bubble", other ? "other" : "one", NULL};
  gtk_widget_set_css_classes(bubble, classes);
  for (GtkWidget *child = gtk_widget_get_first_child(box); child;
       child = gtk_widget_get_next_sibling(child))
    gtk_widget_set_halign(child, align);
}

static void
bind_cb(GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  LmuReportChat *self = data;
  guint row = self->first + gtk_list_item_get_position(list_item);
  GtkWidget *box = gtk_list_item_get_child(list_item);
  GtkWidget *head = gtk_widget_get_first_child(box), *bubble = gtk_widget_get_next_sibling(head);
  GtkWidget *foot = gtk_widget_get_next_sibling(bubble);
  gboolean bad, quiet = !is_kind(self, row, "text");
  g_autofree char *head_text = bubble_head(self, row), *text = bubble_text(self, row);
  g_autofree char *foot_text = bubble_foot(self, row, &bad);
  gtk_label_set_text(GTK_LABEL(head), head_text);
  gtk_label_set_text(GTK_LABEL(bubble), text);
  gtk_label_set_text(GTK_LABEL(foot), foot_text);
  gtk_widget_set_visible(foot, *foot_text != '\0');
  const char *foot_classes[] = {"caption", bad ? "error" : "dim-label", NULL};
  gtk_widget_set_css_classes(foot, foot_classes);
  set_side(box, !same(cell_of(self, row, FROM), cell_of(self, self->first, FROM)), quiet);
}

static void
activate_cb(LmuReportChat *self, guint position)
{
  g_signal_emit(self, signals[SIGNAL_ROW_CHOSEN], 0, self->first + position);
}

static void
forget_rows(LmuReportChat *self)
{
  gtk_list_view_set_model(self->list, NULL);
  if (self->rows)
    lmu_row_list_detach(self->rows);
  g_clear_object(&self->rows);
}

static void
lmu_report_chat_dispose(GObject *object)
{
  LmuReportChat *self = LMU_REPORT_CHAT(object);
  if (self->list)
    forget_rows(self);
  self->list = NULL;
  G_OBJECT_CLASS(lmu_report_chat_parent_class)->dispose(object);
}

static void
lmu_report_chat_class_init(LmuReportChatClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = lmu_report_chat_dispose;
  signals[SIGNAL_ROW_CHOSEN] =
      g_signal_new("row-chosen", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   g_cclosure_marshal_VOID__UINT, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
lmu_report_chat_init(LmuReportChat *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0), *scroller = gtk_scrolled_window_new();
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
  self->title = GTK_LABEL(gtk_label_new(NULL));
  gtk_label_set_xalign(self->title, 0);
  gtk_label_set_ellipsize(self->title, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class(GTK_WIDGET(self->title), "chat-title");
  g_signal_connect(factory, "setup", G_CALLBACK(setup_cb), NULL);
  g_signal_connect(factory, "bind", G_CALLBACK(bind_cb), self);
  self->list = GTK_LIST_VIEW(gtk_list_view_new(NULL, factory));
  gtk_list_view_set_single_click_activate(self->list, TRUE);
  gtk_widget_add_css_class(GTK_WIDGET(self->list), "chat");
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Conversation"), -1);
  g_signal_connect_swapped(self->list, "activate", G_CALLBACK(activate_cb), self);
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_NEVER,
                                 GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), GTK_WIDGET(self->list));
  gtk_widget_set_vexpand(scroller, TRUE);
  lmu_name_scrolled_windows(scroller, _("Conversation"));
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->title));
  gtk_box_append(GTK_BOX(box), scroller);
  adw_bin_set_child(ADW_BIN(self), box);
}

GtkWidget *
lmu_report_chat_new(void)
{
  return g_object_new(LMU_TYPE_REPORT_CHAT, NULL);
}

static void
show_title(LmuReportChat *self)
{
  g_autofree char *from = short_name(cell_of(self, self->first, FROM));
  g_autofree char *to = short_name(cell_of(self, self->first, TO));
  g_autofree char *n = lmu_format_count(self->n);
  g_autofree char *messages = g_strdup_printf(LM_NGETTEXT("%s message", "%s messages", self->n), n);
  g_autofree char *text = g_strdup_printf("%s ↔ %s · %s", from, to, messages);
  gtk_label_set_text(self->title, text);
}

/* A conversation's rows stand one behind the other. */
static void
find_rows(LmuReportChat *self, guint row)
{
  guint end = row + 1;
  self->first = row;
  while (self->first > 0 && same(cell_of(self, self->first - 1, CHAT), cell_of(self, row, CHAT)))
    self->first--;
  while (end < self->table->n_rows && same(cell_of(self, end, CHAT), cell_of(self, row, CHAT)))
    end++;
  self->n = end - self->first;
}

void
lmu_report_chat_show(LmuReportChat *self, LmuSession *session, const LmReportTable *table,
                     guint row)
{
  g_return_if_fail(LMU_IS_REPORT_CHAT(self));
  gboolean known =
      table && table == self->table && row >= self->first && row - self->first < self->n;
  if (!known) {
    forget_rows(self);
    self->table = table;
    self->n = 0;
    find_columns(self);
    gtk_label_set_text(self->title, "");
    if (!table || row >= table->n_rows)
      return;
    find_rows(self, row);
    self->rows = lmu_row_list_new(LMU_TYPE_REPORT_ITEM, session);
    lmu_row_list_set_length(self->rows, self->n);
    GtkSingleSelection *selection =
        gtk_single_selection_new(G_LIST_MODEL(g_object_ref(self->rows)));
    gtk_list_view_set_model(self->list, GTK_SELECTION_MODEL(selection));
    g_object_unref(selection);
    show_title(self);
  }
  GtkSelectionModel *model = gtk_list_view_get_model(self->list);
  gtk_selection_model_select_item(model, row - self->first, TRUE);
  gtk_widget_activate_action(GTK_WIDGET(self->list), "list.scroll-to-item", "u", row - self->first);
}
