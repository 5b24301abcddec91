/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Every limit on what input can make the program do, in one place. What is cut by a limit is
 * counted and said, never silent. */

/* Rows of a table in its whole life, with those that were evicted; a session looks at this after
 * each batch of packets, so it is less than what there are numbers for. */
#define LM_LIMIT_ROWS (0xffffffffu - (1u << 28))

/* Capture files. Wireshark's largest snap length is 262,144 bytes. */
#define LM_LIMIT_FRAME_BYTES (256u << 10)
#define LM_LIMIT_BLOCK_BYTES ((16u << 20) + LM_LIMIT_FRAME_BYTES)
#define LM_LIMIT_INTERFACES 65536u
#define LM_LIMIT_CAPTURE_NOTES (1u << 20)
#define LM_LIMIT_DECOMPRESSION_RATIO 1000u
#define LM_LIMIT_DECOMPRESSED_BYTES (1ull << 40)

/* Encapsulation and reassembly. */
#define LM_LIMIT_LAYERS 16
#define LM_LIMIT_PATHS 4096u
#define LM_LIMIT_FRAGMENT_BYTES (32u << 20)
#define LM_LIMIT_FRAGMENTS 65535u
#define LM_LIMIT_FRAGMENT_AGE_NS (30LL * 1000000000)
#define LM_LIMIT_DATAGRAM_BYTES 65535u
/* What is decrypted or inflated at network level, a decoder (there are some 17 in a session). */
#define LM_LIMIT_OPENED_BYTES (64u << 20)
#define LM_LIMIT_ESP_ASSOCIATIONS 1024u
#define LM_LIMIT_ESP_FILE_BYTES (1u << 20)
#define LM_LIMIT_TCP_BYTES (256u << 20)
#define LM_LIMIT_TCP_DIRECTION_BYTES (1u << 20)
#define LM_LIMIT_TCP_FLOWS 262144u
#define LM_LIMIT_SCTP_DIRECTIONS 16384u
#define LM_LIMIT_SCTP_PIECES 65535u
/* What a message of WebSocket or the like may become when it is decompressed, and what all of them
 * together may become beyond that for each byte that they had. */
#define LM_LIMIT_INFLATED_BYTES (64u << 20)
#define LM_LIMIT_INFLATED_RATIO 32u
#define LM_LIMIT_WEBSOCKET_INFLATERS 4096u
/* TCP connections that carry TLS or WebSocket. */
#define LM_LIMIT_CONNECTIONS 65536u

/* Packets of the streams of a ladder's calls, beyond which keys are not looked for in them, and not
 * in their sound: more than what takes a blink. The report of digits has them all. */
#define LM_LIMIT_LADDER_DIGIT_PACKETS 400000u
#define LM_LIMIT_LADDER_SOUND_PACKETS 20000u

/* What is kept of one direction of text in real time: who types fast needs months. */
#define LM_LIMIT_TYPED_BYTES (16u << 20)

/* Legs that one ladder tells apart. */
#define LM_LIMIT_LADDER_LEGS 1000u

/* Keys and decryption. */
#define LM_LIMIT_KEY_FILES 64u
#define LM_LIMIT_KEY_SECRETS (1u << 20)
#define LM_LIMIT_KEY_WARNINGS 10u
#define LM_LIMIT_TLS_HANDSHAKE_BYTES (256u << 10)

/* SIP and SDP (threats: header bombs, Content-Length lies). */
#define LM_LIMIT_SIP_HEADERS 4096u
#define LM_LIMIT_SIP_ANOMALIES 256u
#define LM_LIMIT_SIP_HEADER_BLOCK_BYTES (128u << 10)
#define LM_LIMIT_SIP_BODY_BYTES (16u << 20)
#define LM_LIMIT_SDP_BYTES (128u << 10)
#define LM_LIMIT_SDP_DECODED_BYTES (64u << 10)
#define LM_LIMIT_SDP_MEDIA 256u
#define LM_LIMIT_SDP_ATTRIBUTES 4096u
#define LM_LIMIT_MULTIPART_PARTS 64u
#define LM_LIMIT_MULTIPART_DEPTH 8
#define LM_LIMIT_DETAIL_NODES 65536u
#define LM_LIMIT_DETAIL_DEPTH 64
/* What the bodies of one message may become when they are decompressed and decoded: no more than
 * can be shown without a pause that one notices. */
#define LM_LIMIT_BODY_DECODED_BYTES (4u << 20)
#define LM_LIMIT_XML_NODES 65536u
#define LM_LIMIT_XML_DEPTH 32
#define LM_LIMIT_JSON_DEPTH 32
#define LM_LIMIT_CMS_BYTES (256u << 10)
#define LM_LIMIT_CMS_SIGNERS 16

/* MSRP. A body may be of any size, as nothing of it is kept. */
#define LM_LIMIT_MSRP_HEAD_BYTES (64u << 10)
#define LM_LIMIT_MSRP_MESSAGES 65536u

/* Other protocols beside SIP and RTP. */
#define LM_LIMIT_OTHER_MEDIA 262144u
#define LM_LIMIT_FLOW_STATES 65536u
#define LM_LIMIT_DIAMETER_LINKS 262144u
#define LM_LIMIT_USERS 1048576u
#define LM_LIMIT_DIAMETER_BYTES (256u << 10)

/* Tracking. */
#define LM_LIMIT_RTP_STREAMS 65536u
#define LM_LIMIT_RECENT_PACKETS (1u << 18)
/* Packets of a file that are compared with those of others, to line up their clocks. */
#define LM_LIMIT_ALIGN_SIGHTINGS (1u << 20)
#define LM_LIMIT_EVENTS 262144u
#define LM_LIMIT_EVENT_TEXT_BYTES 256u

/* What is computed from the trace when somebody looks: rows of one kind. */
#define LM_LIMIT_RELATED_ROWS (1u << 20)
/* Descriptions of offers and answers that had to be decoded, all together. */
#define LM_LIMIT_OFFERS_DECODED_BYTES (64u << 20)
#define LM_LIMIT_PASSWORDS 1024u
/* Certificates that a user gives, and a file of a folder of them. */
#define LM_LIMIT_CERTIFICATES 4096u
#define LM_LIMIT_CERTIFICATE_FILE_BYTES (4u << 20)

/* The filter language: its text, how deep it may nest, how long a name is compared with others;
 * then, for each row, the values that are looked at and the steps of a regular expression. */
#define LM_LIMIT_QUERY_BYTES 16384u
#define LM_LIMIT_QUERY_DEPTH 64u
#define LM_LIMIT_QUERY_NAME 64u
#define LM_LIMIT_QUERY_VALUES (1u << 22)
#define LM_LIMIT_QUERY_MATCH 1000000u
#define LM_LIMIT_QUERY_MATCH_DEPTH 10000u
#define LM_LIMIT_QUERY_COLUMN_VALUES 16u
/* Names of headers that are offered as columns. */
#define LM_LIMIT_SEEN_HEADERS 128u

/* Media lines of offers and answers. */
#define LM_LIMIT_MEDIA_LINES (1u << 20)

/* Keys of SRTP: of a file, and of all session descriptions; how many are tried for a source, and
 * how many sources of SRTCP are opened. */
#define LM_LIMIT_SRTP_KEYS 65536u
#define LM_LIMIT_SRTP_FILE_BYTES (8u << 20)
#define LM_LIMIT_SRTP_CANDIDATES 128u
#define LM_LIMIT_SRTCP_SOURCES 4096u

/* RTCP: datagrams that are remembered, and one as JSON. */
#define LM_LIMIT_RTCP_PACKETS (1u << 20)
#define LM_LIMIT_RTCP_JSON_BYTES (1u << 20)

/* Sound: how long the time line of a stream may be, and what all streams of a job may take; pages
 * of silence take nothing. */
#define LM_LIMIT_SOUND_SPAN_NS (24LL * 3600 * 1000000000)
#define LM_LIMIT_SOUND_BYTES (4ull << 30)

/* Faxes: rows of a page; pages, bytes of pixels, steps and samples of sound of a fax; how many
 * faxes of a report are read for what is in their sound and their pages. */
#define LM_LIMIT_FAX_ROWS 32768u
#define LM_LIMIT_FAX_PAGES 1000u
#define LM_LIMIT_FAX_BYTES (256u << 20)
#define LM_LIMIT_FAX_SAMPLES (64u << 20)
#define LM_LIMIT_FAX_STEPS 65536u
#define LM_LIMIT_FAX_READINGS 1000u

/* NAT traversal and handshakes: what is remembered of each pair of endpoints. */
#define LM_LIMIT_ICE_PAIRS 65536u
#define LM_LIMIT_ICE_USERS 65536u
#define LM_LIMIT_TURN_CHANNELS 65536u
#define LM_LIMIT_DTLS_PAIRS 65536u
#define LM_LIMIT_DTLS_MESSAGE_BYTES 65536u
#define LM_LIMIT_DTLS_BYTES (16u << 20)
#define LM_LIMIT_DTLS_FINGERPRINTS 4096u

/* Legs of conversations: what is looked at of a call, and how many others are laid beside it. */
#define LM_LIMIT_LEG_MESSAGES 32u
#define LM_LIMIT_LEG_MARKS 64u
#define LM_LIMIT_LEG_CANDIDATES 128u

/* Commands that alerts run: at a time, in a second, for how long, and how many may wait; alerts
 * that the window is told of at once. */
#define LM_LIMIT_RUNNER_AT_ONCE 4u
#define LM_LIMIT_RUNNER_PER_S 20
#define LM_LIMIT_RUNNER_NS 10000000000LL
#define LM_LIMIT_RUNNER_WAITING 256u
#define LM_LIMIT_ALERTS_TOLD 64u
#define LM_LIMIT_ALERT_RULES 64u
