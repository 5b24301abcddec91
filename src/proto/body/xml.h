/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* XML 1.0 (fifth edition) with namespaces, read for showing: what is not well-formed is noted and
 * passed over, and every part knows its bytes. There are no entities but the five that need no
 * declaration and character references: of a document type declaration nothing is read, nothing is
 * fetched, and nothing can grow. The tree is in the caller's arena, its slices point into the text.
 * Linear in the length of the text, bounded by LM_LIMIT_XML_NODES and LM_LIMIT_XML_DEPTH. Pure. */

#include "base/arena.h"
#include "proto/anomaly.h"

typedef enum {
  LM_XML_ELEMENT,
  LM_XML_TEXT,  /* character data that is not white space alone */
  LM_XML_CDATA, /* content is what is between the brackets */
  LM_XML_COMMENT,
  LM_XML_INSTRUCTION, /* content is all between the question marks; also the XML declaration */
} LmXmlKind;

typedef struct LmXmlAttribute LmXmlAttribute;
struct LmXmlAttribute {
  LmSlice name;  /* with its prefix */
  LmSlice value; /* between the quotes, with references */
  LmSlice bytes; /* name, "=" and value */
  LmXmlAttribute *next;
};

typedef struct LmXmlNode LmXmlNode;
struct LmXmlNode {
  LmXmlKind kind;
  LmSlice name;      /* of an element, with its prefix */
  LmSlice local;     /* without it */
  LmSlice namespace; /* its URI; empty where there is none */
  LmSlice content;   /* of all other kinds */
  LmSlice bytes;     /* from the first to behind the last, end tag included */
  LmXmlAttribute *attributes, *last_attribute;
  LmXmlNode *parent, *first_child, *last_child, *next;
};

#define LM_XML_MAX_FAULTS 8

typedef struct {
  LmXmlNode top;              /* its children are the document's nodes; it is no node itself */
  LmXmlNode *root;            /* the element that has all others; NULL if there is none */
  uint32_t n_nodes, n_faults; /* all faults that were met; the first are kept */
  struct {
    LmAnomalyKind kind; /* BODY_XML, BODY_XML_DTD, BODY_LIMIT */
    LmSlice bytes;
  } faults[LM_XML_MAX_FAULTS];
} LmXml;

void lm_xml_parse(LmSlice text, LmArena *arena, LmXml *xml);
/* @text with its references replaced: itself where it has none, else a copy in @arena. A reference
 * to an entity that is not one of the five stays as it is. */
LmSlice lm_xml_value(LmSlice text, LmArena *arena);
/* The character data of an element, white space at its ends left out: that of its first text or
 * CDATA, references replaced. Empty if there is none. */
LmSlice lm_xml_text(const LmXmlNode *element, LmArena *arena);
/* The first attribute called @local, whatever its prefix; NULL if there is none. */
const LmXmlAttribute *lm_xml_attribute(const LmXmlNode *element, LmSlice local);
/* The part of a name behind its colon. */
LmSlice lm_xml_local(LmSlice name);
/* @text again, a line an element, two spaces a level; in @arena. What cannot be indented without
 * changing what it says (text beside elements) stays in its line. */
LmSlice lm_xml_indent(const LmXml *xml, LmArena *arena);
