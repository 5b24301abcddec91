# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys: what is encrypted is said, and is there once its keys are given, by command or by preference."""

from program import SOURCE, Program, variant
from tap import scenario
from tree import wait

CAPTURES = SOURCE / "tests" / "captures"
LOCKED, KEYS = CAPTURES / "sip-tls12-chacha.pcapng", CAPTURES / "sip-tls12-chacha.keys"
RSA_LOCKED, RSA_KEY = CAPTURES / "sip-tls12-rsa.pcapng", CAPTURES / "sip-tls12-rsa.pem"


def calls(program, n):
    program.frame().wait(role="label", holds=f"{n} call{'' if n == 1 else 's'}")


@scenario
def keys_added():
    """What is encrypted is said; with a key log the capture is read again and shows its call."""
    with Program(LOCKED) as program:
        program.wait_loaded()
        program.frame().wait(role="label", holds="2 connections that may carry SIP are encrypted")
        program.frame().wait(role="button", holds="Decrypt…")
        calls(program, 0)
        program.action("add-keys-path", variant("s", str(KEYS)))
        calls(program, 1)
        program.action("reload")
        program.wait_loaded()
        calls(program, 1)
        program.action("open-path", variant("s", str(RSA_LOCKED)))
        program.frame().wait(role="label", holds="2 connections that may carry SIP are encrypted")
        program.action("add-keys-path", variant("s", str(RSA_KEY)))
        calls(program, 1)


@scenario
def keys_not():
    """A file without keys is refused with its name, and changes nothing."""
    with Program(LOCKED) as program:
        program.wait_loaded()
        program.action("add-keys-path", variant("s", str(SOURCE / "README.md")))
        program.frame().wait(role="label", holds="README.md holds no keys.")
        calls(program, 0)


@scenario
def keys_before():
    """Keys that are given to an empty window are used for what is opened next."""
    with Program() as program:
        program.action("add-keys-path", variant("s", str(KEYS)))
        program.frame().wait(role="label", holds="The keys will be used")
        program.action("open-path", variant("s", str(LOCKED)))
        calls(program, 1)


@scenario
def keys_preferred():
    """The file of the preferences is used from the start; a file that went away is said."""
    with Program(LOCKED, settings={"key-file": f"'{KEYS}'"}) as program:
        program.wait_loaded()
        calls(program, 1)
        program.app_action("preferences")
        window = wait("the preferences",
                      lambda: next((w for w in program.frames() if w.name == "Preferences"), None))
        window.wait(holds=KEYS.name)
        window.wait(role="button", name="Choose a file with keys")
        program.must_be_up()
    with Program(LOCKED, settings={"key-file": "'/nonexistent/keys'"}) as program:
        program.frame().wait(role="label", holds="/nonexistent/keys: the keys cannot be read")
