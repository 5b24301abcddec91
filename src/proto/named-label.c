/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a message of a protocol that is only named says it is. */

#include "base/scan.h"
#include "proto/named.h"
#include "proto/tpkt.h"

#include <stdio.h>

/* Printable ASCII of @text, as much as fits. */
static void
put(char *label, LmSlice text)
{
  size_t n = 0;
  while (n < text.len && n + 1 < LM_NAMED_LABEL_SIZE && text.data[n] >= ' ' &&
         text.data[n] < 0x7f) {
    label[n] = (char)text.data[n];
    n++;
  }
  label[n] = 0;
}

static void
put_name(char *label, const char *name)
{
  put(label, lm_slice_str(name));
}

/* The first word of the first line; of a response of RTSP what stands behind the version. */
static void
label_words(char *label, LmSlice bytes)
{
  LmSlice line = lm_slice_sub(bytes, 0, 512), rest;
  line = lm_slice_trim(lm_slice_sub(line, 0, lm_scan_byte(line, 0, '\n')));
  LmSlice word = lm_slice_split(line, ' ', &rest);
  put(label, lm_slice_starts_with(word, LM_SLICE_LITERAL("RTSP/")) ? rest : word);
}

/* H.248.1, Annex B.2: the first token behind the version and the sender's address, in its long or
 * short form, up to its "=" or brace. */
static void
label_megaco(char *label, LmSlice bytes)
{
  static const struct {
    const char *token, *name;
  } tokens[] = {{"Transaction", "Transaction"},
                {"T", "Transaction"},
                {"Reply", "Reply"},
                {"P", "Reply"},
                {"Pending", "Pending"},
                {"PN", "Pending"},
                {"TransactionResponseAck", "TransactionResponseAck"},
                {"K", "TransactionResponseAck"},
                {"Error", "Error"},
                {"ER", "Error"}};
  LmSlice rest = lm_slice_sub(bytes, 0, 512);
  while (rest.len) {
    size_t end = lm_scan_any(rest, 0, '=', '{', ' ', '\n');
    LmSlice word = lm_slice_trim(lm_slice_sub(rest, 0, end));
    for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++)
      if (lm_slice_equal_nocase(word, lm_slice_str(tokens[i].token))) {
        put_name(label, tokens[i].name);
        return;
      }
    rest = lm_slice_from(rest, end + 1);
  }
}

static void
label_h225(char *label, LmSlice bytes)
{
  LmSlice q931;
  if (lm_tpkt_take(bytes, &q931))
    put_name(label, lm_named_number(lm_named_q931, lm_slice_u8(q931, 4)));
}

/* MultimediaSystemControlMessage in PER: a bit for extensions, two for the kind, another bit for
 * extensions, then as many bits as the kind has alternatives for. */
static void
label_h245(char *label, LmSlice bytes)
{
  static const struct {
    const char *const *names;
    uint8_t n, bits;
  } kinds[4] = {{lm_named_h245_requests, 11, 4},
                {lm_named_h245_responses, 19, 5},
                {lm_named_h245_commands, 7, 3},
                {lm_named_h245_indications, 14, 4}};
  LmSlice message;
  if (!lm_tpkt_take(bytes, &message) || lm_slice_u8(message, 0) & 0x90)
    return;
  uint16_t first = lm_slice_be16(message, 0);
  unsigned kind = first >> 13 & 3;
  unsigned number = (first & 0xfff) >> (12 - kinds[kind].bits);
  if (number < kinds[kind].n)
    put_name(label, kinds[kind].names[number]);
}

/* RasMessage in PER: a bit for extensions, then five of the number. */
static void
label_ras(char *label, LmSlice bytes)
{
  unsigned number = lm_slice_u8(bytes, 0) >> 2;
  if (number < 25)
    put_name(label, lm_named_ras[number]);
}

/* RFC 5456, 8.2 and 8.3: types of full frames. */
static void
label_iax2(char *label, LmSlice bytes)
{
  static const char *const types[] = {"",    "DTMF", "voice", "video", "control",       "NULL",
                                      "",    "text", "image", "HTML",  "comfort noise", "modem",
                                      "DTMF"};
  static const char *const control[] = {"",     "HANGUP", "RING", "RINGING",   "ANSWER",
                                        "BUSY", "",       "",     "CONGESTION"};
  uint8_t type = lm_slice_u8(bytes, 10), subclass = lm_slice_u8(bytes, 11);
  if (!(lm_slice_u8(bytes, 0) & 0x80))
    return;
  const char *name = NULL;
  if (type == 6)
    name = lm_named_number(lm_named_iax, subclass);
  else if (type == 4 && subclass < sizeof control / sizeof control[0])
    name = control[subclass];
  if (name && *name)
    put_name(label, name);
  else if (type < sizeof types / sizeof types[0])
    put_name(label, types[type]);
}

static void
label_skinny(char *label, LmSlice bytes)
{
  uint16_t number = (uint16_t)(lm_slice_u8(bytes, 8) | lm_slice_u8(bytes, 9) << 8);
  put_name(label, lm_named_number(lm_named_skinny, number));
}

const char *
lm_named_label(LmNamed protocol, LmSlice bytes, char *label)
{
  static void (*const labels[LM_N_NAMED])(char *, LmSlice) = {
      [LM_NAMED_RTSP] = label_words,    [LM_NAMED_MGCP] = label_words,
      [LM_NAMED_MEGACO] = label_megaco, [LM_NAMED_H225] = label_h225,
      [LM_NAMED_H245] = label_h245,     [LM_NAMED_RAS] = label_ras,
      [LM_NAMED_SKINNY] = label_skinny, [LM_NAMED_IAX2] = label_iax2,
  };
  label[0] = 0;
  if ((unsigned)protocol < LM_N_NAMED && labels[protocol])
    labels[protocol](label, bytes);
  return label;
}
