/* SPDX-License-Identifier: GPL-3.0-or-later */

/* table: the dictionary of Diameter: AVPs, commands, applications and results of RFC 6733, RFC
 * 8506, 3GPP TS 29.229 (Cx), 29.329 (Sh), 29.214 (Rx), 29.212 (Gx) and 29.272 (S6a). */

#include "proto/diameter.h"

#include <stdio.h>

#define TGPP LM_DIAMETER_VENDOR_3GPP

/* By vendor and code, ascending. */
static const LmDiameterName avps[] = {
    {1, 0, "User-Name", LM_DIAMETER_UTF8},
    {8, 0, "Framed-IP-Address", LM_DIAMETER_ADDRESS},
    {25, 0, "Class", LM_DIAMETER_OCTETS},
    {27, 0, "Session-Timeout", LM_DIAMETER_UNSIGNED32},
    {30, 0, "Called-Station-Id", LM_DIAMETER_UTF8},
    {31, 0, "Calling-Station-Id", LM_DIAMETER_UTF8},
    {97, 0, "Framed-IPv6-Prefix", LM_DIAMETER_OCTETS},
    {257, 0, "Host-IP-Address", LM_DIAMETER_ADDRESS},
    {258, 0, "Auth-Application-Id", LM_DIAMETER_UNSIGNED32},
    {259, 0, "Acct-Application-Id", LM_DIAMETER_UNSIGNED32},
    {260, 0, "Vendor-Specific-Application-Id", LM_DIAMETER_GROUPED},
    {263, 0, "Session-Id", LM_DIAMETER_UTF8},
    {264, 0, "Origin-Host", LM_DIAMETER_UTF8},
    {265, 0, "Supported-Vendor-Id", LM_DIAMETER_UNSIGNED32},
    {266, 0, "Vendor-Id", LM_DIAMETER_UNSIGNED32},
    {267, 0, "Firmware-Revision", LM_DIAMETER_UNSIGNED32},
    {268, 0, "Result-Code", LM_DIAMETER_UNSIGNED32},
    {269, 0, "Product-Name", LM_DIAMETER_UTF8},
    {273, 0, "Disconnect-Cause", LM_DIAMETER_ENUMERATED},
    {277, 0, "Auth-Session-State", LM_DIAMETER_ENUMERATED},
    {278, 0, "Origin-State-Id", LM_DIAMETER_UNSIGNED32},
    {279, 0, "Failed-AVP", LM_DIAMETER_GROUPED},
    {281, 0, "Error-Message", LM_DIAMETER_UTF8},
    {282, 0, "Route-Record", LM_DIAMETER_UTF8},
    {283, 0, "Destination-Realm", LM_DIAMETER_UTF8},
    {284, 0, "Proxy-Info", LM_DIAMETER_GROUPED},
    {285, 0, "Re-Auth-Request-Type", LM_DIAMETER_ENUMERATED},
    {291, 0, "Authorization-Lifetime", LM_DIAMETER_UNSIGNED32},
    {292, 0, "Redirect-Host", LM_DIAMETER_UTF8},
    {293, 0, "Destination-Host", LM_DIAMETER_UTF8},
    {294, 0, "Error-Reporting-Host", LM_DIAMETER_UTF8},
    {295, 0, "Termination-Cause", LM_DIAMETER_ENUMERATED},
    {296, 0, "Origin-Realm", LM_DIAMETER_UTF8},
    {297, 0, "Experimental-Result", LM_DIAMETER_GROUPED},
    {298, 0, "Experimental-Result-Code", LM_DIAMETER_UNSIGNED32},
    {299, 0, "Inband-Security-Id", LM_DIAMETER_UNSIGNED32},
    {415, 0, "CC-Request-Number", LM_DIAMETER_UNSIGNED32},
    {416, 0, "CC-Request-Type", LM_DIAMETER_ENUMERATED},
    {432, 0, "Rating-Group", LM_DIAMETER_UNSIGNED32},
    {443, 0, "Subscription-Id", LM_DIAMETER_GROUPED},
    {444, 0, "Subscription-Id-Data", LM_DIAMETER_UTF8},
    {450, 0, "Subscription-Id-Type", LM_DIAMETER_ENUMERATED},
    {458, 0, "User-Equipment-Info", LM_DIAMETER_GROUPED},
    {461, 0, "Service-Context-Id", LM_DIAMETER_UTF8},
    {480, 0, "Accounting-Record-Type", LM_DIAMETER_ENUMERATED},
    {485, 0, "Accounting-Record-Number", LM_DIAMETER_UNSIGNED32},
    {18, TGPP, "3GPP-SGSN-MCC-MNC", LM_DIAMETER_UTF8},
    {500, TGPP, "Abort-Cause", LM_DIAMETER_ENUMERATED},
    {504, TGPP, "AF-Application-Identifier", LM_DIAMETER_UTF8},
    {505, TGPP, "AF-Charging-Identifier", LM_DIAMETER_UTF8},
    {507, TGPP, "Flow-Description", LM_DIAMETER_UTF8},
    {509, TGPP, "Flow-Number", LM_DIAMETER_UNSIGNED32},
    {511, TGPP, "Flow-Status", LM_DIAMETER_ENUMERATED},
    {512, TGPP, "Flow-Usage", LM_DIAMETER_ENUMERATED},
    {513, TGPP, "Specific-Action", LM_DIAMETER_ENUMERATED},
    {515, TGPP, "Max-Requested-Bandwidth-DL", LM_DIAMETER_UNSIGNED32},
    {516, TGPP, "Max-Requested-Bandwidth-UL", LM_DIAMETER_UNSIGNED32},
    {517, TGPP, "Media-Component-Description", LM_DIAMETER_GROUPED},
    {518, TGPP, "Media-Component-Number", LM_DIAMETER_UNSIGNED32},
    {519, TGPP, "Media-Sub-Component", LM_DIAMETER_GROUPED},
    {520, TGPP, "Media-Type", LM_DIAMETER_ENUMERATED},
    {524, TGPP, "Codec-Data", LM_DIAMETER_OCTETS},
    {525, TGPP, "Service-URN", LM_DIAMETER_UTF8},
    {527, TGPP, "Service-Info-Status", LM_DIAMETER_ENUMERATED},
    {533, TGPP, "Rx-Request-Type", LM_DIAMETER_ENUMERATED},
    {600, TGPP, "Visited-Network-Identifier", LM_DIAMETER_UTF8},
    {601, TGPP, "Public-Identity", LM_DIAMETER_UTF8},
    {602, TGPP, "Server-Name", LM_DIAMETER_UTF8},
    {603, TGPP, "Server-Capabilities", LM_DIAMETER_GROUPED},
    {604, TGPP, "Mandatory-Capability", LM_DIAMETER_UNSIGNED32},
    {606, TGPP, "User-Data", LM_DIAMETER_OCTETS},
    {607, TGPP, "SIP-Number-Auth-Items", LM_DIAMETER_UNSIGNED32},
    {608, TGPP, "SIP-Authentication-Scheme", LM_DIAMETER_UTF8},
    {609, TGPP, "SIP-Authenticate", LM_DIAMETER_OCTETS},
    {610, TGPP, "SIP-Authorization", LM_DIAMETER_OCTETS},
    {611, TGPP, "SIP-Authentication-Context", LM_DIAMETER_OCTETS},
    {612, TGPP, "SIP-Auth-Data-Item", LM_DIAMETER_GROUPED},
    {613, TGPP, "SIP-Item-Number", LM_DIAMETER_UNSIGNED32},
    {614, TGPP, "Server-Assignment-Type", LM_DIAMETER_ENUMERATED},
    {615, TGPP, "Deregistration-Reason", LM_DIAMETER_GROUPED},
    {616, TGPP, "Reason-Code", LM_DIAMETER_ENUMERATED},
    {617, TGPP, "Reason-Info", LM_DIAMETER_UTF8},
    {618, TGPP, "Charging-Information", LM_DIAMETER_GROUPED},
    {623, TGPP, "User-Authorization-Type", LM_DIAMETER_ENUMERATED},
    {624, TGPP, "User-Data-Already-Available", LM_DIAMETER_ENUMERATED},
    {625, TGPP, "Confidentiality-Key", LM_DIAMETER_OCTETS},
    {626, TGPP, "Integrity-Key", LM_DIAMETER_OCTETS},
    {628, TGPP, "Supported-Features", LM_DIAMETER_GROUPED},
    {629, TGPP, "Feature-List-ID", LM_DIAMETER_UNSIGNED32},
    {630, TGPP, "Feature-List", LM_DIAMETER_UNSIGNED32},
    {631, TGPP, "Supported-Applications", LM_DIAMETER_GROUPED},
    {632, TGPP, "Associated-Identities", LM_DIAMETER_GROUPED},
    {633, TGPP, "Originating-Request", LM_DIAMETER_ENUMERATED},
    {634, TGPP, "Wildcarded-Public-Identity", LM_DIAMETER_UTF8},
    {635, TGPP, "SIP-Digest-Authenticate", LM_DIAMETER_GROUPED},
    {637, TGPP, "UAR-Flags", LM_DIAMETER_UNSIGNED32},
    {638, TGPP, "Loose-Route-Indication", LM_DIAMETER_ENUMERATED},
    {639, TGPP, "SCSCF-Restoration-Info", LM_DIAMETER_GROUPED},
    {700, TGPP, "User-Identity", LM_DIAMETER_GROUPED},
    {701, TGPP, "MSISDN", LM_DIAMETER_OCTETS},
    {702, TGPP, "User-Data", LM_DIAMETER_OCTETS},
    {703, TGPP, "Data-Reference", LM_DIAMETER_ENUMERATED},
    {704, TGPP, "Service-Indication", LM_DIAMETER_UTF8},
    {705, TGPP, "Subs-Req-Type", LM_DIAMETER_ENUMERATED},
    {707, TGPP, "Current-Location", LM_DIAMETER_ENUMERATED},
    {708, TGPP, "Identity-Set", LM_DIAMETER_ENUMERATED},
    {1001, TGPP, "Charging-Rule-Install", LM_DIAMETER_GROUPED},
    {1002, TGPP, "Charging-Rule-Remove", LM_DIAMETER_GROUPED},
    {1003, TGPP, "Charging-Rule-Definition", LM_DIAMETER_GROUPED},
    {1005, TGPP, "Charging-Rule-Name", LM_DIAMETER_UTF8},
    {1006, TGPP, "Event-Trigger", LM_DIAMETER_ENUMERATED},
    {1016, TGPP, "QoS-Information", LM_DIAMETER_GROUPED},
    {1018, TGPP, "Charging-Rule-Report", LM_DIAMETER_GROUPED},
    {1019, TGPP, "PCC-Rule-Status", LM_DIAMETER_ENUMERATED},
    {1020, TGPP, "Bearer-Identifier", LM_DIAMETER_OCTETS},
    {1024, TGPP, "Network-Request-Support", LM_DIAMETER_ENUMERATED},
    {1027, TGPP, "IP-CAN-Type", LM_DIAMETER_ENUMERATED},
    {1028, TGPP, "QoS-Class-Identifier", LM_DIAMETER_ENUMERATED},
    {1031, TGPP, "Rule-Failure-Code", LM_DIAMETER_ENUMERATED},
    {1032, TGPP, "RAT-Type", LM_DIAMETER_ENUMERATED},
    {1034, TGPP, "Allocation-Retention-Priority", LM_DIAMETER_GROUPED},
    {1045, TGPP, "Session-Release-Cause", LM_DIAMETER_ENUMERATED},
    {1049, TGPP, "Default-EPS-Bearer-QoS", LM_DIAMETER_GROUPED},
    {1058, TGPP, "Flow-Information", LM_DIAMETER_GROUPED},
};

typedef struct {
  uint32_t number;
  const char *name;
} Name;

/* Without their R for request or A for answer. */
static const Name commands[] = {
    {257, "CE"}, {258, "RA"}, {265, "AA"}, {271, "AC"}, {272, "CC"}, {274, "AS"}, {275, "ST"},
    {280, "DW"}, {282, "DP"}, {283, "UA"}, {284, "SA"}, {285, "LI"}, {286, "MA"}, {287, "RT"},
    {288, "PP"}, {300, "UA"}, {301, "SA"}, {302, "LI"}, {303, "MA"}, {304, "RT"}, {305, "PP"},
    {306, "UD"}, {307, "PU"}, {308, "SN"}, {309, "PN"}, {310, "BI"}, {316, "UL"}, {317, "CL"},
    {318, "AI"}, {319, "ID"}, {320, "DS"}, {321, "PU"}, {322, "RS"}, {323, "NO"}, {324, "EC"},
};

static const Name applications[] = {
    {0, "base"},      {1, "NASREQ"},     {3, "accounting"}, {4, "credit control"},
    {6, "SIP"},       {16777216, "Cx"},  {16777217, "Sh"},  {16777219, "Wx"},
    {16777236, "Rx"}, {16777238, "Gx"},  {16777251, "S6a"}, {16777265, "SWx"},
    {16777267, "S9"}, {16777272, "S6b"}, {16777302, "Sy"},
};

static const Name results[] = {
    {1001, "DIAMETER_MULTI_ROUND_AUTH"},
    {2001, "DIAMETER_SUCCESS"},
    {2002, "DIAMETER_LIMITED_SUCCESS"},
    {2003, "DIAMETER_FIRST_REGISTRATION"},
    {2004, "DIAMETER_SUBSEQUENT_REGISTRATION"},
    {2005, "DIAMETER_UNREGISTERED_SERVICE"},
    {2006, "DIAMETER_SUCCESS_SERVER_NAME_NOT_STORED"},
    {2007, "DIAMETER_SERVER_SELECTION"},
    {2008, "DIAMETER_SUCCESS_AUTH_SENT_SERVER_NOT_STORED"},
    {3001, "DIAMETER_COMMAND_UNSUPPORTED"},
    {3002, "DIAMETER_UNABLE_TO_DELIVER"},
    {3003, "DIAMETER_REALM_NOT_SERVED"},
    {3004, "DIAMETER_TOO_BUSY"},
    {3005, "DIAMETER_LOOP_DETECTED"},
    {3006, "DIAMETER_REDIRECT_INDICATION"},
    {3007, "DIAMETER_APPLICATION_UNSUPPORTED"},
    {3008, "DIAMETER_INVALID_HDR_BITS"},
    {3009, "DIAMETER_INVALID_AVP_BITS"},
    {3010, "DIAMETER_UNKNOWN_PEER"},
    {3011, "DIAMETER_REALM_REDIRECT_INDICATION"},
    {4001, "DIAMETER_AUTHENTICATION_REJECTED"},
    {4002, "DIAMETER_OUT_OF_SPACE"},
    {4003, "DIAMETER_ELECTION_LOST"},
    {4010, "DIAMETER_END_USER_SERVICE_DENIED"},
    {4011, "DIAMETER_CREDIT_CONTROL_NOT_APPLICABLE"},
    {4012, "DIAMETER_CREDIT_LIMIT_REACHED"},
    {5001, "DIAMETER_AVP_UNSUPPORTED"},
    {5002, "DIAMETER_UNKNOWN_SESSION_ID"},
    {5003, "DIAMETER_AUTHORIZATION_REJECTED"},
    {5004, "DIAMETER_INVALID_AVP_VALUE"},
    {5005, "DIAMETER_MISSING_AVP"},
    {5006, "DIAMETER_RESOURCES_EXCEEDED"},
    {5007, "DIAMETER_CONTRADICTING_AVPS"},
    {5008, "DIAMETER_AVP_NOT_ALLOWED"},
    {5009, "DIAMETER_AVP_OCCURS_TOO_MANY_TIMES"},
    {5010, "DIAMETER_NO_COMMON_APPLICATION"},
    {5011, "DIAMETER_UNSUPPORTED_VERSION"},
    {5012, "DIAMETER_UNABLE_TO_COMPLY"},
    {5013, "DIAMETER_INVALID_BIT_IN_HEADER"},
    {5014, "DIAMETER_INVALID_AVP_LENGTH"},
    {5015, "DIAMETER_INVALID_MESSAGE_LENGTH"},
    {5016, "DIAMETER_INVALID_AVP_BIT_COMBO"},
    {5017, "DIAMETER_NO_COMMON_SECURITY"},
    {5030, "DIAMETER_USER_UNKNOWN"},
    {5031, "DIAMETER_RATING_FAILED"},
    {5032, "DIAMETER_ERROR_USER_UNKNOWN"},
    {5033, "DIAMETER_ERROR_IDENTITIES_DONT_MATCH"},
    {5034, "DIAMETER_ERROR_IDENTITY_NOT_REGISTERED"},
    {5035, "DIAMETER_ERROR_ROAMING_NOT_ALLOWED"},
    {5036, "DIAMETER_ERROR_IDENTITY_ALREADY_REGISTERED"},
    {5037, "DIAMETER_ERROR_AUTH_SCHEME_NOT_SUPPORTED"},
    {5038, "DIAMETER_ERROR_IN_ASSIGNMENT_TYPE"},
    {5039, "DIAMETER_ERROR_TOO_MUCH_DATA"},
    {5040, "DIAMETER_ERROR_NOT_SUPPORTED_USER_DATA"},
};

/* Of 3GPP. */
static const Name experimental_results[] = {
    {2001, "DIAMETER_FIRST_REGISTRATION"},
    {2002, "DIAMETER_SUBSEQUENT_REGISTRATION"},
    {2003, "DIAMETER_UNREGISTERED_SERVICE"},
    {2004, "DIAMETER_SUCCESS_SERVER_NAME_NOT_STORED"},
    {2005, "DIAMETER_SERVER_SELECTION"},
    {4100, "DIAMETER_USER_DATA_NOT_AVAILABLE"},
    {4101, "DIAMETER_PRIOR_UPDATE_IN_PROGRESS"},
    {4141, "DIAMETER_PCC_BEARER_EVENT"},
    {4142, "DIAMETER_BEARER_EVENT"},
    {4143, "DIAMETER_AN_GW_FAILED"},
    {4144, "DIAMETER_PENDING_TRANSACTION"},
    {4181, "DIAMETER_AUTHENTICATION_DATA_UNAVAILABLE"},
    {4201, "DIAMETER_ERROR_ABSENT_USER"},
    {5001, "DIAMETER_ERROR_USER_UNKNOWN"},
    {5002, "DIAMETER_ERROR_IDENTITIES_DONT_MATCH"},
    {5003, "DIAMETER_ERROR_IDENTITY_NOT_REGISTERED"},
    {5004, "DIAMETER_ERROR_ROAMING_NOT_ALLOWED"},
    {5005, "DIAMETER_ERROR_IDENTITY_ALREADY_REGISTERED"},
    {5006, "DIAMETER_ERROR_AUTH_SCHEME_NOT_SUPPORTED"},
    {5007, "DIAMETER_ERROR_IN_ASSIGNMENT_TYPE"},
    {5008, "DIAMETER_ERROR_TOO_MUCH_DATA"},
    {5009, "DIAMETER_ERROR_NOT_SUPPORTED_USER_DATA"},
    {5011, "DIAMETER_ERROR_FEATURE_UNSUPPORTED"},
    {5012, "DIAMETER_ERROR_SERVING_NODE_FEATURE_UNSUPPORTED"},
    {5061, "INVALID_SERVICE_INFORMATION"},
    {5062, "FILTER_RESTRICTIONS"},
    {5063, "REQUESTED_SERVICE_NOT_AUTHORIZED"},
    {5064, "DUPLICATED_AF_SESSION"},
    {5065, "IP-CAN_SESSION_NOT_AVAILABLE"},
    {5066, "UNAUTHORIZED_NON_EMERGENCY_SESSION"},
    {5067, "UNAUTHORIZED_SPONSORED_DATA_CONNECTIVITY"},
    {5068, "TEMPORARY_NETWORK_FAILURE"},
    {5100, "DIAMETER_ERROR_USER_DATA_NOT_RECOGNIZED"},
    {5101, "DIAMETER_ERROR_OPERATION_NOT_ALLOWED"},
    {5102, "DIAMETER_ERROR_USER_DATA_CANNOT_BE_READ"},
    {5103, "DIAMETER_ERROR_USER_DATA_CANNOT_BE_MODIFIED"},
    {5104, "DIAMETER_ERROR_USER_DATA_CANNOT_BE_NOTIFIED"},
    {5105, "DIAMETER_ERROR_TRANSPARENT_DATA_OUT_OF_SYNC"},
    {5106, "DIAMETER_ERROR_SUBS_DATA_ABSENT"},
    {5107, "DIAMETER_ERROR_NO_SUBSCRIPTION_TO_DATA"},
    {5108, "DIAMETER_ERROR_DSAI_NOT_AVAILABLE"},
    {5140, "DIAMETER_ERROR_INITIAL_PARAMETERS"},
    {5141, "DIAMETER_ERROR_TRIGGER_EVENT"},
    {5142, "DIAMETER_PCC_RULE_EVENT"},
    {5143, "DIAMETER_ERROR_BEARER_NOT_AUTHORIZED"},
    {5144, "DIAMETER_ERROR_TRAFFIC_MAPPING_INFO_REJECTED"},
    {5147, "DIAMETER_ERROR_CONFLICTING_REQUEST"},
    {5148, "DIAMETER_ADC_RULE_EVENT"},
    {5149, "DIAMETER_ERROR_NBIFOM_NOT_AUTHORIZED"},
    {5420, "DIAMETER_ERROR_UNKNOWN_EPS_SUBSCRIPTION"},
    {5421, "DIAMETER_ERROR_RAT_NOT_ALLOWED"},
    {5422, "DIAMETER_ERROR_EQUIPMENT_UNKNOWN"},
    {5423, "DIAMETER_ERROR_UNKNOWN_SERVING_NODE"},
    {5450, "DIAMETER_ERROR_USER_NO_NON_3GPP_SUBSCRIPTION"},
    {5451, "DIAMETER_ERROR_USER_NO_APN_SUBSCRIPTION"},
};

static const char *
find(const Name *names, size_t n, uint32_t number)
{
  size_t low = 0;
  while (low < n) {
    size_t middle = low + (n - low) / 2;
    if (names[middle].number == number)
      return names[middle].name;
    if (names[middle].number < number)
      low = middle + 1;
    else
      n = middle;
  }
  return NULL;
}

#define FIND(names, number) find(names, sizeof names / sizeof names[0], number)

const LmDiameterName *
lm_diameter_avp_name(uint32_t code, uint32_t vendor)
{
  size_t low = 0, high = sizeof avps / sizeof avps[0];
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const LmDiameterName *name = &avps[middle];
    if (name->vendor == vendor && name->code == code)
      return name;
    if (name->vendor < vendor || (name->vendor == vendor && name->code < code))
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

const char *
lm_diameter_command_name(uint32_t command, bool request, char *out)
{
  const char *name = FIND(commands, command);
  if (name)
    snprintf(out, 16, "%s%c", name, request ? 'R' : 'A');
  else
    snprintf(out, 16, "%u %c", command & 0xffffffu, request ? 'R' : 'A');
  return out;
}

const char *
lm_diameter_application_name(uint32_t application)
{
  return FIND(applications, application);
}

const char *
lm_diameter_result_name(uint32_t result, bool experimental)
{
  return experimental ? FIND(experimental_results, result) : FIND(results, result);
}
