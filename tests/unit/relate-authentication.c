/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Digests laid beside passwords, by the examples of the RFCs; and the stories of authentication. */

#include "relate/authentication.h"
#include "relate/digest_detail.h"
#include "sip-packets.h"

#define RFC7616                                                                             \
  "Digest username=\"Mufasa\",  realm=\"http-auth@example.org\", uri=\"/dir/index.html\", " \
  "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "                   \
  "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, "

static LmDigestVerdict
check(const char *credentials, const char *method, const char *body, const char *password)
{
  LmDigest digest;
  LmPasswords *passwords = lm_passwords_new();
  g_assert_true(lm_digest_parse(lm_slice_str(credentials), &digest));
  if (password)
    g_assert_true(lm_passwords_add(passwords, lm_slice_str(password)));
  LmDigestVerdict verdict =
      lm_digest_check(&digest, lm_slice_str(method), lm_slice_str(body), passwords);
  lm_passwords_free(passwords);
  return verdict;
}

static void
test_examples(void)
{
  static const struct {
    const char *credentials, *password;
  } examples[] = {
      {"Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
       "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", qop=auth, "
       "nc=00000001, cnonce=\"0a4f113b\", response=\"6629fae49393a05397450978507c4ef1\"",
       "Mufasa:Circle Of Life"}, /* RFC 2617, 3.5 */
      {RFC7616 "response=\"8ca523f5e9506fed4657c9700eebdbec\", algorithm=MD5",
       "Mufasa:Circle of Life"}, /* RFC 7616, 3.9.1 */
      {RFC7616 "algorithm=sha-256, response="
               "\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"",
       "Mufasa:Circle of Life"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(examples); i++) {
    g_assert_cmpint(check(examples[i].credentials, "GET", "", examples[i].password), ==,
                    LM_DIGEST_FITS);
    g_assert_cmpint(check(examples[i].credentials, "PUT", "", examples[i].password), ==,
                    LM_DIGEST_DOES_NOT_FIT);
    g_assert_cmpint(check(examples[i].credentials, "GET", "", "Mufasa:else"), ==,
                    LM_DIGEST_DOES_NOT_FIT);
    g_assert_cmpint(check(examples[i].credentials, "GET", "", "Simba:Circle of Life"), ==,
                    LM_DIGEST_NO_PASSWORD);
    g_assert_cmpint(check(examples[i].credentials, "GET", "", NULL), ==, LM_DIGEST_NO_PASSWORD);
  }
}

/* A name that is not ASCII, escaped and hashed (RFC 7616, 3.4 and 3.4.4). */
static void
test_names(void)
{
#define REST ", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"4336d248f76328a3d1f37a83ed0eafdb\""
  static const char *const named[] = {
      "Digest username*=UTF-8''J%C3%a4son%20D" REST,
      "Digest username=\"d707bd12ef7b052ae22b3351f3e185ab\", userhash=true" REST,
  };
  for (size_t i = 0; i < G_N_ELEMENTS(named); i++) {
    g_assert_cmpint(check(named[i], "GET", "", "Jäson D:pw"), ==, LM_DIGEST_FITS);
    g_assert_cmpint(check(named[i], "GET", "", "Jäson D:no"), ==, LM_DIGEST_DOES_NOT_FIT);
    g_assert_cmpint(check(named[i], "GET", "", "Jäson:pw"), ==, LM_DIGEST_NO_PASSWORD);
    g_assert_cmpint(check(named[i], "GET", "", "Jäson Do:pw"), ==, LM_DIGEST_NO_PASSWORD);
  }
  g_assert_cmpint(check("Digest username*=x, response=\"0\"", "GET", "", "x:y"), ==,
                  LM_DIGEST_NO_PASSWORD);
}

/* What no password can tell, and what is no digest at all. */
static void
test_odd(void)
{
  g_assert_cmpint(check("Bearer abc", "GET", "", "a:b"), ==, LM_DIGEST_NOT_TOLD);
  g_assert_cmpint(
      check("Digest username=\"a\", response=\"0\", algorithm=AKAv1-MD5", "GET", "", "a:b"), ==,
      LM_DIGEST_NOT_TOLD);
  g_assert_cmpint(check("Digest username=\"a\", response=\"\"", "GET", "", "a:b"), ==,
                  LM_DIGEST_NOT_TOLD);
  g_assert_cmpint(check("Digest username=\"a, response=0,,=,;", "GET", "", "a:b"), ==,
                  LM_DIGEST_NOT_TOLD);
  LmDigest digest;
  g_assert_false(lm_digest_parse(LM_SLICE_EMPTY, &digest));
}

static void
test_passwords(void)
{
  LmPasswords *passwords = lm_passwords_new();
  LmError error = {0};
  g_assert_true(lm_passwords_add(passwords, lm_slice_str("a:b:c")));
  g_assert_true(lm_passwords_add(passwords, lm_slice_str("x:")));
  g_assert_false(lm_passwords_add(passwords, lm_slice_str("nothing")));
  g_assert_false(lm_passwords_add(passwords, lm_slice_str(":b")));
  g_assert_cmpuint(lm_passwords_n(passwords), ==, 2);
  g_assert_true(lm_slice_equal(lm_passwords_secret(passwords, 0), lm_slice_str("b:c")));
  g_assert_false(lm_passwords_load(passwords, "/nowhere/at/all", &error));
  lm_passwords_free(passwords);
  lm_passwords_free(NULL);
}

static void
ask(double ms, unsigned cseq, const char *credentials, const char *answer, const char *extra)
{
  SIP(ms, ALICE, PROXY, "REGISTER", .of = "REGISTER", .cseq = cseq, .extra = credentials);
  if (answer)
    SIP(ms + 1, PROXY, ALICE, answer, .of = "REGISTER", .cseq = cseq, .extra = extra);
}

#define CHALLENGE(nonce, more) \
  "WWW-Authenticate: Digest realm=\"r\", nonce=\"" nonce "\", algorithm=MD5" more "\r\n"
#define ANSWER(nonce)                                                 \
  "Authorization: Digest username=\"a\", realm=\"r\", nonce=\"" nonce \
  "\", nc=0000000a, response=\"00\"\r\n"

static const LmAuthentication *
row(const LmAuthentications *rows, uint32_t index, const char *outcome)
{
  const LmAuthentication *found = lm_authentications_at(rows, index);
  g_assert_cmpstr(lm_authentication_result_name(found->outcome), ==, outcome);
  return found;
}

static void
test_story(void)
{
  ask(0, 1, NULL, "401 Unauthorized", CHALLENGE("1", ""));
  ask(10, 2, ANSWER("1"), "401 Unauthorized", CHALLENGE("2", ", stale=TRUE"));
  ask(20, 3, ANSWER("2"), "200 OK", NULL);
  ask(30, 4, ANSWER("2"), "200 OK", NULL);
  ask(40, 5, ANSWER("2"), "401 Unauthorized", CHALLENGE("3", ""));
  LmPasswords *passwords = lm_passwords_new();
  lm_passwords_add(passwords, lm_slice_str("a:b"));
  LmAuthentications *rows = lm_authentications_new(net->trace, passwords);
  lm_passwords_free(passwords);
  g_assert_cmpuint(lm_authentications_n(rows), ==, 5);
  const LmAuthentication *first = row(rows, 0, "stale");
  g_assert_cmpuint(first->request, ==, 0);
  g_assert_cmpuint(first->challenge, ==, 1);
  g_assert_cmpuint(first->answer, ==, 2);
  g_assert_cmpuint(first->result, ==, 3);
  g_assert_cmpuint(first->nonce_count, ==, 10);
  g_assert_cmpstr(lm_digest_verdict_name(first->verdict), ==, "does-not-fit");
  row(rows, 1, "accepted");
  g_assert_cmpuint(row(rows, 2, "accepted")->challenge, ==, LM_NONE);
  row(rows, 3, "refused");
  row(rows, 4, "challenged");
  lm_authentications_free(rows);
}

/* Two servers on the way ask, each for its own; copies on the next hop count once. */
static void
test_two_realms(void)
{
#define PROXY_SAYS \
  "Proxy-Authorization: Digest username=\"a\", realm=\"p\", nonce=\"9\", response=\"0\"\r\n"
  ask(0, 1, PROXY_SAYS, "401 Unauthorized",
      CHALLENGE("1",
                "") "WWW-Authenticate: Digest realm=\"r\", nonce=\"1\", algorithm=SHA-256\r\n");
  SIP(2, BOB, PROXY, "401 Unauthorized", .of = "REGISTER", .branch = "z9hG4bKhop",
      .extra = CHALLENGE("1", ""));
  ask(10, 2, PROXY_SAYS ANSWER("1"), "403 Forbidden", NULL);
  ask(20, 3, ANSWER("7"), NULL, NULL);
  LmAuthentications *rows = lm_authentications_new(net->trace, NULL);
  g_assert_cmpuint(lm_authentications_n(rows), ==, 4);
  g_assert_true(row(rows, 0, "accepted")->proxy);
  g_assert_cmpuint(row(rows, 1, "refused")->n_offered, ==, 2);
  row(rows, 2, "refused");
  row(rows, 3, "answered");
  lm_authentications_free(rows);
}

static void
test_detail(void)
{
  g_autofree char *text = test_sip_text(&(TestSip){.what = "REGISTER", .extra = ANSWER("1")});
  LmArena arena = LM_ARENA_INIT;
  LmSipMessage *message = lm_arena_alloc(&arena, sizeof *message);
  LmPasswords *passwords = lm_passwords_new();
  lm_passwords_add(passwords, lm_slice_str("a:b"));
  g_assert_true(lm_sip_message_parse(lm_slice_str(text), false, &arena, message));
  LmDetail *root = lm_detail_sip(message, &arena);
  lm_digest_add_verdicts(root, message, passwords, &arena);
  const LmDetail *found = NULL;
  for (const LmDetail *node = root->first_child; node; node = node->next)
    if (node->last_child && g_str_equal(node->last_child->name, "Password"))
      found = node->last_child;
  g_assert_nonnull(found);
  g_assert_true(
      lm_slice_equal(found->value, lm_slice_str("digest does not fit the password given")));
  lm_passwords_free(passwords);
  lm_arena_clear(&arena);
}

static const TestCase cases[] = {
    {"/relate/authentication/examples", test_examples},
    {"/relate/authentication/odd", test_odd},
    {"/relate/authentication/names", test_names},
    {"/relate/authentication/passwords", test_passwords},
    {"/relate/authentication/story", test_story},
    {"/relate/authentication/two-realms", test_two_realms},
    {"/relate/authentication/detail", test_detail},
};

int
main(int argc, char **argv)
{
  return test_net_main(argc, argv, cases, G_N_ELEMENTS(cases));
}
