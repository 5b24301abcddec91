/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/telephone_event.h"

static const char keys[] = "0123456789*#ABCD";

bool
lm_telephone_event_next(LmSlice *rest, LmTelephoneEvent *event)
{
  LmSlice bytes;
  if (!lm_slice_take(*rest, 0, LM_TELEPHONE_EVENT_BYTES, &bytes))
    return false;
  uint8_t flags = lm_slice_u8(bytes, 1);
  *event = (LmTelephoneEvent){
      .event = lm_slice_u8(bytes, 0),
      .end = flags & 0x80,
      .reserved = flags & 0x40,
      .volume = flags & 0x3f,
      .duration = lm_slice_be16(bytes, 2),
  };
  *rest = lm_slice_from(*rest, LM_TELEPHONE_EVENT_BYTES);
  return true;
}

char
lm_telephone_event_key(uint8_t event)
{
  return event <= LM_TELEPHONE_EVENT_LAST_DTMF ? keys[event] : 0;
}

int
lm_telephone_event_of_key(int key)
{
  if (key >= 'a' && key <= 'd')
    key -= 'a' - 'A';
  for (int i = 0; keys[i]; i++)
    if (keys[i] == key)
      return i;
  return -1;
}

const char *
lm_telephone_event_name(uint8_t event)
{
  static const char *const names[] = {
      "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#", "A", "B", "C", "D", "flash",
      /* RFC 4734, table 1 to 6: data modems, fax and text telephones. */
      [23] = "CRdSeg", [24] = "CReSeg", [25] = "MRdSeg", [26] = "MReSeg", [27] = "V32AC",
      [28] = "V8bISeg", [29] = "V8bRSeg", [30] = "V21L300", [31] = "V21H300", [32] = "ANS",
      [33] = "/ANS", [34] = "ANSam", [35] = "/ANSam", [36] = "CNG", [37] = "V21L0", [38] = "V21L1",
      [39] = "V21H0", [40] = "V21H1"};
  return event < sizeof names / sizeof names[0] ? names[event] : NULL;
}
