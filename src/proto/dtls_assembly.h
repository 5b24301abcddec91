/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Puts handshake messages of DTLS together from their fragments, which may come again, overlap and
 * change order (RFC 6347, 4.2.3). One direction of a connection; the caller owns and clears it. */

#include "base/arena.h"
#include "proto/dtls.h"

#define LM_DTLS_ASSEMBLY_PARTS 32

typedef struct {
  uint8_t *bytes; /* owned; NULL where nothing is put together */
  uint32_t len;
  uint16_t sequence;
  uint8_t type;
  uint8_t n_parts;
  struct {
    uint32_t from, to;
  } parts[LM_DTLS_ASSEMBLY_PARTS]; /* that are there, in order and apart */
} LmDtlsAssembly;

/* Takes @fragment in. True when its message is whole: @message is its body, which lives until the
 * next call. A message that came in one piece is not copied. Only one message is put together at a
 * time: a fragment of another one makes a new beginning. False too for messages longer than
 * LM_LIMIT_DTLS_MESSAGE_BYTES. */
bool
lm_dtls_assembly_add(LmDtlsAssembly *assembly, const LmDtlsHandshake *fragment, LmSlice *message);
void lm_dtls_assembly_clear(LmDtlsAssembly *assembly);
