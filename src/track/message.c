/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/message.h"

const char *
lm_transport_name(LmTransport transport)
{
  static const char *const names[LM_N_TRANSPORTS] = {
      [LM_TRANSPORT_UDP] = "UDP", [LM_TRANSPORT_TCP] = "TCP", [LM_TRANSPORT_TLS] = "TLS",
      [LM_TRANSPORT_WS] = "WS",   [LM_TRANSPORT_WSS] = "WSS", [LM_TRANSPORT_SCTP] = "SCTP",
  };
  return transport < LM_N_TRANSPORTS ? names[transport] : "";
}

LmTransport
lm_transport_of_carrier(uint8_t carrier)
{
  switch (carrier) {
  case 6:
    return LM_TRANSPORT_TCP;
  case 22:
    return LM_TRANSPORT_TLS;
  case 132:
    return LM_TRANSPORT_SCTP;
  default:
    return LM_TRANSPORT_UDP;
  }
}
