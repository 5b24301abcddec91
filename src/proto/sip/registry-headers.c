/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table */
#include "proto/sip/registry-headers.h"

#include "proto/sip/syntax.h"

/* A header is one row here. */
const LmSipHeaderField lm_sip_header_fields[] = {
    {"Accept", lm_sip_syntax_with_parameters, 3261, LM_SIP_MAYBE, 0},
    {"Accept-Contact", lm_sip_syntax_with_parameters, 3841, LM_SIP_LIST, 'a'},
    {"Accept-Encoding", NULL, 3261, LM_SIP_MAYBE, 0},
    {"Accept-Language", NULL, 3261, LM_SIP_MAYBE, 0},
    {"Alert-Info", NULL, 3261, LM_SIP_LIST, 0},
    {"Allow", lm_sip_syntax_with_parameters, 3261, LM_SIP_MAYBE, 0},
    {"Allow-Events", NULL, 6665, LM_SIP_LIST, 'u'},
    {"Authentication-Info", lm_sip_syntax_auth_info, 3261, LM_SIP_ONCE, 0},
    {"Authorization", lm_sip_syntax_auth, 3261, LM_SIP_LINES, 0},
    {"Call-ID", NULL, 3261, LM_SIP_ONCE, 'i'},
    {"Call-Info", NULL, 3261, LM_SIP_LIST, 0},
    {"Contact", lm_sip_syntax_address, 3261, LM_SIP_LIST, 'm'},
    {"Content-Disposition", lm_sip_syntax_with_parameters, 3261, LM_SIP_ONCE, 0},
    {"Content-Encoding", NULL, 3261, LM_SIP_LIST, 'e'},
    {"Content-Language", NULL, 3261, LM_SIP_LIST, 0},
    {"Content-Length", NULL, 3261, LM_SIP_ONCE, 'l'},
    {"Content-Type", lm_sip_syntax_with_parameters, 3261, LM_SIP_ONCE, 'c'},
    {"CSeq", lm_sip_syntax_cseq, 3261, LM_SIP_ONCE, 0},
    {"Date", NULL, 3261, LM_SIP_ONCE, 0},
    {"Diversion", lm_sip_syntax_address, 5806, LM_SIP_LIST, 0},
    {"Error-Info", NULL, 3261, LM_SIP_LIST, 0},
    {"Event", lm_sip_syntax_with_parameters, 6665, LM_SIP_ONCE, 'o'},
    {"Expires", NULL, 3261, LM_SIP_ONCE, 0},
    {"From", lm_sip_syntax_address, 3261, LM_SIP_ONCE, 'f'},
    {"History-Info", lm_sip_syntax_address, 7044, LM_SIP_LIST, 0},
    {"Identity", NULL, 8224, LM_SIP_LIST, 'y'},
    {"Identity-Info", NULL, 4474, LM_SIP_ONCE, 'n'},
    {"In-Reply-To", NULL, 3261, LM_SIP_LIST, 0},
    {"Join", lm_sip_syntax_with_parameters, 3911, LM_SIP_ONCE, 0},
    {"Max-Forwards", NULL, 3261, LM_SIP_ONCE, 0},
    {"MIME-Version", NULL, 3261, LM_SIP_ONCE, 0},
    {"Min-Expires", NULL, 3261, LM_SIP_ONCE, 0},
    {"Min-SE", NULL, 4028, LM_SIP_ONCE, 0},
    {"Organization", NULL, 3261, LM_SIP_ONCE, 0},
    {"P-Asserted-Identity", lm_sip_syntax_address, 3325, LM_SIP_LIST, 0},
    {"P-Associated-URI", lm_sip_syntax_address, 7315, LM_SIP_LIST, 0},
    {"P-Called-Party-ID", lm_sip_syntax_address, 7315, LM_SIP_ONCE, 0},
    {"P-Preferred-Identity", lm_sip_syntax_address, 3325, LM_SIP_LIST, 0},
    {"Path", lm_sip_syntax_address, 3327, LM_SIP_LIST, 0},
    {"Priority", NULL, 3261, LM_SIP_ONCE, 0},
    {"Proxy-Authenticate", lm_sip_syntax_auth, 3261, LM_SIP_LINES, 0},
    {"Proxy-Authentication-Info", lm_sip_syntax_auth_info, 7615, LM_SIP_ONCE, 0},
    {"Proxy-Authorization", lm_sip_syntax_auth, 3261, LM_SIP_LINES, 0},
    {"Proxy-Require", NULL, 3261, LM_SIP_LIST, 0},
    {"RAck", lm_sip_syntax_rack, 3262, LM_SIP_ONCE, 0},
    {"Reason", lm_sip_syntax_with_parameters, 3326, LM_SIP_LIST, 0},
    {"Record-Route", lm_sip_syntax_address, 3261, LM_SIP_LIST, 0},
    {"Refer-To", lm_sip_syntax_address, 3515, LM_SIP_ONCE, 'r'},
    {"Referred-By", lm_sip_syntax_address, 3892, LM_SIP_ONCE, 'b'},
    {"Reject-Contact", lm_sip_syntax_with_parameters, 3841, LM_SIP_LIST, 'j'},
    {"Remote-Party-ID", lm_sip_syntax_address, 0, LM_SIP_LIST, 0},
    {"Replaces", lm_sip_syntax_with_parameters, 3891, LM_SIP_ONCE, 0},
    {"Reply-To", lm_sip_syntax_address, 3261, LM_SIP_ONCE, 0},
    {"Request-Disposition", NULL, 3841, LM_SIP_LIST, 'd'},
    {"Require", lm_sip_syntax_with_parameters, 3261, LM_SIP_LIST, 0},
    {"Retry-After", NULL, 3261, LM_SIP_ONCE, 0},
    {"Route", lm_sip_syntax_address, 3261, LM_SIP_LIST, 0},
    {"RSeq", NULL, 3262, LM_SIP_ONCE, 0},
    {"Server", NULL, 3261, LM_SIP_ONCE, 0},
    {"Service-Route", lm_sip_syntax_address, 3608, LM_SIP_LIST, 0},
    {"Session-Expires", lm_sip_syntax_with_parameters, 4028, LM_SIP_ONCE, 'x'},
    {"Session-ID", lm_sip_syntax_with_parameters, 7989, LM_SIP_ONCE, 0},
    {"SIP-ETag", NULL, 3903, LM_SIP_ONCE, 0},
    {"SIP-If-Match", NULL, 3903, LM_SIP_ONCE, 0},
    {"Subject", NULL, 3261, LM_SIP_ONCE, 's'},
    {"Subscription-State", lm_sip_syntax_with_parameters, 6665, LM_SIP_ONCE, 0},
    {"Supported", lm_sip_syntax_with_parameters, 3261, LM_SIP_MAYBE, 'k'},
    {"Timestamp", NULL, 3261, LM_SIP_ONCE, 0},
    {"To", lm_sip_syntax_address, 3261, LM_SIP_ONCE, 't'},
    {"Unsupported", NULL, 3261, LM_SIP_LIST, 0},
    {"User-Agent", NULL, 3261, LM_SIP_ONCE, 0},
    {"Via", lm_sip_syntax_via, 3261, LM_SIP_LIST, 'v'},
    {"Warning", NULL, 3261, LM_SIP_LIST, 0},
    {"WWW-Authenticate", lm_sip_syntax_auth, 3261, LM_SIP_LINES, 0},
};

const size_t lm_sip_n_header_fields = sizeof lm_sip_header_fields / sizeof *lm_sip_header_fields;

static int
lower(uint8_t byte)
{
  return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

/* Below, at or above 0 as @name sorts before, with or behind @wanted. */
static int
compare(LmSlice name, const char *wanted)
{
  size_t i = 0;
  for (; i < name.len && wanted[i]; i++) {
    int difference = lower(name.data[i]) - lower((uint8_t)wanted[i]);
    if (difference)
      return difference;
  }
  return i < name.len ? 1 : wanted[i] ? -1 : 0;
}

static const LmSipHeaderField *
find_compact(uint8_t letter)
{
  for (size_t i = 0; i < lm_sip_n_header_fields; i++)
    if (lm_sip_header_fields[i].compact == lower(letter))
      return &lm_sip_header_fields[i];
  return NULL;
}

const LmSipHeaderField *
lm_sip_header_field_find(LmSlice name)
{
  if (name.len == 1)
    return name.data[0] ? find_compact(name.data[0]) : NULL;
  size_t low = 0, high = lm_sip_n_header_fields;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int difference = compare(name, lm_sip_header_fields[middle].name);
    if (difference == 0)
      return &lm_sip_header_fields[middle];
    if (difference < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}
