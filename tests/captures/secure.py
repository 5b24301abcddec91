# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scripts beside share that make captures of TLS: a certificate, and the secrets of the connections."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "samples"))
from lab import run  # noqa: E402


def keylog(lab):
    """The words that make a program write its secrets to LAB's folder."""
    library = os.path.join(lab.dir, "keylog.so")
    run("cc", "-O1", "-shared", "-fPIC", "-o", library, os.path.join(HERE, "keylog.c"), "-ldl", "-lssl")
    return ["env", "LD_PRELOAD=" + library, "SSLKEYLOGFILE=" + os.path.join(lab.dir, "keys")]


def certificate(lab, name="example.com"):
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=" + name,
        "-keyout", os.path.join(lab.dir, "key.pem"), "-out", os.path.join(lab.dir, "certificate.pem"))


def tls_words(lab, method, ciphers):
    """The words for Kamailio, with kamailio.cfg, that make it a server of TLS."""
    certificate(lab)
    return ["-A", "WITH_TLS", "-A", "KEY='%s/key.pem'" % lab.dir,
            "-A", "CERTIFICATE='%s/certificate.pem'" % lab.dir,
            "-A", "METHOD='%s'" % method, "-A", "CIPHERS='%s'" % ciphers]


def inject(path, keys):
    """Puts a key log into the capture, as a decryption-secrets block."""
    with_keys = path + ".with-keys"
    run("editcap", "--inject-secrets", "tls," + keys, path, with_keys)
    os.rename(with_keys, path)
