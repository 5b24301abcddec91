/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The network layers, from a frame to a packet: link layer, VLAN tags, IP, fragments, UDP and TCP
 * headers. Holds the fragments that wait for the others and the memory of datagrams that were put
 * together. One thread at a time. */

#include "base/keep.h"
#include "net/keys.h"
#include "net/packet.h"
#include "net/sealed.h"

typedef struct LmNet LmNet;

/* What did not become a packet, and why. */
typedef struct {
  uint64_t frames;
  uint64_t unknown_link_types; /* frames whose link type is not read */
  uint64_t truncated;          /* headers cut short or with impossible lengths */
  uint64_t fragments;          /* IP fragments seen */
  uint64_t datagrams_reassembled;
  uint64_t fragments_dropped; /* by a limit, by age, or because they overlapped in conflict */
  uint64_t too_many_layers;
  LmSealedList sealed;            /* packets of ESP that no key opens */
  uint64_t not_opened;            /* decrypted or inflated content that was too much to keep */
  uint32_t too_many_layers_frame; /* the first of these; 0: none */
  uint64_t paths_cut;             /* packets whose way came when there were too many others */
} LmNetCounters;

LmNet *lm_net_new(void);
/* One that knows of no frame but the one before it, so that frames can be decoded in any order and
 * by several threads, each with its own: a fragment becomes a packet of LM_PACKET_FRAGMENT, whose
 * frame another LmNet decodes when its turn has come. */
LmNet *lm_net_new_ahead(void);
void lm_net_free(LmNet *net);
/* Lets it decrypt what @keys open; they are borrowed and outlive it. NULL: none. */
void lm_net_use_keys(LmNet *net, const LmKeys *keys);
/* Decodes @frame into @packet and returns its kind. */
LmPacketKind lm_net_decode(LmNet *net, const LmFrame *frame, LmPacket *packet);
const LmNetCounters *lm_net_counters(const LmNet *net);
/* Adds the memory of what was put together, decrypted or inflated, and marks what fragments that
 * wait need of it. */
void lm_net_keep(LmNet *net, LmKeep *keep);
void lm_net_mark(const LmNet *net, LmKeep *keep);
size_t lm_net_bytes(const LmNet *net);
/* Adds what @ahead has counted to @net; @ahead begins anew. */
void lm_net_take_counters(LmNet *net, LmNet *ahead);
