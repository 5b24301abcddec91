/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Who may send HEP to a listener: a key, networks, and what was refused, by its cause. One
 * thread. */

#include "base/addr.h"
#include "base/error.h"
#include "base/text.h"
#include "base/vec.h"
#include "capture/hep.h"

typedef enum {
  LM_HEP_WELCOME,
  LM_HEP_STRANGER,  /* not of the networks */
  LM_HEP_WRONG_KEY, /* or none */
  LM_HEP_GARBAGE,   /* no HEP, or cut short */
  LM_HEP_EMPTY,     /* HEP without addresses or anything in it */
  LM_HEP_CROWD,     /* too many connections */
  LM_HEP_SLOW,      /* a connection that says nothing, or too slowly */
  LM_HEP_TLS_FAILED,
  LM_HEP_TOO_LONG, /* for a datagram of IP */
  LM_HEP_N_VERDICTS
} LmHepVerdict;

#define LM_HEP_KEY_BYTES 256

typedef struct {
  size_t key_len; /* 0: none is asked for */
  uint8_t key[LM_HEP_KEY_BYTES];
  LmVec networks; /* of none: everybody */
} LmHepGate;

typedef struct {
  uint64_t of[LM_HEP_N_VERDICTS];
  char tls_words[80]; /* what TLS said of the last connection of LM_HEP_TLS_FAILED; may be empty */
} LmHepRefusals;

/* Reads the key, the first line of @path, into @key. False with @error set. */
bool lm_hep_read_key(const char *path, uint8_t key[LM_HEP_KEY_BYTES], size_t *len, LmError *error);
/* @key_file may be NULL. False with @error set; clear it then too. */
bool lm_hep_gate_init(LmHepGate *gate, const char *key_file, const char *const *networks,
                      size_t n_networks, LmError *error);
/* In place of one from a file: 1 to LM_HEP_KEY_BYTES - 1 bytes. False with @error set. */
bool lm_hep_gate_set_key(LmHepGate *gate, const char *key, LmError *error);
void lm_hep_gate_clear(LmHepGate *gate);
/* Whether @text is a network as lm_hep_gate_init() takes them; else @error is set. */
bool lm_hep_network_check(const char *text, LmError *error);
bool lm_hep_gate_knows(const LmHepGate *gate, const LmAddr *sender);
/* Looks at a whole message, and takes it apart into @hep. */
LmHepVerdict lm_hep_gate_judge(const LmHepGate *gate, LmSlice message, LmHep *hep);
/* "3 with a wrong key, 1 of no HEP"; nothing where none was refused. Returns how many were. */
uint64_t lm_hep_refusals_text(const LmHepRefusals *refusals, LmText *out);
