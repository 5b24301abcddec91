/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fax/child/listener.h"

#define LONGEST_TOLD 256u
#define FCF_BYTE 2

bool
lm_fax_listener_init(LmFaxListener *listener, LmFaxTell tell, void *data)
{
  *listener = (LmFaxListener){.tell = tell, .data = data, .form = lm_fax_form_usual(0)};
  lm_fax_ecm_init(&listener->ecm, &listener->paper);
  return lm_fax_paper_init(&listener->paper, tell, data);
}

void
lm_fax_listener_clear(LmFaxListener *listener)
{
  lm_fax_modems_free(listener->modems);
  lm_fax_ecm_clear(&listener->ecm);
  lm_fax_paper_clear(&listener->paper);
}

static void
put_be32(uint8_t *at, uint32_t value)
{
  for (unsigned i = 0; i < 4; i++)
    at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void
tell_frame(const LmFaxListener *listener, LmSlice frame, bool sound)
{
  uint8_t told[1 + LONGEST_TOLD] = {sound};
  size_t n = frame.len < LONGEST_TOLD ? frame.len : LONGEST_TOLD;
  for (size_t i = 0; i < n; i++)
    told[1 + i] = lm_fax_reverse(frame.data[i]);
  listener->tell(listener->data, LM_FAX_WIRE_FRAME, lm_slice(told, 1 + n));
}

static void
end_page(LmFaxListener *listener)
{
  lm_fax_ecm_no_more(&listener->ecm, &listener->form);
}

/* A damaged one is better than none. */
static void
take_command(LmFaxListener *listener, LmSlice fif, bool sound)
{
  LmFaxForm form;
  if (!lm_fax_form_read(fif, &form))
    return;
  form.guessed = !sound;
  end_page(listener);
  listener->form = form;
  listener->commanded = listener->training = true;
  if (listener->modems)
    lm_fax_modems_expect(listener->modems, true);
}

/* Continue to correct (T.30, Annex A): the first two bytes of a DCS, for another speed. */
static void
take_other_speed(LmFaxListener *listener, LmSlice fif)
{
  LmFaxForm form;
  uint8_t bytes[3] = {lm_slice_u8(fif, 0), lm_slice_u8(fif, 1), 0};
  if (!listener->commanded || !lm_fax_form_read(lm_slice(bytes, 3), &form))
    return;
  listener->form.modulation = form.modulation;
  listener->form.bit_rate = form.bit_rate;
  if (listener->modems)
    lm_fax_modems_expect(listener->modems, true);
}

/* What a frame means for pages; the lowest bit says who sends it (T.30, 5.3.6.1, bit X). */
static void
take_control(LmFaxListener *listener, LmSlice frame)
{
  LmSlice fif = lm_slice_from(frame, FCF_BYTE + 1);
  switch (lm_slice_u8(frame, FCF_BYTE) & 0xfe) {
  case T30_DCS:
    take_command(listener, fif, true);
    break;
  case T30_CTC:
    take_other_speed(listener, fif);
    break;
  case T30_PPS:
    lm_fax_ecm_partial_page(&listener->ecm, frame, &listener->form);
    break;
  case T30_EOR:
  case T30_EOM:
  case T30_MPS:
  case T30_EOP:
  case T30_PRI_EOM:
  case T30_PRI_MPS:
  case T30_PRI_EOP:
  case T30_DCN:
    end_page(listener);
    break;
  default:
    break;
  }
}

void
lm_fax_listener_frame(LmFaxListener *listener, LmSlice frame, bool sound, bool fast)
{
  uint8_t fcf = lm_slice_u8(frame, FCF_BYTE);
  /* Noise may look like the end of a frame, but seldom begins as one. */
  if (frame.len <= FCF_BYTE || frame.data[0] != 0xff)
    return;
  if (fast && fcf == T4_FCD) {
    if (sound)
      lm_fax_ecm_data(&listener->ecm, frame, &listener->form);
    return;
  }
  if (fast)
    return;
  tell_frame(listener, frame, sound);
  if (sound)
    take_control(listener, frame);
  else if ((fcf & 0xfe) == T30_DCS)
    take_command(listener, lm_slice_from(frame, FCF_BYTE + 1), false);
}

void
lm_fax_listener_begin_burst(LmFaxListener *listener, uint8_t modulation)
{
  if (listener->in_burst)
    lm_fax_listener_end_burst(listener);
  listener->in_burst = true;
  listener->burst_modulation = modulation;
  listener->burst_bits = listener->burst_zeros = listener->longest_zeros = 0;
  /* A training check is all zeros (T.30, 5.3.6.1.3), and comes before anything else. */
  listener->burst_is_training = listener->training;
}

void
lm_fax_listener_bit(LmFaxListener *listener, int bit)
{
  listener->burst_bits += listener->burst_bits < UINT32_MAX;
  listener->burst_zeros = bit ? 0 : listener->burst_zeros + 1;
  if (listener->burst_zeros > listener->longest_zeros)
    listener->longest_zeros = listener->burst_zeros;
  if (listener->burst_is_training || (listener->commanded && listener->form.ecm))
    return;
  LmFaxForm usual = lm_fax_form_usual(listener->burst_modulation);
  lm_fax_paper_begin(&listener->paper, listener->commanded ? &listener->form : &usual);
  lm_fax_paper_add_bit(&listener->paper, bit);
}

void
lm_fax_listener_end_burst(LmFaxListener *listener)
{
  if (!listener->in_burst)
    return;
  listener->in_burst = false;
  uint8_t told[10] = {listener->burst_modulation, 0};
  put_be32(told + 2, listener->burst_bits);
  put_be32(told + 6, listener->longest_zeros);
  bool training = listener->burst_is_training;
  if (listener->burst_bits)
    listener->tell(listener->data, training ? LM_FAX_WIRE_TRAINING : LM_FAX_WIRE_DATA,
                   lm_slice(told, sizeof told));
  if (training) {
    listener->training = false;
    return;
  }
  if (listener->paper.open && !(listener->commanded && listener->form.ecm)) {
    listener->paper.page.line_bytes = listener->burst_bits / 8;
    lm_fax_paper_end(&listener->paper);
  }
}

void
lm_fax_listener_end(LmFaxListener *listener)
{
  lm_fax_listener_end_burst(listener);
  end_page(listener);
}
