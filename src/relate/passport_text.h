/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the signature of a PASSporT in compact form is over: "header.payload" written again from the
 * other headers of the message (RFC 8224, 4.1, 8; RFC 8225, 7, 9). */

#include "proto/passport.h"

/* So many ways to write it are tried at most. */
#define LM_PASSPORT_TEXTS 16

/* Stores the ways in which it can have been written: the caller may be in From or in
 * P-Asserted-Identity, and fingerprints of keys may be part of it or not. In the arena. Returns how
 * many there are; none where the message lacks what it takes, or for an extension, whose claims are
 * nowhere else. @issued is then what Date says. */
size_t lm_passport_texts(const LmSipMessage *message, const LmPassport *passport, LmArena *arena,
                         LmSlice texts[LM_PASSPORT_TEXTS], int64_t *issued);
