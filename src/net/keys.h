/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* All keys that the user or the captures themselves gave: lines of TLS key logs, private RSA keys,
 * security associations of ESP, keys of SRTP. They are read before the packets; while packets are
 * decoded they are only looked at, but for secrets that a capture brings with it or that a key log
 * grows by. Of those, which are for TLS, the tracker's thread alone knows; anything else may be
 * looked up from any thread. */

#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

typedef struct LmKeys LmKeys;

/* Owned: lm_keys_free(). */
LmKeys *lm_keys_new(void);
void lm_keys_free(LmKeys *keys);

/* Reads a file of the form that NSS and OpenSSL write where SSLKEYLOGFILE is set, and follows it
 * from then on: what is appended is read when a secret is asked for that is not there. False with
 * @error set if it cannot be read or is no key log; an empty one is good, since it may grow. Lines
 * that are not understood are left out and said by lm_keys_warning(). */
bool lm_keys_add_log(LmKeys *keys, const char *path, LmError *error);
/* Takes @text of that form in; @name is what messages call it. It is copied. */
void lm_keys_add_log_text(LmKeys *keys, LmSlice text, const char *name);
/* Reads a private RSA key (PEM with PKCS #1 or PKCS #8, without a passphrase), which opens TLS up
 * to 1.2 where the key exchange is RSA. False with @error set. */
bool lm_keys_add_rsa(LmKeys *keys, const char *path, LmError *error);
/* Reads security associations of ESP from a file of the form that Wireshark's esp_sa has. False
 * with @error set if it cannot be read. Lines that are not understood are left out and said by
 * lm_keys_warning(). */
bool lm_keys_add_esp(LmKeys *keys, const char *path, LmError *error);

/* Reads keys of SRTP, each line an a=crypto attribute or a suite and its key parameters, and before
 * it the SSRC that it is for, if it is for one. Errors and warnings as above. */
bool lm_keys_add_srtp(LmKeys *keys, const char *path, LmError *error);
/* What these lines hold: "1 AES_CM_128_HMAC_SHA1_80 inline:...". @keys may be NULL. */
size_t lm_keys_n_srtp(const LmKeys *keys);
LmSlice lm_keys_srtp(const LmKeys *keys, size_t index, uint32_t *ssrc, bool *any_ssrc);

typedef enum {
  LM_KEYS_NONE,
  LM_KEYS_LOG,
  LM_KEYS_RSA,
  LM_KEYS_ESP,
  LM_KEYS_SRTP,
} LmKeysKind;
/* Which of these files one is that begins with these bytes. Pure. */
LmKeysKind lm_keys_kind_of(LmSlice first_bytes);
/* The same for the file @path; LM_KEYS_NONE too if it cannot be read or is a pipe. */
LmKeysKind lm_keys_kind_of_file(const char *path);
/* Reads a file of whichever kind it is. */
bool lm_keys_add_file(LmKeys *keys, const char *path, LmError *error);

/* What was amiss in the keys given, each a line for a person. Borrowed until keys are added. */
size_t lm_keys_n_warnings(const LmKeys *keys);
const char *lm_keys_warning(const LmKeys *keys, size_t index);
/* Lines beyond those that are said one by one. */
uint64_t lm_keys_n_warnings_left_out(const LmKeys *keys);
/* Reads what was appended to key logs since, if it is time to look again. On the tracker's thread.
 */
void lm_keys_read_on(LmKeys *keys);
/* How many secrets of TLS there are. */
size_t lm_keys_n_secrets(const LmKeys *keys);
/* Adds to @out why there is no secret for @client_random: a part of a sentence for a person. @keys
 * may be NULL. */
void lm_keys_explain(const LmKeys *keys, LmSlice client_random, LmText *out);
