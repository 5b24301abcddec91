/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/link.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BLOCK_MS 20 /* how long the kernel holds back packets to hand over many */
#define DRAIN_TURNS 25
#define PATIENCE_MS 200 /* for the writer, when much is kept that was not */
#define NS_PER_S 1000000000LL

static bool
fail(LmHelperNote *note, const LmLink *link, int status, const char *text)
{
  note->kind = LM_HELPER_FAILED;
  note->cause = LM_HELPER_CAUSE_OTHER;
  if (status == PCAP_ERROR_PERM_DENIED || status == PCAP_ERROR_PROMISC_PERM_DENIED)
    note->cause = LM_HELPER_CAUSE_PRIVILEGE;
  else if (status == PCAP_ERROR_NO_SUCH_DEVICE || status == PCAP_ERROR_IFACE_NOT_UP)
    note->cause = LM_HELPER_CAUSE_NO_INTERFACE;
  snprintf(note->text, sizeof note->text, "%.32s: %.200s", link->name, text);
  return false;
}

/* Kept open, as nothing can be opened later. "any" has none, and no name leads out of the folder.
 */
static void
open_missed(LmLink *link)
{
  static const char *const counters[] = {"rx_missed_errors", "rx_fifo_errors"};
  char path[128];
  for (int i = 0; i < 2; i++) {
    snprintf(path, sizeof path, "/sys/class/net/%.16s/statistics/%s", link->name, counters[i]);
    link->missed[i] = strchr(link->name, '/') ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  }
}

static uint64_t
count_missed(const LmLink *link)
{
  uint64_t sum = 0;
  for (int i = 0; i < 2; i++) {
    char text[32] = "";
    if (link->missed[i] >= 0 && pread(link->missed[i], text, sizeof text - 1, 0) > 0)
      sum += strtoull(text, NULL, 10);
  }
  return sum;
}

bool
lm_link_open(LmLink *link, const LmHelperStart *wanted, LmHelperNote *note)
{
  char error[PCAP_ERRBUF_SIZE] = "";
  link->name = wanted->names[link->number];
  pcap_t *pcap = link->pcap = pcap_create(link->name, error);
  if (!pcap)
    return fail(note, link, PCAP_ERROR, error);
  pcap_set_snaplen(pcap, (int)wanted->snap_bytes);
  pcap_set_promisc(pcap, wanted->promiscuous);
  pcap_set_buffer_size(pcap, (int)(wanted->kernel_mib << 20));
  pcap_set_timeout(pcap, BLOCK_MS);
  pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
  if (wanted->monitor)
    pcap_set_rfmon(pcap, 1);
  if (wanted->hardware_time)
    pcap_set_tstamp_type(pcap, PCAP_TSTAMP_ADAPTER); /* where there is none it stays as it was */
  int status = pcap_activate(pcap);
  if (status < 0)
    return fail(note, link, status,
                *pcap_geterr(pcap) ? pcap_geterr(pcap) : pcap_statustostr(status));
  /* Of the two forms of "any", the one that says which interface a packet came by. */
  if (pcap_datalink(pcap) == DLT_LINUX_SLL)
    pcap_set_datalink(pcap, DLT_LINUX_SLL2);
  if (pcap_setnonblock(pcap, 1, error) < 0)
    return fail(note, link, PCAP_ERROR, error);
  link->fd = pcap_get_selectable_fd(pcap);
  if (wanted->look_back_mib)
    link->back = lm_look_back_new(((size_t)wanted->look_back_mib << 20) / wanted->n_links,
                                  wanted->look_back_s * NS_PER_S);
  open_missed(link);
  link->missed_before = count_missed(link);
  note->kind = LM_HELPER_LINK;
  /* DLT_RAW is the one that files have another number for (LINKTYPE_RAW of the registry). */
  link->link_type = pcap_datalink(pcap) == DLT_RAW ? 101 : (uint32_t)pcap_datalink(pcap);
  note->link_type = link->link_type;
  note->snap_bytes = (uint32_t)pcap_snapshot(pcap);
  snprintf(note->text, sizeof note->text, "%.32s", link->name);
  return true;
}

/* How much of a packet is kept. */
static uint32_t
kept_bytes(const LmLink *link, const LmRingPacket *packet, const uint8_t *data)
{
  uint32_t bytes = packet->captured_bytes;
  uint32_t most =
      link->n_keep ? bpf_filter(link->keep, data, packet->original_bytes, bytes) : UINT32_MAX;
  return most < bytes ? most : bytes;
}

/* A packet that is held, once more. Waits a little for the writer rather than lose it. */
static bool
wants(void *user, const LmRingPacket *held, LmSlice data)
{
  LmLink *link = user;
  LmRingPacket packet = *held;
  packet.captured_bytes = kept_bytes(link, held, data.data);
  if (packet.captured_bytes == 0)
    return false;
  bool put = lm_ring_put(link->ring, &packet, data.data);
  for (; !put && link->patience > 0; link->patience--) {
    poll(NULL, 0, 1);
    put = lm_ring_put(link->ring, &packet, data.data);
  }
  atomic_fetch_sub(&link->not_kept, 1);
  atomic_fetch_add(&link->dropped_by_ring, !put);
  return true;
}

bool
lm_link_filter(LmLink *link, LmHelperFilter *filter, bool kept)
{
  struct bpf_insn *instructions = (struct bpf_insn *)(void *)filter->instructions;
  uint32_t n = filter->note.n_instructions;
  struct bpf_program program = {n, instructions};
  if (n && !bpf_validate(instructions, (int)n))
    return false;
  if (!kept)
    return n == 0 || pcap_setfilter(link->pcap, &program) == 0;
  memcpy(link->keep, instructions, n * sizeof *instructions);
  link->n_keep = n;
  link->patience = PATIENCE_MS;
  if (link->back)
    lm_look_back_offer(link->back, wants, link);
  return true;
}

static void
take(u_char *user, const struct pcap_pkthdr *header, const u_char *data)
{
  LmLink *link = (LmLink *)(void *)user;
  bool nanoseconds = pcap_get_tstamp_precision(link->pcap) == PCAP_TSTAMP_PRECISION_NANO;
  LmRingPacket packet = {.link = link->number,
                         .captured_bytes = header->caplen,
                         .original_bytes = header->len,
                         .time_ns = header->ts.tv_sec * NS_PER_S +
                                    header->ts.tv_usec * (nanoseconds ? 1 : 1000)};
  atomic_fetch_add_explicit(&link->read, 1, memory_order_relaxed);
  uint32_t kept = kept_bytes(link, &packet, data);
  if (kept == 0 && packet.captured_bytes) {
    atomic_fetch_add_explicit(&link->not_kept, 1, memory_order_relaxed);
    if (link->back)
      lm_look_back_put(link->back, &packet, data);
    return;
  }
  packet.captured_bytes = kept;
  if (!lm_ring_put(link->ring, &packet, data))
    atomic_fetch_add_explicit(&link->dropped_by_ring, 1, memory_order_relaxed);
}

bool
lm_link_read(LmLink *link)
{
  return pcap_dispatch(link->pcap, -1, take, (u_char *)link) >= 0;
}

uint64_t
lm_link_count(LmLink *link)
{
  struct pcap_stat figures;
  atomic_store(&link->dropped_by_interface, count_missed(link) - link->missed_before);
  if (link->gone || pcap_stats(link->pcap, &figures) < 0)
    return 0;
  atomic_fetch_add(&link->dropped_by_system, figures.ps_drop - link->system_before);
  link->system_before = figures.ps_drop;
  return figures.ps_recv - figures.ps_drop;
}

/* The kernel says how many it had taken in; those lie in its buffer in their order. Where libpcap
 * itself filtered some out the count is not reached, and the turns end it. */
void
lm_link_drain(LmLink *link)
{
  uint64_t due = lm_link_count(link);
  struct pollfd wait = {.fd = link->fd, .events = POLLIN};
  for (int i = 0; i < DRAIN_TURNS && !link->gone && (uint32_t)link->read != (uint32_t)due; i++) {
    poll(&wait, 1, BLOCK_MS / 2);
    link->gone = !lm_link_read(link);
  }
}

void
lm_link_figures(const LmLink *link, LmHelperFigures *figures)
{
  *figures = (LmHelperFigures){.written = link->written,
                               .dropped_by_system = atomic_load(&link->dropped_by_system),
                               .dropped_by_ring = atomic_load(&link->dropped_by_ring),
                               .unwritten = link->unwritten,
                               .dropped_by_interface = atomic_load(&link->dropped_by_interface),
                               .not_kept = atomic_load(&link->not_kept)};
  figures->received = atomic_load(&link->read) + figures->dropped_by_system;
}
