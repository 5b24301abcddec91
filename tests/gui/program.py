# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of the program: started with its own folders, driven over D-Bus, looked at over AT-SPI."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

import screen  # noqa: E402
import tree  # noqa: E402

APP_ID = "org.linesman.Linesman"
APP_PATH = "/org/linesman/Linesman"
SETTINGS_GROUP = "org/linesman/Linesman"

SOURCE = pathlib.Path(os.environ.get("LM_SOURCE", pathlib.Path(__file__).parents[2]))
BUILD = pathlib.Path(os.environ["LM_BUILD"])
SCRATCH = pathlib.Path(os.environ["LM_GUI_SCRATCH"])
SAMPLE = SOURCE / "data" / "samples" / "calls.pcapng"
LINESMAN = BUILD / "ui" / "linesman"
CLI = BUILD / "src" / "cli" / "linesman-cli"

# Leaks are looked for where a scenario asks: naming what keeps memory takes whole stacks, which are slow.
SANITIZED = LINESMAN.exists() and b"__asan_init" in LINESMAN.read_bytes()

# What is no fault of the program's: a machine without these services says so.
# A GtkGizmo is a private part of GTK's own widgets, which 4.8 may draw in the very frame that made it.
HARMLESS = ("dconf", "snapshot GtkGizmo", "portal", "MESA", "libEGL", "dbus-daemon", "Unable to acquire session bus",
            "Vulkan", "AT-SPI: Could not", "accessibility bus", "Screen coordinates not supported")


def scratch(name):
    """A new folder for a test's own files."""
    return pathlib.Path(tempfile.mkdtemp(prefix=name + "-", dir=SCRATCH))


def cli(command, *arguments):
    """What the command line says, as JSON: one object a line."""
    result = subprocess.run([CLI, command, "--json", *map(str, arguments)],
                            capture_output=True, text=True, timeout=tree.DEADLINE_S, check=False)
    if result.returncode not in (0, 1):
        raise AssertionError(f"linesman-cli {command}: {result.stderr}")
    return [json.loads(line) for line in result.stdout.splitlines()]


class Program:
    """A running program. As a context it is started, and at the end it must go when it is told to."""

    def __init__(self, *arguments, home=None, settings=None, leaks=False, within=()):
        self.home = home or scratch("home")
        self.arguments = [str(a) for a in arguments]
        self.leaks = leaks
        self.within = [str(word) for word in within]  # what starts it, and becomes it
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.process = None
        self.node = None
        if settings:
            self.write_settings(settings)

    # ---- its life ----

    def folders(self):
        return {"XDG_CONFIG_HOME": self.home / "config", "XDG_DATA_HOME": self.home / "data",
                "XDG_CACHE_HOME": self.home / "cache", "XDG_STATE_HOME": self.home / "state",
                "HOME": self.home}

    def settings_path(self):
        return self.home / "config" / "glib-2.0" / "settings" / "keyfile"

    def write_settings(self, settings):
        path = self.settings_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"[{SETTINGS_GROUP}]", *(f"{key}={value}" for key, value in settings.items())]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def read_settings(self):
        path = self.settings_path()
        if not path.exists():
            return {}
        pairs = (line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines()
                 if "=" in line)
        return dict(pairs)

    def variables(self):
        """The environment that it runs in."""
        sanitizer = "fast_unwind_on_malloc=0" if self.leaks else "detect_leaks=0"
        given = os.environ.get("ASAN_OPTIONS")
        return dict(os.environ, GTK_A11Y="atspi", G_DEBUG="fatal-criticals",
                    ASAN_OPTIONS=f"{given}:{sanitizer}" if given else sanitizer,
                    **{name: str(folder) for name, folder in self.folders().items()})

    def __enter__(self):
        tree.patience = 4 if self.leaks else 1
        tree.give_up_after(tree.DEADLINE_S * tree.patience)
        for folder in self.folders().values():
            folder.mkdir(parents=True, exist_ok=True)
        font = self.home / "config" / "gtk-4.0" / "settings.ini"
        font.parent.mkdir(parents=True, exist_ok=True)
        font.write_text("[Settings]\ngtk-font-name=Cantarell 11\n", encoding="utf-8")
        self.log = self.home / "stderr"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*self.within, LINESMAN, *self.arguments], env=self.variables(),
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self.node = tree.wait("the program is on the accessibility bus", self.appears)
        except BaseException as error:
            try:
                error.state_of_program = self.describe_state()
            finally:
                self.kill()
            raise
        tree.must_go_on = self.must_be_up
        return self

    def appears(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the program ended: {self.process.returncode}\n{self.errors()}")
        node = tree.application(self.process.pid)
        return node if node and tree.windows(node) else None

    def __exit__(self, kind, value, trace):
        tree.must_go_on = lambda: None
        try:
            if kind is None:
                self.quit()
                self.must_be_quiet()
            elif not hasattr(value, "state_of_program"):
                value.state_of_program = self.describe_state()
        except BaseException as error:
            error.state_of_program = self.describe_state()
            raise
        finally:
            self.kill()

    def describe_state(self):
        """Lines that say how it stood with the program when something failed."""
        tree.give_up_after(5)
        lines = ["keys and clicks: " + ", ".join(screen.given)] if screen.given else []
        try:
            lines.append(f"the screen: {screen.keep()}")
            lines += self.describe_windows() if self.process.poll() is None else [f"it ended: {self.process.returncode}"]
        except (AssertionError, GLib.Error, OSError, RuntimeError, subprocess.SubprocessError) as error:
            lines.append(f"no more can be said: {error}")
        return lines + ["it wrote: " + line for line in self.errors().splitlines()[-8:]]

    def describe_windows(self):
        lines = [f"X windows: {' '.join(self.x_windows())}, keyboard in {screen.focused()}"]
        for path in self.windows():
            actions = self.describe(path)
            lines.append(f"{path.rsplit('/', 1)[1]}: " + ", ".join(
                f"{name} {actions[name][2][0]}" for name in ("show-view", "sidebar", "message") if name in actions)
                + (", reading" if actions["cancel"][0] else ""))
        for frame in self.frames() if self.node else ():
            keyboard = frame.keyboard()
            lines.append(f"{frame!r}{', active' if frame.has(tree.ACTIVE) else ''}, keyboard in {keyboard!r}")
            lines.append("it shows: " + " | ".join(text.replace("\n", " ")[:60] for text in frame.words())[:1500])
        return lines

    def quit(self):
        if self.process.poll() is None:
            self.app_action("quit", wait=False)
        try:
            status = self.process.wait(2 * tree.DEADLINE_S * tree.patience)
        except subprocess.TimeoutExpired:
            raise AssertionError("the program does not go when it is told to quit") from None
        if status:
            raise AssertionError(f"the program ended with {status}\n{self.errors()}")

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(tree.DEADLINE_S)

    def errors(self):
        return self.log.read_text(encoding="utf-8", errors="replace")[-4000:]

    def must_be_quiet(self):
        """Nothing that the program wrote is a complaint of GLib, GTK or a sanitizer."""
        for line in self.errors().splitlines():
            complaint = any(word in line for word in
                            ("CRITICAL", "WARNING", "ERROR", "runtime error"))
            if complaint and not any(word in line for word in HARMLESS):
                raise AssertionError(f"the program complains: {line}")

    def must_be_up(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the program ended: {self.process.returncode}\n{self.errors()}")

    # ---- its commands ----

    def call(self, path, interface, method, parameters, reply=None):
        return self.bus.call_sync(APP_ID, path, interface, method, parameters,
                                  GLib.VariantType(reply) if reply else None,
                                  Gio.DBusCallFlags.NO_AUTO_START, tree.call_ms(), None).unpack()

    def activate(self, path, name, parameter=None, wait=True):
        parameters = [parameter] if parameter is not None else []
        try:
            self.call(path, "org.gtk.Actions", "Activate",
                      GLib.Variant("(sava{sv})", (name, parameters, {})))
        except GLib.Error:
            if wait:
                self.must_be_up()
                raise

    def action(self, name, parameter=None, window=None):
        self.activate(window or self.windows()[0], name, parameter)

    def app_action(self, name, parameter=None, wait=True):
        self.activate(APP_PATH, name, parameter, wait)

    def describe(self, path):
        """The actions at a path: name to (enabled, type of the parameter, state)."""
        found, = self.call(path, "org.gtk.Actions", "DescribeAll", None, "(a{s(bgav)})")
        return {name: (enabled, signature, state) for name, (enabled, signature, state)
                in found.items()}

    def state(self, name, window=None):
        return self.describe(window or self.windows()[0])[name][2][0]

    def enabled(self, name, window=None):
        return self.describe(window or self.windows()[0])[name][0]

    def windows(self):
        """The D-Bus paths of its windows, the oldest first."""
        xml, = self.call(APP_PATH + "/window", "org.freedesktop.DBus.Introspectable", "Introspect",
                         None, "(s)")
        numbers = [int(node.path) for node in Gio.DBusNodeInfo.new_for_xml(xml).nodes]
        return [f"{APP_PATH}/window/{number}" for number in sorted(numbers)]

    # ---- what it shows ----

    def frames(self):
        return tree.windows(self.node)

    def frame(self):
        return tree.wait("a window", lambda: next(iter(self.frames()), None))

    def focus(self):
        """Gives the first window the keyboard, at the upper left corner of the screen."""
        number = tree.wait("an X window", lambda: screen.windows_of(self.process.pid))[0]
        screen.tool("windowmove", number, 0, 0, "windowfocus", "--sync", number)
        tree.wait("the window is active", lambda: self.frame().has(tree.ACTIVE))

    def wait_loaded(self):
        """Waits until nothing is being read any more and rows or an answer stand there."""
        tree.wait("the capture is read", lambda: not self.enabled("cancel"))

    def x_windows(self):
        return screen.windows_of(self.process.pid)

    def size(self):
        """Width and height of the first window, with its border, as its settings count them."""
        return self.geometry()[2:]

    def geometry(self):
        number = tree.wait("an X window", self.x_windows)[0]
        lines = screen.tool("getwindowgeometry", "--shell", number).split()
        outer = dict(line.split("=") for line in lines)
        return tuple(int(outer[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))

    def click(self, node, button=1, below=0):
        """Clicks in the middle of a node, or that far below; around the window there is a border that it does not count."""
        left, top, width, _ = self.geometry()
        border = (width - self.frame().place[2]) // 2
        x, y = node.middle
        screen.click(left + border + x, top + border + y + below, button)


def variant(signature, value):
    return GLib.Variant(signature, value)
