/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/cpim.h"

#include "base/scan.h"

bool
lm_cpim_is_type(LmSlice content_type)
{
  return lm_slice_equal_nocase(lm_cpim_media_type(content_type), LM_SLICE_LITERAL("message/cpim"));
}

LmSlice
lm_cpim_media_type(LmSlice content_type)
{
  LmSlice rest;
  return lm_slice_trim(lm_slice_split(content_type, ';', &rest));
}

/* Takes a block of headers off @rest, up to behind the empty line. */
static bool
next_header(LmSlice *rest, LmSlice *name, LmSlice *value, bool *end)
{
  size_t lf = lm_scan_byte(*rest, 0, '\n');
  if (lf == rest->len)
    return false;
  LmSlice line = lm_slice_trim(lm_slice_sub(*rest, 0, lf));
  *rest = lm_slice_from(*rest, lf + 1);
  *end = line.len == 0;
  *name = lm_slice_trim(lm_slice_split(line, ':', value));
  *value = lm_slice_trim(*value);
  return true;
}

static void
keep(LmSlice *field, LmSlice value)
{
  if (field->len == 0)
    *field = value;
}

/* Headers of other name spaces have a prefix that the message chooses (RFC 3862, 2.2); all senders
 * choose "imdn". */
static void
take_header(LmCpim *cpim, LmSlice name, LmSlice value)
{
  const struct {
    const char *name;
    LmSlice *field;
  } known[] = {{"From", &cpim->from},
               {"To", &cpim->to},
               {"DateTime", &cpim->date_time},
               {"Subject", &cpim->subject},
               {"imdn.Message-ID", &cpim->imdn_message_id},
               {"imdn.Disposition-Notification", &cpim->disposition_notification}};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (lm_slice_equal_nocase(name, lm_slice_str(known[i].name)))
      keep(known[i].field, value);
}

bool
lm_cpim_parse(LmSlice body, LmCpim *cpim)
{
  *cpim = (LmCpim){0};
  LmSlice rest = body, name, value;
  bool end = false;
  while (!end) {
    if (!next_header(&rest, &name, &value, &end))
      return false;
    take_header(cpim, name, value);
  }
  /* The headers of the content, as MIME has them, and the content. */
  end = false;
  while (!end && next_header(&rest, &name, &value, &end))
    if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Content-Type")))
      keep(&cpim->content_type, value);
    else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("Content-Transfer-Encoding")))
      keep(&cpim->transfer_encoding, value);
  cpim->content = rest;
  return true;
}

/* RFC 5438, 11.1: the status is an empty element of that name. */
static const char *
disposition(LmSlice body)
{
  static const char *const words[] = {"delivered", "displayed", "processed", "stored",
                                      "failed",    "forbidden", "error"};
  char element[16] = "<";
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    size_t len = strlen(words[i]);
    memcpy(element + 1, words[i], len + 1);
    if (lm_slice_find(body, lm_slice(element, len + 1)) >= 0)
      return words[i];
  }
  return NULL;
}

const char *
lm_cpim_word(LmSlice content_type, LmSlice body)
{
  LmSlice type = lm_cpim_media_type(content_type);
  if (lm_slice_equal_nocase(type, LM_SLICE_LITERAL("message/imdn+xml")))
    return disposition(body);
  if (!lm_slice_equal_nocase(type, LM_SLICE_LITERAL("application/im-iscomposing+xml")))
    return NULL;
  /* RFC 3994, 4: <state>active</state> or idle. */
  return lm_slice_find(body, LM_SLICE_LITERAL(">active<")) >= 0 ? "active" : "idle";
}
