/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/streams/figure-card.h"

struct _LmuFigureCard {
  GtkWidget parent_instance;
  GtkLabel *title, *figure, *detail;
};

G_DEFINE_FINAL_TYPE(LmuFigureCard, lmu_figure_card, GTK_TYPE_WIDGET)

enum { ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
lmu_figure_card_dispose(GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child(GTK_WIDGET(object))))
    gtk_widget_unparent(child);
  G_OBJECT_CLASS(lmu_figure_card_parent_class)->dispose(object);
}

static void
lmu_figure_card_class_init(LmuFigureCardClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);
  static const guint keys[] = {GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_space};

  G_OBJECT_CLASS(class)->dispose = lmu_figure_card_dispose;
  signals[ACTIVATED] =
      g_signal_new("activated", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, 0,
                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_activate_signal(widget_class, signals[ACTIVATED]);
  for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
    gtk_widget_class_add_binding_signal(widget_class, keys[i], 0, "activated", NULL);
  gtk_widget_class_set_css_name(widget_class, "figurecard");
  gtk_widget_class_set_layout_manager_type(widget_class, GTK_TYPE_BOX_LAYOUT);
}

static GtkLabel *
add_label(LmuFigureCard *self, const char *style)
{
  GtkWidget *label = gtk_label_new(NULL);

  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_widget_add_css_class(label, style);
  gtk_widget_add_css_class(label, "numeric");
  gtk_widget_set_parent(label, GTK_WIDGET(self));
  return GTK_LABEL(label);
}

static void
lmu_figure_card_init(LmuFigureCard *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager(GTK_WIDGET(self));

  gtk_orientable_set_orientation(GTK_ORIENTABLE(layout), GTK_ORIENTATION_VERTICAL);
  self->title = add_label(self, "caption");
  self->figure = add_label(self, "figure");
  self->detail = add_label(self, "caption");
  gtk_widget_add_css_class(GTK_WIDGET(self->title), "dim-label");
  gtk_widget_add_css_class(GTK_WIDGET(self->detail), "dim-label");
  gtk_label_set_ellipsize(self->title, PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize(self->figure, PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap(self->detail, TRUE);
  gtk_label_set_wrap_mode(self->detail, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines(self->detail, 3);
  gtk_label_set_ellipsize(self->detail, PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars(self->detail, 9);
  gtk_label_set_max_width_chars(self->detail, 16);
}

static void
released_cb(LmuFigureCard *self)
{
  g_signal_emit(self, signals[ACTIVATED], 0);
}

GtkWidget *
lmu_figure_card_new(const char *title, gboolean opens)
{
  LmuFigureCard *self = g_object_new(LMU_TYPE_FIGURE_CARD, "accessible-role",
                                     opens ? GTK_ACCESSIBLE_ROLE_BUTTON : GTK_ACCESSIBLE_ROLE_GROUP,
                                     "focusable", opens, NULL);

  gtk_label_set_label(self->title, title);
  if (opens) {
    GtkGesture *click = gtk_gesture_click_new();

    g_signal_connect_swapped(click, "released", G_CALLBACK(released_cb), self);
    gtk_widget_add_controller(GTK_WIDGET(self), GTK_EVENT_CONTROLLER(click));
    gtk_widget_add_css_class(GTK_WIDGET(self), "opens");
  }
  return GTK_WIDGET(self);
}

void
lmu_figure_card_set(LmuFigureCard *self, const char *figure, const char *tone, const char *detail,
                    const char *more)
{
  const char *classes[] = {"figure", "numeric", tone, NULL};
  g_autofree char *words = NULL;

  gtk_label_set_label(self->figure, figure);
  gtk_widget_set_css_classes(GTK_WIDGET(self->figure), classes);
  gtk_label_set_label(self->detail, detail);
  gtk_widget_set_tooltip_text(GTK_WIDGET(self), more);
  words = g_strdup_printf("%s: %s. %s", gtk_label_get_label(self->title), figure, detail);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                 GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, more ? more : "", -1);
}
