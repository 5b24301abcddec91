/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/tls-hello.h"

#include "base/bytes.h"

/* IANA, "TLS ExtensionType Values". */
enum {
  SERVER_NAME = 0,
  ALPN = 16,
  ENCRYPT_THEN_MAC = 22,
  EXTENDED_MASTER_SECRET = 23,
  SESSION_TICKET = 35,
  EARLY_DATA = 42,
  SUPPORTED_VERSIONS = 43,
};

/* The random of a hello that is a request to try again (RFC 8446, 4.1.3). */
static const uint8_t retry_random[32] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/* Takes a vector with a length of @len_bytes (1 or 2) off the front of @rest. */
static bool
take_vector(LmSlice *rest, size_t len_bytes, LmSlice *out)
{
  if (rest->len < len_bytes)
    return false;
  size_t len = len_bytes == 1 ? lm_slice_u8(*rest, 0) : lm_slice_be16(*rest, 0);
  if (!lm_slice_take(*rest, len_bytes, len, out))
    return false;
  *rest = lm_slice_from(*rest, len_bytes + len);
  return true;
}

/* RFC 6066, 3: the first name of type host_name. */
static LmSlice
host_name(LmSlice value)
{
  LmSlice list, name;
  if (!take_vector(&value, 2, &list))
    return LM_SLICE_EMPTY;
  while (list.len >= 3) {
    bool host = list.data[0] == 0;
    list = lm_slice_from(list, 1);
    if (!take_vector(&list, 2, &name))
      return LM_SLICE_EMPTY;
    if (host)
      return name;
  }
  return LM_SLICE_EMPTY;
}

/* RFC 7301, 3.1: the name, if it is the only one. */
static LmSlice
only_protocol(LmSlice value)
{
  LmSlice list, name;
  if (!take_vector(&value, 2, &list) || !take_vector(&list, 1, &name) || list.len)
    return LM_SLICE_EMPTY;
  return name;
}

/* RFC 8446, 4.2.1: a client lists what it speaks, a server names what it chose. Values that mean
 * nothing (RFC 8701) end in 0x0a0a and alike, above all versions. */
static void
take_versions(LmSlice value, bool server, LmTlsHello *hello)
{
  LmSlice list = value;
  if (server) {
    if (value.len >= 2)
      hello->version = lm_slice_be16(value, 0);
    return;
  }
  if (!take_vector(&value, 1, &list))
    return;
  for (; list.len >= 2; list = lm_slice_from(list, 2)) {
    uint16_t version = lm_slice_be16(list, 0);
    if (version >> 8 == 3 && version > hello->version)
      hello->version = version;
  }
}

void
lm_tls_hello_extensions(LmSlice list, bool server, LmTlsHello *hello)
{
  LmSlice rest, value;
  if (!take_vector(&list, 2, &rest))
    return;
  while (rest.len >= 4) {
    uint16_t type = lm_slice_be16(rest, 0);
    rest = lm_slice_from(rest, 2);
    if (!take_vector(&rest, 2, &value))
      return;
    if (type == SERVER_NAME && !server)
      hello->server_name = host_name(value);
    else if (type == ALPN)
      hello->protocol = only_protocol(value);
    else if (type == ENCRYPT_THEN_MAC)
      hello->encrypt_then_mac = true;
    else if (type == EXTENDED_MASTER_SECRET)
      hello->extended_master_secret = true;
    else if (type == SESSION_TICKET)
      hello->ticket = value;
    else if (type == EARLY_DATA)
      hello->early_data = true;
    else if (type == SUPPORTED_VERSIONS)
      take_versions(value, server, hello);
  }
}

bool
lm_tls_hello_parse(LmSlice body, bool server, LmTlsHello *hello)
{
  *hello = (LmTlsHello){.version = lm_slice_be16(body, 0)};
  if (!lm_slice_take(body, 2, 32, &hello->random))
    return false;
  LmSlice rest = lm_slice_from(body, 34), methods;
  if (!take_vector(&rest, 1, &hello->session) || hello->session.len > 32)
    return false;
  if (server) {
    if (rest.len < 3)
      return false;
    hello->suite = lm_slice_be16(rest, 0);
    hello->compression = lm_slice_u8(rest, 2);
    rest = lm_slice_from(rest, 3);
    hello->retry = lm_slice_equal(hello->random, lm_slice(retry_random, sizeof retry_random));
  } else if (!take_vector(&rest, 2, &hello->suites) || !take_vector(&rest, 1, &methods)) {
    return false;
  }
  lm_tls_hello_extensions(rest, server, hello);
  return true;
}
