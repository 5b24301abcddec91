/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table */
#include "proto/anomaly.h"

#include "base/i18n.h"

static const struct {
  const char *name;
  const char *text;
  const char *source;
} anomalies[LM_N_ANOMALIES] = {
    [LM_ANOMALY_NONE] = {"none", N_("Nothing is wrong"), ""},
    [LM_ANOMALY_SIP_START_LINE] = {"sip-start-line",
                                   N_("The first line is not a well-formed request or status line"),
                                   "RFC 3261, 7.1, 7.2"},
    [LM_ANOMALY_SIP_VERSION] = {"sip-version", N_("The protocol version is not SIP/2.0"),
                                "RFC 3261, 7.1"},
    [LM_ANOMALY_SIP_STATUS_CODE] = {"sip-status-code",
                                    N_("The status code is not a number from 100 to 699"),
                                    "RFC 3261, 7.2"},
    [LM_ANOMALY_SIP_REQUEST_URI] =
        {"sip-request-uri",
         N_("The request URI is malformed: empty, in angle brackets, or with white space"),
         "RFC 3261, 7.1"},
    [LM_ANOMALY_SIP_LF_LINES] = {"sip-lf-lines",
                                 N_("Lines end in a line feed without a carriage return"),
                                 "RFC 3261, 7"},
    [LM_ANOMALY_SIP_HEADER_NO_COLON] = {"sip-header-no-colon", N_("A header line has no colon"),
                                        "RFC 3261, 7.3.1"},
    [LM_ANOMALY_SIP_HEADER_NAME] = {"sip-header-name",
                                    N_("A header name holds characters that no name may have"),
                                    "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_NO_END_OF_HEADERS] = {"sip-no-end-of-headers",
                                          N_("The empty line behind the headers is missing"),
                                          "RFC 3261, 7"},
    [LM_ANOMALY_SIP_MISSING_HEADER] = {"sip-missing-header",
                                       N_("A header that every message must have is missing"),
                                       "RFC 3261, 8.1.1"},
    [LM_ANOMALY_SIP_DUPLICATE_HEADER] = {"sip-duplicate-header",
                                         N_("A header that may stand only once stands again"),
                                         "RFC 3261, 7.3.1"},
    [LM_ANOMALY_SIP_CSEQ] = {"sip-cseq",
                             N_("CSeq is not a number below 2147483648 followed by a method"),
                             "RFC 3261, 8.1.1.5, 20.16"},
    [LM_ANOMALY_SIP_CSEQ_METHOD] = {"sip-cseq-method",
                                    N_("The method in CSeq is not the method of the request"),
                                    "RFC 3261, 8.1.1.5"},
    [LM_ANOMALY_SIP_CONTENT_LENGTH] = {"sip-content-length",
                                       N_("Content-Length is not a usable number"),
                                       "RFC 3261, 20.14"},
    [LM_ANOMALY_SIP_CONTENT_LENGTH_SHORT] = {"sip-content-length-short",
                                             N_("The body is shorter than Content-Length says"),
                                             "RFC 3261, 18.3"},
    [LM_ANOMALY_SIP_CONTENT_LENGTH_LONG] = {"sip-content-length-long",
                                            N_("There are bytes behind the end of the body that "
                                               "Content-Length states"),
                                            "RFC 3261, 18.3"},
    [LM_ANOMALY_SIP_VIA] = {"sip-via", N_("A Via header is malformed"), "RFC 3261, 20.42"},
    [LM_ANOMALY_SIP_BRANCH] = {"sip-branch",
                               N_("The branch of the top Via does not begin with z9hG4bK and an "
                                  "identifier"),
                               "RFC 3261, 8.1.1.7"},
    [LM_ANOMALY_SIP_ADDRESS] = {"sip-address", N_("An address in a header is malformed"),
                                "RFC 3261, 20.10"},
    [LM_ANOMALY_SIP_TOO_MANY_HEADERS] = {"sip-too-many-headers",
                                         N_("The message has more headers than are analyzed"), ""},
    [LM_ANOMALY_SIP_TRUNCATED] = {"sip-truncated", N_("The capture cut this message off"), ""},
    [LM_ANOMALY_SIP_TOKEN] = {"sip-token",
                              N_("A word is missing or holds characters that it may not have"),
                              "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_CALL_ID] =
        {"sip-call-id", N_("A Call-ID is not one or two words with an at sign between them"),
         "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_QUOTED] = {"sip-quoted",
                               N_("A quoted string is not closed, or holds what has to be escaped"),
                               "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_TEXT] = {"sip-text", N_("A text holds control characters or is not UTF-8"),
                             "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_NUMBER] = {"sip-number", N_("A number is not one, or is out of its range"),
                               "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_DATE] = {"sip-date",
                             N_("A date is not in the one form that is allowed, which is in GMT"),
                             "RFC 3261, 20.17"},
    [LM_ANOMALY_SIP_URI] = {"sip-uri", N_("A URI holds what it may not hold, or lacks a part"),
                            "RFC 3261, 19.1.1"},
    [LM_ANOMALY_SIP_ESCAPE] =
        {"sip-escape", N_("A percent sign in a URI does not have two hexadecimal digits behind it"),
         "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_HOST] = {"sip-host", N_("A host is neither a name nor an address"),
                             "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_PORT] = {"sip-port", N_("A port is not a number up to 65535"),
                             "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_TEL] = {"sip-tel", N_("A tel URI holds what is not a telephone number"),
                            "RFC 3966, 3"},
    [LM_ANOMALY_SIP_TEL_CONTEXT] = {"sip-tel-context",
                                    N_("A local telephone number does not say where it is valid"),
                                    "RFC 3966, 5.1.5"},
    [LM_ANOMALY_SIP_BRACKETS] = {"sip-brackets",
                                 N_("A URI that has to be in angle brackets is not"),
                                 "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_PARAMETER] =
        {"sip-parameter",
         N_("A parameter is malformed, or there is none where a separator promises one"),
         "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_PARAMETER_TWICE] = {"sip-parameter-twice", N_("A parameter stands twice"),
                                        "RFC 3261, 7.3.1"},
    [LM_ANOMALY_SIP_PARAMETER_MISSING] = {"sip-parameter-missing",
                                          N_("A parameter that has to be there is missing"),
                                          "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_LIST] = {"sip-list", N_("A list has an empty place"), "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_EMPTY] = {"sip-empty", N_("A header that needs a value has none"),
                              "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_MEDIA_TYPE] = {"sip-media-type", N_("A media type is not a type and a subtype"),
                                   "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_AUTH] = {"sip-auth",
                             N_("A challenge or credentials have nothing behind the scheme"),
                             "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_WARNING] =
        {"sip-warning", N_("A warning is not a code of three digits, an agent and a quoted text"),
         "RFC 3261, 20.43"},
    [LM_ANOMALY_SIP_REASON] = {"sip-reason",
                               N_("The reason phrase holds control characters or is not UTF-8"),
                               "RFC 3261, 25.1"},
    [LM_ANOMALY_SIP_NO_MAX_FORWARDS] = {"sip-no-max-forwards", N_("A request has no Max-Forwards"),
                                        "RFC 3261, 8.1.1.6"},
    [LM_ANOMALY_SIP_NO_TAG] = {"sip-no-tag", N_("From, or To of a final response, has no tag"),
                               "RFC 3261, 8.1.1.3, 8.2.6.2"},
    [LM_ANOMALY_SIP_NO_CONTACT] =
        {"sip-no-contact", N_("A request that begins a dialog does not have exactly one Contact"),
         "RFC 3261, 8.1.1.8"},
    [LM_ANOMALY_SIP_CONTACT_STAR] = {"sip-contact-star",
                                     N_("A Contact of * stands where it may not: only alone, in a "
                                        "REGISTER that expires at once"),
                                     "RFC 3261, 10.2.2"},
    [LM_ANOMALY_SIP_SESSION_ID] = {"sip-session-id",
                                   N_("A Session-ID is not 32 hexadecimal digits"), "RFC 7989, 5"},
    [LM_ANOMALY_SIP_IDENTITY] = {"sip-identity", N_("An Identity header holds no PASSporT"),
                                 "RFC 8224, 4"},
    [LM_ANOMALY_SIP_MISSING_NEEDED] =
        {"sip-missing-needed", N_("A header that this method or status must have is missing"),
         "RFC 3261, 20"},
    [LM_ANOMALY_SIP_NO_CONTENT_TYPE] = {"sip-no-content-type",
                                        N_("There is a body without a Content-Type"),
                                        "RFC 3261, 20.15"},
    [LM_ANOMALY_SIP_DATE_WEEKDAY] = {"sip-date-weekday",
                                     N_("The weekday of a date is not that of its day"),
                                     "RFC 5322, 3.3"},
    [LM_ANOMALY_SIP_NO_CONTENT_LENGTH] =
        {"sip-no-content-length", N_("A message over a stream transport has no Content-Length"),
         "RFC 3261, 18.3, 20.14"},
    [LM_ANOMALY_SIP_CONTACT_SIPS] = {"sip-contact-sips",
                                     N_("The Contact of a request to a sips URI is not a sips URI"),
                                     "RFC 3261, 8.1.1.8"},
    [LM_ANOMALY_SIP_REGISTER_URI] = {"sip-register-uri",
                                     N_("The request URI of a REGISTER names a user"),
                                     "RFC 3261, 10.2"},
    [LM_ANOMALY_SIP_CANCEL_REQUIRE] = {"sip-cancel-require",
                                       N_("A CANCEL has Require or Proxy-Require"),
                                       "RFC 3261, 9.1"},
    [LM_ANOMALY_PASSPORT_HEADER] =
        {"passport-header",
         N_("The header of a PASSporT lacks what it must have, or says other than the parameters "
            "beside it"),
         "RFC 8224, 4; RFC 8225, 4"},
    [LM_ANOMALY_PASSPORT_CLAIMS] = {"passport-claims",
                                    N_("A PASSporT lacks a claim that it must have, or a claim is "
                                       "malformed"),
                                    "RFC 8225, 5"},
    [LM_ANOMALY_PASSPORT_FORM] = {"passport-form",
                                  N_("The JSON of a PASSporT is not in its one form: members in "
                                     "order and no white space"),
                                  "RFC 8225, 9"},
    [LM_ANOMALY_PASSPORT_ORIG] =
        {"passport-orig",
         N_("The caller that a PASSporT states is neither From nor P-Asserted-Identity"),
         "RFC 8224, 6.2"},
    [LM_ANOMALY_PASSPORT_DEST] = {"passport-dest",
                                  N_("The callee that a PASSporT states is not To"),
                                  "RFC 8224, 6.2"},
    [LM_ANOMALY_PASSPORT_NO_DATE] = {"passport-no-date",
                                     N_("There is a PASSporT in compact form, but no usable Date"),
                                     "RFC 8224, 4"},
    [LM_ANOMALY_PASSPORT_DATE] = {"passport-date",
                                  N_("A PASSporT was issued more than a minute before or after "
                                     "Date"),
                                  "RFC 8224, 6.2"},
    [LM_ANOMALY_PASSPORT_STALE] = {"passport-stale",
                                   N_("A PASSporT was issued more than a minute before or after "
                                      "it was captured"),
                                   "RFC 8224, 6.2"},
    [LM_ANOMALY_PASSPORT_SIGNATURE] = {"passport-signature",
                                       N_("The signature of a PASSporT does not fit"),
                                       "RFC 8224, 6.2"},
    [LM_ANOMALY_PASSPORT_CERTIFICATE] =
        {"passport-certificate",
         N_("The certificate that signed a PASSporT was not good when it did"), "RFC 8224, 6.2"},
    [LM_ANOMALY_PASSPORT_AUTHORITY] =
        {"passport-authority",
         N_("The certificate that signed a PASSporT is not for the caller’s number"),
         "RFC 8226, 9"},
    [LM_ANOMALY_SDP_LINE] = {"sdp-line", N_("A line is not a letter, an equals sign and a value"),
                             "RFC 8866, 5"},
    [LM_ANOMALY_SDP_MEDIA] = {"sdp-media", N_("A media line (m=) is malformed"), "RFC 8866, 5.14"},
    [LM_ANOMALY_SDP_CONNECTION] = {"sdp-connection",
                                   N_("The connection line (c=) is malformed or missing"),
                                   "RFC 8866, 5.7"},
    [LM_ANOMALY_SDP_ATTRIBUTE] = {"sdp-attribute", N_("An attribute (a=) is malformed"),
                                  "RFC 8866, 6"},
    [LM_ANOMALY_SDP_TOO_LARGE] = {"sdp-too-large",
                                  N_("The session description has more lines than are analyzed"),
                                  ""},
    [LM_ANOMALY_STUN_LENGTH] =
        {"stun-length",
         N_("The length of the message is not a multiple of four or not what was sent"),
         "RFC 8489, 5"},
    [LM_ANOMALY_STUN_ATTRIBUTE] = {"stun-attribute",
                                   N_("An attribute is longer than what is left of the message"),
                                   "RFC 8489, 14"},
    [LM_ANOMALY_STUN_VALUE] = {"stun-value",
                               N_("The value of an attribute is not as its type has it"),
                               "RFC 8489, 14"},
    [LM_ANOMALY_STUN_FINGERPRINT] = {"stun-fingerprint",
                                     N_("FINGERPRINT is not the check sum of the message"),
                                     "RFC 8489, 14.7"},
    [LM_ANOMALY_STUN_BEHIND_FINGERPRINT] = {"stun-behind-fingerprint",
                                            N_("FINGERPRINT is not the last attribute"),
                                            "RFC 8489, 14.7"},
    [LM_ANOMALY_STUN_NO_ERROR_CODE] = {"stun-no-error-code",
                                       N_("An error response has no ERROR-CODE"),
                                       "RFC 8489, 6.3.4"},
    [LM_ANOMALY_TURN_CHANNEL] = {"turn-channel",
                                 N_("The channel number is not from 0x4000 to 0x4fff"),
                                 "RFC 8656, 12"},
    [LM_ANOMALY_TURN_LENGTH] = {"turn-length",
                                N_("The length of the channel data is not what was sent"),
                                "RFC 8656, 12.4"},
    [LM_ANOMALY_DTLS_RECORD] = {"dtls-record", N_("A record is malformed or cut short"),
                                "RFC 6347, 4.1"},
    [LM_ANOMALY_DTLS_HANDSHAKE] =
        {"dtls-handshake", N_("A handshake fragment reaches beyond its message or its record"),
         "RFC 6347, 4.2.2"},
    [LM_ANOMALY_DTLS_HELLO] = {"dtls-hello", N_("A ClientHello or ServerHello is malformed"),
                               "RFC 5246, 7.4.1"},
    [LM_ANOMALY_DTLS_CERTIFICATE] = {"dtls-certificate", N_("A Certificate message is malformed"),
                                     "RFC 5246, 7.4.2"},
    [LM_ANOMALY_ZRTP_LENGTH] = {"zrtp-length", N_("The length of the message is not what was sent"),
                                "RFC 6189, 5.1"},
    [LM_ANOMALY_ZRTP_CRC] = {"zrtp-crc", N_("The check sum is wrong"), "RFC 6189, 5"},
    [LM_ANOMALY_ZRTP_HELLO] = {"zrtp-hello",
                               N_("A Hello is shorter than the algorithms that it lists"),
                               "RFC 6189, 5.2"},
    [LM_ANOMALY_MSRP_TRANSACTION] = {"msrp-transaction",
                                     N_("The transaction identifier does not have 4 to 32 "
                                        "characters"),
                                     "RFC 4975, 9"},
    [LM_ANOMALY_MSRP_MISSING_HEADER] = {"msrp-missing-header",
                                        N_("To-Path, From-Path or Message-ID is missing"),
                                        "RFC 4975, 7.1"},
    [LM_ANOMALY_MSRP_PATH] = {"msrp-path", N_("A path holds what is not an MSRP URI"),
                              "RFC 4975, 6"},
    [LM_ANOMALY_MSRP_BYTE_RANGE] = {"msrp-byte-range", N_("Byte-Range is malformed or cannot be"),
                                    "RFC 4975, 7.1.1"},
    [LM_ANOMALY_MSRP_STATUS] = {"msrp-status", N_("The Status header is malformed"),
                                "RFC 4975, 7.1.2"},
    [LM_ANOMALY_MSRP_NO_END] = {"msrp-no-end", N_("The end-line of the message never came"),
                                "RFC 4975, 7.1"},
    [LM_ANOMALY_UDPTL] = {"udptl", N_("Lengths in the fax packet do not fit"), "ITU-T T.38, 9.1"},
    [LM_ANOMALY_T38_IFP] = {"t38-ifp", N_("Fields of the fax packet do not fit its length"),
                            "ITU-T T.38, Annex A"},
    [LM_ANOMALY_DIAMETER_AVP] = {"diameter-avp", N_("The length of an AVP does not fit"),
                                 "RFC 6733, 4.1"},
    [LM_ANOMALY_BFCP_ATTRIBUTE] = {"bfcp-attribute", N_("The length of an attribute does not fit"),
                                   "RFC 8855, 5.2"},
    [LM_ANOMALY_MRCP_LENGTH] = {"mrcp-length", N_("The message length in the first line is wrong"),
                                "RFC 6787, 5.1"},
    [LM_ANOMALY_BODY_ENCODING] = {"body-encoding",
                                  N_("The body is not encoded as its Content-Encoding says"),
                                  "RFC 3261, 20.12"},
    [LM_ANOMALY_BODY_TRANSFER_ENCODING] =
        {"body-transfer-encoding",
         N_("The body is not encoded as its Content-Transfer-Encoding says"), "RFC 2045, 6"},
    [LM_ANOMALY_BODY_BOUNDARY] = {"body-boundary",
                                  N_("A multipart body has no boundary, or it stands nowhere in "
                                     "the body"),
                                  "RFC 2046, 5.1.1"},
    [LM_ANOMALY_BODY_NO_END] = {"body-no-end",
                                N_("The boundary that ends a multipart body is missing"),
                                "RFC 2046, 5.1.1"},
    [LM_ANOMALY_BODY_FIELD] = {"body-field",
                               N_("A field of the body is malformed or runs over its end"), ""},
    [LM_ANOMALY_BODY_JSON] = {"body-json", N_("The body is not well-formed JSON"), "RFC 8259, 2"},
    [LM_ANOMALY_BODY_XML] = {"body-xml", N_("The body is not well-formed XML"), "XML 1.0, 2.1"},
    [LM_ANOMALY_BODY_XML_DTD] = {"body-xml-dtd",
                                 N_("The body has a document type declaration, of which nothing "
                                    "is used"),
                                 ""},
    [LM_ANOMALY_BODY_SIGNATURE] = {"body-signature", N_("The signature does not fit the content"),
                                   "RFC 5652, 5.6"},
    [LM_ANOMALY_BODY_LIMIT] = {"body-limit", N_("There is more in the body than is analyzed"), ""},
    [LM_ANOMALY_OA_LINE_COUNT] = {"oa-line-count",
                                  N_("The answer has another number of media lines than the offer"),
                                  "RFC 3264, 6"},
    [LM_ANOMALY_OA_LINE_KIND] =
        {"oa-line-kind",
         N_("The media line of the answer is of another kind than that of the offer"),
         "RFC 3264, 6"},
    [LM_ANOMALY_OA_LINE_PROTOCOL] =
        {"oa-line-protocol",
         N_("The media line of the answer has another transport protocol than that of the offer"),
         "RFC 3264, 6; RFC 8829, 5.3.1"},
    [LM_ANOMALY_OA_NO_COMMON_CODEC] =
        {"oa-no-common-codec",
         N_("The media line of the answer has no format that the offer lists"), "RFC 3264, 6.1"},
    [LM_ANOMALY_OA_DIRECTION] = {"oa-direction",
                                 N_("The direction in the answer is not one that the offer allows"),
                                 "RFC 3264, 6.1"},
    [LM_ANOMALY_OA_REJECTED_LINE] =
        {"oa-rejected-line",
         N_("The offer disables the media line, and the answer gives it a port"), "RFC 3264, 8.2"},
    [LM_ANOMALY_OA_TIME] = {"oa-time", N_("The times in the answer are not those of the offer"),
                            "RFC 3264, 6"},
    [LM_ANOMALY_OA_ANSWER_WITHOUT_OFFER] =
        {"oa-answer-without-offer",
         N_("A session description stands where there is no offer to answer and none may be made"),
         "RFC 3261, 13.2.1"},
    [LM_ANOMALY_OA_NO_ANSWER] = {"oa-no-answer", N_("The offer is not answered where it had to be"),
                                 "RFC 3261, 13.2.1"},
    [LM_ANOMALY_OA_NO_OFFER] = {"oa-no-offer",
                                N_("Neither the INVITE nor its reliable response has an offer"),
                                "RFC 3261, 13.2.1"},
    [LM_ANOMALY_OA_ANSWER_CHANGED] =
        {"oa-answer-changed",
         N_("A later response to the INVITE has another session description than the answer"),
         "RFC 3261, 13.2.1"},
    [LM_ANOMALY_OA_UNRELIABLE_OFFER] = {"oa-unreliable-offer",
                                        N_("The offer stands in a response that is not reliable"),
                                        "RFC 3261, 13.2.1"},
    [LM_ANOMALY_OA_OFFER_PENDING] = {"oa-offer-pending",
                                     N_("An offer is made while another one is not answered"),
                                     "RFC 3264, 4"},
    [LM_ANOMALY_OA_GLARE] = {"oa-glare", N_("Both sides made an offer at the same time"),
                             "RFC 3261, 14.2"},
    [LM_ANOMALY_OA_ORIGIN] =
        {"oa-origin",
         N_("The origin (o=) is not that of the description before, apart from its version"),
         "RFC 3264, 8"},
    [LM_ANOMALY_OA_VERSION] = {"oa-version",
                               N_("The version in the origin (o=) did not grow by one"),
                               "RFC 3264, 8"},
    [LM_ANOMALY_OA_VERSION_KEPT] =
        {"oa-version-kept", N_("The description changed, but not the version in its origin (o=)"),
         "RFC 3264, 8"},
    [LM_ANOMALY_OA_FEWER_LINES] =
        {"oa-fewer-lines", N_("The offer has fewer media lines than the description before"),
         "RFC 3264, 8"},
    [LM_ANOMALY_OA_PAYLOAD_TYPE] =
        {"oa-payload-type",
         N_("A payload type stands for another codec than before in the session"),
         "RFC 3264, 8.3.2"},
    [LM_ANOMALY_OA_CRYPTO] =
        {"oa-crypto", N_("The key in the answer is not for one of the offered crypto attributes"),
         "RFC 4568, 5.1.2"},
    [LM_ANOMALY_OA_SETUP] = {"oa-setup",
                             N_("The setup role in the answer does not go with that of the offer"),
                             "RFC 4145, 4.1"},
    [LM_ANOMALY_OA_RTCP_MUX] = {"oa-rtcp-mux",
                                N_("The answer multiplexes RTCP, which was not offered"),
                                "RFC 5761, 5.1.1"},
    [LM_ANOMALY_OA_MID] =
        {"oa-mid", N_("The identification (mid) of the media line is not that of the offer"),
         "RFC 5888, 9.1"},
    [LM_ANOMALY_OA_BUNDLE] =
        {"oa-bundle", N_("The answer bundles media lines that were not offered as a bundle"),
         "RFC 9143, 7.3"},
    [LM_ANOMALY_OA_EXTMAP] = {"oa-extmap",
                              N_("The answer has a header extension that was not offered"),
                              "RFC 8285, 7"},
    [LM_ANOMALY_OA_H264] = {"oa-h264",
                            N_("H.264 in the answer has a profile, a level or a packetization mode "
                               "that was not offered"),
                            "RFC 6184, 8.2.2"},
    [LM_ANOMALY_SDP_VERSION] = {"sdp-version", N_("The protocol version (v=) is not 0"),
                                "RFC 8866, 5.1"},
    [LM_ANOMALY_SDP_ORIGIN] = {"sdp-origin", N_("The origin (o=) is malformed"), "RFC 8866, 5.2"},
    [LM_ANOMALY_SDP_BANDWIDTH] = {"sdp-bandwidth", N_("A bandwidth (b=) is malformed"),
                                  "RFC 8866, 5.8"},
    [LM_ANOMALY_SDP_TIME] = {"sdp-time",
                             N_("A time, its repetition or its zone (t=, r=, z=) is malformed"),
                             "RFC 8866, 5.9 to 5.11"},
    [LM_ANOMALY_SDP_ORDER] = {"sdp-order", N_("A line stands behind one that has to follow it"),
                              "RFC 8866, 5"},
    [LM_ANOMALY_SDP_MISSING] = {"sdp-missing", N_("One of the lines v=, o=, s= and t= is missing"),
                                "RFC 8866, 5"},
    [LM_ANOMALY_SDP_LEVEL] =
        {"sdp-level",
         N_("The attribute may not stand here: it is one of the session, or one of a media line"),
         "RFC 8866, 6"},
    [LM_ANOMALY_SDP_RTCP] = {"sdp-rtcp", N_("The port for RTCP (a=rtcp) is malformed"),
                             "RFC 3605, 2.1"},
    [LM_ANOMALY_SDP_RTCP_FEEDBACK] = {"sdp-rtcp-feedback",
                                      N_("The RTCP feedback (a=rtcp-fb) is malformed"),
                                      "RFC 4585, 4.2"},
    [LM_ANOMALY_SDP_CRYPTO] =
        {"sdp-crypto", N_("The key (a=crypto) is malformed, or has another length than its suite"),
         "RFC 4568, 9.1"},
    [LM_ANOMALY_SDP_FINGERPRINT] =
        {"sdp-fingerprint", N_("The fingerprint is malformed, or has another length than its hash"),
         "RFC 8122, 5"},
    [LM_ANOMALY_SDP_SETUP] = {"sdp-setup",
                              N_("The role or the kind of the connection is none that there is"),
                              "RFC 4145, 4"},
    [LM_ANOMALY_SDP_ZRTP_HASH] = {"sdp-zrtp-hash", N_("The hash of ZRTP is malformed"),
                                  "RFC 6189, 8.1"},
    [LM_ANOMALY_SDP_KEY_MGMT] = {"sdp-key-mgmt", N_("The key management (a=key-mgmt) is malformed"),
                                 "RFC 4567, 3.1"},
    [LM_ANOMALY_SDP_CANDIDATE] = {"sdp-candidate", N_("A candidate is malformed"), "RFC 8839, 5.1"},
    [LM_ANOMALY_SDP_ICE] = {"sdp-ice", N_("A name, a password or the options of ICE are malformed"),
                            "RFC 8839, 5.4"},
    [LM_ANOMALY_SDP_GROUP] = {"sdp-group",
                              N_("A group or an identification of a media line is malformed"),
                              "RFC 5888, 5"},
    [LM_ANOMALY_SDP_SSRC] = {"sdp-ssrc", N_("A source (a=ssrc, a=ssrc-group) is malformed"),
                             "RFC 5576, 4"},
    [LM_ANOMALY_SDP_MSID] = {"sdp-msid", N_("The stream of a media line (a=msid) is malformed"),
                             "RFC 8830, 2"},
    [LM_ANOMALY_SDP_RID] = {"sdp-rid", N_("A restriction (a=rid) is malformed"), "RFC 8851, 10"},
    [LM_ANOMALY_SDP_SIMULCAST] = {"sdp-simulcast",
                                  N_("The streams sent side by side (a=simulcast) are malformed"),
                                  "RFC 8853, 5.1"},
    [LM_ANOMALY_SDP_EXTMAP] =
        {"sdp-extmap",
         N_("A header extension (a=extmap) is malformed, or has an identifier that none may have"),
         "RFC 8285, 8"},
    [LM_ANOMALY_SDP_SCTP] = {"sdp-sctp",
                             N_("The port or the message size of a data channel is malformed"),
                             "RFC 8841, 5"},
    [LM_ANOMALY_SDP_T38] = {"sdp-t38", N_("A fax parameter is malformed"), "ITU-T T.38, Annex D"},
    [LM_ANOMALY_SDP_MSRP] = {"sdp-msrp", N_("A path or the types of messages are malformed"),
                             "RFC 4975, 8"},
    [LM_ANOMALY_SDP_FILE] = {"sdp-file", N_("The description of a file is malformed"),
                             "RFC 5547, 6"},
    [LM_ANOMALY_SDP_BFCP] = {"sdp-bfcp", N_("A role or a number of floor control is malformed"),
                             "RFC 8856, 5"},
    [LM_ANOMALY_SDP_PRECONDITION] = {"sdp-precondition", N_("A precondition is malformed"),
                                     "RFC 3312, 4"},
    [LM_ANOMALY_RTCP_VERSION] = {"rtcp-version", N_("An RTCP packet's version is not 2"),
                                 "RFC 3550, 6.4.1"},
    [LM_ANOMALY_RTCP_LENGTH] = {"rtcp-length",
                                N_("An RTCP packet is longer than what is left of the datagram"),
                                "RFC 3550, 6.4.1"},
    [LM_ANOMALY_RTCP_COUNT] = {"rtcp-count", N_("An RTCP packet holds less than it counts"),
                               "RFC 3550, 6.4.1"},
    [LM_ANOMALY_RTCP_PADDING] = {"rtcp-padding",
                                 N_("Padding stands before the last RTCP packet, or is no whole "
                                    "words of it"),
                                 "RFC 3550, 6.4.1"},
    [LM_ANOMALY_RTCP_FIRST] = {"rtcp-first", N_("No report comes first in the RTCP datagram"),
                               "RFC 3550, 6.1"},
    [LM_ANOMALY_RTCP_NO_CNAME] = {"rtcp-no-cname", N_("No CNAME comes with the report"),
                                  "RFC 3550, 6.1"},
    [LM_ANOMALY_RTCP_SDES] = {"rtcp-sdes",
                              N_("A list of source descriptions does not end where it should"),
                              "RFC 3550, 6.5"},
    [LM_ANOMALY_RTCP_BYE] = {"rtcp-bye", N_("The reason for leaving is longer than its packet"),
                             "RFC 3550, 6.6"},
    [LM_ANOMALY_RTCP_XR] = {"rtcp-xr", N_("The length of an extended report's block does not fit"),
                            "RFC 3611, 3"},
    [LM_ANOMALY_RTCP_FEEDBACK] = {"rtcp-feedback",
                                  N_("A feedback message is shorter or longer than it should be"),
                                  "RFC 4585, 6.1"},
};

static LmAnomalyKind
known(LmAnomalyKind kind)
{
  return (unsigned)kind < LM_N_ANOMALIES ? kind : LM_ANOMALY_NONE;
}

const char *
lm_anomaly_name(LmAnomalyKind kind)
{
  return anomalies[known(kind)].name;
}

const char *
lm_anomaly_text(LmAnomalyKind kind)
{
  return _(anomalies[known(kind)].text);
}

const char *
lm_anomaly_source(LmAnomalyKind kind)
{
  return anomalies[known(kind)].source;
}

bool
lm_anomaly_is_error(LmAnomalyKind kind)
{
  switch (kind) {
  case LM_ANOMALY_NONE:
  case LM_ANOMALY_SIP_BRANCH:
  case LM_ANOMALY_SIP_NO_MAX_FORWARDS:
  case LM_ANOMALY_SIP_NO_TAG:
  case LM_ANOMALY_SIP_TEL_CONTEXT:
  case LM_ANOMALY_SIP_DATE_WEEKDAY:
  case LM_ANOMALY_SIP_CONTENT_LENGTH_LONG:
  case LM_ANOMALY_SIP_TRUNCATED:
  case LM_ANOMALY_SIP_TOO_MANY_HEADERS:
  case LM_ANOMALY_PASSPORT_FORM:
  case LM_ANOMALY_PASSPORT_ORIG:
  case LM_ANOMALY_PASSPORT_DEST:
  case LM_ANOMALY_PASSPORT_DATE:
  case LM_ANOMALY_PASSPORT_STALE:
  case LM_ANOMALY_SDP_TOO_LARGE:
  case LM_ANOMALY_OA_GLARE:
  case LM_ANOMALY_BODY_XML_DTD:
  case LM_ANOMALY_BODY_LIMIT:
    return false;
  default:
    return true;
  }
}
