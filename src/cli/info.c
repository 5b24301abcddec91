/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "engine/output.h"

#include <stdio.h>

static const LmOutputColumn columns[] = {
    {"file", NULL, LM_SHOW_DATA, false, 0},
    {"format", NULL, LM_SHOW_DATA, false, 0},
    {"bytes", NULL, LM_SHOW_DATA, false, 0},
    {"packets", NULL, LM_SHOW_DATA, false, 0},
    {"start_ns", NULL, LM_SHOW_DATA, false, 0},
    {"end_ns", NULL, LM_SHOW_DATA, false, 0},
    {"duration_ms", NULL, LM_SHOW_DATA, false, 0},
    {"link_types", NULL, LM_SHOW_DATA, false, 0},
    {"interfaces", NULL, LM_SHOW_DATA, false, 0},
    {"dropped", NULL, LM_SHOW_DATA, false, 0},
    {"comments", NULL, LM_SHOW_DATA, false, 0},
    {"name_blocks", NULL, LM_SHOW_DATA, false, 0},
    {"secret_blocks", NULL, LM_SHOW_DATA, false, 0},
    {"steps_back", NULL, LM_SHOW_DATA, false, 0},
    {"longest_step_back_ms", NULL, LM_SHOW_DATA, false, 0},
};

typedef struct {
  uint64_t packets, bytes, dropped;
  int64_t first_ns, last_ns;
  bool dropped_known;
  LmStepsBackSum steps_back;
  unsigned notes[LM_CAPTURE_SECRETS + 1];
} Info;

static const char *
link_name(uint16_t link_type, char *out, size_t size)
{
  static const struct {
    uint16_t type;
    const char *name;
  } names[] = {
      {LM_LINK_NULL, "null"},
      {LM_LINK_ETHERNET, "Ethernet"},
      {LM_LINK_PPP, "PPP"},
      {LM_LINK_RAW_BSD, "raw IP"},
      {LM_LINK_RAW_OPENBSD, "raw IP"},
      {LM_LINK_PPP_HDLC, "PPP in HDLC"},
      {LM_LINK_PPPOE, "PPPoE"},
      {LM_LINK_ATM_LLC, "ATM with LLC"},
      {LM_LINK_RAW, "raw IP"},
      {LM_LINK_CISCO_HDLC, "Cisco HDLC"},
      {LM_LINK_IEEE80211, "802.11"},
      {LM_LINK_FRAME_RELAY, "Frame Relay"},
      {LM_LINK_LOOP, "OpenBSD loop"},
      {LM_LINK_ENC, "OpenBSD enc"},
      {LM_LINK_LINUX_SLL, "Linux cooked v1"},
      {LM_LINK_PFLOG, "OpenBSD pflog"},
      {LM_LINK_PRISM, "802.11 with Prism"},
      {LM_LINK_RADIOTAP, "802.11 with radiotap"},
      {LM_LINK_AVS, "802.11 with AVS"},
      {LM_LINK_PPP_WITH_DIRECTION, "PPP with direction"},
      {LM_LINK_JUNIPER_ETHERNET, "Juniper Ethernet"},
      {LM_LINK_JUNIPER_PPP, "Juniper PPP"},
      {LM_LINK_JUNIPER_FRAME_RELAY, "Juniper Frame Relay"},
      {LM_LINK_JUNIPER_CISCO_HDLC, "Juniper Cisco HDLC"},
      {LM_LINK_PPI, "802.11 with PPI"},
      {LM_LINK_ERF, "Endace ERF"},
      {LM_LINK_DIRECTION_PPP, "PPP with direction"},
      {LM_LINK_DIRECTION_CISCO_HDLC, "Cisco HDLC with direction"},
      {LM_LINK_DIRECTION_FRAME_RELAY, "Frame Relay with direction"},
      {LM_LINK_MPLS, "MPLS"},
      {LM_LINK_IPNET, "Solaris ipnet"},
      {LM_LINK_IPV4, "raw IPv4"},
      {LM_LINK_IPV6, "raw IPv6"},
      {LM_LINK_NFLOG, "NFLOG"},
      {LM_LINK_NETANALYZER, "netANALYZER"},
      {LM_LINK_NETANALYZER_TRANSPARENT, "netANALYZER"},
      {LM_LINK_UPPER_PDU, "PDUs exported by Wireshark"},
      {LM_LINK_PKTAP, "PKTAP"},
      {LM_LINK_LINUX_SLL2, "Linux cooked v2"},
      {LM_LINK_DSA_BROADCOM, "Ethernet with a switch's tag"},
      {LM_LINK_DSA_BROADCOM_FIRST, "Ethernet behind a switch's tag"},
      {LM_LINK_DSA_MARVELL, "Ethernet with a switch's tag"},
      {LM_LINK_DSA_MARVELL_LONG, "Ethernet with a switch's tag"},
  };
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (names[i].type == link_type)
      return names[i].name;
  snprintf(out, size, "LINKTYPE %u", link_type);
  return out;
}

static void
read_all(LmCapture *capture, Info *info)
{
  static LmFrame frames[1024];
  info->first_ns = info->last_ns = LM_TIME_NONE;
  for (size_t n; (n = lm_capture_read(capture, frames, 1024));) {
    for (size_t i = 0; i < n; i++) {
      if (info->first_ns == LM_TIME_NONE || frames[i].time_ns < info->first_ns)
        info->first_ns = frames[i].time_ns;
      if (frames[i].time_ns > info->last_ns)
        info->last_ns = frames[i].time_ns;
    }
    info->packets += n;
  }
  LmCaptureProgress progress;
  lm_capture_progress(capture, &progress);
  info->bytes = progress.bytes_read;
  info->steps_back = progress.steps_back;
  for (size_t i = 0; i < lm_capture_n_interfaces(capture); i++) {
    const LmCaptureInterface *interface = lm_capture_interface(capture, i);
    if (interface->dropped_by_interface != UINT64_MAX)
      info->dropped += interface->dropped_by_interface;
    if (interface->dropped_by_system != UINT64_MAX)
      info->dropped += interface->dropped_by_system;
    if (interface->dropped_by_program != UINT64_MAX)
      info->dropped += interface->dropped_by_program;
    info->dropped_known |= interface->dropped_by_interface != UINT64_MAX ||
                           interface->dropped_by_system != UINT64_MAX ||
                           interface->dropped_by_program != UINT64_MAX;
  }
  for (size_t i = 0; i < lm_capture_n_notes(capture); i++)
    info->notes[lm_capture_note(capture, i)->kind]++;
}

static void
write_links(LmOutput *output, const LmCapture *capture)
{
  LmText links = LM_TEXT_INIT, list = LM_TEXT_INIT;
  char other[32];
  for (size_t i = 0; i < lm_capture_n_interfaces(capture); i++) {
    const LmCaptureInterface *interface = lm_capture_interface(capture, i);
    const char *link = link_name(interface->link_type, other, sizeof other);
    lm_text_printf(&links, "%s\"%s\"", i ? "," : "[", link);
    lm_text_add_str(&list, i ? ",{\"name\":" : "[{\"name\":");
    lm_text_add_json(&list, lm_slice_str(interface->name));
    lm_text_printf(&list, ",\"link_type\":\"%s\",\"snap_bytes\":%u,\"packets\":%llu}", link,
                   interface->snap_bytes, (unsigned long long)interface->packets);
  }
  lm_text_add_str(&links, links.len ? "]" : "[]");
  lm_text_add_str(&list, list.len ? "]" : "[]");
  lm_output_json(output, &links);
  lm_output_json(output, &list);
  lm_text_clear(&links);
  lm_text_clear(&list);
}

static void
write_data(LmOutput *output, const LmCapture *capture, const Info *info)
{
  bool any = info->packets > 0;
  lm_output_str(output, lm_capture_path(capture));
  lm_output_str(output, lm_capture_format(capture));
  lm_output_uint(output, info->bytes);
  lm_output_uint(output, info->packets);
  lm_output_time_ns(output, info->first_ns);
  lm_output_time_ns(output, info->last_ns);
  lm_output_span_ms(output, any ? lm_time_sub(info->last_ns, info->first_ns) : LM_TIME_NONE);
  write_links(output, capture);
  if (info->dropped_known)
    lm_output_uint(output, info->dropped);
  else
    lm_output_none(output);
  lm_output_uint(output, info->notes[LM_CAPTURE_COMMENT]);
  lm_output_uint(output, info->notes[LM_CAPTURE_NAMES]);
  lm_output_uint(output, info->notes[LM_CAPTURE_SECRETS]);
  lm_output_uint(output, info->steps_back.n);
  lm_output_span_ms(output, info->steps_back.n ? info->steps_back.most_ns : LM_TIME_NONE);
  lm_output_end_row(output);
}

static void
print_safe(const char *text)
{
  LmText safe = LM_TEXT_INIT;
  lm_text_add_safe(&safe, lm_slice_str(text), false);
  fputs(safe.str, stdout);
  lm_text_clear(&safe);
}

static void
print_interfaces(const LmCapture *capture)
{
  char other[32];
  for (size_t i = 0; i < lm_capture_n_interfaces(capture); i++) {
    const LmCaptureInterface *interface = lm_capture_interface(capture, i);
    printf(_("Interface %zu      "), i);
    print_safe(interface->name[0] ? interface->name : "—");
    printf(_(", %s, %llu packets"), link_name(interface->link_type, other, sizeof other),
           (unsigned long long)interface->packets);
    if (interface->snap_bytes)
      printf(_(", cut at %u bytes"), interface->snap_bytes);
    if (interface->filter[0]) {
      fputs(_(", filter "), stdout);
      print_safe(interface->filter);
    }
    putchar('\n');
  }
}

static void
print_for_people(const LmCapture *capture, const Info *info)
{
  char text[LM_TIME_TEXT_SIZE];
  fputs(_("File             "), stdout);
  print_safe(lm_capture_path(capture));
  printf(_("\nFormat           %s\n"), lm_capture_format(capture));
  printf(_("Size             %llu bytes\n"), (unsigned long long)info->bytes);
  printf(_("Packets          %llu\n"), (unsigned long long)info->packets);
  if (info->packets) {
    printf(_("First            %s\n"), lm_time_format_iso(info->first_ns, text));
    printf(_("Last             %s\n"), lm_time_format_iso(info->last_ns, text));
    lm_time_format_duration(lm_time_sub(info->last_ns, info->first_ns), text);
    printf(_("Time span        %s\n"), text);
  }
  if (info->steps_back.n) {
    lm_time_format_duration(info->steps_back.most_ns, text);
    printf(LM_NGETTEXT("Times go back    %u time, by %s", "Times go back    %u times, by up to %s",
                       info->steps_back.n),
           info->steps_back.n, text);
    printf(_(", first at %s\n"), lm_time_format_iso(info->steps_back.first_ns, text));
  }
  print_interfaces(capture);
  if (info->dropped_known)
    printf(_("Dropped          %llu\n"), (unsigned long long)info->dropped);
  else
    puts(_("Dropped          not stated"));
  if (info->notes[LM_CAPTURE_COMMENT] || info->notes[LM_CAPTURE_NAMES] ||
      info->notes[LM_CAPTURE_SECRETS])
    printf(_("Notes            %u comments, %u name blocks, %u decryption secrets\n"),
           info->notes[LM_CAPTURE_COMMENT], info->notes[LM_CAPTURE_NAMES],
           info->notes[LM_CAPTURE_SECRETS]);
}

/* Each file by itself: what a file holds is about that file. */
static int
describe(const char *path, LmOutput *output)
{
  LmError error = {0};
  Info info = {0};
  LmCapture *capture = lm_capture_open(path, NULL, &error);
  if (!capture)
    return lm_input_fail(&error);
  read_all(capture, &info);
  if (output)
    write_data(output, capture, &info);
  else
    print_for_people(capture, &info);
  int status = LM_EXIT_DONE;
  if (lm_capture_damage(capture)->code != LM_ERROR_NONE) {
    lm_input_warn(lm_capture_damage(capture));
    status = LM_EXIT_DAMAGED;
  }
  lm_capture_close(capture);
  return status;
}

int
lm_command_info(const LmArguments *arguments)
{
  int worst = LM_EXIT_DONE;
  LmOutput *output = NULL;
  if (arguments->format != LM_FORMAT_TABLE)
    output = lm_output_new(arguments->format, columns, sizeof columns / sizeof columns[0]);
  for (size_t i = 0; i < arguments->n_files; i++) {
    if (i && !output)
      putchar('\n');
    int status = describe(arguments->files[i], output);
    if (status > worst)
      worst = status;
  }
  bool ok = output ? lm_output_finish(output) : lm_output_flush();
  if (ok)
    return worst;
  LmError error = {0};
  lm_error_set(&error, LM_ERROR_UNREADABLE, "%s", _("standard output cannot be written to"));
  return lm_input_fail(&error);
}
