/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The text of a message as the view shows it: safe UTF-8 with the message's own lines, and where
 * each of its bytes went. Plain functions over one record; the caller owns it. */

#include "base/text.h"

#include <glib.h>

G_BEGIN_DECLS

/* More of a message than this is not shown: highlighting has to stay fast. */
#define LMU_MESSAGE_TEXT_MAX_BYTES (1u << 20)

typedef struct {
  LmSlice bytes; /* what is shown: at most LMU_MESSAGE_TEXT_MAX_BYTES of the message */
  LmText text;
} LmuMessageText;

/* @bytes must live as long as @text. */
void lmu_message_text_init(LmuMessageText *text, LmSlice bytes);
void lmu_message_text_clear(LmuMessageText *text);
/* The character (not byte) of the text that byte @offset of the message became; the end of the text
 * for an offset behind what is shown. */
guint lmu_message_text_place(const LmuMessageText *text, gsize offset);

G_END_DECLS
