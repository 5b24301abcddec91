/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/link.h"

#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BLOCK_MS 20 /* how long the kernel holds back packets to hand over many */
#define DRAIN_TURNS 25
#define LINKTYPE_RAW 101 /* of files; DLT_RAW is the one that they have another number for */

static bool
fail(const LmLink *link, LmLiveOutput *output, int status, const char *text)
{
  char why[256];
  LmHelperCause cause = LM_HELPER_CAUSE_OTHER;
  if (status == PCAP_ERROR_PERM_DENIED || status == PCAP_ERROR_PROMISC_PERM_DENIED)
    cause = LM_HELPER_CAUSE_PRIVILEGE;
  else if (status == PCAP_ERROR_NO_SUCH_DEVICE || status == PCAP_ERROR_IFACE_NOT_UP)
    cause = LM_HELPER_CAUSE_NO_INTERFACE;
  snprintf(why, sizeof why, "%.32s: %.200s", link->name, text);
  lm_live_output_fail(output, cause, why);
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

/* What the kernel is to deliver, from the caller, who now hears what the interface is. */
static bool
set_filter(LmLink *link, const char *text, LmLiveOutput *output)
{
  int type = pcap_datalink(link->pcap);
  LmWriterInterface interface = {.name = link->name,
                                 .filter = text,
                                 .link_type = (uint16_t)(type == DLT_RAW ? LINKTYPE_RAW : type),
                                 .snap_bytes = (uint32_t)pcap_snapshot(link->pcap)};
  const LmHelperFilter *filter = lm_live_output_add_link(output, &interface);
  if (!filter)
    return fail(link, output, PCAP_ERROR, "the filter was not given");
  struct bpf_program program = {filter->note.n_instructions,
                                (struct bpf_insn *)(uintptr_t)filter->instructions};
  return program.bf_len == 0 || pcap_setfilter(link->pcap, &program) == 0 ||
         fail(link, output, PCAP_ERROR, pcap_geterr(link->pcap));
}

bool
lm_link_open(LmLink *link, const LmHelperStart *wanted, LmLiveOutput *output)
{
  char error[PCAP_ERRBUF_SIZE] = "";
  link->name = wanted->names[link->number];
  pcap_t *pcap = link->pcap = pcap_create(link->name, error);
  if (!pcap)
    return fail(link, output, PCAP_ERROR, error);
  pcap_set_snaplen(pcap, (int)wanted->snap_bytes);
  pcap_set_promisc(pcap, wanted->promiscuous);
  pcap_set_buffer_size(pcap, (int)(wanted->kernel_mib << 20));
  pcap_set_timeout(pcap, BLOCK_MS);
  pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
  if (wanted->monitor)
    pcap_set_rfmon(pcap, 1);
  /* Where there are none of its own they stay the machine's: no error, but a warning. */
  if (wanted->hardware_time)
    link->system_time = pcap_set_tstamp_type(pcap, PCAP_TSTAMP_ADAPTER) != 0;
  int status = pcap_activate(pcap);
  link->system_time |= status == PCAP_WARNING_TSTAMP_TYPE_NOTSUP;
  if (status < 0)
    return fail(link, output, status,
                *pcap_geterr(pcap) ? pcap_geterr(pcap) : pcap_statustostr(status));
  /* Of the two forms of "any", the one that says which interface a packet came by. */
  if (pcap_datalink(pcap) == DLT_LINUX_SLL)
    pcap_set_datalink(pcap, DLT_LINUX_SLL2);
  if (pcap_setnonblock(pcap, 1, error) < 0)
    return fail(link, output, PCAP_ERROR, error);
  link->fd = pcap_get_selectable_fd(pcap);
  open_missed(link);
  link->missed_before = count_missed(link);
  return set_filter(link, wanted->filter, output);
}

static void
take(u_char *user, const struct pcap_pkthdr *header, const u_char *data)
{
  LmLink *link = (LmLink *)(void *)user;
  bool nanoseconds = pcap_get_tstamp_precision(link->pcap) == PCAP_TSTAMP_PRECISION_NANO;
  LmRingPacket packet = {.link = link->number,
                         .captured_bytes = header->caplen,
                         .original_bytes = header->len,
                         .time_ns = header->ts.tv_sec * LM_NS_PER_S +
                                    header->ts.tv_usec * (nanoseconds ? 1 : 1000)};
  atomic_fetch_add_explicit(&link->read, 1, memory_order_relaxed);
  if (!lm_ring_put(link->ring, &packet, data))
    atomic_fetch_add_explicit(&link->dropped_by_ring, 1, memory_order_relaxed);
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
    pcap_dispatch(link->pcap, -1, take, (u_char *)link);
  }
}

/* What came just before the interface went is handed over when its block is due. */
bool
lm_link_read(LmLink *link)
{
  if (pcap_dispatch(link->pcap, -1, take, (u_char *)link) >= 0)
    return true;
  snprintf(link->why, sizeof link->why, "%.31s: %.120s", link->name, pcap_geterr(link->pcap));
  lm_link_drain(link);
  atomic_store(&link->gone, true);
  link->fd = -1;
  return false;
}

void
lm_link_tell(const LmLink *link, LmLiveLink *told)
{
  told->facts = link->system_time ? LM_HELPER_SYSTEM_TIME : 0;
  if (atomic_load(&link->gone)) {
    told->facts |= LM_HELPER_IS_GONE;
    memcpy(told->said, link->why, sizeof link->why);
  }
  told->figures.dropped_by_system = atomic_load(&link->dropped_by_system);
  told->figures.dropped_by_ring = atomic_load(&link->dropped_by_ring);
  told->figures.dropped_by_interface = atomic_load(&link->dropped_by_interface);
  told->figures.received = atomic_load(&link->read) + told->figures.dropped_by_system;
}
