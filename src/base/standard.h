/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* To be called first, as who starts a program may leave it much. Where standard input, output or
 * the stream of errors was closed, /dev/null takes its place: a file that is opened otherwise gets
 * its number, and what is printed goes into it. Where SIGCHLD was ignored it is not any more: how a
 * program ended that this one started would be told to nobody. */
void lm_standard_open(void);
