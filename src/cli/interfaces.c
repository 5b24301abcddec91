/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/interfaces.h"

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "engine/output.h"

#include <stdlib.h>

static const LmOutputColumn columns[] = {
    {"name", N_("Name"), LM_SHOW_ALL, false, 0},
    {"kind", N_("Kind"), LM_SHOW_ALL, false, 0},
    {"state", N_("State"), LM_SHOW_ALL, false, 0},
    {"addresses", NULL, LM_SHOW_DATA, false, 0},
    {"addresses", N_("Addresses"), LM_SHOW_PEOPLE, false, 0},
    {"packets", N_("Packets"), LM_SHOW_ALL, true, 0},
    {"bytes", NULL, LM_SHOW_DATA, true, 0},
    {"dropped", NULL, LM_SHOW_DATA, true, 0},
    {"description", N_("Description"), LM_SHOW_ALL, false, 0},
};

static void
write_addresses(LmOutput *output, const LmInterface *interface)
{
  LmText json = LM_TEXT_INIT, list = LM_TEXT_INIT;
  char text[LM_ADDR_TEXT_SIZE];
  lm_text_add_char(&json, '[');
  for (unsigned i = 0; i < interface->n_addresses; i++) {
    lm_addr_format(&interface->addresses[i], text);
    lm_text_printf(&json, "%s\"%s\"", i ? "," : "", text);
    lm_text_printf(&list, "%s%s", i ? ", " : "", text);
  }
  lm_text_add_char(&json, ']');
  lm_output_json(output, &json);
  lm_output_str(output, list.str);
  lm_text_clear(&json);
  lm_text_clear(&list);
}

int
lm_command_interfaces(const LmArguments *arguments)
{
  LmInterface *list;
  size_t n = lm_interfaces_list(&list);
  LmOutput *output = lm_output_new(arguments->format, columns, sizeof columns / sizeof columns[0]);
  for (size_t i = 0; i < n; i++) {
    const LmInterface *interface = &list[i];
    lm_output_str(output, interface->name);
    lm_output_str(output, interface->kind);
    lm_output_str(output, !interface->up ? "down" : interface->carrier ? "up" : "no-carrier");
    write_addresses(output, interface);
    lm_output_uint(output, interface->packets);
    lm_output_uint(output, interface->bytes);
    lm_output_uint(output, interface->dropped);
    lm_output_text(output, lm_slice_str(interface->description));
    lm_output_end_row(output);
  }
  free(list);
  return lm_output_finish(output) ? LM_EXIT_DONE : LM_EXIT_UNREADABLE;
}
