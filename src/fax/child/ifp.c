/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fax packets of T.38 for who listens. */

#include "fax/child/listener.h"
#include "proto/t38.h"

/* Of data: above are image modems. */
#define DATA_V21 0

static void
add_to_frame(LmFaxListener *listener, LmSlice data)
{
  for (size_t i = 0; i < data.len && listener->frame_bytes < sizeof listener->frame; i++)
    listener->frame[listener->frame_bytes++] = lm_fax_reverse(data.data[i]);
}

static void
end_frame(LmFaxListener *listener, bool sound, bool fast)
{
  if (listener->frame_bytes)
    lm_fax_listener_frame(listener, lm_slice(listener->frame, listener->frame_bytes), sound, fast);
  listener->frame_bytes = 0;
}

/* The training check may be left to the gateways, and then does not come (T.38, 8.1): what comes is
 * one if it is all zeros. */
static bool
is_training(LmSlice data)
{
  for (size_t i = 0; i < data.len; i++)
    if (data.data[i])
      return false;
  return true;
}

static void
add_bits(LmFaxListener *listener, uint8_t modulation, LmSlice data)
{
  if (!listener->in_burst) {
    listener->training = listener->training && is_training(data);
    lm_fax_listener_begin_burst(listener, modulation);
  }
  for (size_t i = 0; i < data.len * 8; i++)
    lm_fax_listener_bit(listener, data.data[i / 8] >> (7 - i % 8) & 1);
}

static void
take_field(LmFaxListener *listener, const LmT38Field *field, uint8_t modulation)
{
  bool fast = modulation != DATA_V21;
  switch (field->type) {
  case LM_T38_HDLC_DATA:
    add_to_frame(listener, field->data);
    break;
  case LM_T38_HDLC_FCS_OK:
  case LM_T38_HDLC_FCS_OK_SIG_END:
    end_frame(listener, true, fast);
    break;
  case LM_T38_HDLC_FCS_BAD:
  case LM_T38_HDLC_FCS_BAD_SIG_END:
    end_frame(listener, false, fast);
    break;
  case LM_T38_HDLC_SIG_END:
    listener->frame_bytes = 0;
    break;
  case LM_T38_NON_ECM_DATA:
    add_bits(listener, modulation, field->data);
    break;
  case LM_T38_NON_ECM_SIG_END:
    add_bits(listener, modulation, field->data);
    lm_fax_listener_end_burst(listener);
    break;
  default:
    break;
  }
}

void
lm_fax_listener_ifp(LmFaxListener *listener, LmSlice packet)
{
  LmT38Ifp ifp;
  LmT38Field field;
  if (!lm_t38_parse(packet, true, &ifp))
    return;
  if (!ifp.is_data) {
    lm_fax_listener_end_burst(listener);
    listener->frame_bytes = 0;
    return;
  }
  size_t bit = ifp.fields_bit;
  for (uint32_t i = 0; i < ifp.n_fields && lm_t38_next_field(&ifp, &bit, &field); i++)
    take_field(listener, &field, ifp.number);
}
