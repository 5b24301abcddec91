/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "track/message.h"

const char *
lm_transport_name(LmTransport transport)
{
  return transport == LM_TRANSPORT_TCP ? "TCP" : "UDP";
}
