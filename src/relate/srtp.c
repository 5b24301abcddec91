/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/srtp.h"

#include "base/hash.h"
#include "base/limits.h"
#include "proto/rtp.h"
#include "relate/srtp_keys.h"

#include <openssl/evp.h>
#include <stdlib.h>

/* A stream that nothing announces as SRTP is believed to be none after so many packets. */
#define DOUBTED_PACKETS 16

/* What opens the SRTCP of one source. */
typedef struct {
  uint32_t src, dst, ssrc;
  LmSrtpCandidates candidates;
  LmSrtp *srtp; /* NULL: there are no keys. Owned */
} Source;

struct LmSrtpView {
  const LmTrace *trace;
  LmSrtpKeyring *keys;
  uint8_t *scratch; /* owned */
  LmVec sources;
  LmTable by_source;
  LmRtcpOpener opener;
};

static Source *
find_source(LmSrtpView *view, const LmRtcpDatagram *row, uint32_t ssrc)
{
  const uint32_t key[] = {row->src, row->dst, ssrc};
  uint64_t hash = lm_hash(lm_hash_key(), key, sizeof key);
  LmTableWalk walk;
  uint32_t at = lm_table_first(&view->by_source, hash, &walk);
  for (; at != LM_NONE; at = lm_table_next(&view->by_source, &walk)) {
    Source *source = lm_vec_at(&view->sources, at);
    if (source->src == row->src && source->dst == row->dst && source->ssrc == ssrc)
      return source;
  }
  if (view->sources.len >= LM_LIMIT_SRTCP_SOURCES)
    return NULL;
  lm_table_add(&view->by_source, hash, view->sources.len);
  Source *source = lm_vec_push(&view->sources);
  source->src = row->src;
  source->dst = row->dst;
  source->ssrc = ssrc;
  const LmAddr *src = &lm_trace_endpoint(view->trace, row->src)->addr;
  const LmAddr *dst = &lm_trace_endpoint(view->trace, row->dst)->addr;
  uint32_t stream = lm_trace_rtcp_stream(view->trace, ssrc, src, dst, row->time_ns);
  uint32_t call = stream == LM_NONE ? LM_NONE : lm_trace_stream(view->trace, stream)->call;
  if (call == LM_NONE)
    call = lm_trace_rtcp_call(view->trace, row);
  LmSrtpWanted wanted = {row->src, row->dst, ssrc, call};
  lm_srtp_keyring_find(view->keys, &wanted, &source->candidates);
  if (source->candidates.n_usable)
    source->srtp =
        lm_srtp_new(source->candidates.cryptos, source->candidates.n, ssrc, view->scratch);
  return source;
}

static bool
open_rtcp(void *data, uint32_t index, LmArena *arena, LmSlice *plain)
{
  LmSrtpView *view = data;
  const LmRtcpDatagram *row = lm_trace_rtcp(view->trace, index);
  LmSlice bytes = lm_slice(row->data, row->len), opened;
  Source *source = find_source(view, row, lm_slice_be32(bytes, 4));
  if (!source || !source->srtp || lm_srtp_open_rtcp(source->srtp, bytes, &opened) != LM_SRTP_OPENED)
    return false;
  *plain = lm_arena_copy(arena, opened);
  return true;
}

LmSrtpView *
lm_srtp_view_new(const LmTrace *trace)
{
  LmSrtpView *view = lm_alloc(sizeof *view);
  view->trace = trace;
  view->keys = lm_srtp_keyring_new(trace);
  view->scratch = lm_alloc(LM_SRTP_SCRATCH_BYTES);
  view->sources = LM_VEC_INIT(Source);
  view->opener = (LmRtcpOpener){open_rtcp, view};
  return view;
}

void
lm_srtp_view_free(LmSrtpView *view)
{
  if (!view)
    return;
  for (uint32_t i = 0; i < view->sources.len; i++)
    lm_srtp_free(((Source *)lm_vec_at(&view->sources, i))->srtp);
  lm_vec_clear(&view->sources);
  lm_table_clear(&view->by_source);
  lm_srtp_keyring_free(view->keys);
  free(view->scratch);
  free(view);
}

uint64_t
lm_srtp_view_refused(const LmSrtpView *view)
{
  return lm_srtp_keyring_refused(view->keys);
}

const LmRtcpOpener *
lm_srtp_view_opener(LmSrtpView *view)
{
  return &view->opener;
}

/* One stream as it is read. */
typedef struct {
  LmSrtp *srtp;
  LmSrtpStream *out;
  EVP_MD_CTX *digest; /* owned; NULL where there is no memory */
  int crypto;         /* that opened the packet before; -1 */
} Reading;

static void
note_opened(Reading *reading, LmSlice plain)
{
  LmSrtpStream *out = reading->out;
  LmRtpHeader header;
  int crypto = lm_srtp_current(reading->srtp);
  if (out->authenticated++ == 0)
    out->rollover_first = lm_srtp_rollover(reading->srtp);
  else
    out->key_changes += crypto != reading->crypto;
  reading->crypto = crypto;
  out->rollover = lm_srtp_rollover(reading->srtp);
  if (!lm_rtp_parse(plain, &header))
    return;
  LmSlice payload = lm_slice_sub(plain, header.payload_offset, header.payload_len);
  out->payload_bytes += payload.len;
  if (reading->digest && payload.len)
    EVP_DigestUpdate(reading->digest, payload.data, payload.len);
}

/* Says of the key that is in use, or would be, whose it is. */
static void
name_key(LmSrtpStream *out, const LmSrtpCandidates *candidates, int index)
{
  size_t named = index < 0 ? 0 : (size_t)index;
  if (candidates->n == 0) {
    out->suite = candidates->missing_suite;
    return;
  }
  const LmSrtpCrypto *crypto = candidates->cryptos[named];
  out->suite = crypto->suite;
  out->source = candidates->sources[named];
  out->frame = candidates->frames[named];
  out->tag = out->source == LM_SRTP_BY_DTLS ? 0 : crypto->tag;
}

static LmSrtpState
state_of(const LmSrtpStream *out, const LmSrtpCandidates *candidates)
{
  if (out->authenticated)
    return LM_SRTP_AUTHENTICATED;
  if (candidates->n_usable)
    return LM_SRTP_WRONG_KEY;
  if (candidates->n)
    return lm_srtp_is_there() ? LM_SRTP_NOT_SUPPORTED : LM_SRTP_NO_LIBRARY;
  return candidates->no_secret ? LM_SRTP_NO_SECRET : LM_SRTP_NO_KEY;
}

static void
read_packets(Reading *reading, const LmStream *stream, LmSrtpTake take, void *data)
{
  LmPacketLogWalk walk;
  LmPacketLogEntry entry;
  LmSlice plain;
  lm_packet_log_walk(&stream->log, &walk);
  for (uint64_t n = 1; lm_packet_log_next(&walk, &entry); n++) {
    LmSrtpResult result = lm_srtp_open_rtp(reading->srtp, entry.packet, &plain);
    if (result == LM_SRTP_OPENED)
      note_opened(reading, plain);
    else if (result == LM_SRTP_UNCHECKED)
      reading->out->unchecked++;
    else
      reading->out->failed++;
    if (take)
      take(data, &entry, result, plain);
    if (!stream->secure && n == DOUBTED_PACKETS && reading->crypto < 0)
      break;
  }
}

bool
lm_srtp_view_read(LmSrtpView *view, uint32_t row, LmSrtpTake take, void *data, LmSrtpStream *out)
{
  const LmStream *stream = lm_trace_stream(view->trace, row);
  LmSrtpWanted wanted = {stream->src, stream->dst, stream->ssrc, stream->call};
  LmSrtpCandidates candidates;
  Reading reading = {.out = out, .crypto = -1};
  *out = (LmSrtpStream){.stream = row};
  lm_srtp_keyring_find(view->keys, &wanted, &candidates);
  out->n_keys = (uint32_t)candidates.n;
  if (candidates.n_usable) {
    unsigned len = LM_SRTP_DIGEST_BYTES;
    reading.srtp = lm_srtp_new(candidates.cryptos, candidates.n, stream->ssrc, view->scratch);
    reading.digest = EVP_MD_CTX_new();
    if (reading.digest)
      EVP_DigestInit_ex(reading.digest, EVP_sha256(), NULL);
    read_packets(&reading, stream, take, data);
    if (reading.digest)
      EVP_DigestFinal_ex(reading.digest, out->digest, &len);
    EVP_MD_CTX_free(reading.digest);
    lm_srtp_free(reading.srtp);
  }
  name_key(out, &candidates, reading.crypto);
  out->state = (uint8_t)state_of(out, &candidates);
  return stream->secure || out->authenticated;
}
