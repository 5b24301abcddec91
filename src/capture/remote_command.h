/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is said to ssh, and through it to the shell of another host. Private to this room. */

#include "base/error.h"
#include "base/text.h"
#include "capture/live.h"

typedef struct {
  char user_host[256]; /* "user@name" or "name", as ssh takes it */
  char port[8];        /* "" where none was given */
} LmRemoteHost;

/* Takes "[user@]host[:port]" apart; an IPv6 address with a port stands in brackets. False with
 * @error set for what ssh might take for something else. */
bool lm_remote_host_parse(const char *text, LmRemoteHost *host, LmError *error);
/* What the shell of that host is to do, whichever it is: the words of options->remote->command, or
 * tcpdump, on the one interface, with the filter. It ends when its standard input does, and leaves
 * out the packets of its own connection. False with @error set. */
bool lm_remote_command(const LmLiveOptions *options, LmText *command, LmError *error);
/* The line of @said that tells why it ended; what programs tell of themselves is passed over. */
LmSlice lm_remote_cause(LmSlice said);
/* The number in front of @words in @said, as "3 packets dropped by kernel"; 0 where it is not. */
uint64_t lm_remote_count(LmSlice said, const char *words);
