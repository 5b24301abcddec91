/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "body.h"
#include "linear.h"

#include <zlib.h>

#define BROKEN_JSON "! The body is not well-formed JSON=\n"

static size_t
deflate_text(const char *text, size_t len, int window_bits, uint8_t *out, size_t size)
{
  z_stream stream = {0};
  g_autofree uint8_t *copy = g_memdup2(text, len);
  g_assert_cmpint(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 9, Z_DEFAULT_STRATEGY), ==,
                  Z_OK);
  stream.next_in = copy;
  stream.avail_in = (uInt)len;
  stream.next_out = out;
  stream.avail_out = (uInt)size;
  g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
  deflateEnd(&stream);
  return stream.total_out;
}

static void
test_codings(void)
{
  static const struct {
    const char *coding;
    int window_bits;
  } codings[] = {{"gzip", 31}, {"x-GZIP", 31}, {"deflate", 15}, {"deflate", -15}};
  for (size_t i = 0; i < G_N_ELEMENTS(codings); i++) {
    uint8_t bytes[256];
    size_t len = deflate_text("{\"a\":1}", 7, codings[i].window_bits, bytes, sizeof bytes);
    g_autofree char *tree = body_tree("application/json", codings[i].coding, "", bytes, len);
    g_assert_cmpstr(tree, ==, "Decoded body={\"a\":1}\n  a=1\n");
    /* Cut short it shows what came out before. */
    g_autofree char *cut = body_tree("text/plain", codings[i].coding, "", bytes, len - 9);
    g_assert_nonnull(strstr(cut, "! The body is not encoded as its Content-Encoding says=\n"));
  }
  g_autofree char *none = body_tree("text/plain", "gzip", "", "hello", 5);
  g_assert_cmpstr(none, ==, "! The body is not encoded as its Content-Encoding says=\n");
  g_autofree char *other = body_tree("text/plain", "compress", "", "hello", 5);
  g_assert_cmpstr(other, ==, "");
}

/* A few KiB that would be GiB end at the limit, and say so. */
static void
test_bomb(void)
{
  size_t len = LM_LIMIT_BODY_DECODED_BYTES * 2u, size = 1u << 20;
  g_autofree char *zeros = g_malloc0(len);
  g_autofree uint8_t *bytes = g_malloc(size);
  size_t n = deflate_text(zeros, len, 31, bytes, size);
  g_autofree char *tree = body_tree("text/plain", "gzip", "", bytes, n);
  g_assert_nonnull(strstr(tree, "! There is more in the body than is analyzed=\n"));
}

static void
test_transfer_encodings(void)
{
  g_autofree char *base64 = body_tree("application/json", "", "base64", "eyJh\r\nIjoxfQ==\r\n", 16);
  g_assert_cmpstr(base64, ==, "Decoded body={\"a\":1}\n  a=1\n");
  g_autofree char *quoted = body_tree("text/plain", "", "Quoted-Printable", "a=3D=\r\nb", 8);
  g_assert_cmpstr(quoted, ==, "Decoded body=a=b\n");
  static const char *const broken[][2] = {
      {"base64", "eyJ*"}, {"base64", "eyJhI"}, {"quoted-printable", "a=zz"}};
  for (size_t i = 0; i < G_N_ELEMENTS(broken); i++) {
    g_autofree char *tree =
        body_tree("text/plain", "", broken[i][0], broken[i][1], strlen(broken[i][1]));
    g_assert_nonnull(
        strstr(tree, "! The body is not encoded as its Content-Transfer-Encoding says=\n"));
  }
  g_autofree char *plain = body_tree("text/plain", "", "8bit", "eyJ*", 4);
  g_assert_cmpstr(plain, ==, "");
}

static void
test_multipart(void)
{
  g_autofree char *tree = body_text_tree(
      "multipart/mixed; boundary=\"o\"",
      "before\r\n--o\r\nContent-Type: multipart/alternative;\r\n boundary=i\r\n\r\n"
      "--i\r\nContent-Type: text/plain\r\nContent-Disposition: render;handling=optional\r\n"
      "\r\nHello\r\n--i--\r\n"
      "--o\r\nContent-Type: application/json\r\nContent-Transfer-Encoding: base64\r\n\r\n"
      "eyJhIjoxfQ==\r\n--o--\r\nafter\r\n");
  g_assert_cmpstr(tree, ==,
                  "Preamble=before\n"
                  "Part=multipart/alternative\n"
                  "  Content-Type=multipart/alternative;\\x0d\\x0a boundary=i\n"
                  "  Body=--i\\x0d\\x0aContent-Type: text/plain\\x0d\\x0aContent-Disposition: "
                  "render;handling=optional\\x0d\\x0a\\x0d\\x0aHello\\x0d\\x0a--i--\n"
                  "    Part=text/plain\n"
                  "      Content-Type=text/plain\n"
                  "      Content-Disposition=render;handling=optional\n"
                  "      Body=Hello\n"
                  "Part=application/json\n"
                  "  Content-Type=application/json\n"
                  "  Content-Transfer-Encoding=base64\n"
                  "  Body=eyJhIjoxfQ==\n"
                  "    Decoded body={\"a\":1}\n"
                  "      a=1\n"
                  "Epilogue=after\n");
}

static void
test_broken_multipart(void)
{
  g_autofree char *open = body_text_tree("multipart/mixed;boundary=b", "--b\r\n\r\nx\r\n--bc\r\n");
  g_assert_cmpstr(open, ==,
                  "Part=\n  Body=x\\x0d\\x0a--bc\\x0d\\x0a\n"
                  "! The boundary that ends a multipart body is missing=\n");
  static const char *const types[] = {"multipart/mixed", "multipart/mixed;boundary=c",
                                      "multipart/mixed;boundary=\"\""};
  for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
    g_autofree char *tree = body_text_tree(types[i], "--b\r\n\r\nx\r\n--b--");
    g_assert_cmpstr(tree, ==,
                    "! A multipart body has no boundary, or it stands nowhere in the body=\n");
  }
  GString *many = g_string_new("");
  for (int i = 0; i < 100; i++)
    g_string_append(many, "--b\r\n\r\nx\r\n");
  g_autofree char *tree = body_text_tree("multipart/mixed;boundary=b", many->str);
  g_assert_nonnull(strstr(tree, "! There is more in the body than is analyzed=\n"));
  g_string_free(many, TRUE);
}

/* Each level is a part of the one before; beyond the limit there is one note. */
static void
test_deep_multipart(void)
{
  GString *deep = g_string_new("");
  for (int i = 0; i < 40; i++)
    g_string_append_printf(deep, "--b%d\r\nContent-Type: multipart/mixed;boundary=b%d\r\n\r\n", i,
                           i + 1);
  g_autofree char *tree = body_text_tree("multipart/mixed;boundary=b0", deep->str);
  g_assert_nonnull(strstr(tree, "! There is more in the body than is analyzed=\n"));
  g_string_free(deep, TRUE);
}

static void
test_json(void)
{
  g_autofree char *tree =
      body_text_tree("application/vcon+json", "{\"a\" : [1, -2.5e3, true, {\"b\":\"x\\u00e4\\n"
                                              "\\ud83d\\ude00\"}],\"c\":{},\"\":null}");
  g_assert_cmpstr(tree, ==,
                  "a=\n  [0]=1\n  [1]=-2.5e3\n  [2]=true\n  [3]=\n    b=xä\\x0a😀\nc=\n=null\n");
  g_autofree char *list = body_text_tree("application/json", "[\"one\"]");
  g_assert_cmpstr(list, ==, "[0]=one\n");
  g_autofree char *bare = body_text_tree("application/json", " 7 ");
  g_assert_cmpstr(bare, ==, "Value=7\n");
}

static void
test_broken_json(void)
{
  static const char *const texts[] = {
      "",          "{",          "{\"a\"", "{\"a\":",   "{\"a\":1",
      "{\"a\":1,", "{\"a\":1}}", "[1,]",   "[\"\\x\"]", "[\"\\ud800\"]",
      "[\"\n\"]",  "[yes]",      "{a:1}",  "nope",      "\\"};
  for (size_t i = 1; i < G_N_ELEMENTS(texts); i++) {
    g_autofree char *tree = body_text_tree("application/json", texts[i]);
    g_assert_nonnull(strstr(tree, BROKEN_JSON));
  }
  g_autofree char *deep = g_strnfill(5000, '[');
  g_autofree char *tree = body_text_tree("application/json", deep);
  g_assert_nonnull(strstr(tree, "! There is more in the body than is analyzed=\n"));
}

static void
test_jwt(void)
{
  /* {"alg":"ES256","typ":"passport"} and {"iat":1443208345,"orig":{"tn":"12155551212"}} */
  g_autofree char *tree =
      body_text_tree("application/passport",
                     "eyJhbGciOiJFUzI1NiIsInR5cCI6InBhc3Nwb3J0In0."
                     "eyJpYXQiOjE0NDMyMDgzNDUsIm9yaWciOnsidG4iOiIxMjE1NTU1MTIxMiJ9fQ.c2ln");
  g_assert_cmpstr(tree, ==,
                  "Header={\"alg\":\"ES256\",\"typ\":\"passport\"}\n"
                  "  alg=ES256\n"
                  "  typ=passport\n"
                  "Payload={\"iat\":1443208345,\"orig\":{\"tn\":\"12155551212\"}}\n"
                  "  iat=1443208345\n"
                  "    Time=2015-09-25T19:12:25.000000000Z\n"
                  "  orig=\n"
                  "    tn=12155551212\n"
                  "Signature=c2ln\n");
  g_autofree char *broken = body_text_tree("application/jwt", "e*.x");
  g_assert_nonnull(strstr(broken, BROKEN_JSON));
}

static void
test_types(void)
{
  g_assert_nonnull(lm_body_type_show(LM_SLICE_LITERAL("Application/SDP ; x=y")));
  g_assert_nonnull(lm_body_type_show(LM_SLICE_LITERAL("application/anything+xml")));
  g_assert_nonnull(lm_body_type_show(LM_SLICE_LITERAL("multipart/related;boundary=x")));
  g_assert_null(lm_body_type_show(LM_SLICE_LITERAL("text/plain")));
  g_assert_null(lm_body_type_show(LM_SLICE_LITERAL("")));
  g_assert_null(lm_body_type_show(LM_SLICE_LITERAL("xml")));
}

static void
test_cpim(void)
{
  g_autofree char *tree =
      body_text_tree("message/cpim", "From: <im:a@b>\r\nTo: <im:c@d>\r\n\r\n"
                                     "Content-Type: application/json\r\n\r\n{\"a\":1}");
  g_assert_cmpstr(tree, ==,
                  "From=<im:a@b>\nTo=<im:c@d>\nContent-Type=application/json\n"
                  "Body={\"a\":1}\n  a=1\n");
}

static void
test_external(void)
{
  g_autofree char *tree = body_text_tree(
      "message/external-body;ACCESS-TYPE=URL;URL=\"http://www.example.com/photo\";size=723",
      "Content-Type: image/jpeg\r\nContent-ID: <1@example.com>\r\n\r\n");
  g_assert_cmpstr(tree, ==,
                  "URL=http://www.example.com/photo\nsize=723\nContent-Type=image/jpeg\n"
                  "Content-ID=<1@example.com>\n");
}

static void
run(const char *text, size_t len)
{
  LmSlice line, type = lm_slice_split(lm_slice(text, len), '\n', &line);
  g_autofree char *name = g_strndup((const char *)type.data, type.len);
  g_free(body_tree(name, "", "", line.data, line.len));
}

static void
test_linear(void)
{
  static const char *const parts[][3] = {
      {"multipart/mixed;boundary=b\n--b\n", "\n--c", ""},
      {"multipart/mixed;boundary=b\n--b\n", "a: b\n c\n", ""},
      {"multipart/mixed;boundary=b\n", "--b\n\nx\n", ""},
      {"application/json\n", "[", ""},
      {"application/json\n[", "1,", "1]"},
      {"application/json\n{\"", "\\n", "\":1}"},
      {"application/json\n{", "\"a\":\"b\",", ""},
      {"text/xml\n", "<a>", ""},
      {"text/xml\n<a>", "<b c='d'/>", "</a>"},
      {"text/xml\n<a ", "xmlns:b='d' ", "/>"},
      {"text/xml\n<a ", "b=\"", ""},
      {"text/xml\n<a>", "&amp;", "</a>"},
      {"text/xml\n<a>", "&", "</a>"},
      {"text/xml\n<a>", "</b>", "</a>"},
      {"text/xml\n", "<!--", ""},
      {"text/xml\n", "<!DOCTYPE", ""},
      {"text/xml\n", "<![CDATA[", ""},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
    assert_linear(run, parts[i][0], parts[i][1], parts[i][2]);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/body/codings", test_codings);
  g_test_add_func("/body/bomb", test_bomb);
  g_test_add_func("/body/transfer-encodings", test_transfer_encodings);
  g_test_add_func("/body/multipart", test_multipart);
  g_test_add_func("/body/multipart/broken", test_broken_multipart);
  g_test_add_func("/body/multipart/deep", test_deep_multipart);
  g_test_add_func("/body/json", test_json);
  g_test_add_func("/body/json/broken", test_broken_json);
  g_test_add_func("/body/jwt", test_jwt);
  g_test_add_func("/body/types", test_types);
  g_test_add_func("/body/cpim", test_cpim);
  g_test_add_func("/body/external", test_external);
  g_test_add_func("/body/linear", test_linear);
  return g_test_run();
}
