/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A capture that lies in memory already: for tests, and for what arrives over a socket. */

#include "capture/capture.h"

/* As lm_capture_open(), over uncompressed @bytes, which stay the caller's and outlive the capture.
 */
LmCapture *lm_capture_open_memory(LmSlice bytes, const char *name, LmError *error);
