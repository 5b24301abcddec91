/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a fax packet does, in words of T.30. */

#include "base/i18n.h"
#include "track/others.h"
#include "track/t38_tracker.h"

#define FCF_DCS 0x41
#define FCF_PPS 0x7d
#define INDICATOR_NO_SIGNAL 0

typedef struct {
  LmTrace *trace;
  LmT38Flow *flow;
  const LmSipOrigin *origin;
  LmSlice bytes;
  uint32_t call;
} Telling;

static void
tell(const Telling *telling, LmEventOutcome outcome)
{
  lm_others_tell(telling->trace, telling->origin, telling->bytes, telling->call, LM_EVENT_T38,
                 outcome);
}

/* The answer of T.30 to what came before it (5.3.6.1). */
static LmEventOutcome
outcome_of(LmSlice name)
{
  static const struct {
    const char *name;
    LmEventOutcome outcome;
  } outcomes[] = {{"CFR", LM_EVENT_GOOD},    {"MCF", LM_EVENT_GOOD},    {"FTT", LM_EVENT_WARNING},
                  {"RTP", LM_EVENT_WARNING}, {"RTN", LM_EVENT_FAILURE}, {"PPR", LM_EVENT_WARNING},
                  {"CRP", LM_EVENT_WARNING}, {"ERR", LM_EVENT_FAILURE}, {"PIN", LM_EVENT_FAILURE}};
  for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
    if (lm_slice_equal(name, lm_slice_str(outcomes[i].name)))
      return outcomes[i].outcome;
  return LM_EVENT_NOTE;
}

/* Numbers and names of stations, which the frame holds behind its FCF. */
static bool
has_station(LmSlice name)
{
  static const char *const names[] = {"CSI", "TSI", "CIG", "SUB", "SID", "SEP", "PWD"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (lm_slice_equal(name, lm_slice_str(names[i])))
      return true;
  return false;
}

LmEventOutcome
lm_t38_name_frame(LmSlice frame, bool sound, LmText *label, LmText *detail)
{
  /* Address, control, FCF and what is behind it (T.30, 5.3). */
  uint8_t fcf = lm_slice_u8(frame, 2);
  const char *name = lm_slice_at(frame, 0) == 0xff && frame.len > 2 ? lm_t38_fcf_name(fcf) : NULL;
  LmEventOutcome outcome = name ? outcome_of(lm_slice_str(name)) : LM_EVENT_NOTE;
  if (!name)
    lm_text_printf(label, "HDLC 0x%02x", fcf);
  else
    lm_text_add_str(label, name);
  if (name && has_station(lm_slice_str(name))) {
    char station[32];
    lm_t38_station(lm_slice_from(frame, 3), station, sizeof station);
    lm_text_add_str(detail, station);
  } else if ((fcf & 0x7f) == FCF_DCS) {
    const char *rate = lm_t38_dcs_rate(lm_slice_u8(frame, 4));
    lm_text_add_str(detail, frame.len > 4 && rate ? rate : "");
  } else if ((fcf & 0x7f) == FCF_PPS) {
    /* Annex A.4.3: what the page is followed by. */
    const char *next = lm_t38_fcf_name(lm_slice_u8(frame, 3));
    lm_text_add_str(detail, lm_slice_u8(frame, 3) == 0 ? "NULL" : next ? next : "");
  }
  if (sound)
    return outcome;
  lm_text_printf(detail, "%s%s", detail->len ? ", " : "", _("damaged"));
  return LM_EVENT_WARNING;
}

static void
tell_frame(const Telling *telling, bool sound)
{
  const LmT38Flow *flow = telling->flow;
  LmSlice frame = lm_slice(
      flow->frame, flow->frame_bytes < sizeof flow->frame ? flow->frame_bytes : sizeof flow->frame);
  LmText *label = lm_others_label(telling->trace), *detail = lm_others_detail(telling->trace);
  tell(telling, lm_t38_name_frame(frame, sound, label, detail));
}

static void
end_frame(const Telling *telling, bool sound)
{
  if (telling->flow->frame_bytes)
    tell_frame(telling, sound);
  telling->flow->frame_bytes = 0;
}

static void
add_to_frame(LmT38Flow *flow, LmSlice data)
{
  if (flow->frame_bytes < sizeof flow->frame) {
    LmSlice kept = lm_slice_sub(data, 0, sizeof flow->frame - flow->frame_bytes);
    if (kept.len)
      memcpy(flow->frame + flow->frame_bytes, kept.data, kept.len);
  }
  flow->frame_bytes += data.len < UINT32_MAX / 2 - flow->frame_bytes ? (uint32_t)data.len : 0;
}

static void
end_image(const Telling *telling)
{
  LmT38Flow *flow = telling->flow;
  if (flow->image_bytes) {
    lm_text_add_str(lm_others_label(telling->trace), N_("image data"));
    LmText *detail = lm_others_detail(telling->trace);
    lm_text_printf(detail, "%s, ", lm_t38_data_name(flow->modulation));
    lm_others_add_bytes(detail, flow->image_bytes);
    tell(telling, LM_EVENT_NOTE);
  }
  flow->image_bytes = 0;
}

static void
take_field(const Telling *telling, const LmT38Field *field)
{
  LmT38Flow *flow = telling->flow;
  switch (field->type) {
  case LM_T38_HDLC_DATA:
    add_to_frame(flow, field->data);
    break;
  case LM_T38_HDLC_FCS_OK:
  case LM_T38_HDLC_FCS_OK_SIG_END:
    end_frame(telling, true);
    break;
  case LM_T38_HDLC_FCS_BAD:
  case LM_T38_HDLC_FCS_BAD_SIG_END:
    end_frame(telling, false);
    break;
  case LM_T38_HDLC_SIG_END:
    flow->frame_bytes = 0;
    break;
  case LM_T38_NON_ECM_DATA:
    flow->image_bytes += field->data.len;
    break;
  case LM_T38_NON_ECM_SIG_END:
    flow->image_bytes += field->data.len;
    end_image(telling);
    break;
  default:
    break;
  }
}

/* An indicator is sent several times, as nobody confirms it. */
static void
take_indicator(const Telling *telling, const LmT38Ifp *ifp)
{
  LmT38Flow *flow = telling->flow;
  bool again = flow->indicator == ifp->number + 1;
  flow->indicator = (uint8_t)(ifp->number + 1);
  end_image(telling);
  flow->frame_bytes = 0;
  if (again || ifp->number == INDICATOR_NO_SIGNAL)
    return;
  lm_text_add_str(lm_others_label(telling->trace), lm_t38_indicator_name(ifp->number));
  lm_others_detail(telling->trace);
  tell(telling, LM_EVENT_NOTE);
}

void
lm_t38_tell(LmTrace *trace, LmT38Flow *flow, const LmT38Ifp *ifp, const LmSipOrigin *origin,
            uint32_t call)
{
  Telling telling = {trace, flow, origin, ifp->packet, call};
  if (!ifp->is_data) {
    take_indicator(&telling, ifp);
    return;
  }
  flow->indicator = 0;
  flow->modulation = ifp->number;
  size_t bit = ifp->fields_bit;
  LmT38Field field;
  for (uint32_t i = 0; i < ifp->n_fields && lm_t38_next_field(ifp, &bit, &field); i++)
    take_field(&telling, &field);
}

/* One row a direction, that counts the packets. */
void
lm_t38_tell_loss(LmTrace *trace, const LmSipOrigin *origin, uint32_t call, bool recovered,
                 uint32_t n)
{
  LmEvent event = lm_sip_origin_event(origin, LM_SLICE_EMPTY);
  event.call = call;
  event.label = recovered ? N_("lost packet recovered") : N_("packet lost");
  event.repeats = n - 1;
  event.protocol = LM_EVENT_T38;
  event.outcome = recovered ? LM_EVENT_NOTE : LM_EVENT_WARNING;
  lm_trace_add_event(trace, &event);
}

void
lm_t38_tell_malformed(LmTrace *trace, const LmSipOrigin *origin, uint32_t call, LmSlice bytes,
                      LmAnomalyKind anomaly)
{
  lm_text_add_str(lm_others_label(trace), N_("malformed packet"));
  lm_text_add_str(lm_others_detail(trace), lm_anomaly_text(anomaly));
  lm_others_tell(trace, origin, bytes, call, LM_EVENT_T38, LM_EVENT_WARNING);
}
