/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/net.h"

#include "base/arena.h"
#include "base/limits.h"
#include "net/layer.h"

#include <stdlib.h>

LmNet *
lm_net_new_ahead(void)
{
  LmNet *net = lm_alloc(sizeof *net);
  net->map = lm_layer_map();
  lm_path_table_init(&net->paths);
  net->paths.n_cut = &net->counters.paths_cut;
  return net;
}

LmNet *
lm_net_new(void)
{
  LmNet *net = lm_net_new_ahead();
  net->fragments = lm_alloc(sizeof *net->fragments);
  lm_fragments_init(net->fragments);
  return net;
}

void
lm_net_free(LmNet *net)
{
  if (!net)
    return;
  if (net->fragments)
    lm_fragments_clear(net->fragments);
  free(net->fragments);
  lm_path_table_clear(&net->paths);
  lm_arena_clear(&net->opened);
  free(net);
}

void
lm_net_use_keys(LmNet *net, const LmKeys *keys)
{
  net->keys = keys;
}

const LmNetCounters *
lm_net_counters(const LmNet *net)
{
  return &net->counters;
}

void
lm_net_take_counters(LmNet *net, LmNet *ahead)
{
  LmNetCounters *sum = &net->counters, *more = &ahead->counters;
  sum->frames += more->frames;
  sum->unknown_link_types += more->unknown_link_types;
  sum->truncated += more->truncated;
  sum->fragments += more->fragments;
  sum->datagrams_reassembled += more->datagrams_reassembled;
  sum->fragments_dropped += more->fragments_dropped;
  sum->too_many_layers += more->too_many_layers;
  sum->paths_cut += more->paths_cut;
  if (more->sealed.packets)
    lm_sealed_add_list(&sum->sealed, &more->sealed);
  sum->not_opened += more->not_opened;
  if (sum->too_many_layers_frame == 0)
    sum->too_many_layers_frame = more->too_many_layers_frame;
  *more = (LmNetCounters){0};
}

static void
count_too_many(LmNetCounters *counters, const LmFrame *frame)
{
  if (counters->too_many_layers++ == 0)
    counters->too_many_layers_frame = frame->number;
}

/* All fields are set one by one: for a whole record of this size compilers clear memory first,
 * which takes longer than all the rest. */
static inline void
begin(LmPacket *packet, const LmFrame *frame)
{
  packet->frame = frame;
  packet->src = packet->dst = (LmEndpoint){0};
  packet->payload = LM_SLICE_EMPTY;
  packet->missing_bytes = packet->tcp_seq = packet->tcp_ack = 0;
  packet->tcp_flags = packet->ip_id = 0;
  packet->kind = LM_PACKET_NONE;
  packet->dscp = packet->ttl = packet->carrier = 0;
  packet->reassembled = false;
}

LmPacketKind
lm_net_decode_general(LmNet *net, const LmFrame *frame, LmPacket *packet)
{
  net->counters.frames++;
  begin(packet, frame);
  LmPath path;
  path.n = path.mix = 0;
  LmDecoder decoder = {.net = net,
                       .packet = packet,
                       .path = &path,
                       .rest = lm_frame_slice(frame),
                       .sliced = UINT32_MAX};
  if (frame->original_bytes > frame->captured_bytes)
    decoder.missing = frame->original_bytes - frame->captured_bytes;
  const LmLayer *layer = lm_layer_by_link(&decoder, frame->link_type);
  if (!layer)
    net->counters.unknown_link_types++;
  for (int n = 0; layer; n++) {
    if (n == LM_LIMIT_LAYERS) {
      count_too_many(&net->counters, frame);
      break;
    }
    if (layer->name)
      path.steps[path.n++] = (LmPathStep){.layer = layer};
    layer = layer->decode(&decoder);
  }
  /* It is counted when its turn comes. */
  if (packet->kind == LM_PACKET_FRAGMENT)
    net->counters.frames--;
  if (packet->kind != LM_PACKET_NONE) {
    packet->payload = decoder.rest;
    packet->missing_bytes = lm_layer_lacking(&decoder);
  }
  packet->path = packet->kind == LM_PACKET_NONE ? NULL : lm_path_table_intern(&net->paths, &path);
  return packet->kind;
}

static inline void
set_ipv4(LmEndpoint *endpoint, const uint8_t *address, uint16_t port)
{
  memset(endpoint->addr.bytes, 0, sizeof endpoint->addr.bytes);
  memcpy(endpoint->addr.bytes, address, 4);
  endpoint->addr.family = LM_ADDR_IPV4;
  endpoint->port = port;
}

/* Nearly all frames of a capture with media in it are whole UDP datagrams in IPv4 without options
 * in untagged Ethernet. Anything in such a frame that is the least unusual makes this return false
 * and leaves the frame to the general way. */
static inline bool
decode_common(LmNet *net, const LmFrame *frame, LmPacket *packet)
{
  enum { ETHERNET = 14, IP = 20, UDP = 8, FRAGMENT_BITS = 0x3fff };
  LmSlice bytes = lm_frame_slice(frame);
  if (frame->link_type != LM_LINK_ETHERNET || bytes.len < ETHERNET + IP + UDP ||
      lm_slice_be16(bytes, 12) != 0x0800 || lm_slice_u8(bytes, ETHERNET) != 0x45 ||
      lm_slice_u8(bytes, ETHERNET + 9) != 17 ||
      (lm_slice_be16(bytes, ETHERNET + 6) & FRAGMENT_BITS) != 0)
    return false;
  size_t ip_bytes = lm_slice_be16(bytes, ETHERNET + 2);
  size_t udp_bytes = lm_slice_be16(bytes, ETHERNET + IP + 4);
  if (ip_bytes > bytes.len - ETHERNET || ip_bytes < IP + UDP || udp_bytes > ip_bytes - IP ||
      udp_bytes < UDP)
    return false;
  uint16_t src_port = lm_slice_be16(bytes, ETHERNET + IP);
  uint16_t dst_port = lm_slice_be16(bytes, ETHERNET + IP + 2);
  LmSlice payload = lm_slice_sub(bytes, ETHERNET + IP + UDP, udp_bytes - UDP);
  if (__builtin_expect(lm_layer_may_be_tunnel(net->map, src_port, dst_port, payload), 0))
    return false;
  LmSlice addresses = lm_slice_sub(bytes, ETHERNET + 12, 8);
  packet->frame = frame;
  packet->path = &lm_path_common;
  set_ipv4(&packet->src, addresses.data, src_port);
  set_ipv4(&packet->dst, addresses.data + 4, dst_port);
  packet->payload = payload;
  packet->missing_bytes = packet->tcp_seq = packet->tcp_ack = 0;
  packet->tcp_flags = 0;
  packet->kind = LM_PACKET_UDP;
  packet->dscp = lm_slice_u8(bytes, ETHERNET + 1) >> 2;
  packet->ttl = lm_slice_u8(bytes, ETHERNET + 8);
  packet->ip_id = lm_slice_be16(bytes, ETHERNET + 4);
  packet->reassembled = false;
  packet->carrier = 0;
  net->counters.frames++;
  return true;
}

LmPacketKind
lm_net_decode(LmNet *net, const LmFrame *frame, LmPacket *packet)
{
  if (__builtin_expect(decode_common(net, frame, packet), 1))
    return LM_PACKET_UDP;
  return lm_net_decode_general(net, frame, packet);
}

void
lm_net_keep(LmNet *net, LmKeep *keep)
{
  lm_keep_add(keep, &net->opened);
  if (net->fragments)
    lm_keep_add(keep, &net->fragments->arena);
}

void
lm_net_mark(const LmNet *net, LmKeep *keep)
{
  if (net->fragments)
    lm_fragments_mark(net->fragments, keep);
}

size_t
lm_net_bytes(const LmNet *net)
{
  size_t bytes = net->opened.total_bytes;
  if (net->fragments)
    bytes += net->fragments->arena.total_bytes + lm_vec_bytes(&net->fragments->pieces) +
             lm_vec_bytes(&net->fragments->datagrams.entries);
  return bytes;
}
