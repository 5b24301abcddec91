/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/sip/method.h"

static const char *const names[LM_N_SIP_METHODS] = {
    [LM_SIP_METHOD_NONE] = "",
    [LM_SIP_METHOD_ACK] = "ACK",
    [LM_SIP_METHOD_BYE] = "BYE",
    [LM_SIP_METHOD_CANCEL] = "CANCEL",
    [LM_SIP_METHOD_INFO] = "INFO",
    [LM_SIP_METHOD_INVITE] = "INVITE",
    [LM_SIP_METHOD_MESSAGE] = "MESSAGE",
    [LM_SIP_METHOD_NOTIFY] = "NOTIFY",
    [LM_SIP_METHOD_OPTIONS] = "OPTIONS",
    [LM_SIP_METHOD_PRACK] = "PRACK",
    [LM_SIP_METHOD_PUBLISH] = "PUBLISH",
    [LM_SIP_METHOD_REFER] = "REFER",
    [LM_SIP_METHOD_REGISTER] = "REGISTER",
    [LM_SIP_METHOD_SUBSCRIBE] = "SUBSCRIBE",
    [LM_SIP_METHOD_UPDATE] = "UPDATE",
    [LM_SIP_METHOD_OTHER] = "",
};

/* The one method that @name can be, by its length and a letter that tells its like apart. */
static LmSipMethod
candidate(LmSlice name)
{
  switch (name.len) {
  case 3:
    return name.data[0] == 'A' ? LM_SIP_METHOD_ACK : LM_SIP_METHOD_BYE;
  case 4:
    return LM_SIP_METHOD_INFO;
  case 5:
    return name.data[0] == 'P' ? LM_SIP_METHOD_PRACK : LM_SIP_METHOD_REFER;
  case 6:
    switch (name.data[0]) {
    case 'I':
      return LM_SIP_METHOD_INVITE;
    case 'C':
      return LM_SIP_METHOD_CANCEL;
    case 'N':
      return LM_SIP_METHOD_NOTIFY;
    default:
      return LM_SIP_METHOD_UPDATE;
    }
  case 7:
    switch (name.data[0]) {
    case 'O':
      return LM_SIP_METHOD_OPTIONS;
    case 'M':
      return LM_SIP_METHOD_MESSAGE;
    default:
      return LM_SIP_METHOD_PUBLISH;
    }
  case 8:
    return LM_SIP_METHOD_REGISTER;
  case 9:
    return LM_SIP_METHOD_SUBSCRIBE;
  default:
    return LM_SIP_METHOD_OTHER;
  }
}

LmSipMethod
lm_sip_method_parse(LmSlice name)
{
  if (name.len == 0)
    return LM_SIP_METHOD_NONE;
  LmSipMethod method = candidate(name);
  if (method == LM_SIP_METHOD_OTHER || memcmp(name.data, names[method], name.len) != 0)
    return LM_SIP_METHOD_OTHER;
  return method;
}

const char *
lm_sip_method_name(LmSipMethod method)
{
  return (unsigned)method < LM_N_SIP_METHODS ? names[method] : "";
}
