/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Interfaces that come, go and carry something keep their items and their places. */

#include "ui/capture/interface-list.h"

#include <string.h>

#define N 8

static LmInterface found[N];
static gsize n_found;
static guint n_changes;

static LmInterface *
add(const char *name, const char *kind, gboolean up, guint64 packets)
{
  LmInterface *interface = &found[n_found++];
  *interface = (LmInterface){.up = up, .carrier = up, .packets = packets};
  g_strlcpy(interface->name, name, sizeof interface->name);
  g_strlcpy(interface->kind, kind, sizeof interface->kind);
  return interface;
}

static void
start(void)
{
  n_found = 0;
  add("any", "any", TRUE, 0);
  add("lo", "loopback", TRUE, 5);
  add("eth1", "ethernet", FALSE, 900);
  add("eth0", "ethernet", TRUE, 100);
}

static void
assert_names(LmuInterfaceList *list, const char *wanted)
{
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < g_list_model_get_n_items(G_LIST_MODEL(list)); i++) {
    g_autoptr(LmuInterface) interface = g_list_model_get_item(G_LIST_MODEL(list), i);
    g_string_append_printf(names, "%s%s", i ? " " : "", lmu_interface_get_name(interface));
  }
  g_assert_cmpstr(names->str, ==, wanted);
}

static double
last_rate(LmuInterfaceList *list, const char *name)
{
  guint n;
  const double *rates = lmu_interface_get_rates(lmu_interface_list_find(list, name), &n);
  g_assert_cmpuint(n, >, 0);
  return rates[n - 1];
}

static void
changed_cb(GListModel *model, guint position, guint removed, guint added)
{
  n_changes += removed + added;
}

static void
test_come_and_go(void)
{
  g_autoptr(LmuInterfaceList) list = lmu_interface_list_new();
  start();
  g_signal_connect(list, "items-changed", G_CALLBACK(changed_cb), NULL);
  lmu_interface_list_update(list, found, n_found, 0);
  assert_names(list, "any eth0 lo eth1");
  g_assert_cmpuint(n_changes, ==, 4);
  LmuInterface *eth0 = lmu_interface_list_find(list, "eth0");
  /* What is switched on later stays where it is, what is new comes last. */
  found[2].up = found[2].carrier = TRUE;
  add("tun0", "tunnel", TRUE, 1);
  lmu_interface_list_update(list, found, n_found, G_USEC_PER_SEC);
  assert_names(list, "any eth0 lo eth1 tun0");
  g_assert_cmpuint(n_changes, ==, 5);
  found[1] = found[4];
  n_found = 4;
  lmu_interface_list_update(list, found, n_found, 2 * G_USEC_PER_SEC);
  assert_names(list, "any eth0 eth1 tun0");
  g_assert_cmpuint(n_changes, ==, 6);
  g_assert_true(lmu_interface_list_find(list, "eth0") == eth0);
  g_assert_null(lmu_interface_list_find(list, "lo"));
}

static void
test_rates(void)
{
  g_autoptr(LmuInterfaceList) list = lmu_interface_list_new();
  guint n;
  start();
  lmu_interface_list_update(list, found, n_found, 0);
  lmu_interface_get_rates(lmu_interface_list_find(list, "eth0"), &n);
  g_assert_cmpuint(n, ==, 0);
  found[3].packets += 500;
  lmu_interface_list_update(list, found, n_found, G_USEC_PER_SEC / 2);
  g_assert_cmpfloat(last_rate(list, "eth0"), ==, 1000);
  g_assert_cmpfloat(last_rate(list, "any"), ==, 1000);
  g_assert_cmpfloat(last_rate(list, "lo"), ==, 0);
  /* It was made anew. */
  found[3].packets = 3;
  lmu_interface_list_update(list, found, n_found, G_USEC_PER_SEC);
  g_assert_cmpfloat(last_rate(list, "eth0"), <, 0);
  for (guint i = 0; i < 2 * LMU_INTERFACE_HISTORY; i++) {
    found[3].packets += i;
    lmu_interface_list_update(list, found, n_found, (2 + i) * G_USEC_PER_SEC);
  }
  const double *rates = lmu_interface_get_rates(lmu_interface_list_find(list, "eth0"), &n);
  g_assert_cmpuint(n, ==, LMU_INTERFACE_HISTORY);
  g_assert_cmpfloat(rates[0], ==, LMU_INTERFACE_HISTORY);
}

static void
test_detail(void)
{
  g_autoptr(LmuInterfaceList) list = lmu_interface_list_new();
  start();
  LmAddr address = {.family = LM_ADDR_IPV4, .bytes = {192, 0, 2, 1}};
  found[3].addresses[found[3].n_addresses++] = address;
  g_strlcpy(found[3].description, "to the \xff trunk", sizeof found[3].description);
  lmu_interface_list_update(list, found, n_found, 0);
  LmuInterface *eth0 = lmu_interface_list_find(list, "eth0");
  g_assert_cmpstr(lmu_interface_get_detail(eth0), ==, "to the \uFFFD trunk · Ethernet · 192.0.2.1");
  LmuInterface *eth1 = lmu_interface_list_find(list, "eth1");
  g_assert_cmpstr(lmu_interface_get_detail(eth1), ==, "switched off · Ethernet");
  g_assert_false(lmu_interface_is_up(eth1));
}

/* The real ones, looked at in a thread, until nobody watches. */
static void
test_watch(void)
{
  g_autoptr(LmuInterfaceList) list = lmu_interface_list_new();
  lmu_interface_list_watch(list, TRUE);
  while (!lmu_interface_list_find(list, "any"))
    g_main_context_iteration(NULL, TRUE);
  lmu_interface_list_watch(list, FALSE);
  g_assert_cmpstr(lmu_interface_get_kind(lmu_interface_list_find(list, "any")), ==,
                  "All interfaces");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/interface-list/come-and-go", test_come_and_go);
  g_test_add_func("/interface-list/rates", test_rates);
  g_test_add_func("/interface-list/detail", test_detail);
  g_test_add_func("/interface-list/watch", test_watch);
  return g_test_run();
}
