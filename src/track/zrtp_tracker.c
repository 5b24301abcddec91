/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/zrtp_tracker.h"

#include "base/text.h"
#include "proto/zrtp.h"

#include <stdio.h>

/* Four characters each. */
static void
add_list(LmText *detail, LmSlice list)
{
  for (size_t i = 0; i + 4 <= list.len; i += 4) {
    lm_text_add_str(detail, i ? " " : ", ");
    lm_text_add_safe(detail, lm_slice_trim(lm_slice_sub(list, i, 4)), false);
  }
}

static void
describe_hello(const LmZrtp *zrtp, LmText *detail)
{
  lm_text_add_str(detail, "ZRTP ");
  lm_text_add_safe(detail, lm_slice_trim(zrtp->version), false);
  if (zrtp->client.len)
    lm_text_add_str(detail, ", ");
  lm_text_add_safe(detail, zrtp->client, false);
  lm_text_add_str(detail, ", ZID ");
  for (size_t i = 0; i < zrtp->zid.len; i++)
    lm_text_printf(detail, "%02x", lm_slice_u8(zrtp->zid, i));
  for (unsigned i = 0; i < LM_N_ZRTP_LISTS; i++)
    add_list(detail, zrtp->lists[i]);
}

void
lm_trace_add_zrtp(LmTrace *trace, const LmDatagram *datagram)
{
  LmZrtp zrtp;
  if (!lm_zrtp_parse(datagram->bytes, &zrtp))
    return;
  LmText label = LM_TEXT_INIT, detail = LM_TEXT_INIT;
  LmEventOutcome outcome = zrtp.anomaly == LM_ANOMALY_ZRTP_CRC ? LM_EVENT_WARNING : LM_EVENT_NOTE;
  lm_text_add_safe(&label, zrtp.type, false);
  if (zrtp.is_hello)
    describe_hello(&zrtp, &detail);
  if (zrtp.error) {
    lm_text_printf(&detail, "0x%x %s", zrtp.error, lm_zrtp_error_name(zrtp.error));
    outcome = LM_EVENT_FAILURE;
  } else if (lm_slice_equal(zrtp.type, LM_SLICE_LITERAL("Conf2ACK"))) {
    /* The last message of the key agreement (RFC 6189, 4.6). */
    outcome = LM_EVENT_GOOD;
  }
  lm_datagram_event(trace, datagram, LM_EVENT_ZRTP, outcome, label.str, detail.str);
  lm_text_clear(&label);
  lm_text_clear(&detail);
}
