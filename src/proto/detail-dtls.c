/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/detail-steps.h"

#include "proto/detail-build.h"
#include "proto/dtls.h"
#include "proto/tls_suites.h"

/* More of a list is not written out. */
#define MOST_LISTED 64u

static const char *
name_or_number(LmArena *arena, const char *name, unsigned number)
{
  return *name ? name : lm_arena_printf(arena, "0x%04x", number);
}

/* A list of numbers of two bytes, each a child with its name. */
static void
add_list(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice list,
         const char *(*name_of)(uint16_t))
{
  if (list.len < 2)
    return;
  LmDetail *node = lm_detail_add(builder, parent, name, list);
  node->value = lm_slice_str(lm_arena_printf(builder->arena, "%zu", list.len / 2));
  for (uint32_t i = 0; i + 2 <= list.len && i / 2 < MOST_LISTED; i += 2) {
    unsigned number = lm_slice_be16(list, i);
    LmDetail *item = lm_detail_add(builder, node, "", lm_slice_sub(list, i, 2));
    item->value = lm_slice_str(name_or_number(builder->arena, name_of((uint16_t)number), number));
  }
}

static void
add_hex(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice bytes)
{
  if (bytes.len)
    lm_detail_add(builder, parent, name, bytes)->value =
        lm_slice_str(lm_detail_hex(builder->arena, bytes));
}

static void
add_hello(LmDetailBuilder *builder, LmDetail *parent, LmSlice body, bool server)
{
  LmDtlsHello hello;
  if (server)
    lm_dtls_server_hello_parse(body, &hello);
  else
    lm_dtls_client_hello_parse(body, &hello);
  lm_detail_add_text(
      builder, parent, N_("Version"),
      name_or_number(builder->arena, lm_dtls_version_name(hello.version), hello.version));
  add_hex(builder, parent, N_("Random"), hello.random);
  add_hex(builder, parent, N_("Session"), hello.session_id);
  add_hex(builder, parent, N_("Cookie"), hello.cookie);
  add_list(builder, parent, N_("Cipher suites"), hello.suites, lm_tls_suite_name);
  add_list(builder, parent, N_("SRTP profiles"), hello.srtp_profiles, lm_dtls_srtp_profile_name);
  lm_detail_add_some(builder, parent, N_("Server name"), hello.server_name);
  lm_detail_add_some(builder, parent, "ALPN", hello.protocol);
  LmSlice rest = lm_dtls_hello_extensions(body, server);
  LmDtlsExtension extension;
  for (unsigned i = 0; i < MOST_LISTED && lm_dtls_next_extension(&rest, &extension); i++) {
    const char *name = lm_dtls_extension_name(extension.type);
    add_hex(builder, parent, name_or_number(builder->arena, name, extension.type), extension.whole);
  }
}

static void
add_handshakes(LmDetailBuilder *builder, LmDetail *parent, LmSlice rest)
{
  LmDtlsHandshake handshake;
  while (builder->n_nodes < LM_LIMIT_DETAIL_NODES && lm_dtls_next_handshake(&rest, &handshake)) {
    const char *name = lm_dtls_handshake_name(handshake.type);
    LmDetail *node = lm_detail_add(
        builder, parent, name_or_number(builder->arena, name, handshake.type), handshake.whole);
    node->value = lm_slice_str(
        handshake.offset || handshake.body.len != handshake.len
            ? lm_arena_printf(builder->arena, _("bytes %u to %zu of %u"), handshake.offset,
                              handshake.offset + handshake.body.len, handshake.len)
            : lm_arena_printf(builder->arena, _("%u bytes"), handshake.len));
    bool server = handshake.type == LM_DTLS_SERVER_HELLO;
    if ((server || handshake.type == LM_DTLS_CLIENT_HELLO) && lm_dtls_is_whole(&handshake))
      add_hello(builder, node, handshake.body, server);
    else if (handshake.type == LM_DTLS_HELLO_VERIFY_REQUEST)
      add_hex(builder, node, N_("Cookie"), lm_slice_from(handshake.body, 3));
  }
}

static void
add_record(LmDetailBuilder *builder, LmDetail *root, const LmDtlsRecord *record)
{
  const char *content =
      record->unified
          ? N_("Encrypted record")
          : name_or_number(builder->arena, lm_dtls_content_name(record->type), record->type);
  LmDetail *node = lm_detail_add(builder, root, content, record->whole);
  node->value = lm_slice_str(lm_arena_printf(builder->arena, _("%s, epoch %u, number %llu"),
                                             lm_dtls_version_name(record->version), record->epoch,
                                             (unsigned long long)record->sequence));
  if (record->unified || record->epoch)
    return;
  if (record->type == LM_DTLS_HANDSHAKE)
    add_handshakes(builder, node, record->fragment);
  else if (record->type == LM_DTLS_ALERT && record->fragment.len >= 2)
    lm_detail_add_text(builder, node, N_("Alert"),
                       lm_dtls_alert_name(lm_slice_u8(record->fragment, 1)));
}

LmDetail *
lm_detail_dtls(LmSlice bytes, LmArena *arena)
{
  LmDetailBuilder builder = {.arena = arena, .bytes = bytes};
  LmDetail *root = lm_detail_root(arena, "DTLS", bytes);
  LmSlice rest = bytes;
  LmDtlsRecord record;
  while (builder.n_nodes < LM_LIMIT_DETAIL_NODES && lm_dtls_next_record(&rest, &record))
    add_record(&builder, root, &record);
  return root->first_child ? root : NULL;
}
