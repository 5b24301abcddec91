/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The fax packets of a direction of UDPTL in the order of their numbers: each once, out of its own
 * datagram, or a copy in a later one, or computed from parity (ITU-T T.38, 9.1.4). */

#include "base/limits.h"
#include "fax/collect.h"
#include "proto/t38.h"
#include "proto/udptl.h"

#include <stdlib.h>

#define MOST_PACKETS (1u << 20)
#define MOST_COPIES 64u
#define MOST_SPAN 64u
#define LONGEST_PARITY 1500u

typedef struct {
  int64_t number; /* counted on beyond 16 bits */
  int64_t time_ns;
  LmSlice ifp;
  uint32_t rank; /* how far behind its own the datagram is that it came in */
} Packet;

typedef struct {
  Packet *packets; /* owned */
  size_t n, room;
} Packets;

static void
add(Packets *packets, Packet packet)
{
  if (packets->n >= MOST_PACKETS || packet.ifp.len == 0)
    return;
  if (packets->n == packets->room) {
    packets->room = packets->room ? 2 * packets->room : 256;
    packets->packets = lm_realloc(packets->packets, packets->room * sizeof *packets->packets);
  }
  packets->packets[packets->n++] = packet;
}

static int
compare(const void *a, const void *b)
{
  const Packet *x = a, *y = b;
  if (x->number != y->number)
    return x->number < y->number ? -1 : 1;
  return (x->rank > y->rank) - (x->rank < y->rank);
}

/* In order, and each number once: the best of what there is of it. */
static void
sort(Packets *packets)
{
  size_t n = 0;
  if (packets->n)
    qsort(packets->packets, packets->n, sizeof *packets->packets, compare);
  for (size_t i = 0; i < packets->n; i++)
    if (n == 0 || packets->packets[n - 1].number != packets->packets[i].number)
      packets->packets[n++] = packets->packets[i];
  packets->n = n;
}

static const Packet *
find(const Packets *packets, int64_t number)
{
  const Packet wanted = {.number = number};
  size_t low = 0, high = packets->n;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (packets->packets[middle].number < wanted.number)
      low = middle + 1;
    else
      high = middle;
  }
  return low < packets->n && packets->packets[low].number == number ? &packets->packets[low] : NULL;
}

/* What is the XOR of all is as long as the longest; zeros behind its end are cut as a packet needs
 * it. */
static LmSlice
fit(LmSlice ifp)
{
  LmT38Ifp parsed;
  for (unsigned tries = 0; tries < LONGEST_PARITY && ifp.len; tries++) {
    if (lm_t38_parse(ifp, true, &parsed))
      return ifp;
    if (lm_slice_at(ifp, ifp.len - 1) != 0)
      break;
    ifp.len--;
  }
  return LM_SLICE_EMPTY;
}

/* Parity packet @nth of a datagram is over fec_span packets, n_secondary apart, of which one may be
 * missing. */
static void
repair(LmFaxPieces *pieces, const Packets *known, Packets *found, const LmUdptl *udptl,
       int64_t number, int64_t time_ns)
{
  LmSlice rest = udptl->secondary, parity;
  int64_t apart = udptl->n_secondary, span = udptl->fec_span;
  if (span == 0 || span > MOST_SPAN || apart > MOST_COPIES)
    return;
  for (int64_t nth = 0; nth < apart && lm_udptl_next_ifp(&rest, &parity); nth++) {
    uint8_t bytes[LONGEST_PARITY];
    int64_t missing = -1, n_missing = 0;
    if (parity.len == 0 || parity.len > sizeof bytes)
      continue;
    memcpy(bytes, parity.data, parity.len);
    for (int64_t i = 1; i <= span; i++) {
      int64_t other = number + nth - apart * i;
      const Packet *packet = find(known, other);
      if (!packet) {
        missing = other;
        n_missing++;
      }
      for (size_t j = 0; packet && j < packet->ifp.len && j < parity.len; j++)
        bytes[j] ^= packet->ifp.data[j];
    }
    LmSlice ifp = n_missing == 1 ? fit(lm_slice(bytes, parity.len)) : LM_SLICE_EMPTY;
    if (ifp.len)
      add(found, (Packet){missing, time_ns, lm_arena_copy(&pieces->arena, ifp), 1});
  }
}

typedef void (*Take)(LmFaxPieces *pieces, const LmUdptl *udptl, int64_t number, int64_t time_ns,
                     Packets *known, Packets *found);

static void
walk(LmFaxPieces *pieces, const LmVec *datagrams, Take take, Packets *known, Packets *found)
{
  int64_t last = 0;
  bool begun = false;
  for (uint32_t i = 0; i < datagrams->len; i++) {
    const LmFaxPiece *piece = lm_vec_at(datagrams, i);
    LmUdptl udptl;
    if (!lm_udptl_parse(piece->bytes, &udptl))
      continue;
    int64_t number =
        begun ? last + (int16_t)(udptl.sequence - (uint16_t)(uint64_t)last) : udptl.sequence;
    last = begun && number < last ? last : number;
    begun = true;
    take(pieces, &udptl, number, piece->time_ns, known, found);
  }
}

static void
take_packets(LmFaxPieces *pieces, const LmUdptl *udptl, int64_t number, int64_t time_ns,
             Packets *known, Packets *found)
{
  LmSlice rest = udptl->secondary, copy;
  (void)pieces;
  (void)found;
  add(known, (Packet){number, time_ns, udptl->ifp, 0});
  for (uint32_t i = 1; !udptl->fec && i <= udptl->n_secondary && i <= MOST_COPIES; i++)
    if (lm_udptl_next_ifp(&rest, &copy))
      add(known, (Packet){number - i, time_ns, copy, i});
}

static void
take_parity(LmFaxPieces *pieces, const LmUdptl *udptl, int64_t number, int64_t time_ns,
            Packets *known, Packets *found)
{
  if (udptl->fec && udptl->n_secondary)
    repair(pieces, known, found, udptl, number, time_ns);
}

void
lm_fax_pieces_add_udptl(LmFaxPieces *pieces, const LmVec *datagrams, uint8_t direction)
{
  Packets known = {0}, found = {0};
  walk(pieces, datagrams, take_packets, &known, &found);
  sort(&known);
  walk(pieces, datagrams, take_parity, &known, &found);
  /* None of them is known; two datagrams may have brought the same. */
  for (size_t i = 0; i < found.n; i++)
    add(&known, found.packets[i]);
  sort(&known);
  for (size_t i = 0; i < known.n; i++)
    *(LmFaxPiece *)lm_vec_push(&pieces->pieces) = (LmFaxPiece){.time_ns = known.packets[i].time_ns,
                                                               .bytes = known.packets[i].ifp,
                                                               .kind = LM_FAX_WIRE_IFP,
                                                               .direction = direction};
  free(known.packets);
  free(found.packets);
}
