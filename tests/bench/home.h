/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A home for a program that opens the window: folders and settings of the user stay out of it. Call
 * before GTK begins. Owned: home_remove(). */
char *home_make(void);
void home_remove(char *home);
