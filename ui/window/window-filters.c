/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Filters with names: saved from the entry above the calls, shown and removed in the sidebar. */

#include "base/i18n.h"
#include "ui/model/saved-filters.h"
#include "ui/window/saved-list.h"
#include "ui/window/window-private.h"

/* Long enough to change one's mind. */
#define UNDO_S 8

static void
save_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  const char *name = g_variant_get_string(parameter, NULL);
  const char *text = lmu_call_view_get_search(self->calls);
  LmuLook look = lmu_call_view_get_look(self->calls);
  if (!lmu_saved_list_add(name, lmu_look_name(look), text))
    return;
  g_autofree char *told = g_strdup_printf(_("Saved as “%s”, in the sidebar"), name);
  lmu_window_toast(self, told);
}

static void
show_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuWindow *self = data;
  LmuSavedFilter *found = lmu_saved_filters_find(g_variant_get_string(parameter, NULL));
  if (!found)
    return;
  g_autoptr(LmuSavedFilter) filter = g_object_ref(found);
  const char *view = lmu_saved_filter_get_view(filter);
  LmuLook look = lmu_look_by_name(view);
  lmu_window_show_view(self, lmu_look_name(look == LMU_N_LOOKS ? LMU_LOOK_CALLS : look));
  lmu_call_view_set_search(self->calls, lmu_saved_filter_get_text(filter));
}

/* Offers to have it back. */
static void
tell_removed(LmuWindow *self, LmuSavedFilter *filter)
{
  g_autofree char *told = g_strdup_printf(_("Removed “%s”"), lmu_saved_filter_get_name(filter));
  g_autofree char *escaped = g_markup_escape_text(told, -1);
  AdwToast *toast = adw_toast_new(escaped);
  adw_toast_set_button_label(toast, _("Undo"));
  adw_toast_set_action_name(toast, "win.restore-filter");
  adw_toast_set_action_target(toast, "(sss)", lmu_saved_filter_get_name(filter),
                              lmu_saved_filter_get_view(filter), lmu_saved_filter_get_text(filter));
  adw_toast_set_timeout(toast, UNDO_S);
  adw_toast_overlay_add_toast(self->toasts, toast);
}

static void
remove_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LmuSavedFilter *found = lmu_saved_filters_find(g_variant_get_string(parameter, NULL));
  g_autoptr(LmuSavedFilter) filter = found ? g_object_ref(found) : NULL;
  if (filter && lmu_saved_list_remove(lmu_saved_filter_get_name(filter)))
    tell_removed(data, filter);
}

static void
restore_action(GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *name, *view, *text;
  g_variant_get(parameter, "(&s&s&s)", &name, &view, &text);
  lmu_saved_list_add(name, view, text);
}

static const GActionEntry entries[] = {
    {.name = "save-filter", .activate = save_action, .parameter_type = "s"},
    {.name = "show-filter", .activate = show_action, .parameter_type = "s"},
    {.name = "remove-filter", .activate = remove_action, .parameter_type = "s"},
    {.name = "restore-filter", .activate = restore_action, .parameter_type = "(sss)"},
};

void
lmu_window_init_filters(LmuWindow *self)
{
  g_action_map_add_action_entries(G_ACTION_MAP(self), entries, G_N_ELEMENTS(entries), self);
}
