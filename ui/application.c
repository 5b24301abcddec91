/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/application.h"

#include "base/i18n.h"
#include "ui/alerts/alerts.h"
#include "ui/capture/found-captures.h"
#include "ui/instance.h"
#include "ui/window/preferences.h"
#include "ui/window/settings.h"
#include "ui/window/window.h"

struct _LmuApplication {
  AdwApplication parent_instance;

  guint silent;            /* the process of an instance that does not answer; 0 if there is none */
  gboolean looked;         /* for captures of earlier runs */
  LmuFoundCaptures *found; /* them, until a window shows them; or NULL */
  LmuWindow *first;        /* weak: the window that does; or NULL */
};

G_DEFINE_FINAL_TYPE(LmuApplication, lmu_application, ADW_TYPE_APPLICATION)

/* --- What earlier runs left --- */

static void
show_found(LmuApplication *self)
{
  if (self->first && self->found)
    lmu_window_show_found(self->first, g_steal_pointer(&self->found));
}

static void
looked_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  LmuApplication *self = LMU_APPLICATION(source);
  self->found = lmu_found_captures_look_finish(result);
  show_found(self);
}

/* Captures that go on are taken up at once, before there is a window. */
static void
look(LmuApplication *self)
{
  if (!self->looked)
    lmu_found_captures_look_async(self, looked_cb, NULL);
  self->looked = TRUE;
}

static void
show_found_in(LmuApplication *self, LmuWindow *window)
{
  g_set_weak_pointer(&self->first, window);
  look(self);
  show_found(self);
}

/* Says in @window that another instance does not answer. */
static void
tell_silent(LmuApplication *self, LmuWindow *window)
{
  if (!self->silent)
    return;
  g_autofree char *text = g_strdup_printf(
      _("Another Linesman (process %u) does not answer. What it captures goes on, and is taken up "
        "by the first start after that process has ended"),
      self->silent);
  self->silent = 0;
  lmu_window_tell(window, text);
}

/* --- Windows --- */

static LmuWindow *
active_window(LmuApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window(GTK_APPLICATION(self));
  return LMU_IS_WINDOW(window) ? LMU_WINDOW(window) : NULL;
}

static LmuWindow *
new_window(LmuApplication *self)
{
  LmuWindow *window = lmu_window_new(ADW_APPLICATION(self));
  gtk_window_present(GTK_WINDOW(window));
  tell_silent(self, window);
  return window;
}

/* A window that shows a capture keeps it: another capture gets a window of its own. */
static void
open_paths(LmuApplication *self, const char *const *paths, gsize n, gboolean in_new_window)
{
  LmuWindow *window = active_window(self);
  if (!window || in_new_window || (n && !lmu_window_is_empty(window)))
    window = new_window(self);
  else
    gtk_window_present(GTK_WINDOW(window));
  lmu_window_open(window, paths, n);
  show_found_in(self, window);
}

static void
lmu_application_activate(GApplication *application)
{
  open_paths(LMU_APPLICATION(application), NULL, 0, FALSE);
}

static void
lmu_application_open(GApplication *application, GFile **files, int n_files, const char *hint)
{
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
  for (int i = 0; i < n_files; i++) {
    char *path = g_file_get_path(files[i]);
    if (path)
      g_ptr_array_add(paths, path);
  }
  open_paths(LMU_APPLICATION(application), (const char *const *)paths->pdata, paths->len, FALSE);
}

/* As the options say; FALSE where they say nothing of a capture. */
static gboolean
capture(LmuApplication *self, GVariantDict *options, gboolean in_new_window)
{
  g_autofree const char **interfaces = NULL;
  const char *filter = NULL;
  gboolean last = g_variant_dict_contains(options, "capture");
  if (!g_variant_dict_lookup(options, "interface", "^a&s", &interfaces) && !last)
    return FALSE;
  LmuWindow *window = active_window(self);
  if (!window || in_new_window || !lmu_window_is_empty(window))
    window = new_window(self);
  else
    gtk_window_present(GTK_WINDOW(window));
  g_variant_dict_lookup(options, "filter", "&s", &filter);
  lmu_window_begin_capture(window, interfaces, filter);
  show_found_in(self, window);
  return TRUE;
}

static int
lmu_application_command_line(GApplication *application, GApplicationCommandLine *command_line)
{
  GVariantDict *options = g_application_command_line_get_options_dict(command_line);
  g_autofree const char **names = NULL;
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
  g_variant_dict_lookup(options, G_OPTION_REMAINING, "^a&ay", &names);
  for (guint i = 0; names && names[i]; i++) {
    if (g_strcmp0(names[i], "-") == 0) {
      g_ptr_array_add(paths, g_strdup("-"));
      continue;
    }
    /* Relative to where the command was given, which need not be where this instance runs. */
    g_autoptr(GFile) file = g_application_command_line_create_file_for_arg(command_line, names[i]);
    char *path = g_file_get_path(file);
    g_ptr_array_add(paths, path ? path : g_strdup(names[i]));
  }
  gboolean in_new_window = g_variant_dict_contains(options, "new-window");
  if (!capture(LMU_APPLICATION(application), options, in_new_window))
    open_paths(LMU_APPLICATION(application), (const char *const *)paths->pdata, paths->len,
               in_new_window);
  return 0;
}

static void
new_window_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_found_in(data, new_window(data));
}

static void
quit_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuApplication *self = data;
  g_autoptr(GList) windows = g_list_copy(gtk_application_get_windows(GTK_APPLICATION(self)));
  for (GList *l = windows; l; l = l->next)
    gtk_window_close(l->data);
}

static void
shortcuts_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuApplication *self = data;
  g_autoptr(GtkBuilder) builder =
      gtk_builder_new_from_resource("/org/linesman/Linesman/window/shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW(gtk_builder_get_object(builder, "shortcuts"));
  gtk_window_set_transient_for(shortcuts, gtk_application_get_active_window(GTK_APPLICATION(self)));
  gtk_window_present(shortcuts);
}

static void
preferences_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lmu_preferences_show(gtk_application_get_active_window(data));
}

static void
about_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  adw_show_about_window(gtk_application_get_active_window(data), "application-name", _("Linesman"),
                        "application-icon", LM_APP_ID, "version", LM_VERSION, "comments",
                        _("Shows the SIP calls in network captures: as ladders, message by "
                          "message, with the quality of their media."),
                        "developer-name", _("The Linesman developers"), "license-type",
                        GTK_LICENSE_GPL_3_0, NULL);
}

static gboolean
is_style(const char *style)
{
  static const char *const styles[] = {"follow", "light", "dark", NULL};
  return g_strv_contains(styles, style);
}

static void
apply_style(const char *style)
{
  AdwColorScheme scheme = g_strcmp0(style, "light") == 0  ? ADW_COLOR_SCHEME_FORCE_LIGHT
                          : g_strcmp0(style, "dark") == 0 ? ADW_COLOR_SCHEME_FORCE_DARK
                                                          : ADW_COLOR_SCHEME_DEFAULT;
  adw_style_manager_set_color_scheme(adw_style_manager_get_default(), scheme);
}

static void
style_action(GSimpleAction *action, GVariant *value, gpointer data)
{
  const char *style = g_variant_get_string(value, NULL);
  if (!is_style(style))
    return;
  apply_style(style);
  lmu_settings_set_string("style", style);
  g_simple_action_set_state(action, value);
}

static const GActionEntry entries[] = {
    {.name = "new-window", .activate = new_window_action},
    {.name = "quit", .activate = quit_action},
    {.name = "preferences", .activate = preferences_action},
    {.name = "shortcuts", .activate = shortcuts_action},
    {.name = "about", .activate = about_action},
    {.name = "style", .parameter_type = "s", .state = "'follow'", .change_state = style_action},
};

/* The same keys stand in ui/window/shortcuts.ui. */
static const struct {
  const char *action;
  const char *keys[3];
} accelerators[] = {
    {"app.new-window", {"<Control>n"}},
    {"app.quit", {"<Control>q"}},
    {"app.preferences", {"<Control>comma"}},
    {"app.alerts", {"<Control><Shift>a"}},
    {"app.shortcuts", {"<Control>question"}},
    {"app.about", {"<Shift>F1"}},
    {"win.open", {"<Control>o"}},
    {"win.capture-options", {"<Control>k"}},
    {"win.reload", {"<Control>r", "F5"}},
    {"win.add-keys", {"<Control><Shift>k"}},
    {"win.cancel", {"Escape"}},
    {"win.close", {"<Control>w"}},
    {"win.find", {"<Control>f", "F3"}},
    {"win.capture", {"<Control><Alt>e"}},
    {"win.restart-capture", {"<Control><Alt>r"}},
    {"win.pause-capture", {"<Control><Alt>p", "Pause"}},
    {"win.follow-newest", {"<Control><Alt>n"}},
    {"win.clear-capture", {"<Control><Alt>BackSpace"}},
    {"win.capture-figures", {"<Control><Alt>i"}},
    {"win.save-capture", {"<Control><Alt>s"}},
    {"win.export::svg", {"<Control>e"}},
    {"win.export::pdf", {"<Control><Shift>e"}},
    {"win.sidebar", {"F9"}},
    {"win.message", {"<Control>m"}},
    {"win.focus::list", {"<Control>1"}},
    {"win.focus::ladder", {"<Control>2"}},
    {"win.focus::message", {"<Control>3"}},
    {"win.focus::sidebar", {"<Control>0"}},
    {"win.show-view::calls", {"<Alt>1"}},
    {"win.show-view::other", {"<Alt>2"}},
    {"win.show-view::streams", {"<Alt>3"}},
    {"win.show-view::problems", {"<Alt>4"}},
    {"win.show-view::failed", {"<Alt>5"}},
    {"win.show-view::poor-quality", {"<Alt>6"}},
    {"win.show-view::registrations", {"<Alt>7"}},
    {"win.show-view::subscriptions", {"<Alt>8"}},
    {"win.show-view::hosts", {"<Alt>9"}},
    {"win.show-view::chats", {"<Alt>0"}},
    {"win.next-view", {"<Control>Page_Down"}},
    {"win.previous-view", {"<Control>Page_Up"}},
    {"win.report::details", {"<Alt>Return"}},
    {"win.report::show-calls", {"<Control><Shift>Return"}},
    {"win.sound::play", {"AudioPlay"}},
    {"win.sound::spectrogram", {"<Control>t"}},
    {"win.sound::export", {"<Control><Shift>s"}},
    {"calls.clear-range", {"<Control>BackSpace"}},
    {"calls.choose-column", {"<Control><Shift>h"}},
    {"calls.name-filter", {"<Control>s"}},
    {"ladder.merge-ports", {"<Control>p"}},
    {"ladder.media", {"<Control>d"}},
    {"ladder.events", {"<Control>u"}},
    {"ladder.fold", {"<Control>j"}},
    {"ladder.legs", {"<Control>l"}},
    {"ladder.show-legs", {"<Control><Shift>l"}},
    {"ladder.filter", {"<Control><Alt>f"}},
    {"ladder.copy", {"<Control><Shift>c"}},
    {"ladder.find", {"<Control><Shift>f"}},
    {"ladder.find-next", {"<Control>g"}},
    {"ladder.find-previous", {"<Control><Shift>g"}},
};

static void
lmu_application_startup(GApplication *application)
{
  look(LMU_APPLICATION(application));
  G_APPLICATION_CLASS(lmu_application_parent_class)->startup(application);
  g_action_map_add_action_entries(G_ACTION_MAP(application), entries, G_N_ELEMENTS(entries),
                                  application);
  for (gsize i = 0; i < G_N_ELEMENTS(accelerators); i++)
    gtk_application_set_accels_for_action(GTK_APPLICATION(application), accelerators[i].action,
                                          accelerators[i].keys);
  lmu_alerts_init(GTK_APPLICATION(application));
  g_autofree char *style = lmu_settings_get_string("style", "follow");
  g_action_group_change_action_state(G_ACTION_GROUP(application), "style",
                                     g_variant_new_string(style));
  gtk_window_set_default_icon_name(LM_APP_ID);
}

/* Once the options are known, and before anything is done with them. */
static int
lmu_application_handle_local_options(GApplication *application, GVariantDict *options)
{
  LmuApplication *self = LMU_APPLICATION(application);
  g_autoptr(GError) error = NULL;
  if (lmu_instance_register(application, &self->silent, &error))
    return -1;
  g_printerr("%s: %s\n", g_get_prgname(), error->message);
  return 1;
}

static void
lmu_application_finalize(GObject *object)
{
  LmuApplication *self = LMU_APPLICATION(object);
  g_clear_weak_pointer(&self->first);
  lmu_found_captures_free(self->found);
  G_OBJECT_CLASS(lmu_application_parent_class)->finalize(object);
}

static void
lmu_application_class_init(LmuApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS(klass);
  G_OBJECT_CLASS(klass)->finalize = lmu_application_finalize;
  application_class->handle_local_options = lmu_application_handle_local_options;
  application_class->startup = lmu_application_startup;
  application_class->activate = lmu_application_activate;
  application_class->open = lmu_application_open;
  application_class->command_line = lmu_application_command_line;
}

static const GOptionEntry options[] = {
    {"new-window", 'n', 0, G_OPTION_ARG_NONE, NULL, N_("Open in a new window"), NULL},
    {"interface", 'i', 0, G_OPTION_ARG_STRING_ARRAY, NULL,
     N_("Capture on INTERFACE; may be given several times"), N_("INTERFACE")},
    {"filter", 'f', 0, G_OPTION_ARG_STRING, NULL,
     N_("Capture what FILTER, as in pcap-filter(7), asks for"), N_("FILTER")},
    {"capture", 'k', 0, G_OPTION_ARG_NONE, NULL,
     N_("Capture at once, as the last time where no interface is given"), NULL},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_("[FILE…]")},
    {NULL},
};

static void
lmu_application_init(LmuApplication *self)
{
  g_application_add_main_option_entries(G_APPLICATION(self), options);
  g_application_set_option_context_summary(
      G_APPLICATION(self),
      _("Shows the SIP calls in capture files. Several files are merged by time; - is standard "
        "input."));
}

LmuApplication *
lmu_application_new(gboolean own_instance)
{
  GApplicationFlags flags = G_APPLICATION_HANDLES_OPEN | G_APPLICATION_HANDLES_COMMAND_LINE;
  if (own_instance)
    flags |= G_APPLICATION_NON_UNIQUE;
  return g_object_new(LMU_TYPE_APPLICATION, "application-id", LM_APP_ID, "flags", flags,
                      "resource-base-path", "/org/linesman/Linesman", NULL);
}
