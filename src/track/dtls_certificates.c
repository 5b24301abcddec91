/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "base/limits.h"
#include "proto/fingerprint.h"
#include "track/announcement.h"
#include "track/dtls_pairs.h"

#define MAX_FINGERPRINTS 8 /* of one media line (RFC 8122, 5) */

/* False while no SDP is known that says something of the certificate. */
static bool
check_certificate(LmTrace *trace, LmDtlsPair *pair, unsigned end)
{
  LmDtlsSide *side = &pair->sides[end];
  const LmAnnouncement *announcement = lm_trace_announcement(trace, pair->ends[end]);
  LmSlice values[MAX_FINGERPRINTS];
  if (side->certificate.len == 0 || !announcement || announcement->message == side->asked ||
      !lm_trace_may_be_of_call(trace, announcement->call, side->time_ns))
    return false;
  side->asked = announcement->message;
  uint32_t n = lm_trace_announced_attributes(trace, announcement, LM_SLICE_LITERAL("fingerprint"),
                                             values, MAX_FINGERPRINTS);
  LmFingerprintMatch best = LM_FINGERPRINT_UNKNOWN;
  LmSlice hash = LM_SLICE_LITERAL("sha-256"), rest;
  for (uint32_t i = 0; i < n && best != LM_FINGERPRINT_MATCHES; i++) {
    LmFingerprintMatch match = lm_fingerprint_match(side->certificate, values[i]);
    if (match > best) {
      best = match;
      hash = lm_slice_split(lm_slice_trim(values[i]), ' ', &rest);
    }
  }
  if (best == LM_FINGERPRINT_UNKNOWN)
    return false;
  char text[LM_FINGERPRINT_TEXT_SIZE];
  lm_fingerprint_format(side->certificate, hash, text);
  if (best == LM_FINGERPRINT_MATCHES)
    lm_dtls_add_state(trace, side, LM_EVENT_GOOD, N_("fingerprint as in the SDP"), text);
  else
    lm_dtls_add_state(trace, side, LM_EVENT_FAILURE, N_("fingerprint not that of the SDP"), text);
  return true;
}

void
lm_trace_check_certificates(LmTrace *trace)
{
  LmDtlsTracker *dtls = trace->dtls;
  uint32_t kept = 0;
  for (uint32_t i = 0; dtls && i < dtls->n_waiting; i++) {
    uint32_t which = dtls->waiting[i];
    if (!check_certificate(trace, lm_vec_at(&dtls->pairs, which / 2), which & 1))
      dtls->waiting[kept++] = which;
  }
  if (dtls)
    dtls->n_waiting = kept;
}

static void
wait_for_sdp(LmDtlsTracker *dtls, const LmDtlsPair *pair, unsigned end)
{
  /* The oldest gives way. */
  if (dtls->n_waiting == LM_DTLS_WAITING)
    memmove(dtls->waiting, dtls->waiting + 1, --dtls->n_waiting * sizeof *dtls->waiting);
  dtls->waiting[dtls->n_waiting++] = pair->row * 2 + end;
}

void
lm_dtls_add_certificate(LmTrace *trace, LmDtlsSide *side, const LmDatagram *datagram,
                        LmSlice message, char *fingerprint)
{
  LmDtlsTracker *dtls = trace->dtls;
  LmSlice der;
  fingerprint[0] = '\0';
  if (!lm_dtls_certificate_parse(message, &der))
    return;
  lm_fingerprint_format(der, LM_SLICE_LITERAL("sha-256"), fingerprint);
  if (lm_slice_equal(side->certificate, der))
    return;
  /* Out of one record it is bytes of the capture, else of the assembly. */
  if (message.data == side->assembly.bytes) {
    if (dtls->certificates.total_bytes + der.len > LM_LIMIT_DTLS_BYTES) {
      trace->counters.dtls_cut_by_limit++;
      return;
    }
    der = lm_arena_copy(&dtls->certificates, der);
  }
  side->certificate = der;
  side->asked = LM_NONE;
  side->frame = datagram->frame;
  side->time_ns = datagram->time_ns;
  side->fresh = true;
}

void
lm_dtls_check_certificate(LmTrace *trace, LmDtlsPair *pair, LmDtlsSide *side)
{
  unsigned end = side == &pair->sides[1];
  if (side->fresh && !check_certificate(trace, pair, end))
    wait_for_sdp(trace->dtls, pair, end);
  side->fresh = false;
}
