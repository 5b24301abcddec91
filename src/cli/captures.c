/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/captures.h"

#include "base/i18n.h"
#include "base/time.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/live_text.h"
#include "engine/output.h"

#include <stdio.h>
#include <stdlib.h>

static const LmOutputColumn columns[] = {
    {"name", N_("Name"), LM_SHOW_ALL, false, 0},
    {"state", N_("State"), LM_SHOW_ALL, false, 0},
    {"end", NULL, LM_SHOW_DATA, false, 0},
    {"why", N_("Why it ended"), LM_SHOW_ALL, false, 60},
    {"begin_ns", NULL, LM_SHOW_DATA, true, 0},
    {"begin", N_("Begin"), LM_SHOW_PEOPLE, false, 0},
    {"change_ns", NULL, LM_SHOW_DATA, true, 0},
    {"interfaces", N_("Interfaces"), LM_SHOW_ALL, false, 0},
    {"filter", N_("Filter"), LM_SHOW_ALL, false, 40},
    {"files", N_("Files"), LM_SHOW_ALL, true, 0},
    {"bytes", N_("Bytes"), LM_SHOW_ALL, true, 0},
    {"path", N_("File"), LM_SHOW_ALL, false, 0},
};

/* As --json promises them. */
static const char *
state_of(const LmLiveFound *found)
{
  if (found->running)
    return found->watched ? "watched" : "running";
  return found->watched ? "watched" : found->seen ? "seen" : "ended";
}

static bool
is_last(const char *name)
{
  return strcmp(name, "last") == 0;
}

/* Of all the one that is called @name; what runs comes before what has ended. */
static const LmLiveFound *
choose(const LmLiveFound *found, size_t n, const char *name, bool running, LmError *error)
{
  const LmLiveFound *best = NULL;
  for (size_t i = 0; i < n; i++) {
    if (is_last(name)) {
      bool fits = running ? found[i].running : !found[i].watched && !found[i].seen;
      if (fits && (!best || (found[i].running && !best->running)))
        best = &found[i];
    } else if (strcmp(found[i].name, name) == 0) {
      return &found[i];
    }
  }
  if (!best && is_last(name))
    lm_error_set(error, LM_ERROR_USAGE, _("there is no such capture; “captures” lists them"));
  else if (!best)
    lm_error_set(error, LM_ERROR_USAGE, _("there is no capture “%.200s”; “captures” lists them"),
                 name);
  return best;
}

LmLive *
lm_captures_adopt(const char *name, const LmCancel *cancel, LmError *error)
{
  LmLiveFound *found;
  size_t n = lm_live_found_all(&found);
  const LmLiveFound *one = choose(found, n, name, false, error);
  LmLive *live = one ? lm_live_adopt(one, cancel, error) : NULL;
  lm_live_found_free(found, n);
  return live;
}

void
lm_captures_clean(void)
{
  LmLiveCleaning cleaning = LM_LIVE_CLEANING;
  LmLiveCleaned cleaned = lm_live_clean(&cleaning);
  if (cleaned.n_unseen)
    fprintf(
        stderr,
        LM_NGETTEXT("linesman-cli: %u capture that nobody had seen to the end was removed, as it "
                    "was too old or there was too much\n",
                    "linesman-cli: %u captures that nobody had seen to the end were removed, as "
                    "they were too old or there was too much\n",
                    cleaned.n_unseen),
        cleaned.n_unseen);
}

void
lm_captures_tell(LmLive *live, bool keep_on)
{
  static LmLiveStatus status;
  LmText names = LM_TEXT_INIT;
  char text[LM_TIME_TEXT_SIZE];
  lm_live_status(live, &status);
  lm_live_text_names(&names, &status);
  if (status.taken_up && status.ended)
    fprintf(stderr, _("linesman-cli: the capture on %s that began at %s has ended\n"),
            names.len ? names.str : "?", lm_time_format_clock(status.began_ns, text));
  else if (status.taken_up)
    fprintf(stderr, _("linesman-cli: took up the capture on %s that began at %s\n"),
            names.len ? names.str : "?", lm_time_format_clock(status.began_ns, text));
  else if (keep_on)
    fprintf(stderr, _("linesman-cli: the capture on %s goes on without this program too, in %s\n"),
            names.len ? names.str : "?", status.path);
  lm_text_clear(&names);
}

static void
write_row(LmOutput *output, const LmLiveFound *found)
{
  LmText names = LM_TEXT_INIT;
  char text[LM_TIME_TEXT_SIZE];
  for (uint32_t i = 0; i < found->n_links; i++) {
    lm_text_add_str(&names, i ? ", " : "");
    lm_text_add_str(&names, found->links[i]);
  }
  lm_output_text(output, lm_slice_str(found->name));
  lm_output_str(output, state_of(found));
  lm_output_str(output, lm_live_found_end(found));
  lm_output_text(output, lm_slice_str(lm_live_found_why(found)));
  lm_output_int(output, found->began_ns);
  lm_output_str(output, lm_time_format_clock(found->began_ns, text));
  lm_output_int(output, found->changed_ns);
  lm_output_text(output, lm_slice(names.str, names.len));
  lm_output_text(output, lm_slice_str(found->filter));
  lm_output_uint(output, found->n_files);
  lm_output_uint(output, found->bytes);
  lm_output_text(output, lm_slice_str(found->path));
  lm_output_end_row(output);
  lm_text_clear(&names);
}

int
lm_command_captures(const LmArguments *arguments)
{
  LmLiveFound *found;
  LmError error = {0};
  size_t n = lm_live_found_all(&found);
  int code = LM_EXIT_DONE;
  if (arguments->live.stop || arguments->live.discard) {
    const LmLiveFound *one =
        choose(found, n, arguments->live.stop ? arguments->live.stop : arguments->live.discard,
               arguments->live.stop != NULL, &error);
    bool ok = one && (arguments->live.stop ? lm_live_found_stop(one, &error)
                                           : lm_live_found_discard(one, &error));
    code = ok ? LM_EXIT_DONE : lm_input_fail(&error);
  } else {
    LmOutput *output =
        lm_output_new(arguments->format, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < n; i++)
      write_row(output, &found[i]);
    code = lm_output_finish(output) ? LM_EXIT_DONE : LM_EXIT_UNREADABLE;
  }
  lm_live_found_free(found, n);
  return code;
}
