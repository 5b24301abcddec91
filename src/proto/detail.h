/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A message taken apart for people: a tree of named fields with their bytes, for the message pane
 * and for printing. Made when somebody looks, never for every message. Everything is in the
 * caller's arena or points into the message's bytes, so both must outlive the tree. Pure. */

#include "proto/sip/message.h"

typedef struct LmDetail LmDetail;

struct LmDetail {
  /* What the field is called. Names of our own are marked for translation: show _(name). Names of
   * headers and parameters are as the message has them and may hold any byte. Of an anomaly, its
   * translated text. */
  const char *name;
  LmSlice value;        /* of an anomaly, its source; otherwise mostly bytes of the message */
  uint32_t offset, len; /* the bytes of the message that the node is about; len is 0 where it says
                           something about its parent's bytes. What was decoded (gzip, base64) is
                           about all the bytes that it was decoded from */
  uint16_t anomaly;     /* LmAnomalyKind; NONE for a field */
  uint8_t depth;        /* below the root, at most LM_LIMIT_DETAIL_DEPTH */
  LmDetail *first_child, *last_child, *next;
};

/* The tree of @message: start line, headers and body are the children of the node returned.
 * Anomalies are nodes within the field that they are about, or between the others where no field
 * has their bytes. Beyond LM_LIMIT_DETAIL_NODES nothing is added but a note that says so. */
LmDetail *lm_detail_sip(const LmSipMessage *message, LmArena *arena);

/* Stores the anomalies below @root whose bytes begin at @from or behind it, in the order of the
 * tree, but at most @most. Returns how many. */
uint32_t
lm_detail_anomalies(const LmDetail *root, uint32_t from, LmAnomaly *anomalies, uint32_t most);
