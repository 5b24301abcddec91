/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-legs.h"

#include "base/i18n.h"
#include "base/vec.h"
#include "ui/ladder/leg-row.h"
#include "ui/window/accessible.h"

#include <math.h>

/* More rows than that nobody reads in a popover. */
#define MOST_ROWS 200u
#define MOST_HEIGHT 420

/* What was decided about two calls. */
typedef struct {
  guint32 a, b; /* rows of the trace */
  guint32 number_a, number_b;
  gboolean link;
} Decision;

struct _LmuLadderLegs {
  AdwBin parent_instance;

  GtkMenuButton *button;
  GtkPopover *popover;
  GtkListBox *legs, *decisions;
  GtkLabel *more;

  LmuSession *session;
  LmLadder *ladder;
  GArray *decided; /* Decision */
  guint n_filled;  /* how many of them are shown */
};

G_DEFINE_FINAL_TYPE(LmuLadderLegs, lmu_ladder_legs, ADW_TYPE_BIN)

enum { LEG_ACTIVATED, PINNED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
clear_list(GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index(list, 0)))
    gtk_list_box_remove(list, GTK_WIDGET(row));
}

static void
forget(LmuLadderLegs *self, guint32 a, guint32 b)
{
  for (guint i = self->decided->len; i-- > 0;) {
    const Decision *old = &g_array_index(self->decided, Decision, i);

    if ((old->a == a && old->b == b) || (old->a == b && old->b == a))
      g_array_remove_index(self->decided, i);
  }
}

static void
decide(LmuLadderLegs *self, guint leg, guint other, gboolean link)
{
  const LmLadderLeg *a, *b;
  Decision decision;

  if (!self->session || !self->ladder || leg >= self->ladder->n_legs ||
      other >= self->ladder->n_legs)
    return;
  a = &self->ladder->legs[other];
  b = &self->ladder->legs[leg];
  decision = (Decision){a->call, b->call, a->number, b->number, link};
  forget(self, decision.a, decision.b);
  g_array_append_val(self->decided, decision);
  lm_engine_pin(lmu_session_get_engine(self->session), decision.a, decision.b,
                link ? LM_PIN_LINKED : LM_PIN_UNLINKED);
  g_signal_emit(self, signals[PINNED], 0);
}

static void
unlink_leg(gpointer data, guint leg)
{
  LmuLadderLegs *self = data;

  decide(self, leg, self->ladder->legs[leg].parent, FALSE);
}

static void
pin_leg(gpointer data, guint leg)
{
  LmuLadderLegs *self = data;

  decide(self, leg, self->ladder->legs[leg].parent, TRUE);
}

static void
link_leg(gpointer data, guint leg)
{
  decide(data, leg, 0, TRUE);
}

static void
undo_cb(LmuLadderLegs *self, GtkButton *button)
{
  guint a = GPOINTER_TO_UINT(g_object_get_data(G_OBJECT(button), "lmu-a"));
  guint b = GPOINTER_TO_UINT(g_object_get_data(G_OBJECT(button), "lmu-b"));

  forget(self, a, b);
  if (self->session)
    lm_engine_pin(lmu_session_get_engine(self->session), a, b, LM_PIN_NONE);
  g_signal_emit(self, signals[PINNED], 0);
}

static GtkWidget *
decision_row(LmuLadderLegs *self, const Decision *decision)
{
  GtkWidget *row = gtk_list_box_row_new();
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label, *button = gtk_button_new_with_label(_("Undo"));
  g_autofree char *text = g_strdup_printf(decision->link ? _("Calls %u and %u linked by hand")
                                                         : _("Calls %u and %u held apart by hand"),
                                          decision->number_a, decision->number_b);

  label = gtk_label_new(text);
  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_widget_set_hexpand(label, TRUE);
  gtk_widget_add_css_class(button, "flat");
  g_object_set_data(G_OBJECT(button), "lmu-a", GUINT_TO_POINTER(decision->a));
  g_object_set_data(G_OBJECT(button), "lmu-b", GUINT_TO_POINTER(decision->b));
  g_signal_connect_swapped(button, "clicked", G_CALLBACK(undo_cb), self);
  gtk_box_append(GTK_BOX(box), label);
  gtk_box_append(GTK_BOX(box), button);
  gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(row), box);
  gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(row), FALSE);
  return row;
}

static void
fill(LmuLadderLegs *self)
{
  const LmuLegCommands commands = {unlink_leg, pin_leg, link_leg, self};
  guint n = self->ladder ? self->ladder->n_legs : 0;
  g_autofree char *more = NULL;

  lmu_name_scrolled_windows(GTK_WIDGET(self->popover), _("Conversation"));
  clear_list(self->legs);
  clear_list(self->decisions);
  for (guint i = 0; i < MIN(n, MOST_ROWS); i++)
    gtk_list_box_append(self->legs, lmu_leg_row_new(self->ladder, i, &commands));
  for (guint i = 0; i < self->decided->len; i++)
    gtk_list_box_append(self->decisions,
                        decision_row(self, &g_array_index(self->decided, Decision, i)));
  if (n > MOST_ROWS)
    more = g_strdup_printf(_("and %u more"), n - MOST_ROWS);
  gtk_label_set_label(self->more, more ? more : "");
  gtk_widget_set_visible(GTK_WIDGET(self->more), more != NULL);
  gtk_widget_set_visible(GTK_WIDGET(self->decisions), self->decided->len > 0);
  self->n_filled = self->decided->len;
}

/* How sure the least sure link is; above 1 without any. */
static double
least_score(const LmLadder *ladder)
{
  double least = 2;

  for (guint i = 0; i < ladder->n_links; i++)
    least = MIN(least, ladder->links[i].score);
  return least;
}

static void
update_button(LmuLadderLegs *self)
{
  guint n = self->ladder ? self->ladder->n_legs : 0;
  double least = n > 0 ? least_score(self->ladder) : 2;
  g_autofree char *legs = g_strdup_printf(LM_NGETTEXT("%u leg", "%u legs", n), n);
  g_autofree char *text =
      least <= 1 ? g_strdup_printf(_("%s · %.0f %%"), legs, floor(least * 100)) : g_strdup(legs);

  gtk_menu_button_set_label(self->button, text);
  gtk_widget_set_visible(GTK_WIDGET(self), n > 0 || self->decided->len > 0);
}

/* Before it is shown, so that the keyboard goes to the first row. */
static void
about_to_show_cb(GtkMenuButton *button, gpointer data)
{
  fill(data);
}

static void
row_activated_cb(LmuLadderLegs *self, GtkListBoxRow *row)
{
  g_signal_emit(self, signals[LEG_ACTIVATED], 0, (guint)gtk_list_box_row_get_index(row));
}

static void
lmu_ladder_legs_dispose(GObject *object)
{
  LmuLadderLegs *self = LMU_LADDER_LEGS(object);

  g_clear_pointer(&self->ladder, lm_ladder_free);
  g_clear_object(&self->session);
  G_OBJECT_CLASS(lmu_ladder_legs_parent_class)->dispose(object);
}

static void
lmu_ladder_legs_finalize(GObject *object)
{
  g_array_unref(LMU_LADDER_LEGS(object)->decided);
  G_OBJECT_CLASS(lmu_ladder_legs_parent_class)->finalize(object);
}

static void
lmu_ladder_legs_class_init(LmuLadderLegsClass *class)
{
  G_OBJECT_CLASS(class)->dispose = lmu_ladder_legs_dispose;
  G_OBJECT_CLASS(class)->finalize = lmu_ladder_legs_finalize;
  signals[LEG_ACTIVATED] =
      g_signal_new("leg-activated", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[PINNED] = g_signal_new("pinned", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static GtkListBox *
list_new(GtkWidget *box, const char *name)
{
  GtkWidget *list = gtk_list_box_new();

  gtk_list_box_set_selection_mode(GTK_LIST_BOX(list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class(list, "leg-list");
  gtk_accessible_update_property(GTK_ACCESSIBLE(list), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append(GTK_BOX(box), list);
  return GTK_LIST_BOX(list);
}

static void
init_popover(LmuLadderLegs *self)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new();
  GtkWidget *title = gtk_label_new(_("Conversation"));

  gtk_widget_add_css_class(title, "heading");
  gtk_label_set_xalign(GTK_LABEL(title), 0);
  gtk_widget_set_margin_start(title, 8);
  gtk_box_append(GTK_BOX(box), title);
  self->legs = list_new(box, _("Legs of the conversation"));
  gtk_list_box_set_activate_on_single_click(self->legs, TRUE);
  g_signal_connect_swapped(self->legs, "row-activated", G_CALLBACK(row_activated_cb), self);
  self->more = GTK_LABEL(gtk_label_new(""));
  gtk_widget_add_css_class(GTK_WIDGET(self->more), "dim-label");
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->more));
  self->decisions = list_new(box, _("Decided by hand"));
  gtk_scrolled_window_set_policy(GTK_SCROLLED_WINDOW(scroller), GTK_POLICY_NEVER,
                                 GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height(GTK_SCROLLED_WINDOW(scroller), TRUE);
  gtk_scrolled_window_set_max_content_height(GTK_SCROLLED_WINDOW(scroller), MOST_HEIGHT);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scroller), box);
  self->popover = GTK_POPOVER(gtk_popover_new());
  gtk_popover_set_child(self->popover, scroller);
}

static void
lmu_ladder_legs_init(LmuLadderLegs *self)
{
  self->decided = g_array_new(FALSE, FALSE, sizeof(Decision));
  self->button = GTK_MENU_BUTTON(gtk_menu_button_new());
  init_popover(self);
  gtk_menu_button_set_popover(self->button, GTK_WIDGET(self->popover));
  gtk_menu_button_set_create_popup_func(self->button, about_to_show_cb, self, NULL);
  gtk_menu_button_set_always_show_arrow(self->button, TRUE);
  gtk_widget_add_css_class(GTK_WIDGET(self->button), "flat");
  gtk_widget_set_tooltip_text(GTK_WIDGET(self->button),
                              _("The legs of the conversation, and what speaks for them"));
  adw_bin_set_child(ADW_BIN(self), GTK_WIDGET(self->button));
  gtk_widget_set_visible(GTK_WIDGET(self), FALSE);
}

void
lmu_ladder_legs_set_session(LmuLadderLegs *self, LmuSession *session)
{
  g_set_object(&self->session, session);
  g_array_set_size(self->decided, 0);
  lmu_ladder_legs_set_ladder(self, NULL);
}

/* Whether what the rows say is the same. */
static gboolean
same_legs(const LmLadder *a, const LmLadder *b)
{
  gboolean same = a && b && a->n_legs == b->n_legs && a->n_links == b->n_links;

  for (guint i = 0; same && i < a->n_legs; i++)
    same = a->legs[i].call == b->legs[i].call && a->legs[i].link == b->legs[i].link &&
           a->legs[i].state == b->legs[i].state;
  for (guint i = 0; same && i < a->n_links; i++)
    same = a->links[i].kind == b->links[i].kind && a->links[i].score == b->links[i].score;
  return same;
}

/* Where the button that had the keyboard has gone. */
static void
focus_first(LmuLadderLegs *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index(self->legs, 0);

  if (row)
    gtk_widget_grab_focus(GTK_WIDGET(row));
}

void
lmu_ladder_legs_set_ladder(LmuLadderLegs *self, LmLadder *ladder)
{
  gboolean same = same_legs(self->ladder, ladder) && self->n_filled == self->decided->len;

  g_clear_pointer(&self->ladder, lm_ladder_free);
  self->ladder = ladder;
  update_button(self);
  if (!gtk_widget_get_mapped(GTK_WIDGET(self->popover))) {
    clear_list(self->legs);
  } else if (!same) {
    fill(self);
    focus_first(self);
  }
}

void
lmu_ladder_legs_open(LmuLadderLegs *self)
{
  if (gtk_widget_get_visible(GTK_WIDGET(self)))
    gtk_menu_button_popup(self->button);
}
