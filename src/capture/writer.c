/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/writer.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "base/vec.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  BLOCK_INTERFACE = 1,
  BLOCK_STATISTICS = 5,
  BLOCK_PACKET = 6,
  BLOCK_SECRETS = 10,
  BLOCK_SECTION = 0x0a0d0d0a,
  OPTION_END = 0,
  OPTION_COMMENT = 1,
  SHB_USERAPPL = 4,
  IF_NAME = 2,
  IF_DESCRIPTION = 3,
  IF_TSRESOL = 9,
  IF_FILTER = 11,
  ISB_STARTTIME = 2, /* draft-ietf-opsawg-pcapng, section 4.6 */
  ISB_ENDTIME = 3,
  ISB_IFRECV = 4,
  ISB_IFDROP = 5,
  ISB_FILTERACCEPT = 6,
  ISB_OSDROP = 7,
  ISB_USRDELIV = 8,
  TEXT_MAX_BYTES = 4096,
  /* Room for the largest block: a frame, a comment, and what is around them. */
  BUFFER_BYTES = 2 * LM_LIMIT_FRAME_BYTES,
  BLOCK_MAX_BYTES = LM_LIMIT_FRAME_BYTES + LM_WRITER_SECRETS_BYTES + 64,
  PATIENCE_LOOK_MS = 100,
};

/* Packets of an interface: those that were given, those of which it is known what became of them,
 * and of these the ones that are not in the file. */
typedef struct {
  uint64_t added, done, lost;
} Count;

struct LmWriter {
  int fd;
  uint32_t n_interfaces;
  LmVec counts;                /* Count */
  uint64_t bytes;              /* that were written */
  int64_t since_ns;            /* when what is gathered was seen first; 0: there is nothing */
  size_t len;                  /* bytes in the buffer */
  size_t block_start;          /* of the block that is being built */
  bool (*goes_on)(void *user); /* NULL: it has all the patience */
  void *user;
  LmError error;
  uint8_t buffer[BUFFER_BYTES];
};

static void
put(LmWriter *writer, const void *bytes, size_t len)
{
  if (len)
    memcpy(writer->buffer + writer->len, bytes, len);
  writer->len += len;
}

/* The byte order is this machine's, which the section header tells. */
static void
put_u16(LmWriter *writer, uint16_t value)
{
  put(writer, &value, sizeof value);
}

static void
put_u32(LmWriter *writer, uint32_t value)
{
  put(writer, &value, sizeof value);
}

static void
put_padded(LmWriter *writer, LmSlice bytes)
{
  static const uint8_t zeros[4];
  put(writer, bytes.data, bytes.len);
  put(writer, zeros, -bytes.len % 4);
}

static void
put_option(LmWriter *writer, uint16_t code, LmSlice value)
{
  put_u16(writer, code);
  put_u16(writer, (uint16_t)value.len);
  put_padded(writer, value);
}

static void
put_text(LmWriter *writer, uint16_t code, LmSlice text)
{
  size_t len = text.len < TEXT_MAX_BYTES ? text.len : TEXT_MAX_BYTES;
  /* A text is cut between characters. */
  while (len < text.len && len > 0 && (text.data[len] & 0xc0) == 0x80)
    len--;
  if (len)
    put_option(writer, code, lm_slice_sub(text, 0, len));
}

static void
put_filter(LmWriter *writer, const char *filter)
{
  uint8_t value[1 + TEXT_MAX_BYTES] = {0}; /* a leading 0 says that it is text */
  size_t len = filter ? strlen(filter) : 0;
  if (len == 0 || len > TEXT_MAX_BYTES)
    return;
  memcpy(value + 1, filter, len);
  put_option(writer, IF_FILTER, lm_slice(value, 1 + len));
}

static void
put_count(LmWriter *writer, uint16_t code, uint64_t count)
{
  if (count != UINT64_MAX)
    put_option(writer, code, lm_slice(&count, sizeof count));
}

static bool
begin(LmWriter *writer, uint32_t type)
{
  if (writer->error.code != LM_ERROR_NONE)
    return false;
  if (BUFFER_BYTES - writer->len < BLOCK_MAX_BYTES && !lm_writer_flush(writer))
    return false;
  writer->block_start = writer->len;
  put_u32(writer, type);
  put_u32(writer, 0);
  return true;
}

static bool
end(LmWriter *writer)
{
  uint32_t len = (uint32_t)(writer->len - writer->block_start) + 4;
  memcpy(writer->buffer + writer->block_start + 4, &len, sizeof len);
  put_u32(writer, len);
  return true;
}

LmWriter *
lm_writer_new(int fd, const char *application, const char *comment)
{
  LmWriter *writer = lm_alloc(sizeof *writer);
  writer->fd = fd;
  writer->counts = LM_VEC_INIT(Count);
  begin(writer, BLOCK_SECTION);
  put_u32(writer, 0x1a2b3c4d);
  put_u16(writer, 1);
  put_u16(writer, 0);
  put_u32(writer, UINT32_MAX); /* the length of the section, in 64 bits: not known */
  put_u32(writer, UINT32_MAX);
  put_text(writer, OPTION_COMMENT, lm_slice_str(comment));
  put_text(writer, SHB_USERAPPL, lm_slice_str(application));
  put_u32(writer, OPTION_END);
  end(writer);
  return writer;
}

bool
lm_writer_free(LmWriter *writer, LmError *error)
{
  bool done = lm_writer_flush(writer);
  if (!done)
    lm_error_set(error, writer->error.code, "%s", writer->error.message);
  lm_vec_clear(&writer->counts);
  free(writer);
  return done;
}

bool
lm_writer_add_interface(LmWriter *writer, const LmWriterInterface *interface, uint32_t *id)
{
  static const uint8_t nanoseconds = 9;
  if (writer->n_interfaces >= LM_LIMIT_INTERFACES)
    return lm_error_set(&writer->error, LM_ERROR_LIMIT, _("more than %u interfaces"),
                        LM_LIMIT_INTERFACES);
  if (!begin(writer, BLOCK_INTERFACE))
    return false;
  put_u16(writer, interface->link_type);
  put_u16(writer, 0);
  put_u32(writer, interface->snap_bytes);
  put_text(writer, IF_NAME, lm_slice_str(interface->name));
  put_text(writer, IF_DESCRIPTION, lm_slice_str(interface->description));
  put_filter(writer, interface->filter);
  put_option(writer, IF_TSRESOL, lm_slice(&nanoseconds, 1));
  put_u32(writer, OPTION_END);
  *id = writer->n_interfaces++;
  lm_vec_push(&writer->counts);
  return end(writer);
}

static void
put_time(LmWriter *writer, int64_t time_ns)
{
  uint64_t ticks = time_ns < 0 ? 0 : (uint64_t)time_ns;
  put_u32(writer, (uint32_t)(ticks >> 32));
  put_u32(writer, (uint32_t)ticks);
}

bool
lm_writer_add_packet(LmWriter *writer, const LmWriterPacket *packet)
{
  if (packet->interface >= writer->n_interfaces)
    return lm_error_set(&writer->error, LM_ERROR_USAGE, _("interface %u does not exist"),
                        packet->interface);
  Count *count = lm_vec_at(&writer->counts, packet->interface);
  if (!begin(writer, BLOCK_PACKET)) {
    count->added++;
    count->done++;
    count->lost++;
    return false;
  }
  count->added++;
  LmSlice data = lm_slice_sub(packet->data, 0, LM_LIMIT_FRAME_BYTES);
  put_u32(writer, packet->interface);
  put_time(writer, packet->time_ns);
  put_u32(writer, (uint32_t)data.len);
  put_u32(writer, packet->original_bytes);
  put_padded(writer, data);
  if (packet->comment.len) {
    put_text(writer, OPTION_COMMENT, packet->comment);
    put_u32(writer, OPTION_END);
  }
  return end(writer);
}

static void
put_time_option(LmWriter *writer, uint16_t code, int64_t time_ns)
{
  uint32_t halves[2] = {(uint32_t)((uint64_t)time_ns >> 32), (uint32_t)time_ns};
  if (time_ns > 0)
    put_option(writer, code, lm_slice(halves, sizeof halves));
}

bool
lm_writer_add_statistics(LmWriter *writer, const LmWriterStatistics *statistics)
{
  if (statistics->interface >= writer->n_interfaces)
    return lm_error_set(&writer->error, LM_ERROR_USAGE, _("interface %u does not exist"),
                        statistics->interface);
  if (!begin(writer, BLOCK_STATISTICS))
    return false;
  put_u32(writer, statistics->interface);
  put_time(writer, statistics->time_ns);
  put_text(writer, OPTION_COMMENT, statistics->comment);
  put_time_option(writer, ISB_STARTTIME, statistics->start_ns);
  put_time_option(writer, ISB_ENDTIME, statistics->end_ns);
  put_count(writer, ISB_IFRECV, statistics->received);
  put_count(writer, ISB_IFDROP, statistics->dropped_by_interface);
  put_count(writer, ISB_FILTERACCEPT, statistics->accepted);
  put_count(writer, ISB_OSDROP, statistics->dropped_by_system);
  put_count(writer, ISB_USRDELIV, statistics->delivered);
  put_u32(writer, OPTION_END);
  return end(writer);
}

bool
lm_writer_add_secrets(LmWriter *writer, uint32_t type, LmSlice secrets)
{
  if (secrets.len > LM_WRITER_SECRETS_BYTES)
    return lm_error_set(&writer->error, LM_ERROR_LIMIT,
                        _("secrets of %zu bytes do not fit a block; write them in parts"),
                        secrets.len);
  if (!begin(writer, BLOCK_SECRETS))
    return false;
  put_u32(writer, type);
  put_u32(writer, (uint32_t)secrets.len);
  put_padded(writer, secrets);
  return end(writer);
}

/* Behind @done bytes of the buffer no more could be written: counts what is lost with them, and
 * takes back the part of a block that was written. */
static void
cut(LmWriter *writer, size_t done)
{
  size_t whole = 0;
  for (size_t at = 0; at < writer->len;) {
    uint32_t type, len;
    memcpy(&type, writer->buffer + at, sizeof type);
    memcpy(&len, writer->buffer + at + 4, sizeof len);
    if (at + len <= done) {
      whole = at + len;
    } else if (type == BLOCK_PACKET) {
      uint32_t interface;
      memcpy(&interface, writer->buffer + at + 8, sizeof interface);
      ((Count *)lm_vec_at(&writer->counts, interface))->lost++;
    }
    at += len;
  }
  writer->bytes -= done - whole;
  off_t end = done > whole ? lseek(writer->fd, 0, SEEK_CUR) : -1;
  /* What is no regular file keeps it: then the reader says that the end is cut off. */
  if (end >= 0 && ftruncate(writer->fd, end - (off_t)(done - whole)) == 0)
    lseek(writer->fd, end - (off_t)(done - whole), SEEK_SET);
}

void
lm_writer_set_patience(LmWriter *writer, bool (*goes_on)(void *user), void *user)
{
  writer->goes_on = goes_on;
  writer->user = user;
}

/* False with errno set when whoever is to take the bytes does not, and the patience is at an end.
 */
static bool
await_room(LmWriter *writer)
{
  struct pollfd wait = {.fd = writer->fd, .events = POLLOUT};
  while (poll(&wait, 1, writer->goes_on ? PATIENCE_LOOK_MS : -1) <= 0) {
    if (writer->goes_on && !writer->goes_on(writer->user)) {
      errno = ETIMEDOUT;
      return false;
    }
  }
  return true;
}

/* As write(). So many bytes do not block where there is room for any (pipe(7), POSIX.1 of poll()).
 */
static ssize_t
write_some(LmWriter *writer, const uint8_t *bytes, size_t len)
{
  if (!writer->goes_on)
    return write(writer->fd, bytes, len);
  return await_room(writer) ? write(writer->fd, bytes, len < PIPE_BUF ? len : PIPE_BUF) : -1;
}

bool
lm_writer_flush(LmWriter *writer)
{
  size_t done = 0;
  while (writer->error.code == LM_ERROR_NONE && done < writer->len) {
    ssize_t n = write_some(writer, writer->buffer + done, writer->len - done);
    if (n > 0) {
      done += (size_t)n;
    } else if (n < 0 && errno == EAGAIN) {
      await_room(writer);
    } else if (n == 0 || errno != EINTR) {
      lm_error_set(&writer->error, LM_ERROR_DAMAGED, _("the capture cannot be written (%s)"),
                   n < 0 && errno == ETIMEDOUT ? _("its reader takes nothing any more")
                                               : strerror(n < 0 ? errno : ENOSPC));
      writer->bytes += done;
      cut(writer, done);
    }
  }
  writer->bytes += writer->error.code == LM_ERROR_NONE ? done : 0;
  for (uint32_t i = 0; i < writer->n_interfaces; i++) {
    Count *count = lm_vec_at(&writer->counts, i);
    count->done = count->added;
  }
  writer->len = 0;
  writer->since_ns = 0;
  return writer->error.code == LM_ERROR_NONE;
}

bool
lm_writer_flush_due(LmWriter *writer, size_t bytes, int64_t age_ns, int64_t now_ns)
{
  if (writer->len && !writer->since_ns)
    writer->since_ns = now_ns;
  bool due = writer->len && (writer->len >= bytes || now_ns - writer->since_ns >= age_ns);
  return due ? lm_writer_flush(writer) : writer->error.code == LM_ERROR_NONE;
}

void
lm_writer_counts(const LmWriter *writer, uint32_t interface, uint64_t *written, uint64_t *lost)
{
  const Count *count = lm_vec_at(&writer->counts, interface);
  *written = count->done - count->lost;
  *lost = count->lost;
}

uint64_t
lm_writer_gathered(const LmWriter *writer)
{
  return writer->len;
}

uint64_t
lm_writer_bytes(const LmWriter *writer)
{
  return writer->bytes;
}

const LmError *
lm_writer_error(const LmWriter *writer)
{
  return &writer->error;
}
