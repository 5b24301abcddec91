/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/dtls_tracker.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "base/text.h"
#include "proto/fingerprint.h"
#include "proto/tls_suites.h"
#include "track/dtls_pairs.h"

/* One datagram as it is taken apart. */
typedef struct {
  LmTrace *trace;
  const LmDatagram *datagram;
  LmDtlsPair *pair;
  LmDtlsSide *side; /* that sent it */
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
add_profiles(Reading *reading, const LmDtlsHello *hello)
{
  for (size_t i = 0; i + 2 <= hello->srtp_profiles.len && i < 16; i += 2)
    add_detail(reading, lm_dtls_srtp_profile_name(lm_slice_be16(hello->srtp_profiles, i)));
}

static void
keep_random(uint8_t *kept, LmSlice random)
{
  if (random.len == 32)
    memcpy(kept, random.data, 32);
}

static void
read_client_hello(Reading *reading, LmSlice message)
{
  LmDtlsHello hello;
  lm_dtls_client_hello_parse(message, &hello);
  reading->side->hello = true;
  reading->pair->srtp |= hello.has_srtp;
  keep_random(reading->pair->client_random, hello.random);
  add_detail(reading, lm_dtls_version_name(hello.version));
  add_profiles(reading, &hello);
  if (hello.malformed)
    reading->outcome = LM_EVENT_WARNING;
}

static void
read_server_hello(Reading *reading, LmSlice message)
{
  LmDtlsHello hello;
  LmDtlsPair *pair = reading->pair;
  lm_dtls_server_hello_parse(message, &hello);
  if (!hello.retry) {
    pair->version = hello.version;
    pair->suite = lm_slice_be16(hello.suites, 0);
    pair->profile = lm_slice_be16(hello.srtp_profiles, 0);
    keep_random(pair->server_random, hello.random);
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
  char fingerprint[LM_FINGERPRINT_TEXT_SIZE];
  switch (type) {
  case LM_DTLS_CLIENT_HELLO:
    read_client_hello(reading, message);
    break;
  case LM_DTLS_SERVER_HELLO:
    read_server_hello(reading, message);
    break;
  case LM_DTLS_CERTIFICATE:
    lm_dtls_add_certificate(reading->trace, reading->side, reading->datagram, message, fingerprint);
    add_detail(reading, fingerprint);
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
  LmDtlsSide *side = reading->side;
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
  LmDtlsSide *side = reading->side;
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

static bool
is_complete(const LmDtlsPair *pair)
{
  const LmDtlsSide *a = &pair->sides[0], *b = &pair->sides[1];
  return pair->version == LM_DTLS_1_3 ? a->encrypted_handshake && b->encrypted_handshake
                                      : a->finished && b->finished;
}

/* Finds the keys of the media, or says what is missing. */
static void
find_keys(LmTrace *trace, LmDtlsPair *pair, LmText *detail)
{
  LmDtlsSeen seen = {
      .version = pair->version,
      .suite = pair->suite,
      .profile = pair->profile,
      .client_random = lm_slice(pair->client_random, sizeof pair->client_random),
      .server_random = lm_slice(pair->server_random, sizeof pair->server_random),
  };
  LmDtlsSrtpKeys keys;
  if (!pair->profile)
    return;
  switch (lm_dtls_srtp_keys(trace->keys, &seen, &keys)) {
  case LM_DTLS_KEYS_FOUND:
    pair->keys = keys;
    lm_text_printf(detail, ", %s", _("SRTP keys found"));
    break;
  case LM_DTLS_KEYS_NO_SECRET:
    lm_text_printf(detail, ", %s: ", _("no SRTP keys"));
    lm_keys_explain(trace->keys, seen.client_random, detail);
    break;
  case LM_DTLS_KEYS_UNSUPPORTED:
    break;
  }
}

static void
complete(Reading *reading)
{
  LmDtlsPair *pair = reading->pair;
  LmText detail = LM_TEXT_INIT;
  pair->complete = true;
  lm_text_add_str(&detail, lm_dtls_version_name(pair->version));
  if (*lm_tls_suite_name(pair->suite))
    lm_text_printf(&detail, ", %s", lm_tls_suite_name(pair->suite));
  if (*lm_dtls_srtp_profile_name(pair->profile))
    lm_text_printf(&detail, ", %s", lm_dtls_srtp_profile_name(pair->profile));
  find_keys(reading->trace, pair, &detail);
  lm_datagram_state(reading->trace, reading->datagram, LM_EVENT_DTLS, LM_EVENT_GOOD,
                    N_("handshake complete"), detail.str ? detail.str : "");
  if (pair->version == LM_DTLS_1_3)
    lm_datagram_state(reading->trace, reading->datagram, LM_EVENT_DTLS, LM_EVENT_NOTE,
                      N_("certificates are encrypted, and not checked"), "");
  /* In DTLS 1.3 what the server chose is encrypted. */
  if (pair->profile || (pair->version == LM_DTLS_1_3 && pair->srtp)) {
    lm_dtls_secure_flow(reading->trace, pair->sides[0].flow);
    lm_dtls_secure_flow(reading->trace, pair->sides[1].flow);
  }
  lm_text_clear(&detail);
}

/* A new handshake between the same ends. */
static void
begin_again(LmDtlsTracker *dtls, LmDtlsPair *pair)
{
  pair->complete = pair->failed = pair->srtp = false;
  pair->version = pair->suite = pair->profile = 0;
  pair->keys = (LmDtlsSrtpKeys){0};
  for (int i = 0; i < 2; i++) {
    LmDtlsSide *side = &pair->sides[i];
    dtls->assembled_bytes -= side->assembly.len;
    lm_dtls_assembly_clear(&side->assembly);
    /* It is laid beside the session description of the call that there is now. */
    side->certificate = LM_SLICE_EMPTY;
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
  lm_dtls_check_certificate(reading->trace, reading->pair, reading->side);
  if (!reading->pair->complete && is_complete(reading->pair))
    complete(reading);
}

void
lm_trace_add_dtls(LmTrace *trace, const LmDatagram *datagram)
{
  LmDtlsTracker *dtls = lm_dtls_tracker(trace);
  LmDtlsPair *pair = lm_dtls_pair(dtls, datagram);
  trace->counters.pairs_refused += !pair;
  if (!pair)
    return;
  LmDtlsSide *side = &pair->sides[pair->ends[0] != datagram->real_src];
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
  /* The handshake was before the capture, or on another way that ICE has left since. What shares a
   * flow with DTLS gets its keys from it (RFC 7983, 7). */
  if (side->data && !pair->complete && !pair->version)
    lm_dtls_secure_flow(trace, datagram->flow);
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
    LmDtlsPair *pair = lm_vec_at(&dtls->pairs, row);
    const LmDtlsSide *client = pair->sides[0].hello ? &pair->sides[0] : &pair->sides[1];
    if (client->hello && !pair->complete && !pair->failed &&
        lm_time_sub(trace->counters.last_ns, pair->last_ns) >= GIVEN_UP_NS)
      lm_dtls_add_state(trace, client, LM_EVENT_WARNING, N_("handshake not completed"), "");
  }
}
