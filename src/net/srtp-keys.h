/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Keys of SRTP that the user gave in a file, for calls whose signalling was not captured or cannot
 * be read. A line is an a=crypto attribute as an SDP has it (RFC 4568, 9.1), or the crypto suite
 * and the key parameters alone; before either may stand the SSRC that it is for:
 *
 *     0x2D830E96 AES_CM_128_HMAC_SHA1_80 inline:MRARr6H9Q9EBF9/VdqYFb8o5M0QOQTur0cuEC1b1
 *     a=crypto:1 AEAD_AES_128_GCM inline:...
 *
 * Empty lines and those that begin with # are passed over. What the attribute says is understood
 * where it is used (proto/srtp.h). Lookups are safe from any thread once all are read. */

#include "base/arena.h"
#include "base/error.h"
#include "net/keys.h"

typedef struct LmSrtpKeys LmSrtpKeys;

LmSrtpKeys *lm_srtp_keys_new(void);
void lm_srtp_keys_free(LmSrtpKeys *srtp);
/* False with @error set if the file cannot be read. Lines that are not understood are left out,
 * with a warning to @keys. */
bool lm_srtp_keys_add_file(LmSrtpKeys *srtp, const char *path, LmKeys *keys, LmError *error);
/* Takes @text of that form; @name is what warnings call it. It is copied. */
void lm_srtp_keys_add_text(LmSrtpKeys *srtp, LmSlice text, const char *name, LmKeys *keys);
/* Whether @line may be of such a file. Pure. */
bool lm_srtp_keys_is_line(LmSlice line);
