/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ladder/layout.h"

#include "base/i18n.h"

#define MAX_LABEL_CHARS 40
#define MAX_DETAIL_CHARS 120

void
lm_layout_add_cut(LmText *out, LmSlice bytes, size_t max_chars)
{
  size_t offset = 0;
  for (size_t n = 0; n < max_chars && offset < bytes.len; n++) {
    if (bytes.data[offset] < 0x80) {
      offset++;
      continue;
    }
    size_t len = lm_text_utf8_len(lm_slice_from(bytes, offset));
    offset += len ? len : 1;
  }
  lm_text_add_safe(out, lm_slice_sub(bytes, 0, offset), false);
  if (offset < bytes.len)
    lm_text_add_str(out, "…");
}

void
lm_layout_separate(LmText *out)
{
  if (out->len)
    lm_text_add_str(out, " · ");
}

static LmTone
tone_of_status(uint16_t status)
{
  if (status < 200)
    return LM_TONE_PROVISIONAL;
  if (status < 300)
    return LM_TONE_SUCCESS;
  if (status < 400)
    return LM_TONE_REDIRECT;
  /* A challenge is how authentication begins (RFC 3261, 22), and no failure yet. */
  if (status == 401 || status == 407)
    return LM_TONE_WARNING;
  return LM_TONE_FAILURE;
}

static void
add_status(LmText *label, uint16_t status)
{
  /* In half of all rows, nearly always of three figures, and so without a formatter. */
  if (status >= 100 && status < 1000) {
    const char figures[3] = {(char)('0' + status / 100), (char)('0' + status / 10 % 10),
                             (char)('0' + status % 10)};
    lm_text_add(label, lm_slice(figures, sizeof figures));
  } else {
    lm_text_printf(label, "%u", status);
  }
}

static void
add_label(LmLayout *layout, const LmMessage *message)
{
  LmText *label = &layout->label;
  lm_text_reset(label);
  if (message->status) {
    LmSlice reason = layout->has_sip ? layout->sip.reason : LM_SLICE_EMPTY;
    if (lm_slice_is_empty(reason))
      reason = lm_slice_str(lm_sip_status_reason(message->status));
    add_status(label, message->status);
    if (reason.len) {
      lm_text_add_char(label, ' ');
      lm_layout_add_cut(label, reason, MAX_LABEL_CHARS);
    }
    return;
  }
  const char *name = lm_sip_method_name(message->method);
  if (*name)
    lm_text_add_str(label, name);
  else if (layout->has_sip && layout->sip.method_name.len)
    lm_layout_add_cut(label, layout->sip.method_name, MAX_LABEL_CHARS);
  else
    lm_text_add_str(label, _("Request"));
}

void
lm_layout_message_row(LmLayout *layout, const LmLadderItem *item, uint32_t column, LmLadderRow *row)
{
  const LmMessage *message = lm_trace_message(layout->trace, item->index);
  layout->has_sip =
      lm_sip_message_parse(lm_message_bytes(message), lm_transport_is_stream(message->transport),
                           &layout->scratch, &layout->sip);
  add_label(layout, message);
  lm_text_reset(&layout->detail);
  row->retransmission = message->flags & LM_MESSAGE_RETRANSMISSION;
  if (lm_layout_changes_transport(layout, row, message->transport))
    lm_text_add_str(&layout->detail, lm_transport_name(message->transport));
  if (row->retransmission) {
    lm_layout_separate(&layout->detail);
    lm_text_add_str(&layout->detail, _("again"));
  }
  if (layout->has_sip)
    lm_layout_detail(layout, message, column);
  if (message->flags & LM_MESSAGE_HAS_SDP)
    lm_layout_offer_detail(layout, item->index);
  LmArena *arena = &layout->ladder->arena;
  row->kind = LM_LADDER_MESSAGE;
  row->message = item->index;
  row->tone = message->status ? tone_of_status(message->status) : LM_TONE_REQUEST;
  row->failure = row->tone == LM_TONE_FAILURE;
  row->response = message->status != 0;
  row->malformed = message->flags & LM_MESSAGE_MALFORMED;
  row->label = lm_arena_string(arena, lm_slice(layout->label.str, layout->label.len));
  row->badge = "";
  row->detail = "";
  if (layout->detail.len) {
    /* The pieces are escaped already, and escaping is idempotent on what it made. */
    lm_text_reset(&layout->label);
    lm_layout_add_cut(&layout->label, lm_slice(layout->detail.str, layout->detail.len),
                      MAX_DETAIL_CHARS);
    row->detail = lm_arena_string(arena, lm_slice(layout->label.str, layout->label.len));
  }
}
