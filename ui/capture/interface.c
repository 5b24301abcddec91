/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "ui/capture/interface-private.h"

#define LINK_ETHERNET 1
#define LINK_RAW 101
#define LINK_SLL 113 /* what libpcap takes of "any" */

/* table */
static const struct {
  const char *kind; /* of capture/interfaces.h */
  const char *words, *icon_name;
  guint32 link_type;
} looks[] = {
    {"any", N_("All interfaces"), "network-transmit-receive-symbolic", LINK_SLL},
    {"ethernet", N_("Ethernet"), "network-wired-symbolic", LINK_ETHERNET},
    {"wireless", N_("Wi-Fi"), "network-wireless-symbolic", LINK_ETHERNET},
    {"wwan", N_("Mobile network"), "network-cellular-symbolic", LINK_RAW},
    {"loopback", N_("This computer with itself"), "computer-symbolic", LINK_ETHERNET},
    {"bridge", N_("Bridge"), "network-workgroup-symbolic", LINK_ETHERNET},
    {"bond", N_("Bond"), "network-workgroup-symbolic", LINK_ETHERNET},
    {"vlan", N_("VLAN"), "network-wired-symbolic", LINK_ETHERNET},
    {"vxlan", N_("VXLAN"), "network-vpn-symbolic", LINK_ETHERNET},
    {"wireguard", N_("WireGuard"), "network-vpn-symbolic", LINK_RAW},
    {"tunnel", N_("Tunnel"), "network-vpn-symbolic", LINK_RAW},
    {"ppp", N_("PPP"), "modem-symbolic", LINK_RAW},
};

struct _LmuInterface {
  GObject parent_instance;
  LmInterface now;
  gint64 seen_us;
  char *detail;
  double rates[LMU_INTERFACE_HISTORY];
  guint n_rates;
};

G_DEFINE_FINAL_TYPE(LmuInterface, lmu_interface, G_TYPE_OBJECT)

static guint changed_signal;

static gsize
find_look(LmuInterface *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS(looks); i++)
    if (strcmp(looks[i].kind, self->now.kind) == 0)
      return i;
  return G_N_ELEMENTS(looks);
}

static void
lmu_interface_finalize(GObject *object)
{
  g_free(LMU_INTERFACE(object)->detail);
  G_OBJECT_CLASS(lmu_interface_parent_class)->finalize(object);
}

static void
lmu_interface_class_init(LmuInterfaceClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = lmu_interface_finalize;
  changed_signal = g_signal_new("changed", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, g_cclosure_marshal_VOID__VOID, G_TYPE_NONE, 0);
}

static void
lmu_interface_init(LmuInterface *self)
{
}

static void
append(GString *text, const char *part)
{
  if (*part)
    g_string_append_printf(text, "%s%s", text->len ? " · " : "", part);
}

static void
describe(LmuInterface *self)
{
  const LmInterface *now = &self->now;
  GString *text = g_string_new(NULL);
  g_autofree char *safe = g_utf8_make_valid(now->description, -1);
  if (!now->up)
    append(text, _("switched off"));
  else if (!now->carrier)
    append(text, _("no link"));
  append(text, safe);
  append(text, lmu_interface_get_kind(self));
  for (unsigned i = 0; i < now->n_addresses; i++) {
    char address[LM_ADDR_TEXT_SIZE];
    append(text, lm_addr_format(&now->addresses[i], address));
  }
  g_free(self->detail);
  self->detail = g_string_free(text, FALSE);
}

LmuInterface *
lmu_interface_new(const LmInterface *found, gint64 now_us)
{
  LmuInterface *self = g_object_new(LMU_TYPE_INTERFACE, NULL);
  self->now = *found;
  self->seen_us = now_us;
  describe(self);
  return self;
}

static void
add_rate(LmuInterface *self, double rate)
{
  if (self->n_rates == LMU_INTERFACE_HISTORY)
    memmove(self->rates, self->rates + 1, --self->n_rates * sizeof *self->rates);
  self->rates[self->n_rates++] = rate;
}

void
lmu_interface_update(LmuInterface *self, const LmInterface *found, gint64 now_us)
{
  /* One that was made again under the same name counts from 0. */
  gboolean goes_on = found->packets >= self->now.packets && now_us > self->seen_us;
  add_rate(self, goes_on ? (double)(found->packets - self->now.packets) * G_USEC_PER_SEC /
                               (double)(now_us - self->seen_us)
                         : -1);
  self->now = *found;
  self->seen_us = now_us;
  describe(self);
  g_signal_emit(self, changed_signal, 0);
}

const char *
lmu_interface_get_name(LmuInterface *self)
{
  return self->now.name;
}

const char *
lmu_interface_get_kind(LmuInterface *self)
{
  gsize look = find_look(self);
  return look < G_N_ELEMENTS(looks) ? _(looks[look].words) : self->now.kind;
}

const char *
lmu_interface_get_icon_name(LmuInterface *self)
{
  gsize look = find_look(self);
  return look < G_N_ELEMENTS(looks) ? looks[look].icon_name : "network-wired-symbolic";
}

const char *
lmu_interface_get_detail(LmuInterface *self)
{
  return self->detail;
}

gboolean
lmu_interface_is_up(LmuInterface *self)
{
  return self->now.up && self->now.carrier;
}

guint32
lmu_interface_get_link_type(LmuInterface *self)
{
  gsize look = find_look(self);
  return look < G_N_ELEMENTS(looks) ? looks[look].link_type : LINK_ETHERNET;
}

const double *
lmu_interface_get_rates(LmuInterface *self, guint *n)
{
  *n = self->n_rates;
  return self->rates;
}
