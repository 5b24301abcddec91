/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Who sends HEP to a listener, by address: how much, how much of it was refused, and when the last
 * of it came. So many addresses at most; what the others sent is counted together. Any thread. */

#include "capture/hep_gate.h"

enum {
  LM_HEP_MAX_SENDERS = 1024,
  LM_HEP_MAX_REFUSED_SENDERS = 256, /* of these: when they were seen first, all was refused */
};

typedef struct {
  LmAddr addr;            /* of none: the others */
  uint64_t n_messages;    /* that were taken */
  LmHepRefusals refusals; /* of messages, and of connections */
  int64_t last_ns;        /* since the Unix epoch, by our clock */
} LmHepSender;

typedef struct LmHepSenders LmHepSenders;

/* Owned: lm_hep_senders_free(). */
LmHepSenders *lm_hep_senders_new(void);
void lm_hep_senders_free(LmHepSenders *senders);
/* A message of @addr was taken, or it or a connection was refused; @words are what TLS says of
 * that, or empty. */
void lm_hep_senders_count(LmHepSenders *senders, const LmAddr *addr, LmHepVerdict verdict,
                          const char *words);
/* The @max that sent most, and in @others what all others did. Returns how many there are of the
 * first. */
size_t
lm_hep_senders_list(LmHepSenders *senders, LmHepSender *list, size_t max, LmHepSender *others);
/* "192.0.2.1: 1204 messages, the last at 12:03:04.120; not taken: 3 with a wrong key" */
void lm_hep_sender_text(const LmHepSender *sender, LmText *out);
