/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/chat_rows.h"
#include "base/limits.h"
#include "proto/cpim.h"

#define MAX_LOOKED 65536

uint64_t
lm_chat_key(LmChatKeyKind kind, uint64_t first, uint64_t second)
{
  return lm_hash_pair(lm_hash_key(), lm_hash_pair(lm_hash_key(), first, second), kind);
}

uint64_t
lm_chat_text_key(LmChatKeyKind kind, LmSlice text)
{
  return lm_chat_key(kind, lm_hash(lm_hash_key(), text.data, text.len), text.len);
}

LmChatKey *
lm_chat_find(const LmChats *chats, uint64_t hash)
{
  LmTableWalk walk;
  uint32_t index = lm_table_first(&chats->by_key, hash, &walk);
  for (; index != LM_NONE; index = lm_table_next(&chats->by_key, &walk)) {
    LmChatKey *key = lm_vec_at(&chats->keys, index);
    if (key->hash == hash)
      return key;
  }
  return NULL;
}

LmChatKey *
lm_chat_intern(LmChats *chats, uint64_t hash)
{
  LmChatKey *key = lm_chat_find(chats, hash);
  if (key)
    return key;
  lm_table_add(&chats->by_key, hash, chats->keys.len);
  key = lm_vec_push(&chats->keys);
  *key = (LmChatKey){.hash = hash, .row = LM_NONE};
  return key;
}

/* The number of the chat between two, whoever speaks. */
static uint32_t
number_of(LmChats *chats, LmSlice from, LmSlice to)
{
  uint64_t a = lm_look_hash_nocase(lm_look_aor(from)), b = lm_look_hash_nocase(lm_look_aor(to));
  LmChatKey *key = lm_chat_intern(chats, lm_chat_key(LM_CHAT_PAIR, a < b ? a : b, a < b ? b : a));
  if (key->row == LM_NONE)
    key->row = ++chats->n_chats;
  return key->row;
}

/* The text between ">" and "</message-id>" (RFC 5438, 11). */
static LmSlice
reported_id(LmSlice body)
{
  LmSlice rest;
  body = lm_slice_sub(body, 0, MAX_LOOKED);
  ptrdiff_t at = lm_slice_find(body, LM_SLICE_LITERAL("message-id>"));
  if (at < 0)
    return LM_SLICE_EMPTY;
  return lm_slice_trim(lm_slice_split(lm_slice_from(body, (size_t)at + 11), '<', &rest));
}

static void
note_report(LmChats *chats, const LmChatMessage *report, LmSlice content)
{
  LmSlice id = reported_id(content);
  const LmChatKey *key = id.len ? lm_chat_find(chats, lm_chat_text_key(LM_CHAT_IMDN_ID, id)) : NULL;
  if (!key || key->row == LM_NONE)
    return;
  LmChatMessage *row = lm_chat_row(chats, key->row);
  row->report = report->text;
  row->report_frame = report->frame;
}

/* What a content of its type says. */
static void
read_content(LmChatMessage *message, LmSlice content)
{
  LmSlice type = message->content_type;
  const char *word = lm_cpim_word(type, content);
  bool report = lm_slice_starts_with_nocase(type, LM_SLICE_LITERAL("message/imdn"));
  if (word || report) {
    message->kind = report ? LM_CHAT_REPORT : LM_CHAT_COMPOSING;
    message->text = lm_slice_str(word ? word : "");
  } else if (type.len == 0 || lm_slice_starts_with_nocase(type, LM_SLICE_LITERAL("text/"))) {
    message->kind = LM_CHAT_TEXT;
    message->text = lm_slice_trim(content);
  } else {
    message->kind = LM_CHAT_OTHER;
  }
}

uint32_t
lm_chat_add(LmChats *chats, LmChatMessage message, LmSlice content)
{
  LmCpim cpim = {0};
  if (chats->rows.len >= LM_LIMIT_RELATED_ROWS) {
    chats->refused++;
    return LM_NONE;
  }
  if (lm_cpim_is_type(message.content_type) && lm_cpim_parse(content, &cpim)) {
    /* Conferences and gateways say so who speaks (RFC 3862, 2.1); "sip:anonymous" says nothing. */
    if (cpim.from.len && lm_slice_find_nocase(cpim.from, LM_SLICE_LITERAL("anonymous")) < 0)
      message.from = lm_look_uri(cpim.from);
    if (cpim.to.len && lm_slice_find_nocase(cpim.to, LM_SLICE_LITERAL("anonymous")) < 0)
      message.to = lm_look_uri(cpim.to);
    message.content_type = lm_slice_trim(cpim.content_type);
    message.message_id = cpim.imdn_message_id;
    content = cpim.content;
  }
  read_content(&message, content);
  message.chat = number_of(chats, message.from, message.to);
  if (message.kind == LM_CHAT_REPORT)
    note_report(chats, &message, content);
  uint32_t row = chats->rows.len;
  *(LmChatMessage *)lm_vec_push(&chats->rows) = message;
  if (message.message_id.len)
    lm_chat_intern(chats, lm_chat_text_key(LM_CHAT_IMDN_ID, message.message_id))->row = row;
  return row;
}
