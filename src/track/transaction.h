/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The row of a SIP transaction on one hop (RFC 3261, 17): a request, its responses and what was
 * sent again. An ACK to a non-2xx response belongs to its INVITE's transaction (17.1.1.3); one to a
 * 2xx is its own. */

#include <stdbool.h>
#include <stdint.h>

typedef struct {
  uint64_t key;  /* keyed hash of call, CSeq number, branch and method */
  uint64_t seen; /* what kinds of messages; see transaction.c */
  uint32_t call;
  uint32_t next_in_call; /* an older one; LM_NONE: the last */
  uint32_t request;      /* first message, or LM_NONE where only responses were seen */
  uint32_t client;       /* the endpoint that sent it */
  uint32_t first_provisional;
  uint32_t final; /* first final response, or LM_NONE */
  uint32_t last;  /* last message of any kind, for finding repetitions */
  uint32_t n_messages;
  uint32_t n_retransmissions;
  uint32_t cseq;
  uint8_t method; /* LmSipMethod */
  bool in_dialog; /* the request has a To tag (RFC 3261, 12.2.1.1) */
} LmTransaction;
