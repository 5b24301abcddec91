/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A growing text. The caller owns it and clears it. Always NUL-terminated. One thread at a time. */

#include "base/slice.h"

typedef struct {
  char *str; /* NULL while nothing was ever added */
  size_t len, capacity;
} LmText;

#define LM_TEXT_INIT ((LmText){0})

void lm_text_clear(LmText *text);
/* Empties it, keeping the memory. */
void lm_text_reset(LmText *text);
void lm_text_add(LmText *text, LmSlice slice);
void lm_text_add_str(LmText *text, const char *str);
void lm_text_add_char(LmText *text, char c);
/* Digits as "%" PRIu64, "%" PRId64 and "%.*f" have them in the C locale, several times faster. */
void lm_text_add_uint(LmText *text, uint64_t value);
void lm_text_add_int(LmText *text, int64_t value);
void lm_text_add_real(LmText *text, double value, unsigned decimals);
void lm_text_printf(LmText *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Packet bytes as valid UTF-8 that is safe on a terminal and in a label: C0 and C1 controls, bytes
 * that are not UTF-8, bidirectional controls (U+202A to U+202E, U+2066 to U+2069, U+200E, U+200F,
 * U+061C), U+FFFE and U+FFFF become "\xNN" escapes of their bytes. With @keep_lines LF and HTAB
 * stay, and CR before LF is dropped. */
void lm_text_add_safe(LmText *text, LmSlice bytes, bool keep_lines);
/* A JSON string with its quotes (RFC 8259, section 7). Bytes that are not UTF-8 are written as the
 * character with the same number (U+0080 to U+00FF), so that the output is always valid. What
 * lm_text_add_safe() escapes is escaped here too, as "\u202e". */
void lm_text_add_json(LmText *text, LmSlice bytes);
/* A CSV field (RFC 4180); one that a spreadsheet would take for a formula gets a leading
 * apostrophe. */
void lm_text_add_csv(LmText *text, LmSlice bytes);
/* Text for XML, SVG and HTML: & < > " escaped, what lm_text_add_safe() escapes escaped. */
void lm_text_add_xml(LmText *text, LmSlice bytes);
/* Columns that @bytes, which is valid UTF-8, takes on a terminal: East Asian wide ones count two.
 */
size_t lm_text_width(LmSlice bytes);
/* Length in bytes of the valid UTF-8 character at the start of @bytes, 0 if there is none. */
size_t lm_text_utf8_len(LmSlice bytes);
