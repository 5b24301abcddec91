/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What of H.264 has to be the same in offer and answer (RFC 6184, 8.2.2): packetization mode and
 * profile; the level of the answer may be lower, and higher only where both sides say so. */

#include "proto/sip/fields.h"
#include "relate/offers_build.h"

/* Profiles have several numbers each (RFC 6184, 8.1, table 5). */
typedef enum {
  PROFILE_CONSTRAINED,
  PROFILE_BASELINE,
  PROFILE_MAIN,
  PROFILE_EXTENDED,
  PROFILE_OTHER
} Profile;

typedef struct {
  Profile profile;
  unsigned number; /* profile_idc and profile-iop, of others */
  unsigned level;  /* ten times level_idc, and 105 for 1b */
  unsigned mode;
  bool asymmetric, sound;
} H264;

enum {
  IDC_BASELINE = 0x42,
  IDC_MAIN = 0x4d,
  IDC_EXTENDED = 0x58,
  SET_0 = 0x80, /* constraint_set0_flag and so on (ITU-T H.264, 7.4.2.1.1) */
  SET_1 = 0x40,
  SET_3 = 0x10,
  LEVEL_11 = 11,
  LEVEL_1B = 105,
};

static Profile
profile_of(unsigned idc, unsigned iop)
{
  if (idc == IDC_BASELINE)
    return iop & SET_1 ? PROFILE_CONSTRAINED : PROFILE_BASELINE;
  if (idc == IDC_MAIN)
    return iop & SET_0 ? PROFILE_CONSTRAINED : PROFILE_MAIN;
  if (idc != IDC_EXTENDED)
    return PROFILE_OTHER;
  if (!(iop & SET_0))
    return PROFILE_EXTENDED;
  return iop & SET_1 ? PROFILE_CONSTRAINED : PROFILE_BASELINE;
}

/* "42e01f": profile_idc, profile-iop, level_idc. */
static bool
read_profile(LmSlice text, H264 *h264)
{
  unsigned bits = 0;
  for (size_t i = 0; i < 6; i++) {
    int digit = lm_hex_digit(lm_slice_at(text, i));
    if (digit < 0)
      return false;
    bits = bits << 4 | (unsigned)digit;
  }
  unsigned idc = bits >> 16, iop = bits >> 8 & 0xff, level = bits & 0xff;
  h264->profile = profile_of(idc, iop);
  h264->number = bits >> 8;
  bool level_1b = level == LEVEL_11 && (iop & SET_3) && h264->profile != PROFILE_OTHER;
  h264->level = level_1b ? LEVEL_1B : level * 10;
  return text.len == 6;
}

static void
read_h264(const LmSdpFormat *format, H264 *h264)
{
  LmSlice rest = format->fmtp, name, value;
  uint64_t number;
  /* Where nothing is said it is the Baseline profile at level 1. */
  *h264 = (H264){.profile = PROFILE_BASELINE, .level = 100, .sound = true};
  while (lm_sip_next_parameter(&rest, ';', &name, &value)) {
    if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("profile-level-id")))
      h264->sound &= read_profile(value, h264);
    else if (!lm_slice_parse_uint(value, 9, &number))
      continue;
    else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("packetization-mode")))
      h264->mode = (unsigned)number;
    else if (lm_slice_equal_nocase(name, LM_SLICE_LITERAL("level-asymmetry-allowed")))
      h264->asymmetric = number == 1;
  }
}

static bool
is_h264(const LmSdpFormat *format)
{
  return lm_slice_equal_nocase(format->encoding, LM_SLICE_LITERAL("H264"));
}

bool
lm_offers_h264_fits(const LmSdpMedia *offer, const LmSdpFormat *answer)
{
  H264 ours, theirs;
  bool found = false;
  if (!is_h264(answer))
    return true;
  read_h264(answer, &theirs);
  for (uint32_t i = 0; i < offer->n_formats; i++) {
    if (!is_h264(&offer->formats[i]))
      continue;
    read_h264(&offer->formats[i], &ours);
    found = true;
    bool same = ours.mode == theirs.mode && ours.profile == theirs.profile &&
                (ours.profile != PROFILE_OTHER || ours.number == theirs.number);
    bool level = theirs.level <= ours.level || (ours.asymmetric && theirs.asymmetric);
    /* What is malformed is stated elsewhere. */
    if ((same && level) || !ours.sound || !theirs.sound)
      return true;
  }
  return !found;
}
