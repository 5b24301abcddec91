/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The session description that a message carries, whatever is around it: multiparts, gzip
 * (Content-Encoding; RFC 3261, 20.12), base64 or quoted-printable (RFC 2045, 6). Pure. */

#include "base/arena.h"
#include "proto/sip/message.h"

/* Empty if there is none. It points into the message, or into @arena where it had to be decoded;
 * no more than LM_LIMIT_SDP_DECODED_BYTES are. */
LmSlice lm_sdp_of_message(const LmSipMessage *message, LmArena *arena);

/* Whether @sdp, of @message, had to be decoded, and so is not among its bytes. */
bool lm_sdp_was_decoded(const LmSipMessage *message, LmSlice sdp);
