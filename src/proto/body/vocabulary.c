/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/body/vocabulary.h"

#include "base/limits.h"

typedef struct {
  LmDetailBuilder *builder;
  const LmVocabulary *vocabulary;
} Writer;

static void add_rows(Writer *writer, size_t first, LmDetail *parent, const LmXmlNode *context);

static bool
is_named(const LmXmlNode *node, LmSlice name)
{
  return node->kind == LM_XML_ELEMENT &&
         (lm_slice_equal(name, LM_SLICE_LITERAL("*")) || lm_slice_equal(node->local, name));
}

/* What stands first at @path from @element: its text or an attribute. @bytes is where it is. */
static LmSlice
value_at(Writer *writer, const LmXmlNode *element, LmSlice path, LmSlice *bytes)
{
  while (path.len && lm_slice_at(path, 0) != '@') {
    LmSlice name = lm_slice_split(path, '/', &path);
    const LmXmlNode *child = element->first_child;
    while (child && !is_named(child, name))
      child = child->next;
    if (!child)
      return LM_SLICE_EMPTY;
    element = child;
  }
  *bytes = element->bytes;
  if (path.len == 0)
    return lm_xml_text(element, writer->builder->arena);
  const LmXmlAttribute *attribute = lm_xml_attribute(element, lm_slice_from(path, 1));
  if (!attribute)
    return LM_SLICE_EMPTY;
  *bytes = attribute->bytes;
  return lm_xml_value(attribute->value, writer->builder->arena);
}

static void
add_field(Writer *writer, const LmVocabularyRow *row, LmDetail *parent, const LmXmlNode *element)
{
  LmSlice bytes = element->bytes, value = LM_SLICE_EMPTY;
  if (!row->value)
    value = lm_xml_text(element, writer->builder->arena);
  else if (strcmp(row->value, "*") == 0)
    value = element->local;
  else if (*row->value)
    value = value_at(writer, element, lm_slice_str(row->value), &bytes);
  const char *label =
      row->label ? row->label : lm_arena_string(writer->builder->arena, element->local);
  LmDetail *node = lm_detail_add(writer->builder, parent, label, element->bytes);
  node->value = value;
  add_rows(writer, (size_t)(row - writer->vocabulary->rows) + 1, node, element);
}

/* Each element at @path from @context. Paths have few steps. */
static void
add_each(Writer *writer, const LmVocabularyRow *row, LmDetail *parent, const LmXmlNode *context,
         LmSlice path)
{
  LmSlice rest, name = lm_slice_split(path, '/', &rest);
  if (lm_slice_at(name, 0) == '@') {
    LmSlice bytes = LM_SLICE_EMPTY, value = value_at(writer, context, name, &bytes);
    if (value.len)
      lm_detail_add(writer->builder, parent, row->label, bytes)->value = value;
    return;
  }
  for (const LmXmlNode *child = context->first_child; child; child = child->next) {
    if (!is_named(child, name))
      continue;
    if (rest.len)
      add_each(writer, row, parent, child, rest);
    else if (writer->builder->n_nodes < LM_LIMIT_DETAIL_NODES)
      add_field(writer, row, parent, child);
  }
}

/* The rows from @first on that are of its level, up to one of a smaller level. Where @first is not
 * deeper than the row before it there are none. Levels are as deep as the tables have them. */
static void
add_rows(Writer *writer, size_t first, LmDetail *parent, const LmXmlNode *context)
{
  const LmVocabularyRow *rows = writer->vocabulary->rows;
  size_t n = writer->vocabulary->n_rows;
  uint8_t level = first ? (uint8_t)(rows[first - 1].level + 1) : 0;
  for (size_t i = first; i < n && rows[i].level >= level; i++)
    if (rows[i].level == level)
      add_each(writer, &rows[i], parent, context, lm_slice_str(rows[i].path));
}

static const LmVocabulary *
find(const LmVocabulary *table, const LmXmlNode *root)
{
  for (; table->label; table++)
    if (lm_slice_equal(root->local, lm_slice_str(table->root)) &&
        lm_slice_equal(root->namespace, lm_slice_str(table->namespace)))
      return table;
  return NULL;
}

void
lm_vocabulary_add(LmDetailBuilder *builder, LmDetail *parent, const LmXmlNode *root)
{
  static const LmVocabulary *const tables[] = {lm_vocabularies_presence, lm_vocabularies_events,
                                               lm_vocabularies_others};
  const LmVocabulary *found = NULL;
  for (size_t i = 0; i < sizeof tables / sizeof tables[0] && !found; i++)
    found = find(tables[i], root);
  if (!found)
    return;
  Writer writer = {.builder = builder, .vocabulary = found};
  LmDetail *node = lm_detail_add(builder, parent, found->label, root->bytes);
  node->value = LM_SLICE_EMPTY;
  add_rows(&writer, 0, node, root);
}
