/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The tree of an event for the message view: its bytes taken apart by its protocol. */

#include "engine/engine.h"
#include "proto/detail.h"

/* @event is a view with is_event set. The tree is in @arena and points into the event's bytes.
 * Where its protocol is not taken apart, or it has no bytes, the tree says what is known of it. */
LmDetail *lm_event_view_detail(const LmMessageView *event, LmArena *arena);
/* The same of its bytes alone; NULL where they are not taken apart. */
LmDetail *lm_event_bytes_detail(const LmMessageView *event, LmArena *arena);
