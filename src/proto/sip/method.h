/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* SIP methods by number, for those that are registered with IANA; any other is LM_SIP_METHOD_OTHER
 * and keeps its name in the message. */

#include "base/slice.h"

typedef enum {
  LM_SIP_METHOD_NONE, /* not a request, or no method at all */
  LM_SIP_METHOD_ACK,
  LM_SIP_METHOD_BYE,
  LM_SIP_METHOD_CANCEL,
  LM_SIP_METHOD_INFO,
  LM_SIP_METHOD_INVITE,
  LM_SIP_METHOD_MESSAGE,
  LM_SIP_METHOD_NOTIFY,
  LM_SIP_METHOD_OPTIONS,
  LM_SIP_METHOD_PRACK,
  LM_SIP_METHOD_PUBLISH,
  LM_SIP_METHOD_REFER,
  LM_SIP_METHOD_REGISTER,
  LM_SIP_METHOD_SUBSCRIBE,
  LM_SIP_METHOD_UPDATE,
  LM_SIP_METHOD_OTHER,
  LM_N_SIP_METHODS
} LmSipMethod;

/* Methods are case-sensitive (RFC 3261, 7.1). NONE for an empty @name. */
LmSipMethod lm_sip_method_parse(LmSlice name);
/* "INVITE"; "" for NONE and OTHER. */
const char *lm_sip_method_name(LmSipMethod method);
