/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A capture that comes in pieces, as through a pipe: pcap or pcapng as their readers know them,
 * plain or compressed. It is handed on as it comes, and no more of it is kept than a block that has
 * begun. Private to this room. One thread at a time. */

#include "capture/capture.h"

typedef struct LmPieces LmPieces;

/* What has come: frames, and before or among them interfaces and notes. All that @frames point to
 * stays until this returns. False: no more is wanted. */
typedef bool (*LmPiecesTake)(void *user, LmPieces *pieces, const LmFrame *frames, size_t n);

/* @name is what messages call it. Owned. */
LmPieces *lm_pieces_new(const char *name, LmPiecesTake take, void *user);
void lm_pieces_free(LmPieces *pieces);
/* The next bytes. False when no more is to come: it is damaged, or no more is wanted. */
bool lm_pieces_add(LmPieces *pieces, LmSlice bytes);
/* There are no more bytes. */
void lm_pieces_end(LmPieces *pieces);
/* Whether it is known to be a capture. */
bool lm_pieces_begun(const LmPieces *pieces);
/* What ended it early, or was found amiss so far: LM_ERROR_NONE of a sound one. Borrowed. */
const LmError *lm_pieces_damage(const LmPieces *pieces);
uint32_t lm_pieces_n_interfaces(const LmPieces *pieces);
/* Borrowed. */
const LmCaptureInterface *lm_pieces_interface(const LmPieces *pieces, uint32_t index);
/* Since the last time that frames were taken. */
uint32_t lm_pieces_n_notes(const LmPieces *pieces);
const LmCaptureNote *lm_pieces_note(const LmPieces *pieces, uint32_t index);
