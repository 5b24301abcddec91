/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What XML documents of known vocabularies say, in few words: the fields that one looks for, with
 * names for people, each about the bytes of the element that it comes from. A vocabulary is a table
 * in proto/body/vocabulary-*.c and a row in vocabulary.c. Pure. */

#include "proto/body/body.h"
#include "proto/body/xml.h"

/* A field. @path leads from the element of the row above with a smaller level (or the root) to the
 * elements that it is about: local names with "/" between them, "*" for any, "@name" at the end for
 * an attribute. @value leads from there to what is shown: NULL for the element's own text, "*" for
 * its name, "" for nothing, else a path. Each element found is a node of its own. */
typedef struct {
  uint8_t level;
  const char *path, *value;
  const char *label; /* marked for translation; NULL: the element's name */
} LmVocabularyRow;

typedef struct {
  const char *namespace; /* of the root element; "" for one without */
  const char *root;      /* its name */
  const char *label;     /* what the document is; marked for translation */
  const LmVocabularyRow *rows;
  size_t n_rows;
} LmVocabulary;

#define LM_VOCABULARY_ROWS(rows) rows, sizeof(rows) / sizeof(rows)[0]

extern const LmVocabulary lm_vocabularies_presence[], lm_vocabularies_events[],
    lm_vocabularies_others[];

/* Adds the summary of the document below @parent; nothing where its vocabulary is not known. */
void lm_vocabulary_add(LmDetailBuilder *builder, LmDetail *parent, const LmXmlNode *root);
