/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pages of known pixels that one fax machine of spandsp sends to another: what is read out of the
 * packets between them is compared pixel by pixel. */

#include "ends.h"
#include "fax/faxes.h"
#include "sip-packets.h"

#include <spandsp.h>

#define ROWS 120
#define ALL_MODEMS (T30_SUPPORT_V27TER | T30_SUPPORT_V29 | T30_SUPPORT_V17)
#define MH T30_SUPPORT_T4_1D_COMPRESSION
#define MR (MH | T30_SUPPORT_T4_2D_COMPRESSION)
#define MMR (MR | T30_SUPPORT_T6_COMPRESSION)
#define BEGUN_MS 300.0

typedef struct {
  unsigned from, each; /* packets of the caller that are lost; each 0: none */
  unsigned n[2];
  bool sound;
} Line;

static void
pass(void *data, double at_ms, bool by_caller, const uint8_t *bytes, size_t len)
{
  Line *line = data;
  uint8_t packet[1500] = {0x80, 0};
  const char *src = by_caller ? ALICE_MEDIA : BOB_MEDIA, *dst = by_caller ? BOB_MEDIA : ALICE_MEDIA;
  unsigned n = line->n[by_caller]++;
  at_ms += BEGUN_MS;
  if (by_caller && line->each && n >= line->from && n % line->each == 0)
    return;
  if (!line->sound) {
    test_udp(at_ms, src, dst, bytes, len);
    return;
  }
  g_assert_cmpuint(len, <=, sizeof packet - 12);
  packet[2] = (uint8_t)(n >> 8);
  packet[3] = (uint8_t)n;
  for (unsigned i = 0; i < 4; i++)
    packet[4 + i] = (uint8_t)(n * 160 >> (24 - 8 * i));
  packet[11] = by_caller ? 1 : 2;
  memcpy(packet + 12, bytes, len);
  test_udp(at_ms, src, dst, packet, 12 + len);
}

static char *
describe(bool sound, const char *host, unsigned port)
{
  char *media = sound ? g_strdup_printf("m=audio %u RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n", port)
                      : g_strdup_printf("m=image %u udptl t38\r\na=T38FaxVersion:0\r\n", port);
  char *sdp = g_strdup_printf("v=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n%s", host,
                              host, media);
  g_free(media);
  return sdp;
}

/* A fax in a call. Owned: lm_faxes_free(). */
static LmFaxes *
send_fax(const FaxSetup *setup, Line line)
{
  test_net_reset();
  net->unsettled = true;
  line.sound = setup->sound;
  char *offer = describe(setup->sound, "192.0.2.1", 7000);
  char *answer = describe(setup->sound, "192.0.2.2", 7002);
  SIP(0, ALICE, BOB, "INVITE", .sdp = offer);
  SIP(100, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = answer);
  SIP(110, ALICE, BOB, "ACK", .to_tag = "b");
  g_free(offer);
  g_free(answer);
  g_assert_true(fax_ends_run(setup, pass, &line));
  test_net_finish();
  LmFaxes *faxes = lm_faxes_new(net->trace, LM_NONE);
  g_assert_cmpuint(lm_faxes_n(faxes), ==, 1);
  return faxes;
}

static void
assert_page(const LmFaxSheet *sheet, unsigned number)
{
  uint8_t row[FAX_ROW_BYTES];
  g_assert_cmpuint(sheet->page.form.width, ==, FAX_WIDTH);
  g_assert_cmpuint(sheet->page.rows, ==, ROWS);
  g_assert_cmpuint(sheet->page.bad_rows, ==, 0);
  g_assert_cmpuint(sheet->page.missing_frames, ==, 0);
  g_assert_false(sheet->page.form.guessed);
  g_assert_cmpuint(sheet->pixels.len, ==, ROWS * FAX_ROW_BYTES);
  for (unsigned i = 0; i < ROWS; i++) {
    fax_row(number, i, row);
    g_assert_cmpmem(sheet->pixels.data + i * sizeof row, sizeof row, row, sizeof row);
  }
}

static void
assert_whole(const FaxSetup *setup, Line line, LmFaxCompression compression, const char *speed)
{
  LmFaxes *faxes = send_fax(setup, line);
  const LmFax *fax = lm_faxes_at(faxes, 0);
  const LmFaxReading *reading = lm_faxes_read(faxes, 0);
  g_assert_cmpuint(fax->outcome, ==, LM_FAX_DELIVERED);
  g_assert_cmpuint(fax->ways, ==, setup->sound ? LM_FAX_BY_SOUND : LM_FAX_BY_T38);
  g_assert_cmpuint(fax->pages, ==, setup->pages);
  g_assert_cmpuint(fax->ecm, ==, setup->ecm);
  g_assert_true(lm_slice_equal(fax->speed, lm_slice_str(speed)));
  g_assert_true(lm_slice_equal(fax->sender, LM_SLICE_LITERAL("+1 555 0100")));
  g_assert_true(lm_slice_equal(fax->receiver, LM_SLICE_LITERAL("+49 30 1234567")));
  g_assert_cmpstr(lm_fax_read_state_name(reading->state), ==, "read");
  g_assert_cmpuint(reading->sheets.len, ==, setup->pages);
  for (uint32_t i = 0; i < reading->sheets.len; i++) {
    const LmFaxSheet *sheet = lm_vec_at(&reading->sheets, i);
    assert_page(sheet, i);
    g_assert_cmpuint(sheet->page.form.compression, ==, compression);
    g_assert_cmpuint(sheet->page.form.ecm, ==, setup->ecm);
    g_assert_cmpuint(sheet->src, ==, fax->from);
  }
  lm_faxes_free(faxes);
}

static void
test_t38(void)
{
  FaxSetup setup = {.compressions = MH, .modems = ALL_MODEMS, .pages = 2, .rows = ROWS};
  assert_whole(&setup, (Line){0}, LM_FAX_MH, "14400 bit/s V.17");
  setup = (FaxSetup){.compressions = MR, .modems = ALL_MODEMS, .pages = 1, .rows = ROWS};
  assert_whole(&setup, (Line){0}, LM_FAX_MR, "14400 bit/s V.17");
}

static void
test_t38_ecm(void)
{
  FaxSetup setup = {
      .ecm = true, .compressions = MMR, .modems = ALL_MODEMS, .pages = 2, .rows = ROWS};
  assert_whole(&setup, (Line){0}, LM_FAX_MMR, "14400 bit/s V.17");
}

/* Every fifth packet is lost, and comes back out of the next one. */
static void
test_t38_recovered(void)
{
  FaxSetup setup = {
      .compressions = MH, .modems = ALL_MODEMS, .copies = 2, .pages = 1, .rows = ROWS};
  assert_whole(&setup, (Line){.each = 5}, LM_FAX_MH, "14400 bit/s V.17");
}

static void
test_sound(void)
{
  FaxSetup setup = {
      .sound = true, .compressions = MH, .modems = ALL_MODEMS, .pages = 2, .rows = ROWS};
  assert_whole(&setup, (Line){0}, LM_FAX_MH, "14400 bit/s V.17");
  setup.pages = 1;
  setup.modems = T30_SUPPORT_V27TER | T30_SUPPORT_V29;
  assert_whole(&setup, (Line){0}, LM_FAX_MH, "9600 bit/s V.29");
  setup.modems = T30_SUPPORT_V27TER;
  setup.compressions = MR;
  assert_whole(&setup, (Line){0}, LM_FAX_MR, "4800 bit/s V.27ter");
}

static void
test_sound_ecm(void)
{
  FaxSetup setup = {.sound = true,
                    .ecm = true,
                    .compressions = MMR,
                    .modems = ALL_MODEMS,
                    .pages = 1,
                    .rows = ROWS};
  assert_whole(&setup, (Line){0}, LM_FAX_MMR, "14400 bit/s V.17");
}

/* What is lost in the middle of the page costs rows, and not the page. */
static void
assert_partly(const FaxSetup *setup, Line line)
{
  LmFaxes *faxes = send_fax(setup, line);
  const LmFaxReading *reading = lm_faxes_read(faxes, 0);
  g_assert_cmpuint(reading->sheets.len, ==, 1);
  const LmFaxSheet *sheet = lm_vec_at(&reading->sheets, 0);
  uint8_t row[FAX_ROW_BYTES];
  g_assert_cmpuint(sheet->page.rows, <, ROWS);
  g_assert_cmpuint(sheet->page.rows, >, ROWS * 3 / 4);
  g_assert_cmpuint(sheet->page.bad_rows + sheet->page.missing_frames, >, 0);
  g_assert_cmpuint(sheet->page.bad_rows, <, ROWS / 4);
  fax_row(0, 5, row);
  g_assert_cmpmem(sheet->pixels.data + 5 * sizeof row, sizeof row, row, sizeof row);
  lm_faxes_free(faxes);
}

static void
test_lost(void)
{
  FaxSetup setup = {.compressions = MH, .modems = ALL_MODEMS, .pages = 1, .rows = ROWS};
  assert_partly(&setup, (Line){.from = 170, .each = 37});
  setup.sound = true;
  assert_partly(&setup, (Line){.from = 600, .each = 37});
}

static const LmEvent *
step(const LmFax *fax, const char *label)
{
  for (uint32_t i = 0; i < fax->n_steps; i++)
    if (!strcmp(fax->steps[i]->label, label))
      return fax->steps[i];
  g_error("no step %s", label);
}

/* What both machines say is told in its order, with who says it. */
static void
test_steps(void)
{
  static const char *const order[] = {"CNG",        "CED", "V.21 preamble", "CSI", "DIS",
                                      "TSI",        "DCS", "training",      "TCF", "CFR",
                                      "image data", "EOP", "MCF",           "DCN"};
  FaxSetup setup = {
      .sound = true, .compressions = MH, .modems = ALL_MODEMS, .pages = 1, .rows = ROWS};
  LmFaxes *faxes = send_fax(&setup, (Line){0});
  const LmFax *fax = lm_faxes_at(faxes, 0);
  for (size_t i = 1; i < G_N_ELEMENTS(order); i++)
    g_assert_cmpint(step(fax, order[i - 1])->time_ns, <=, step(fax, order[i])->time_ns);
  g_assert_cmpuint(step(fax, "CNG")->src, ==, fax->from);
  g_assert_cmpuint(step(fax, "CED")->src, ==, fax->to);
  g_assert_cmpstr(step(fax, "TCF")->detail, ==, "V.17 14400, 1.5 s");
  g_assert_true(fax->ended);
  lm_faxes_free(faxes);
}

/* Speech is no fax, nor is a call without any. */
static void
test_speech(void)
{
  test_net_reset();
  char *sdp = describe(true, "192.0.2.2", 7002);
  SIP(0, ALICE, BOB, "INVITE");
  SIP(100, BOB, ALICE, "200 OK", .to_tag = "b", .sdp = sdp);
  g_free(sdp);
  test_rtp_run(200, ALICE_MEDIA, BOB_MEDIA, 1, 0, 0, 200);
  test_net_finish();
  LmFaxes *faxes = lm_faxes_new(net->trace, LM_NONE);
  g_assert_cmpuint(lm_faxes_n(faxes), ==, 0);
  lm_faxes_free(faxes);
}

int
main(int argc, char **argv)
{
  static const TestCase cases[] = {
      {"/fax-pages/t38", test_t38},
      {"/fax-pages/t38-ecm", test_t38_ecm},
      {"/fax-pages/t38-recovered", test_t38_recovered},
      {"/fax-pages/sound", test_sound},
      {"/fax-pages/sound-ecm", test_sound_ecm},
      {"/fax-pages/lost", test_lost},
      {"/fax-pages/steps", test_steps},
      {"/fax-pages/speech", test_speech},
  };
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
