/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include <stdlib.h>

#include "proto/sdp/sdp.h"
#include "proto/sdp/target.h"

/* From @target on, the first that a media line itself names. */
static const LmSdpTarget *
next_media(const LmSdpTarget *target)
{
  while (target && target->kind != LM_SDP_TARGET_MEDIA)
    target = target->next;
  return target;
}

static void
compare_first_type(const LmSdpMedia *media, const LmSdpFirstType *first)
{
  const LmSdpFormat *format = media->formats;
  if (first->known != (media->n_formats > 0) || first->secure != media->secure)
    abort();
  if (first->known &&
      (first->payload_type != format->payload_type || first->clock_hz != format->clock_hz ||
       !lm_slice_equal(first->encoding, format->encoding)))
    abort();
}

/* The short way to the targets must lead where the long one does. */
static void
compare_targets(LmSlice body, LmArena *arena)
{
  LmSdp sdp;
  LmSdpTargets targets;
  bool any = lm_sdp_parse(body, arena, &sdp);
  if (lm_sdp_targets(body, arena, &targets) != any || targets.cut != sdp.cut)
    abort();
  const LmSdpTarget *target = next_media(targets.first);
  for (uint32_t i = 0; i < sdp.n_media; i++) {
    const LmSdpMedia *media = &sdp.media[i];
    if (media->port == 0 || lm_slice_find_nocase(media->protocol, LM_SLICE_LITERAL("RTP/")) < 0 ||
        lm_addr_is_unspecified(&media->connection))
      continue;
    bool next_port = media->rtcp_port == media->port + 1 &&
                     lm_addr_equal(&media->rtcp_connection, &media->connection);
    uint32_t rtcp_port = next_port || media->rtcp_port > UINT16_MAX ? 0 : media->rtcp_port;
    if (!target || target->index != i || target->media.port != media->port ||
        !lm_addr_equal(&target->media.addr, &media->connection) || target->rtcp.port != rtcp_port ||
        (rtcp_port && !lm_addr_equal(&target->rtcp.addr, &media->rtcp_connection)))
      abort();
    compare_first_type(media, &target->first_type);
    target = next_media(target->next);
  }
  if (target)
    abort();
}

/* The first line is the content type, the rest the body. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmArena arena = LM_ARENA_INIT;
  LmSlice type, body = lm_slice(data, size), value;
  LmSdp sdp;
  compare_targets(body, &arena);
  if (lm_sdp_next_line(&body, &type) && lm_sdp_parse(lm_sdp_find(type, body), &arena, &sdp))
    for (uint32_t i = 0; i < sdp.n_media; i++)
      lm_sdp_attribute(sdp.media[i].attributes, sdp.media[i].n_attributes,
                       LM_SLICE_LITERAL("label"), &value);
  lm_arena_clear(&arena);
  return 0;
}
