/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/detail-steps.h"

#include "proto/detail-build.h"
#include "proto/zrtp.h"

static const char *const list_names[LM_N_ZRTP_LISTS] = {
    [LM_ZRTP_HASHES] = N_("Hashes"),
    [LM_ZRTP_CIPHERS] = N_("Ciphers"),
    [LM_ZRTP_AUTH_TAGS] = N_("Authentication tags"),
    [LM_ZRTP_KEY_AGREEMENTS] = N_("Key agreements"),
    [LM_ZRTP_SAS_TYPES] = N_("Short authentication strings"),
};

LmDetail *
lm_detail_zrtp(LmSlice bytes, LmArena *arena)
{
  LmZrtp zrtp;
  if (!lm_zrtp_parse(bytes, &zrtp))
    return NULL;
  LmDetailBuilder builder = {.arena = arena, .bytes = bytes};
  LmDetail *root = lm_detail_root(arena, "ZRTP", bytes);
  lm_detail_add(&builder, root, N_("Message"), zrtp.type);
  lm_detail_add_text(&builder, root, N_("Sequence number"),
                     lm_arena_printf(arena, "%u", zrtp.sequence));
  lm_detail_add_text(&builder, root, "SSRC", lm_arena_printf(arena, "0x%08x", zrtp.ssrc));
  lm_detail_add_some(&builder, root, N_("Version"), zrtp.version);
  lm_detail_add_some(&builder, root, N_("Program"), zrtp.client);
  if (zrtp.zid.len)
    lm_detail_add(&builder, root, "ZID", zrtp.zid)->value =
        lm_slice_str(lm_detail_hex(arena, zrtp.zid));
  for (int i = 0; i < LM_N_ZRTP_LISTS; i++)
    lm_detail_add_some(&builder, root, list_names[i], zrtp.lists[i]);
  if (zrtp.error)
    lm_detail_add_text(&builder, root, N_("Error"), lm_zrtp_error_name(zrtp.error));
  lm_detail_add_text(&builder, root, "CRC", zrtp.crc_good ? _("right") : _("wrong"));
  return root;
}
