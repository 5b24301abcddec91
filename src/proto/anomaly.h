/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is wrong with a message, and where. A parser never refuses a message for it: it notes an
 * anomaly and goes on. Plain records in the caller's array. */

#include "base/slice.h"

#include <stdint.h>

/* Each anomaly has its text and the clause that it breaks in proto/anomaly.c. */
typedef enum {
  LM_ANOMALY_NONE = 0,
  LM_ANOMALY_SIP_START_LINE,        /* neither Request-Line nor Status-Line, RFC 3261 7.1, 7.2 */
  LM_ANOMALY_SIP_VERSION,           /* not SIP/2.0, RFC 3261 7.1 */
  LM_ANOMALY_SIP_STATUS_CODE,       /* not 3 digits from 100 to 699, RFC 3261 7.2 */
  LM_ANOMALY_SIP_REQUEST_URI,       /* empty, in angle brackets or with white space, RFC 3261 7.1 */
  LM_ANOMALY_SIP_LF_LINES,          /* lines end in LF alone, RFC 3261 7 (CRLF) */
  LM_ANOMALY_SIP_HEADER_NO_COLON,   /* RFC 3261 7.3.1 */
  LM_ANOMALY_SIP_HEADER_NAME,       /* not a token, RFC 3261 25.1 */
  LM_ANOMALY_SIP_NO_END_OF_HEADERS, /* no empty line, RFC 3261 7 */
  LM_ANOMALY_SIP_MISSING_HEADER,    /* one of To, From, CSeq, Call-ID, Via, RFC 3261 8.1.1 */
  LM_ANOMALY_SIP_DUPLICATE_HEADER,  /* a header that may stand once stands twice, RFC 3261 7.3.1 */
  LM_ANOMALY_SIP_CSEQ,              /* malformed or above 2^31, RFC 3261 8.1.1.5, 20.16 */
  LM_ANOMALY_SIP_CSEQ_METHOD,       /* differs from the request's method, RFC 3261 8.1.1.5 */
  LM_ANOMALY_SIP_CONTENT_LENGTH,    /* not a number, RFC 3261 20.14 */
  LM_ANOMALY_SIP_CONTENT_LENGTH_SHORT, /* fewer bytes in the body than it says, RFC 3261 18.3 */
  LM_ANOMALY_SIP_CONTENT_LENGTH_LONG,  /* more bytes in the datagram than it says, RFC 3261 18.3 */
  LM_ANOMALY_SIP_VIA,                  /* malformed, RFC 3261 20.42 */
  LM_ANOMALY_SIP_BRANCH,               /* no magic cookie, RFC 3261 8.1.1.7 */
  LM_ANOMALY_SIP_ADDRESS,              /* malformed From, To or Contact, RFC 3261 20.10 */
  LM_ANOMALY_SIP_TOO_MANY_HEADERS,     /* a limit of ours */
  LM_ANOMALY_SIP_TRUNCATED,            /* the capture cut the message off */
  LM_ANOMALY_SIP_TOKEN,                /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_CALL_ID,              /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_QUOTED,               /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_TEXT,                 /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_NUMBER,               /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_DATE,                 /* RFC 3261, 20.17 */
  LM_ANOMALY_SIP_URI,                  /* RFC 3261, 19.1.1 */
  LM_ANOMALY_SIP_ESCAPE,               /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_HOST,                 /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_PORT,                 /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_TEL,                  /* RFC 3966, 3 */
  LM_ANOMALY_SIP_TEL_CONTEXT,          /* RFC 3966, 5.1.5 */
  LM_ANOMALY_SIP_BRACKETS,             /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_PARAMETER,            /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_PARAMETER_TWICE,      /* RFC 3261, 7.3.1 */
  LM_ANOMALY_SIP_PARAMETER_MISSING,    /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_LIST,                 /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_EMPTY,                /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_MEDIA_TYPE,           /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_AUTH,                 /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_WARNING,              /* RFC 3261, 20.43 */
  LM_ANOMALY_SIP_REASON,               /* RFC 3261, 25.1 */
  LM_ANOMALY_SIP_NO_MAX_FORWARDS,      /* RFC 3261, 8.1.1.6 */
  LM_ANOMALY_SIP_NO_TAG,               /* RFC 3261, 8.1.1.3, 8.2.6.2 */
  LM_ANOMALY_SIP_NO_CONTACT,           /* RFC 3261, 8.1.1.8 */
  LM_ANOMALY_SIP_CONTACT_STAR,         /* RFC 3261, 10.2.2 */
  LM_ANOMALY_SIP_SESSION_ID,           /* no UUID, RFC 7989 5 */
  LM_ANOMALY_SIP_IDENTITY,             /* no PASSporT, RFC 8224 4 */
  LM_ANOMALY_SIP_MISSING_NEEDED,       /* because of the method or the status, RFC 3261 20 */
  LM_ANOMALY_SIP_NO_CONTENT_TYPE,      /* RFC 3261, 20.15 */
  LM_ANOMALY_SIP_DATE_WEEKDAY,         /* not the one of that day, RFC 5322 3.3 */
  LM_ANOMALY_SIP_NO_CONTENT_LENGTH,    /* over a stream transport, RFC 3261 18.3, 20.14 */
  LM_ANOMALY_SIP_CONTACT_SIPS,         /* not sips in a request to sips, RFC 3261 8.1.1.8 */
  LM_ANOMALY_SIP_REGISTER_URI,         /* names a user, RFC 3261 10.2 */
  LM_ANOMALY_SIP_CANCEL_REQUIRE,       /* RFC 3261, 9.1 */
  LM_ANOMALY_PASSPORT_HEADER,          /* lacks a member, or not as the parameters, RFC 8225 4 */
  LM_ANOMALY_PASSPORT_CLAIMS,          /* lacks one, or malformed, RFC 8225 5 */
  LM_ANOMALY_PASSPORT_FORM,            /* members not sorted, or white space, RFC 8225 9 */
  LM_ANOMALY_PASSPORT_ORIG,            /* neither From nor P-Asserted-Identity, RFC 8224 6.2 */
  LM_ANOMALY_PASSPORT_DEST,            /* not To, RFC 8224 6.2 */
  LM_ANOMALY_PASSPORT_NO_DATE,         /* compact form without Date, RFC 8224 4 */
  LM_ANOMALY_PASSPORT_DATE,            /* more than a minute from Date, RFC 8224 6.2 */
  LM_ANOMALY_PASSPORT_STALE,           /* more than a minute from its capture, RFC 8224 6.2 */
  LM_ANOMALY_PASSPORT_SIGNATURE,       /* does not fit, RFC 8224 6.2 */
  LM_ANOMALY_PASSPORT_CERTIFICATE,     /* its chain does not hold, RFC 8224 6.2 */
  LM_ANOMALY_PASSPORT_AUTHORITY,       /* not for the number of orig, RFC 8226 9 */
  LM_ANOMALY_SDP_LINE,                 /* not "x=", RFC 8866 5 */
  LM_ANOMALY_SDP_MEDIA,                /* malformed m= line, RFC 8866 5.14 */
  LM_ANOMALY_SDP_CONNECTION,           /* malformed c= line or none, RFC 8866 5.7 */
  LM_ANOMALY_SDP_ATTRIBUTE,            /* malformed rtpmap or another attribute that is read */
  LM_ANOMALY_SDP_TOO_LARGE,            /* a limit of ours */
  LM_ANOMALY_STUN_LENGTH,              /* not whole words or not what is there, RFC 8489 5 */
  LM_ANOMALY_STUN_ATTRIBUTE,           /* runs over the end of the message, RFC 8489 14 */
  LM_ANOMALY_STUN_VALUE,               /* not as its type has it, RFC 8489 14 */
  LM_ANOMALY_STUN_FINGERPRINT,         /* not the CRC of the message, RFC 8489 14.7 */
  LM_ANOMALY_STUN_BEHIND_FINGERPRINT,  /* an attribute behind it, RFC 8489 14.7 */
  LM_ANOMALY_STUN_NO_ERROR_CODE,       /* an error response without it, RFC 8489 6.3.4 */
  LM_ANOMALY_TURN_CHANNEL,             /* a number beyond 0x4fff, RFC 8656 12 */
  LM_ANOMALY_TURN_LENGTH,              /* not what is there, RFC 8656 12.4 */
  LM_ANOMALY_DTLS_RECORD,              /* malformed or cut short, RFC 6347 4.1 */
  LM_ANOMALY_DTLS_HANDSHAKE,           /* a fragment beyond its message, RFC 6347 4.2.2 */
  LM_ANOMALY_DTLS_HELLO,               /* malformed, RFC 5246 7.4.1.2 */
  LM_ANOMALY_DTLS_CERTIFICATE,         /* malformed, RFC 5246 7.4.2 */
  LM_ANOMALY_ZRTP_LENGTH,              /* not what is there, RFC 6189 5.1 */
  LM_ANOMALY_ZRTP_CRC,                 /* RFC 6189 5 */
  LM_ANOMALY_ZRTP_HELLO,               /* malformed, RFC 6189 5.2 */
  LM_ANOMALY_MSRP_TRANSACTION,         /* not 4 to 32 characters, RFC 4975 9 */
  LM_ANOMALY_MSRP_MISSING_HEADER,      /* To-Path, From-Path or Message-ID, RFC 4975 7.1 */
  LM_ANOMALY_MSRP_PATH,                /* no MSRP URI, RFC 4975 6 */
  LM_ANOMALY_MSRP_BYTE_RANGE,          /* malformed or impossible, RFC 4975 7.1.1 */
  LM_ANOMALY_MSRP_STATUS,              /* malformed Status header, RFC 4975 7.1.2 */
  LM_ANOMALY_MSRP_NO_END,              /* the end-line never came, RFC 4975 7.1 */
  LM_ANOMALY_UDPTL,                    /* lengths that do not fit, ITU-T T.38 9.1 */
  LM_ANOMALY_T38_IFP,                  /* fields that do not fit, ITU-T T.38 Annex A */
  LM_ANOMALY_DIAMETER_AVP,             /* a length that does not fit, RFC 6733 4.1 */
  LM_ANOMALY_BFCP_ATTRIBUTE,           /* a length that does not fit, RFC 8855 5.2 */
  LM_ANOMALY_MRCP_LENGTH,              /* not the message's length, RFC 6787 5.1 */
  LM_ANOMALY_BODY_ENCODING,            /* not what Content-Encoding says, RFC 3261 20.12 */
  LM_ANOMALY_BODY_TRANSFER_ENCODING,   /* no base64 or quoted-printable, RFC 2045 6.7, 6.8 */
  LM_ANOMALY_BODY_BOUNDARY,            /* none stated, or it never comes, RFC 2046 5.1.1 */
  LM_ANOMALY_BODY_NO_END,              /* the last boundary is missing, RFC 2046 5.1.1 */
  LM_ANOMALY_BODY_FIELD,               /* a field of a binary body runs over its end */
  LM_ANOMALY_BODY_JSON,                /* malformed, RFC 8259 2 */
  LM_ANOMALY_BODY_XML,                 /* not well-formed, XML 1.0 */
  LM_ANOMALY_BODY_XML_DTD,             /* a document type declaration; nothing of it is used */
  LM_ANOMALY_BODY_SIGNATURE,           /* does not fit the content, RFC 5652 5.6 */
  LM_ANOMALY_BODY_LIMIT,               /* a limit of ours */
  LM_ANOMALY_OA_LINE_COUNT,            /* another number of m= lines, RFC 3264, 6 */
  LM_ANOMALY_OA_LINE_KIND,             /* kind differs or the order, RFC 3264, 6 */
  LM_ANOMALY_OA_LINE_PROTOCOL,         /* transport differs, RFC 8829, 5.3.1 */
  LM_ANOMALY_OA_NO_COMMON_CODEC,       /* accepted without a common format, RFC 3264, 6.1 */
  LM_ANOMALY_OA_DIRECTION,             /* recvonly to recvonly and so on, RFC 3264, 6.1 */
  LM_ANOMALY_OA_REJECTED_LINE,         /* port 0 in the offer, RFC 3264, 8.2 */
  LM_ANOMALY_OA_TIME,                  /* t= differs, RFC 3264, 6 */
  LM_ANOMALY_OA_ANSWER_WITHOUT_OFFER,  /* neither offer nor answer, RFC 3261, 13.2.1 */
  LM_ANOMALY_OA_NO_ANSWER,             /* 2xx, ACK or PRACK without it, RFC 3261, 13.2.1 */
  LM_ANOMALY_OA_NO_OFFER,              /* INVITE and 2xx without one, RFC 3261, 13.2.1 */
  LM_ANOMALY_OA_ANSWER_CHANGED,        /* the same had to come again, RFC 3261, 13.2.1 */
  LM_ANOMALY_OA_UNRELIABLE_OFFER,      /* 18x without 100rel, RFC 3261, 13.2.1 */
  LM_ANOMALY_OA_OFFER_PENDING, /* by the same side, or by the one that had to answer, RFC 3264, 4 */
  LM_ANOMALY_OA_GLARE,         /* allowed to happen; 491 resolves it, RFC 3261, 14.2 */
  LM_ANOMALY_OA_ORIGIN,        /* session id and so on, RFC 3264, 8 */
  LM_ANOMALY_OA_VERSION,       /* changed otherwise, RFC 3264, 8 */
  LM_ANOMALY_OA_VERSION_KEPT,  /* changed without a new version, RFC 3264, 8 */
  LM_ANOMALY_OA_FEWER_LINES,   /* they may only be disabled, RFC 3264, 8 */
  LM_ANOMALY_OA_PAYLOAD_TYPE,  /* mapping changed, RFC 3264, 8.3.2 */
  LM_ANOMALY_OA_CRYPTO,        /* tag or suite, RFC 4568, 5.1.2 */
  LM_ANOMALY_OA_SETUP,         /* actpass, or twice the same, RFC 4145, 4.1 */
  LM_ANOMALY_OA_RTCP_MUX,      /* rtcp-mux in the answer alone, RFC 5761, 5.1.1 */
  LM_ANOMALY_OA_MID,           /* mid differs, RFC 5888, 9.1 */
  LM_ANOMALY_OA_BUNDLE,        /* BUNDLE of others, RFC 9143, 7.3 */
  LM_ANOMALY_OA_EXTMAP,        /* extmap in the answer alone, RFC 8285, 7 */
  LM_ANOMALY_OA_H264,          /* mode, profile or level not as offered, RFC 6184, 8.2.2 */
  LM_ANOMALY_SDP_VERSION,      /* RFC 8866, 5.1 */
  LM_ANOMALY_SDP_ORIGIN,       /* RFC 8866, 5.2 */
  LM_ANOMALY_SDP_BANDWIDTH,    /* RFC 8866, 5.8 */
  LM_ANOMALY_SDP_TIME,         /* RFC 8866, 5.9 */
  LM_ANOMALY_SDP_ORDER,        /* RFC 8866, 5 */
  LM_ANOMALY_SDP_MISSING,      /* RFC 8866, 5 */
  LM_ANOMALY_SDP_LEVEL,        /* RFC 8866, 6 */
  LM_ANOMALY_SDP_RTCP,         /* RFC 3605, 2.1 */
  LM_ANOMALY_SDP_RTCP_FEEDBACK, /* RFC 4585, 4.2 */
  LM_ANOMALY_SDP_CRYPTO,        /* RFC 4568, 9.1 */
  LM_ANOMALY_SDP_FINGERPRINT,   /* RFC 8122, 5 */
  LM_ANOMALY_SDP_SETUP,         /* RFC 4145, 4 */
  LM_ANOMALY_SDP_ZRTP_HASH,     /* RFC 6189, 8.1 */
  LM_ANOMALY_SDP_KEY_MGMT,      /* RFC 4567, 3.1 */
  LM_ANOMALY_SDP_CANDIDATE,     /* RFC 8839, 5.1 */
  LM_ANOMALY_SDP_ICE,           /* RFC 8839, 5.4 */
  LM_ANOMALY_SDP_GROUP,         /* RFC 5888, 5 */
  LM_ANOMALY_SDP_SSRC,          /* RFC 5576, 4 */
  LM_ANOMALY_SDP_MSID,          /* RFC 8830, 2 */
  LM_ANOMALY_SDP_RID,           /* RFC 8851, 10 */
  LM_ANOMALY_SDP_SIMULCAST,     /* RFC 8853, 5.1 */
  LM_ANOMALY_SDP_EXTMAP,        /* RFC 8285, 8 */
  LM_ANOMALY_SDP_SCTP,          /* RFC 8841, 5 */
  LM_ANOMALY_SDP_T38,           /* ITU-T T.38, Annex D */
  LM_ANOMALY_SDP_MSRP,          /* RFC 4975, 8 */
  LM_ANOMALY_SDP_FILE,          /* RFC 5547, 6 */
  LM_ANOMALY_SDP_BFCP,          /* RFC 8856, 5 */
  LM_ANOMALY_SDP_PRECONDITION,  /* RFC 3312, 4 */
  LM_ANOMALY_RTCP_VERSION,      /* not 2, RFC 3550, 6.4.1 */
  LM_ANOMALY_RTCP_LENGTH,       /* beyond the datagram, RFC 3550, 6.4.1 */
  LM_ANOMALY_RTCP_COUNT,        /* less there than it counts, RFC 3550, 6.4.1 */
  LM_ANOMALY_RTCP_PADDING,      /* not in the last packet, or no whole words, RFC 3550, 6.4.1 */
  LM_ANOMALY_RTCP_FIRST,        /* no report first, nor feedback alone, RFC 3550, 6.1 */
  LM_ANOMALY_RTCP_NO_CNAME,     /* RFC 3550, 6.1 */
  LM_ANOMALY_RTCP_SDES,         /* an item beyond its chunk, or no end, RFC 3550, 6.5 */
  LM_ANOMALY_RTCP_BYE,          /* a reason beyond the packet, RFC 3550, 6.6 */
  LM_ANOMALY_RTCP_XR,           /* a block too short or too long, RFC 3611, 3 */
  LM_ANOMALY_RTCP_FEEDBACK,     /* control information that does not fit, RFC 4585, 6.1 */
  LM_N_ANOMALIES
} LmAnomalyKind;

typedef struct {
  uint16_t kind;        /* LmAnomalyKind */
  uint32_t offset, len; /* the bytes of the message that it is about */
} LmAnomaly;

/* A short name for scripts ("sip-cseq-method"), a sentence for people (translated), and the source
 * ("RFC 3261, 8.1.1.5", or "" for a limit of ours). */
const char *lm_anomaly_name(LmAnomalyKind kind);
const char *lm_anomaly_text(LmAnomalyKind kind);
const char *lm_anomaly_source(LmAnomalyKind kind);
/* Whether it makes the message one that the grammar or a rule of its RFC forbids. Not so: a branch
 * of an element that follows RFC 2543, bytes behind the body (RFC 3261, 18.3, has them discarded),
 * what the capture cut off, and limits of ours. */
bool lm_anomaly_is_error(LmAnomalyKind kind);
