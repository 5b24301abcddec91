/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Records and handshake messages of DTLS 1.0 and 1.2 (RFC 6347), and what can be seen of 1.3 (RFC
 * 9147) without keys. Pure; slices point into the bytes that were parsed. */

#include "base/bytes.h"
#include "proto/anomaly.h"

#define LM_DTLS_1_0 0xfeff
#define LM_DTLS_1_2 0xfefd
#define LM_DTLS_1_3 0xfefc

typedef enum {
  LM_DTLS_CHANGE_CIPHER_SPEC = 20,
  LM_DTLS_ALERT = 21,
  LM_DTLS_HANDSHAKE = 22,
  LM_DTLS_APPLICATION_DATA = 23,
  LM_DTLS_HEARTBEAT = 24,
  LM_DTLS_CID = 25, /* with a connection ID, RFC 9146 */
  LM_DTLS_ACK = 26,
} LmDtlsContent;

typedef enum {
  LM_DTLS_HELLO_REQUEST = 0,
  LM_DTLS_CLIENT_HELLO = 1,
  LM_DTLS_SERVER_HELLO = 2,
  LM_DTLS_HELLO_VERIFY_REQUEST = 3,
  LM_DTLS_CERTIFICATE = 11,
  LM_DTLS_FINISHED = 20,
} LmDtlsHandshakeType;

typedef struct {
  LmSlice whole;
  LmSlice fragment;  /* behind the header: ciphertext where @epoch is not 0 */
  uint64_t sequence; /* its lowest 8 or 16 bits where @unified */
  uint16_t version;  /* as it stands there; 0 where @unified */
  uint16_t epoch;    /* its lowest two bits where @unified */
  uint8_t type;      /* LmDtlsContent; 0 where @unified: it is encrypted too */
  bool unified;      /* the header of DTLS 1.3, RFC 9147, 4 */
  bool cut;          /* its length says more than there is */
} LmDtlsRecord;

/* Takes the next record off @rest. False at the end, and where there is no header. Where a record
 * has a connection ID, whose length only the endpoints know, the first length that fits is taken;
 * else the record takes all that is left. */
bool lm_dtls_next_record(LmSlice *rest, LmDtlsRecord *record);

typedef struct {
  LmSlice whole;   /* the fragment with its header */
  LmSlice body;    /* of the fragment */
  uint32_t len;    /* of the message, all fragments */
  uint32_t offset; /* of the fragment in it */
  uint16_t sequence;
  uint8_t type; /* LmDtlsHandshakeType, or another one of IANA's */
  bool cut;     /* reaches beyond its record or its message */
} LmDtlsHandshake;

/* Takes the next handshake fragment off @rest, which is the fragment of a record in the clear. */
bool lm_dtls_next_handshake(LmSlice *rest, LmDtlsHandshake *handshake);
static inline bool
lm_dtls_is_whole(const LmDtlsHandshake *handshake)
{
  return !handshake->cut && handshake->offset == 0 && handshake->body.len == handshake->len;
}

typedef struct {
  uint16_t legacy_version;
  uint16_t version; /* chosen, or the highest offered */
  LmSlice versions; /* offered in supported_versions, two bytes each */
  LmSlice random, session_id, cookie;
  LmSlice suites;        /* two bytes each; one in a ServerHello */
  LmSlice srtp_profiles; /* of use_srtp, two bytes each (RFC 5764, 4.1.1) */
  LmSlice server_name;
  LmSlice protocol; /* the first of ALPN */
  bool has_srtp, has_cid;
  bool retry;     /* a HelloRetryRequest (RFC 8446, 4.1.3) */
  bool malformed; /* what could be read of it is there */
} LmDtlsHello;

/* The bodies of whole messages. */
void lm_dtls_client_hello_parse(LmSlice body, LmDtlsHello *hello);
void lm_dtls_server_hello_parse(LmSlice body, LmDtlsHello *hello);
/* The first certificate of a Certificate message up to DTLS 1.2, as DER. */
bool lm_dtls_certificate_parse(LmSlice body, LmSlice *der);

typedef struct {
  uint16_t type;
  LmSlice whole, body;
} LmDtlsExtension;

/* The extensions of a hello, as a list for lm_dtls_next_extension(); empty without them. */
LmSlice lm_dtls_hello_extensions(LmSlice body, bool server);
bool lm_dtls_next_extension(LmSlice *rest, LmDtlsExtension *extension);

/* As the RFCs and IANA have them; "" for a number without a name. */
const char *lm_dtls_version_name(uint16_t version);
const char *lm_dtls_content_name(uint8_t type);
const char *lm_dtls_handshake_name(uint8_t type);
const char *lm_dtls_alert_name(uint8_t description);
const char *lm_dtls_extension_name(uint16_t type);
const char *lm_dtls_srtp_profile_name(uint16_t profile);
