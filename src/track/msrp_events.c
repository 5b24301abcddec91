/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an MSRP message says of itself in the ladder. */

#include "base/i18n.h"
#include "base/limits.h"
#include "proto/cpim.h"
#include "track/msrp_tracker.h"
#include "track/others.h"

#define PREVIEW_BYTES 60
#define STATUS_UNAUTHORIZED 401

/* What is announced for the sessions in the paths, the receiver's first; else for where the
 * connection goes. The side that sends or wants a file says so (RFC 5547, 8.2), and goes before the
 * other one. */
static const LmOtherMedia *
find_session(const LmTrace *trace, const LmMsrpHead *head, const LmSipOrigin *origin)
{
  const LmSlice paths[] = {head->to_path, head->from_path};
  const LmOtherMedia *found = NULL;
  for (size_t i = 0; i < 2; i++) {
    LmSlice rest = paths[i], uri;
    while (lm_msrp_next_uri(&rest, &uri)) {
      const LmOtherMedia *media = lm_trace_other_named(trace, lm_msrp_uri_session(uri));
      if (media && (!found || (media->file_name.len && !found->file_name.len)))
        found = media;
    }
  }
  return found ? found : lm_trace_other_between(trace, LM_OTHER_MSRP, origin->src, origin->dst);
}

static LmMsrpTransfer *
find_transfer(LmTrace *trace, const LmMsrpSide *side)
{
  LmOthers *others = lm_trace_others(trace);
  const uint64_t parts[] = {
      lm_hash(lm_hash_key(), side->head.message_id.data, side->head.message_id.len),
      (uint64_t)side->key.src << 32 | side->key.dst};
  uint64_t key = lm_hash(lm_hash_key(), parts, sizeof parts);
  LmTableWalk walk;
  uint32_t row = lm_table_first(&others->msrp_by_id, key, &walk);
  for (; row != LM_NONE; row = lm_table_next(&others->msrp_by_id, &walk)) {
    LmMsrpTransfer *transfer = lm_vec_at(&others->msrp_messages, row);
    if (transfer->key == key)
      return transfer;
  }
  if (others->msrp_messages.len >= LM_LIMIT_MSRP_MESSAGES) {
    trace->counters.others_refused++;
    return NULL;
  }
  lm_table_add(&others->msrp_by_id, key, others->msrp_messages.len);
  LmMsrpTransfer *fresh = lm_vec_push(&others->msrp_messages);
  *fresh = (LmMsrpTransfer){.key = key, .total = LM_MSRP_UNKNOWN};
  return fresh;
}

/* What chunks that repeat others bring is not counted again. */
static void
add_chunk(LmMsrpTransfer *transfer, const LmMsrpSide *side)
{
  uint64_t start = side->head.has_range ? side->head.range_start - 1 : transfer->highest;
  uint64_t end;
  if (__builtin_add_overflow(start, side->body_bytes, &end))
    end = UINT64_MAX;
  uint64_t from = start > transfer->highest ? start : transfer->highest;
  if (end > from) {
    transfer->covered += end - from;
    transfer->highest = end;
  }
  if (side->head.has_range && side->head.range_total != LM_MSRP_UNKNOWN)
    transfer->total = side->head.range_total;
  transfer->n_chunks++;
}

static void
add_position(LmText *text, uint64_t position)
{
  if (position == LM_MSRP_UNKNOWN)
    lm_text_add_char(text, '*');
  else
    lm_text_printf(text, "%llu", (unsigned long long)position);
}

static void
add_range(LmText *text, const LmMsrpHead *head)
{
  if (!head->has_range)
    return;
  lm_text_add_str(text, text->len ? " " : "");
  add_position(text, head->range_start);
  lm_text_add_char(text, '-');
  add_position(text, head->range_end);
  lm_text_add_char(text, '/');
  add_position(text, head->range_total);
}

static void
add_quoted(LmText *text, LmSlice body)
{
  body = lm_slice_trim(body);
  LmSlice shown = lm_slice_sub(body, 0, PREVIEW_BYTES);
  /* Not in the middle of a character. */
  while (shown.len < body.len && shown.len && (lm_slice_at(body, shown.len) & 0xc0) == 0x80)
    shown.len--;
  lm_text_add_str(text, " '");
  lm_text_add_safe(text, shown, false);
  lm_text_add_str(text, shown.len < body.len ? "…'" : "'");
}

static bool
is_text(LmSlice type)
{
  return lm_slice_starts_with_nocase(type, LM_SLICE_LITERAL("text/"));
}

/* "IMDN displayed", "isComposing active"; false for a body of another type. */
static bool
add_word(LmText *text, LmSlice type, LmSlice body)
{
  const char *word = lm_cpim_word(type, body);
  if (!word)
    return false;
  lm_text_printf(text, "%s %s",
                 lm_slice_starts_with_nocase(type, LM_SLICE_LITERAL("message/")) ? "IMDN"
                                                                                 : "isComposing",
                 word);
  return true;
}

static void
add_content(LmText *text, const LmMsrpHead *head, LmSlice body)
{
  LmSlice type = lm_cpim_media_type(head->content_type);
  LmCpim cpim;
  if (add_word(text, type, body))
    return;
  bool enveloped = lm_cpim_is_type(type) && lm_cpim_parse(body, &cpim);
  if (enveloped && add_word(text, cpim.content_type, cpim.content)) {
    lm_text_add_str(text, ", CPIM");
    return;
  }
  lm_text_add_safe(text, type, false);
  add_range(text, head);
  if (enveloped) {
    lm_text_add_char(text, ' ');
    lm_text_add_safe(text, cpim.from, false);
    lm_text_add_str(text, " → ");
    lm_text_add_safe(text, cpim.to, false);
    lm_text_add_char(text, ' ');
    lm_text_add_safe(text, lm_cpim_media_type(cpim.content_type), false);
    /* A part without a type is text (RFC 2045, 5.2). */
    if (is_text(cpim.content_type) || cpim.content_type.len == 0)
      add_quoted(text, cpim.content);
  } else if (is_text(type) && body.len) {
    add_quoted(text, body);
  }
}

static void
add_progress(LmText *text, const LmMsrpTransfer *transfer, const LmMsrpHead *head,
             const LmOtherMedia *media, bool last)
{
  uint64_t total = transfer->total;
  if (total == LM_MSRP_UNKNOWN && media && media->file_bytes != LM_OTHER_NO_SIZE)
    total = media->file_bytes;
  if (media && media->file_name.len) {
    lm_text_add_str(text, "file ");
    lm_text_add_safe(text, media->file_name, false);
  } else {
    lm_text_add_safe(text, lm_cpim_media_type(head->content_type), false);
  }
  lm_text_add_char(text, ' ');
  if (total == LM_MSRP_UNKNOWN || total == 0) {
    lm_others_add_bytes(text, transfer->covered);
  } else {
    double percent = (double)transfer->covered * 100 / (double)total;
    lm_text_printf(text, "%.0f %% of ", percent < 100 || last ? percent : 100);
    lm_others_add_bytes(text, total);
  }
  if (last && transfer->n_chunks > 1)
    lm_text_printf(text, ", %u chunks", transfer->n_chunks);
}

/* Of a message in many chunks the first, the last and those that complete a quarter are told. */
static bool
is_told(LmMsrpTransfer *transfer, char flag)
{
  bool first = transfer->n_chunks == 1, last = flag != '+';
  uint8_t quarters = 0;
  if (transfer->total != LM_MSRP_UNKNOWN && transfer->total > 0)
    quarters = (uint8_t)(transfer->covered >= transfer->total
                             ? 4
                             : (double)transfer->covered * 4 / (double)transfer->total);
  bool next = quarters > transfer->told;
  if (next)
    transfer->told = quarters;
  return first || last || next;
}

static uint64_t
transaction_key(uint32_t client, uint32_t server, LmSlice transaction)
{
  const uint64_t parts[] = {lm_hash(lm_hash_key(), transaction.data, transaction.len),
                            (uint64_t)client << 32 | server};
  return lm_hash(lm_hash_key(), parts, sizeof parts);
}

/* Remembers that the response to the request need not be told by itself. */
static void
make_quiet(LmTrace *trace, const LmMsrpSide *side)
{
  LmOthers *others = lm_trace_others(trace);
  if (others->msrp_quiet_rows.len >= LM_LIMIT_MSRP_MESSAGES)
    return;
  uint64_t key = transaction_key(side->key.src, side->key.dst, side->head.transaction);
  lm_table_add(&others->msrp_quiet, key, others->msrp_quiet_rows.len);
  *(uint64_t *)lm_vec_push(&others->msrp_quiet_rows) = key;
}

static bool
is_quiet(const LmOthers *others, const LmMsrpSide *side)
{
  uint64_t key = transaction_key(side->key.dst, side->key.src, side->head.transaction);
  LmTableWalk walk;
  uint32_t row = lm_table_first(&others->msrp_quiet, key, &walk);
  for (; row != LM_NONE; row = lm_table_next(&others->msrp_quiet, &walk))
    if (*(const uint64_t *)lm_vec_at(&others->msrp_quiet_rows, row) == key)
      return true;
  return others->msrp_quiet_rows.len >= LM_LIMIT_MSRP_MESSAGES;
}

/* False: it is one of many chunks, and not told. */
static bool
describe_send(LmTrace *trace, const LmMsrpSide *side, const LmOtherMedia *media, char flag)
{
  const LmMsrpHead *head = &side->head;
  LmText *text = lm_others_detail(trace);
  bool is_file = media && media->file_name.len && head->content_type.len &&
                 !lm_cpim_word(head->content_type, side->preview);
  bool is_chunk = flag == '+' || (head->has_range && head->range_start > 1);
  if (!is_file && !is_chunk) {
    if (head->content_type.len || side->body_bytes)
      add_content(text, head, side->preview);
    return true;
  }
  LmMsrpTransfer *transfer = find_transfer(trace, side);
  if (!transfer) {
    add_content(text, head, side->preview);
    return true;
  }
  add_chunk(transfer, side);
  bool told = is_told(transfer, flag);
  /* The first chunk of a text shows what it is about. */
  if (transfer->n_chunks == 1 && !is_file)
    add_content(text, head, side->preview);
  else
    add_progress(text, transfer, head, media, flag != '+');
  if (!told)
    make_quiet(trace, side);
  return told;
}

static LmEventOutcome
describe_request(LmTrace *trace, const LmMsrpSide *side, const LmOtherMedia *media, char flag,
                 bool *told)
{
  const LmMsrpHead *head = &side->head;
  LmText *text = lm_others_detail(trace);
  LmEventOutcome outcome = LM_EVENT_NOTE;
  lm_text_add_safe(lm_others_label(trace), head->method_name, false);
  if (head->method == LM_MSRP_SEND) {
    *told = describe_send(trace, side, media, flag);
  } else if (head->method == LM_MSRP_REPORT) {
    lm_text_printf(text, "%u ", head->report_status);
    lm_text_add_safe(text, head->status_text, false);
    add_range(text, head);
    outcome =
        head->report_status >= 200 && head->report_status < 300 ? LM_EVENT_GOOD : LM_EVENT_FAILURE;
  } else if (head->method == LM_MSRP_NICKNAME) {
    lm_text_add_safe(text, head->use_nickname, false);
  }
  if (flag == '#') {
    lm_text_printf(text, "%s%s", text->len ? ", " : "", _("given up"));
    outcome = LM_EVENT_WARNING;
  }
  return outcome;
}

/* A response is told with its transaction, so that it is not the same as that to another. */
static LmEventOutcome
describe_response(LmTrace *trace, const LmMsrpSide *side)
{
  const LmMsrpHead *head = &side->head;
  LmText *label = lm_others_label(trace), *text = lm_others_detail(trace);
  lm_text_printf(label, "%u ", head->status);
  lm_text_add_safe(label, head->comment, false);
  bool good = head->status >= 200 && head->status < 300;
  if (!good || !is_quiet(trace->others, side))
    lm_text_add_safe(text, head->transaction, false);
  /* A relay's challenge is answered (RFC 4976, 5.1). */
  if (head->status == STATUS_UNAUTHORIZED)
    return LM_EVENT_NOTE;
  return good ? LM_EVENT_GOOD : LM_EVENT_FAILURE;
}

void
lm_msrp_tell(LmTrace *trace, const LmMsrpSide *side, const LmSipOrigin *origin, char flag)
{
  const LmMsrpHead *head = &side->head;
  const LmOtherMedia *media = find_session(trace, head, origin);
  LmMsrpSide own = *side;
  own.key = (LmFlowKey){origin->src, origin->dst};
  bool told = true;
  LmEventOutcome outcome = head->status ? describe_response(trace, &own)
                                        : describe_request(trace, &own, media, flag, &told);
  uint16_t anomaly = head->n_anomalies ? head->anomalies[0].kind
                     : flag == 0       ? LM_ANOMALY_MSRP_NO_END
                                       : LM_ANOMALY_NONE;
  if (anomaly != LM_ANOMALY_NONE) {
    LmText *text = &trace->others->detail;
    lm_text_printf(text, "%s%s", text->len ? ": " : "", lm_anomaly_text(anomaly));
    if (outcome < LM_EVENT_WARNING)
      outcome = LM_EVENT_WARNING;
    told = true;
  }
  if (told)
    lm_others_tell(trace, origin, side->bytes, media ? media->call : LM_NONE, LM_EVENT_MSRP,
                   outcome);
}
