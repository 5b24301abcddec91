/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table */
#include "proto/dtls.h"

typedef struct {
  uint16_t number;
  const char *name;
} Name;

static const Name versions[] = {
    {0x0100, "DTLS 1.0 (OpenSSL 0.9.8)"}, /* OpenSSL's number before RFC 4347's was fixed */
    {LM_DTLS_1_0, "DTLS 1.0"},
    {LM_DTLS_1_2, "DTLS 1.2"},
    {LM_DTLS_1_3, "DTLS 1.3"},
};

/* IANA, TLS ContentType. */
static const Name contents[] = {
    {20, "ChangeCipherSpec"}, {21, "Alert"},     {22, "Handshake"}, {23, "Application data"},
    {24, "Heartbeat"},        {25, "tls12_cid"}, {26, "ACK"},
};

/* IANA, TLS HandshakeType. */
static const Name handshakes[] = {
    {0, "HelloRequest"},           {1, "ClientHello"},         {2, "ServerHello"},
    {3, "HelloVerifyRequest"},     {4, "NewSessionTicket"},    {5, "EndOfEarlyData"},
    {6, "HelloRetryRequest"},      {8, "EncryptedExtensions"}, {9, "RequestConnectionId"},
    {10, "NewConnectionId"},       {11, "Certificate"},        {12, "ServerKeyExchange"},
    {13, "CertificateRequest"},    {14, "ServerHelloDone"},    {15, "CertificateVerify"},
    {16, "ClientKeyExchange"},     {20, "Finished"},           {21, "CertificateURL"},
    {22, "CertificateStatus"},     {23, "SupplementalData"},   {24, "KeyUpdate"},
    {25, "CompressedCertificate"}, {254, "MessageHash"},
};

/* IANA, TLS Alerts. */
static const Name alerts[] = {
    {0, "close_notify"},
    {10, "unexpected_message"},
    {20, "bad_record_mac"},
    {21, "decryption_failed"},
    {22, "record_overflow"},
    {30, "decompression_failure"},
    {40, "handshake_failure"},
    {41, "no_certificate"},
    {42, "bad_certificate"},
    {43, "unsupported_certificate"},
    {44, "certificate_revoked"},
    {45, "certificate_expired"},
    {46, "certificate_unknown"},
    {47, "illegal_parameter"},
    {48, "unknown_ca"},
    {49, "access_denied"},
    {50, "decode_error"},
    {51, "decrypt_error"},
    {52, "too_many_cids_requested"},
    {60, "export_restriction"},
    {70, "protocol_version"},
    {71, "insufficient_security"},
    {80, "internal_error"},
    {86, "inappropriate_fallback"},
    {90, "user_canceled"},
    {100, "no_renegotiation"},
    {109, "missing_extension"},
    {110, "unsupported_extension"},
    {111, "certificate_unobtainable"},
    {112, "unrecognized_name"},
    {113, "bad_certificate_status_response"},
    {114, "bad_certificate_hash_value"},
    {115, "unknown_psk_identity"},
    {116, "certificate_required"},
    {120, "no_application_protocol"},
    {121, "ech_required"},
};

/* IANA, TLS ExtensionType Values. */
static const Name extensions[] = {
    {0, "server_name"},
    {1, "max_fragment_length"},
    {5, "status_request"},
    {10, "supported_groups"},
    {11, "ec_point_formats"},
    {13, "signature_algorithms"},
    {14, "use_srtp"},
    {15, "heartbeat"},
    {16, "application_layer_protocol_negotiation"},
    {18, "signed_certificate_timestamp"},
    {21, "padding"},
    {22, "encrypt_then_mac"},
    {23, "extended_master_secret"},
    {24, "token_binding"},
    {27, "compress_certificate"},
    {28, "record_size_limit"},
    {35, "session_ticket"},
    {41, "pre_shared_key"},
    {42, "early_data"},
    {43, "supported_versions"},
    {44, "cookie"},
    {45, "psk_key_exchange_modes"},
    {47, "certificate_authorities"},
    {49, "post_handshake_auth"},
    {50, "signature_algorithms_cert"},
    {51, "key_share"},
    {54, "connection_id"},
    {0xff01, "renegotiation_info"},
};

/* IANA, DTLS-SRTP Protection Profiles. */
static const Name srtp_profiles[] = {
    {0x0001, "SRTP_AES128_CM_HMAC_SHA1_80"},
    {0x0002, "SRTP_AES128_CM_HMAC_SHA1_32"},
    {0x0005, "SRTP_NULL_HMAC_SHA1_80"},
    {0x0006, "SRTP_NULL_HMAC_SHA1_32"},
    {0x0007, "SRTP_AEAD_AES_128_GCM"},
    {0x0008, "SRTP_AEAD_AES_256_GCM"},
    {0x0009, "DOUBLE_AEAD_AES_128_GCM_AEAD_AES_128_GCM"},
    {0x000a, "DOUBLE_AEAD_AES_256_GCM_AEAD_AES_256_GCM"},
    {0x000b, "SRTP_ARIA_128_CTR_HMAC_SHA1_80"},
    {0x000c, "SRTP_ARIA_128_CTR_HMAC_SHA1_32"},
    {0x000d, "SRTP_ARIA_256_CTR_HMAC_SHA1_80"},
    {0x000e, "SRTP_ARIA_256_CTR_HMAC_SHA1_32"},
    {0x000f, "SRTP_AEAD_ARIA_128_GCM"},
    {0x0010, "SRTP_AEAD_ARIA_256_GCM"},
};

static const char *
find(const Name *names, size_t n, uint16_t number)
{
  for (size_t i = 0; i < n; i++)
    if (names[i].number == number)
      return names[i].name;
  return "";
}

#define FIND(table, number) find(table, sizeof(table) / sizeof((table)[0]), number)

const char *
lm_dtls_version_name(uint16_t version)
{
  return FIND(versions, version);
}

const char *
lm_dtls_content_name(uint8_t type)
{
  return FIND(contents, type);
}

const char *
lm_dtls_handshake_name(uint8_t type)
{
  return FIND(handshakes, type);
}

const char *
lm_dtls_alert_name(uint8_t description)
{
  return FIND(alerts, description);
}

const char *
lm_dtls_extension_name(uint16_t type)
{
  return FIND(extensions, type);
}

const char *
lm_dtls_srtp_profile_name(uint16_t profile)
{
  return FIND(srtp_profiles, profile);
}
