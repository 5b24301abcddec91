/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/output.h"

#include "capture/writer.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define GATHER_BYTES (64u << 10)
#define GATHER_NS 40000000LL
#define SECOND_NS 1000000000LL
#define MOST_GATHERED 8192 /* packets; the smallest block of one has 32 bytes */

typedef struct {
  LmOutput *asked;
  LmWriter *writer;
  LmHelperFigures before[LM_HELPER_MAX_LINKS]; /* what had come when the file began */
  int64_t began_ns, told_ns, gathered_ns;
  uint64_t bytes; /* of all files, but for what is about interfaces */
  uint32_t gathered_bytes, n_gathered;
  uint8_t gathered[MOST_GATHERED]; /* the link of each packet that is not written yet */
} Writing;

int64_t
lm_helper_now_ns(clockid_t clock)
{
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * SECOND_NS + now.tv_nsec;
}

void
lm_helper_tell(const LmHelperNote *note, bool may_lose)
{
  send(STDIN_FILENO, note, sizeof *note, MSG_NOSIGNAL | (may_lose ? MSG_DONTWAIT : 0));
}

static void
begin_file(Writing *output, int fd)
{
  LmOutput *asked = output->asked;
  output->writer = lm_writer_new(fd, "linesman-capture " LM_VERSION, NULL);
  output->began_ns = lm_helper_now_ns(CLOCK_REALTIME);
  for (uint32_t i = 0; i < asked->n_links; i++) {
    const LmLink *link = &asked->links[i];
    uint32_t id;
    LmWriterInterface interface = {.name = link->name,
                                   .filter = asked->filter,
                                   .link_type = (uint16_t)link->link_type,
                                   .snap_bytes = (uint32_t)pcap_snapshot(link->pcap)};
    lm_writer_add_interface(output->writer, &interface, &id);
    lm_link_figures(link, &output->before[i]);
  }
  lm_writer_flush(output->writer);
}

/* Writes what is gathered; when that fails, what of it was lost is counted, and why is told. */
static void
flush(Writing *output)
{
  LmOutput *asked = output->asked;
  bool failed = lm_writer_error(output->writer)->code != LM_ERROR_NONE;
  bool ok = lm_writer_flush(output->writer);
  uint64_t lost = ok ? 0 : failed ? output->n_gathered : lm_writer_n_lost(output->writer);
  for (uint32_t i = 0; i < output->n_gathered; i++) {
    LmLink *link = &asked->links[output->gathered[i]];
    if (output->n_gathered - i > lost)
      link->written++;
    else
      link->unwritten++;
  }
  output->bytes += output->gathered_bytes;
  output->n_gathered = output->gathered_bytes = 0;
  if (ok || failed)
    return;
  LmHelperNote note = {.kind = LM_HELPER_FAILED, .cause = LM_HELPER_CAUSE_FULL};
  snprintf(note.text, sizeof note.text, "%.250s", lm_writer_error(output->writer)->message);
  atomic_store(&asked->full, true);
  lm_helper_tell(&note, false);
}

/* What became of packets, for the file and for the caller. Statistics blocks count since their file
 * began (draft-ietf-opsawg-pcapng, section 4.6). */
static void
state(Writing *output, bool last)
{
  for (uint32_t i = 0; i < output->asked->n_links; i++) {
    LmHelperNote note = {.kind = LM_HELPER_FIGURES, .link = i, .bytes = output->bytes};
    LmHelperFigures *now = &note.figures, *before = &output->before[i];
    lm_link_figures(&output->asked->links[i], now);
    lm_helper_tell(&note, !last);
    LmWriterStatistics statistics = {.interface = i,
                                     .time_ns = lm_helper_now_ns(CLOCK_REALTIME),
                                     .start_ns = output->began_ns,
                                     .end_ns = last ? lm_helper_now_ns(CLOCK_REALTIME) : 0};
    statistics.dropped_by_interface = now->dropped_by_interface - before->dropped_by_interface;
    statistics.dropped_by_system = now->dropped_by_system - before->dropped_by_system;
    statistics.delivered = now->written - before->written;
    statistics.accepted = statistics.delivered + statistics.dropped_by_system +
                          now->dropped_by_ring - before->dropped_by_ring;
    statistics.received = statistics.accepted;
    lm_writer_add_statistics(output->writer, &statistics);
  }
  lm_writer_flush(output->writer);
}

static void
end_file(Writing *output)
{
  flush(output);
  state(output, true);
  lm_writer_free(output->writer, NULL);
}

/* The next file takes the place of the one before. */
static void
change_file(Writing *output, int next)
{
  LmHelperNote note = {.kind = LM_HELPER_FILE};
  static int open = STDOUT_FILENO;
  end_file(output);
  close(open);
  open = next;
  lm_helper_tell(&note, false);
  begin_file(output, next);
}

/* Moves what fits one flush from the ring to the writer; false if there was nothing. */
static bool
gather(Writing *output)
{
  LmRingPacket packet;
  LmSlice data;
  bool any = false;
  while (output->gathered_bytes < GATHER_BYTES && output->n_gathered < MOST_GATHERED &&
         lm_ring_peek(output->asked->ring, &packet, &data)) {
    LmWriterPacket written = {.interface = packet.link,
                              .time_ns = packet.time_ns,
                              .data = data,
                              .original_bytes = packet.original_bytes};
    lm_writer_add_packet(output->writer, &written);
    lm_ring_drop(output->asked->ring);
    if (output->n_gathered == 0)
      output->gathered_ns = lm_helper_now_ns(CLOCK_MONOTONIC);
    output->gathered[output->n_gathered++] = (uint8_t)packet.link;
    output->gathered_bytes += 32 + ((packet.captured_bytes + 3) & ~3u);
    any = true;
  }
  return any;
}

static void
work(Writing *output)
{
  LmOutput *asked = output->asked;
  for (;;) {
    bool ended = lm_ring_ended(asked->ring); /* asked first: then nothing comes after */
    bool any = gather(output);
    int64_t now = lm_helper_now_ns(CLOCK_MONOTONIC);
    if (output->n_gathered &&
        (output->gathered_bytes >= GATHER_BYTES || now - output->gathered_ns >= GATHER_NS || !any))
      flush(output);
    int next = atomic_exchange(&asked->next, -1);
    if (next >= 0)
      change_file(output, next);
    if (output->bytes >= asked->limit_bytes)
      atomic_store(&asked->full, true);
    if (now - output->told_ns >= SECOND_NS) {
      state(output, false);
      output->told_ns = now;
    }
    if (!any && ended)
      return;
    if (!any)
      lm_ring_wait(asked->ring, 100);
  }
}

void *
lm_output_run(void *data)
{
  static Writing output;
  output.asked = data;
  output.told_ns = lm_helper_now_ns(CLOCK_MONOTONIC);
  begin_file(&output, STDOUT_FILENO);
  work(&output);
  end_file(&output);
  return NULL;
}
