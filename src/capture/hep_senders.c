/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture/hep_senders.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/i18n.h"
#include "base/time.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY_NS (86400 * LM_NS_PER_S)

struct LmHepSenders {
  pthread_mutex_t mutex;
  LmVec rows;         /* LmHepSender */
  LmTable by_address; /* of these */
  uint32_t n_refused; /* of these, that began so */
  LmHepSender others;
};

LmHepSenders *
lm_hep_senders_new(void)
{
  LmHepSenders *senders = lm_alloc(sizeof *senders);
  pthread_mutex_init(&senders->mutex, NULL);
  senders->rows = LM_VEC_INIT(LmHepSender);
  return senders;
}

void
lm_hep_senders_free(LmHepSenders *senders)
{
  if (!senders)
    return;
  lm_vec_clear(&senders->rows);
  lm_table_clear(&senders->by_address);
  pthread_mutex_destroy(&senders->mutex);
  free(senders);
}

/* Nobody who makes addresses up gets those that send something in off the list. */
static LmHepSender *
find(LmHepSenders *senders, const LmAddr *addr, bool refused)
{
  LmTableWalk walk;
  uint64_t hash = lm_hash(lm_hash_key(), addr->bytes, sizeof addr->bytes);
  for (uint32_t row = lm_table_first(&senders->by_address, hash, &walk); row != LM_NONE;
       row = lm_table_next(&senders->by_address, &walk)) {
    LmHepSender *one = lm_vec_at(&senders->rows, row);
    if (lm_addr_equal(&one->addr, addr))
      return one;
  }
  if (senders->rows.len == LM_HEP_MAX_SENDERS ||
      (refused && senders->n_refused == LM_HEP_MAX_REFUSED_SENDERS))
    return &senders->others;
  senders->n_refused += refused;
  lm_table_add(&senders->by_address, hash, senders->rows.len);
  LmHepSender *fresh = lm_vec_push(&senders->rows);
  *fresh = (LmHepSender){.addr = *addr};
  return fresh;
}

void
lm_hep_senders_count(LmHepSenders *senders, const LmAddr *addr, LmHepVerdict verdict,
                     const char *words)
{
  pthread_mutex_lock(&senders->mutex);
  LmHepSender *one = find(senders, addr, verdict != LM_HEP_WELCOME);
  one->last_ns = lm_time_now_ns(CLOCK_REALTIME);
  if (verdict == LM_HEP_WELCOME)
    one->n_messages++;
  else
    one->refusals.of[verdict]++;
  if (verdict == LM_HEP_TLS_FAILED)
    snprintf(one->refusals.tls_words, sizeof one->refusals.tls_words, "%s", words);
  pthread_mutex_unlock(&senders->mutex);
}

static void
add(LmHepSender *sum, const LmHepSender *one)
{
  sum->n_messages += one->n_messages;
  for (size_t i = 0; i < LM_HEP_N_VERDICTS; i++)
    sum->refusals.of[i] += one->refusals.of[i];
  if (one->last_ns > sum->last_ns)
    sum->last_ns = one->last_ns;
}

static int
compare(const void *a, const void *b)
{
  const LmHepSender *one = a, *other = b;
  if (one->n_messages != other->n_messages)
    return one->n_messages > other->n_messages ? -1 : 1;
  return one->last_ns > other->last_ns ? -1 : one->last_ns < other->last_ns;
}

size_t
lm_hep_senders_list(LmHepSenders *senders, LmHepSender *list, size_t max, LmHepSender *others)
{
  LmHepSender *all = lm_alloc(LM_HEP_MAX_SENDERS * sizeof *all);
  pthread_mutex_lock(&senders->mutex);
  size_t n = senders->rows.len;
  for (size_t i = 0; i < n; i++)
    all[i] = *(const LmHepSender *)lm_vec_at(&senders->rows, (uint32_t)i);
  *others = senders->others;
  pthread_mutex_unlock(&senders->mutex);
  qsort(all, n, sizeof *all, compare);
  for (size_t i = max; i < n; i++)
    add(others, &all[i]);
  n = n < max ? n : max;
  memcpy(list, all, n * sizeof *all);
  free(all);
  return n;
}

void
lm_hep_sender_text(const LmHepSender *sender, LmText *out)
{
  char addr[LM_ADDR_TEXT_SIZE], when[LM_TIME_TEXT_SIZE];
  LmText refused = LM_TEXT_INIT;
  int64_t age_ns = lm_time_now_ns(CLOCK_REALTIME) - sender->last_ns;
  lm_text_add_str(out, sender->addr.family == LM_ADDR_NONE ? _("others")
                                                           : lm_addr_format(&sender->addr, addr));
  lm_text_printf(
      out, LM_NGETTEXT(": %llu message", ": %llu messages", (unsigned long)sender->n_messages),
      (unsigned long long)sender->n_messages);
  lm_text_printf(out, _(", the last at %s"),
                 age_ns < DAY_NS / 2 ? lm_time_format_clock(sender->last_ns, when)
                                     : lm_time_format_iso(sender->last_ns, when));
  if (lm_hep_refusals_text(&sender->refusals, &refused))
    lm_text_printf(out, _("; not taken: %s"), refused.str);
  lm_text_clear(&refused);
}
