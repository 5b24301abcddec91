/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The rows of chats. For relate/chat*.c only. */

#include "base/hash.h"
#include "relate/chats.h"
#include "relate/look.h"

/* Something by 64 keyed bits, which two different ones do not share. */
typedef struct {
  uint64_t hash;
  uint32_t row;
} LmChatKey;

struct LmChats {
  const LmTrace *trace;
  LmLook *look;
  LmVec rows, keys;
  LmTable by_key;
  uint32_t *order;
  uint32_t n_chats, n_shown;
  uint64_t refused;
};

static inline LmChatMessage *
lm_chat_row(const LmChats *chats, uint32_t index)
{
  return lm_vec_at(&chats->rows, index);
}

/* What a key is of, so that keys of different things differ. */
typedef enum { LM_CHAT_PAIR, LM_CHAT_REQUEST, LM_CHAT_MSRP_ID, LM_CHAT_IMDN_ID } LmChatKeyKind;

uint64_t lm_chat_key(LmChatKeyKind kind, uint64_t first, uint64_t second);
uint64_t lm_chat_text_key(LmChatKeyKind kind, LmSlice text);
/* The key's entry, or NULL; and one that is made where there is none. */
LmChatKey *lm_chat_find(const LmChats *chats, uint64_t hash);
LmChatKey *lm_chat_intern(LmChats *chats, uint64_t hash);
/* Adds @message, whose from, to, content_type and body @content are set, with what its content
 * says. LM_NONE when there are too many. */
uint32_t lm_chat_add(LmChats *chats, LmChatMessage message, LmSlice content);

/* chat_msrp.c: what @event says, if it is an MSRP message. */
void lm_chat_take_event(LmChats *chats, const LmEvent *event);
