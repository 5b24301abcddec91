/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/live_output.h"

#include "base/arena.h"
#include "base/time.h"
#include "capture/live_output_own.h"

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
#define NEXT_PATIENCE_NS (LM_NS_PER_S / 2)
#define READER_PATIENCE_NS (3 * LM_NS_PER_S) /* for what a pipe is to take when it is to end */

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

/* --- What the caller says --- */

static bool
set_keep(LmLiveOutput *output, uint32_t number, const LmHelperFilter *filter)
{
  uint32_t n = filter->note.n_instructions;
  const LmLivePrograms *programs = &output->setup.programs;
  if (number >= output->n_links ||
      (n && programs->is_sound && !programs->is_sound(filter->instructions, n)))
    return false;
  LmLiveOutputLink *link = &output->links[number];
  memcpy(link->keep, filter->instructions, n * sizeof *link->keep);
  link->n_keep = n;
  return link->is_new = true;
}

/* Takes down what is to be done at the next turn, and does nothing yet: it may be amid a write.
 * @file comes with the message of @n bytes, or is -1. */
static void
heed(LmLiveOutput *output, ssize_t n, int file)
{
  LmHelperFilter *message = &output->message;
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

static void
hear(LmLiveOutput *output)
{
  int file;
  if (output->control < 0)
    return;
  ssize_t n = lm_helper_receive(output->control, &output->message, sizeof output->message, &file,
                                MSG_DONTWAIT);
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
    close(output->control);
    output->control = -1;
    output->stopped |= !output->setup.keep_on;
  }
  heed(output, n, file);
}

/* No more is to be written. */
static bool
is_full(const LmLiveOutput *output)
{
  return output->reached || output->counted;
}

static bool
is_over(const LmLiveOutput *output, int64_t now)
{
  return output->stopped || output->failed || is_full(output) ||
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
  output->has_asked = false;
  output->writer = lm_writer_new(file, output->setup.application, NULL);
  if (lseek(file, 0, SEEK_CUR) < 0)
    lm_writer_set_patience(output->writer, has_patience, output);
  output->file_ns = lm_time_now_ns(CLOCK_REALTIME);
  for (uint32_t i = 0; i < output->n_links; i++) {
    LmLiveOutputLink *link = &output->links[i];
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
  lm_live_output_count(output);
  for (uint32_t i = 0; i < output->n_links; i++) {
    const LmLiveOutputLink *link = &output->links[i];
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
  lm_live_output_tell_figures(output, false);
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

static void
change_file(LmLiveOutput *output)
{
  int next = output->next;
  output->next = -1;
  if (next < 0)
    return;
  end_file(output);
  begin_file(output, next);
  lm_live_output_tell_file(output);
}

/* The file has its size: asks for the next, and goes on in this one where none comes soon. What
 * brings the packets has a buffer for so long. */
static void
ask_for_file(LmLiveOutput *output)
{
  int64_t until = lm_time_now_ns(CLOCK_MONOTONIC) + NEXT_PATIENCE_NS, now;
  output->has_asked = true;
  lm_writer_flush(output->writer);
  lm_live_output_tell(output, LM_HELPER_SIZE);
  while (output->next < 0 && output->control >= 0 && !output->stopped &&
         (now = lm_time_now_ns(CLOCK_MONOTONIC)) < until) {
    struct pollfd wait = {.fd = output->control, .events = POLLIN};
    poll(&wait, 1, (int)((until - now) / LM_NS_PER_MS) + 1);
    hear(output);
  }
  change_file(output);
}

/* How much of a packet is kept. */
static uint32_t
kept_bytes(const LmLiveOutput *output, const LmRingPacket *packet, const uint8_t *data)
{
  const LmLiveOutputLink *link = &output->links[packet->link];
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
  if (output->setup.file_bytes && !output->has_asked && output->control >= 0 &&
      lm_writer_bytes(output->writer) + lm_writer_gathered(output->writer) >=
          output->setup.file_bytes)
    ask_for_file(output);
  lm_writer_add_packet(output->writer, &written);
  if (lm_writer_gathered(output->writer) >= GATHER_BYTES)
    lm_writer_flush(output->writer);
  uint64_t bytes = lm_live_output_bytes(output) + lm_writer_gathered(output->writer);
  output->n_packets++;
  output->reached |= output->setup.limit_bytes && bytes >= output->setup.limit_bytes;
  output->counted |= output->setup.limit_packets == output->n_packets;
}

void
lm_live_output_put(LmLiveOutput *output, const LmRingPacket *packet, const uint8_t *data)
{
  LmLiveOutputLink *link = &output->links[packet->link];
  uint32_t kept = kept_bytes(output, packet, data);
  if (!is_full(output) && (kept || !packet->captured_bytes)) {
    write_packet(output, packet, lm_slice(data, kept));
    return;
  }
  link->not_kept++;
  if (link->back)
    lm_look_back_put(link->back, packet, data);
}

void
lm_live_output_put_secrets(LmLiveOutput *output, uint32_t type, LmSlice secrets)
{
  if (secrets.len <= LM_WRITER_SECRETS_BYTES)
    lm_writer_add_secrets(output->writer, type, secrets);
}

/* A packet that is held, once more. */
static bool
wants(void *user, const LmRingPacket *held, LmSlice data)
{
  LmLiveOutput *output = user;
  uint32_t kept = is_full(output) ? 0 : kept_bytes(output, held, data.data);
  if (kept == 0)
    return false;
  write_packet(output, held, lm_slice_sub(data, 0, kept));
  output->links[held->link].not_kept--;
  return true;
}

static void
offer(LmLiveOutput *output, LmLiveOutputLink *link)
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

/* The answer to that @number was opened. Before there is a file nothing else is said. */
static const LmHelperFilter *
await_filter(LmLiveOutput *output, uint32_t number)
{
  struct pollfd wait = {.fd = output->control, .events = POLLIN};
  LmHelperFilter *message = &output->message;
  while (poll(&wait, 1, PATIENCE_MS) == 1) {
    int file;
    ssize_t n = lm_helper_receive(output->control, message, sizeof *message, &file, 0);
    bool is_good = lm_helper_note_is_good(&message->note, n);
    bool is_filter = is_good && message->note.kind == LM_HELPER_FILTER;
    bool is_keep = is_good && message->note.kind == LM_HELPER_KEEP;
    if (is_filter || is_keep || !output->writer) {
      if (file >= 0)
        close(file);
    } else {
      heed(output, n, file);
    }
    if (is_filter && message->note.link == number)
      return message;
    if ((is_keep && !lm_live_output_keep(output, message->note.link, message)) || n <= 0 ||
        (!is_keep && !output->writer))
      return NULL;
  }
  return NULL;
}

const LmHelperFilter *
lm_live_output_add_link(LmLiveOutput *output, const LmWriterInterface *interface)
{
  if (output->n_links == LM_HELPER_MAX_LINKS)
    return NULL;
  uint32_t number = output->n_links++, id;
  LmLiveOutputLink *link = &output->links[number];
  link->interface = *interface;
  if (output->setup.look_back_bytes)
    link->back = lm_look_back_new(output->setup.look_back_bytes, output->setup.look_back_ns);
  if (output->writer)
    lm_writer_add_interface(output->writer, interface, &id);
  lm_live_output_tell_link(output, number);
  return await_filter(output, number);
}

void
lm_live_output_begin(LmLiveOutput *output)
{
  begin_file(output, output->file);
  output->began_ns = output->told_ns = output->stated_ns = lm_time_now_ns(CLOCK_MONOTONIC);
  /* Where not even its head could be written, the file is not to take the place of another. */
  lm_live_output_count(output);
  if (!output->failed)
    lm_live_output_tell(output, LM_HELPER_READY);
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
  change_file(output);
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
  lm_live_output_count(output);
  if (now - output->told_ns >= TELL_NS) {
    lm_live_output_tell_figures(output, true);
    output->told_ns = now;
  }
  if (now - output->stated_ns >= LM_NS_PER_S) {
    state(output, false);
    output->stated_ns = now;
  }
  return !is_over(output, now);
}

bool
lm_live_output_was_stopped(const LmLiveOutput *output)
{
  return output->stopped;
}

static LmHelperEnd
find_end(const LmLiveOutput *output, LmHelperEnd why)
{
  if (output->failed)
    return LM_HELPER_END_FAILED;
  if (output->reached)
    return LM_HELPER_END_BYTES;
  if (output->stopped || output->counted)
    return LM_HELPER_END_ASKED;
  return is_over(output, lm_time_now_ns(CLOCK_MONOTONIC)) ? LM_HELPER_END_TIME : why;
}

void
lm_live_output_end(LmLiveOutput *output, LmHelperEnd why)
{
  if (output->writer)
    end_file(output);
  lm_live_output_tell_end(output, find_end(output, why));
  const int files[] = {output->file, output->next, output->last, output->control};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    if (files[i] >= 0)
      close(files[i]);
  for (uint32_t i = 0; i < output->n_links; i++)
    lm_look_back_free(output->links[i].back);
  free(output->links);
  free(output);
}
