/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A message whose PASSporTs are read, laid beside its other headers and written again; the same
 * bytes as a certificate's list of numbers and as a date. */

#include "fuzz.h"
#include "proto/sip/check.h"
#include "proto/sip/date.h"
#include "proto/tn_auth_list.h"
#include "relate/identity_detail.h"
#include "relate/passport_text.h"

#include <stdlib.h>

static void
look_at_passports(const LmSipMessage *message, LmArena *arena)
{
  for (uint32_t i = 0; i < message->n_headers; i++) {
    LmPassport passport;
    LmSlice texts[LM_PASSPORT_TEXTS];
    int64_t issued;
    LmSlice value = lm_sip_header_value(message, &message->headers[i]);
    if (lm_passport_parse(value, arena, &passport) &&
        lm_passport_texts(message, &passport, arena, texts, &issued) > LM_PASSPORT_TEXTS)
      abort();
  }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmArena arena = LM_ARENA_INIT;
  LmSlice bytes = lm_slice(data, size), list = lm_tn_auth_open(bytes);
  LmSipMessage *message = lm_arena_alloc(&arena, sizeof *message);
  LmTnEntry entry;
  LmSipDate date;
  if (lm_sip_date_parse(bytes, &date) && date.weekday_fits && !date.sound)
    abort();
  while (lm_tn_auth_next(&list, &entry))
    lm_tn_auth_has(&entry, LM_SLICE_LITERAL("12155550112"));
  if (lm_sip_message_parse(bytes, true, &arena, message)) {
    LmSipVerdict verdict;
    lm_sip_check(message, false, &arena, &verdict);
    lm_identity_add_verdicts(lm_detail_sip(message, &arena), message, NULL, INT64_MAX, &arena);
    look_at_passports(message, &arena);
  }
  lm_arena_clear(&arena);
  return 0;
}
