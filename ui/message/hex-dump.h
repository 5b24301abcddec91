/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Bytes as people of the trade read them: offset, a row of bytes in hexadecimal, and what they are
 * in ASCII. A row has 16 bytes, or 8 where there is little room. Pure functions. */

#include "base/text.h"

#include <glib.h>

G_BEGIN_DECLS

#define LMU_HEX_WIDE 16
#define LMU_HEX_NARROW 8
/* More bytes than this are not shown; so an offset has five digits. */
#define LMU_HEX_MAX_BYTES (1u << 20)

/* The characters of a full line of @row_bytes bytes, without the line end. */
guint lmu_hex_line_chars(guint row_bytes);
/* Line @row (from 0), without line end, added to @out; nothing behind the end. */
void lmu_hex_dump_line(LmSlice bytes, guint row_bytes, gsize row, LmText *out);
/* All lines, parted by line ends, at most LMU_HEX_MAX_BYTES of @bytes. */
void lmu_hex_dump(LmSlice bytes, guint row_bytes, LmText *out);
/* The columns, in characters, at which byte @index of a line begins. */
guint lmu_hex_column(guint index);
guint lmu_hex_ascii_column(guint row_bytes, guint index);

G_END_DECLS
