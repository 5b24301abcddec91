/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* table: all types of bodies that are shown as more than text. A row is the media type, in small
 * letters, and the NAME of lm_body_show_NAME(), which stands in this folder. "multipart/" is
 * all types that begin so, "+xml" all that end so; of several rows that fit the first counts. */
#define LM_BODY_TYPES(X)                           \
  X("application/sdp", sdp)                        \
  X("message/cpim", cpim)                          \
  X("message/external-body", external)             \
  X("multipart/signed", signed)                    \
  X("application/pkcs7-signature", signature)      \
  X("application/x-pkcs7-signature", signature)    \
  X("application/pkcs7-mime", cms)                 \
  X("application/x-pkcs7-mime", cms)               \
  X("multipart/", multipart)                       \
  X("application/xml", xml)                        \
  X("text/xml", xml)                               \
  X("+xml", xml)                                   \
  X("application/vnd.3gpp.ussd", xml)              \
  X("application/json", json)                      \
  X("+json", json)                                 \
  X("application/passport", jwt)                   \
  X("application/jwt", jwt)                        \
  X("message/sip", sip)                            \
  X("message/sipfrag", sipfrag)                    \
  X("application/simple-message-summary", summary) \
  X("application/dtmf-relay", dtmf)                \
  X("application/dtmf", dtmf)                      \
  X("application/vq-rtcpxr", vq)                   \
  X("application/isup", isup)                      \
  X("application/qsig", qsig)                      \
  X("application/vnd.3gpp.sms", sms)

#include "proto/body/body.h"

#define LM_BODY_DECLARE(type, name) \
  void lm_body_show_##name(LmDetailBuilder *builder, LmDetail *node, const LmBody *body);
LM_BODY_TYPES(LM_BODY_DECLARE)
#undef LM_BODY_DECLARE
