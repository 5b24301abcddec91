/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/t140.h"

#include "base/bytes.h"

enum { SHOWN, AFTER_ESC, SELECTION, STRING };

#define BEL 0x07
#define BACK_SPACE 0x08
#define ESC 0x1b
#define SOS 0x98
#define CSI 0x9b
#define ST 0x9c
#define LINE_SEPARATOR 0x2028
#define PARAGRAPH_SEPARATOR 0x2029
#define BYTE_ORDER_MARK 0xfeff

void
lm_t140_clear(LmT140 *t140)
{
  lm_text_clear(&t140->shown);
  *t140 = LM_T140_INIT;
}

static bool
goes_on(char byte)
{
  return ((uint8_t)byte & 0xc0) == 0x80;
}

/* T.140, 8.2: the last character; marks that combine with it go with it only one by one. */
static void
erase(LmT140 *t140)
{
  LmText *shown = &t140->shown;
  if (shown->len == 0)
    return;
  do
    shown->len--;
  while (shown->len && goes_on(shown->str[shown->len]));
  shown->str[shown->len] = '\0';
  t140->erased++;
}

static uint32_t
code_of(const uint8_t *bytes, unsigned n)
{
  uint32_t code = n == 1 ? bytes[0] : bytes[0] & (0x7fu >> n);
  for (unsigned i = 1; i < n; i++)
    code = code << 6 | (bytes[i] & 0x3f);
  return code;
}

/* A whole character, which is valid UTF-8. */
static void
take(LmT140 *t140, const uint8_t *bytes, unsigned n)
{
  uint32_t code = code_of(bytes, n);
  if (t140->control == STRING || t140->control == SELECTION) {
    /* A string ends with ST; a selection of a rendition with its letter. */
    if (code == ST || (t140->control == SELECTION && code >= 0x40 && code < 0x7f))
      t140->control = SHOWN;
    return;
  }
  if (t140->control == AFTER_ESC) {
    t140->control = SHOWN; /* "Interrupt" is ESC a */
    return;
  }
  switch (code) {
  case BEL:
    t140->alerts++;
    break;
  case BACK_SPACE:
    erase(t140);
    break;
  case ESC:
    t140->control = AFTER_ESC;
    break;
  case SOS:
    t140->control = STRING;
    break;
  case CSI:
    t140->control = SELECTION;
    break;
  case LINE_SEPARATOR:
  case PARAGRAPH_SEPARATOR:
    lm_text_add_char(&t140->shown, '\n');
    break;
  case BYTE_ORDER_MARK: /* It begins the session, and fills blocks that have nothing to say. */
  case '\r':            /* CR LF is a new line as well. */
  case 0:
    break;
  default:
    lm_text_add(&t140->shown, lm_slice(bytes, n));
    break;
  }
}

static unsigned
length_of(uint8_t first)
{
  return first < 0x80                    ? 1
         : first >= 0xc2 && first < 0xe0 ? 2
         : first >= 0xe0 && first < 0xf0 ? 3
         : first >= 0xf0 && first < 0xf5 ? 4
                                         : 0;
}

static void
refuse(LmT140 *t140)
{
  t140->malformed += t140->n_partial;
  t140->n_partial = 0;
}

/* A character may be cut between two blocks, though T.140 has none cut. */
static void
take_byte(LmT140 *t140, uint8_t byte)
{
  if (t140->n_partial && (byte & 0xc0) != 0x80)
    refuse(t140);
  if (t140->n_partial == 0) {
    t140->n_wanted = length_of(byte);
    if (t140->n_wanted == 0) {
      t140->malformed++;
      return;
    }
  }
  t140->partial[t140->n_partial++] = byte;
  if (t140->n_partial < t140->n_wanted)
    return;
  if (lm_text_utf8_len(lm_slice(t140->partial, t140->n_partial)) == t140->n_partial) {
    take(t140, t140->partial, t140->n_partial);
    t140->n_partial = 0;
  } else {
    refuse(t140);
  }
}

void
lm_t140_add(LmT140 *t140, LmSlice block)
{
  for (size_t i = 0; i < block.len; i++)
    take_byte(t140, lm_slice_u8(block, i));
}

void
lm_t140_add_loss(LmT140 *t140)
{
  refuse(t140);
  t140->control = SHOWN;
  lm_text_add_str(&t140->shown, "\xef\xbf\xbd");
}
