/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The subcommands. A new one is a file and a row of the table in commands.c. */

#include "cli/arguments.h"

typedef struct {
  const char *name;
  const char *usage;   /* what stands behind the name */
  const char *summary; /* N_() */
  unsigned options;    /* LM_OPTION_...; see lm_command_options() */
  int (*run)(const LmArguments *arguments);
} LmCommand;

/* All of them, ended by one without name. */
const LmCommand *lm_commands(void);
/* All that it takes: its own, and what everybody takes who reads files. */
unsigned lm_command_options(const LmCommand *command);

int lm_command_info(const LmArguments *arguments);
int lm_command_stats(const LmArguments *arguments);
int lm_command_calls(const LmArguments *arguments);
int lm_command_messages(const LmArguments *arguments);
int lm_command_streams(const LmArguments *arguments);
int lm_command_quality(const LmArguments *arguments);
int lm_command_packets(const LmArguments *arguments);
int lm_command_sound(const LmArguments *arguments);
int lm_command_events(const LmArguments *arguments);
int lm_command_fields(const LmArguments *arguments);
/* Those whose name is that of a report. */
int lm_command_faxes(const LmArguments *arguments);
int lm_command_report(const LmArguments *arguments);
int lm_command_show(const LmArguments *arguments);
int lm_command_capture(const LmArguments *arguments);
int lm_command_hep(const LmArguments *arguments);
int lm_command_captures(const LmArguments *arguments);
int lm_command_interfaces(const LmArguments *arguments);
int lm_command_flow(const LmArguments *arguments);
