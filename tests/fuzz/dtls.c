/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include "proto/dtls.h"
#include "proto/dtls_assembly.h"
#include "proto/fingerprint.h"

#include <stdlib.h>

static void
walk_hello(LmSlice body, bool server)
{
  LmDtlsHello hello;
  LmDtlsExtension extension;
  if (server)
    lm_dtls_server_hello_parse(body, &hello);
  else
    lm_dtls_client_hello_parse(body, &hello);
  LmSlice rest = lm_dtls_hello_extensions(body, server);
  while (lm_dtls_next_extension(&rest, &extension))
    lm_dtls_extension_name(extension.type);
}

static void
walk_message(uint8_t type, LmSlice message)
{
  LmSlice der;
  if (type <= LM_DTLS_SERVER_HELLO)
    walk_hello(message, type == LM_DTLS_SERVER_HELLO);
  if (type == LM_DTLS_CERTIFICATE && lm_dtls_certificate_parse(message, &der))
    lm_fingerprint_match(der, message);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice rest = lm_slice(data, size), message;
  LmDtlsRecord record;
  LmDtlsHandshake handshake;
  LmDtlsAssembly assembly = {0};
  for (size_t before = rest.len; lm_dtls_next_record(&rest, &record); before = rest.len) {
    if (rest.len >= before || record.fragment.len > record.whole.len)
      abort();
    for (LmSlice parts = record.fragment; lm_dtls_next_handshake(&parts, &handshake);)
      if (lm_dtls_assembly_add(&assembly, &handshake, &message)) {
        if (message.len != handshake.len)
          abort();
        walk_message(handshake.type, message);
      }
  }
  lm_dtls_assembly_clear(&assembly);
  return 0;
}
