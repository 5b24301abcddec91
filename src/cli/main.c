/* SPDX-License-Identifier: GPL-3.0-or-later */

/* linesman-cli: the whole engine without a display. */

#include "base/i18n.h"
#include "base/standard.h"
#include "cli/commands.h"
#include "cli/input.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void
print_help(void)
{
  printf(_("Usage: %s\n\nAnalyses SIP and RTP in capture files. “-” as FILE is standard input; "
           "several files are merged by time.\n\n"),
         "linesman-cli COMMAND [OPTION...] FILE...");
  for (const LmCommand *command = lm_commands(); command->name; command++)
    printf("  %-14s %s\n", command->name, _(command->summary));
  printf(_("\nEach command has --json, --csv and --help.\n"
           "Exit status: 0 done; 1 the input was damaged, what could be read was reported; 2 wrong "
           "usage; 3 cannot be read at all.\n"));
}

static int
print_command_help(const LmCommand *command)
{
  printf(_("Usage: linesman-cli %s %s\n\n%s\n\n"), command->name, command->usage,
         _(command->summary));
  lm_arguments_print_help(lm_command_options(command));
  return LM_EXIT_DONE;
}

/* NULL: there is none of that name. */
static const LmCommand *
find_command(const char *name)
{
  for (const LmCommand *command = lm_commands(); command->name; command++)
    if (!strcmp(name, command->name))
      return command;
  return NULL;
}

static int
run(const LmCommand *command, int argc, char **argv)
{
  LmArguments arguments;
  LmError error = {0};
  if (!lm_arguments_parse(argc, argv, lm_command_options(command), &arguments, &error))
    return lm_input_fail(&error);
  return arguments.help ? print_command_help(command) : command->run(&arguments);
}

/* "help", of all commands, and "help COMMAND"; it is of none where there is no such command. */
static int
help(int argc, char **argv)
{
  LmError error = {0};
  const LmCommand *command = argc > 2 ? find_command(argv[2]) : NULL;
  if (command)
    return print_command_help(command);
  if (argc > 2 && argv[2][0] != '-') {
    lm_error_set(&error, LM_ERROR_USAGE, _("“%s” is not a command; see linesman-cli --help"),
                 argv[2]);
    return lm_input_fail(&error);
  }
  print_help();
  return LM_EXIT_DONE;
}

int
main(int argc, char **argv)
{
  lm_standard_open();
  setlocale(LC_ALL, "");
  /* Figures are for programs too: a decimal point whatever the locale. */
  setlocale(LC_NUMERIC, "C");
  bindtextdomain(LM_GETTEXT_DOMAIN, LM_LOCALE_DIR);
  bind_textdomain_codeset(LM_GETTEXT_DOMAIN, "UTF-8");
  const char *name = argc > 1 ? argv[1] : "";
  if (!strcmp(name, "--version")) {
    printf("linesman-cli %s\n", LM_VERSION);
    return LM_EXIT_DONE;
  }
  if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help"))
    return help(argc, argv);
  const LmCommand *command = find_command(name);
  if (command)
    return run(command, argc - 1, argv + 1);
  LmError error = {0};
  if (argc < 2)
    lm_error_set(&error, LM_ERROR_USAGE, _("no command given; see linesman-cli --help"));
  else if (!strcmp(name, "-") || access(name, F_OK) == 0)
    lm_error_set(&error, LM_ERROR_USAGE,
                 _("“%s” is not a command; the calls of a file are listed by “linesman-cli calls "
                   "FILE”, and linesman-cli --help names the rest"),
                 name);
  lm_error_set(&error, LM_ERROR_USAGE, _("“%s” is not a command; see linesman-cli --help"), name);
  return lm_input_fail(&error);
}
