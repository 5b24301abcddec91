# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader sees of the program: nodes with role, name, description, states and places.

AT-SPI is spoken over D-Bus itself: a whole part of the tree is asked for at once, and so takes
milliseconds where a call after the other takes seconds.
"""

import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

ACCESSIBLE = "org.a11y.atspi.Accessible"
COMPONENT = "org.a11y.atspi.Component"
TEXT = "org.a11y.atspi.Text"
ROOT = "/org/a11y/atspi/accessible/root"
IN_WINDOW = 1  # ATSPI_COORD_TYPE_WINDOW; GTK 4 does not know where on the screen it is

# AtspiStateType
ACTIVE, CHECKED, FOCUSABLE, FOCUSED, PRESSED, SELECTED, SENSITIVE, VISIBLE = 1, 4, 11, 12, 20, 23, 24, 30

# A list has some 200 rows ready; nothing in the program is nested deeper than this.
MAX_NODES = 20000
MAX_DEPTH = 60
POLL_S = 0.02
CALL_MS = 5000

_bus = None


class Timeout(AssertionError):
    """What was waited for did not happen."""


def wait(what, function, timeout=8.0):
    """Polls function until it gives something true, and returns that; what says what was waited for."""
    end = time.monotonic() + timeout
    while True:
        try:
            value = function()
        except Gone:
            value = None
        if value:
            return value
        if time.monotonic() > end:
            raise Timeout(f"after {timeout} s still not: {what}")
        time.sleep(POLL_S)


class Gone(AssertionError):
    """The node is not there any more."""


def bus():
    """The accessibility bus."""
    global _bus
    if not _bus:
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address, = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress",
                                     None, None, Gio.DBusCallFlags.NONE, CALL_MS, None).unpack()
        _bus = Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
    return _bus


def ask(questions):
    """Asks all at once: (name, path, interface, method, parameters) each. None where there is no answer."""
    answers = [None] * len(questions)
    left = [len(questions)]

    def answered(connection, result, number):
        left[0] -= 1
        try:
            answers[number] = connection.call_finish(result).unpack()
        except GLib.Error:
            pass

    for number, (name, path, interface, method, parameters) in enumerate(questions):
        bus().call(name, path, interface, method, parameters, None, Gio.DBusCallFlags.NONE,
                   CALL_MS, None, answered, number)
    context = GLib.MainContext.default()
    while left[0]:
        context.iteration(True)
    return answers


class Node:
    """An accessible node as it was when it was looked at; now() looks again."""

    def __init__(self, name, path, facts):
        self.at = (name, path)
        properties, role, states, extents = facts
        if not properties or not role:
            raise Gone(path)
        self.name = properties[0].get("Name") or ""
        self.description = properties[0].get("Description") or ""
        self.role = role[0]
        self.states = states[0] if states else [0, 0]
        self.place = tuple(extents[0]) if extents else None

    @staticmethod
    def questions(name, path):
        return [
            (name, path, "org.freedesktop.DBus.Properties", "GetAll",
             GLib.Variant("(s)", (ACCESSIBLE,))),
            (name, path, ACCESSIBLE, "GetRoleName", None),
            (name, path, ACCESSIBLE, "GetState", None),
            (name, path, COMPONENT, "GetExtents", GLib.Variant("(u)", (IN_WINDOW,))),
        ]

    @classmethod
    def at_path(cls, name, path):
        return cls(name, path, ask(cls.questions(name, path)))

    def now(self):
        return Node.at_path(*self.at)

    def has(self, state):
        return bool(self.states[state // 32] >> state % 32 & 1)

    @property
    def showing(self):
        """What was never shown has no size. (GTK 4 tells no more about the pages of a stack.)"""
        return self.has(VISIBLE) and (self.place is None or self.place[2] > 0 and self.place[3] > 0)

    @property
    def focused(self):
        return self.has(FOCUSED)

    @property
    def text(self):
        """What stands in it: the text of an entry or a text view, and the name of all others."""
        if self.role not in ("text box", "search box"):
            return self.name
        answer, = ask([(*self.at, TEXT, "GetText", GLib.Variant("(ii)", (0, -1)))])
        return answer[0] if answer else self.name

    @property
    def middle(self):
        x, y, width, height = self.place
        return x + width / 2, y + height / 2

    def children(self):
        return [node for node, depth in self.walk(hidden=True, deepest=1) if depth == 1]

    def walk(self, hidden=False, deepest=MAX_DEPTH):
        """This node as it is now and all below it as (node, depth), parents before their children.

        Those that are not shown, and what is below them, only when asked for.
        """
        top = self.now()
        level, children, n_nodes = [top], {}, 1
        for _ in range(deepest):
            below = ask([(*node.at, ACCESSIBLE, "GetChildren", None) for node in level])
            paths = [(node, tuple(at)) for node, answer in zip(level, below, strict=True)
                     if answer for at in answer[0]]
            n_nodes += len(paths)
            if n_nodes > MAX_NODES:
                raise AssertionError("the tree of nodes has no end")
            asked = ask([question for _, at in paths for question in Node.questions(*at)])
            level = []
            for number, (parent, at) in enumerate(paths):
                try:
                    node = Node(*at, asked[4 * number : 4 * number + 4])
                except Gone:
                    continue
                if hidden or node.showing:
                    children.setdefault(parent.at, []).append(node)
                    level.append(node)
            if not level:
                break
        found = []

        def gather(node, depth):
            found.append((node, depth))
            for child in children.get(node.at, ()):
                gather(child, depth + 1)

        gather(top, 0)
        return found

    def all(self, role=None, name=None, holds=None, hidden=False):
        """All nodes at or below this one with that role, exactly that name, that piece of text."""
        return [node for node, _ in self.walk(hidden)
                if (not role or node.role == role)
                and (name is None or node.name == name)
                and (not holds or holds in node.name or holds in node.text)]

    def find(self, **wanted):
        return next(iter(self.all(**wanted)), None)

    def wait(self, timeout=8.0, **wanted):
        return wait(f"a node with {wanted}", lambda: self.find(**wanted), timeout)

    def words(self):
        """Every name and text that is shown."""
        return [text for node, _ in self.walk() for text in dict.fromkeys((node.name, node.text))
                if text]

    def cells(self):
        """The rows of a table without its heading, also those out of sight: the cells' texts each."""
        rows = []
        for node, _ in self.walk(hidden=True):
            if node.role == "row":
                rows.append([])
            elif node.role == "grid cell":
                rows[-1].append("")
            elif rows and rows[-1] and node.role == "label":
                rows[-1][-1] = f"{rows[-1][-1]} {node.name}".strip()
        return [row for row in rows if row]

    def __repr__(self):
        return f"{self.role} {self.name!r}"


def application(pid):
    """The node of the program with that process number, or None."""
    children, = ask([("org.a11y.atspi.Registry", ROOT, ACCESSIBLE, "GetChildren", None)])
    for name, path in children[0] if children else ():
        owner, = ask([("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                       "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)))])
        if owner and owner[0] == pid:
            try:
                return Node.at_path(name, path)
            except Gone:
                return None
    return None
