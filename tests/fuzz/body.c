/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first byte chooses the type of body, the second how it is encoded. */

#include "fuzz.h"

#include "base/limits.h"
#include "proto/body/body.h"

#include <stdlib.h>

static const char *const types[] = {
    "application/sdp",
    "message/cpim",
    "multipart/mixed;boundary=b",
    "application/pidf+xml",
    "application/json",
    "application/passport",
    "multipart/signed;boundary=b;protocol=\"application/pkcs7-signature\";micalg=sha-256",
    "application/pkcs7-mime;smime-type=signed-data",
    "message/external-body;access-type=URL;URL=\"http://a\";size=1",
    "message/sip",
    "message/sipfrag",
    "application/simple-message-summary",
    "application/dtmf-relay",
    "application/vq-rtcpxr",
    "application/isup",
    "application/isup;base=ansi88",
    "application/qsig",
    "application/vnd.3gpp.sms",
};
static const char *const encodings[] = {"", "gzip", "deflate"};
static const char *const transfers[] = {"", "base64", "quoted-printable"};

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static uint32_t
walk(const LmDetail *node, size_t size, int depth)
{
  uint32_t n = 1;
  if (depth > LM_LIMIT_DETAIL_DEPTH || (uint64_t)node->offset + node->len > size || !node->name)
    abort();
  for (const LmDetail *child = node->first_child; child; child = child->next)
    n += walk(child, size, depth + 1);
  return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size < 2)
    return 0;
  LmArena arena = LM_ARENA_INIT;
  LmSlice bytes = lm_slice_from(lm_slice(data, size), 2);
  LmDetailBuilder builder = {.arena = &arena, .bytes = bytes};
  LmDetail *root = lm_detail_root(&arena, "", bytes);
  LmBody body = {.content_type = lm_slice_str(types[data[0] % LENGTH(types)]),
                 .content_encoding = lm_slice_str(encodings[data[1] % LENGTH(encodings)]),
                 .transfer_encoding = lm_slice_str(transfers[data[1] / 16 % LENGTH(transfers)]),
                 .bytes = bytes};
  lm_body_add(&builder, root, &body);
  if (walk(root, bytes.len, 0) > LM_LIMIT_DETAIL_NODES + 64)
    abort();
  lm_arena_clear(&arena);
  return 0;
}
