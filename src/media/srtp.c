/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/srtp.h"

#include "base/arena.h"
#include "base/bytes.h"
#include "proto/rtp.h"

#include <dlfcn.h>
#include <pthread.h>
#include <srtp2/crypto_types.h>
#include <srtp2/srtp.h>
#include <stdlib.h>

/* How far behind the newest a packet may be: the most that the library takes. */
#define WINDOW_PACKETS 0x7fff
/* Of the first packets all these roll-over counters are tried: 64 are a day at 50 packets a second.
 * Packets behind them begin with few. */
#define FIRST_PACKETS 8
#define FIRST_COUNTERS 64
#define LIKELY_COUNTERS 2
/* A try is some 2 us and a session some 60 us: all of them together less than a second a source. */
#define MOST_TRIES 32768
#define MOST_SESSIONS 4096

struct LmSrtp {
  const LmSrtpCrypto *const *cryptos;
  size_t n;
  uint8_t *scratch;
  uint32_t ssrc;
  int current;         /* the crypto that opened the last packet; -1: none has */
  srtp_t session;      /* of it. Owned */
  uint32_t rollover;   /* of the newest packet that was opened */
  uint16_t sequence;   /* its number */
  unsigned n_searched; /* packets before the first that was opened */
  unsigned tries_left, sessions_left;
};

/* The library brings others that take longer to load than the program takes to start, so it is
 * loaded when the first packet is to be opened. */
#define LIBRARY "libsrtp2.so.1"
#define FUNCTIONS(DO)                           \
  DO(init)                                      \
  DO(create)                                    \
  DO(dealloc)                                   \
  DO(unprotect_mki)                             \
  DO(unprotect_rtcp_mki)                        \
  DO(set_stream_roc)                            \
  DO(get_stream_roc)                            \
  DO(crypto_policy_set_rtp_default)             \
  DO(crypto_policy_set_aes_cm_192_hmac_sha1_80) \
  DO(crypto_policy_set_aes_cm_256_hmac_sha1_80) \
  DO(crypto_policy_set_aes_gcm_128_16_auth)     \
  DO(crypto_policy_set_aes_gcm_256_16_auth)     \
  DO(crypto_policy_set_null_cipher_hmac_sha1_80)

#define MEMBER(name) __typeof__(srtp_##name) *name;
#define NAME(name) "srtp_" #name,

static struct {
  FUNCTIONS(MEMBER)
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_ready;

static void
load_library(void)
{
  static const char *const names[] = {FUNCTIONS(NAME)};
  void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
  _Static_assert(sizeof library == sizeof names, "a name a function");
  for (size_t i = 0; handle && i < sizeof names / sizeof *names; i++) {
    /* A function's address as POSIX has it stored (dlsym, rationale). */
    void *function = dlsym(handle, names[i]);
    memcpy((uint8_t *)&library + i * sizeof function, &function, sizeof function);
    if (!function)
      return;
  }
  is_ready = handle && library.init() == srtp_err_status_ok;
}

bool
lm_srtp_is_there(void)
{
  pthread_once(&once, load_library);
  return is_ready;
}

/* False for a suite that the library does not have (F8, SEED). In SRTCP tags are of 80 bits where
 * they are short in SRTP (RFC 4568, 6.2.2; RFC 5764, 4.1.2). */
static bool
set_suite(srtp_policy_t *policy, LmSrtpSuite suite)
{
  switch (suite) {
  case LM_SRTP_AES_CM_128_HMAC_SHA1_80:
  case LM_SRTP_AES_CM_128_HMAC_SHA1_32:
    library.crypto_policy_set_rtp_default(&policy->rtp);
    break;
  case LM_SRTP_AES_192_CM_HMAC_SHA1_80:
  case LM_SRTP_AES_192_CM_HMAC_SHA1_32:
    library.crypto_policy_set_aes_cm_192_hmac_sha1_80(&policy->rtp);
    break;
  case LM_SRTP_AES_256_CM_HMAC_SHA1_80:
  case LM_SRTP_AES_256_CM_HMAC_SHA1_32:
    library.crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy->rtp);
    break;
  case LM_SRTP_AEAD_AES_128_GCM:
    library.crypto_policy_set_aes_gcm_128_16_auth(&policy->rtp);
    break;
  case LM_SRTP_AEAD_AES_256_GCM:
    library.crypto_policy_set_aes_gcm_256_16_auth(&policy->rtp);
    break;
  case LM_SRTP_NULL_HMAC_SHA1_80:
  case LM_SRTP_NULL_HMAC_SHA1_32:
    library.crypto_policy_set_null_cipher_hmac_sha1_80(&policy->rtp);
    break;
  default:
    return false;
  }
  policy->rtcp = policy->rtp;
  bool is_short = suite == LM_SRTP_AES_CM_128_HMAC_SHA1_32 ||
                  suite == LM_SRTP_AES_192_CM_HMAC_SHA1_32 ||
                  suite == LM_SRTP_AES_256_CM_HMAC_SHA1_32 || suite == LM_SRTP_NULL_HMAC_SHA1_32;
  if (is_short)
    policy->rtp.auth_tag_len = 4;
  return true;
}

static void
set_services(srtp_policy_t *policy, const LmSrtpCrypto *crypto)
{
  if (crypto->unencrypted_rtp)
    policy->rtp.sec_serv = sec_serv_auth;
  if (crypto->unencrypted_rtcp)
    policy->rtcp.sec_serv = sec_serv_auth;
  bool aead =
      crypto->suite == LM_SRTP_AEAD_AES_128_GCM || crypto->suite == LM_SRTP_AEAD_AES_256_GCM;
  if (!crypto->unauthenticated_rtp || aead)
    return;
  policy->rtp.auth_type = SRTP_NULL_AUTH;
  policy->rtp.auth_key_len = policy->rtp.auth_tag_len = 0;
  policy->rtp.sec_serv = crypto->unencrypted_rtp ? sec_serv_none : sec_serv_conf;
}

bool
lm_srtp_can(const LmSrtpCrypto *crypto)
{
  srtp_policy_t policy = {0};
  return lm_srtp_is_there() && crypto->n_keys && !crypto->derives_again &&
         set_suite(&policy, (LmSrtpSuite)crypto->suite);
}

/* A session in which no packet came yet; NULL where the library has none. Owned. */
static srtp_t
new_session(LmSrtp *srtp, const LmSrtpCrypto *crypto)
{
  uint8_t bytes[LM_SRTP_MAX_KEYS][32 + 14];
  uint8_t mkis[LM_SRTP_MAX_KEYS][LM_SRTP_MAX_MKI_BYTES];
  srtp_master_key_t keys[LM_SRTP_MAX_KEYS], *list[LM_SRTP_MAX_KEYS];
  srtp_policy_t policy = {0};
  srtp_t session = NULL;
  if (srtp->sessions_left == 0 || !set_suite(&policy, (LmSrtpSuite)crypto->suite))
    return NULL;
  srtp->sessions_left--;
  set_services(&policy, crypto);
  size_t key_bytes = lm_srtp_key_bytes((LmSrtpSuite)crypto->suite);
  size_t salt_bytes = lm_srtp_salt_bytes((LmSrtpSuite)crypto->suite);
  /* Several keys are told apart by what stands in the packets (RFC 4568, 6.1). */
  size_t n = crypto->keys[0].mki_bytes ? crypto->n_keys : 1;
  for (size_t i = 0; i < n; i++) {
    const LmSrtpMasterKey *key = &crypto->keys[i];
    memcpy(bytes[i], key->key, key_bytes);
    memcpy(bytes[i] + key_bytes, key->salt, salt_bytes);
    memcpy(mkis[i], key->mki, sizeof key->mki);
    keys[i] = (srtp_master_key_t){bytes[i], mkis[i], key->mki_bytes};
    list[i] = &keys[i];
  }
  if (crypto->keys[0].mki_bytes) {
    policy.keys = list;
    policy.num_master_keys = n;
  } else {
    policy.key = bytes[0];
  }
  policy.ssrc.type = ssrc_specific;
  policy.ssrc.value = srtp->ssrc;
  policy.window_size = WINDOW_PACKETS;
  bool ok = library.create(&session, &policy) == srtp_err_status_ok;
  memset(bytes, 0, sizeof bytes);
  return ok ? session : NULL;
}

static void
free_session(srtp_t *session)
{
  if (*session)
    library.dealloc(*session);
  *session = NULL;
}

LmSrtp *
lm_srtp_new(const LmSrtpCrypto *const *cryptos, size_t n, uint32_t ssrc, uint8_t *scratch)
{
  LmSrtp *srtp = lm_alloc(sizeof *srtp);
  srtp->cryptos = cryptos;
  srtp->n = n;
  srtp->ssrc = ssrc;
  srtp->scratch = scratch;
  srtp->current = -1;
  srtp->tries_left = MOST_TRIES;
  srtp->sessions_left = MOST_SESSIONS;
  return srtp;
}

void
lm_srtp_free(LmSrtp *srtp)
{
  if (!srtp)
    return;
  free_session(&srtp->session);
  free(srtp);
}

int
lm_srtp_current(const LmSrtp *srtp)
{
  return srtp->current;
}

uint32_t
lm_srtp_rollover(const LmSrtp *srtp)
{
  return srtp->rollover;
}

/* What a packet has at least behind its header: the tag, and the identifier of its key. */
static size_t
least_added(const LmSrtpCrypto *crypto, bool rtcp)
{
  srtp_policy_t policy = {0};
  set_suite(&policy, (LmSrtpSuite)crypto->suite);
  set_services(&policy, crypto);
  size_t tag = (size_t)(rtcp ? policy.rtcp.auth_tag_len : policy.rtp.auth_tag_len);
  return tag + crypto->keys[0].mki_bytes + (rtcp ? 4u : 0u);
}

/* One try, in @session. */
static srtp_err_status_t
try_packet(LmSrtp *srtp, srtp_t session, const LmSrtpCrypto *crypto, LmSlice packet, bool rtcp,
           LmSlice *plain)
{
  LmRtpHeader header;
  size_t fixed = 8;
  int len = (int)packet.len;
  if (!rtcp && lm_rtp_parse(packet, &header))
    fixed = header.payload_offset;
  if (packet.len < fixed + least_added(crypto, rtcp))
    return srtp_err_status_auth_fail;
  memcpy(srtp->scratch, packet.data, packet.len);
  unsigned mki = crypto->keys[0].mki_bytes != 0;
  srtp_err_status_t status = rtcp ? library.unprotect_rtcp_mki(session, srtp->scratch, &len, mki)
                                  : library.unprotect_mki(session, srtp->scratch, &len, mki);
  if (status == srtp_err_status_ok)
    *plain = lm_slice(srtp->scratch, len > 0 ? (size_t)len : 0);
  return status;
}

static bool
is_replay(srtp_err_status_t status)
{
  return status == srtp_err_status_replay_fail || status == srtp_err_status_replay_old ||
         status == srtp_err_status_pkt_idx_old;
}

/* The counter of packet @sequence, by the newest one (RFC 3711, 3.3.1 and appendix A). */
static uint32_t
guess_rollover(const LmSrtp *srtp, uint16_t sequence)
{
  if (srtp->sequence < 0x8000)
    return sequence - srtp->sequence > 0x8000 && srtp->rollover ? srtp->rollover - 1
                                                                : srtp->rollover;
  return srtp->sequence - 0x8000 > sequence ? srtp->rollover + 1 : srtp->rollover;
}

static void
note_opened(LmSrtp *srtp, size_t crypto, LmSlice packet, bool rtcp)
{
  uint32_t rollover;
  srtp->current = (int)crypto;
  if (rtcp || library.get_stream_roc(srtp->session, srtp->ssrc, &rollover))
    return;
  uint16_t sequence = lm_slice_be16(packet, 2);
  bool newer = rollover != srtp->rollover || (int16_t)(sequence - srtp->sequence) > 0;
  srtp->sequence = newer ? sequence : srtp->sequence;
  srtp->rollover = rollover;
}

/* A packet that the session refuses because it, or a much newer one, was there before is checked by
 * itself: its tag is right or it is not. */
static LmSrtpResult
open_again(LmSrtp *srtp, LmSlice packet, bool rtcp, LmSlice *plain)
{
  const LmSrtpCrypto *crypto = srtp->cryptos[srtp->current];
  srtp_t session = new_session(srtp, crypto);
  if (!session)
    return LM_SRTP_UNCHECKED;
  if (!rtcp)
    library.set_stream_roc(session, srtp->ssrc, guess_rollover(srtp, lm_slice_be16(packet, 2)));
  srtp_err_status_t status = try_packet(srtp, session, crypto, packet, rtcp, plain);
  free_session(&session);
  return status == srtp_err_status_ok ? LM_SRTP_OPENED : LM_SRTP_FAILED;
}

/* Tries counters from @from on, @n of them, in @session. */
static bool
try_counters(LmSrtp *srtp, srtp_t session, const LmSrtpCrypto *crypto, uint32_t from, uint32_t n,
             LmSlice packet, bool rtcp, LmSlice *plain)
{
  for (uint32_t i = 0; i < n && srtp->tries_left; i++) {
    srtp->tries_left--;
    if (!rtcp && library.set_stream_roc(session, srtp->ssrc, from + i) != srtp_err_status_ok)
      continue;
    if (try_packet(srtp, session, crypto, packet, rtcp, plain) == srtp_err_status_ok)
      return true;
  }
  return false;
}

/* Which counters are tried. The likely ones come first, for all keys. */
typedef enum { LIKELY, ALL } Counters;

/* A session of its own, so that the one that goes on is not disturbed; it becomes that one where
 * it opens the packet. */
static bool
search_crypto(LmSrtp *srtp, size_t index, Counters counters, LmSlice packet, bool rtcp,
              LmSlice *plain)
{
  const LmSrtpCrypto *crypto = srtp->cryptos[index];
  srtp_t session = lm_srtp_can(crypto) ? new_session(srtp, crypto) : NULL;
  bool opened = false;
  if (!session)
    return false;
  if (counters == ALL)
    opened = try_counters(srtp, session, crypto, LIKELY_COUNTERS, FIRST_COUNTERS - LIKELY_COUNTERS,
                          packet, rtcp, plain);
  else
    opened =
        try_counters(srtp, session, crypto, 0, rtcp ? 1 : LIKELY_COUNTERS, packet, rtcp, plain);
  /* Behind a gap, or after a change of keys. */
  uint32_t near = srtp->rollover ? srtp->rollover - 1 : 0;
  if (!opened && !rtcp && srtp->current >= 0)
    opened = try_counters(srtp, session, crypto, near, 4, packet, false, plain);
  if (!opened) {
    free_session(&session);
    return false;
  }
  free_session(&srtp->session);
  srtp->session = session;
  return true;
}

static bool
search_all(LmSrtp *srtp, Counters counters, LmSlice packet, bool rtcp, LmSlice *plain)
{
  for (size_t i = 0; i < srtp->n && srtp->tries_left; i++) {
    /* The one that is in use first. */
    size_t index = i;
    if (srtp->current >= 0)
      index = i == 0 ? (size_t)srtp->current : i - (i <= (size_t)srtp->current);
    if (!search_crypto(srtp, index, counters, packet, rtcp, plain))
      continue;
    note_opened(srtp, index, packet, rtcp);
    return true;
  }
  return false;
}

static LmSrtpResult
search(LmSrtp *srtp, LmSlice packet, bool rtcp, LmSlice *plain)
{
  bool given_up = srtp->tries_left == 0 || srtp->sessions_left == 0;
  bool first = srtp->current < 0 && srtp->n_searched++ < FIRST_PACKETS;
  if (given_up)
    return LM_SRTP_UNCHECKED;
  bool opened = search_all(srtp, LIKELY, packet, rtcp, plain) ||
                (first && !rtcp && search_all(srtp, ALL, packet, rtcp, plain));
  return opened ? LM_SRTP_OPENED : LM_SRTP_FAILED;
}

static LmSrtpResult
open_packet(LmSrtp *srtp, LmSlice packet, bool rtcp, LmSlice *plain)
{
  if (packet.len > LM_SRTP_MAX_PACKET_BYTES)
    return LM_SRTP_BROKEN;
  if (srtp->current < 0)
    return search(srtp, packet, rtcp, plain);
  size_t current = (size_t)srtp->current;
  srtp_err_status_t status =
      try_packet(srtp, srtp->session, srtp->cryptos[current], packet, rtcp, plain);
  if (status == srtp_err_status_ok) {
    note_opened(srtp, current, packet, rtcp);
    return LM_SRTP_OPENED;
  }
  return is_replay(status) ? open_again(srtp, packet, rtcp, plain)
                           : search(srtp, packet, rtcp, plain);
}

LmSrtpResult
lm_srtp_open_rtp(LmSrtp *srtp, LmSlice packet, LmSlice *plain)
{
  LmRtpHeader header;
  *plain = LM_SLICE_EMPTY;
  if (!lm_rtp_parse(packet, &header) || header.ssrc != srtp->ssrc)
    return LM_SRTP_BROKEN;
  return open_packet(srtp, packet, false, plain);
}

LmSrtpResult
lm_srtp_open_rtcp(LmSrtp *srtp, LmSlice packet, LmSlice *plain)
{
  *plain = LM_SLICE_EMPTY;
  if (packet.len < 8 || lm_slice_be32(packet, 4) != srtp->ssrc)
    return LM_SRTP_BROKEN;
  return open_packet(srtp, packet, true, plain);
}
