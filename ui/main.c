/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/i18n.h"
#include "base/standard.h"
#include "ui/application.h"
#include "ui/model/session.h"

#include <locale.h>

/* Standard input belongs to this process: no other instance can read it for us. */
static gboolean
reads_standard_input(int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (g_strcmp0(argv[i], "-") == 0)
      return TRUE;
  return FALSE;
}

int
main(int argc, char **argv)
{
  lm_standard_open();
  setlocale(LC_ALL, "");
  bindtextdomain(LM_GETTEXT_DOMAIN, LM_LOCALE_DIR);
  bind_textdomain_codeset(LM_GETTEXT_DOMAIN, "UTF-8");
  textdomain(LM_GETTEXT_DOMAIN);
  g_set_application_name(_("Linesman"));
  g_set_prgname(LM_APP_ID);
  g_autoptr(LmuApplication) application = lmu_application_new(reads_standard_input(argc, argv));
  int status = g_application_run(G_APPLICATION(application), argc, argv);
  lmu_session_wait_freed();
  return status;
}
