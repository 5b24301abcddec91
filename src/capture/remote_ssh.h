/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The program ssh as a child of this process. Private to this room. */

#include "capture/remote_command.h"

#include <sys/types.h>

typedef struct {
  pid_t pid;
  int in, out, said; /* its standard streams: closing @in ends the program over there */
} LmRemoteSsh;

/* Runs @command on @host. Where @ask is set, and a program can be had that asks for passwords
 * (SSH_ASKPASS), it may; else ssh goes without. False with errno set. */
bool lm_remote_ssh_start(const LmRemoteHost *host, const char *command, bool ask, LmRemoteSsh *ssh);
/* Closes its streams and waits for it; after @patience_ms it is killed. How it ended, as waitpid()
 * has it. */
int lm_remote_ssh_end(LmRemoteSsh *ssh, int patience_ms);
