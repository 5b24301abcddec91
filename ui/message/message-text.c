/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/message/message-text.h"

void
lmu_message_text_init(LmuMessageText *text, LmSlice bytes)
{
  text->bytes = lm_slice_sub(bytes, 0, LMU_MESSAGE_TEXT_MAX_BYTES);
  text->text = LM_TEXT_INIT;
  /* The text is never NULL, so that it can be handed to a buffer as it is. */
  lm_text_add_str(&text->text, "");
  lm_text_add_safe(&text->text, text->bytes, true);
}

void
lmu_message_text_clear(LmuMessageText *text)
{
  lm_text_clear(&text->text);
  text->bytes = LM_SLICE_EMPTY;
}

/* Moves @offset to the start of what is made one character: a CR LF, or a UTF-8 sequence. */
static gsize
whole_character(LmSlice bytes, gsize offset)
{
  if (offset == 0 || offset >= bytes.len)
    return offset;
  if (lm_slice_at(bytes, offset) == '\n' && lm_slice_at(bytes, offset - 1) == '\r')
    return offset - 1;
  for (gsize back = 1; back < 4 && back <= offset; back++)
    if (lm_text_utf8_len(lm_slice_from(bytes, offset - back)) > back)
      return offset - back;
  return offset;
}

guint
lmu_message_text_place(const LmuMessageText *text, gsize offset)
{
  LmText before = LM_TEXT_INIT;
  gsize end = whole_character(text->bytes, MIN(offset, text->bytes.len));
  guint place;

  lm_text_add_safe(&before, lm_slice_sub(text->bytes, 0, end), true);
  place = before.str ? (guint)g_utf8_strlen(before.str, (gssize)before.len) : 0;
  lm_text_clear(&before);
  return place;
}
