/* SPDX-License-Identifier: GPL-3.0-or-later */

/* table: what event packages notify: dialogs (RFC 4235), registrations (RFC 3680, 5628),
 * conferences (RFC 4575), key presses (RFC 4730), lists (RFC 4662), changed documents (RFC 5874,
 * 5262). */

#include "base/i18n.h"
#include "proto/body/vocabulary.h"

#define PARTY(path, label)                                                       \
  {1, path "/identity", NULL, label}, {2, "@display", NULL, N_("Display name")}, \
  {                                                                              \
    1, path "/target", "@uri", N_("Target")                                      \
  }

static const LmVocabularyRow dialogs[] = {
    {0, "@entity", NULL, N_("Entity")},
    {0, "@state", NULL, N_("State")},
    {0, "@version", NULL, N_("Version")},
    {0, "dialog", "@id", N_("Dialog")},
    {1, "state", NULL, N_("State")},
    {2, "@event", NULL, N_("Event")},
    {2, "@code", NULL, N_("Status code")},
    {1, "@direction", NULL, N_("Direction")},
    {1, "@call-id", NULL, N_("Call-ID")},
    {1, "@local-tag", NULL, N_("Local tag")},
    {1, "@remote-tag", NULL, N_("Remote tag")},
    {1, "duration", NULL, N_("Seconds")},
    {1, "replaces", "@call-id", N_("Replaces")},
    {1, "referred-by", NULL, N_("Referred by")},
    PARTY("local", N_("Local")),
    PARTY("remote", N_("Remote")),
};

static const LmVocabularyRow registrations[] = {
    {0, "@state", NULL, N_("State")},
    {0, "@version", NULL, N_("Version")},
    {0, "registration", "@aor", N_("Address of record")},
    {1, "@state", NULL, N_("State")},
    {1, "@id", NULL, N_("ID")},
    {1, "contact", "uri", N_("Contact")},
    {2, "display-name", NULL, N_("Display name")},
    {2, "@state", NULL, N_("State")},
    {2, "@event", NULL, N_("Event")},
    {2, "@duration-registered", NULL, N_("Seconds registered")},
    {2, "@expires", NULL, N_("Seconds left")},
    {2, "@retry-after", NULL, N_("Seconds to retry")},
    {2, "@q", NULL, N_("Preference")},
    {2, "@callid", NULL, N_("Call-ID")},
    {2, "@cseq", NULL, N_("Sequence number")},
    {2, "unknown-param", NULL, N_("Parameter")},
    {3, "@name", NULL, N_("Name")},
    {2, "pub-gruu", "@uri", N_("Public GRUU")},
    {2, "temp-gruu", "@uri", N_("Temporary GRUU")},
};

static const LmVocabularyRow conference[] = {
    {0, "@entity", NULL, N_("Conference")},
    {0, "@state", NULL, N_("State")},
    {0, "@version", NULL, N_("Version")},
    {0, "conference-description/subject", NULL, N_("Subject")},
    {0, "conference-description/display-text", NULL, N_("Display text")},
    {0, "conference-description/maximum-user-count", NULL, N_("Most users")},
    {0, "conference-state/user-count", NULL, N_("Users")},
    {0, "conference-state/active", NULL, N_("Active")},
    {0, "conference-state/locked", NULL, N_("Locked")},
    {0, "users/user", "@entity", N_("User")},
    {1, "@state", NULL, N_("State")},
    {1, "display-text", NULL, N_("Display text")},
    {1, "roles/entry", NULL, N_("Role")},
    {1, "endpoint", "@entity", N_("Endpoint")},
    {2, "display-text", NULL, N_("Display text")},
    {2, "status", NULL, N_("Status")},
    {2, "joining-method", NULL, N_("Joining method")},
    {2, "joining-info/when", NULL, N_("Joined")},
    {2, "disconnection-method", NULL, N_("Disconnection method")},
    {2, "disconnection-info/reason", NULL, N_("Reason")},
    {2, "media", "type", N_("Media")},
    {3, "label", NULL, N_("Label")},
    {3, "src-id", NULL, N_("SSRC")},
    {3, "status", NULL, N_("Direction")},
    {0, "sidebars-by-ref/entry", "uri", N_("Sidebar")},
};

static const LmVocabularyRow key_request[] = {
    {0, "pattern/@persist", NULL, N_("Persistence")},
    {0, "pattern/@interdigittimer", NULL, N_("Milliseconds between digits")},
    {0, "pattern/@extradigittimer", NULL, N_("Milliseconds for an extra digit")},
    {0, "pattern/@criticaldigittimer", NULL, N_("Milliseconds after a critical digit")},
    {0, "pattern/@long", NULL, N_("Milliseconds of a long key press")},
    {0, "pattern/flush", NULL, N_("Flush")},
    {0, "pattern/regex", NULL, N_("Digits")},
    {1, "@tag", NULL, N_("Tag")},
    {0, "stream", NULL, N_("Stream")},
};

static const LmVocabularyRow key_response[] = {
    {0, "@code", NULL, N_("Status code")},   {0, "@text", NULL, N_("Meaning")},
    {0, "@digits", NULL, N_("Digits")},      {0, "@tag", NULL, N_("Tag")},
    {0, "@forced_flush", NULL, N_("Flush")}, {0, "@suppressed", NULL, N_("Suppressed")},
};

static const LmVocabularyRow list_state[] = {
    {0, "@uri", NULL, N_("List")},
    {0, "@version", NULL, N_("Version")},
    {0, "@fullState", NULL, N_("Full state")},
    {0, "name", NULL, N_("Name")},
    {0, "resource", "@uri", N_("Resource")},
    {1, "name", NULL, N_("Name")},
    {1, "instance", "@id", N_("Instance")},
    {2, "@state", NULL, N_("State")},
    {2, "@reason", NULL, N_("Reason")},
    {2, "@cid", NULL, N_("Part")},
};

static const LmVocabularyRow changed_documents[] = {
    {0, "@xcap-root", NULL, N_("Root")},   {0, "document", "@sel", N_("Document")},
    {1, "@new-etag", NULL, N_("New tag")}, {1, "@previous-etag", NULL, N_("Previous tag")},
    {1, "*", "*", N_("Change")},           {2, "@sel", NULL, N_("Where")},
    {0, "element", "@sel", N_("Element")}, {0, "attribute", "@sel", N_("Attribute")},
};

static const LmVocabularyRow changed_presence[] = {
    {0, "@entity", NULL, N_("Presentity")}, {0, "@version", NULL, N_("Version")},
    {0, "add", NULL, N_("Added")},          {1, "@sel", NULL, N_("Where")},
    {0, "replace", NULL, N_("Replaced")},   {1, "@sel", NULL, N_("Where")},
    {0, "remove", "@sel", N_("Removed")},
};

const LmVocabulary lm_vocabularies_events[] = {
    {"urn:ietf:params:xml:ns:dialog-info", "dialog-info", N_("Dialogs"),
     LM_VOCABULARY_ROWS(dialogs)},
    {"urn:ietf:params:xml:ns:reginfo", "reginfo", N_("Registrations"),
     LM_VOCABULARY_ROWS(registrations)},
    {"urn:ietf:params:xml:ns:conference-info", "conference-info", N_("Conference"),
     LM_VOCABULARY_ROWS(conference)},
    {"urn:ietf:params:xml:ns:kpml-request", "kpml-request", N_("Key presses that are asked for"),
     LM_VOCABULARY_ROWS(key_request)},
    {"urn:ietf:params:xml:ns:kpml-response", "kpml-response", N_("Key presses"),
     LM_VOCABULARY_ROWS(key_response)},
    {"urn:ietf:params:xml:ns:rlmi", "list", N_("State of a list"), LM_VOCABULARY_ROWS(list_state)},
    {"urn:ietf:params:xml:ns:xcap-diff", "xcap-diff", N_("Changed documents"),
     LM_VOCABULARY_ROWS(changed_documents)},
    {"urn:ietf:params:xml:ns:pidf-diff", "pidf-diff", N_("Changed presence"),
     LM_VOCABULARY_ROWS(changed_presence)},
    {0},
};
