/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include <stdlib.h>

#include "proto/sip/fields.h"
#include "proto/sip/quick.h"

/* What is read quickly is what is read thoroughly. */
static void
compare_quick(LmSlice value)
{
  LmSipAddress address;
  LmSipVia via;
  LmSlice tag = LM_SLICE_EMPTY, quick = LM_SLICE_EMPTY;
  if (lm_sip_quick_address(value, 0, value.len, &quick) &&
      !(lm_sip_address_scan(value, &address, &tag) && address.uri.len &&
        lm_slice_equal(tag, quick)))
    abort();
  if (lm_sip_quick_via(value, 0, value.len, &quick) &&
      !(lm_sip_via_scan(value, &via) && lm_slice_equal(via.branch, quick)))
    abort();
  if (lm_sip_quick_uri(value, 0, value.len) &&
      !(lm_scan_not_uri(value, 0) == value.len && lm_sip_uri_is_sound(value, false)))
    abort();
}

/* An address, a Via, a URI, a CSeq, and lists of parameters and of values, all of the same text. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  LmSlice text = lm_slice(data, size), rest, value, name;
  LmSipAddress address;
  LmSipUri uri;
  LmSipVia via;
  uint32_t number;
  compare_quick(lm_slice_trim(text));
  if (lm_sip_address_parse(text, &address))
    lm_sip_uri_parse(address.uri, &uri);
  lm_sip_uri_parse(text, &uri);
  lm_sip_uri_is_sound(text, size % 2);
  lm_sip_via_parse(text, &via);
  lm_sip_cseq_parse(text, &number, &value);
  lm_sip_parameter(text, LM_SLICE_LITERAL("tag"), &value);
  for (rest = text; lm_sip_next_value(&rest, &value);)
    lm_sip_address_scan(value, &address, &name);
  for (rest = text; lm_sip_next_parameter(&rest, ',', &name, &value);)
    lm_sip_is_token(name);
  return 0;
}
