/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The bytes of a message as a hex dump, read-only. Filled when it is first looked at. */

#include "engine/engine.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LMU_TYPE_MESSAGE_HEX (lmu_message_hex_get_type())
G_DECLARE_FINAL_TYPE(LmuMessageHex, lmu_message_hex, LMU, MESSAGE_HEX, GtkTextView)

/* @bytes must live until the next ones. */
void lmu_message_hex_set_bytes(LmuMessageHex *self, LmSlice bytes);
/* Marks @len bytes from @offset and scrolls to them; @len 0 takes the mark away. */
void lmu_message_hex_show_range(LmuMessageHex *self, gsize offset, gsize len);

G_END_DECLS
