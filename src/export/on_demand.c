/* SPDX-License-Identifier: GPL-3.0-or-later */

/* PDF and PNG for programs that seldom write them. Both need cairo and Pango, and those bring
 * thirty libraries with them, which take longer to load than most commands take to run. So the
 * writers stand in a module beside the program, which is loaded when one of them is called. It has
 * its own copy of what it needs of this house and shares no state with the program. */

#include "base/i18n.h"
#include "export/formats.h"

#include <dlfcn.h>

typedef bool (*Writer)(const LmLadder *ladder, const char *path, LmError *error);

/* Once loaded the module stays: GObject cannot be unloaded. */
static bool
write_by_module(const char *name, const LmLadder *ladder, const char *path, LmError *error)
{
  /* Looked for in the folders that the program was linked with, and then in the system's. */
  void *module = dlopen("linesman-paint.so", RTLD_NOW | RTLD_LOCAL);
  void *symbol = module ? dlsym(module, name) : NULL;
  if (!symbol)
    return lm_error_set(error, LM_ERROR_UNSUPPORTED, _("%s: the drawing module is missing: %s"),
                        path, dlerror());
  Writer writer;
  *(void **)&writer = symbol; /* as dlsym(3) has it: ISO C knows no such conversion */
  return writer(ladder, path, error);
}

bool
lm_export_pdf(const LmLadder *ladder, const char *path, LmError *error)
{
  return write_by_module("lm_export_pdf", ladder, path, error);
}

bool
lm_export_png(const LmLadder *ladder, const char *path, LmError *error)
{
  return write_by_module("lm_export_png", ladder, path, error);
}
