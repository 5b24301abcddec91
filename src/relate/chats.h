/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Instant messages as the conversations that they are: MESSAGE (RFC 3428) and MSRP (RFC 4975)
 * between the same two, by whatever Call-ID; with what CPIM (RFC 3862) says, "is composing" (RFC
 * 3994) and reports of delivery (RFC 5438). Computed from a trace when somebody looks; n log n in
 * its messages and events. What a proxy or a relay passes on is one message. The slices point into
 * the capture. One thread. */

#include "track/trace.h"

typedef enum {
  LM_CHAT_TEXT,
  LM_CHAT_COMPOSING,
  LM_CHAT_REPORT, /* of delivery or display */
  LM_CHAT_OTHER,  /* a file, a picture, a short message of 3GPP */
  LM_N_CHAT_KINDS
} LmChatKind;

typedef struct {
  int64_t time_ns;
  LmSlice from, to; /* URIs */
  LmSlice text;     /* of a text; of others a word, or empty */
  LmSlice content_type, message_id;
  LmSlice call_id;
  uint64_t bytes; /* of the whole content, as far as it is known */
  uint32_t frame;
  uint32_t call;         /* row; LM_NONE: none */
  uint32_t chat;         /* from 1 */
  uint32_t report_frame; /* of what reported on it; 0: nothing did */
  uint32_t repeats;      /* MSRP messages that say the same in the same words */
  LmSlice report;        /* "delivered", "displayed" */
  uint16_t status;       /* of the answer to a MESSAGE, of the report on one by MSRP; 0: none */
  uint8_t kind;          /* LmChatKind */
  bool msrp;
  bool partial; /* its first part is shown, there were more */
} LmChatMessage;

typedef struct LmChats LmChats;

/* Owned: lm_chats_free(). @trace must outlive it. */
LmChats *lm_chats_new(const LmTrace *trace);
void lm_chats_free(LmChats *chats);
/* By chat, in each by time. Borrowed. */
uint32_t lm_chats_n(const LmChats *chats);
const LmChatMessage *lm_chats_at(const LmChats *chats, uint32_t index);
/* Messages beyond LM_LIMIT_RELATED_ROWS, which are not there. */
uint64_t lm_chats_refused(const LmChats *chats);

/* The word of the JSON: "composing". */
const char *lm_chat_kind_name(LmChatKind kind);
