/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Starts @program @n times, each a process of its own with the module @probe (first-frame.c) loaded
 * into it, and measures from before exec to the end of its first frame. The median in milliseconds;
 * negative where it could not be started. @max_ms is the longest. */
double start_measure(const char *program, const char *probe, unsigned n, double *max_ms);
