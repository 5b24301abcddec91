/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ladder/ladder-options.h"

#include "base/i18n.h"

struct _LmuLadderOptions {
  GObject parent_instance;
  LmuLadderLoader *loader;
  GActionMap *map;
};

G_DEFINE_FINAL_TYPE(LmuLadderOptions, lmu_ladder_options, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const struct {
  const char *name;
  gsize offset; /* of the option */
} toggles[] = {
    {"merge-ports", offsetof(LmLadderOptions, merge_ports)},
    {"media", offsetof(LmLadderOptions, media)},
    {"events", offsetof(LmLadderOptions, events)},
    {"fold", offsetof(LmLadderOptions, fold_retransmissions)},
    {"legs", offsetof(LmLadderOptions, legs)},
};

static const struct {
  const char *name;
  const char *label;
} times[] = {
    [LM_LADDER_SINCE_FIRST] = {"since-first", N_("Since first")},
    [LM_LADDER_SINCE_PREVIOUS] = {"since-previous", N_("Since previous")},
    [LM_LADDER_CLOCK] = {"clock", N_("Clock")},
};

static void
set(LmuLadderOptions *self, const LmLadderOptions *options)
{
  lmu_ladder_loader_set_options(self->loader, options);
  lmu_ladder_options_update(self);
  g_signal_emit(self, signals[CHANGED], 0);
}

static void
change_toggle_cb(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuLadderOptions *self = data;
  LmLadderOptions options = *lmu_ladder_loader_get_options(self->loader);

  for (gsize i = 0; i < G_N_ELEMENTS(toggles); i++)
    if (g_str_equal(g_action_get_name(G_ACTION(action)), toggles[i].name))
      G_STRUCT_MEMBER(bool, &options, toggles[i].offset) = g_variant_get_boolean(value);
  set(self, &options);
}

static void
change_time_cb(GSimpleAction *action, GVariant *value, gpointer data)
{
  LmuLadderOptions *self = data;
  LmLadderOptions options = *lmu_ladder_loader_get_options(self->loader);

  for (gsize i = 0; i < G_N_ELEMENTS(times); i++)
    if (g_str_equal(times[i].name, g_variant_get_string(value, NULL)))
      options.time = (LmLadderTime)i;
  set(self, &options);
}

static void
lmu_ladder_options_dispose(GObject *object)
{
  LmuLadderOptions *self = LMU_LADDER_OPTIONS(object);

  for (gsize i = 0; self->map && i < G_N_ELEMENTS(toggles); i++)
    g_action_map_remove_action(self->map, toggles[i].name);
  if (self->map)
    g_action_map_remove_action(self->map, "time");
  g_clear_object(&self->map);
  g_clear_object(&self->loader);
  G_OBJECT_CLASS(lmu_ladder_options_parent_class)->dispose(object);
}

static void
lmu_ladder_options_class_init(LmuLadderOptionsClass *class)
{
  G_OBJECT_CLASS(class)->dispose = lmu_ladder_options_dispose;

  signals[CHANGED] = g_signal_new("changed", G_TYPE_FROM_CLASS(class), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
lmu_ladder_options_init(LmuLadderOptions *self)
{
}

LmuLadderOptions *
lmu_ladder_options_new(LmuLadderLoader *loader, GActionMap *map)
{
  static const GActionEntry entries[] = {
      {"merge-ports", NULL, NULL, "false", change_toggle_cb},
      {"media", NULL, NULL, "false", change_toggle_cb},
      {"events", NULL, NULL, "false", change_toggle_cb},
      {"fold", NULL, NULL, "false", change_toggle_cb},
      {"legs", NULL, NULL, "false", change_toggle_cb},
      {"time", NULL, "s", "'since-previous'", change_time_cb},
  };
  LmuLadderOptions *self = g_object_new(LMU_TYPE_LADDER_OPTIONS, NULL);

  self->loader = g_object_ref(loader);
  self->map = g_object_ref(map);
  g_action_map_add_action_entries(map, entries, G_N_ELEMENTS(entries), self);
  lmu_ladder_options_update(self);
  return self;
}

void
lmu_ladder_options_update(LmuLadderOptions *self)
{
  LmLadderOptions options = *lmu_ladder_loader_get_options(self->loader);

  for (gsize i = 0; i < G_N_ELEMENTS(toggles); i++)
    g_simple_action_set_state(
        G_SIMPLE_ACTION(g_action_map_lookup_action(self->map, toggles[i].name)),
        g_variant_new_boolean(G_STRUCT_MEMBER(bool, &options, toggles[i].offset)));
  g_simple_action_set_state(G_SIMPLE_ACTION(g_action_map_lookup_action(self->map, "time")),
                            g_variant_new_string(times[options.time].name));
}

const char *
lmu_ladder_options_time_text(LmuLadderOptions *self)
{
  return _(times[lmu_ladder_loader_get_options(self->loader)->time].label);
}
