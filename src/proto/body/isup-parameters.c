/* SPDX-License-Identifier: GPL-3.0-or-later */
/* table */

/* What the parameters of ISUP say (ITU-T Q.763, 3). Their names, and the words for their values,
 * are the standard's. */

#include "proto/body/isup.h"
#include "proto/body/q931.h"

static const char *const plans[8] = {
    [0] = "unknown",      [1] = "ISDN (E.164)",          [3] = "data (X.121)",
    [4] = "telex (F.69)", [5] = "private, national use", [6] = "national use"};
static const char *const presentations[4] = {"allowed", "restricted", "address not available",
                                             "reserved for restriction by the network"};
static const char *const screenings[4] = {"user provided, not verified",
                                          "user provided, verified and passed",
                                          "user provided, verified and failed", "network provided"};

static const char *const natures[] = {NULL,
                                      "subscriber number",
                                      "unknown",
                                      "national (significant) number",
                                      "international number",
                                      "network-specific number",
                                      "network routing number in national number format",
                                      "network routing number in network-specific format",
                                      "network routing number with called directory number"};
static const char *const internal[] = {"routing to internal network number allowed",
                                       "routing to internal network number not allowed"};
static const char *const complete[] = {"complete", "incomplete"};
static const char *const qualifiers[] = {
    [1] = "additional called number",        [5] = "additional connected number",
    [6] = "additional calling party number", [7] = "additional original called number",
    [8] = "additional redirecting number",   [9] = "additional redirection number",
    [10] = "called freephone number"};

#define NATURE(octet)                                        \
  {                                                          \
    octet, 0, 7, "Nature of address", LM_BODY_WORDS(natures) \
  }
#define PLAN(octet)                                     \
  {                                                     \
    octet, 4, 3, "Numbering plan", LM_BODY_WORDS(plans) \
  }
#define PRESENTATION(octet)                                   \
  {                                                           \
    octet, 2, 2, "Presentation", LM_BODY_WORDS(presentations) \
  }
#define SCREENING(octet)                                \
  {                                                     \
    octet, 0, 2, "Screening", LM_BODY_WORDS(screenings) \
  }

static const LmBodyBits called[] = {
    NATURE(0), {1, 7, 1, "Internal network number", LM_BODY_WORDS(internal)}, PLAN(1)};
static const LmBodyBits calling[] = {NATURE(0),
                                     {1, 7, 1, "Number", LM_BODY_WORDS(complete)},
                                     PLAN(1),
                                     PRESENTATION(1),
                                     SCREENING(1)};
static const LmBodyBits redirecting[] = {NATURE(0), PLAN(1), PRESENTATION(1)};
static const LmBodyBits connected[] = {NATURE(0), PLAN(1), PRESENTATION(1), SCREENING(1)};
static const LmBodyBits location_number[] = {
    NATURE(0),
    {1, 7, 1, "Internal network number", LM_BODY_WORDS(internal)},
    PLAN(1),
    PRESENTATION(1),
    SCREENING(1)};
static const LmBodyBits generic_number[] = {{0, 0, 8, "Qualifier", LM_BODY_WORDS(qualifiers)},
                                            NATURE(1),
                                            {2, 7, 1, "Number", LM_BODY_WORDS(complete)},
                                            PLAN(2),
                                            PRESENTATION(2),
                                            SCREENING(2)};

static const char *const no_yes[] = {"no", "yes"};
static const char *const satellites[] = {"none", "one", "two"};
static const char *const checks[] = {"not required", "required on this circuit",
                                     "performed on a previous circuit"};
static const char *const included[] = {"not included", "included"};
static const char *const calls[] = {"national call", "international call"};
static const char *const methods[] = {"none available", "pass-along", "SCCP",
                                      "pass-along and SCCP"};
static const char *const interworking[] = {"not encountered", "encountered"};
static const char *const all_the_way[] = {"not used all the way", "used all the way"};
static const char *const preferences[] = {"preferred all the way", "not required all the way",
                                          "required all the way"};
static const char *const access[] = {"non-ISDN", "ISDN"};
static const char *const charges[] = {"no indication", "no charge", "charge"};
static const char *const called_states[] = {"no indication", "subscriber free",
                                            "connect when free"};
static const char *const called_kinds[] = {"no indication", "ordinary subscriber", "payphone"};
static const char *const categories[] = {
    [0] = "unknown",           [1] = "operator, French",     [2] = "operator, English",
    [3] = "operator, German",  [4] = "operator, Russian",    [5] = "operator, Spanish",
    [9] = "national operator", [10] = "ordinary subscriber", [11] = "subscriber with priority",
    [12] = "data call",        [13] = "test call",           [14] = "emergency preference (IEPS)",
    [15] = "payphone"};
static const char *const media[] = {[0] = "speech",
                                    [2] = "64 kbit/s unrestricted",
                                    [3] = "3.1 kHz audio",
                                    [4] = "alternate speech, 64 kbit/s unrestricted",
                                    [5] = "alternate 64 kbit/s unrestricted, speech",
                                    [6] = "64 kbit/s preferred",
                                    [7] = "2 x 64 kbit/s unrestricted",
                                    [8] = "384 kbit/s unrestricted",
                                    [9] = "1536 kbit/s unrestricted",
                                    [10] = "1920 kbit/s unrestricted"};
static const char *const events[] = {NULL,
                                     "alerting",
                                     "progress",
                                     "in-band information available",
                                     "call forwarded on busy",
                                     "call forwarded on no reply",
                                     "call forwarded unconditional"};
static const char *const initiators[] = {"ISDN subscriber", "network"};
static const char *const successes[] = {"failed", "successful"};
static const char *const redirections[] = {"none",
                                           "call rerouted",
                                           "call rerouted, all information restricted",
                                           "call diverted",
                                           "call diverted, all information restricted",
                                           "call rerouted, redirection number restricted",
                                           "call diverted, redirection number restricted"};
static const char *const reasons[] = {"unknown",
                                      "user busy",
                                      "no reply",
                                      "unconditional",
                                      "deflection during alerting",
                                      "deflection immediate response",
                                      "mobile subscriber not reachable"};
static const char *const subscriptions[] = {"unknown", "presentation not allowed",
                                            "presentation allowed with redirection number",
                                            "presentation allowed without redirection number"};
static const char *const restrictions[] = {"allowed", "restricted"};
static const char *const requested[] = {"not requested", "requested"};
static const char *const provided[] = {"not provided", "provided"};
static const char *const answers[] = {"not included", "not available", NULL, "included"};
static const char *const delivered[] = {"setup generated", "no setup generated"};
static const char *const groups[] = {"maintenance oriented", "hardware failure oriented"};
static const char *const closed[] = {"no", NULL, "outgoing access allowed",
                                     "outgoing access not allowed"};
static const char *const notifications[] = {[0] = "user suspended",
                                            [1] = "user resumed",
                                            [2] = "bearer service change",
                                            [4] = "call completion delay",
                                            [66] = "conference established",
                                            [67] = "conference disconnected",
                                            [68] = "other party added",
                                            [69] = "isolated",
                                            [70] = "reattached",
                                            [71] = "other party isolated",
                                            [72] = "other party reattached",
                                            [73] = "other party split",
                                            [74] = "other party disconnected",
                                            [75] = "conference floating",
                                            [96] = "call is a waiting call",
                                            [104] = "diversion activated",
                                            [105] = "call transfer, alerting",
                                            [106] = "call transfer, active",
                                            [121] = "remote hold",
                                            [122] = "remote retrieval",
                                            [123] = "call is diverting"};

#define WORD(octet, shift, bits, name, words)      \
  {                                                \
    octet, shift, bits, name, LM_BODY_WORDS(words) \
  }
#define YES(octet, shift, name) WORD(octet, shift, 1, name, no_yes)
#define NUMBER(octet, bits, name) \
  {                               \
    octet, 0, bits, name, NULL, 0 \
  }

static const LmBodyBits connection[] = {WORD(0, 0, 2, "Satellites", satellites),
                                        WORD(0, 2, 2, "Continuity check", checks),
                                        WORD(0, 4, 1, "Outgoing echo control device", included)};
static const LmBodyBits forward[] = {
    WORD(0, 0, 1, "Kind of call", calls),        WORD(0, 1, 2, "End-to-end method", methods),
    WORD(0, 3, 1, "Interworking", interworking), YES(0, 4, "End-to-end information"),
    WORD(0, 5, 1, "ISUP", all_the_way),          WORD(0, 6, 2, "ISUP preference", preferences),
    WORD(1, 0, 1, "Originating access", access)};
static const LmBodyBits optional_forward[] = {WORD(0, 0, 2, "Closed user group call", closed),
                                              YES(0, 2, "Segmentation"),
                                              WORD(0, 7, 1, "Connected line identity", requested)};
static const LmBodyBits backward[] = {WORD(0, 0, 2, "Charge", charges),
                                      WORD(0, 2, 2, "Called party's status", called_states),
                                      WORD(0, 4, 2, "Called party's category", called_kinds),
                                      WORD(0, 6, 2, "End-to-end method", methods),
                                      WORD(1, 0, 1, "Interworking", interworking),
                                      YES(1, 1, "End-to-end information"),
                                      WORD(1, 2, 1, "ISUP", all_the_way),
                                      WORD(1, 3, 1, "Holding", requested),
                                      WORD(1, 4, 1, "Terminating access", access),
                                      WORD(1, 5, 1, "Incoming echo control device", included)};
static const LmBodyBits optional_backward[] = {YES(0, 0, "In-band information"),
                                               YES(0, 1, "Call diversion may occur"),
                                               YES(0, 2, "Segmentation"), YES(0, 3, "MLPP user")};
static const LmBodyBits category[] = {WORD(0, 0, 8, "Category", categories)};
static const LmBodyBits medium[] = {WORD(0, 0, 8, "Medium", media)};
static const LmBodyBits event[] = {WORD(0, 0, 7, "Event", events),
                                   WORD(0, 7, 1, "Presentation", restrictions)};
static const LmBodyBits suspension[] = {WORD(0, 0, 1, "Initiated by", initiators)};
static const LmBodyBits continuity[] = {WORD(0, 0, 1, "Continuity check", successes)};
static const LmBodyBits redirection[] = {
    WORD(0, 0, 3, "Redirecting", redirections), WORD(0, 4, 4, "Original reason", reasons),
    NUMBER(1, 3, "Redirections"), WORD(1, 4, 4, "Reason", reasons)};
static const LmBodyBits diversion[] = {WORD(0, 0, 3, "Notification", subscriptions),
                                       WORD(0, 3, 4, "Reason", reasons)};
static const LmBodyBits restriction[] = {WORD(0, 0, 2, "Presentation", restrictions)};
static const LmBodyBits request[] = {WORD(0, 0, 1, "Calling party address", requested),
                                     WORD(0, 1, 1, "Holding", requested),
                                     WORD(0, 3, 1, "Calling party's category", requested),
                                     WORD(0, 4, 1, "Charge information", requested),
                                     WORD(0, 7, 1, "Malicious call identification", requested)};
static const LmBodyBits information[] = {
    WORD(0, 0, 2, "Calling party address", answers), WORD(0, 2, 1, "Hold", provided),
    WORD(0, 5, 1, "Calling party's category", included),
    WORD(0, 6, 1, "Charge information", included), YES(0, 7, "Unsolicited")};
static const LmBodyBits delivery[] = {WORD(0, 0, 1, "Delivery", delivered)};
static const LmBodyBits group[] = {WORD(0, 0, 2, "Kind", groups)};
static const LmBodyBits notification[] = {WORD(0, 0, 7, "Notification", notifications)};
static const LmBodyBits hops[] = {NUMBER(0, 5, "Hops left")};
static const LmBodyBits redirects[] = {NUMBER(0, 5, "Redirects")};
static const LmBodyBits congestion[] = {NUMBER(0, 8, "Level")};
static const LmBodyBits identification[] = {YES(0, 0, "MCID"), YES(0, 1, "Holding")};

static const LmBodyBits line_information[] = {NUMBER(0, 8, "Value")};
static const LmBodyBits charge_number[] = {PLAN(1)};

static const char *const transits[] = {"transit interpretation", "end node interpretation"};
static const char *const impossible[] = {"release call", "discard message", "discard parameter"};
static const char *const without[] = {"release call", "discard message"};
static const LmBodyBits unknown_message[] = {
    WORD(0, 0, 1, "At intermediate exchange", transits), YES(0, 1, "Release call"),
    YES(0, 2, "Send notification"), YES(0, 3, "Discard message"),
    WORD(0, 4, 1, "If it cannot be passed on", without)};
static const LmBodyBits unknown_parameter[] = {
    WORD(0, 0, 1, "At intermediate exchange", transits),
    YES(0, 1, "Release call"),
    YES(0, 2, "Send notification"),
    YES(0, 3, "Discard message"),
    YES(0, 4, "Discard parameter"),
    WORD(0, 5, 2, "If it cannot be passed on", impossible)};

typedef enum { HEX, BITS, DIGITS, MS, CAUSE, USER, ELEMENTS, BEARER, RANGE, COMPATIBILITY } Kind;

typedef struct {
  uint8_t code;
  const char *name;
  Kind kind;
  const LmBodyBits *bits;
  uint8_t n_bits;
  uint8_t digits_at; /* where the digits begin, and one before it where it is told if odd */
  uint8_t odd_at;
} Parameter;

#define FLAGS(code, name, rows)                                \
  {                                                            \
    code, name, BITS, rows, sizeof rows / sizeof rows[0], 0, 0 \
  }
#define DIGITS_OF(code, name, rows)                              \
  {                                                              \
    code, name, DIGITS, rows, sizeof rows / sizeof rows[0], 2, 0 \
  }
#define OPAQUE(code, name)         \
  {                                \
    code, name, HEX, NULL, 0, 0, 0 \
  }
#define OF_KIND(code, name, kind)   \
  {                                 \
    code, name, kind, NULL, 0, 0, 0 \
  }

/* ITU-T Q.763, table 5. */
static const Parameter parameters[] = {
    OPAQUE(0x01, "Call reference"),
    FLAGS(0x02, "Transmission medium requirement", medium),
    OF_KIND(0x03, "Access transport", ELEMENTS),
    DIGITS_OF(0x04, "Called party number", called),
    {0x05, "Subsequent number", DIGITS, NULL, 0, 1, 0},
    FLAGS(0x06, "Nature of connection indicators", connection),
    FLAGS(0x07, "Forward call indicators", forward),
    FLAGS(0x08, "Optional forward call indicators", optional_forward),
    FLAGS(0x09, "Calling party's category", category),
    DIGITS_OF(0x0a, "Calling party number", calling),
    DIGITS_OF(0x0b, "Redirecting number", redirecting),
    DIGITS_OF(0x0c, "Redirection number", called),
    OPAQUE(0x0d, "Connection request"),
    FLAGS(0x0e, "Information request indicators", request),
    FLAGS(0x0f, "Information indicators", information),
    FLAGS(0x10, "Continuity indicators", continuity),
    FLAGS(0x11, "Backward call indicators", backward),
    OF_KIND(0x12, "Cause indicators", CAUSE),
    FLAGS(0x13, "Redirection information", redirection),
    FLAGS(0x15, "Circuit group supervision message type", group),
    OF_KIND(0x16, "Range and status", RANGE),
    OPAQUE(0x18, "Facility indicator"),
    OPAQUE(0x1a, "Closed user group interlock code"),
    OF_KIND(0x1d, "User service information", BEARER),
    OPAQUE(0x1e, "Signalling point code"),
    OF_KIND(0x20, "User-to-user information", USER),
    DIGITS_OF(0x21, "Connected number", connected),
    FLAGS(0x22, "Suspend/resume indicators", suspension),
    OPAQUE(0x23, "Transit network selection"),
    FLAGS(0x24, "Event information", event),
    OPAQUE(0x25, "Circuit assignment map"),
    OPAQUE(0x26, "Circuit state indicator"),
    FLAGS(0x27, "Automatic congestion level", congestion),
    DIGITS_OF(0x28, "Original called number", redirecting),
    FLAGS(0x29, "Optional backward call indicators", optional_backward),
    OPAQUE(0x2a, "User-to-user indicators"),
    OPAQUE(0x2b, "Origination ISC point code"),
    FLAGS(0x2c, "Generic notification indicator", notification),
    OF_KIND(0x2d, "Call history information", MS),
    FLAGS(0x2e, "Access delivery information", delivery),
    OPAQUE(0x2f, "Network specific facility"),
    OF_KIND(0x30, "User service information prime", BEARER),
    OF_KIND(0x31, "Propagation delay counter", MS),
    OPAQUE(0x32, "Remote operations"),
    OPAQUE(0x33, "Service activation"),
    OPAQUE(0x34, "User teleservice information"),
    FLAGS(0x35, "Transmission medium used", medium),
    FLAGS(0x36, "Call diversion information", diversion),
    OPAQUE(0x37, "Echo control information"),
    FLAGS(0x38, "Message compatibility information", unknown_message),
    OF_KIND(0x39, "Parameter compatibility information", COMPATIBILITY),
    OPAQUE(0x3a, "MLPP precedence"),
    FLAGS(0x3b, "MCID request indicators", identification),
    FLAGS(0x3c, "MCID response indicators", identification),
    FLAGS(0x3d, "Hop counter", hops),
    FLAGS(0x3e, "Transmission medium requirement prime", medium),
    DIGITS_OF(0x3f, "Location number", location_number),
    FLAGS(0x40, "Redirection number restriction", restriction),
    OPAQUE(0x43, "Call transfer reference"),
    OPAQUE(0x44, "Loop prevention indicators"),
    DIGITS_OF(0x45, "Call transfer number", connected),
    OPAQUE(0x4b, "CCSS"),
    OPAQUE(0x4c, "Forward GVNS"),
    OPAQUE(0x4d, "Backward GVNS"),
    OPAQUE(0x4e, "Redirect capability"),
    OPAQUE(0x5b, "Network management controls"),
    OPAQUE(0x65, "Correlation id"),
    OPAQUE(0x66, "SCF id"),
    OPAQUE(0x6e, "Call diversion treatment indicators"),
    DIGITS_OF(0x6f, "Called IN number", redirecting),
    OPAQUE(0x70, "Call offering treatment indicators"),
    OPAQUE(0x71, "Charged party identification"),
    OPAQUE(0x72, "Conference treatment indicators"),
    OPAQUE(0x73, "Display information"),
    OPAQUE(0x74, "UID action indicators"),
    OPAQUE(0x75, "UID capability indicators"),
    FLAGS(0x77, "Redirect counter", redirects),
    OPAQUE(0x78, "Application transport"),
    OPAQUE(0x79, "Collect call request"),
    OPAQUE(0x7a, "CCNR possible indicator"),
    OPAQUE(0x7b, "Pivot capability"),
    OPAQUE(0x7c, "Pivot routing indicators"),
    DIGITS_OF(0x7d, "Called directory number", called),
    DIGITS_OF(0x7f, "Original called IN number", redirecting),
    OPAQUE(0x81, "Calling geodetic location"),
    OPAQUE(0x82, "HTR information"),
    OPAQUE(0x84, "Network routing number"),
    OPAQUE(0x85, "Query on release capability"),
    OPAQUE(0x86, "Pivot status"),
    OPAQUE(0x87, "Pivot counter"),
    OPAQUE(0x88, "Pivot routing forward information"),
    OPAQUE(0x89, "Pivot routing backward information"),
    OPAQUE(0x8a, "Redirect status"),
    OPAQUE(0x8b, "Redirect forward information"),
    OPAQUE(0x8c, "Redirect backward information"),
    OPAQUE(0x8d, "Number portability forward information"),
    OPAQUE(0x8e, "Forward CAT indicators"),
    OPAQUE(0x8f, "Backward CAT indicators"),
    OPAQUE(0x96, "Automatic re-routing"),
    OPAQUE(0xa6, "IEPS call information"),
    OPAQUE(0xa8, "VED information"),
    {0xc0, "Generic number", DIGITS, generic_number,
     sizeof generic_number / sizeof generic_number[0], 3, 1},
    OPAQUE(0xc1, "Generic digits"),
    /* ANSI T1.113.3, 3. */
    OPAQUE(0xc2, "Operator services information"),
    OPAQUE(0xc3, "Egress service"),
    OPAQUE(0xc4, "Jurisdiction information"),
    OPAQUE(0xc5, "Carrier identification"),
    OPAQUE(0xc6, "Business group"),
    OPAQUE(0xc7, "Generic name"),
    OPAQUE(0xe1, "Notification indicator"),
    OPAQUE(0xe5, "Circuit group characteristic indicator"),
    OPAQUE(0xe6, "Circuit validation response indicator"),
    OPAQUE(0xe7, "Outgoing trunk group number"),
    OPAQUE(0xe8, "Circuit identification name"),
    OPAQUE(0xe9, "CLLI code"),
    FLAGS(0xea, "Originating line information", line_information),
    DIGITS_OF(0xeb, "Charge number", charge_number),
    OPAQUE(0xec, "Service code indicator"),
    OPAQUE(0xed, "Special processing request"),
    OPAQUE(0xee, "Carrier selection information"),
    OPAQUE(0xef, "Network transport"),
};

static const Parameter *
find_parameter(unsigned code)
{
  for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++)
    if (parameters[i].code == code)
      return &parameters[i];
  return NULL;
}

/* 15 is "ST": all digits have been sent (ITU-T Q.763, 3.9). */
static void
add_digits(LmDetailBuilder *builder, LmDetail *node, const Parameter *parameter, LmSlice content)
{
  if (content.len < parameter->digits_at) {
    lm_body_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, content);
    return;
  }
  LmSlice part = lm_slice_from(content, parameter->digits_at);
  bool odd = lm_slice_u8(content, parameter->odd_at) & 0x80;
  LmSlice digits = lm_slice_str(lm_body_digits(builder->arena, part, odd, "0123456789ABCDEF"));
  bool all = lm_slice_at(digits, digits.len - 1) == 'F';
  digits = lm_slice_sub(digits, 0, digits.len - (all ? 1 : 0));
  node->value = digits;
  LmDetail *number = lm_detail_add(builder, node, N_("Number"), part);
  number->value = digits;
  if (all)
    lm_detail_add_text(builder, number, N_("Behind the digits"), "ST");
}

/* A range of n is n + 1 circuits, with a bit each if there is a status (ITU-T Q.763, 3.43). */
static void
add_range(LmDetailBuilder *builder, LmDetail *node, LmSlice content)
{
  lm_body_add_number(builder, node, N_("Circuits"), lm_slice_sub(content, 0, 1),
                     (uint32_t)lm_slice_u8(content, 0) + 1);
  if (content.len > 1)
    lm_body_add_hex(builder, node, N_("Status"), lm_slice_from(content, 1));
}

/* What an exchange shall do with parameters that it does not know: a code and instructions, the
 * last octet of which has its first bit set (ITU-T Q.763, 3.41). */
static void
add_compatibility(LmDetailBuilder *builder, LmDetail *node, LmSlice content)
{
  while (content.len && builder->n_nodes < LM_LIMIT_DETAIL_NODES) {
    size_t len = 1;
    while (len < content.len && !(lm_slice_u8(content, len) & 0x80))
      len++;
    LmSlice part = lm_slice_sub(content, 0, len + 1);
    unsigned code = lm_slice_u8(part, 0);
    const Parameter *parameter = find_parameter(code);
    LmDetail *about = lm_body_add_word(builder, node, N_("Parameter"), part, code,
                                       parameter ? parameter->name : NULL);
    if (part.len < 2)
      lm_body_add_fault(builder, node, LM_ANOMALY_BODY_FIELD, part);
    lm_body_add_bits(builder, about, lm_slice_from(part, 1), unknown_parameter,
                     sizeof unknown_parameter / sizeof unknown_parameter[0]);
    content = lm_slice_from(content, part.len);
  }
}

static void
add_by_kind(LmDetailBuilder *builder, LmDetail *node, const Parameter *parameter, LmSlice content)
{
  lm_body_add_bits(builder, node, content, parameter->bits, parameter->n_bits);
  if (parameter->kind == DIGITS)
    add_digits(builder, node, parameter, content);
  else if (parameter->kind == MS)
    node->value = lm_slice_str(lm_arena_printf(builder->arena, "%u ms", lm_slice_be16(content, 0)));
  else if (parameter->kind == CAUSE)
    lm_q931_add_cause(builder, node, content);
  else if (parameter->kind == USER)
    lm_q931_add_user_to_user(builder, node, content);
  else if (parameter->kind == ELEMENTS)
    lm_q931_add_elements(builder, node, content);
  else if (parameter->kind == BEARER)
    lm_q931_add_bearer(builder, node, content);
  else if (parameter->kind == RANGE)
    add_range(builder, node, content);
  else if (parameter->kind == COMPATIBILITY)
    add_compatibility(builder, node, content);
}

void
lm_isup_add_parameter(LmDetailBuilder *builder, LmDetail *parent, unsigned code, LmSlice content)
{
  const Parameter *parameter = find_parameter(code);
  const char *name = parameter
                         ? parameter->name
                         : lm_arena_printf(builder->arena, _("Parameter %u (0x%02x)"), code, code);
  LmDetail *node = lm_body_add_hex(builder, parent, name, content);
  if (!parameter)
    return;
  if (parameter->kind != HEX && content.len == 0)
    lm_body_add_fault(builder, parent, LM_ANOMALY_BODY_FIELD, content);
  else
    add_by_kind(builder, node, parameter, content);
  /* One indicator says all there is. */
  if (parameter->kind == BITS && node->first_child && !node->first_child->next) {
    node->value = node->first_child->value;
    node->first_child = node->last_child = NULL;
  }
}
