/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The text of a message, coloured by sip.lang, read-only. What is wrong with the message is
 * underlined at its place. */

#include "engine/engine.h"

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

#define LMU_TYPE_MESSAGE_SOURCE (lmu_message_source_get_type())
G_DECLARE_FINAL_TYPE(LmuMessageSource, lmu_message_source, LMU, MESSAGE_SOURCE, GtkSourceView)

/* @message and its bytes must live until the next one; NULL empties the view. */
void lmu_message_source_set_message(LmuMessageSource *self, const LmMessageView *message);
/* Marks @len bytes from @offset and scrolls to them; @len 0 takes the mark away. */
void lmu_message_source_show_range(LmuMessageSource *self, gsize offset, gsize len);

G_END_DECLS
