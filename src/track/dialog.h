/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The row of a dialog (RFC 3261, 12): Call-ID and two tags, whichever side they are seen from. */

#include "base/slice.h"

typedef enum { LM_DIALOG_EARLY, LM_DIALOG_CONFIRMED, LM_DIALOG_TERMINATED } LmDialogState;

typedef struct {
  uint64_t key;                   /* keyed hash of call and both tags, in their order by bytes */
  LmSlice caller_tag, callee_tag; /* of the one that sent the first request, and of the other */
  uint32_t call;
  uint32_t first_message;
  uint32_t next_in_call; /* LM_NONE: the last */
  uint8_t state;         /* LmDialogState */
} LmDialog;
