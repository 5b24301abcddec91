/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What was put into a capture, counted as it was written. */

#include "writer.h"

typedef enum { INVITE, ACK, BYE, INFO, UPDATE, N_METHODS } Method;
extern const char *const method_names[N_METHODS];

typedef struct {
  uint64_t n_calls, n_answered, n_sip, n_sip_bytes, n_rtp, n_rtcp, n_streams, n_lost, n_hosts;
  uint64_t methods[N_METHODS], statuses[700];
  bool ended;             /* every call came to its end, so that its state is known */
  uint64_t refusals[700]; /* calls by their final status */
} Truth;

/* One SIP message of @len bytes; @status is 0 for a request. */
void truth_message(Truth *truth, Method method, int status, size_t len);
/* One JSON object on standard output. */
void truth_print(const Truth *truth, const Writer *writer);
