/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/produce.h"

#include "base/arena.h"
#include "base/time.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define GATHER_BYTES (64u << 10)
#define GATHER_MS 40
#define MOST_GATHERED 2048
#define PATIENCE_MS 10000

typedef struct {
  char name[sizeof((LmHelperNote *)0)->text], said[sizeof((LmHelperNote *)0)->text];
  uint32_t link_type;
  LmBpf filter;
  LmHelperFigures now, before; /* before: when the file began */
} Link;

struct LmProduce {
  int control, output;
  const char *application, *filter;
  Link *links;
  uint32_t n_links;
  LmWriter *writer;
  int64_t file_ns;                                  /* when the file began */
  int64_t began_ns, told_ns, gathered_ns, limit_ns; /* of the steady clock */
  uint64_t bytes, gathered_bytes, limit_bytes, n_gathered;
  uint8_t gathered[MOST_GATHERED]; /* the link of each packet that is not written yet */
  bool full, stop;
};

static int64_t
clock_ns(clockid_t clock)
{
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * LM_NS_PER_S + now.tv_nsec;
}

LmProduce *
lm_produce_new(int control, int output, const char *application, const char *filter,
               uint64_t limit_bytes, int64_t limit_ns)
{
  LmProduce *produce = lm_alloc(sizeof *produce);
  *produce = (LmProduce){.control = control,
                         .output = output,
                         .application = application,
                         .filter = filter,
                         .limit_bytes = limit_bytes,
                         .limit_ns = limit_ns,
                         .links = lm_alloc(LM_HELPER_MAX_LINKS * sizeof(Link))};
  return produce;
}

void
lm_produce_add_link(LmProduce *produce, const char *name, uint32_t link_type)
{
  if (produce->n_links == LM_HELPER_MAX_LINKS)
    return;
  Link *link = &produce->links[produce->n_links++];
  snprintf(link->name, sizeof link->name, "%s", name);
  link->link_type = link_type;
}

static void
tell(const LmProduce *produce, const LmHelperNote *note, bool may_lose)
{
  lm_helper_send(produce->control, lm_slice(note, sizeof *note), -1, may_lose ? MSG_DONTWAIT : 0);
}

static bool
take_filter(LmProduce *produce, Link *link)
{
  LmHelperFilter *message = lm_alloc(sizeof *message);
  struct pollfd wait = {.fd = produce->control, .events = POLLIN};
  int file = -1;
  ssize_t n = poll(&wait, 1, PATIENCE_MS) == 1
                  ? lm_helper_receive(produce->control, message, sizeof *message, &file, 0)
                  : -1;
  uint32_t count = message->note.n_instructions;
  bool ok = lm_helper_note_is_good(&message->note, n) && message->note.kind == LM_HELPER_FILTER;
  if (file >= 0)
    close(file);
  if (ok) {
    link->filter.n = count;
    memcpy(link->filter.instructions, message->instructions, count * sizeof *message->instructions);
  }
  free(message);
  return ok;
}

static void
begin_file(LmProduce *produce)
{
  produce->writer = lm_writer_new(produce->output, produce->application, NULL);
  produce->file_ns = clock_ns(CLOCK_REALTIME);
  for (uint32_t i = 0; i < produce->n_links; i++) {
    Link *link = &produce->links[i];
    uint32_t id;
    LmWriterInterface interface = {.name = link->name,
                                   .filter = produce->filter,
                                   .link_type = (uint16_t)link->link_type,
                                   .snap_bytes = LM_HELPER_MAX_SNAP_BYTES};
    lm_writer_add_interface(produce->writer, &interface, &id);
    link->before = link->now;
  }
  lm_writer_flush(produce->writer);
}

bool
lm_produce_begin(LmProduce *produce)
{
  for (uint32_t i = 0; i < produce->n_links; i++) {
    Link *link = &produce->links[i];
    LmHelperNote note = {.kind = LM_HELPER_LINK,
                         .link = i,
                         .link_type = link->link_type,
                         .snap_bytes = LM_HELPER_MAX_SNAP_BYTES};
    memcpy(note.text, link->name, sizeof note.text);
    tell(produce, &note, false);
    if (!take_filter(produce, link))
      return false;
  }
  begin_file(produce);
  produce->began_ns = produce->told_ns = clock_ns(CLOCK_MONOTONIC);
  tell(produce, &(LmHelperNote){.kind = LM_HELPER_READY}, false);
  return true;
}

int
lm_produce_control(const LmProduce *produce)
{
  return produce->control;
}

int
lm_produce_wait_ms(const LmProduce *produce)
{
  return produce->n_gathered ? GATHER_MS / 2 : 200;
}

const LmBpf *
lm_produce_filter(const LmProduce *produce, uint32_t link)
{
  return &produce->links[link].filter;
}

LmHelperFigures *
lm_produce_figures(LmProduce *produce, uint32_t link)
{
  return &produce->links[link].now;
}

void
lm_produce_say(LmProduce *produce, uint32_t link, LmSlice text)
{
  char *said = produce->links[link].said;
  snprintf(said, sizeof produce->links[link].said, "%.*s", (int)text.len, (const char *)text.data);
}

/* What of the gathered was lost when it could not be written stands at its end. */
static void
flush(LmProduce *produce)
{
  bool failed = lm_writer_error(produce->writer)->code != LM_ERROR_NONE;
  bool ok = lm_writer_flush(produce->writer);
  uint64_t lost = ok ? 0 : failed ? produce->n_gathered : lm_writer_n_lost(produce->writer);
  for (uint64_t i = 0; i < produce->n_gathered; i++) {
    LmHelperFigures *now = &produce->links[produce->gathered[i]].now;
    now->written += produce->n_gathered - i > lost;
    now->unwritten += produce->n_gathered - i <= lost;
  }
  produce->bytes += produce->gathered_bytes;
  produce->n_gathered = produce->gathered_bytes = 0;
  if (ok || failed)
    return;
  LmHelperNote note = {.kind = LM_HELPER_FAILED, .cause = LM_HELPER_CAUSE_FULL};
  snprintf(note.text, sizeof note.text, "%.250s", lm_writer_error(produce->writer)->message);
  produce->full = true;
  tell(produce, &note, false);
}

void
lm_produce_put(LmProduce *produce, uint32_t link, int64_t time_ns, LmSlice packet)
{
  LmWriterPacket written = {.interface = link,
                            .time_ns = time_ns,
                            .data = packet,
                            .original_bytes = (uint32_t)packet.len};
  lm_writer_add_packet(produce->writer, &written);
  if (produce->n_gathered == 0)
    produce->gathered_ns = clock_ns(CLOCK_MONOTONIC);
  produce->gathered[produce->n_gathered++] = (uint8_t)link;
  produce->gathered_bytes += 32 + ((packet.len + 3) & ~(size_t)3);
  if (produce->gathered_bytes >= GATHER_BYTES || produce->n_gathered == MOST_GATHERED)
    flush(produce);
}

/* Statistics count since their file began (draft-ietf-opsawg-pcapng, section 4.6). */
static void
state(LmProduce *produce, bool last)
{
  for (uint32_t i = 0; i < produce->n_links; i++) {
    Link *link = &produce->links[i];
    const LmHelperFigures *now = &link->now, *before = &link->before;
    LmHelperNote note = {
        .kind = LM_HELPER_FIGURES, .link = i, .bytes = produce->bytes, .figures = *now};
    memcpy(note.text, link->said, sizeof note.text);
    tell(produce, &note, !last);
    LmWriterStatistics statistics = lm_helper_statistics(i, now, before);
    statistics.time_ns = clock_ns(CLOCK_REALTIME);
    statistics.start_ns = produce->file_ns;
    statistics.end_ns = last ? statistics.time_ns : 0;
    statistics.comment = lm_slice_str(link->said);
    lm_writer_add_statistics(produce->writer, &statistics);
  }
  lm_writer_flush(produce->writer);
}

static void
end_file(LmProduce *produce)
{
  flush(produce);
  state(produce, true);
  lm_writer_free(produce->writer, NULL);
  produce->writer = NULL;
  close(produce->output);
  produce->output = -1;
}

static void
obey(LmProduce *produce)
{
  LmHelperNote note = {0};
  int file;
  ssize_t n = lm_helper_receive(produce->control, &note, sizeof note, &file, MSG_DONTWAIT);
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR) || note.kind == LM_HELPER_STOP)
    produce->stop = true;
  if (file >= 0 && note.kind == LM_HELPER_NEXT) {
    end_file(produce);
    tell(produce, &(LmHelperNote){.kind = LM_HELPER_FILE}, false);
    produce->output = file;
    begin_file(produce);
  } else if (file >= 0) {
    close(file);
  }
}

bool
lm_produce_turn(LmProduce *produce)
{
  int64_t now = clock_ns(CLOCK_MONOTONIC);
  obey(produce);
  if (produce->n_gathered && now - produce->gathered_ns >= GATHER_MS / 2 * LM_NS_PER_MS)
    flush(produce);
  if (now - produce->told_ns >= LM_NS_PER_S) {
    state(produce, false);
    produce->told_ns = now;
  }
  if (produce->limit_bytes && produce->bytes >= produce->limit_bytes)
    produce->full = true;
  return !produce->stop && !produce->full &&
         (!produce->limit_ns || now - produce->began_ns < produce->limit_ns);
}

void
lm_produce_free(LmProduce *produce, const char *why)
{
  LmHelperNote failed = {.kind = LM_HELPER_FAILED, .cause = LM_HELPER_CAUSE_OTHER};
  if (produce->writer)
    end_file(produce);
  if (why) {
    snprintf(failed.text, sizeof failed.text, "%s", why);
    tell(produce, &failed, false);
  }
  tell(produce, &(LmHelperNote){.kind = LM_HELPER_ENDED}, false);
  if (produce->output >= 0)
    close(produce->output);
  close(produce->control);
  free(produce->links);
  free(produce);
}
