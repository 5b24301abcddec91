/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "truth.h"

const char *const method_names[N_METHODS] = {"INVITE", "ACK", "BYE", "INFO", "UPDATE"};

void
truth_message(Truth *truth, Method method, int status, size_t len)
{
  truth->n_sip++;
  truth->n_sip_bytes += len;
  if (status)
    truth->statuses[status]++;
  else
    truth->methods[method]++;
}

static void
print_number(const char *name, uint64_t number)
{
  printf("\"%s\": %llu, ", name, (unsigned long long)number);
}

static void
print_counted(const char *separator, const char *name, uint64_t number)
{
  printf("%s\"%s\": %llu", separator, name, (unsigned long long)number);
}

static void
print_methods(const Truth *truth)
{
  const char *separator = "";
  fputs("\"methods\": {", stdout);
  for (int i = 0; i < N_METHODS; i++) {
    if (truth->methods[i])
      print_counted(separator, method_names[i], truth->methods[i]), separator = ", ";
  }
  fputs("}, ", stdout);
}

static void
print_statuses(const char *name, const uint64_t *statuses)
{
  const char *separator = "";
  printf("\"%s\": {", name);
  for (int i = 0; i < 700; i++) {
    char status[16];
    snprintf(status, sizeof status, "%d", i);
    if (statuses[i])
      print_counted(separator, status, statuses[i]), separator = ", ";
  }
  fputs("}, ", stdout);
}

void
truth_print(const Truth *truth, const Writer *writer)
{
  putchar('{');
  print_number("packets", writer->n_packets);
  print_number("bytes", writer->n_bytes);
  print_number("sip_messages", truth->n_sip);
  print_number("sip_bytes", truth->n_sip_bytes);
  print_methods(truth);
  print_statuses("statuses", truth->statuses);
  if (truth->ended) {
    print_number("answered", truth->n_answered);
    print_statuses("refused", truth->refusals);
  }
  if (truth->n_hosts)
    print_number("hosts", truth->n_hosts);
  print_number("calls", truth->n_calls);
  print_number("call_ids", truth->n_calls);
  print_number("rtp_packets", truth->n_rtp);
  print_number("rtcp_packets", truth->n_rtcp);
  print_number("rtp_streams", truth->n_streams);
  printf("\"lost\": %llu}\n", (unsigned long long)truth->n_lost);
}
