/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The response codes that are registered: IANA, Session Initiation Protocol (SIP) Parameters,
 * Response Codes. Those without a document of their own are from RFC 3261, section 21. */

#include "proto/sip/message.h"

static const struct {
  uint16_t status;
  uint16_t rfc;
  const char *reason;
} statuses[] = {
    {100, 3261, "Trying"},
    {180, 3261, "Ringing"},
    {181, 3261, "Call Is Being Forwarded"},
    {182, 3261, "Queued"},
    {183, 3261, "Session Progress"},
    {199, 6228, "Early Dialog Terminated"},
    {200, 3261, "OK"},
    {202, 6665, "Accepted"},
    {204, 5839, "No Notification"},
    {300, 3261, "Multiple Choices"},
    {301, 3261, "Moved Permanently"},
    {302, 3261, "Moved Temporarily"},
    {305, 3261, "Use Proxy"},
    {380, 3261, "Alternative Service"},
    {400, 3261, "Bad Request"},
    {401, 3261, "Unauthorized"},
    {402, 3261, "Payment Required"},
    {403, 3261, "Forbidden"},
    {404, 3261, "Not Found"},
    {405, 3261, "Method Not Allowed"},
    {406, 3261, "Not Acceptable"},
    {407, 3261, "Proxy Authentication Required"},
    {408, 3261, "Request Timeout"},
    {410, 3261, "Gone"},
    {412, 3903, "Conditional Request Failed"},
    {413, 3261, "Request Entity Too Large"},
    {414, 3261, "Request-URI Too Long"},
    {415, 3261, "Unsupported Media Type"},
    {416, 3261, "Unsupported URI Scheme"},
    {417, 4412, "Unknown Resource-Priority"},
    {420, 3261, "Bad Extension"},
    {421, 3261, "Extension Required"},
    {422, 4028, "Session Interval Too Small"},
    {423, 3261, "Interval Too Brief"},
    {424, 6442, "Bad Location Information"},
    {425, 8876, "Bad Alert Message"},
    {428, 8224, "Use Identity Header"},
    {429, 3892, "Provide Referrer Identity"},
    {430, 5626, "Flow Failed"},
    {433, 5079, "Anonymity Disallowed"},
    {436, 8224, "Bad Identity Info"},
    {437, 8224, "Unsupported Credential"},
    {438, 8224, "Invalid Identity Header"},
    {439, 5626, "First Hop Lacks Outbound Support"},
    {440, 5393, "Max-Breadth Exceeded"},
    {469, 6086, "Bad Info Package"},
    {470, 5360, "Consent Needed"},
    {480, 3261, "Temporarily Unavailable"},
    {481, 3261, "Call/Transaction Does Not Exist"},
    {482, 3261, "Loop Detected"},
    {483, 3261, "Too Many Hops"},
    {484, 3261, "Address Incomplete"},
    {485, 3261, "Ambiguous"},
    {486, 3261, "Busy Here"},
    {487, 3261, "Request Terminated"},
    {488, 3261, "Not Acceptable Here"},
    {489, 6665, "Bad Event"},
    {491, 3261, "Request Pending"},
    {493, 3261, "Undecipherable"},
    {494, 3329, "Security Agreement Required"},
    {500, 3261, "Server Internal Error"},
    {501, 3261, "Not Implemented"},
    {502, 3261, "Bad Gateway"},
    {503, 3261, "Service Unavailable"},
    {504, 3261, "Server Time-out"},
    {505, 3261, "Version Not Supported"},
    {513, 3261, "Message Too Large"},
    {555, 8599, "Push Notification Service Not Supported"},
    {580, 3312, "Precondition Failure"},
    {600, 3261, "Busy Everywhere"},
    {603, 3261, "Decline"},
    {604, 3261, "Does Not Exist Anywhere"},
    {606, 3261, "Not Acceptable"},
    {607, 8197, "Unwanted"},
    {608, 8688, "Rejected"},
};

#define N_STATUSES (sizeof statuses / sizeof *statuses)

/* The row of @status, or N_STATUSES. The table is sorted. */
static size_t
find(uint16_t status)
{
  size_t low = 0, high = N_STATUSES;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (statuses[middle].status < status)
      low = middle + 1;
    else
      high = middle;
  }
  return low < N_STATUSES && statuses[low].status == status ? low : N_STATUSES;
}

const char *
lm_sip_status_reason(uint16_t status)
{
  size_t row = find(status);
  return row < N_STATUSES ? statuses[row].reason : "";
}

uint16_t
lm_sip_status_rfc(uint16_t status)
{
  size_t row = find(status);
  return row < N_STATUSES ? statuses[row].rfc : 0;
}
