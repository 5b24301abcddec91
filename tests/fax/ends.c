/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ends.h"

#include <spandsp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <unistd.h>

#define BLOCK 160
#define MOST_MS 240000
#define MOST_COPIES 8
#define LONGEST_IFP 512

typedef struct End End;
struct End {
  bool calling;
  fax_state_t *fax;
  t38_terminal_state_t *t38;
  End *other;
  const FaxSetup *setup;
  FaxPacket take;
  void *data;
  double now_ms;
  uint16_t sequence;
  unsigned n_sent; /* that are remembered */
  uint8_t sent[MOST_COPIES][LONGEST_IFP];
  size_t sent_len[MOST_COPIES];
  bool done, good;
};

/* Pages that are a little of everything: white rows, lines, runs of all lengths. */
void
fax_row(unsigned page, unsigned row, uint8_t *out)
{
  uint32_t state = 2654435761u * (row / 3 + 1) + 40503u * page;
  memset(out, 0, FAX_ROW_BYTES);
  if (row % 16 < 4)
    return;
  for (unsigned at = 0, black = row & 1; at < FAX_WIDTH; black ^= 1) {
    state = state * 1664525u + 1013904223u;
    unsigned run = 1 + (state >> 24) % (row % 5 == 0 ? 200 : 70);
    for (; run && at < FAX_WIDTH; run--, at++)
      if (black)
        out[at / 8] |= (uint8_t)(0x80 >> at % 8);
  }
}

static bool
write_pages(const FaxSetup *setup, const char *path)
{
  TIFF *tiff = TIFFOpen(path, "w");
  if (!tiff)
    return false;
  for (unsigned page = 0; page < setup->pages; page++) {
    uint8_t row[FAX_ROW_BYTES];
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, FAX_WIDTH);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, setup->rows);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, setup->rows);
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_CENTIMETER);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, 80.31);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, 77.0);
    TIFFSetField(tiff, TIFFTAG_PAGENUMBER, page, setup->pages);
    for (unsigned i = 0; i < setup->rows; i++) {
      fax_row(page, i, row);
      TIFFWriteScanline(tiff, row, i, 0);
    }
    TIFFWriteDirectory(tiff);
  }
  TIFFClose(tiff);
  return true;
}

static size_t
put_ifp(uint8_t *out, const uint8_t *ifp, size_t len)
{
  size_t at = 0;
  if (len >= 128)
    out[at++] = (uint8_t)(0x80 | len >> 8);
  out[at++] = (uint8_t)len;
  memcpy(out + at, ifp, len);
  return at + len;
}

/* A datagram of UDPTL with copies of the packets before (T.38, 9.1). */
static int
send_ifp(t38_core_state_t *core, void *data, const uint8_t *buf, int len, int count)
{
  End *end = data;
  uint8_t datagram[(LONGEST_IFP + 2) * (MOST_COPIES + 1) + 8];
  size_t at = 0;
  (void)core;
  if (len > LONGEST_IFP)
    return -1;
  for (int again = 0; again < count; again++) {
    unsigned copies = end->n_sent < end->setup->copies ? end->n_sent : end->setup->copies;
    at = 0;
    datagram[at++] = (uint8_t)(end->sequence >> 8);
    datagram[at++] = (uint8_t)end->sequence;
    at += put_ifp(datagram + at, buf, (size_t)len);
    datagram[at++] = 0;
    datagram[at++] = (uint8_t)copies;
    for (unsigned i = 0; i < copies; i++)
      at += put_ifp(datagram + at, end->sent[i], end->sent_len[i]);
    end->take(end->data, end->now_ms, end->calling, datagram, at);
    memmove(end->sent[1], end->sent[0], sizeof end->sent - sizeof end->sent[0]);
    memmove(end->sent_len + 1, end->sent_len, sizeof end->sent_len - sizeof end->sent_len[0]);
    memcpy(end->sent[0], buf, (size_t)len);
    end->sent_len[0] = (size_t)len;
    end->n_sent += end->n_sent < MOST_COPIES;
    t38_core_rx_ifp_packet(t38_terminal_get_t38_core_state(end->other->t38), buf, len,
                           end->sequence++);
  }
  return 0;
}

static void
note_end(t30_state_t *t30, void *data, int completion)
{
  End *end = data;
  (void)t30;
  end->done = true;
  end->good = completion == T30_ERR_OK;
}

static bool
open_end(End *end, bool calling, const char *path)
{
  const FaxSetup *setup = end->setup;
  t30_state_t *t30;
  end->calling = calling;
  if (setup->sound) {
    end->fax = fax_init(NULL, calling);
    t30 = end->fax ? fax_get_t30_state(end->fax) : NULL;
    if (end->fax)
      fax_set_transmit_on_idle(end->fax, 1);
  } else {
    end->t38 = t38_terminal_init(NULL, calling, send_ifp, end);
    t30 = end->t38 ? t38_terminal_get_t30_state(end->t38) : NULL;
    if (end->t38)
      t38_terminal_set_config(end->t38, 0);
  }
  if (!t30)
    return false;
  t30_set_tx_ident(t30, calling ? "+1 555 0100" : "+49 30 1234567");
  t30_set_supported_modems(t30, setup->modems);
  t30_set_supported_compressions(t30, setup->compressions);
  t30_set_supported_image_sizes(t30, T30_SUPPORT_215MM_WIDTH | T30_SUPPORT_UNLIMITED_LENGTH |
                                         T30_SUPPORT_A4_LENGTH);
  t30_set_supported_resolutions(t30, T30_SUPPORT_STANDARD_RESOLUTION | T30_SUPPORT_FINE_RESOLUTION |
                                         T30_SUPPORT_R8_RESOLUTION);
  t30_set_ecm_capability(t30, setup->ecm);
  t30_set_phase_e_handler(t30, note_end, end);
  if (calling)
    t30_set_tx_file(t30, path, -1, -1);
  else
    t30_set_rx_file(t30, path, -1);
  return true;
}

/* 20 ms of sound from @end to the other one, as G.711 has it. */
static void
speak(End *end)
{
  int16_t samples[BLOCK] = {0};
  uint8_t bytes[BLOCK];
  int n = fax_tx(end->fax, samples, BLOCK);
  for (int i = n; i < BLOCK; i++)
    samples[i] = 0;
  for (int i = 0; i < BLOCK; i++) {
    bytes[i] = linear_to_ulaw(samples[i]);
    samples[i] = ulaw_to_linear(bytes[i]);
  }
  end->take(end->data, end->now_ms, end->calling, bytes, sizeof bytes);
  fax_rx(end->other->fax, samples, BLOCK);
}

bool
fax_ends_run(const FaxSetup *setup, FaxPacket take, void *data)
{
  char in[] = "/tmp/fax-in-XXXXXX", out[] = "/tmp/fax-out-XXXXXX";
  close(mkstemp(in));
  close(mkstemp(out));
  End *caller = calloc(1, sizeof *caller), *callee = calloc(1, sizeof *callee);
  *caller = (End){.setup = setup, .take = take, .data = data, .other = callee};
  *callee = (End){.setup = setup, .take = take, .data = data, .other = caller};
  bool ok = write_pages(setup, in) && open_end(caller, true, in) && open_end(callee, false, out);
  for (double ms = 0; ok && ms < MOST_MS && !(caller->done && callee->done); ms += 20) {
    caller->now_ms = callee->now_ms = ms;
    if (setup->sound) {
      speak(caller);
      speak(callee);
    } else {
      t38_terminal_send_timeout(caller->t38, BLOCK);
      t38_terminal_send_timeout(callee->t38, BLOCK);
    }
  }
  ok = ok && caller->good && callee->good;
  if (caller->fax)
    fax_free(caller->fax);
  if (callee->fax)
    fax_free(callee->fax);
  if (caller->t38)
    t38_terminal_free(caller->t38);
  if (callee->t38)
    t38_terminal_free(callee->t38);
  free(caller);
  free(callee);
  unlink(in);
  unlink(out);
  return ok;
}
