/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How many messages a second libosip2 takes apart: osip_message_parse() as its transports call it,
 * and the fields by its accessors. */

#include <osipparser2/osip_parser.h>
#include <string.h>

#include "parse-run.h"

static size_t
length(const char *text)
{
  return text ? strlen(text) : 0;
}

/* The library asks for names that it could change. */
static char tag_name[] = "tag", branch_name[] = "branch";

static size_t
tag_length(osip_from_t *address)
{
  osip_generic_param_t *tag = NULL;
  osip_from_param_get_byname(address, tag_name, &tag);
  return tag ? length(tag->gvalue) : 0;
}

/* RFC 3261, 25.1: a Call-ID is a word, and maybe '@' and another. The library splits it. */
static size_t
call_id_length(const osip_call_id_t *id)
{
  return length(id->number) + (id->host ? 1 + length(id->host) : 0);
}

static bool
read_fields(osip_message_t *sip, BenchFields *fields)
{
  osip_via_t *via = NULL;
  osip_generic_param_t *branch = NULL;
  osip_body_t *body = NULL;
  osip_message_get_via(sip, 0, &via);
  if (!via || !sip->call_id || !sip->cseq || !sip->from || !sip->to)
    return false;
  osip_via_param_get_byname(via, branch_name, &branch);
  osip_message_get_body(sip, 0, &body);
  *fields = (BenchFields){
      .status = (uint32_t)osip_message_get_status_code(sip),
      .cseq = (uint32_t)osip_atoi(sip->cseq->number),
      .call_id = call_id_length(sip->call_id),
      .from_tag = tag_length(sip->from),
      .to_tag = tag_length(sip->to),
      .branch = branch ? length(branch->gvalue) : 0,
      .body = body ? body->length : 0,
  };
  return true;
}

static bool
parse(const uint8_t *bytes, size_t len, BenchFields *fields)
{
  osip_message_t *sip = NULL;
  if (osip_message_init(&sip) != 0)
    return false;
  bool ok = osip_message_parse(sip, (const char *)bytes, len) == 0 && read_fields(sip, fields);
  osip_message_free(sip);
  return ok;
}

int
main(int argc, char **argv)
{
  parser_init();
  return bench_parse_run(argc, argv, parse);
}
