/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The blocks of pcapng that are about the capture rather than a packet in it. */

#include "base/i18n.h"
#include "base/limits.h"
#include "base/text.h"
#include "capture/pcapng.h"

#include <stdlib.h>

/* Options (draft-ietf-opsawg-pcapng, sections 3.5, 4.2 and 4.6). */
enum {
  OPTION_END = 0,
  OPTION_COMMENT = 1,
  IF_NAME = 2,
  IF_DESCRIPTION = 3,
  IF_TSRESOL = 9,
  IF_FILTER = 11,
  IF_TSOFFSET = 14,
  ISB_IFRECV = 4,
  ISB_IFDROP = 5,
  ISB_FILTERACCEPT = 6,
  ISB_OSDROP = 7,
  ISB_USRDELIV = 8,
};

typedef struct {
  uint16_t code;
  LmSlice value;
} Option;

/* Takes the next option off the front of @rest; false behind the last. */
static bool
next_option(LmReader *reader, LmSlice *rest, Option *option)
{
  if (rest->len < 4)
    return false;
  option->code = lm_reader_u16(reader, rest->data);
  size_t len = lm_reader_u16(reader, rest->data + 2);
  if (option->code == OPTION_END)
    return false;
  if (!lm_slice_take(*rest, 4, len, &option->value)) {
    lm_reader_amiss(reader, LM_ERROR_DAMAGED,
                    _("option %u is longer than its block; the options from it on were left out"),
                    option->code);
    return false;
  }
  *rest = lm_slice_from(*rest, 4 + ((len + 3) & ~(size_t)3));
  return true;
}

static void
add_note(LmReader *reader, LmCaptureNote note)
{
  if (note.bytes.len == 0)
    return;
  if (reader->notes.len >= LM_LIMIT_CAPTURE_NOTES) {
    lm_reader_amiss(reader, LM_ERROR_LIMIT,
                    _("more than %u comments, names and secrets; the rest was left out"),
                    LM_LIMIT_CAPTURE_NOTES);
    return;
  }
  note.big_endian = reader->big_endian;
  *(LmCaptureNote *)lm_vec_push(&reader->notes) = note;
}

static bool
take_comment(LmReader *reader, const Option *option, uint32_t frame)
{
  if (option->code != OPTION_COMMENT)
    return false;
  add_note(reader,
           (LmCaptureNote){.kind = LM_CAPTURE_COMMENT, .frame = frame, .bytes = option->value});
  return true;
}

void
lm_pcapng_comments(LmReader *reader, LmSlice options, uint32_t frame)
{
  Option option;
  while (next_option(reader, &options, &option))
    take_comment(reader, &option, frame);
}

/* A copy for people: valid, printable UTF-8, cut at a character. Writers often end it with a NUL.
 */
static void
copy_text(char *out, size_t size, LmSlice value)
{
  ptrdiff_t end = lm_slice_find_byte(value, 0, 0);
  LmText text = LM_TEXT_INIT;
  /* Escapes make it longer, never shorter, so that no more than @size bytes of it are needed. */
  lm_text_add_safe(
      &text, lm_slice_sub(value, 0, end < 0 || (size_t)end > size ? size : (size_t)end), false);
  size_t len = text.len < size ? text.len : size - 1;
  while (len < text.len && len > 0 && ((uint8_t)text.str[len] & 0xc0) == 0x80)
    len--;
  if (len)
    memcpy(out, text.str, len);
  out[len] = '\0';
  lm_text_clear(&text);
}

static void
take_section(LmReader *reader, LmSlice body)
{
  reader->section_start = reader->interfaces.len;
  lm_pcapng_comments(reader, lm_slice_from(body, 16), 0);
}

static void
take_interface(LmReader *reader, LmSlice body)
{
  if (body.len < 8) {
    lm_reader_stop(reader, LM_ERROR_DAMAGED, _("an interface block of %zu bytes is too short"),
                   body.len);
    return;
  }
  if (reader->interfaces.len >= LM_LIMIT_INTERFACES) {
    lm_reader_stop(reader, LM_ERROR_LIMIT, _("more than %u interfaces"), LM_LIMIT_INTERFACES);
    return;
  }
  LmCaptureInterface *interface = lm_vec_push(&reader->interfaces);
  interface->link_type = lm_reader_u16(reader, body.data);
  interface->snap_bytes = lm_reader_u32(reader, body.data + 4);
  interface->received = interface->dropped_by_interface = interface->dropped_by_system =
      interface->dropped_by_program = UINT64_MAX;
  uint8_t resolution = LM_CLOCK_RESOLUTION_DEFAULT;
  int64_t offset_s = 0;
  LmSlice options = lm_slice_from(body, 8);
  Option option;
  while (next_option(reader, &options, &option)) {
    if (take_comment(reader, &option, 0))
      continue;
    if (option.code == IF_NAME)
      copy_text(interface->name, sizeof interface->name, option.value);
    else if (option.code == IF_DESCRIPTION)
      copy_text(interface->description, sizeof interface->description, option.value);
    else if (option.code == IF_FILTER && lm_slice_at(option.value, 0) == 0)
      /* The first byte tells text, which is 0, from compiled filters. */
      copy_text(interface->filter, sizeof interface->filter, lm_slice_from(option.value, 1));
    else if (option.code == IF_TSRESOL && option.value.len >= 1)
      resolution = option.value.data[0];
    else if (option.code == IF_TSOFFSET && option.value.len >= 8)
      offset_s = (int64_t)lm_reader_u64(reader, option.value.data);
  }
  *(LmClock *)lm_vec_push(&reader->clocks) = lm_clock(resolution, offset_s);
}

static void
take_statistics(LmReader *reader, LmSlice body)
{
  if (body.len < 12)
    return;
  uint32_t id = lm_reader_u32(reader, body.data);
  if (id >= reader->interfaces.len - reader->section_start) {
    lm_reader_amiss(reader, LM_ERROR_DAMAGED,
                    _("statistics of interface %u, which does not exist in this section"), id);
    return;
  }
  LmCaptureInterface *interface = lm_vec_at(&reader->interfaces, reader->section_start + id);
  LmSlice options = lm_slice_from(body, 12);
  Option option;
  uint64_t accepted = UINT64_MAX, delivered = UINT64_MAX;
  while (next_option(reader, &options, &option)) {
    if (take_comment(reader, &option, 0) || option.value.len < 8)
      continue;
    uint64_t value = lm_reader_u64(reader, option.value.data);
    if (option.code == ISB_IFRECV)
      interface->received = value;
    else if (option.code == ISB_IFDROP)
      interface->dropped_by_interface = value;
    else if (option.code == ISB_OSDROP)
      interface->dropped_by_system = value;
    else if (option.code == ISB_FILTERACCEPT)
      accepted = value;
    else if (option.code == ISB_USRDELIV)
      delivered = value;
  }
  /* What the program that captured dropped has no option of its own: it is what is missing. */
  uint64_t system = interface->dropped_by_system;
  if (accepted != UINT64_MAX && delivered <= accepted && system <= accepted - delivered)
    interface->dropped_by_program = accepted - system - delivered;
}

static void
take_secrets(LmReader *reader, LmSlice body)
{
  if (body.len < 8)
    return;
  uint32_t len = lm_reader_u32(reader, body.data + 4);
  if (len > body.len - 8)
    lm_reader_amiss(reader, LM_ERROR_DAMAGED,
                    _("a secrets length of %u bytes does not fit the block; it was cut"), len);
  add_note(reader, (LmCaptureNote){.kind = LM_CAPTURE_SECRETS,
                                   .type = lm_reader_u32(reader, body.data),
                                   .bytes = lm_slice_sub(body, 8, len)});
}

void
lm_pcapng_info(LmReader *reader, uint32_t type, LmSlice body)
{
  switch (type) {
  case LM_PCAPNG_SECTION:
    take_section(reader, body);
    break;
  case LM_PCAPNG_INTERFACE:
    take_interface(reader, body);
    break;
  case LM_PCAPNG_STATISTICS:
    take_statistics(reader, body);
    break;
  case LM_PCAPNG_NAMES:
    add_note(reader, (LmCaptureNote){.kind = LM_CAPTURE_NAMES, .bytes = body});
    break;
  case LM_PCAPNG_SECRETS:
    take_secrets(reader, body);
    break;
  default:
    break;
  }
}
