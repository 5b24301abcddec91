/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table */
#include "proto/sip/registry-headers.h"

#include "proto/sip/syntax.h"

/* A header is one row here. */
const LmSipHeaderField lm_sip_header_fields[] = {
    {"Accept", lm_sip_syntax_media_range, 3261, LM_SIP_MAYBE, 0},
    {"Accept-Contact", lm_sip_syntax_with_parameters, 3841, LM_SIP_LIST, 'a'},
    {"Accept-Encoding", lm_sip_syntax_accepted, 3261, LM_SIP_MAYBE, 0},
    {"Accept-Language", lm_sip_syntax_accepted, 3261, LM_SIP_MAYBE, 0},
    {"Accept-Resource-Priority", lm_sip_syntax_resource_priority, 4412, LM_SIP_MAYBE, 0},
    {"Additional-Identity", lm_sip_syntax_address, 0, LM_SIP_LIST, 0},
    {"Alert-Info", lm_sip_syntax_info, 3261, LM_SIP_LIST, 0},
    {"AlertMsg-Error", lm_sip_syntax_with_parameters, 8876, LM_SIP_ONCE, 0},
    {"Allow", lm_sip_syntax_token, 3261, LM_SIP_MAYBE, 0},
    {"Allow-Events", lm_sip_syntax_token, 6665, LM_SIP_LIST, 'u'},
    {"Answer-Mode", lm_sip_syntax_with_parameters, 5373, LM_SIP_ONCE, 0},
    {"Attestation-Info", lm_sip_syntax_token, 0, LM_SIP_ONCE, 0},
    {"Authentication-Info", lm_sip_syntax_auth_info, 3261, LM_SIP_ONCE, 0},
    {"Authorization", lm_sip_syntax_credentials, 3261, LM_SIP_LINES, 0},
    {"Call-ID", lm_sip_syntax_call_id, 3261, LM_SIP_ONCE, 'i'},
    {"Call-Info", lm_sip_syntax_info, 3261, LM_SIP_LIST, 0},
    {"Cellular-Network-Info", lm_sip_syntax_access_network, 0, LM_SIP_LIST, 0},
    {"Contact", lm_sip_syntax_contact, 3261, LM_SIP_LIST, 'm'},
    {"Content-Disposition", lm_sip_syntax_disposition, 3261, LM_SIP_ONCE, 0},
    {"Content-Encoding", lm_sip_syntax_token, 3261, LM_SIP_LIST, 'e'},
    {"Content-ID", lm_sip_syntax_content_id, 8262, LM_SIP_ONCE, 0},
    {"Content-Language", lm_sip_syntax_token, 3261, LM_SIP_LIST, 0},
    {"Content-Length", lm_sip_syntax_content_length, 3261, LM_SIP_ONCE, 'l'},
    {"Content-Type", lm_sip_syntax_media_type, 3261, LM_SIP_ONCE, 'c'},
    {"CSeq", lm_sip_syntax_cseq, 3261, LM_SIP_ONCE, 0},
    {"Date", lm_sip_syntax_date, 3261, LM_SIP_ONCE, 0},
    {"DC-Info", lm_sip_syntax_loose, 0, LM_SIP_LIST, 0},
    {"Diversion", lm_sip_syntax_address, 5806, LM_SIP_LIST, 0},
    {"Encryption", lm_sip_syntax_text, 2543, LM_SIP_ONCE, 0},
    {"Error-Info", lm_sip_syntax_info, 3261, LM_SIP_LIST, 0},
    {"Event", lm_sip_syntax_event, 6665, LM_SIP_ONCE, 'o'},
    {"Expires", lm_sip_syntax_number, 3261, LM_SIP_ONCE, 0},
    {"Feature-Caps", lm_sip_syntax_with_parameters, 6809, LM_SIP_LIST, 0},
    {"Flow-Timer", lm_sip_syntax_number, 5626, LM_SIP_ONCE, 0},
    {"From", lm_sip_syntax_party, 3261, LM_SIP_ONCE, 'f'},
    {"Geolocation", lm_sip_syntax_info, 6442, LM_SIP_LIST, 0},
    {"Geolocation-Error", lm_sip_syntax_with_parameters, 6442, LM_SIP_ONCE, 0},
    {"Geolocation-Routing", lm_sip_syntax_with_parameters, 6442, LM_SIP_ONCE, 0},
    {"Hide", lm_sip_syntax_token, 2543, LM_SIP_ONCE, 0},
    {"History-Info", lm_sip_syntax_address, 7044, LM_SIP_LIST, 0},
    {"Identity", lm_sip_syntax_identity, 8224, LM_SIP_LIST, 'y'},
    {"Identity-Info", lm_sip_syntax_info, 4474, LM_SIP_ONCE, 'n'},
    {"In-Reply-To", lm_sip_syntax_call_id, 3261, LM_SIP_LIST, 0},
    {"Info-Package", lm_sip_syntax_with_parameters, 6086, LM_SIP_ONCE, 0},
    {"Join", lm_sip_syntax_dialog, 3911, LM_SIP_ONCE, 0},
    {"Max-Breadth", lm_sip_syntax_number, 5393, LM_SIP_ONCE, 0},
    {"Max-Forwards", lm_sip_syntax_hops, 3261, LM_SIP_ONCE, 0},
    {"MIME-Version", lm_sip_syntax_version, 3261, LM_SIP_ONCE, 0},
    {"Min-Expires", lm_sip_syntax_number, 3261, LM_SIP_ONCE, 0},
    {"Min-SE", lm_sip_syntax_seconds, 4028, LM_SIP_ONCE, 0},
    {"Organization", lm_sip_syntax_text, 3261, LM_SIP_TEXT, 0},
    {"Origination-Id", lm_sip_syntax_token, 0, LM_SIP_ONCE, 0},
    {"P-Access-Network-Info", lm_sip_syntax_access_network, 7315, LM_SIP_LIST, 0},
    {"P-Answer-State", lm_sip_syntax_with_parameters, 4964, LM_SIP_ONCE, 0},
    {"P-Asserted-Identity", lm_sip_syntax_address, 3325, LM_SIP_LIST, 0},
    {"P-Asserted-Service", lm_sip_syntax_uri, 6050, LM_SIP_LIST, 0},
    {"P-Associated-URI", lm_sip_syntax_address, 7315, LM_SIP_LIST, 0},
    {"P-Called-Party-ID", lm_sip_syntax_address, 7315, LM_SIP_ONCE, 0},
    {"P-Charge-Info", lm_sip_syntax_address, 8496, LM_SIP_LIST, 0},
    {"P-Charging-Function-Addresses", lm_sip_syntax_charging, 7315, LM_SIP_ONCE, 0},
    {"P-Charging-Vector", lm_sip_syntax_charging, 7315, LM_SIP_ONCE, 0},
    {"P-DCS-Billing-Info", lm_sip_syntax_loose, 5503, LM_SIP_ONCE, 0},
    {"P-DCS-LAES", lm_sip_syntax_loose, 5503, LM_SIP_ONCE, 0},
    {"P-DCS-OSPS", lm_sip_syntax_token, 5503, LM_SIP_ONCE, 0},
    {"P-DCS-Redirect", lm_sip_syntax_loose, 5503, LM_SIP_ONCE, 0},
    {"P-DCS-Trace-Party-ID", lm_sip_syntax_address, 5503, LM_SIP_ONCE, 0},
    {"P-Early-Media", lm_sip_syntax_with_parameters, 5009, LM_SIP_MAYBE, 0},
    {"P-Media-Authorization", lm_sip_syntax_token, 3313, LM_SIP_LIST, 0},
    {"P-Preferred-Identity", lm_sip_syntax_address, 3325, LM_SIP_LIST, 0},
    {"P-Preferred-Service", lm_sip_syntax_uri, 6050, LM_SIP_LIST, 0},
    {"P-Private-Network-Indication", lm_sip_syntax_with_parameters, 7316, LM_SIP_LIST, 0},
    {"P-Profile-Key", lm_sip_syntax_address, 5002, LM_SIP_ONCE, 0},
    {"P-Refused-URI-List", lm_sip_syntax_address, 5318, LM_SIP_LIST, 0},
    {"P-Served-User", lm_sip_syntax_address, 8498, LM_SIP_ONCE, 0},
    {"P-User-Database", lm_sip_syntax_address, 4457, LM_SIP_ONCE, 0},
    {"P-Visited-Network-ID", lm_sip_syntax_network_name, 7315, LM_SIP_LIST, 0},
    {"Path", lm_sip_syntax_route, 3327, LM_SIP_LIST, 0},
    {"Permission-Missing", lm_sip_syntax_address, 5360, LM_SIP_LIST, 0},
    {"Policy-Contact", lm_sip_syntax_info, 6794, LM_SIP_LIST, 0},
    {"Policy-ID", lm_sip_syntax_loose, 6794, LM_SIP_LIST, 0},
    {"Priority", lm_sip_syntax_token, 3261, LM_SIP_ONCE, 0},
    {"Priority-Share", lm_sip_syntax_with_parameters, 0, LM_SIP_ONCE, 0},
    {"Priority-Verstat", lm_sip_syntax_loose, 0, LM_SIP_ONCE, 0},
    {"Priv-Answer-Mode", lm_sip_syntax_with_parameters, 5373, LM_SIP_ONCE, 0},
    {"Privacy", lm_sip_syntax_privacy, 3323, LM_SIP_ONCE, 0},
    {"Proxy-Authenticate", lm_sip_syntax_challenge, 3261, LM_SIP_LINES, 0},
    {"Proxy-Authentication-Info", lm_sip_syntax_auth_info, 7615, LM_SIP_ONCE, 0},
    {"Proxy-Authorization", lm_sip_syntax_credentials, 3261, LM_SIP_LINES, 0},
    {"Proxy-Require", lm_sip_syntax_option_tag, 3261, LM_SIP_LIST, 0},
    {"RAck", lm_sip_syntax_rack, 3262, LM_SIP_ONCE, 0},
    {"Reason", lm_sip_syntax_reason, 3326, LM_SIP_LIST, 0},
    {"Reason-Phrase", lm_sip_syntax_text, 3326, LM_SIP_ONCE, 0},
    {"Record-Route", lm_sip_syntax_route, 3261, LM_SIP_LIST, 0},
    {"Recv-Info", lm_sip_syntax_with_parameters, 6086, LM_SIP_MAYBE, 0},
    {"Refer-Events-At", lm_sip_syntax_info, 7614, LM_SIP_ONCE, 0},
    {"Refer-Sub", lm_sip_syntax_with_parameters, 4488, LM_SIP_ONCE, 0},
    {"Refer-To", lm_sip_syntax_address, 3515, LM_SIP_ONCE, 'r'},
    {"Referred-By", lm_sip_syntax_address, 3892, LM_SIP_ONCE, 'b'},
    {"Reject-Contact", lm_sip_syntax_with_parameters, 3841, LM_SIP_LIST, 'j'},
    {"Relayed-Charge", lm_sip_syntax_loose, 0, LM_SIP_ONCE, 0},
    {"Remote-Party-ID", lm_sip_syntax_address, 0, LM_SIP_LIST, 0},
    {"Replaces", lm_sip_syntax_dialog, 3891, LM_SIP_ONCE, 0},
    {"Reply-To", lm_sip_syntax_address, 3261, LM_SIP_ONCE, 0},
    {"Request-Disposition", lm_sip_syntax_token, 3841, LM_SIP_LIST, 'd'},
    {"Require", lm_sip_syntax_option_tag, 3261, LM_SIP_LIST, 0},
    {"Resource-Priority", lm_sip_syntax_resource_priority, 4412, LM_SIP_LIST, 0},
    {"Resource-Share", lm_sip_syntax_loose, 0, LM_SIP_LIST, 0},
    {"Response-Key", lm_sip_syntax_text, 2543, LM_SIP_ONCE, 0},
    {"Response-Source", lm_sip_syntax_loose, 0, LM_SIP_ONCE, 0},
    {"Restoration-Info", lm_sip_syntax_loose, 0, LM_SIP_ONCE, 0},
    {"Retry-After", lm_sip_syntax_retry_after, 3261, LM_SIP_ONCE, 0},
    {"Route", lm_sip_syntax_route, 3261, LM_SIP_LIST, 0},
    {"RSeq", lm_sip_syntax_number, 3262, LM_SIP_ONCE, 0},
    {"Security-Client", lm_sip_syntax_with_parameters, 3329, LM_SIP_LIST, 0},
    {"Security-Server", lm_sip_syntax_with_parameters, 3329, LM_SIP_LIST, 0},
    {"Security-Verify", lm_sip_syntax_with_parameters, 3329, LM_SIP_LIST, 0},
    {"Server", lm_sip_syntax_product, 3261, LM_SIP_ONCE, 0},
    {"Service-Interact-Info", lm_sip_syntax_loose, 0, LM_SIP_ONCE, 0},
    {"Service-Route", lm_sip_syntax_route, 3608, LM_SIP_LIST, 0},
    {"Session-Expires", lm_sip_syntax_session_expires, 4028, LM_SIP_ONCE, 'x'},
    {"Session-ID", lm_sip_syntax_session_id, 7989, LM_SIP_ONCE, 0},
    {"SIP-ETag", lm_sip_syntax_token, 3903, LM_SIP_ONCE, 0},
    {"SIP-If-Match", lm_sip_syntax_token, 3903, LM_SIP_ONCE, 0},
    {"Subject", lm_sip_syntax_text, 3261, LM_SIP_TEXT, 's'},
    {"Subscription-State", lm_sip_syntax_subscription_state, 6665, LM_SIP_ONCE, 0},
    {"Supported", lm_sip_syntax_option_tag, 3261, LM_SIP_MAYBE, 'k'},
    {"Suppress-If-Match", lm_sip_syntax_token, 5839, LM_SIP_ONCE, 0},
    {"Target-Dialog", lm_sip_syntax_target_dialog, 4538, LM_SIP_ONCE, 0},
    {"Timestamp", lm_sip_syntax_timestamp, 3261, LM_SIP_ONCE, 0},
    {"To", lm_sip_syntax_party, 3261, LM_SIP_ONCE, 't'},
    {"Trigger-Consent", lm_sip_syntax_uri, 5360, LM_SIP_LIST, 0},
    {"Unsupported", lm_sip_syntax_option_tag, 3261, LM_SIP_LIST, 0},
    {"User-Agent", lm_sip_syntax_product, 3261, LM_SIP_ONCE, 0},
    {"User-to-User", lm_sip_syntax_user_to_user, 7433, LM_SIP_LIST, 0},
    {"Via", lm_sip_syntax_via, 3261, LM_SIP_LIST, 'v'},
    {"Warning", lm_sip_syntax_warning, 3261, LM_SIP_LIST, 0},
    {"WWW-Authenticate", lm_sip_syntax_challenge, 3261, LM_SIP_LINES, 0},
};

const size_t lm_sip_n_header_fields = sizeof lm_sip_header_fields / sizeof *lm_sip_header_fields;

/* Below, at or above 0 as @name sorts before, with or behind @wanted. */
static int
compare(LmSlice name, const char *wanted)
{
  size_t i = 0;
  for (; i < name.len && wanted[i]; i++) {
    int difference = lm_lower(name.data[i]) - lm_lower((uint8_t)wanted[i]);
    if (difference)
      return difference;
  }
  return i < name.len ? 1 : wanted[i] ? -1 : 0;
}

static const LmSipHeaderField *
find_compact(uint8_t letter)
{
  for (size_t i = 0; i < lm_sip_n_header_fields; i++)
    if (lm_sip_header_fields[i].compact == lm_lower(letter))
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
