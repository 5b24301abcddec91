/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The program linesman-sound: what may fail on hostile or foreign input, in a process of its own.
 * It is started by Linesman, talks over its standard input and output, and each of its verbs says
 * how. A verb is a file and a row of the table in main.c. */

/* Decodes one stream: sound/wire.h. Returns the exit status. */
int lm_sound_decode(int argc, char **argv);

/* Plays samples: see play.c. */
int lm_sound_play(int argc, char **argv);

/* Gives up what decoding does not need: memory and processor time are limited, no privileges can be
 * gained, and only a few calls of the kernel are left: no file can be opened, no socket, no other
 * program. For all threads of the process, for good. False, with the cause on standard error, where
 * that is not possible. */
int lm_sound_confine(void);
