/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* JSON (RFC 8259) as a tree: a member is a node called by its name, an element one called by its
 * number. Read up to the first fault, which is noted; as deep as LM_LIMIT_JSON_DEPTH. Linear. */

#include "proto/body/body.h"

void lm_json_add(LmDetailBuilder *builder, LmDetail *parent, LmSlice text);
/* A JSON Web Token in compact form, "header.payload.signature" in base64url (RFC 7515, 3.1; RFC
 * 7519), such as a PASSporT (RFC 8225), as a tree. */
void lm_jwt_add(LmDetailBuilder *builder, LmDetail *parent, LmSlice token);
/* The same as a tree of its own, in @arena, below a node without a name. @text must outlive it. */
LmDetail *lm_json_tree(LmSlice text, LmArena *arena);
