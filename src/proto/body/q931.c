/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table */
#include "proto/body/q931.h"

#include "proto/q850.h"

static const char *const locations[] = {[0] = "user",
                                        [1] = "private network serving the local user",
                                        [2] = "public network serving the local user",
                                        [3] = "transit network",
                                        [4] = "public network serving the remote user",
                                        [5] = "private network serving the remote user",
                                        [7] = "international network",
                                        [10] = "network beyond the interworking point"};
static const char *const standards[] = {"ITU-T", "ISO/IEC", "national", "of the location"};
static const char *const types[] = {"unknown",           "international number",
                                    "national number",   "network-specific number",
                                    "subscriber number", NULL,
                                    "abbreviated number"};
static const char *const plans[] = {
    [0] = "unknown",      [1] = "ISDN (E.164)", [3] = "data (X.121)",
    [4] = "telex (F.69)", [8] = "national",     [9] = "private"};
static const char *const presentations[] = {"allowed", "restricted", "number not available"};
static const char *const screenings[] = {"user provided, not screened",
                                         "user provided, verified and passed",
                                         "user provided, verified and failed", "network provided"};
static const char *const reasons[] = {
    [0] = "unknown",       [1] = "busy",         [2] = "no reply",
    [4] = "deflection",    [9] = "out of order", [10] = "by the called terminal",
    [15] = "unconditional"};
static const char *const capabilities[] = {[0] = "speech",
                                           [8] = "unrestricted digital information",
                                           [9] = "restricted digital information",
                                           [16] = "3.1 kHz audio",
                                           [17] = "unrestricted digital information with tones",
                                           [24] = "video"};
static const char *const modes[] = {[0] = "circuit", [2] = "packet"};
static const char *const rates[] = {
    [16] = "64 kbit/s",   [17] = "2 x 64 kbit/s", [19] = "384 kbit/s",
    [21] = "1536 kbit/s", [23] = "1920 kbit/s",   [24] = "multirate"};
static const char *const layers[] = {
    [1] = "V.110",           [2] = "G.711 mu-law",    [3] = "G.711 A-law", [4] = "G.721",
    [5] = "H.221 and H.242", [6] = "H.223 and H.245", [8] = "V.120",       [9] = "X.31",
    [10] = "G.728",          [11] = "G.729"};
static const char *const progress[] = {
    [1] = "call is not end-to-end ISDN",      [2] = "destination address is non-ISDN",
    [3] = "origination address is non-ISDN",  [4] = "call has returned to the ISDN",
    [5] = "interworking changed the service", [8] = "in-band information available"};
static const char *const interfaces[] = {"basic", "primary or other"};
static const char *const exclusives[] = {"preferred", "exclusive"};
static const char *const protocols[] = {
    [0] = "user-specific",  [1] = "OSI high layer", [2] = "X.244", [3] = "system management",
    [4] = "IA5 characters", [7] = "V.120",          [8] = "Q.931"};

static const LmBodyBits cause_bits[] = {{0, 5, 2, "Coding standard", LM_BODY_WORDS(standards)},
                                        {0, 0, 4, "Location", LM_BODY_WORDS(locations)}};
static const LmBodyBits number_bits[] = {{0, 4, 3, "Type of number", LM_BODY_WORDS(types)},
                                         {0, 0, 4, "Numbering plan", LM_BODY_WORDS(plans)}};
static const LmBodyBits presentation_bits[] = {
    {0, 5, 2, "Presentation", LM_BODY_WORDS(presentations)},
    {0, 0, 2, "Screening", LM_BODY_WORDS(screenings)}};
static const LmBodyBits reason_bits[] = {{0, 0, 4, "Reason", LM_BODY_WORDS(reasons)}};
static const LmBodyBits bearer_bits[] = {{0, 5, 2, "Coding standard", LM_BODY_WORDS(standards)},
                                         {0, 0, 5, "Capability", LM_BODY_WORDS(capabilities)},
                                         {1, 5, 2, "Mode", LM_BODY_WORDS(modes)},
                                         {1, 0, 5, "Rate", LM_BODY_WORDS(rates)}};
static const LmBodyBits layer_bits[] = {{0, 0, 5, "Layer 1", LM_BODY_WORDS(layers)}};
static const LmBodyBits channel_bits[] = {{0, 5, 1, "Interface", LM_BODY_WORDS(interfaces)},
                                          {0, 3, 1, "Channel", LM_BODY_WORDS(exclusives)}};
static const LmBodyBits progress_bits[] = {{0, 5, 2, "Coding standard", LM_BODY_WORDS(standards)},
                                           {0, 0, 4, "Location", LM_BODY_WORDS(locations)},
                                           {1, 0, 7, "Progress", LM_BODY_WORDS(progress)}};

#define ADD_BITS(builder, node, part, rows) \
  lm_body_add_bits(builder, node, part, rows, sizeof rows / sizeof rows[0])

/* Takes the octets of a group off @rest: all but the last have their first bit clear (ITU-T Q.931,
 * 4.5.1). */
static LmSlice
take_group(LmSlice *rest)
{
  size_t len = 0;
  while (len < rest->len && !(lm_slice_u8(*rest, len) & 0x80))
    len++;
  LmSlice group = lm_slice_sub(*rest, 0, len + 1);
  *rest = lm_slice_from(*rest, group.len);
  return group;
}

void
lm_q931_add_cause(LmDetailBuilder *builder, LmDetail *node, LmSlice content)
{
  LmSlice rest = content, place = take_group(&rest), part = lm_slice_sub(rest, 0, 1);
  if (part.len == 0) {
    lm_body_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, content);
    return;
  }
  unsigned value = lm_slice_u8(part, 0) & 0x7f;
  bool known = (lm_slice_u8(place, 0) >> 5 & 3) == 0;
  LmDetail *cause = lm_body_add_word(builder, node, N_("Cause"), part, value,
                                     known ? lm_q850_cause_text(value) : NULL);
  node->value = cause->value;
  ADD_BITS(builder, node, place, cause_bits);
  if (rest.len > 1)
    lm_body_add_hex(builder, node, N_("Diagnostics"), lm_slice_from(rest, 1));
}

void
lm_q931_add_user_to_user(LmDetailBuilder *builder, LmDetail *node, LmSlice content)
{
  LmSlice part = lm_slice_sub(content, 0, 1), rest = lm_slice_from(content, 1);
  unsigned protocol = lm_slice_u8(part, 0);
  lm_body_add_word(builder, node, N_("Protocol"), part, protocol,
                   lm_body_word(LM_BODY_WORDS(protocols), protocol));
  if (rest.len == 0)
    return;
  if (lm_body_is_text(rest))
    lm_detail_add(builder, node, N_("Information"), rest);
  else
    lm_body_add_hex(builder, node, N_("Information"), rest);
}

void
lm_q931_add_bearer(LmDetailBuilder *builder, LmDetail *node, LmSlice content)
{
  LmSlice rest = content, first = take_group(&rest), second = take_group(&rest);
  LmDetailBuilder *b = builder;
  lm_body_add_bits(b, node, first, bearer_bits, 2);
  /* The rows count from the first octet of the content. */
  if (first.len == 1 && second.len)
    lm_body_add_bits(b, node, content, bearer_bits + 2, 2);
  if (rest.len && (lm_slice_u8(rest, 0) >> 5 & 3) == 1)
    ADD_BITS(b, node, rest, layer_bits);
}

static void
add_number(LmDetailBuilder *builder, LmDetail *node, LmSlice content)
{
  LmSlice rest = content, group = take_group(&rest);
  ADD_BITS(builder, node, group, number_bits);
  if (group.len > 1)
    ADD_BITS(builder, node, lm_slice_sub(group, 1, 1), presentation_bits);
  if (group.len > 2)
    ADD_BITS(builder, node, lm_slice_sub(group, 2, 1), reason_bits);
  lm_detail_add(builder, node, N_("Number"), rest);
  node->value = rest;
}

/* ITU-T Q.931, 4.5.13. */
static void
add_channel(LmDetailBuilder *builder, LmDetail *node, LmSlice content)
{
  LmSlice rest = content, first = lm_slice_sub(content, 0, 1);
  unsigned octet = lm_slice_u8(first, 0);
  ADD_BITS(builder, node, first, channel_bits);
  if (!(octet & 0x20)) {
    lm_body_add_number(builder, node, N_("Number"), first, octet & 3);
    return;
  }
  rest = lm_slice_from(rest, 1);
  if (octet & 0x40)
    lm_body_add_hex(builder, node, N_("Interface identifier"), take_group(&rest));
  bool map = lm_slice_u8(rest, 0) & 0x10;
  rest = lm_slice_from(rest, 1);
  if (map && rest.len)
    lm_body_add_hex(builder, node, N_("Slot map"), rest);
  for (size_t i = 0; !map && i < rest.len && builder->n_nodes < LM_LIMIT_DETAIL_NODES; i++)
    lm_body_add_number(builder, node, N_("Number"), lm_slice_sub(rest, i, 1),
                       lm_slice_u8(rest, i) & 0x7f);
}

static void
add_progress(LmDetailBuilder *builder, LmDetail *node, LmSlice content)
{
  ADD_BITS(builder, node, content, progress_bits);
}

/* Some networks put an octet that is no character before the text. */
static void
add_text(LmDetailBuilder *builder, LmDetail *node, LmSlice content)
{
  bool marked = lm_slice_u8(content, 0) & 0x80;
  (void)builder;
  node->value = lm_slice_from(content, marked ? 1 : 0);
}

static const struct {
  uint8_t id;
  const char *name;
  void (*add)(LmDetailBuilder *builder, LmDetail *node, LmSlice content); /* NULL: hexadecimal */
} elements[] = {
    {0x00, "Segmented message", NULL},
    {0x04, "Bearer capability", lm_q931_add_bearer},
    {0x08, "Cause", lm_q931_add_cause},
    {0x0d, "Extended facility", NULL},
    {0x10, "Call identity", NULL},
    {0x14, "Call state", NULL},
    {0x18, "Channel identification", add_channel},
    {0x1c, "Facility", NULL},
    {0x1e, "Progress indicator", add_progress},
    {0x20, "Network-specific facilities", NULL},
    {0x24, "Terminal capabilities", NULL},
    {0x27, "Notification indicator", NULL},
    {0x28, "Display", add_text},
    {0x29, "Date/time", NULL},
    {0x2c, "Keypad facility", add_text},
    {0x31, "Transit counter", NULL},
    {0x32, "Party category", NULL},
    {0x34, "Signal", NULL},
    {0x38, "Feature activation", NULL},
    {0x39, "Feature indication", NULL},
    {0x3a, "Service profile identification", NULL},
    {0x3b, "Endpoint identifier", NULL},
    {0x40, "Information rate", NULL},
    {0x41, "Precedence level", NULL},
    {0x42, "End-to-end transit delay", NULL},
    {0x43, "Transit delay selection and indication", NULL},
    {0x44, "Packet layer binary parameters", NULL},
    {0x45, "Packet layer window size", NULL},
    {0x46, "Packet size", NULL},
    {0x47, "Closed user group", NULL},
    {0x4a, "Reverse charging indication", NULL},
    {0x4c, "Connected number", add_number},
    {0x4d, "Connected subaddress", NULL},
    {0x6c, "Calling party number", add_number},
    {0x6d, "Calling party subaddress", NULL},
    {0x70, "Called party number", add_number},
    {0x71, "Called party subaddress", NULL},
    {0x74, "Redirecting number", add_number},
    {0x76, "Redirection number", add_number},
    {0x78, "Transit network selection", NULL},
    {0x79, "Restart indicator", NULL},
    {0x7c, "Low layer compatibility", NULL},
    {0x7d, "High layer compatibility", NULL},
    {0x7e, "User-user", lm_q931_add_user_to_user},
};

/* Elements of other codesets than 0 are national, or a network's own. */
static void
add_element(LmDetailBuilder *builder, LmDetail *parent, unsigned codeset, unsigned id,
            LmSlice content)
{
  size_t i = 0, n = sizeof elements / sizeof elements[0];
  while (i < n && (codeset || elements[i].id != id))
    i++;
  const char *name = i < n ? elements[i].name
                           : lm_arena_printf(builder->arena, _("Element %u (0x%02x) of codeset %u"),
                                             id, id, codeset);
  LmDetail *node = lm_body_add_hex(builder, parent, name, content);
  if (i < n && elements[i].add && content.len)
    elements[i].add(builder, node, content);
}

/* An element of one octet: its kind is in its first half (ITU-T Q.931, 4.5.1). */
static void
add_octet(LmDetailBuilder *builder, LmDetail *parent, LmSlice part)
{
  unsigned octet = lm_slice_u8(part, 0);
  const char *name = octet == 0xa1            ? "Sending complete"
                     : octet == 0xa0          ? "More data"
                     : (octet & 0xf0) == 0xb0 ? "Congestion level"
                     : (octet & 0xf0) == 0xd0 ? "Repeat indicator"
                                              : "Element";
  lm_body_add_hex(builder, parent, name, part);
}

void
lm_q931_add_elements(LmDetailBuilder *builder, LmDetail *parent, LmSlice bytes)
{
  unsigned locked = 0, codeset = 0;
  while (bytes.len && builder->n_nodes < LM_LIMIT_DETAIL_NODES) {
    unsigned id = lm_slice_u8(bytes, 0);
    LmSlice content;
    if ((id & 0xf0) == 0x90) {
      codeset = id & 7;
      locked = id & 8 ? locked : codeset;
      bytes = lm_slice_from(bytes, 1);
      continue;
    }
    if (id & 0x80) {
      add_octet(builder, parent, lm_slice_sub(bytes, 0, 1));
      bytes = lm_slice_from(bytes, 1);
    } else if (bytes.len >= 2 && lm_slice_take(bytes, 2, lm_slice_u8(bytes, 1), &content)) {
      add_element(builder, parent, codeset, id, content);
      bytes = lm_slice_from(bytes, 2 + content.len);
    } else {
      lm_body_add_fault(builder, parent, LM_ANOMALY_BODY_FIELD, bytes);
      return;
    }
    codeset = locked;
  }
}
