/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/filter.h"
#include "cli/input.h"
#include "cli/legs.h"
#include "cli/selection.h"
#include "engine/output.h"
#include "engine/row_filter.h"
#include "export/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool
refuse_extension(const char *path, LmError *error)
{
  LmText known = LM_TEXT_INIT;
  for (const LmExportFormat *format = lm_export_formats(); format->extension; format++)
    lm_text_printf(&known, "%s%s", known.len ? ", " : "", format->extension);
  lm_error_set(error, LM_ERROR_USAGE, _("%s: its extension is not that of a known format: %s"),
               path, known.str);
  lm_text_clear(&known);
  return false;
}

static bool
read_options(const LmArguments *arguments, LmLadderOptions *options, LmError *error)
{
  const char *time = arguments->time ? arguments->time : "delta";
  *options = LM_LADDER_OPTIONS_DEFAULT;
  options->merge_ports = !arguments->ports;
  options->media = !arguments->no_media;
  options->events = !arguments->no_events;
  options->fold_retransmissions = !arguments->no_fold;
  if (!strcmp(time, "delta"))
    options->time = LM_LADDER_SINCE_PREVIOUS;
  else if (!strcmp(time, "relative"))
    options->time = LM_LADDER_SINCE_FIRST;
  else if (!strcmp(time, "clock"))
    options->time = LM_LADDER_CLOCK;
  else
    return lm_error_set(error, LM_ERROR_USAGE, _("--time takes delta, relative or clock, not “%s”"),
                        time);
  if (arguments->output && !lm_export_format_for(arguments->output))
    return refuse_extension(arguments->output, error);
  return true;
}

static unsigned
terminal_columns(void)
{
  struct winsize size;
  if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
    return size.ws_col;
  return 0;
}

/* Of calls that the filter asks for, the rows that it asks for. Where one call is named, @extras
 * may have the legs of its conversation. */
static LmLadder *
make_ladder(const LmTrace *trace, const LmSelection *selection, const LmFilter *filter,
            const LmLadderOptions *options, LmLadderExtras *extras)
{
  uint32_t all = lm_trace_n_calls(trace), n = 0;
  uint32_t *calls = lm_alloc((all ? all : 1) * sizeof *calls);
  for (uint32_t i = lm_trace_next_call(trace, 0); i < all; i = lm_trace_next_call(trace, i + 1))
    if (lm_selection_has(selection, i) && lm_filter_has(filter, LM_QUERY_CALL, i))
      calls[n++] = i;
  LmRowFilter rows;
  lm_row_filter_init(&rows, filter->query, filter->run);
  lm_row_filter_apply(&rows, extras);
  LmLadder *ladder = lm_ladder_new_with(trace, calls, n, options, extras);
  free(calls);
  return ladder;
}

static bool
write_ladder(const LmLadder *ladder, const LmArguments *arguments, LmError *error)
{
  if (arguments->output)
    return lm_export_ladder(ladder, arguments->output, error);
  LmText text = LM_TEXT_INIT;
  lm_export_ladder_text(ladder, terminal_columns(), &text);
  if (text.len)
    fwrite(text.str, 1, text.len, stdout);
  lm_text_clear(&text);
  return true;
}

int
lm_command_flow(const LmArguments *arguments)
{
  LmError error = {0};
  LmLadderOptions options;
  LmSelection selection;
  LmFilter filter;
  if (!read_options(arguments, &options, &error))
    return lm_input_fail(&error);
  if (!lm_filter_read(arguments, &filter))
    return LM_EXIT_USAGE;
  int status;
  LmSession *session = lm_selection_read(arguments, &selection, &status);
  if (!session) {
    lm_filter_end(&filter);
    return status;
  }
  const LmTrace *trace = lm_session_trace(session);
  LmLegs *legs = NULL;
  if (arguments->legs && !(legs = lm_cli_legs_new(trace, arguments, &error))) {
    lm_filter_end(&filter);
    lm_input_close(session, true);
    return lm_input_fail(&error);
  }
  lm_filter_begin(&filter, trace);
  LmRoles *roles = lm_roles_new(trace);
  LmLadderExtras extras = {.roles = roles, .legs = selection.all ? NULL : legs};
  LmLadder *ladder = make_ladder(trace, &selection, &filter, &options, &extras);
  lm_filter_end(&filter);
  lm_roles_free(roles);
  lm_legs_free(legs);
  bool written = write_ladder(ladder, arguments, &error);
  lm_ladder_free(ladder);
  status = lm_input_close(session, lm_output_flush());
  return written ? status : lm_input_fail(&error);
}
