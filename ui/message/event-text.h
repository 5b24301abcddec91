/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A step of another protocol than SIP in words, as the message view shows it: what is known of it,
 * and behind that its bytes where they are text, else what they mean. */

#include "engine/engine.h"
#include "ui/message/message-text.h"

G_BEGIN_DECLS

/* The text is of no bytes of the event, so that no part of them has a place in it. Cleared by
 * lmu_message_text_clear(). */
void lmu_event_text_init(LmuMessageText *text, const LmMessageView *event);

G_END_DECLS
