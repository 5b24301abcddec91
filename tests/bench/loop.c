/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The reference of the benchmark: reads a capture with libpcap and looks at nothing. */

#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>

typedef struct {
  uint64_t n_packets, n_bytes;
} Counts;

static void
count_cb(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes)
{
  Counts *counts = (Counts *)(void *)user;
  counts->n_packets++;
  counts->n_bytes += header->caplen;
}

int
main(int argc, char **argv)
{
  char error[PCAP_ERRBUF_SIZE];
  if (argc != 2) {
    fprintf(stderr, "usage: %s FILE\n", argv[0]);
    return 2;
  }
  pcap_t *pcap = pcap_open_offline(argv[1], error);
  if (!pcap) {
    fprintf(stderr, "%s\n", error);
    return 1;
  }
  Counts counts = {0};
  if (pcap_loop(pcap, -1, count_cb, (u_char *)&counts) != 0) {
    fprintf(stderr, "%s: %s\n", argv[1], pcap_geterr(pcap));
    return 1;
  }
  pcap_close(pcap);
  printf("{\"packets\": %llu, \"bytes\": %llu}\n", (unsigned long long)counts.n_packets,
         (unsigned long long)counts.n_bytes);
  return 0;
}
