/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Character data: references replaced (XML 1.0, 4.1, 4.6), and elements indented. */

#include "proto/body/decode.h"
#include "proto/body/xml.h"

/* The number of a character reference, "#60" or "#x3c"; 0 for anything that is none. */
static uint32_t
character_of(LmSlice reference)
{
  if (lm_slice_at(reference, 0) != '#')
    return 0;
  bool hex = lm_slice_at(reference, 1) == 'x';
  LmSlice digits = lm_slice_from(reference, hex ? 2 : 1);
  uint32_t value = 0;
  for (size_t i = 0; i < digits.len && value < 0x110000; i++) {
    int byte = lm_slice_at(digits, i), digit = -1;
    if (byte >= '0' && byte <= '9')
      digit = byte - '0';
    else if (hex && (byte | 0x20) >= 'a' && (byte | 0x20) <= 'f')
      digit = (byte | 0x20) - 'a' + 10;
    if (digit < 0)
      return 0;
    value = value * (hex ? 16 : 10) + (uint32_t)digit;
  }
  return value < 0x110000 && (value < 0xd800 || value > 0xdfff) ? value : 0;
}

static bool
add_reference(LmText *text, LmSlice reference)
{
  static const struct {
    const char *name;
    char character;
  } entities[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
    if (lm_slice_equal(reference, lm_slice_str(entities[i].name))) {
      lm_text_add_char(text, entities[i].character);
      return true;
    }
  uint32_t character = character_of(reference);
  if (character)
    lm_body_add_character(text, character);
  return character != 0;
}

LmSlice
lm_xml_value(LmSlice value, LmArena *arena)
{
  enum { LONGEST_REFERENCE = 10 }; /* "#x0010ffff" */
  if (lm_slice_find_byte(value, '&', 0) < 0)
    return value;
  LmText text = LM_TEXT_INIT;
  LmSlice rest = value;
  while (rest.len) {
    ptrdiff_t mark = lm_slice_find_byte(rest, '&', 0);
    lm_text_add(&text, mark < 0 ? rest : lm_slice_sub(rest, 0, (size_t)mark));
    if (mark < 0)
      break;
    rest = lm_slice_from(rest, (size_t)mark + 1);
    ptrdiff_t end = lm_slice_find_byte(lm_slice_sub(rest, 0, LONGEST_REFERENCE + 1), ';', 0);
    if (end > 0 && add_reference(&text, lm_slice_sub(rest, 0, (size_t)end)))
      rest = lm_slice_from(rest, (size_t)end + 1);
    else
      lm_text_add_char(&text, '&');
  }
  LmSlice copy = lm_arena_copy(arena, lm_slice(text.str, text.len));
  lm_text_clear(&text);
  return copy;
}

static void
add_start_tag(LmText *text, const LmXmlNode *element)
{
  lm_text_add_char(text, '<');
  lm_text_add(text, element->name);
  for (const LmXmlAttribute *one = element->attributes; one; one = one->next) {
    lm_text_add_char(text, ' ');
    lm_text_add(text, one->bytes);
  }
  lm_text_add_str(text, element->first_child ? ">" : "/>");
}

static void
add_end_tag(LmText *text, const LmXmlNode *element)
{
  lm_text_add_str(text, "</");
  lm_text_add(text, element->name);
  lm_text_add_char(text, '>');
}

static bool
has_text(const LmXmlNode *element)
{
  for (const LmXmlNode *node = element->first_child; node; node = node->next)
    if (node->kind == LM_XML_TEXT || node->kind == LM_XML_CDATA)
      return true;
  return false;
}

/* The node behind @node in the order of the text, ending the elements that end with it. */
static const LmXmlNode *
go_on(LmText *text, const LmXmlNode *node, const LmXmlNode *top, int *depth)
{
  while (!node->next) {
    node = node->parent;
    if (node == top)
      return NULL;
    lm_text_printf(text, "%*s", --*depth * 2, "");
    add_end_tag(text, node);
    lm_text_add_char(text, '\n');
  }
  return node->next;
}

LmSlice
lm_xml_indent(const LmXml *xml, LmArena *arena)
{
  LmText text = LM_TEXT_INIT;
  int depth = 0;
  const LmXmlNode *node = xml->top.first_child;
  while (node) {
    lm_text_printf(&text, "%*s", depth * 2, "");
    bool whole = node->kind != LM_XML_ELEMENT || has_text(node);
    if (whole)
      lm_text_add(&text, node->bytes);
    else
      add_start_tag(&text, node);
    lm_text_add_char(&text, '\n');
    if (!whole && node->first_child) {
      node = node->first_child;
      depth++;
    } else {
      node = go_on(&text, node, &xml->top, &depth);
    }
  }
  LmSlice copy = lm_arena_copy(arena, lm_slice(text.str, text.len));
  lm_text_clear(&text);
  return copy;
}
