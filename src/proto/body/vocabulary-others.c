/* SPDX-License-Identifier: GPL-3.0-or-later */

/* table: other documents in bodies of SIP and MSRP: resource lists (RFC 4826), recordings (RFC
 * 7865), delivery notifications (RFC 5438), control of video (RFC 5168), and 3GPP's: USSD (TS
 * 24.390, 5.1.3) and the IM CN subsystem XML body (TS 24.229, 7.6). */

#include "base/i18n.h"
#include "proto/body/vocabulary.h"

#define LIST_ENTRIES(level)                                                                 \
  {level, "display-name", NULL, N_("Display name")}, {level, "entry", "@uri", N_("Entry")}, \
      {level + 1, "display-name", NULL, N_("Display name")},                                \
      {level + 1, "@copyControl", NULL, N_("Copy control")},                                \
      {level, "entry-ref", "@ref", N_("Entry elsewhere")},                                  \
  {                                                                                         \
    level, "external", "@anchor", N_("List elsewhere")                                      \
  }

static const LmVocabularyRow lists[] = {
    {0, "list", "@name", N_("List")}, LIST_ENTRIES(1),
    {1, "list", "@name", N_("List")}, LIST_ENTRIES(2),
    {2, "list", "@name", N_("List")}, LIST_ENTRIES(3),
};

static const LmVocabularyRow list_services[] = {
    {0, "service", "@uri", N_("Service")},
    {1, "resource-list", NULL, N_("List elsewhere")},
    {1, "packages/package", NULL, N_("Event package")},
    {1, "list", "@name", N_("List")},
    LIST_ENTRIES(2),
};

static const LmVocabularyRow recording[] = {
    {0, "datamode", NULL, N_("Data mode")},
    {0, "group", "@group_id", N_("Group")},
    {1, "associate-time", NULL, N_("Since")},
    {0, "session", "@session_id", N_("Session")},
    {1, "sipSessionID", NULL, N_("Session-ID")},
    {1, "group-ref", NULL, N_("Group")},
    {1, "start-time", NULL, N_("Start")},
    {1, "stop-time", NULL, N_("Stop")},
    {1, "reason", NULL, N_("Reason")},
    {0, "participant", "@participant_id", N_("Participant")},
    {1, "nameID", "@aor", N_("Address of record")},
    {2, "name", NULL, N_("Name")},
    {0, "stream", "@stream_id", N_("Stream")},
    {1, "@session_id", NULL, N_("Session")},
    {1, "label", NULL, N_("Label")},
    {1, "content-type", NULL, N_("Content type")},
    {0, "participantsessionassoc", "@participant_id", N_("Participant in a session")},
    {1, "@session_id", NULL, N_("Session")},
    {1, "associate-time", NULL, N_("Since")},
    {1, "disassociate-time", NULL, N_("Until")},
    {0, "participantstreamassoc", "@participant_id", N_("Participant in streams")},
    {1, "send", NULL, N_("Sends")},
    {1, "recv", NULL, N_("Receives")},
    {1, "associate-time", NULL, N_("Since")},
    {1, "disassociate-time", NULL, N_("Until")},
};

/* As drafts had it before RFC 7865, and session border controllers send it. */
static const LmVocabularyRow early_recording[] = {
    {0, "datamode", NULL, N_("Data mode")},
    {0, "dataMode", NULL, N_("Data mode")},
    {0, "group", "@id", N_("Group")},
    {0, "session", "@id", N_("Session")},
    {1, "start-time", NULL, N_("Start")},
    {1, "stop-time", NULL, N_("Stop")},
    {1, "associate-time", NULL, N_("Since")},
    {0, "participant", "@id", N_("Participant")},
    {1, "@session", NULL, N_("Session")},
    {1, "aor", NULL, N_("Address of record")},
    {1, "nameID", "@aor", N_("Address of record")},
    {2, "name", NULL, N_("Name")},
    {1, "name", NULL, N_("Name")},
    {1, "send", NULL, N_("Sends")},
    {1, "recv", NULL, N_("Receives")},
    {0, "stream", "@id", N_("Stream")},
    {1, "@session", NULL, N_("Session")},
    {1, "label", NULL, N_("Label")},
    {1, "mode", NULL, N_("Mode")},
};

static const LmVocabularyRow notification[] = {
    {0, "message-id", NULL, N_("Message")},
    {0, "datetime", NULL, N_("Time")},
    {0, "recipient-uri", NULL, N_("Recipient")},
    {0, "original-recipient-uri", NULL, N_("Original recipient")},
    {0, "subject", NULL, N_("Subject")},
    {0, "delivery-notification/status/*", "*", N_("Delivery")},
    {0, "processing-notification/status/*", "*", N_("Processing")},
    {0, "display-notification/status/*", "*", N_("Display")},
};

static const LmVocabularyRow media_control[] = {
    {0, "vc_primitive/stream_id", NULL, N_("Stream")},
    {0, "vc_primitive/to_encoder/*", "*", N_("To the encoder")},
    {0, "general_error", NULL, N_("Error")},
};

static const LmVocabularyRow ussd[] = {
    {0, "language", NULL, N_("Language")},
    {0, "ussd-string", NULL, N_("USSD string")},
    {0, "error-code", NULL, N_("Error code")},
    {0, "anyExt/*", "*", N_("Operation")},
};

static const LmVocabularyRow ims[] = {
    {0, "@version", NULL, N_("Version")},
    {0, "service-info", NULL, N_("Service information")},
    {0, "alternative-service", "", N_("Alternative service")},
    {1, "type", NULL, N_("Type")},
    {2, "*", "*", N_("Kind")},
    {1, "reason", NULL, N_("Reason")},
    {1, "action", "", N_("Action")},
    {2, "*", "*", N_("Kind")},
    {0, "anyExt/*", "*", N_("Extension")},
};

const LmVocabulary lm_vocabularies_others[] = {
    {"urn:ietf:params:xml:ns:resource-lists", "resource-lists", N_("Resource lists"),
     LM_VOCABULARY_ROWS(lists)},
    {"urn:ietf:params:xml:ns:rls-services", "rls-services", N_("Services of lists"),
     LM_VOCABULARY_ROWS(list_services)},
    {"urn:ietf:params:xml:ns:recording:1", "recording", N_("Recording"),
     LM_VOCABULARY_ROWS(recording)},
    {"urn:ietf:params:xml:ns:recording", "recording", N_("Recording"),
     LM_VOCABULARY_ROWS(early_recording)},
    {"urn:ietf:params:xml:ns:imdn", "imdn", N_("Notification of a message"),
     LM_VOCABULARY_ROWS(notification)},
    {"", "media_control", N_("Media control"), LM_VOCABULARY_ROWS(media_control)},
    {"", "ussd-data", "USSD", LM_VOCABULARY_ROWS(ussd)},
    {"", "ims-3gpp", N_("IMS"), LM_VOCABULARY_ROWS(ims)},
    {0},
};
