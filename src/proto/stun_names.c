/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table */
#include "proto/stun.h"

static const struct {
  uint16_t number;
  const char *name;
} methods[] = {
    {LM_STUN_BINDING, "Binding"},
    {LM_STUN_SHARED_SECRET, "Shared Secret"},
    {LM_STUN_ALLOCATE, "Allocate"},
    {LM_STUN_REFRESH, "Refresh"},
    {LM_STUN_SEND, "Send"},
    {LM_STUN_DATA, "Data"},
    {LM_STUN_CREATE_PERMISSION, "CreatePermission"},
    {LM_STUN_CHANNEL_BIND, "ChannelBind"},
    {LM_STUN_CONNECT, "Connect"},
    {LM_STUN_CONNECTION_BIND, "ConnectionBind"},
    {LM_STUN_CONNECTION_ATTEMPT, "ConnectionAttempt"},
    {0x80, "GOOG-PING"},
};

/* IANA, STUN Attributes; those of RFC 3489 and of [MS-TURN], [MS-ICE2] at their numbers. */
static const struct {
  uint16_t number;
  uint8_t form;
  const char *name;
} attributes[] = {
    {0x0001, LM_STUN_ADDRESS, "MAPPED-ADDRESS"},
    {0x0002, LM_STUN_ADDRESS, "RESPONSE-ADDRESS"},
    {0x0003, LM_STUN_NUMBER, "CHANGE-REQUEST"},
    {0x0004, LM_STUN_ADDRESS, "SOURCE-ADDRESS"},
    {0x0005, LM_STUN_ADDRESS, "CHANGED-ADDRESS"},
    {0x0006, LM_STUN_TEXT, "USERNAME"},
    {0x0007, LM_STUN_BYTES, "PASSWORD"},
    {0x0008, LM_STUN_BYTES, "MESSAGE-INTEGRITY"},
    {0x0009, LM_STUN_ERROR_CODE, "ERROR-CODE"},
    {0x000a, LM_STUN_TYPES, "UNKNOWN-ATTRIBUTES"},
    {0x000b, LM_STUN_ADDRESS, "REFLECTED-FROM"},
    {0x000c, LM_STUN_CHANNEL, "CHANNEL-NUMBER"},
    {0x000d, LM_STUN_NUMBER, "LIFETIME"},
    {0x000f, LM_STUN_BYTES, "MAGIC-COOKIE"},
    {0x0010, LM_STUN_NUMBER, "BANDWIDTH"},
    {0x0011, LM_STUN_ADDRESS, "DESTINATION-ADDRESS"},
    {0x0012, LM_STUN_XOR_ADDRESS, "XOR-PEER-ADDRESS"},
    {0x0013, LM_STUN_PAYLOAD, "DATA"},
    {0x0014, LM_STUN_TEXT, "REALM"},
    {0x0015, LM_STUN_TEXT, "NONCE"},
    {0x0016, LM_STUN_XOR_ADDRESS, "XOR-RELAYED-ADDRESS"},
    {0x0017, LM_STUN_FAMILY, "REQUESTED-ADDRESS-FAMILY"},
    {0x0018, LM_STUN_BYTES, "EVEN-PORT"},
    {0x0019, LM_STUN_TRANSPORT, "REQUESTED-TRANSPORT"},
    {0x001a, LM_STUN_FLAG, "DONT-FRAGMENT"},
    {0x001b, LM_STUN_BYTES, "ACCESS-TOKEN"},
    {0x001c, LM_STUN_BYTES, "MESSAGE-INTEGRITY-SHA256"},
    {0x001d, LM_STUN_BYTES, "PASSWORD-ALGORITHM"},
    {0x001e, LM_STUN_BYTES, "USERHASH"},
    {0x0020, LM_STUN_XOR_ADDRESS, "XOR-MAPPED-ADDRESS"},
    {0x0021, LM_STUN_NUMBER, "TIMER-VAL"},
    {0x0022, LM_STUN_BYTES, "RESERVATION-TOKEN"},
    {0x0024, LM_STUN_NUMBER, "PRIORITY"},
    {0x0025, LM_STUN_FLAG, "USE-CANDIDATE"},
    {0x0026, LM_STUN_BYTES, "PADDING"},
    {0x0027, LM_STUN_BYTES, "RESPONSE-PORT"},
    {0x002a, LM_STUN_NUMBER, "CONNECTION-ID"},
    {0x8000, LM_STUN_FAMILY, "ADDITIONAL-ADDRESS-FAMILY"},
    {0x8001, LM_STUN_BYTES, "ADDRESS-ERROR-CODE"},
    {0x8002, LM_STUN_BYTES, "PASSWORD-ALGORITHMS"},
    {0x8003, LM_STUN_TEXT, "ALTERNATE-DOMAIN"},
    {0x8004, LM_STUN_BYTES, "ICMP"},
    {0x8008, LM_STUN_NUMBER, "MS-VERSION"},
    {0x8020, LM_STUN_XOR_ADDRESS, "XOR-MAPPED-ADDRESS"},
    {0x8022, LM_STUN_TEXT, "SOFTWARE"},
    {0x8023, LM_STUN_ADDRESS, "ALTERNATE-SERVER"},
    {0x8025, LM_STUN_BYTES, "TRANSACTION_TRANSMIT_COUNTER"},
    {0x8027, LM_STUN_NUMBER, "CACHE-TIMEOUT"},
    {0x8028, LM_STUN_CRC, "FINGERPRINT"},
    {0x8029, LM_STUN_LONG_NUMBER, "ICE-CONTROLLED"},
    {0x802a, LM_STUN_LONG_NUMBER, "ICE-CONTROLLING"},
    {0x802b, LM_STUN_ADDRESS, "RESPONSE-ORIGIN"},
    {0x802c, LM_STUN_ADDRESS, "OTHER-ADDRESS"},
    {0x802d, LM_STUN_BYTES, "ECN-CHECK STUN"},
    {0x802e, LM_STUN_TEXT, "THIRD-PARTY-AUTHORIZATION"},
    {0x8030, LM_STUN_BYTES, "MOBILITY-TICKET"},
    {0x8050, LM_STUN_BYTES, "MS-SEQUENCE-NUMBER"},
    {0x8054, LM_STUN_TEXT, "CANDIDATE-IDENTIFIER"},
    {0x8055, LM_STUN_BYTES, "MS-SERVICE-QUALITY"},
    {0x8070, LM_STUN_NUMBER, "IMPLEMENTATION-VERSION"},
    {0x8090, LM_STUN_ADDRESS, "MS-ALT-MAPPED-ADDRESS"},
    {0x8095, LM_STUN_BYTES, "MS-MULTIPLEXED-TURN-SESSION-ID"},
    {0xc000, LM_STUN_BYTES, "CISCO-STUN-FLOWDATA"},
    {0xc001, LM_STUN_BYTES, "ENF-FLOW-DESCRIPTION"},
    {0xc002, LM_STUN_BYTES, "ENF-NETWORK-STATUS"},
    {0xc003, LM_STUN_BYTES, "CISCO-WEBEX-FLOW-INFO"},
    {0xc056, LM_STUN_BYTES, "CITRIX-TRANSACTION-ID"},
    {0xc057, LM_STUN_BYTES, "GOOG-NETWORK-INFO"},
    {0xc058, LM_STUN_BYTES, "GOOG-LAST-ICE-CHECK-RECEIVED"},
    {0xc059, LM_STUN_BYTES, "GOOG-MISC-INFO"},
    {0xc05a, LM_STUN_BYTES, "GOOG-OBSOLETE-1"},
    {0xc05b, LM_STUN_BYTES, "GOOG-CONNECTION-ID"},
    {0xc05c, LM_STUN_BYTES, "GOOG-DELTA"},
    {0xc05d, LM_STUN_BYTES, "GOOG-DELTA-ACK"},
    {0xc05e, LM_STUN_BYTES, "GOOG-DELTA-SYNC-REQ"},
    {0xc060, LM_STUN_BYTES, "GOOG-MESSAGE-INTEGRITY-32"},
    {0xc070, LM_STUN_PAYLOAD, "META-DTLS-IN-STUN"},
    {0xc071, LM_STUN_BYTES, "META-DTLS-IN-STUN-ACKNOWLEDGEMENT"},
};

/* IANA, STUN Error Codes, and those of RFC 3489, 11.2.9. */
static const struct {
  uint16_t number;
  const char *name;
} errors[] = {
    {300, "Try Alternate"},
    {400, "Bad Request"},
    {401, "Unauthenticated"},
    {403, "Forbidden"},
    {405, "Mobility Forbidden"},
    {420, "Unknown Attribute"},
    {430, "Stale Credentials"},
    {431, "Integrity Check Failure"},
    {432, "Missing Username"},
    {433, "Use TLS"},
    {437, "Allocation Mismatch"},
    {438, "Stale Nonce"},
    {440, "Address Family not Supported"},
    {441, "Wrong Credentials"},
    {442, "Unsupported Transport Protocol"},
    {443, "Peer Address Family Mismatch"},
    {446, "Connection Already Exists"},
    {447, "Connection Timeout or Failure"},
    {486, "Allocation Quota Reached"},
    {487, "Role Conflict"},
    {500, "Server Error"},
    {508, "Insufficient Capacity"},
    {600, "Global Failure"},
};

#define N_ROWS(table) (sizeof(table) / sizeof((table)[0]))

const char *
lm_stun_method_name(uint16_t method)
{
  for (size_t i = 0; i < N_ROWS(methods); i++)
    if (methods[i].number == method)
      return methods[i].name;
  return "";
}

const char *
lm_stun_attribute_name(uint16_t type)
{
  for (size_t i = 0; i < N_ROWS(attributes); i++)
    if (attributes[i].number == type)
      return attributes[i].name;
  return "";
}

LmStunForm
lm_stun_attribute_form(uint16_t type)
{
  for (size_t i = 0; i < N_ROWS(attributes); i++)
    if (attributes[i].number == type)
      return (LmStunForm)attributes[i].form;
  return LM_STUN_BYTES;
}

const char *
lm_stun_error_name(uint16_t code)
{
  for (size_t i = 0; i < N_ROWS(errors); i++)
    if (errors[i].number == code)
      return errors[i].name;
  return "";
}

const char *
lm_stun_class_name(LmStunClass message_class)
{
  static const char *const names[] = {"request", "indication", "success", "error"};
  return names[message_class & 3];
}
