/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/body/xml.h"

#include "base/limits.h"
#include "base/scan.h"

/* More name spaces than these in scope at one place are left unresolved. */
#define MOST_BINDINGS 32

typedef struct {
  LmSlice prefix, uri;
  uint32_t depth; /* of the element that declares it */
} Binding;

typedef struct {
  LmSlice text;
  LmArena *arena;
  LmXml *xml;
  LmXmlNode *open; /* what the next node is put into */
  uint32_t depth;  /* of open */
  Binding bindings[MOST_BINDINGS];
  size_t n_bindings;
} Reader;

static void
fault(Reader *reader, LmAnomalyKind kind, LmSlice bytes)
{
  LmXml *xml = reader->xml;
  if (xml->n_faults < LM_XML_MAX_FAULTS) {
    xml->faults[xml->n_faults].kind = kind;
    xml->faults[xml->n_faults].bytes = bytes;
  }
  xml->n_faults++;
}

static bool
is_space(int byte)
{
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* XML 1.0, 2.3: names are nearly everything that nothing else is. */
static bool
is_name_char(int byte)
{
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.' || byte == ':' ||
         byte >= 0x80;
}

static LmSlice
take_name(const Reader *reader, size_t *at)
{
  size_t start = *at;
  while (is_name_char(lm_slice_at(reader->text, *at)))
    ++*at;
  return lm_slice_sub(reader->text, start, *at - start);
}

static void
skip_space(const Reader *reader, size_t *at)
{
  while (is_space(lm_slice_at(reader->text, *at)))
    ++*at;
}

static LmXmlNode *
add_node(Reader *reader, LmXmlKind kind, LmSlice bytes)
{
  LmXmlNode *node = lm_arena_alloc(reader->arena, sizeof *node), *parent = reader->open;
  *node = (LmXmlNode){.kind = kind, .bytes = bytes, .parent = parent};
  if (parent->last_child)
    parent->last_child->next = node;
  else
    parent->first_child = node;
  parent->last_child = node;
  reader->xml->n_nodes++;
  return node;
}

LmSlice
lm_xml_local(LmSlice name)
{
  ptrdiff_t colon = lm_slice_find_byte(name, ':', 0);
  return lm_slice_from(name, colon >= 0 ? (size_t)colon + 1 : 0);
}

/* Namespaces in XML, 3: "xmlns" or "xmlns:prefix". */
static void
bind(Reader *reader, const LmXmlAttribute *attribute)
{
  LmSlice rest;
  if (!lm_slice_equal(lm_slice_split(attribute->name, ':', &rest), LM_SLICE_LITERAL("xmlns")) ||
      reader->n_bindings == MOST_BINDINGS)
    return;
  reader->bindings[reader->n_bindings++] =
      (Binding){.prefix = rest, .uri = attribute->value, .depth = reader->depth + 1};
}

static void
resolve(const Reader *reader, LmXmlNode *element)
{
  element->local = lm_xml_local(element->name);
  size_t prefix_len = element->name.len - element->local.len;
  LmSlice prefix = lm_slice_sub(element->name, 0, prefix_len ? prefix_len - 1 : 0);
  for (size_t i = reader->n_bindings; i-- > 0;)
    if (lm_slice_equal(reader->bindings[i].prefix, prefix)) {
      element->namespace = reader->bindings[i].uri;
      return;
    }
}

static void
close_element(Reader *reader, size_t end)
{
  LmXmlNode *element = reader->open;
  size_t start = lm_scan_offset(reader->text, element->bytes);
  element->bytes = lm_slice_sub(reader->text, start, end - start);
  reader->open = element->parent;
  while (reader->n_bindings && reader->bindings[reader->n_bindings - 1].depth >= reader->depth)
    reader->n_bindings--;
  reader->depth--;
}

/* Takes one attribute, "name = 'value'", from @at on; false where there is none. */
static bool
take_attribute(Reader *reader, LmXmlNode *element, size_t *at)
{
  size_t start = *at;
  LmSlice name = take_name(reader, at);
  if (name.len == 0)
    return false;
  size_t behind_name = *at;
  skip_space(reader, at);
  int quote = -1;
  if (lm_slice_at(reader->text, *at) == '=') {
    ++*at;
    skip_space(reader, at);
    quote = lm_slice_at(reader->text, *at);
  }
  size_t end = reader->text.len;
  if (quote == '"' || quote == '\'')
    end = lm_scan_any(reader->text, *at + 1, (uint8_t)quote, (uint8_t)quote, '<', '<');
  if (end == reader->text.len || lm_slice_at(reader->text, end) == '<') {
    *at = behind_name;
    fault(reader, LM_ANOMALY_BODY_XML, name);
    return true;
  }
  LmXmlAttribute *attribute = lm_arena_alloc(reader->arena, sizeof *attribute);
  attribute->name = name;
  attribute->value = lm_slice_sub(reader->text, *at + 1, end - *at - 1);
  *at = end + 1;
  attribute->bytes = lm_slice_sub(reader->text, start, *at - start);
  if (element->last_attribute)
    element->last_attribute->next = attribute;
  else
    element->attributes = attribute;
  element->last_attribute = attribute;
  reader->xml->n_nodes++;
  bind(reader, attribute);
  return true;
}

static size_t
take_start_tag(Reader *reader, size_t at)
{
  size_t start = at++;
  LmXmlNode *element = add_node(reader, LM_XML_ELEMENT, lm_slice_sub(reader->text, start, 1));
  element->name = take_name(reader, &at);
  skip_space(reader, &at);
  while (reader->xml->n_nodes < LM_LIMIT_XML_NODES && take_attribute(reader, element, &at))
    skip_space(reader, &at);
  resolve(reader, element);
  if (reader->open == &reader->xml->top) {
    if (reader->xml->root)
      fault(reader, LM_ANOMALY_BODY_XML, element->name);
    else
      reader->xml->root = element;
  }
  bool empty = lm_slice_at(reader->text, at) == '/';
  size_t end = lm_scan_any(reader->text, at, '>', '>', '<', '<');
  bool closed = lm_slice_at(reader->text, end) == '>';
  if (!closed || end != at + (empty ? 1 : 0))
    fault(reader, LM_ANOMALY_BODY_XML, lm_slice_sub(reader->text, start, end - start));
  end += closed ? 1 : 0;
  reader->open = element;
  reader->depth++;
  if (empty)
    close_element(reader, end);
  return end;
}

static bool
is_open(const Reader *reader, LmSlice name)
{
  for (const LmXmlNode *node = reader->open; node != &reader->xml->top; node = node->parent)
    if (lm_slice_equal(node->name, name))
      return true;
  return false;
}

/* An end tag of an element further out closes those within too; one of none is passed over. */
static size_t
take_end_tag(Reader *reader, size_t at)
{
  size_t start = at, end;
  at += 2;
  LmSlice name = take_name(reader, &at);
  skip_space(reader, &at);
  end = lm_scan_any(reader->text, at, '>', '>', '<', '<');
  bool closed = lm_slice_at(reader->text, end) == '>';
  end += closed ? 1 : 0;
  LmSlice bytes = lm_slice_sub(reader->text, start, end - start);
  bool known = is_open(reader, name);
  if (!closed || !known || !lm_slice_equal(reader->open->name, name))
    fault(reader, LM_ANOMALY_BODY_XML, bytes);
  while (known && !lm_slice_equal(reader->open->name, name))
    close_element(reader, start);
  if (known)
    close_element(reader, end);
  return end;
}

/* Something between @before and @behind, such as a comment. */
static size_t
take_marked(Reader *reader, size_t at, LmXmlKind kind, LmSlice before, LmSlice behind)
{
  LmSlice rest = lm_slice_from(reader->text, at + before.len);
  ptrdiff_t end = lm_slice_find(rest, behind);
  LmSlice content = end >= 0 ? lm_slice_sub(rest, 0, (size_t)end) : rest;
  size_t len = before.len + content.len + (end >= 0 ? behind.len : 0);
  LmXmlNode *node = add_node(reader, kind, lm_slice_sub(reader->text, at, len));
  node->content = content;
  if (end < 0)
    fault(reader, LM_ANOMALY_BODY_XML, lm_slice_sub(node->bytes, 0, before.len));
  return at + len;
}

/* Passed over as a whole: quotes and what is in square brackets do not end it (XML 1.0, 2.8). */
static size_t
take_doctype(Reader *reader, size_t at)
{
  size_t start = at;
  int brackets = 0, quote = 0;
  for (; at < reader->text.len; at++) {
    int byte = lm_slice_at(reader->text, at);
    if (quote) {
      quote = byte == quote ? 0 : quote;
    } else if (byte == '"' || byte == '\'') {
      quote = byte;
    } else if (byte == '[' || byte == ']') {
      brackets += byte == '[' ? 1 : -1;
    } else if (byte == '>' && brackets <= 0) {
      at++;
      break;
    }
  }
  fault(reader, LM_ANOMALY_BODY_XML_DTD, lm_slice_sub(reader->text, start, at - start));
  return at;
}

static size_t
take_text(Reader *reader, size_t at)
{
  size_t end = lm_scan_byte(reader->text, at, '<');
  LmSlice bytes = lm_slice_trim(lm_slice_sub(reader->text, at, end - at));
  if (bytes.len == 0)
    return end;
  add_node(reader, LM_XML_TEXT, bytes)->content = bytes;
  if (reader->open == &reader->xml->top)
    fault(reader, LM_ANOMALY_BODY_XML, bytes);
  return end;
}

static size_t
take_markup(Reader *reader, size_t at)
{
  LmSlice rest = lm_slice_from(reader->text, at);
  if (lm_slice_starts_with(rest, LM_SLICE_LITERAL("<!--")))
    return take_marked(reader, at, LM_XML_COMMENT, LM_SLICE_LITERAL("<!--"),
                       LM_SLICE_LITERAL("-->"));
  if (lm_slice_starts_with(rest, LM_SLICE_LITERAL("<![CDATA[")))
    return take_marked(reader, at, LM_XML_CDATA, LM_SLICE_LITERAL("<![CDATA["),
                       LM_SLICE_LITERAL("]]>"));
  if (lm_slice_starts_with(rest, LM_SLICE_LITERAL("<?")))
    return take_marked(reader, at, LM_XML_INSTRUCTION, LM_SLICE_LITERAL("<?"),
                       LM_SLICE_LITERAL("?>"));
  if (lm_slice_starts_with(rest, LM_SLICE_LITERAL("<!")))
    return take_doctype(reader, at);
  if (lm_slice_starts_with(rest, LM_SLICE_LITERAL("</")))
    return take_end_tag(reader, at);
  if (is_name_char(lm_slice_at(rest, 1)) && reader->depth < LM_LIMIT_XML_DEPTH)
    return take_start_tag(reader, at);
  /* A "<" that begins nothing is a fault; one too deep begins what is passed over. */
  bool deep = is_name_char(lm_slice_at(rest, 1));
  fault(reader, deep ? LM_ANOMALY_BODY_LIMIT : LM_ANOMALY_BODY_XML, lm_slice_sub(rest, 0, 1));
  return deep ? reader->text.len : at + 1;
}

void
lm_xml_parse(LmSlice text, LmArena *arena, LmXml *xml)
{
  *xml = (LmXml){0};
  Reader reader = {.text = text, .arena = arena, .xml = xml, .open = &xml->top};
  /* A byte order mark (XML 1.0, 4.3.3). */
  size_t at = lm_slice_starts_with(text, LM_SLICE_LITERAL("\xef\xbb\xbf")) ? 3 : 0;
  while (at < text.len && xml->n_nodes < LM_LIMIT_XML_NODES)
    at = lm_slice_at(text, at) == '<' ? take_markup(&reader, at) : take_text(&reader, at);
  LmSlice end = lm_slice_sub(text, text.len, 0);
  if (at < text.len)
    fault(&reader, LM_ANOMALY_BODY_LIMIT, lm_slice_sub(text, at, 1));
  else if (reader.open != &xml->top || !xml->root)
    fault(&reader, LM_ANOMALY_BODY_XML, end);
  while (reader.open != &xml->top)
    close_element(&reader, at);
}

const LmXmlAttribute *
lm_xml_attribute(const LmXmlNode *element, LmSlice local)
{
  for (const LmXmlAttribute *one = element->attributes; one; one = one->next)
    if (lm_slice_equal(lm_xml_local(one->name), local))
      return one;
  return NULL;
}

LmSlice
lm_xml_text(const LmXmlNode *element, LmArena *arena)
{
  for (const LmXmlNode *node = element->first_child; node; node = node->next)
    if (node->kind == LM_XML_TEXT)
      return lm_xml_value(node->content, arena);
    else if (node->kind == LM_XML_CDATA)
      return lm_slice_trim(node->content);
  return LM_SLICE_EMPTY;
}
