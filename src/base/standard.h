/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* To be called first: where standard input, output or the stream of errors was closed, /dev/null
 * takes its place. A file that is opened otherwise gets its number, and what is printed goes into
 * it. */
void lm_standard_open(void);
