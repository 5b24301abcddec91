/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/passport_text.h"

#include "base/text.h"
#include "proto/sdp/message.h"
#include "proto/sdp/sdp.h"
#include "proto/sip/address.h"
#include "proto/sip/date.h"

#define MOST_FINGERPRINTS 16

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Adds @bytes in base64url without padding (RFC 7515, 2). */
static void
add_base64url(LmText *text, LmSlice bytes)
{
  for (size_t i = 0; i < bytes.len; i += 3) {
    LmSlice three = lm_slice_sub(bytes, i, 3);
    uint32_t bits = 0;
    for (size_t k = 0; k < 3; k++)
      bits = bits << 8 | (k < three.len ? three.data[k] : 0u);
    for (size_t k = 0; k <= three.len; k++)
      lm_text_add_char(text, digits[bits >> (18 - 6 * k) & 0x3f]);
  }
}

static LmSlice
named_value(const LmSipMessage *message, const char *name, uint32_t nth)
{
  for (uint32_t i = 0; i < message->n_headers; i++)
    if (lm_slice_equal_nocase(lm_sip_header_name(message, &message->headers[i]),
                              lm_slice_str(name)) &&
        nth-- == 0)
      return lm_sip_header_value(message, &message->headers[i]);
  return LM_SLICE_EMPTY;
}

/* "tn":"12155550100" or "uri":"sip:alice@example.com", in an array if it is @one of several (RFC
 * 8225, 5.2.1; RFC 8224, 8.3, 8.5). False where there is no such thing in @value. */
static bool
add_party(LmText *json, LmSlice value, bool array)
{
  LmSipAddress address;
  LmSipUri uri;
  char number[LM_PASSPORT_NUMBER_SIZE];
  if (!lm_sip_address_parse(value, &address) || !lm_sip_uri_parse(address.uri, &uri))
    return false;
  bool is_number = lm_passport_number(uri.user, number);
  lm_text_printf(json, "{\"%s\":%s", is_number ? "tn" : "uri", array ? "[" : "");
  if (is_number) {
    lm_text_add_json(json, lm_slice_str(number));
  } else {
    LmText text = LM_TEXT_INIT;
    lm_text_add(&text, uri.scheme);
    lm_text_add_char(&text, ':');
    lm_text_add(&text, uri.user);
    lm_text_add_str(&text, uri.user.len ? "@" : "");
    lm_text_add(&text, uri.host);
    lm_text_add_json(json, lm_slice(text.str, text.len));
    lm_text_clear(&text);
  }
  lm_text_add_str(json, array ? "]}" : "}");
  return true;
}

/* "SHA-256 4A:AD:..." as what "mky" has of it; in the order in which they are to stand. */
static size_t
read_fingerprints(const LmSipMessage *message, LmArena *arena, LmSlice rows[MOST_FINGERPRINTS])
{
  size_t n = 0;
  LmSlice line, rest = lm_sdp_of_message(message, arena);
  while (n < MOST_FINGERPRINTS && lm_sdp_next_line(&rest, &line)) {
    LmSlice hash, name, prefix = LM_SLICE_LITERAL("a=fingerprint:");
    if (!lm_slice_starts_with(line, prefix))
      continue;
    name = lm_slice_trim(lm_slice_split(lm_slice_from(line, prefix.len), ' ', &hash));
    LmText text = LM_TEXT_INIT;
    lm_text_add_str(&text, "{\"alg\":\"");
    for (size_t i = 0; i < name.len; i++)
      lm_text_add_char(&text, (char)lm_lower(name.data[i]));
    lm_text_add_str(&text, "\",\"dig\":\"");
    for (size_t i = 0; i < hash.len; i++)
      if (lm_hex_digit(hash.data[i]) >= 0)
        lm_text_add_char(&text, "0123456789ABCDEF"[lm_hex_digit(hash.data[i])]);
    lm_text_add_str(&text, "\"}");
    LmSlice row = lm_arena_copy(arena, lm_slice(text.str, text.len));
    lm_text_clear(&text);
    size_t at = n;
    while (at > 0 && lm_slice_compare(rows[at - 1], row) > 0)
      at--;
    if (at > 0 && lm_slice_equal(rows[at - 1], row))
      continue;
    for (size_t i = n++; i > at; i--)
      rows[i] = rows[i - 1];
    rows[at] = row;
  }
  return n;
}

typedef struct {
  const LmSipMessage *message;
  const LmPassport *passport;
  LmArena *arena;
  int64_t issued;
  LmSlice fingerprints[MOST_FINGERPRINTS];
  size_t n_fingerprints;
} Text;

static void
add_payload(const Text *of, LmText *json, LmSlice orig, bool keys)
{
  lm_text_add_str(json, "{\"dest\":");
  add_party(json, of->message->to, true);
  lm_text_printf(json, ",\"iat\":%lld", (long long)of->issued);
  for (size_t i = 0; keys && i < of->n_fingerprints; i++) {
    lm_text_add_str(json, i ? "," : ",\"mky\":[");
    lm_text_add(json, of->fingerprints[i]);
    lm_text_add_str(json, i + 1 == of->n_fingerprints ? "]" : "");
  }
  lm_text_add_str(json, ",\"orig\":");
  add_party(json, orig, false);
  lm_text_add_char(json, '}');
}

static LmSlice
make_text(const Text *of, LmSlice orig, bool keys)
{
  LmText json = LM_TEXT_INIT, text = LM_TEXT_INIT;
  lm_text_add_str(&json, "{\"alg\":");
  lm_text_add_json(&json, of->passport->alg.len ? of->passport->alg : LM_SLICE_LITERAL("ES256"));
  lm_text_add_str(&json, ",\"typ\":\"passport\",\"x5u\":");
  lm_text_add_json(&json, of->passport->info);
  lm_text_add_char(&json, '}');
  add_base64url(&text, lm_slice(json.str, json.len));
  lm_text_add_char(&text, '.');
  lm_text_reset(&json);
  add_payload(of, &json, orig, keys);
  add_base64url(&text, lm_slice(json.str, json.len));
  LmSlice copy = lm_arena_copy(of->arena, lm_slice(text.str, text.len));
  lm_text_clear(&json);
  lm_text_clear(&text);
  return copy;
}

static bool
is_party(LmSlice value)
{
  LmText json = LM_TEXT_INIT;
  bool is = add_party(&json, value, false);
  lm_text_clear(&json);
  return is;
}

size_t
lm_passport_texts(const LmSipMessage *message, const LmPassport *passport, LmArena *arena,
                  LmSlice texts[LM_PASSPORT_TEXTS], int64_t *issued)
{
  LmSipDate date;
  size_t n = 0;
  if (passport->ppt.len || passport->info.len == 0 || !is_party(message->to) ||
      !lm_sip_date_parse(named_value(message, "Date", 0), &date) || !date.sound)
    return 0;
  Text of = {.message = message, .passport = passport, .arena = arena, .issued = date.seconds};
  of.n_fingerprints = read_fingerprints(message, arena, of.fingerprints);
  *issued = date.seconds;
  LmSlice orig = message->from, rest = LM_SLICE_EMPTY;
  for (uint32_t header = 0; orig.len && n + 2 <= LM_PASSPORT_TEXTS;) {
    for (int keys = of.n_fingerprints > 0; keys >= 0 && is_party(orig); keys--)
      texts[n++] = make_text(&of, orig, keys);
    while (!lm_sip_next_value(&rest, &orig)) {
      rest = named_value(message, "P-Asserted-Identity", header++);
      if (rest.len == 0)
        return n;
    }
  }
  return n;
}
