/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live_output.h"

#include "base/arena.h"
#include "base/look_back.h"
#include "base/time.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define GATHER_BYTES (64u << 10)
#define GATHER_MS 20
#define IDLE_MS 100
#define TELL_NS (200 * LM_NS_PER_MS)
#define PATIENCE_MS 10000
#define READER_PATIENCE_NS (3 * LM_NS_PER_S) /* for what a pipe is to take when it is to end */

typedef struct {
  LmLiveLink link;
  LmWriterInterface interface;
  LmHelperFigures now, before; /* before: when the file began */
  uint64_t not_kept;           /* here */
  LmLookBack *back;            /* holds that; NULL: it is gone at once */
  uint32_t n_keep;             /* instructions that say what is kept; 0: all */
  bool is_new;                 /* what was held is to be looked through for it */
  uint64_t keep[LM_HELPER_MAX_INSTRUCTIONS];
} Link;

struct LmLiveOutput {
  LmLiveOutputSetup setup;
  int control, file;
  int next; /* the file that the caller wants it to go on in; -1: none */
  int last; /* where its last words go; -1: to the caller alone */
  LmWriter *writer;
  Link *links;
  uint32_t n_links, n_files;
  int64_t file_ns;                               /* when the file began */
  int64_t began_ns, told_ns, stated_ns, over_ns; /* of the steady clock; over: 0 for not yet */
  uint64_t before_bytes;                         /* of the files before */
  bool stopped, failed, reached; /* the caller said so; it told why it ends; its limit */
  char failure[sizeof((LmHelperNote *)0)->text];
  LmHelperFilter message;
};

LmLiveOutput *
lm_live_output_new(const LmLiveOutputSetup *setup)
{
  LmLiveOutput *output = lm_alloc(sizeof *output);
  output->setup = *setup;
  output->setup.gather_ms = setup->gather_ms ? setup->gather_ms : GATHER_MS;
  output->control = setup->control;
  output->file = setup->file;
  output->next = output->last = -1;
  output->links = lm_alloc(LM_HELPER_MAX_LINKS * sizeof *output->links);
  return output;
}

/* --- What the caller hears --- */

static void
tell(const LmLiveOutput *output, const LmHelperNote *note, bool may_lose)
{
  lm_helper_send(output->control, lm_slice(note, sizeof *note), -1, may_lose ? MSG_DONTWAIT : 0);
}

static void
tell_link(const LmLiveOutput *output, uint32_t number)
{
  const LmWriterInterface *interface = &output->links[number].interface;
  LmHelperNote note = {.kind = LM_HELPER_LINK,
                       .link = number,
                       .link_type = interface->link_type,
                       .snap_bytes = interface->snap_bytes};
  snprintf(note.text, sizeof note.text, "%s", interface->name);
  tell(output, &note, false);
}

void
lm_live_output_fail(LmLiveOutput *output, LmHelperCause cause, const char *why)
{
  LmHelperNote note = {.kind = LM_HELPER_FAILED, .cause = cause};
  snprintf(note.text, sizeof note.text, "%s", why);
  if (!output->failed) {
    tell(output, &note, false);
    memcpy(output->failure, note.text, sizeof output->failure);
  }
  output->failed = true;
}

/* What the writer says became of its packets is what became of them. */
static void
count(LmLiveOutput *output)
{
  for (uint32_t i = 0; i < output->n_links; i++) {
    Link *link = &output->links[i];
    uint64_t written, lost;
    lm_writer_counts(output->writer, i, &written, &lost);
    link->now = link->link.figures;
    link->now.written = link->before.written + written;
    link->now.unwritten = link->before.unwritten + lost;
    link->now.not_kept += link->not_kept;
  }
  if (lm_writer_error(output->writer)->code != LM_ERROR_NONE)
    lm_live_output_fail(output, LM_HELPER_CAUSE_FULL, lm_writer_error(output->writer)->message);
}

static void
tell_figures(LmLiveOutput *output, bool may_lose)
{
  count(output);
  for (uint32_t i = 0; i < output->n_links; i++) {
    const Link *link = &output->links[i];
    LmHelperNote note = {.kind = LM_HELPER_FIGURES,
                         .link = i,
                         .cause = link->link.facts,
                         .bytes = lm_live_output_bytes(output),
                         .figures = link->now};
    snprintf(note.text, sizeof note.text, "%s", link->link.said);
    tell(output, &note, may_lose);
  }
}

static void
tell_file(const LmLiveOutput *output)
{
  LmHelperNote note = {.kind = LM_HELPER_FILE, .bytes = output->n_files};
  tell(output, &note, false);
}

static void
tell_plainly(const LmLiveOutput *output, LmHelperKind kind)
{
  LmHelperNote note = {.kind = kind};
  tell(output, &note, false);
}

void
lm_live_output_welcome(LmLiveOutput *output, int control)
{
  output->control = control;
  for (uint32_t i = 0; i < output->n_links; i++)
    tell_link(output, i);
  tell_file(output);
  tell_figures(output, false);
  tell_plainly(output, LM_HELPER_READY);
}

/* --- What the caller says --- */

static bool
set_keep(LmLiveOutput *output, uint32_t number, const LmHelperFilter *filter)
{
  uint32_t n = filter->note.n_instructions;
  const LmLivePrograms *programs = &output->setup.programs;
  if (number >= output->n_links ||
      (n && programs->is_sound && !programs->is_sound(filter->instructions, n)))
    return false;
  Link *link = &output->links[number];
  memcpy(link->keep, filter->instructions, n * sizeof *link->keep);
  link->n_keep = n;
  return link->is_new = true;
}

/* Takes down what is to be done at the next turn, and does nothing yet: it may be amid a write. */
static void
hear(LmLiveOutput *output)
{
  int file;
  LmHelperFilter *message = &output->message;
  if (output->control < 0)
    return;
  ssize_t n = lm_helper_receive(output->control, message, sizeof *message, &file, MSG_DONTWAIT);
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
    close(output->control);
    output->control = -1;
    output->stopped |= !output->setup.keep_on;
  }
  uint32_t kind = lm_helper_note_is_good(&message->note, n) ? message->note.kind : 0;
  if ((kind == LM_HELPER_NEXT && output->writer) || kind == LM_HELPER_LAST) {
    int *place = kind == LM_HELPER_LAST ? &output->last : &output->next;
    int before = *place;
    *place = file;
    file = before;
  }
  if (file >= 0)
    close(file);
  if (kind == LM_HELPER_KEEP && output->writer)
    set_keep(output, message->note.link, message);
  output->stopped |= kind == LM_HELPER_STOP;
}

static bool
is_over(const LmLiveOutput *output, int64_t now)
{
  return output->stopped || output->failed || output->reached ||
         (output->setup.limit_ns && output->began_ns &&
          now - output->began_ns >= output->setup.limit_ns);
}

/* While a pipe takes nothing: its reader may rest for as long as the capture goes on. */
static bool
has_patience(void *user)
{
  LmLiveOutput *output = user;
  int64_t now = lm_time_now_ns(CLOCK_MONOTONIC);
  hear(output);
  if (!output->over_ns && is_over(output, now))
    output->over_ns = now;
  return !output->over_ns || now - output->over_ns < READER_PATIENCE_NS;
}

/* --- Files --- */

static void
begin_file(LmLiveOutput *output, int file)
{
  output->file = file;
  output->n_files++;
  output->writer = lm_writer_new(file, output->setup.application, NULL);
  if (lseek(file, 0, SEEK_CUR) < 0)
    lm_writer_set_patience(output->writer, has_patience, output);
  output->file_ns = lm_time_now_ns(CLOCK_REALTIME);
  for (uint32_t i = 0; i < output->n_links; i++) {
    Link *link = &output->links[i];
    uint32_t id;
    lm_writer_add_interface(output->writer, &link->interface, &id);
    link->before = link->now;
  }
  lm_writer_flush(output->writer);
}

/* The same as for the caller, since the file began (draft-ietf-opsawg-pcapng, section 4.6). */
static void
state(LmLiveOutput *output, bool last)
{
  lm_writer_flush(output->writer);
  count(output);
  for (uint32_t i = 0; i < output->n_links; i++) {
    const Link *link = &output->links[i];
    LmWriterStatistics statistics = lm_helper_statistics(i, &link->now, &link->before);
    statistics.time_ns = lm_time_now_ns(CLOCK_REALTIME);
    statistics.start_ns = output->file_ns;
    statistics.end_ns = last ? statistics.time_ns : 0;
    statistics.comment = lm_slice_str(link->link.said);
    lm_writer_add_statistics(output->writer, &statistics);
  }
  lm_writer_flush(output->writer);
}

static void
end_file(LmLiveOutput *output)
{
  state(output, true);
  tell_figures(output, false);
  output->before_bytes = lm_live_output_bytes(output);
  lm_writer_free(output->writer, NULL);
  output->writer = NULL;
  close(output->file);
  output->file = -1;
}

uint64_t
lm_live_output_bytes(const LmLiveOutput *output)
{
  return output->before_bytes + (output->writer ? lm_writer_bytes(output->writer) : 0);
}

/* --- Packets --- */

/* How much of a packet is kept. */
static uint32_t
kept_bytes(const LmLiveOutput *output, const LmRingPacket *packet, const uint8_t *data)
{
  const Link *link = &output->links[packet->link];
  uint32_t bytes = packet->captured_bytes, most = bytes;
  if (link->n_keep)
    most =
        output->setup.programs.run(link->keep, link->n_keep, data, packet->original_bytes, bytes);
  return most < bytes ? most : bytes;
}

static void
write_packet(LmLiveOutput *output, const LmRingPacket *packet, LmSlice data)
{
  LmWriterPacket written = {.interface = packet->link,
                            .time_ns = packet->time_ns,
                            .data = data,
                            .original_bytes = packet->original_bytes};
  lm_writer_add_packet(output->writer, &written);
  if (lm_writer_gathered(output->writer) >= GATHER_BYTES)
    lm_writer_flush(output->writer);
  uint64_t bytes = lm_live_output_bytes(output) + lm_writer_gathered(output->writer);
  output->reached |= output->setup.limit_bytes && bytes >= output->setup.limit_bytes;
}

void
lm_live_output_put(LmLiveOutput *output, const LmRingPacket *packet, const uint8_t *data)
{
  Link *link = &output->links[packet->link];
  uint32_t kept = kept_bytes(output, packet, data);
  if (!output->reached && (kept || !packet->captured_bytes)) {
    write_packet(output, packet, lm_slice(data, kept));
    return;
  }
  link->not_kept++;
  if (link->back)
    lm_look_back_put(link->back, packet, data);
}

/* A packet that is held, once more. */
static bool
wants(void *user, const LmRingPacket *held, LmSlice data)
{
  LmLiveOutput *output = user;
  uint32_t kept = output->reached ? 0 : kept_bytes(output, held, data.data);
  if (kept == 0)
    return false;
  write_packet(output, held, lm_slice_sub(data, 0, kept));
  output->links[held->link].not_kept--;
  return true;
}

static void
offer(LmLiveOutput *output, Link *link)
{
  link->is_new = false;
  if (link->back)
    lm_look_back_offer(link->back, wants, output);
}

bool
lm_live_output_keep(LmLiveOutput *output, uint32_t link, const LmHelperFilter *filter)
{
  if (!set_keep(output, link, filter))
    return false;
  offer(output, &output->links[link]);
  return true;
}

/* --- From the beginning to the end --- */

const LmHelperFilter *
lm_live_output_add_link(LmLiveOutput *output, const LmWriterInterface *interface)
{
  if (output->n_links == LM_HELPER_MAX_LINKS)
    return NULL;
  uint32_t number = output->n_links++;
  Link *link = &output->links[number];
  struct pollfd wait = {.fd = output->control, .events = POLLIN};
  LmHelperFilter *message = &output->message;
  link->interface = *interface;
  if (output->setup.look_back_bytes)
    link->back = lm_look_back_new(output->setup.look_back_bytes, output->setup.look_back_ns);
  tell_link(output, number);
  while (poll(&wait, 1, PATIENCE_MS) == 1) {
    int file;
    ssize_t n = lm_helper_receive(output->control, message, sizeof *message, &file, 0);
    if (file >= 0)
      close(file);
    if (!lm_helper_note_is_good(&message->note, n))
      return NULL;
    if (message->note.kind == LM_HELPER_FILTER)
      return message;
    if (message->note.kind != LM_HELPER_KEEP || !lm_live_output_keep(output, number, message))
      return NULL;
  }
  return NULL;
}

void
lm_live_output_begin(LmLiveOutput *output)
{
  begin_file(output, output->file);
  output->began_ns = output->told_ns = output->stated_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  tell_plainly(output, LM_HELPER_READY);
}

LmLiveLink *
lm_live_output_link(LmLiveOutput *output, uint32_t link)
{
  return &output->links[link].link;
}

int
lm_live_output_control(const LmLiveOutput *output)
{
  return output->control;
}

/* The C library asks by a call that takes paths too, and that is not left to who is confined. */
bool
lm_live_output_has_name(const LmLiveOutput *output)
{
#if defined SYS_fstat && __SIZEOF_LONG__ == 8
  struct stat status;
  return syscall(SYS_fstat, output->file, &status) != 0 || status.st_nlink > 0;
#else
  return output->file >= 0;
#endif
}

int
lm_live_output_wait_ms(const LmLiveOutput *output)
{
  return output->writer && lm_writer_gathered(output->writer) ? output->setup.gather_ms : IDLE_MS;
}

/* What the caller asked for. */
static void
obey(LmLiveOutput *output)
{
  int next = output->next;
  output->next = -1;
  if (next >= 0) {
    end_file(output);
    begin_file(output, next);
    tell_file(output);
  }
  for (uint32_t i = 0; i < output->n_links; i++)
    if (output->links[i].is_new)
      offer(output, &output->links[i]);
}

bool
lm_live_output_turn(LmLiveOutput *output)
{
  int64_t now = lm_time_now_ns(CLOCK_MONOTONIC);
  hear(output);
  if (!output->writer)
    return !is_over(output, now);
  obey(output);
  lm_writer_flush_due(output->writer, GATHER_BYTES, output->setup.gather_ms * LM_NS_PER_MS, now);
  count(output);
  if (now - output->told_ns >= TELL_NS) {
    tell_figures(output, true);
    output->told_ns = now;
  }
  if (now - output->stated_ns >= LM_NS_PER_S) {
    state(output, false);
    output->stated_ns = now;
  }
  return !is_over(output, now);
}

static LmHelperEnd
find_end(const LmLiveOutput *output, LmHelperEnd why)
{
  if (output->failed)
    return LM_HELPER_END_FAILED;
  if (output->reached)
    return LM_HELPER_END_BYTES;
  if (output->stopped)
    return LM_HELPER_END_ASKED;
  return is_over(output, lm_time_now_ns(CLOCK_MONOTONIC)) ? LM_HELPER_END_TIME : why;
}

/* Its room is taken already. Where it can be written no more, nothing is known of why. */
static void
write_last(const LmLiveOutput *output, const LmHelperNote *note)
{
  if (output->last >= 0 && write(output->last, note, sizeof *note) != (ssize_t)sizeof *note)
    return;
}

void
lm_live_output_end(LmLiveOutput *output, LmHelperEnd why)
{
  if (output->writer)
    end_file(output);
  LmHelperNote note = {.kind = LM_HELPER_ENDED, .cause = find_end(output, why)};
  memcpy(note.text, output->failure, sizeof note.text);
  tell(output, &note, false);
  write_last(output, &note);
  const int files[] = {output->file, output->next, output->last, output->control};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    if (files[i] >= 0)
      close(files[i]);
  for (uint32_t i = 0; i < output->n_links; i++)
    lm_look_back_free(output->links[i].back);
  free(output->links);
  free(output);
}
