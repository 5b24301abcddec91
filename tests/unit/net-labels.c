/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands between Ethernet and IP: tags, labels, and the fabrics of switches. */

#include "net-wraps.h"

static void
tagged(TestFrame *f, uint16_t type, const char *tag, size_t len)
{
  put_be16(f, f->ethertype);
  frame_prepend(f, tag, len);
  f->ethertype = type;
  frame_ethernet(f);
}

static void
vntag(TestFrame *f)
{
  tagged(f, 0x8926, "\x00\x00\x00\x00", 4);
}

static void
etag(TestFrame *f)
{
  tagged(f, 0x893f, "\x00\x00\x00\x01\x00\x00", 6);
}

static void
cisco_metadata(TestFrame *f)
{
  tagged(f, 0x8909, "\x01\x01\x00\x01\x00\x04", 6);
}

static void
hsr(TestFrame *f)
{
  tagged(f, 0x892f, "\x00\x30\x00\x01", 4);
}

static void
macsec(TestFrame *f)
{
  tagged(f, 0x88e5, "\x00\x00\x00\x00\x00\x09", 6);
}

static void
macsec_identifier(TestFrame *f)
{
  tagged(f, 0x88e5, "\x20\x00\x00\x00\x00\x09\x02\x00\x00\x00\x00\x01\x00\x01", 14);
}

static void
macsec_encrypted(TestFrame *f)
{
  tagged(f, 0x88e5, "\x0c\x00\x00\x00\x00\x09", 6);
}

static void
pbb(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x60\x00\x12\x67", 4);
  f->ethertype = 0x88e7;
  frame_vlan(f, 0x88a8);
  frame_ethernet(f);
}

static void
trill(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x00\x41\x00\x01\x00\x02\x00\x00\x00\x00", 10);
  f->ethertype = 0x22f3;
  frame_ethernet(f);
}

static void
nsh(TestFrame *f)
{
  frame_ethernet(f);
  frame_prepend(f, "\x0f\xc2\x02\x03\x00\x00\x2a\xff", 8);
  f->ethertype = 0x894f;
  frame_ethernet(f);
}

static void
labelled(TestFrame *f, const char *labels, size_t n)
{
  frame_prepend(f, labels, n * 4);
  f->ethertype = 0x8847;
  frame_ethernet(f);
}

static void
mpls(TestFrame *f)
{
  labelled(f, "\x00\x01\x00\x40\x00\x01\x11\x40", 2);
}

/* Entropy below a transport label, with the label of a service behind it, and at the end. */
static void
mpls_entropy(TestFrame *f)
{
  labelled(f, "\x00\x01\x00\x40\x00\x00\x70\x40\x5e\xed\x00\x00\x00\x01\x11\x40", 4);
}

static void
mpls_entropy_last(TestFrame *f)
{
  labelled(f, "\x00\x01\x00\x40\x00\x00\x70\x40\x5e\xed\x01\x00", 3);
}

static void
mpls_explicit_null(TestFrame *f)
{
  labelled(f, is_v6(f) ? "\x00\x00\x21\x40" : "\x00\x00\x01\x40", 1);
}

static void
pseudowire(TestFrame *f)
{
  frame_ethernet(f);
  labelled(f, "\x00\x01\x31\x40\x00\x00\x00\x00", 2);
}

static void
pseudowire_bare(TestFrame *f)
{
  frame_ethernet(f);
  labelled(f, "\x00\x01\x41\x40", 1);
}

/* A station whose address looks like the first byte of IPv4. */
static void
pseudowire_to_4c(TestFrame *f)
{
  frame_ethernet(f);
  f->bytes[f->start] = 0x4c;
  labelled(f, "\x00\x01\x51\x40", 1);
}

/* One whose address looks like a whole header of IPv6, but for what comes behind it. */
static void
pseudowire_to_64(TestFrame *f)
{
  frame_ethernet(f);
  memcpy(f->bytes + f->start, "\x64\x00\x00\x00\x00\x08", 6);
  labelled(f, "\x00\x01\x51\x40", 1);
}

static void
mpls_other(TestFrame *f)
{
  labelled(f, "\x00\x01\x61\x40\x10\x00\x00\x07", 2);
}

static const Wrap wraps[] = {
    {"eth / vntag", LM_LINK_ETHERNET, vntag},
    {"eth / etag", LM_LINK_ETHERNET, etag},
    {"eth / cmd", LM_LINK_ETHERNET, cisco_metadata},
    {"eth / hsr", LM_LINK_ETHERNET, hsr},
    {"eth / macsec", LM_LINK_ETHERNET, macsec},
    {"eth / macsec", LM_LINK_ETHERNET, macsec_identifier},
    {"eth / vlan 100 / pbb isid 4711 / eth", LM_LINK_ETHERNET, pbb},
    {"eth / trill / eth", LM_LINK_ETHERNET, trill},
    {"eth / nsh path 42 / eth", LM_LINK_ETHERNET, nsh},
    {"eth / mpls label 16 / mpls label 17", LM_LINK_ETHERNET, mpls},
    {"eth / mpls label 16 / mpls label 17", LM_LINK_ETHERNET, mpls_entropy},
    {"eth / mpls label 16", LM_LINK_ETHERNET, mpls_entropy_last},
    {"eth / mpls label 19 / eth", LM_LINK_ETHERNET, pseudowire},
    {"eth / mpls label 20 / eth", LM_LINK_ETHERNET, pseudowire_bare},
    {"eth / mpls label 21 / eth", LM_LINK_ETHERNET, pseudowire_to_4c},
    {"eth / mpls label 21 / eth", LM_LINK_ETHERNET, pseudowire_to_64},
};

static void
test_opened(void)
{
  test_wraps(wraps, G_N_ELEMENTS(wraps));
  Wrap null_label = {"eth / mpls label 0", LM_LINK_ETHERNET, mpls_explicit_null};
  assert_opened(&null_label, false);
  null_label.path = "eth / mpls label 2";
  assert_opened(&null_label, true);
}

static void
test_closed(void)
{
  assert_closed(LM_LINK_ETHERNET, macsec_encrypted);
  assert_closed(LM_LINK_ETHERNET, mpls_other);
}

/* A stack of labels that does not end, and the frame that the user is told of. */
static void
test_too_many(void)
{
  static TestFrame f;
  udp_ip(&f, false);
  for (int i = 0; i < 1000; i++)
    frame_prepend(&f, "\x00\x01\x00\x40", 4);
  f.ethertype = 0x8847;
  frame_ethernet(&f);
  LmFrame frame = frame_done(&f, LM_LINK_ETHERNET);
  frame.number = 4711;
  LmNet *own = lm_net_new(), *ahead = lm_net_new_ahead();
  LmPacket packet;
  g_assert_cmpuint(lm_net_decode(ahead, &frame, &packet), ==, LM_PACKET_NONE);
  frame.number = 4712;
  g_assert_cmpuint(lm_net_decode(ahead, &frame, &packet), ==, LM_PACKET_NONE);
  lm_net_take_counters(own, ahead);
  g_assert_cmpuint(lm_net_counters(own)->too_many_layers, ==, 2);
  g_assert_cmpuint(lm_net_counters(own)->too_many_layers_frame, ==, 4711);
  lm_net_free(own);
  lm_net_free(ahead);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/net/labels/opened", test_opened);
  g_test_add_func("/net/labels/closed", test_closed);
  g_test_add_func("/net/labels/too-many", test_too_many);
  net = lm_net_new();
  int status = g_test_run();
  lm_net_free(net);
  return status;
}
