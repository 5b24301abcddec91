/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/output.h"

#include "helper/caller.h"

#include <stdio.h>
#include <unistd.h>

#define GATHER_BYTES (64u << 10)
#define GATHER_NS 40000000LL
#define SECOND_NS 1000000000LL
#define TELL_NS 200000000LL

typedef struct {
  LmOutput *asked;
  LmWriter *writer;
  LmHelperFigures before[LM_HELPER_MAX_LINKS]; /* what had come when the file began */
  int file;
  uint32_t n_files;
  bool failed;
  int64_t began_ns, told_ns, stated_ns;
  uint64_t bytes_before; /* of the files before */
} Writing;

int64_t
lm_helper_now_ns(clockid_t clock)
{
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * SECOND_NS + now.tv_nsec;
}

static void
begin_file(Writing *output, int file)
{
  LmOutput *asked = output->asked;
  output->file = file;
  output->n_files++;
  output->writer = lm_writer_new(file, "linesman-capture " LM_VERSION, NULL);
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

/* What the writer says became of its packets is what became of them. */
static void
count(Writing *output)
{
  LmOutput *asked = output->asked;
  asked->bytes = output->bytes_before + lm_writer_bytes(output->writer);
  for (uint32_t i = 0; i < asked->n_links; i++) {
    uint64_t written, lost;
    lm_writer_counts(output->writer, i, &written, &lost);
    asked->links[i].written = output->before[i].written + written;
    asked->links[i].unwritten = output->before[i].unwritten + lost;
  }
  if (output->failed || lm_writer_error(output->writer)->code == LM_ERROR_NONE)
    return;
  LmHelperNote note = {.kind = LM_HELPER_FAILED, .cause = LM_HELPER_CAUSE_FULL};
  snprintf(note.text, sizeof note.text, "%.250s", lm_writer_error(output->writer)->message);
  output->failed = true;
  atomic_store(&asked->full, true);
  lm_caller_tell(&note, false);
}

/* What became of packets, for the caller. */
static void
tell(Writing *output, bool may_lose)
{
  count(output);
  for (uint32_t i = 0; i < output->asked->n_links; i++) {
    LmHelperNote note = {.kind = LM_HELPER_FIGURES,
                         .link = i,
                         .cause = output->asked->links[i].gone,
                         .bytes = output->asked->bytes};
    lm_link_figures(&output->asked->links[i], &note.figures);
    lm_caller_tell(&note, may_lose);
  }
}

/* The same for the file. */
static void
state(Writing *output, bool last)
{
  count(output);
  for (uint32_t i = 0; i < output->asked->n_links; i++) {
    LmHelperFigures now;
    lm_link_figures(&output->asked->links[i], &now);
    LmWriterStatistics statistics = lm_helper_statistics(i, &now, &output->before[i]);
    statistics.time_ns = lm_helper_now_ns(CLOCK_REALTIME);
    statistics.start_ns = output->began_ns;
    statistics.end_ns = last ? statistics.time_ns : 0;
    lm_writer_add_statistics(output->writer, &statistics);
  }
  lm_writer_flush(output->writer);
}

static void
end_file(Writing *output)
{
  lm_writer_flush(output->writer);
  state(output, true);
  tell(output, false);
  output->bytes_before += lm_writer_bytes(output->writer);
  lm_writer_free(output->writer, NULL);
  close(output->file);
}

static void
tell_file(const Writing *output)
{
  LmHelperNote note = {.kind = LM_HELPER_FILE, .bytes = output->n_files};
  lm_caller_tell(&note, false);
}

/* For somebody who knows nothing yet. */
static void
welcome(Writing *output)
{
  LmHelperNote note = {.kind = LM_HELPER_LINK};
  for (note.link = 0; note.link < output->asked->n_links; note.link++) {
    const LmLink *link = &output->asked->links[note.link];
    note.link_type = link->link_type;
    note.snap_bytes = (uint32_t)pcap_snapshot(link->pcap);
    snprintf(note.text, sizeof note.text, "%.32s", link->name);
    lm_caller_tell(&note, false);
  }
  tell_file(output);
  tell(output, false);
  note = (LmHelperNote){.kind = LM_HELPER_READY};
  lm_caller_tell(&note, false);
}

/* Moves what fits one flush from the ring to the writer; false if there was nothing. */
static bool
gather(Writing *output)
{
  LmRingPacket packet;
  LmSlice data;
  size_t bytes = 0;
  while (bytes < GATHER_BYTES && lm_ring_peek(output->asked->ring, &packet, &data)) {
    LmWriterPacket written = {.interface = packet.link,
                              .time_ns = packet.time_ns,
                              .data = data,
                              .original_bytes = packet.original_bytes};
    lm_writer_add_packet(output->writer, &written);
    lm_ring_drop(output->asked->ring);
    bytes += sizeof packet + data.len;
  }
  return bytes > 0;
}

/* The next file takes the place of the one before. */
static void
obey(Writing *output)
{
  int next = atomic_exchange(&output->asked->next, -1);
  if (next >= 0) {
    end_file(output);
    begin_file(output, next);
    tell_file(output);
  }
  if (atomic_exchange(&output->asked->welcome, false))
    welcome(output);
}

static void
work(Writing *output)
{
  LmOutput *asked = output->asked;
  for (;;) {
    bool ended = lm_ring_ended(asked->ring); /* asked first: then nothing comes after */
    bool any = gather(output);
    int64_t now = lm_helper_now_ns(CLOCK_MONOTONIC);
    lm_writer_flush_due(output->writer, GATHER_BYTES, any ? GATHER_NS : 0, now);
    count(output);
    obey(output);
    if (asked->bytes >= asked->limit_bytes)
      atomic_store(&asked->full, true);
    if (now - output->told_ns >= TELL_NS) {
      tell(output, true);
      output->told_ns = now;
    }
    if (now - output->stated_ns >= SECOND_NS) {
      state(output, false);
      output->stated_ns = now;
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
  output.told_ns = output.stated_ns = lm_helper_now_ns(CLOCK_MONOTONIC);
  begin_file(&output, STDOUT_FILENO);
  work(&output);
  end_file(&output);
  return NULL;
}
