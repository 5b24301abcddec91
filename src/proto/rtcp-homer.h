/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* RTCP as recorders of HEP have it: the reports of a datagram in JSON, with the names that Homer,
 * rtpengine and Asterisk use for them. Pure. */

#include "base/text.h"
#include "proto/rtcp.h"

/* Adds to @out what the SRs and RRs of @datagram report: what is said of the first sender, and all
 * report blocks (RFC 3550, 6.4). What is called "ntp_timestamp_usec" there is the fraction of the
 * NTP timestamp. False, with nothing added, where there is no report, or the datagram is no sound
 * plain RTCP. */
bool lm_rtcp_homer_json(LmSlice datagram, LmText *out);
