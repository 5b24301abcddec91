/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/sound/sound-panel.h"

struct _LmuSoundPanel {
  GtkWidget parent_instance;

  LmuSession *session;
  LmuGraphAxis *axis;
  GArray *streams; /* guint32 */
  GSimpleActionGroup *actions;
  gint64 play_ns;
};

G_DEFINE_FINAL_TYPE(LmuSoundPanel, lmu_sound_panel, GTK_TYPE_WIDGET)

enum { PROP_PLAY_NS = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

enum { PROBLEM_WANTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
lmu_sound_panel_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PLAY_NS)
    g_value_set_int64(value, LMU_SOUND_PANEL(object)->play_ns);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
}

static void
lmu_sound_panel_dispose(GObject *object)
{
  LmuSoundPanel *self = LMU_SOUND_PANEL(object);

  g_clear_object(&self->session);
  g_clear_object(&self->axis);
  g_clear_object(&self->actions);
  g_clear_pointer(&self->streams, g_array_unref);
  G_OBJECT_CLASS(lmu_sound_panel_parent_class)->dispose(object);
}

static void
lmu_sound_panel_class_init(LmuSoundPanelClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS(class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  object_class->dispose = lmu_sound_panel_dispose;
  object_class->get_property = lmu_sound_panel_get_property;
  properties[PROP_PLAY_NS] =
      g_param_spec_int64("play-ns", NULL, NULL, G_MININT64, G_MAXINT64, LM_TIME_NONE,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties(object_class, N_PROPS, properties);
  signals[PROBLEM_WANTED] =
      g_signal_new("problem-wanted", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                   NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_css_name(widget_class, "soundpanel");
  gtk_widget_class_set_layout_manager_type(widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
lmu_sound_panel_init(LmuSoundPanel *self)
{
  self->play_ns = LM_TIME_NONE;
  self->streams = g_array_new(FALSE, FALSE, sizeof(guint32));
  self->actions = g_simple_action_group_new();
  gtk_orientable_set_orientation(GTK_ORIENTABLE(gtk_widget_get_layout_manager(GTK_WIDGET(self))),
                                 GTK_ORIENTATION_VERTICAL);
}

void
lmu_sound_panel_set_session(LmuSoundPanel *self, LmuSession *session)
{
  g_return_if_fail(LMU_IS_SOUND_PANEL(self));

  g_set_object(&self->session, session);
  lmu_sound_panel_set_streams(self, NULL, 0);
}

void
lmu_sound_panel_set_axis(LmuSoundPanel *self, LmuGraphAxis *axis)
{
  g_return_if_fail(LMU_IS_SOUND_PANEL(self));

  g_set_object(&self->axis, axis);
}

void
lmu_sound_panel_set_streams(LmuSoundPanel *self, const guint32 *streams, gsize n)
{
  g_return_if_fail(LMU_IS_SOUND_PANEL(self));

  g_array_set_size(self->streams, 0);
  if (n > 0)
    g_array_append_vals(self->streams, streams, (guint)n);
}

gint64
lmu_sound_panel_get_play_ns(LmuSoundPanel *self)
{
  return self->play_ns;
}

GActionGroup *
lmu_sound_panel_get_actions(LmuSoundPanel *self)
{
  return G_ACTION_GROUP(self->actions);
}
