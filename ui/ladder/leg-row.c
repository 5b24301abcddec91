/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/leg-row.h"

#include "base/i18n.h"
#include "base/vec.h"
#include "export/palette.h"
#include "track/call.h"

#include <math.h>

#define INDENT 18
#define MOST_INDENTS 8u

/* Of a button: what it does, to which leg. */
typedef struct {
  LmuLegCommand command;
  gpointer data;
  guint leg;
} Doing;

static void
do_cb(GtkButton *button, Doing *doing)
{
  doing->command(doing->data, doing->leg);
}

static void
free_doing(gpointer data, GClosure *closure)
{
  g_free(data);
}

static GtkWidget *
button_new(const char *icon, const char *words, LmuLegCommand command, gpointer data, guint leg)
{
  GtkWidget *button = gtk_button_new_from_icon_name(icon);
  Doing *doing = g_new(Doing, 1);

  *doing = (Doing){command, data, leg};
  gtk_widget_add_css_class(button, "flat");
  gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text(button, words);
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_signal_connect_data(button, "clicked", G_CALLBACK(do_cb), doing, free_doing, 0);
  return button;
}

char *
lmu_leg_link_text(const LmLadder *ladder, guint leg)
{
  const LmLadderLeg *row = &ladder->legs[leg];
  const LmLadderLink *link;

  if (row->link == LM_NONE)
    return NULL;
  link = &ladder->links[row->link];
  if (link->kind == LM_LINK_BY_HAND)
    return g_strdup_printf(_("%s to %u"), lm_link_text(link->kind), row->parent + 1);
  /* Translators: what led to a leg, from which other one, and how sure that is: "leg, from 1, 98
   * %".
   */
  return g_strdup_printf(_("%s, from %u, %.0f %%"), lm_link_text(link->kind), row->parent + 1,
                         floor(link->score * 100));
}

/* The number in the colour that the leg's bars have. */
static GtkWidget *
number_new(guint leg)
{
  gboolean dark = adw_style_manager_get_dark(adw_style_manager_get_default());
  const LmPalette *palette = dark ? &lm_palette_dark : &lm_palette_light;
  LmColour colour = palette->dialog_bars[leg % LM_N_LEG_COLOURS];
  g_autofree char *markup =
      g_strdup_printf("<span background=\"#%02x%02x%02x\" weight=\"bold\">\u2009%u\u2009</span>",
                      colour.red, colour.green, colour.blue, leg + 1);
  GtkWidget *label = gtk_label_new(NULL);

  gtk_label_set_markup(GTK_LABEL(label), markup);
  gtk_widget_add_css_class(label, "numeric");
  gtk_widget_set_valign(label, GTK_ALIGN_START);
  return label;
}

static GtkWidget *
label_new(const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new(text);

  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
  if (class)
    gtk_widget_add_css_class(label, class);
  return label;
}

/* "caller guessed the same   +493012345   +2.3" */
static GtkWidget *
evidence_new(const LmLadderLink *link)
{
  GtkWidget *grid = gtk_grid_new();

  gtk_grid_set_column_spacing(GTK_GRID(grid), 12);
  gtk_widget_add_css_class(grid, "evidence");
  for (guint i = 0; i < link->n_evidence; i++) {
    const LmLadderEvidence *evidence = &link->evidence[i];
    g_autofree char *points = g_strdup_printf("%+.1f", evidence->weight);
    GtkWidget *kind = label_new(lm_evidence_text(evidence->kind), NULL);
    GtkWidget *what = label_new(evidence->what, "dim-label");
    GtkWidget *weight = label_new(points, evidence->weight < 0 ? "error" : "numeric");

    gtk_widget_set_hexpand(what, TRUE);
    gtk_label_set_width_chars(GTK_LABEL(what), 10);
    gtk_label_set_max_width_chars(GTK_LABEL(what), 24);
    gtk_widget_set_tooltip_text(what, *evidence->what ? evidence->what : NULL);
    gtk_label_set_xalign(GTK_LABEL(weight), 1);
    gtk_widget_set_tooltip_text(weight, _("Points: the natural logarithm of odds"));
    gtk_grid_attach(GTK_GRID(grid), kind, 0, (int)i, 1, 1);
    gtk_grid_attach(GTK_GRID(grid), what, 1, (int)i, 1, 1);
    gtk_grid_attach(GTK_GRID(grid), weight, 2, (int)i, 1, 1);
  }
  return grid;
}

static void
expanded_cb(GtkWidget *grid, GParamSpec *spec, GtkToggleButton *button)
{
  gtk_widget_set_visible(grid, gtk_toggle_button_get_active(button));
}

/* A button that shows what speaks for the link. */
static void
add_evidence(GtkWidget *box, GtkWidget *head, const LmLadderLink *link, guint leg)
{
  GtkWidget *button, *grid;
  g_autofree char *words = g_strdup_printf(_("What speaks for leg %u"), leg + 1);

  if (link->n_evidence == 0)
    return;
  button = gtk_toggle_button_new();
  grid = evidence_new(link);
  gtk_button_set_icon_name(GTK_BUTTON(button), "pan-down-symbolic");
  gtk_widget_add_css_class(button, "flat");
  gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text(button, words);
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_set_visible(grid, FALSE);
  g_signal_connect_object(button, "notify::active", G_CALLBACK(expanded_cb), grid,
                          G_CONNECT_SWAPPED);
  gtk_box_append(GTK_BOX(head), button);
  gtk_box_append(GTK_BOX(box), grid);
}

static GtkWidget *
texts_new(const LmLadder *ladder, guint leg)
{
  const LmLadderLeg *row = &ladder->legs[leg];
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  char time[LM_TIME_TEXT_SIZE];
  g_autofree char *parties = g_strdup_printf("%s → %s", row->from, row->to);
  g_autofree char *about =
      g_strdup_printf(_("Call %u · %s · %s"), row->number,
                      lm_time_format_clock(row->start_ns, time), lm_call_state_text(row->state));
  g_autofree char *link = lmu_leg_link_text(ladder, leg);
  GtkWidget *name = label_new(parties, "heading");

  gtk_label_set_max_width_chars(GTK_LABEL(name), 36);
  gtk_box_append(GTK_BOX(box), name);
  gtk_box_append(GTK_BOX(box), label_new(about, "dim-label"));
  if (link) {
    const LmLadderLink *by = &ladder->links[row->link];
    g_autofree char *whole = *by->what ? g_strdup_printf("%s · %s", link, by->what) : NULL;
    GtkWidget *label = label_new(whole ? whole : link, NULL);

    gtk_label_set_max_width_chars(GTK_LABEL(label), 40);
    gtk_widget_set_tooltip_text(label, whole ? whole : link);
    gtk_box_append(GTK_BOX(box), label);
  }
  gtk_widget_set_tooltip_text(box, row->call_id);
  gtk_widget_set_hexpand(box, TRUE);
  return box;
}

static void
add_buttons(GtkWidget *head, const LmLadder *ladder, guint leg, const LmuLegCommands *commands)
{
  const LmLadderLeg *row = &ladder->legs[leg];
  g_autofree char *words = NULL, *pin_words = NULL;

  if (row->link != LM_NONE) {
    gboolean by_hand = ladder->links[row->link].kind == LM_LINK_BY_HAND;

    pin_words =
        g_strdup_printf(_("Link leg %u to leg %u whatever is found"), leg + 1, row->parent + 1);
    words = g_strdup_printf(_("Hold leg %u apart from leg %u"), leg + 1, row->parent + 1);
    if (!by_hand)
      gtk_box_append(GTK_BOX(head), button_new("view-pin-symbolic", pin_words, commands->pin,
                                               commands->data, leg));
    gtk_box_append(GTK_BOX(head),
                   button_new("edit-cut-symbolic", words, commands->unlink, commands->data, leg));
  } else if (row->conversation > 0) {
    words = g_strdup_printf(_("Link leg %u to leg 1"), leg + 1);
    gtk_box_append(GTK_BOX(head),
                   button_new("insert-link-symbolic", words, commands->link, commands->data, leg));
  }
}

GtkWidget *
lmu_leg_row_new(const LmLadder *ladder, guint leg, const LmuLegCommands *commands)
{
  const LmLadderLeg *row = &ladder->legs[leg];
  GtkWidget *list_row = gtk_list_box_row_new();
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *head = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *words = g_strdup_printf(_("Leg %u from %s to %s"), leg + 1, row->from, row->to);

  gtk_widget_set_margin_start(box, (int)MIN(row->depth, MOST_INDENTS) * INDENT);
  gtk_box_append(GTK_BOX(head), number_new(leg));
  gtk_box_append(GTK_BOX(head), texts_new(ladder, leg));
  gtk_box_append(GTK_BOX(box), head);
  if (row->link != LM_NONE)
    add_evidence(box, head, &ladder->links[row->link], leg);
  add_buttons(head, ladder, leg, commands);
  gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(list_row), box);
  gtk_accessible_update_property(GTK_ACCESSIBLE(list_row), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                 -1);
  return list_row;
}
