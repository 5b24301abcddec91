/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/dtls_tracker.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "base/text.h"
#include "proto/dtls_assembly.h"
#include "proto/fingerprint.h"
#include "proto/tls_suites.h"
#include "track/announcement.h"
#include "track/endpoint.h"
#include "track/media_tracker.h"

#include <stdlib.h>

#define MAX_FINGERPRINTS 8 /* of one media line (RFC 8122, 5) */
/* Certificates that wait for an SDP are looked at whenever one comes. */
#define MAX_WAITING 64

/* What one end sent. */
typedef struct {
  LmDtlsAssembly assembly;
  LmSlice certificate; /* DER; empty before */
  uint32_t flow;       /* row; LM_NONE before its first packet */
  uint32_t at, to;     /* rows of the source and destination of its packets */
  uint32_t frame;      /* of its certificate */
  int64_t time_ns;
  bool checked; /* the certificate was laid beside the SDP */
  bool hello, change, finished, data;
  bool encrypted_handshake; /* DTLS 1.3: sent in epoch 2 or later */
} Side;

typedef struct {
  uint32_t ends[2]; /* endpoint rows, of the true ends */
  Side sides[2];
  uint16_t version, suite, profile; /* that the server chose; 0: not seen, or none */
  bool srtp;                        /* asked for by the client */
  bool complete, failed;
  int64_t last_ns;
} Pair;

struct LmDtlsTracker {
  LmVec pairs;
  LmTable by_ends;
  LmVec secure; /* uint32_t: rows of flows whose media is SRTP */
  LmTable secure_by_flow;
  LmArena certificates; /* put together from fragments */
  uint32_t *waiting;    /* owned: pair rows times two, plus the side */
  uint32_t n_waiting;
  uint64_t assembled_bytes; /* in all assemblies */
};

void
lm_dtls_tracker_free(LmDtlsTracker *dtls)
{
  if (!dtls)
    return;
  for (uint32_t row = 0; row < dtls->pairs.len; row++) {
    Pair *pair = lm_vec_at(&dtls->pairs, row);
    lm_dtls_assembly_clear(&pair->sides[0].assembly);
    lm_dtls_assembly_clear(&pair->sides[1].assembly);
  }
  lm_vec_clear(&dtls->pairs);
  lm_table_clear(&dtls->by_ends);
  lm_vec_clear(&dtls->secure);
  lm_table_clear(&dtls->secure_by_flow);
  lm_arena_clear(&dtls->certificates);
  free(dtls->waiting);
  free(dtls);
}

static LmDtlsTracker *
tracker_of(LmTrace *trace)
{
  if (!trace->dtls) {
    trace->dtls = lm_alloc(sizeof *trace->dtls);
    trace->dtls->pairs = LM_VEC_INIT(Pair);
    trace->dtls->secure = LM_VEC_INIT(uint32_t);
    trace->dtls->waiting = lm_alloc(MAX_WAITING * sizeof *trace->dtls->waiting);
  }
  return trace->dtls;
}

/* NULL where there are too many. */
static Pair *
pair_of(LmDtlsTracker *dtls, const LmDatagram *datagram)
{
  uint32_t a = datagram->real_src, b = datagram->real_dst;
  const uint32_t key[] = {a < b ? a : b, a < b ? b : a};
  uint64_t hash = lm_hash(lm_hash_key(), key, sizeof key);
  LmTableWalk walk;
  uint32_t row = lm_table_first(&dtls->by_ends, hash, &walk);
  for (; row != LM_NONE; row = lm_table_next(&dtls->by_ends, &walk)) {
    Pair *pair = lm_vec_at(&dtls->pairs, row);
    if (pair->ends[0] == key[0] && pair->ends[1] == key[1])
      return pair;
  }
  if (dtls->pairs.len >= LM_LIMIT_DTLS_PAIRS)
    return NULL;
  lm_table_add(&dtls->by_ends, hash, dtls->pairs.len);
  Pair *pair = lm_vec_push(&dtls->pairs);
  *pair = (Pair){.ends = {key[0], key[1]}};
  pair->sides[0].flow = pair->sides[1].flow = LM_NONE;
  return pair;
}

/* One datagram as it is taken apart. */
typedef struct {
  LmTrace *trace;
  const LmDatagram *datagram;
  Pair *pair;
  Side *side; /* that sent it */
  LmText label, detail;
  LmEventOutcome outcome;
} Reading;

/* Each is named once, however many pieces of it a datagram has. */
static void
add_once(LmText *list, const char *name)
{
  LmSlice whole = lm_slice(list->str, list->len);
  if (!*name || lm_slice_find(whole, lm_slice_str(name)) >= 0)
    return;
  lm_text_add_str(list, list->len ? ", " : "");
  lm_text_add_str(list, name);
}

static void
add_label(Reading *reading, const char *name)
{
  add_once(&reading->label, name);
}

static void
add_detail(Reading *reading, const char *text)
{
  add_once(&reading->detail, text);
}

static void
add_state(LmTrace *trace, const Side *side, LmEventOutcome outcome, const char *label,
          const char *detail)
{
  LmDatagram at = {
      .time_ns = side->time_ns, .frame = side->frame, .src = side->at, .dst = side->to};
  lm_datagram_state(trace, &at, LM_EVENT_DTLS, outcome, label, detail);
}

/* False while no SDP is known that says something of the certificate. */
static bool
check_certificate(LmTrace *trace, Pair *pair, unsigned end)
{
  Side *side = &pair->sides[end];
  const LmAnnouncement *announcement = lm_trace_announcement(trace, pair->ends[end]);
  LmSlice values[MAX_FINGERPRINTS];
  uint32_t n = announcement ? lm_trace_announced_attributes(trace, announcement,
                                                            LM_SLICE_LITERAL("fingerprint"), values,
                                                            MAX_FINGERPRINTS)
                            : 0;
  LmFingerprintMatch best = LM_FINGERPRINT_UNKNOWN;
  LmSlice hash = LM_SLICE_LITERAL("sha-256"), rest;
  for (uint32_t i = 0; i < n && best != LM_FINGERPRINT_MATCHES; i++) {
    LmFingerprintMatch match = lm_fingerprint_match(side->certificate, values[i]);
    if (match > best) {
      best = match;
      hash = lm_slice_split(lm_slice_trim(values[i]), ' ', &rest);
    }
  }
  if (best == LM_FINGERPRINT_UNKNOWN)
    return false;
  char text[LM_FINGERPRINT_TEXT_SIZE];
  lm_fingerprint_format(side->certificate, hash, text);
  side->checked = true;
  if (best == LM_FINGERPRINT_MATCHES)
    add_state(trace, side, LM_EVENT_GOOD, N_("fingerprint as in the SDP"), text);
  else
    add_state(trace, side, LM_EVENT_FAILURE, N_("fingerprint not that of the SDP"), text);
  return true;
}

void
lm_trace_check_certificates(LmTrace *trace)
{
  LmDtlsTracker *dtls = trace->dtls;
  uint32_t kept = 0;
  for (uint32_t i = 0; dtls && i < dtls->n_waiting; i++) {
    uint32_t which = dtls->waiting[i];
    if (!check_certificate(trace, lm_vec_at(&dtls->pairs, which / 2), which & 1))
      dtls->waiting[kept++] = which;
  }
  if (dtls)
    dtls->n_waiting = kept;
}

static void
wait_for_sdp(LmDtlsTracker *dtls, const Pair *pair, unsigned end)
{
  /* The oldest gives way. */
  if (dtls->n_waiting == MAX_WAITING)
    memmove(dtls->waiting, dtls->waiting + 1, --dtls->n_waiting * sizeof *dtls->waiting);
  for (uint32_t row = dtls->pairs.len; row-- > 0;)
    if (lm_vec_at(&dtls->pairs, row) == pair) {
      dtls->waiting[dtls->n_waiting++] = row * 2 + end;
      return;
    }
}

static void
read_certificate(Reading *reading, LmSlice message)
{
  Side *side = reading->side;
  LmSlice der;
  if (!lm_dtls_certificate_parse(message, &der))
    return;
  char text[LM_FINGERPRINT_TEXT_SIZE];
  lm_fingerprint_format(der, LM_SLICE_LITERAL("sha-256"), text);
  add_detail(reading, text);
  if (lm_slice_equal(side->certificate, der))
    return;
  LmDtlsTracker *dtls = reading->trace->dtls;
  /* Out of one record it is bytes of the capture, else of the assembly. */
  if (message.data == side->assembly.bytes) {
    if (dtls->certificates.total_bytes + der.len > LM_LIMIT_DTLS_BYTES)
      return;
    der = lm_arena_copy(&dtls->certificates, der);
  }
  side->certificate = der;
  side->frame = reading->datagram->frame;
  side->time_ns = reading->datagram->time_ns;
  unsigned end = side == &reading->pair->sides[1];
  if (!check_certificate(reading->trace, reading->pair, end))
    wait_for_sdp(dtls, reading->pair, end);
}

static void
add_profiles(Reading *reading, const LmDtlsHello *hello)
{
  for (size_t i = 0; i + 2 <= hello->srtp_profiles.len && i < 16; i += 2)
    add_detail(reading, lm_dtls_srtp_profile_name(lm_slice_be16(hello->srtp_profiles, i)));
}

static void
read_client_hello(Reading *reading, LmSlice message)
{
  LmDtlsHello hello;
  lm_dtls_client_hello_parse(message, &hello);
  reading->side->hello = true;
  reading->pair->srtp |= hello.has_srtp;
  add_detail(reading, lm_dtls_version_name(hello.version));
  add_profiles(reading, &hello);
  if (hello.malformed)
    reading->outcome = LM_EVENT_WARNING;
}

static void
read_server_hello(Reading *reading, LmSlice message)
{
  LmDtlsHello hello;
  Pair *pair = reading->pair;
  lm_dtls_server_hello_parse(message, &hello);
  if (!hello.retry) {
    pair->version = hello.version;
    pair->suite = lm_slice_be16(hello.suites, 0);
    pair->profile = lm_slice_be16(hello.srtp_profiles, 0);
  }
  add_detail(reading, lm_dtls_version_name(hello.version));
  add_detail(reading, lm_tls_suite_name(lm_slice_be16(hello.suites, 0)));
  add_profiles(reading, &hello);
  if (hello.malformed)
    reading->outcome = LM_EVENT_WARNING;
}

static void
read_message(Reading *reading, uint8_t type, LmSlice message)
{
  switch (type) {
  case LM_DTLS_CLIENT_HELLO:
    read_client_hello(reading, message);
    break;
  case LM_DTLS_SERVER_HELLO:
    read_server_hello(reading, message);
    break;
  case LM_DTLS_CERTIFICATE:
    read_certificate(reading, message);
    break;
  default:
    break;
  }
}

static void
read_fragment(Reading *reading, const LmDtlsHandshake *handshake)
{
  LmDtlsTracker *dtls = reading->trace->dtls;
  LmDtlsAssembly *assembly = &reading->side->assembly;
  const char *name = lm_dtls_handshake_name(handshake->type);
  LmSlice message;
  add_label(reading, *name ? name : "?");
  if (handshake->cut)
    reading->outcome = LM_EVENT_WARNING;
  uint32_t before = assembly->len;
  if (!lm_dtls_is_whole(handshake) &&
      dtls->assembled_bytes - before + handshake->len > LM_LIMIT_DTLS_BYTES) {
    reading->trace->counters.dtls_cut_by_limit++;
    return;
  }
  bool whole = lm_dtls_assembly_add(assembly, handshake, &message);
  dtls->assembled_bytes += assembly->len;
  dtls->assembled_bytes -= before;
  if (!whole)
    return;
  read_message(reading, handshake->type, message);
  if (assembly->bytes && message.data == assembly->bytes) {
    dtls->assembled_bytes -= assembly->len;
    lm_dtls_assembly_clear(assembly);
  }
}

static void
read_alert(Reading *reading, const LmDtlsRecord *record)
{
  uint8_t level = lm_slice_u8(record->fragment, 0), what = lm_slice_u8(record->fragment, 1);
  if (record->epoch || record->fragment.len != 2) {
    add_label(reading, N_("Alert (encrypted)"));
    return;
  }
  const char *name = lm_dtls_alert_name(what);
  lm_text_printf(&reading->label, "%sAlert %s %s", reading->label.len ? ", " : "",
                 level == 2 ? "fatal" : "warning", *name ? name : "?");
  if (level == 2) {
    reading->outcome = LM_EVENT_FAILURE;
    reading->pair->failed = true;
  }
}

/* In epoch 2 is the handshake, from epoch 3 on the application's data and acknowledgements (RFC
 * 9147, 6.1). */
static void
read_unified(Reading *reading, const LmDtlsRecord *record)
{
  Side *side = reading->side;
  if (record->epoch == 2 && !side->encrypted_handshake)
    add_label(reading, N_("Handshake (encrypted)"));
  if (record->epoch == 3 && !side->data)
    add_label(reading, N_("Data (encrypted)"));
  side->encrypted_handshake |= record->epoch == 2;
  side->data |= record->epoch == 3;
}

static void
read_record(Reading *reading, const LmDtlsRecord *record)
{
  Side *side = reading->side;
  LmDtlsHandshake handshake;
  if (record->cut)
    reading->outcome = LM_EVENT_WARNING;
  if (record->unified) {
    read_unified(reading, record);
  } else if (record->type == LM_DTLS_ALERT) {
    read_alert(reading, record);
  } else if (record->type == LM_DTLS_CHANGE_CIPHER_SPEC) {
    add_label(reading, "ChangeCipherSpec");
    side->change = true;
  } else if (record->type == LM_DTLS_HANDSHAKE && record->epoch == 0) {
    for (LmSlice rest = record->fragment; lm_dtls_next_handshake(&rest, &handshake);)
      read_fragment(reading, &handshake);
  } else if (record->type == LM_DTLS_HANDSHAKE) {
    /* What follows the change of ciphers is Finished (RFC 5246, 7.4.9). */
    add_label(reading, side->finished ? N_("Handshake (encrypted)") : "Finished");
    side->finished = true;
  } else if (!side->data) {
    add_label(reading, record->type == LM_DTLS_APPLICATION_DATA
                           ? N_("Application data")
                           : lm_dtls_content_name(record->type));
    side->data = true;
  }
}

bool
lm_trace_flow_is_secure(const LmTrace *trace, uint32_t flow)
{
  const LmDtlsTracker *dtls = trace->dtls;
  LmTableWalk walk;
  if (!dtls)
    return false;
  uint64_t hash = lm_hash(lm_hash_key(), &flow, sizeof flow);
  uint32_t row = lm_table_first(&dtls->secure_by_flow, hash, &walk);
  while (row != LM_NONE && *(uint32_t *)lm_vec_at(&dtls->secure, row) != flow)
    row = lm_table_next(&dtls->secure_by_flow, &walk);
  return row != LM_NONE;
}

/* Media that flows here is SRTP from now on (RFC 5764, 3). */
static void
secure_flow(LmTrace *trace, uint32_t flow)
{
  LmDtlsTracker *dtls = trace->dtls;
  if (flow == LM_NONE || lm_trace_flow_is_secure(trace, flow))
    return;
  uint32_t row = dtls->secure.len;
  *(uint32_t *)lm_vec_push(&dtls->secure) = flow;
  lm_table_add(&dtls->secure_by_flow, lm_hash(lm_hash_key(), &flow, sizeof flow), row);
  lm_trace_secure_streams(trace, flow);
}

static bool
is_complete(const Pair *pair)
{
  const Side *a = &pair->sides[0], *b = &pair->sides[1];
  return pair->version == LM_DTLS_1_3 ? a->encrypted_handshake && b->encrypted_handshake
                                      : a->finished && b->finished;
}

static void
complete(Reading *reading)
{
  Pair *pair = reading->pair;
  LmText detail = LM_TEXT_INIT;
  pair->complete = true;
  lm_text_add_str(&detail, lm_dtls_version_name(pair->version));
  if (*lm_tls_suite_name(pair->suite))
    lm_text_printf(&detail, ", %s", lm_tls_suite_name(pair->suite));
  if (*lm_dtls_srtp_profile_name(pair->profile))
    lm_text_printf(&detail, ", %s", lm_dtls_srtp_profile_name(pair->profile));
  lm_datagram_state(reading->trace, reading->datagram, LM_EVENT_DTLS, LM_EVENT_GOOD,
                    N_("handshake complete"), detail.str ? detail.str : "");
  if (pair->version == LM_DTLS_1_3)
    lm_datagram_state(reading->trace, reading->datagram, LM_EVENT_DTLS, LM_EVENT_NOTE,
                      N_("certificates are encrypted, and not checked"), "");
  /* In DTLS 1.3 what the server chose is encrypted. */
  if (pair->profile || (pair->version == LM_DTLS_1_3 && pair->srtp)) {
    secure_flow(reading->trace, pair->sides[0].flow);
    secure_flow(reading->trace, pair->sides[1].flow);
  }
  lm_text_clear(&detail);
}

/* A new handshake between the same ends. */
static void
begin_again(LmDtlsTracker *dtls, Pair *pair)
{
  pair->complete = pair->failed = pair->srtp = false;
  pair->version = pair->suite = pair->profile = 0;
  for (int i = 0; i < 2; i++) {
    Side *side = &pair->sides[i];
    dtls->assembled_bytes -= side->assembly.len;
    lm_dtls_assembly_clear(&side->assembly);
    side->hello = side->change = side->finished = side->data = side->encrypted_handshake = false;
  }
}

static bool
begins_handshake(const LmDatagram *datagram)
{
  LmSlice rest = datagram->bytes;
  LmDtlsRecord record;
  return lm_dtls_next_record(&rest, &record) && record.type == LM_DTLS_HANDSHAKE &&
         record.epoch == 0 && lm_slice_u8(record.fragment, 0) == LM_DTLS_CLIENT_HELLO;
}

static void
read_records(Reading *reading)
{
  LmDtlsRecord record;
  for (LmSlice rest = reading->datagram->bytes; lm_dtls_next_record(&rest, &record);)
    read_record(reading, &record);
  if (reading->label.len)
    lm_datagram_event(reading->trace, reading->datagram, LM_EVENT_DTLS, reading->outcome,
                      reading->label.str, reading->detail.str);
  if (!reading->pair->complete && is_complete(reading->pair))
    complete(reading);
}

void
lm_trace_add_dtls(LmTrace *trace, const LmDatagram *datagram)
{
  LmDtlsTracker *dtls = tracker_of(trace);
  Pair *pair = pair_of(dtls, datagram);
  if (!pair)
    return;
  Side *side = &pair->sides[pair->ends[0] != datagram->real_src];
  if (pair->complete && begins_handshake(datagram))
    begin_again(dtls, pair);
  side->flow = datagram->flow;
  side->at = datagram->src;
  side->to = datagram->dst;
  pair->last_ns = datagram->time_ns;
  if (side->certificate.len == 0) {
    side->frame = datagram->frame;
    side->time_ns = datagram->time_ns;
  }
  Reading reading = {.trace = trace, .datagram = datagram, .pair = pair, .side = side};
  read_records(&reading);
  lm_text_clear(&reading.label);
  lm_text_clear(&reading.detail);
}

/* A capture that ends within a handshake says nothing of it; one that goes on does. */
#define GIVEN_UP_NS (10 * LM_NS_PER_S)

void
lm_trace_finish_dtls(LmTrace *trace)
{
  LmDtlsTracker *dtls = trace->dtls;
  for (uint32_t row = 0; dtls && row < dtls->pairs.len; row++) {
    Pair *pair = lm_vec_at(&dtls->pairs, row);
    const Side *client = pair->sides[0].hello ? &pair->sides[0] : &pair->sides[1];
    if (client->hello && !pair->complete && !pair->failed &&
        lm_time_sub(trace->counters.last_ns, pair->last_ns) >= GIVEN_UP_NS)
      add_state(trace, client, LM_EVENT_WARNING, N_("handshake not completed"), "");
  }
}
