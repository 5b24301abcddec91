/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "body.h"
#include "proto/body/xml.h"

#define BROKEN "! The body is not well-formed XML=\n"

static void
test_tree(void)
{
  g_autofree char *tree = body_text_tree(
      "application/xml",
      "<?xml version=\"1.0\"?>\r\n<!-- c --><a:x xmlns:a='u' k=\"1 &lt; 2\">\r\n <y>a &amp; "
      "&#x20ac;</y><z/>text<![CDATA[<&]]></a:x>");
  g_assert_cmpstr(tree, ==,
                  "Processing instruction=xml version=\"1.0\"\n"
                  "Comment= c \n"
                  "a:x=\n"
                  "  @xmlns:a=u\n"
                  "  @k=1 < 2\n"
                  "  y=a & €\n"
                  "  z=\n"
                  "  Text=text\n"
                  "  Text=<&\n");
}

static void
test_broken(void)
{
  static const char *const texts[] = {
      "<a>",       "<a",        "<a/",        "<a><b></a>", "</a>",     "<a></a><b/>",
      "<a b=c/>",  "<a b='c/>", "<a b/>",     "text",       "<a/>text", "<!-- <a/>",
      "<a><b</a>", "<1 ",       "<a>< b</a>", "<a/ >",      "< a/>",    "<![CDATA[",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autofree char *tree = body_text_tree("text/xml", texts[i]);
    g_test_message("%s", texts[i]);
    g_assert_nonnull(strstr(tree, BROKEN));
  }
  g_autofree char *mended = body_text_tree("text/xml", "<a><b><c>1</a>");
  g_assert_cmpstr(mended, ==, "a=\n  b=\n    c=1\n  " BROKEN);
}

/* Of entities that grow, and of those outside, nothing is read. */
static void
test_entities(void)
{
  g_autofree char *tree = body_text_tree(
      "text/xml", "<!DOCTYPE a [<!ENTITY l \"lol\"><!ENTITY m \"&l;&l;&l;]>\">"
                  "<!ENTITY f SYSTEM \"file:///etc/passwd\">]><a b='&m;'>&m;&f;&#0;&#xd800;</a>");
  g_assert_cmpstr(tree, ==,
                  "! The body has a document type declaration, of which nothing is used=\n"
                  "a=&m;&f;&#0;&#xd800;\n"
                  "  @b=&m;\n");
}

static void
test_limits(void)
{
  GString *deep = g_string_new("");
  for (int i = 0; i < 100; i++)
    g_string_append(deep, "<a>");
  g_autofree char *tree = body_text_tree("text/xml", deep->str);
  g_assert_nonnull(strstr(tree, "! There is more in the body than is analyzed=\n"));
  g_string_assign(deep, "<a>");
  for (unsigned i = 0; i < LM_LIMIT_XML_NODES + 10; i++)
    g_string_append(deep, "<b/>");
  g_autofree char *wide = body_text_tree("text/xml", deep->str);
  g_assert_cmpuint(strlen(wide), >, LM_LIMIT_XML_NODES);
  g_string_free(deep, TRUE);
}

static void
test_places(void)
{
  static const char text[] = "<a><b c='d'>e</b></a>";
  LmArena arena = LM_ARENA_INIT;
  LmXml xml;
  lm_xml_parse(lm_slice_str(text), &arena, &xml);
  const LmXmlNode *b = xml.root->first_child;
  g_assert_true(lm_slice_equal(b->bytes, LM_SLICE_LITERAL("<b c='d'>e</b>")));
  g_assert_true(lm_slice_equal(b->attributes->bytes, LM_SLICE_LITERAL("c='d'")));
  g_assert_true(b->bytes.data == (const uint8_t *)text + 3);
  g_assert_cmpuint(xml.n_faults, ==, 0);
  lm_arena_clear(&arena);
}

static void
test_namespaces(void)
{
  LmArena arena = LM_ARENA_INIT;
  LmXml xml;
  lm_xml_parse(lm_slice_str("<p:a xmlns='u' xmlns:p='v'><b xmlns='w'/><c/><q:d/></p:a>"), &arena,
               &xml);
  const LmXmlNode *b = xml.root->first_child, *c = b->next, *d = c->next;
  g_assert_true(lm_slice_equal(xml.root->namespace, LM_SLICE_LITERAL("v")));
  g_assert_true(lm_slice_equal(xml.root->local, LM_SLICE_LITERAL("a")));
  g_assert_true(lm_slice_equal(b->namespace, LM_SLICE_LITERAL("w")));
  g_assert_true(lm_slice_equal(c->namespace, LM_SLICE_LITERAL("u")));
  g_assert_cmpuint(d->namespace.len, ==, 0);
  lm_arena_clear(&arena);
}

static void
test_indent(void)
{
  LmArena arena = LM_ARENA_INIT;
  LmXml xml;
  lm_xml_parse(lm_slice_str("<?xml?><a b='c'><d><e>x &amp; y</e><f/></d></a>"), &arena, &xml);
  g_autofree char *text = NULL;
  LmSlice indented = lm_xml_indent(&xml, &arena);
  text = g_strndup((const char *)indented.data, indented.len);
  g_assert_cmpstr(text, ==,
                  "<?xml?>\n<a b='c'>\n  <d>\n    <e>x &amp; y</e>\n    <f/>\n  </d>\n</a>\n");
  lm_arena_clear(&arena);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/body-xml/tree", test_tree);
  g_test_add_func("/body-xml/broken", test_broken);
  g_test_add_func("/body-xml/entities", test_entities);
  g_test_add_func("/body-xml/limits", test_limits);
  g_test_add_func("/body-xml/places", test_places);
  g_test_add_func("/body-xml/namespaces", test_namespaces);
  g_test_add_func("/body-xml/indent", test_indent);
  return g_test_run();
}
