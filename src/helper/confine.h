/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdbool.h>

/* Once everything is open, and before a thread is started, for capabilities are a thread's own:
 * gives them all up, and the user root, for good. False, with errno set, if that cannot be. */
bool lm_confine_privileges(void);
/* Once every thread is started: leaves to all of them only the system calls that capturing needs,
 * and to accept who comes by the socket @listening, if that is not -1. Any other fails with EPERM.
 * A sanitizer calls what it likes: a build with one leaves them all. */
bool lm_confine_calls(int listening);

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define LM_CONFINE_SANITIZED true
#else
#define LM_CONFINE_SANITIZED false
#endif
