/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fax packets in order, each once, whatever became of their datagrams (ITU-T T.38, 9.1). */

#include "fax/collect.h"

#include <glib.h>

static LmVec datagrams;

static void
begin(void)
{
  lm_vec_clear(&datagrams);
  datagrams = LM_VEC_INIT(LmFaxPiece);
}

/* Bytes behind the sequence number. */
static void
give(uint16_t sequence, const char *bytes, size_t len)
{
  uint8_t *datagram = g_malloc(len + 2);
  datagram[0] = (uint8_t)(sequence >> 8);
  datagram[1] = (uint8_t)sequence;
  memcpy(datagram + 2, bytes, len);
  *(LmFaxPiece *)lm_vec_push(&datagrams) =
      (LmFaxPiece){.bytes = lm_slice(datagram, len + 2), .time_ns = sequence};
}
#define GIVE(sequence, bytes) give(sequence, bytes, sizeof(bytes) - 1)

/* The packets in hexadecimal. */
static void
expect(const char *wanted)
{
  LmFaxPieces pieces;
  GString *found = g_string_new(NULL);
  lm_fax_pieces_init(&pieces);
  lm_fax_pieces_add_udptl(&pieces, &datagrams, 7);
  for (uint32_t i = 0; i < pieces.pieces.len; i++) {
    const LmFaxPiece *piece = lm_vec_at(&pieces.pieces, i);
    g_assert_cmpuint(piece->kind, ==, LM_FAX_WIRE_IFP);
    g_assert_cmpuint(piece->direction, ==, 7);
    for (size_t j = 0; j < piece->bytes.len; j++)
      g_string_append_printf(found, "%02x", piece->bytes.data[j]);
    g_string_append_c(found, ' ');
  }
  g_assert_cmpstr(found->str, ==, wanted);
  g_string_free(found, TRUE);
  lm_fax_pieces_clear(&pieces);
  for (uint32_t i = 0; i < datagrams.len; i++)
    g_free((void *)(uintptr_t)((LmFaxPiece *)lm_vec_at(&datagrams, i))->bytes.data);
  begin();
}

static void
test_order(void)
{
  begin();
  GIVE(65535, "\x01\x02\0\0");
  GIVE(1, "\x01\x06\0\0");
  GIVE(0, "\x01\x04\0\0");
  GIVE(1, "\x01\x06\0\0");
  expect("02 04 06 ");
}

static void
test_copies(void)
{
  begin();
  GIVE(0, "\x01\x02\0\0");
  GIVE(3, "\x01\x08\0\x02\x01\x06\x01\x04");
  GIVE(6, "\x01\x0c\0\x01\x01\x0a");
  expect("02 04 06 08 0a 0c ");
}

/* Parity over three packets, one after the other; the one that is missing is shorter than the
 * longest of them. */
static void
test_parity(void)
{
  static const char data[] = "\xc0\x01\x80\0\0\xff";
  char parity[] = "\x01\x0a\x80\x01\x03\x01\x06\0\0\0\0\0\0";
  begin();
  give(0, "\x06\xc0\x01\x80\0\0\xff\0\0", 9);
  GIVE(2, "\x01\x04\0\0");
  for (size_t i = 0; i < 6; i++)
    parity[7 + i] = data[i];
  parity[7] ^= 0x06 ^ 0x04;
  give(3, parity, sizeof parity - 1);
  expect("c001800000ff 06 04 0a ");
  /* Two are missing: none comes back. */
  give(0, "\x06\xc0\x01\x80\0\0\xff\0\0", 9);
  give(3, parity, sizeof parity - 1);
  expect("c001800000ff 0a ");
}

static void
test_bad(void)
{
  begin();
  GIVE(0, "");
  GIVE(1, "\x05\x02");
  GIVE(2, "\x01\x02\x80\x01\xff\x01\x06");         /* a span of 255 */
  GIVE(3, "\x01\x02\x80\x01\x03\x03\x01\x02");     /* parity that is cut off */
  GIVE(4, "\x01\x02\x80\x02\x01\x01\x01\x01\x06"); /* a span of 257 */
  GIVE(40000, "\x01\x04\0\x01\x01");
  expect("04 02 02 02 ");
  expect("");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/fax-udptl-order/order", test_order);
  g_test_add_func("/fax-udptl-order/copies", test_copies);
  g_test_add_func("/fax-udptl-order/parity", test_parity);
  g_test_add_func("/fax-udptl-order/bad", test_bad);
  return g_test_run();
}
