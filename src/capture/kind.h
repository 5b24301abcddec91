/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a file is, by its first bytes: which reader takes it, or why none does. */

#include "base/error.h"
#include "base/slice.h"

typedef enum { LM_KIND_UNKNOWN, LM_KIND_PCAP, LM_KIND_PCAPNG } LmKind;

#define LM_KIND_MAGIC_BYTES 4
#define LM_KIND_HEAD_BYTES 512

LmKind lm_kind_detect(LmSlice head);
/* For a file that no reader takes: says what it is and what to do. @head: up to LM_KIND_HEAD_BYTES
 * of its start; @name: what messages call it. Always returns false. */
bool lm_kind_explain(LmSlice head, const char *name, LmError *error);
