/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the programs that measure a parser alone share: each takes the SIP messages of a file apart
 * and says how many a second. Every program reads the same fields out of what its library made of a
 * message; the sum over them, which is printed too, must be the same for all of them. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The fields that tracking needs, as a library gives them: lengths of texts in bytes. */
typedef struct {
  uint32_t status; /* of a response */
  uint32_t cseq;
  size_t call_id, from_tag, to_tag, branch, body;
} BenchFields;

/* Takes one message apart, wholly and as a user of the library would; false if it is refused. */
typedef bool BenchParse(const uint8_t *bytes, size_t len, BenchFields *fields);

/* The body of main(): measures @parse over the file that is the one argument, a pcap file as
 * `generate --kind sip` makes it (microseconds, Ethernet, IPv4, UDP). Returns the exit status. */
int bench_parse_run(int argc, char **argv, BenchParse *parse);
