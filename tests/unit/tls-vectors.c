/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Published vectors: the trace of RFC 8448, 3, and of the pseudorandom function of TLS 1.2
 * (https://www.ietf.org/mail-archive/web/tls/current/msg03416.html). */

#include "base/arena.h"
#include "net/rc4.h"
#include "net/tls-schedule.h"
#include "net/tls.h"

#include <glib.h>

#define RANDOM "cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7"
#define HANDSHAKE_SECRETS                                              \
  "CLIENT_HANDSHAKE_TRAFFIC_SECRET " RANDOM " "                        \
  "b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21\n" \
  "SERVER_HANDSHAKE_TRAFFIC_SECRET " RANDOM " "                        \
  "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38\n"
#define TRAFFIC_SECRETS                                                \
  "CLIENT_TRAFFIC_SECRET_0 " RANDOM " "                                \
  "9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5\n" \
  "SERVER_TRAFFIC_SECRET_0 " RANDOM " "                                \
  "a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643\n"

static const char client_hello[] =
    "16030100c4010000c00303cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dec"
    "e7000006130113031302010000910000000b0009000006736572766572ff01000100000a00140012001d"
    "0017001800190100010101020103010400230000003300260024001d002099381de560e4bd43d23d8e43"
    "5a7dbafeb3c06e51c13cae4d5413691e529aaf2c002b0003020304000d0020001e040305030603020308"
    "040805080604010501060102010402050206020202002d00020101001c00024001";

static const char server_hello[] =
    "160303005a020000560303a6af06a4121860dc5e6e60249cd34c95930c8ac5cb1434dac155772ed3e269"
    "2800130100002e00330024001d0020c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1"
    "b04e751f0f002b00020304";

static const char server_flight[] =
    "17030302a2d1ff334a56f5bff6594a07cc87b580233f500f45e489e7f33af35edf7869fcf40aa40aa2b8"
    "ea73f848a7ca07612ef9f945cb960b4068905123ea78b111b429ba9191cd05d2a389280f526134aadc7f"
    "c78c4b729df828b5ecf7b13bd9aefb0e57f271585b8ea9bb355c7c79020716cfb9b1183ef3ab20e37d57"
    "a6b9d7477609aee6e122a4cf51427325250c7d0e509289444c9b3a648f1d71035d2ed65b0e3cdd0cbae8"
    "bf2d0b227812cbb360987255cc744110c453baa4fcd610928d809810e4b7ed1a8fd991f06aa624820479"
    "7e36a6a73b70a2559c09ead686945ba246ab66e5edd8044b4c6de3fcf2a89441ac66272fd8fb330ef819"
    "0579b3684596c960bd596eea520a56a8d650f563aad27409960dca63d3e688611ea5e22f4415cf9538d5"
    "1a200c27034272968a264ed6540c84838d89f72c24461aad6d26f59ecaba9acbbb317b66d902f4f292a3"
    "6ac1b639c637ce343117b659622245317b49eeda0c6258f100d7d961ffb138647e92ea330faeea6dfa31"
    "c7a84dc3bd7e1b7a6c7178af36879018e3f252107f243d243dc7339d5684c8b0378bf30244da8c87c843"
    "f5e56eb4c5e8280a2b48052cf93b16499a66db7cca71e4599426f7d461e66f99882bd89fc50800becca6"
    "2d6c74116dbd2972fda1fa80f85df881edbe5a37668936b335583b599186dc5c6918a396fa48a181d6b6"
    "fa4f9d62d513afbb992f2b992f67f8afe67f76913fa388cb5630c8ca01e0c65d11c66a1e2ac4c85977b7"
    "c7a6999bbf10dc35ae69f5515614636c0b9b68c19ed2e31c0b3b66763038ebba42f3b38edc0399f3a9f2"
    "3faa63978c317fc9fa66a73f60f0504de93b5b845e275592c12335ee340bbc4fddd502784016e4b3be7e"
    "f04dda49f4b440a30cb5d2af939828fd4ae3794e44f94df5a631ede42c1719bfdabf0253fe5175be898e"
    "750edc53370d2b";

static const char client_finished[] =
    "170303003575ec4dc238cce60b298044a71e219c56cc77b0517fe9b93c7a4bfc44d87f38f80338ac98fc"
    "46deb384bd1caeacab6867d726c40546";

static const char server_ticket[] =
    "17030300de3a6b8f90414a97d6959c3487680de5134a2b240e6cffac116e95d41d6af8f6b580dcf3d11d"
    "63c758db289a015940252f55713e061dc13e078891a38efbcf5753ad8ef170ad3c7353d16d9da773b9ca"
    "7f2b9fa1b6c0d4a3d03f75e09c30ba1e62972ac46f75f7b981be63439b2999ce13064615139891d5e4c5"
    "b406f16e3fc181a77ca475840025db2f0a77f81b5ab05b94c01346755f69232c86519d86cbeeac87aac3"
    "47d143f9605d64f650db4d023e70e952ca49fe5137121c74bc2697687e248746d6df353005f3bce18696"
    "129c8153556b3b6c6779b37bf15985684f";

static const char client_data[] =
    "1703030043a23f7054b62c94d0affafe8228ba55cbefacea42f914aa66bcab3f2b9819a8a5b46b395bd5"
    "4a9a20441e2b62974e1f5a6292a2977014bd1e3deae63aeebb21694915e4";

static const char server_data[] =
    "17030300432e937e11ef4ac740e538ad36005fc4a46932fc3225d05f82aa1b36e30efaf97d90e6dffc60"
    "2dcb501a59a8fcc49c4bf2e5f0a21c0047c2abf332540dd032e167c2955d";

static const char client_alert[] = "1703030013c9872760655666b74d7ff1153efd6db6d0b0e3";

static LmSlice
unhex(LmArena *arena, const char *text)
{
  size_t len = strlen(text) / 2;
  uint8_t *bytes = lm_arena_alloc(arena, len);
  for (size_t i = 0; i < len; i++)
    bytes[i] =
        (uint8_t)(g_ascii_xdigit_value(text[2 * i]) << 4 | g_ascii_xdigit_value(text[2 * i + 1]));
  return lm_slice(bytes, len);
}

typedef struct {
  LmKeys *keys;
  LmArena arena;
  LmTls *tls;
} Listener;

static void
begin(Listener *listener, const char *log)
{
  *listener = (Listener){.keys = lm_keys_new()};
  lm_keys_add_log_text(listener->keys, lm_slice_str(log), "test");
  listener->tls = lm_tls_new(listener->keys, &listener->arena);
}

static void
end(Listener *listener)
{
  lm_tls_free(listener->tls);
  lm_keys_free(listener->keys);
  lm_arena_clear(&listener->arena);
}

static LmSlice
hear_bytes(Listener *listener, unsigned direction, LmSlice record)
{
  LmSlice plain;
  g_assert_cmpuint(lm_tls_take(listener->tls, direction, record, &plain), ==, record.len);
  return plain;
}

static LmSlice
hear(Listener *listener, unsigned direction, const char *record)
{
  return hear_bytes(listener, direction, unhex(&listener->arena, record));
}

static void
assert_data(LmSlice plain)
{
  uint8_t data[50];
  for (size_t i = 0; i < sizeof data; i++)
    data[i] = (uint8_t)i;
  g_assert_cmpmem(plain.data, plain.len, data, sizeof data);
}

/* Without the secrets of the handshake the keys of what follows are tried. */
static void
test_trace(const void *log)
{
  Listener listener;
  begin(&listener, log);
  g_assert_cmpuint(hear(&listener, 0, client_hello).len, ==, 0);
  g_assert_cmpuint(hear(&listener, 1, server_hello).len, ==, 0);
  g_assert_cmpuint(hear(&listener, 1, server_flight).len, ==, 0);
  g_assert_cmpuint(hear(&listener, 0, client_finished).len, ==, 0);
  g_assert_cmpuint(hear(&listener, 1, server_ticket).len, ==, 0);
  assert_data(hear(&listener, 0, client_data));
  assert_data(hear(&listener, 1, server_data));
  g_assert_cmpuint(hear(&listener, 0, client_alert).len, ==, 0);
  const LmTlsInfo *info = lm_tls_info(listener.tls);
  g_assert_cmpint(info->state, ==, LM_TLS_DECRYPTED);
  g_assert_cmpstr(info->version_name, ==, "TLS 1.3");
  g_assert_cmphex(info->suite, ==, 0x1301);
  g_assert_cmpmem(info->server_name.data, info->server_name.len, "server", 6);
  g_assert_cmpuint(info->alert, ==, 0); /* closing is none */
  g_assert_cmpuint(info->decrypted, ==, 2);
  g_assert_cmpuint(info->failed, ==, 0);
  end(&listener);
}

/* One bit that is another makes all of a record unauthentic, and harms no other. */
static void
test_broken(void)
{
  for (size_t at = 5; at < strlen(client_data) / 2; at++) {
    Listener listener;
    begin(&listener, HANDSHAKE_SECRETS TRAFFIC_SECRETS);
    hear(&listener, 0, client_hello);
    hear(&listener, 1, server_hello);
    hear(&listener, 0, client_finished);
    uint8_t bytes[100];
    LmSlice record = unhex(&listener.arena, client_data);
    memcpy(bytes, record.data, record.len);
    bytes[at] ^= 1 << at % 8;
    g_assert_cmpuint(hear_bytes(&listener, 0, lm_slice(bytes, record.len)).len, ==, 0);
    g_assert_cmpuint(lm_tls_info(listener.tls)->failed, ==, 1);
    hear(&listener, 0, client_alert);
    g_assert_cmpuint(lm_tls_info(listener.tls)->failed, ==, 1);
    end(&listener);
  }
}

static void
test_prf(void)
{
  static const struct {
    const char *digest, *secret, *seed, *out;
  } vectors[] = {
      {"SHA256", "9bbe436ba940f017b17652849a71db35", "a0ba9f936cda311827a6f796ffd5198c",
       "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a"
       "6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab"
       "4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701"
       "87347b66"},
      {"SHA384", "b80b733d6ceefcdc71566ea48e5567df", "cd665cf6a8447dd6ff8b27555edb7465",
       "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cd"
       "e9ca0faa60be9fe34f82b1233c9146a0e534cb400fed2700884f9dc236f80edd"
       "8bfa961144c9e8d792eca722a7b32fc3d4"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(vectors); i++) {
    LmArena arena = LM_ARENA_INIT;
    LmSlice wanted = unhex(&arena, vectors[i].out), seed = unhex(&arena, vectors[i].seed);
    uint8_t out[100];
    g_assert_true(lm_tls_prf(vectors[i].digest, unhex(&arena, vectors[i].secret), "test label",
                             lm_slice_sub(seed, 0, 5), lm_slice_from(seed, 5), out, wanted.len));
    g_assert_cmpmem(out, wanted.len, wanted.data, wanted.len);
    lm_arena_clear(&arena);
  }
  uint8_t out[4] = {1, 2, 3, 4};
  g_assert_false(lm_tls_prf("NO-SUCH-DIGEST", LM_SLICE_LITERAL("x"), "y", LM_SLICE_LITERAL("z"),
                            LM_SLICE_EMPTY, out, sizeof out));
  g_assert_cmphex(out[0] | out[3], ==, 0);
}

/* RFC 8448, 3: "write traffic keys for application data". */
static void
test_expand(void)
{
  LmArena arena = LM_ARENA_INIT;
  LmSlice secret =
      unhex(&arena, "9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5");
  uint8_t key[16], iv[12];
  g_assert_true(lm_tls_expand("SHA256", secret, "key", key, sizeof key));
  g_assert_true(lm_tls_expand("SHA256", secret, "iv", iv, sizeof iv));
  LmSlice wanted = unhex(&arena, "17422dda596ed5d9acd890e3c63f50515b78923dee08579033e523d9");
  g_assert_cmpmem(key, 16, wanted.data, 16);
  g_assert_cmpmem(iv, 12, wanted.data + 16, 12);
  lm_arena_clear(&arena);
}

/* RFC 6229, 2: keys of 5 and 16 bytes, the first bytes of the stream and those from 4096 on. */
static void
test_rc4(void)
{
  static const struct {
    const char *key, *first, *later;
  } vectors[] = {
      {"0102030405", "b2396305f03dc027ccc3524a0a1118a8", "ff25b58995996707e51fbdf08b34d875"},
      {"0102030405060708090a0b0c0d0e0f10", "9ac7cc9a609d1ef7b2932899cde41b97",
       "a36a4c301ae8ac13610ccbc12256cacc"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(vectors); i++) {
    LmArena arena = LM_ARENA_INIT;
    uint8_t zeros[4096 + 16] = {0}, out[4096 + 16];
    LmRc4 rc4;
    lm_rc4_init(&rc4, unhex(&arena, vectors[i].key));
    lm_rc4_apply(&rc4, lm_slice(zeros, 7), out);
    lm_rc4_apply(&rc4, lm_slice(zeros, sizeof zeros - 7), out + 7);
    g_assert_cmpmem(out, 16, unhex(&arena, vectors[i].first).data, 16);
    g_assert_cmpmem(out + 4096, 16, unhex(&arena, vectors[i].later).data, 16);
    lm_arena_clear(&arena);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_data_func("/tls-vectors/trace", HANDSHAKE_SECRETS TRAFFIC_SECRETS, test_trace);
  g_test_add_data_func("/tls-vectors/trace-without-handshake-secrets", TRAFFIC_SECRETS, test_trace);
  g_test_add_func("/tls-vectors/broken", test_broken);
  g_test_add_func("/tls-vectors/prf", test_prf);
  g_test_add_func("/tls-vectors/expand", test_expand);
  g_test_add_func("/tls-vectors/rc4", test_rc4);
  return g_test_run();
}
