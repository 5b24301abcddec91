/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "relate/certificates.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/limits.h"

#include <dirent.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
  X509 *certificate;
  char *file; /* without its folders */
} Certificate;

struct LmCertificates {
  Certificate *rows;
  size_t n;
};

LmCertificates *
lm_certificates_new(void)
{
  return lm_alloc(sizeof(LmCertificates));
}

void
lm_certificates_free(LmCertificates *certificates)
{
  if (!certificates)
    return;
  for (size_t i = 0; i < certificates->n; i++) {
    X509_free(certificates->rows[i].certificate);
    free(certificates->rows[i].file);
  }
  free(certificates->rows);
  free(certificates);
}

static const char *
file_name(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/* Takes @certificate over. */
static bool
add(LmCertificates *certificates, X509 *certificate, const char *path)
{
  if (certificates->n >= LM_LIMIT_CERTIFICATES) {
    X509_free(certificate);
    return false;
  }
  const char *name = file_name(path);
  Certificate row = {certificate, lm_alloc(strlen(name) + 1)};
  memcpy(row.file, name, strlen(name) + 1);
  certificates->rows =
      lm_realloc(certificates->rows, (certificates->n + 1) * sizeof *certificates->rows);
  certificates->rows[certificates->n++] = row;
  return true;
}

/* What is in a file, as far as there is room. */
static void
load_file(LmCertificates *certificates, const char *path)
{
  X509 *certificate;
  size_t before = certificates->n;
  BIO *file = BIO_new_file(path, "rb");
  bool room = file != NULL;
  while (room && (certificate = PEM_read_bio_X509(file, NULL, NULL, NULL)))
    room = add(certificates, certificate, path);
  if (file && certificates->n == before && BIO_seek(file, 0) == 0 &&
      (certificate = d2i_X509_bio(file, NULL)))
    add(certificates, certificate, path);
  BIO_free(file);
  ERR_clear_error();
}

static bool
is_file(const char *path)
{
  struct stat status;
  return stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
         status.st_size <= (off_t)LM_LIMIT_CERTIFICATE_FILE_BYTES;
}

static void
load_folder(LmCertificates *certificates, const char *path, DIR *folder)
{
  for (struct dirent *entry; (entry = readdir(folder));) {
    size_t size = strlen(path) + strlen(entry->d_name) + 2;
    char *file = lm_alloc(size);
    snprintf(file, size, "%s/%s", path, entry->d_name);
    if (is_file(file))
      load_file(certificates, file);
    free(file);
  }
}

bool
lm_certificates_load(LmCertificates *certificates, const char *path, LmError *error)
{
  struct stat status;
  size_t before = certificates->n;
  if (stat(path, &status) != 0)
    return lm_error_set(error, LM_ERROR_USAGE, "%s: %s", path, strerror(errno));
  DIR *folder = S_ISDIR(status.st_mode) ? opendir(path) : NULL;
  if (folder) {
    load_folder(certificates, path, folder);
    closedir(folder);
  } else if (is_file(path)) {
    load_file(certificates, path);
  }
  if (certificates->n >= LM_LIMIT_CERTIFICATES)
    return lm_error_set(error, LM_ERROR_USAGE, _("%s: more than %u certificates"), path,
                        LM_LIMIT_CERTIFICATES - 1);
  if (certificates->n == before)
    return lm_error_set(error, LM_ERROR_USAGE, _("%s: there is no certificate in it"), path);
  return true;
}

size_t
lm_certificates_n(const LmCertificates *certificates)
{
  return certificates ? certificates->n : 0;
}

X509 *
lm_certificates_at(const LmCertificates *certificates, size_t index)
{
  return certificates->rows[index].certificate;
}

bool
lm_certificates_is_of(const LmCertificates *certificates, size_t index, LmSlice url)
{
  size_t at = url.len;
  while (at && url.data[at - 1] != '/')
    at--;
  LmSlice rest, name = lm_slice_split(lm_slice_from(url, at), '?', &rest);
  return name.len && lm_slice_equal(name, lm_slice_str(certificates->rows[index].file));
}

bool
lm_certificates_is_leaf(const LmCertificates *certificates, size_t index)
{
  return X509_check_ca(lm_certificates_at(certificates, index)) == 0;
}

static bool
is_root(X509 *certificate)
{
  return X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
}

int
lm_certificates_verify(const LmCertificates *certificates, size_t index, int64_t seconds)
{
  X509_STORE *roots = X509_STORE_new();
  STACK_OF(X509) *others = sk_X509_new_null();
  X509_STORE_CTX *context = X509_STORE_CTX_new();
  int result = X509_V_ERR_OUT_OF_MEM;
  for (size_t i = 0; roots && others && i < certificates->n; i++) {
    X509 *one = certificates->rows[i].certificate;
    if (is_root(one))
      X509_STORE_add_cert(roots, one);
    else
      sk_X509_push(others, one);
  }
  if (roots && others && context &&
      X509_STORE_CTX_init(context, roots, lm_certificates_at(certificates, index), others) == 1) {
    /* The list of numbers (RFC 8226, 9), which OpenSSL does not know, may be marked critical. */
    X509_STORE_CTX_set_flags(context, X509_V_FLAG_IGNORE_CRITICAL);
    X509_STORE_CTX_set_time(context, 0, (time_t)seconds);
    X509_verify_cert(context);
    result = X509_STORE_CTX_get_error(context);
  }
  X509_STORE_CTX_free(context);
  sk_X509_free(others);
  X509_STORE_free(roots);
  ERR_clear_error();
  return result;
}
