/* SPDX-License-Identifier: GPL-3.0-or-later */

/* XML bodies as a tree: below a short summary, if the vocabulary is known, every element. */

#include "proto/body/types.h"
#include "proto/body/vocabulary.h"
#include "proto/body/xml.h"

static void
add_value(LmDetailBuilder *builder, LmDetail *parent, const char *name, LmSlice value)
{
  lm_detail_add(builder, parent, name, value)->value = lm_xml_value(value, builder->arena);
}

static void
add_attributes(LmDetailBuilder *builder, LmDetail *parent, const LmXmlNode *element)
{
  for (const LmXmlAttribute *one = element->attributes; one; one = one->next) {
    const char *name =
        lm_arena_printf(builder->arena, "@%.*s", (int)one->name.len, (const char *)one->name.data);
    LmDetail *node = lm_detail_add(builder, parent, name, one->bytes);
    node->value = lm_xml_value(one->value, builder->arena);
  }
}

/* The text of an element that has nothing else. */
static const LmXmlNode *
only_text(const LmXmlNode *element)
{
  const LmXmlNode *child = element->first_child;
  bool only = child && !child->next;
  return only && (child->kind == LM_XML_TEXT || child->kind == LM_XML_CDATA) ? child : NULL;
}

/* As deep as LM_LIMIT_XML_DEPTH. */
static void
add_node(LmDetailBuilder *builder, LmDetail *parent, const LmXmlNode *node)
{
  static const char *const names[] = {[LM_XML_TEXT] = N_("Text"),
                                      [LM_XML_CDATA] = N_("Text"),
                                      [LM_XML_COMMENT] = N_("Comment"),
                                      [LM_XML_INSTRUCTION] = N_("Processing instruction")};
  if (node->kind == LM_XML_TEXT) {
    add_value(builder, parent, names[node->kind], node->content);
    return;
  }
  if (node->kind != LM_XML_ELEMENT) {
    lm_detail_add(builder, parent, names[node->kind], node->bytes)->value = node->content;
    return;
  }
  LmDetail *element =
      lm_detail_add(builder, parent, lm_arena_string(builder->arena, node->name), node->bytes);
  const LmXmlNode *text = only_text(node);
  element->value = text ? lm_xml_text(node, builder->arena) : LM_SLICE_EMPTY;
  add_attributes(builder, element, node);
  for (const LmXmlNode *child = text ? NULL : node->first_child; child; child = child->next)
    add_node(builder, element, child);
}

void
lm_body_show_xml(LmDetailBuilder *builder, LmDetail *node, const LmBody *body)
{
  LmXml *xml = lm_arena_alloc(builder->arena, sizeof *xml);
  lm_xml_parse(body->bytes, builder->arena, xml);
  /* In many messages all of it is one line. */
  if (xml->n_faults == 0)
    node->value = lm_xml_indent(xml, builder->arena);
  /* The summary comes first, but what is wrong is told at the elements. */
  LmDetail summary = {.offset = node->offset, .depth = node->depth};
  if (xml->root)
    lm_vocabulary_add(builder, &summary, xml->root);
  for (const LmXmlNode *child = xml->top.first_child; child; child = child->next)
    add_node(builder, node, child);
  for (uint32_t i = 0; i < xml->n_faults && i < LM_XML_MAX_FAULTS; i++)
    lm_body_add_fault(builder, node, xml->faults[i].kind, xml->faults[i].bytes);
  if (!summary.first_child)
    return;
  summary.first_child->next = node->first_child;
  node->first_child = summary.first_child;
  if (!node->last_child)
    node->last_child = summary.first_child;
}
