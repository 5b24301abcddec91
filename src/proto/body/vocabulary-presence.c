/* SPDX-License-Identifier: GPL-3.0-or-later */

/* table: presence and location: PIDF (RFC 3863), its data model (RFC 4479), rich presence (RFC
 * 4480), PIDF-LO (RFC 4119, 5139, 5491); who watches (RFC 3858); who types (RFC 3994). */

#include "base/i18n.h"
#include "proto/body/vocabulary.h"

/* Where something is, below @path: GML's shapes and civic addresses. */
#define LOCATION(level, path)                                                                \
  {level, path "geopriv", "", N_("Location")},                                               \
      {level + 1, "location-info/Point/pos", NULL, N_("Point")},                             \
      {level + 1, "location-info/Circle", "pos", N_("Circle")},                              \
      {level + 2, "radius", NULL, N_("Radius")},                                             \
      {level + 1, "location-info/Ellipse", "pos", N_("Ellipse")},                            \
      {level + 1, "location-info/Sphere", "pos", N_("Sphere")},                              \
      {level + 2, "radius", NULL, N_("Radius")},                                             \
      {level + 1, "location-info/Polygon", "", N_("Polygon")},                               \
      {level + 2, "exterior/LinearRing/pos", NULL, N_("Point")},                             \
      {level + 2, "exterior/LinearRing/posList", NULL, N_("Points")},                        \
      {level + 1, "location-info/civicAddress", "", N_("Civic address")},                    \
      {level + 2, "*", NULL, NULL},                                                          \
      {level + 1, "usage-rules/retransmission-allowed", NULL, N_("Retransmission allowed")}, \
      {level + 1, "usage-rules/retention-expiry", NULL, N_("Retention expiry")},             \
      {level + 1, "method", NULL, N_("Method")},                                             \
      {level + 1, "provided-by", "", N_("Provided by")},                                     \
  {                                                                                          \
    level + 2, "*", NULL, NULL                                                               \
  }

/* Rich presence of a person or a tuple. */
#define RICH(level)                                                                             \
  {level, "activities/*", "*", N_("Activity")}, {level, "mood/*", "*", N_("Mood")},             \
      {level, "place-is/*/*", "*", N_("Place is")},                                             \
      {level, "place-type/*", "*", N_("Place type")}, {level, "privacy/*", "*", N_("Privacy")}, \
      {level, "relationship/*", "*", N_("Relationship")},                                       \
      {level, "service-class/*", "*", N_("Service class")},                                     \
      {level, "sphere/*", "*", N_("Sphere")}, {level, "status-icon", NULL, N_("Status icon")},  \
      {level, "time-offset", NULL, N_("Time offset")},                                          \
      {level, "user-input", NULL, N_("User input")}, {level, "class", NULL, N_("Class")},       \
      {level, "deviceID", NULL, N_("Device")}, {level, "note", NULL, N_("Note")},               \
  {                                                                                             \
    level, "timestamp", NULL, N_("Time")                                                        \
  }

static const LmVocabularyRow presence[] = {
    {0, "@entity", NULL, N_("Presentity")},
    {0, "tuple", "@id", N_("Tuple")},
    {1, "status/basic", NULL, N_("Status")},
    {1, "contact", NULL, N_("Contact")},
    {2, "@priority", NULL, N_("Priority")},
    RICH(1),
    LOCATION(1, "status/"),
    LOCATION(1, ""),
    {0, "person", "@id", N_("Person")},
    RICH(1),
    LOCATION(1, ""),
    {0, "device", "@id", N_("Device")},
    RICH(1),
    LOCATION(1, ""),
    {0, "note", NULL, N_("Note")},
};

/* XPIDF, a draft of the year 2000 that phones still send. */
static const LmVocabularyRow early_presence[] = {
    {0, "presentity", "@uri", N_("Presentity")},
    {0, "atom", "@id", N_("Tuple")},
    {1, "address", "@uri", N_("Contact")},
    {2, "status", "@status", N_("Status")},
    {2, "msnsubstatus", "@substatus", N_("Activity")},
    {2, "@priority", NULL, N_("Priority")},
    {0, "display", "@name", N_("Display name")},
};

static const LmVocabularyRow watchers[] = {
    {0, "@state", NULL, N_("State")},
    {0, "@version", NULL, N_("Version")},
    {0, "watcher-list", "@resource", N_("Resource")},
    {1, "@package", NULL, N_("Event package")},
    {1, "watcher", NULL, N_("Watcher")},
    {2, "@display-name", NULL, N_("Display name")},
    {2, "@status", NULL, N_("Status")},
    {2, "@event", NULL, N_("Event")},
    {2, "@duration-subscribed", NULL, N_("Seconds subscribed")},
    {2, "@expiration", NULL, N_("Seconds left")},
    {2, "@id", NULL, N_("ID")},
};

static const LmVocabularyRow composing[] = {
    {0, "state", NULL, N_("State")},
    {0, "lastactive", NULL, N_("Last active")},
    {0, "contenttype", NULL, N_("Content type")},
    {0, "refresh", NULL, N_("Seconds to the next refresh")},
};

const LmVocabulary lm_vocabularies_presence[] = {
    {"urn:ietf:params:xml:ns:pidf", "presence", N_("Presence"), LM_VOCABULARY_ROWS(presence)},
    {"urn:ietf:params:xml:ns:cpim-pidf", "presence", N_("Presence"), LM_VOCABULARY_ROWS(presence)},
    {"", "presence", N_("Presence"), LM_VOCABULARY_ROWS(early_presence)},
    {"urn:ietf:params:xml:ns:watcherinfo", "watcherinfo", N_("Watchers"),
     LM_VOCABULARY_ROWS(watchers)},
    {"urn:ietf:params:xml:ns:im-iscomposing", "isComposing", N_("Composing a message"),
     LM_VOCABULARY_ROWS(composing)},
    {0},
};
