/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A session description (RFC 8866) as far as media needs it. Everything is in the caller's arena or
 * points into the bytes that were parsed. A broken line yields an anomaly and is passed over. */

#include "base/addr.h"
#include "base/arena.h"
#include "proto/anomaly.h"

#define LM_SDP_MAX_ANOMALIES 16

typedef enum {
  LM_SDP_SENDRECV, /* the default, RFC 8866 6.7 */
  LM_SDP_SENDONLY,
  LM_SDP_RECVONLY,
  LM_SDP_INACTIVE,
} LmSdpDirection;

/* A payload type of a media line, with its a=rtpmap and a=fmtp. Where the protocol is not RTP the
 * format has no number (payload_type is 255) and @encoding is the format as written ("t38"). */
typedef struct {
  uint8_t payload_type;
  LmSlice encoding;  /* "PCMU" as written, or the static name of RFC 3551 where there is no rtpmap;
                        may be  empty */
  uint32_t clock_hz; /* 0: not known */
  uint32_t channels; /* 1 where not stated */
  LmSlice fmtp;
} LmSdpFormat;

typedef struct {
  LmSlice kind;             /* "audio", "video", "image", "message", ... */
  LmSlice protocol;         /* "RTP/AVP", "UDP/TLS/RTP/SAVPF", "udptl", ... */
  uint32_t port;            /* 0: rejected or disabled (RFC 3264, 6) */
  uint32_t n_ports;         /* 1 where not stated */
  LmSlice connection_host;  /* of c=, the media's or the session's: text */
  LmAddr connection;        /* the same as an address; family NONE if it is a name or missing */
  LmSdpDirection direction; /* the media's, else the session's, else sendrecv */
  uint32_t rtcp_port;       /* a=rtcp (RFC 3605), else port + 1; 0 with port 0 */
  LmAddr rtcp_connection;   /* a=rtcp with an address, else @connection */
  bool rtcp_mux;            /* RFC 5761 */
  bool secure;              /* the protocol is an SRTP one, or there is a=crypto or a=fingerprint */
  uint32_t ptime_ms;        /* 0: not stated */
  LmSlice mid;
  LmSdpFormat *formats;
  uint32_t n_formats;
  LmSlice *attributes; /* all a= lines of the media, behind "a=" */
  uint32_t n_attributes;
  uint32_t line_offset; /* of its m= line from the start of the body */
} LmSdpMedia;

typedef struct {
  LmSlice origin; /* o= */
  LmSlice origin_session_id, origin_version;
  LmSlice session_name; /* s= */
  LmSdpMedia *media;
  uint32_t n_media;
  LmSlice *attributes; /* of the session */
  uint32_t n_attributes;
  bool cut;             /* it is larger than a limit; what is beyond was left out */
  uint32_t n_anomalies; /* all that were met */
  LmAnomaly anomalies[LM_SDP_MAX_ANOMALIES]; /* offsets from the start of the body */
} LmSdp;

/* Fills @sdp from @body, of which at most LM_LIMIT_SDP_BYTES are looked at. False when there is not
 * even one line of the form "x=". */
bool lm_sdp_parse(LmSlice body, LmArena *arena, LmSdp *sdp);
/* Takes the next line off @rest, without its CRLF or LF; false at the end. */
bool lm_sdp_next_line(LmSlice *rest, LmSlice *line);
/* The value of attribute @name ("ptime" of "a=ptime:20") in @attributes; false if it is not there.
 */
bool lm_sdp_attribute(const LmSlice *attributes, uint32_t n, LmSlice name, LmSlice *value);
/* The SDP in a SIP body: all of it for application/sdp, the first such part of a multipart body
 * (RFC 2046, nested), empty if there is none. */
LmSlice lm_sdp_find(LmSlice content_type, LmSlice body);
